"""Incidents: what has happened, where, and how far its handling is."""

from fastapi import FastAPI


def register(app: FastAPI) -> None:
    """Add the routes, the verbs and the live topic."""
    from command.incidents import alerts, layer, places, service
    from command.incidents.routes import router
    from command.incidents.schemas import IncidentProjection
    from core import orphans
    from core.access.may import declare
    from core.access.scope import Role
    from core.errors import Conflict
    from core.http import explain_constraint
    from core.live import topics
    from gis.maps import layers

    declare(places.REPORT, roles={Role.DUTY, Role.DECIDER, Role.REPORTER})
    declare(alerts.ALERT, roles={Role.DUTY})
    declare(service.MOVE, roles={Role.DUTY, Role.DECIDER})
    topics.declare("incidents", service.snapshot, IncidentProjection)
    layers.publish(layers.EVENT, layer.layer)
    for column in ("assessment.estimate.incident_id", "dispatch.shipment.incident_id"):
        orphans.declare(column, refers_to="command.incident")
    explain_constraint(
        "uq_incident_world_id_external_id",
        Conflict(
            "上级或其他区域已按此外部编号登记事件",
            "An office elsewhere has recorded an incident under this external id",
        ),
    )
    app.include_router(router)
