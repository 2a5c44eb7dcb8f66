"""Tasks and the first-hour card over HTTP."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from command.duty import card, queries, tasks
from command.duty.schemas import CardOut, TaskList, TaskOut, TaskStepIn
from core.http import ActorDep, CommandDep, ReaderDep, VersionDep, WriterDep

router = APIRouter(prefix="/api", tags=["duty"])

AreaParam = Annotated[int | None, Query(ge=0, lt=10**12)]


@router.get("/incidents/{incident_id}/first-hour", response_model=CardOut)
async def first_hour(
    session: ReaderDep, actor: ActorDep, incident_id: UUID, area: AreaParam = None
) -> Any:
    """Return the next three duties with their clocks, and what is not known."""
    return await card.first_hour(session, actor, incident_id=incident_id, area=area)


@router.get("/tasks", response_model=TaskList)
async def list_tasks(
    session: ReaderDep,
    actor: ActorDep,
    incident_id: UUID | None = None,
    area: AreaParam = None,
) -> Any:
    """List visible tasks by due time."""
    found = await queries.tasks(session, actor.scope, incident_id=incident_id, area=area)
    return {"items": [t.projection() | {"moves": tasks.allowed_moves(actor, t)} for t in found]}


def _add_step(step: str) -> None:
    """Add one step's route."""

    @router.post(f"/tasks/{{task_id}}/{step}", response_model=TaskOut, name=f"{step}_task")
    async def take(
        session: WriterDep,
        actor: ActorDep,
        command: CommandDep,
        version: VersionDep,
        task_id: UUID,
        given: TaskStepIn | None = None,
    ) -> Any:
        said = given or TaskStepIn()
        return await command.once(
            session,
            lambda: tasks.work(
                session,
                actor,
                task_id=task_id,
                step=step,
                reason=said.reason,
                evidence_file=said.evidence_file,
                version=version,
            ),
        )


for _step in tasks.STEPS:
    _add_step(_step)
