"""Responses over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from command.response import service
from command.response.schemas import ActIn, ResponseList, ResponseOut
from core.http import ActorDep, CommandDep, ReaderDep, VersionDep, WriterDep

router = APIRouter(prefix="/api", tags=["responses"])


@router.get("/incidents/{incident_id}/responses", response_model=ResponseList)
async def responses(session: ReaderDep, actor: ActorDep, incident_id: UUID) -> Any:
    """Return every tier's and family's response with its gauges."""
    return {"items": await service.evaluated(session, actor, incident_id=incident_id)}


@router.post("/responses/{response_id}/acts", response_model=ResponseOut)
async def act(
    session: WriterDep,
    actor: ActorDep,
    command: CommandDep,
    version: VersionDep,
    response_id: UUID,
    given: ActIn,
) -> Any:
    """Take a decision on a response."""
    return await command.once(
        session,
        lambda: service.act(session, actor, response_id=response_id, given=given, version=version),
    )
