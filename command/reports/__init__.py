"""Loss reports: what the areas say they lost, when they said it, and what adds up."""

from fastapi import FastAPI


def register(app: FastAPI) -> None:
    """Add the routes, the verbs, the live topic and the words for the table's constraints."""
    from command.reports import service, supply
    from command.reports.routes import router
    from command.reports.schemas import ReportProjection
    from core.access.may import declare
    from core.access.scope import Role
    from core.errors import Conflict
    from core.http import explain_constraint
    from core.live import topics
    from dispatch import incidents as dispatch

    declare(service.SUBMIT, roles={Role.DUTY, Role.DECIDER, Role.REPORTER})
    declare(service.VERIFY, roles={Role.DUTY, Role.DECIDER})
    topics.declare("reports", service.snapshot, ReportProjection)
    dispatch.tell(facts=supply.facts, figures=supply.heads)
    explain_constraint(
        "loss_report_kept",
        Conflict("报表上传后不得修改，请另报更正", "A report is never changed; send a correction"),
    )
    app.include_router(router)
