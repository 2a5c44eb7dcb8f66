"""Estimates: what a disaster probably did, with the inputs and the version that say so."""

from fastapi import FastAPI


def register(app: FastAPI) -> None:
    """Add the routes, the verb, the live topic and the job."""
    from assessment.runs import jobs, layer, service
    from assessment.runs.routes import router
    from assessment.runs.schemas import EstimateProjection
    from core.access.may import declare
    from core.access.scope import Role
    from core.events import on
    from core.live import topics
    from gis.maps import layers

    declare(service.OFFICIAL, roles={Role.DUTY, Role.DECIDER})
    topics.declare("estimates", service.snapshot, EstimateProjection)
    layers.publish("footprint", layer.layer)
    for kind in ("incident.reported", "incident.edited"):
        on(kind, jobs.on_incident)
    app.include_router(router)
