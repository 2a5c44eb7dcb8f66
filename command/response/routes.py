"""Responses over HTTP."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from command.response import queries, service
from command.response.schemas import ActIn, PlanList, PlanOut, ResponseList, ResponseOut
from core.errors import NotFound
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


@router.get("/plans", response_model=PlanList)
async def plans(
    session: ReaderDep,
    _actor: ActorDep,
    family: str | None = None,
    tier: Annotated[int | None, Query(ge=0, le=3)] = None,
) -> Any:
    """List plan editions with their thresholds and sources."""
    return {"items": await queries.plans(session, family=family, tier=tier)}


@router.get("/plans/{plan_id}", response_model=PlanOut)
async def plan(session: ReaderDep, _actor: ActorDep, plan_id: str) -> Any:
    """Return one plan edition."""
    found = await queries.plan(session, plan_id)
    if found is None:
        raise NotFound()
    return found
