"""Relief depots, what is in them, and how much relief is needed."""

from fastapi import FastAPI


def register(app: FastAPI) -> None:
    """Add the routes, the verbs, the live topic and what broken constraints mean."""
    from core.access.may import declare
    from core.access.scope import Role
    from core.errors import Conflict
    from core.http import explain_constraint
    from core.live import topics
    from dispatch.stock import service
    from dispatch.stock.routes import router
    from dispatch.stock.schemas import WarehouseProjection

    declare(service.CHANGE, roles={Role.DUTY})
    declare(service.SET_STANDARD, roles={Role.DUTY, Role.DECIDER})
    topics.declare("warehouses", service.snapshot, WarehouseProjection)
    explain_constraint("ck_stock_qty", Conflict("库存不足", "Not enough in stock"))
    app.include_router(router)
