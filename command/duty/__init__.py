"""Tasks of started responses and the first-hour card."""

from fastapi import FastAPI


def register(app: FastAPI) -> None:
    """Add the routes, the verb, the live topic and the job that finds late tasks."""
    from command.duty import jobs as jobs
    from command.duty import tasks
    from command.duty.routes import router
    from command.duty.schemas import TaskProjection
    from core.access.may import declare
    from core.access.scope import Role
    from core.live import topics

    declare(tasks.WORK, roles={Role.DUTY, Role.DECIDER}, where="own")
    topics.declare("tasks", tasks.snapshot, TaskProjection)
    app.include_router(router)
