"""Orders from office to office, from issue to done."""

from fastapi import FastAPI


def register(app: FastAPI) -> None:
    """Add the routes, the verbs, the live topic and the job that finds late orders."""
    from command.orders import jobs as jobs
    from command.orders import service
    from command.orders.routes import router
    from command.orders.schemas import OrderProjection
    from core.access.may import declare
    from core.access.scope import Role
    from core.live import topics

    declare(service.ISSUE, roles={Role.DUTY, Role.DECIDER}, where="own")
    declare(service.ANSWER, roles={Role.DUTY, Role.DECIDER, Role.REPORTER}, where="own")
    topics.declare("orders", service.snapshot, OrderProjection)
    app.include_router(router)
