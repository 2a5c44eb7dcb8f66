"""Responses by dated plans: what the figures propose and what people decide."""

from fastapi import FastAPI


def register(app: FastAPI) -> None:
    """Add the routes, the verb, the live topic and the evaluation job."""
    from command.response import jobs, service
    from command.response.routes import router
    from command.response.schemas import ResponseProjection
    from core.access.may import declare
    from core.access.scope import Role
    from core.live import topics

    declare(service.DECIDE, roles={Role.DECIDER}, second_factor=True, where="own")
    topics.declare("responses", service.snapshot, ResponseProjection)
    jobs.listen()
    app.include_router(router)
