"""Incidents: what has happened, where, and how far its handling is."""

from fastapi import FastAPI


def register(app: FastAPI) -> None:
    """Add the routes, the verbs and the live topic."""
    from command.incidents import places, service
    from command.incidents.routes import router
    from core.access.may import declare
    from core.access.scope import Role
    from core.live import topics

    declare(places.REPORT, roles={Role.DUTY, Role.DECIDER, Role.REPORTER})
    declare(service.ALERT, roles={Role.DUTY})
    declare(service.MOVE, roles={Role.DUTY, Role.DECIDER})
    topics.declare("incidents", service.snapshot)
    app.include_router(router)
