"""Incidents over HTTP."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from command.incidents import alerts, queries, service
from command.incidents.rules import KINDS
from command.incidents.schemas import (
    AlertIn,
    AlertOut,
    IncidentDetail,
    IncidentIn,
    IncidentList,
    IncidentOut,
    MoveIn,
    incident_out,
)
from core.http import ActorDep, CommandDep, ReaderDep, VersionDep, WriterDep
from core.records import next_page

router = APIRouter(prefix="/api", tags=["incidents"])

Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("/incidents", response_model=IncidentList)
async def list_incidents(
    session: ReaderDep,
    actor: ActorDep,
    world_id: UUID | None = None,
    state: str | None = None,
    before: UUID | None = None,
    limit: Limit = 50,
) -> Any:
    """List incidents, newest first."""
    found = await queries.incidents(
        session, actor.scope, world_id=world_id, state=state, before=before, limit=limit
    )
    return {
        "items": [incident_out(i.projection(), service.allowed_moves(actor, i)) for i in found],
        "next": next_page(found, limit),
    }


@router.post("/incidents", response_model=IncidentDetail, status_code=201)
async def report(
    session: WriterDep, actor: ActorDep, command: CommandDep, given: IncidentIn
) -> Any:
    """Record an incident."""
    return await command.once(session, lambda: service.report(session, actor, given=given))


@router.post("/alerts", response_model=AlertOut)
async def alert(
    session: WriterDep, actor: ActorDep, command: CommandDep, given: AlertIn, response: Response
) -> Any:
    """Record an alert, or recognise the incident it tells of."""
    answer = await command.once(session, lambda: alerts.alert(session, actor, given=given))
    response.status_code = 200 if answer["duplicate"] else 201
    return answer


@router.get("/incidents/{incident_id}", response_model=IncidentDetail)
async def read(session: ReaderDep, actor: ActorDep, incident_id: UUID) -> Any:
    """Return one incident with the moves its reader may make."""
    return await service.detail(session, actor, incident_id=incident_id)


def _add_move(step: str) -> None:
    """Add one move's route: each has its own path, so that other modules can add theirs beside."""

    @router.post(
        f"/incidents/{{incident_id}}/{step}", response_model=IncidentOut, name=f"{step}_incident"
    )
    async def move(
        session: WriterDep,
        actor: ActorDep,
        command: CommandDep,
        version: VersionDep,
        incident_id: UUID,
        given: MoveIn | None = None,
    ) -> Any:
        return await command.once(
            session,
            lambda: service.move(
                session,
                actor,
                incident_id=incident_id,
                step=step,
                given=given or MoveIn(),
                version=version,
            ),
        )


for _step in KINDS:
    _add_move(_step)
