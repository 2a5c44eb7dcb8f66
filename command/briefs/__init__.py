"""Notices as signed documents, and consultations."""

from fastapi import FastAPI


def register(app: FastAPI) -> None:
    """Add the routes, the verb, the live topic and the job that keeps notices."""
    from command.briefs import consultations
    from command.briefs import jobs as jobs
    from command.briefs.routes import router
    from command.briefs.schemas import ConsultationOut
    from core.access.may import declare
    from core.access.scope import Role
    from core.live import topics

    declare(consultations.CALL, roles={Role.DUTY, Role.DECIDER}, where="own")
    topics.declare("notices", consultations.snapshot, ConsultationOut)
    app.include_router(router)
