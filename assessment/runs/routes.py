"""Estimates and official footprints over HTTP."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from assessment.formulas.quake import Exposure
from assessment.runs import queries, service
from assessment.runs.jobs import exposure
from assessment.runs.schemas import EstimateDetail, EstimateList, FootprintIn
from core.http import ActorDep, CommandDep, ReaderDep, WriterDep

router = APIRouter(prefix="/api", tags=["estimates"])


async def _exposure(request: Request) -> Exposure:
    return await asyncio.to_thread(exposure, request.app.state.settings.var)


# Named before the session in a route: making the cells anew takes longer than a transaction may.
ExposureDep = Annotated[Exposure, Depends(_exposure)]


@router.get("/estimates/{estimate_id}", response_model=EstimateDetail)
async def read(session: ReaderDep, actor: ActorDep, estimate_id: UUID) -> Any:
    """Return one estimate with its counties, cities, inputs and, if official, the comparison."""
    return await service.detail(session, actor.scope, estimate_id)


@router.get("/incidents/{incident_id}/estimates", response_model=EstimateList)
async def list_estimates(session: ReaderDep, actor: ActorDep, incident_id: UUID) -> Any:
    """List the estimates and official footprints of an incident, newest first."""
    found = await queries.of_incident(session, actor.scope, incident_id)
    return {"items": [run.projection() for run in found], "next": None}


@router.post("/incidents/{incident_id}/footprints", response_model=EstimateDetail, status_code=201)
async def record_footprint(
    actor: ActorDep,
    people: ExposureDep,
    session: WriterDep,
    command: CommandDep,
    incident_id: UUID,
    given: FootprintIn,
) -> Any:
    """Record the official intensity map as the incident's next footprint."""
    return await command.once(
        session,
        lambda: service.record_footprint(
            session, actor, incident_id=incident_id, given=given, exposure=people
        ),
    )
