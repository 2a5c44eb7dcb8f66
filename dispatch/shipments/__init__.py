"""Shipments of relief goods: ordered, departed, arrived, received."""

from fastapi import FastAPI


def register(app: FastAPI) -> None:
    """Add the routes, the verbs and the live topic."""
    from core import orphans
    from core.access.may import declare
    from core.access.scope import Role
    from core.live import topics
    from dispatch.shipments import layer, service
    from dispatch.shipments.routes import router
    from dispatch.shipments.schemas import ShipmentProjection
    from gis.maps import layers

    declare(service.ORDER, roles={Role.DUTY, Role.DECIDER})
    declare(service.HAND_OUT, roles={Role.DUTY})
    declare(service.RECEIVE, roles={Role.DUTY, Role.REPORTER})
    topics.declare("shipments", service.snapshot, ShipmentProjection)
    layers.publish("supplies", layer.layer)
    orphans.declare("dispatch.stock_move.shipment_id", refers_to="dispatch.shipment")
    app.include_router(router)
