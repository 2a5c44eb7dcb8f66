"""Loss reports over HTTP."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from command.incidents import service as incidents
from command.reports import boards, queries, service
from command.reports.indicators import INDICATORS, SECTIONS, asked_only_for
from command.reports.schemas import (
    AreaFiguresOut,
    BelowOut,
    CheckOut,
    CountyFiguresOut,
    IndicatorList,
    MatrixOut,
    PhotosIn,
    ReportIn,
    ReportList,
    ReportOut,
    SeriesOut,
    report_out,
)
from core.access.scope import range_of
from core.http import ActorDep, CommandDep, ReaderDep, VersionDep, WriterDep
from core.records import next_page

router = APIRouter(prefix="/api", tags=["reports"])

Code = Annotated[int | None, Query(ge=0, lt=10**12)]
Limit = Annotated[int, Query(ge=1, le=500)]
Indicators = Annotated[
    str, Query(max_length=400, description="codes of up to 8 indicators with commas between them")
]
LOST_PEOPLE = "deaths,missing,injured"


@router.get("/indicators", response_model=IndicatorList)
async def indicators(_actor: ActorDep) -> Any:
    """Return the indicators of the fast report, in the order of the form."""
    return {
        "items": [
            {
                "indicator": i.code,
                "zh": i.zh,
                "en": i.en,
                "unit": i.unit,
                "integer": i.integer,
                "group": i.section,
                "group_zh": SECTIONS[i.section][0],
                "group_en": SECTIONS[i.section][1],
                "accumulates": i.accumulates,
                "now_of": i.now_of,
                "parent": i.part_of,
                "hazard": asked_only_for(i.code),
                "official_code": i.official_code,
            }
            for i in INDICATORS.values()
        ]
    }


@router.post("/reports", response_model=ReportOut, status_code=201)
async def submit(session: WriterDep, actor: ActorDep, command: CommandDep, given: ReportIn) -> Any:
    """Send a loss report; the answer holds its receipt number."""
    return await command.once(session, lambda: service.submit(session, actor, given=given))


@router.post("/reports/check", response_model=CheckOut)
async def check(session: ReaderDep, actor: ActorDep, given: ReportIn) -> Any:
    """Tell what a report would meet, without sending it."""
    return await service.check(session, actor, given=given)


@router.get("/reports/{report_id}", response_model=ReportOut)
async def read(session: ReaderDep, actor: ActorDep, report_id: UUID) -> Any:
    """Return one report with the moves its reader may make."""
    row = await service.find(session, actor.scope, report_id)
    return report_out(row.projection(), service.allowed_moves(actor, row))


@router.post("/reports/{report_id}/photos", response_model=ReportOut)
async def add_photos(
    session: WriterDep, actor: ActorDep, command: CommandDep, report_id: UUID, given: PhotosIn
) -> Any:
    """Add photos, handed in as files before, to a report sent ahead of them."""
    return await command.once(
        session,
        lambda: service.add_photos(session, actor, report_id=report_id, file_ids=given.file_ids),
    )


@router.post("/reports/{report_id}/verify", response_model=ReportOut)
async def verify(
    session: WriterDep, actor: ActorDep, command: CommandDep, version: VersionDep, report_id: UUID
) -> Any:
    """Mark a report's figures as verified."""
    return await command.once(
        session,
        lambda: service.verify(session, actor, report_id=report_id, version=version),
    )


@router.get("/incidents/{incident_id}/reports", response_model=ReportList)
async def list_reports(
    session: ReaderDep,
    actor: ActorDep,
    incident_id: UUID,
    area: Code = None,
    under: Code = None,
    before: UUID | None = None,
    limit: Limit = 100,
) -> Any:
    """List reports on an incident, newest first: of one area, or of everything under one."""
    await incidents.find(session, actor.scope, incident_id)
    within = (area, area) if area is not None else range_of(under or 0)
    found = await queries.page(
        session,
        actor.scope,
        incident_id=incident_id,
        within=within,
        before=before,
        limit=limit,
    )
    return {
        "items": [report_out(r.projection(), service.allowed_moves(actor, r)) for r in found],
        "next": next_page(found, limit),
    }


@router.get("/incidents/{incident_id}/reports/below", response_model=BelowOut)
async def below(session: ReaderDep, actor: ActorDep, incident_id: UUID, area: Code = None) -> Any:
    """Return the sums of the units below an area, from which its own report may be filled."""
    return await boards.below_of(session, actor, incident_id=incident_id, area=area)


@router.get("/incidents/{incident_id}/figures", response_model=AreaFiguresOut)
async def figures(session: ReaderDep, actor: ActorDep, incident_id: UUID, area: Code = None) -> Any:
    """Return every indicator of an area: reported, verified, estimated."""
    return await boards.figures_of(session, actor, incident_id=incident_id, area=area)


async def _reported(
    session: ReaderDep,
    actor: ActorDep,
    incident_id: UUID,
    area: Code = None,
    indicators: Indicators = LOST_PEOPLE,
) -> boards.Reported:
    return await boards.reported(
        session, actor, incident_id=incident_id, area=area, indicators=indicators
    )


ReportedDep = Annotated[boards.Reported, Depends(_reported)]


@router.get("/incidents/{incident_id}/reports/series", response_model=SeriesOut)
async def series(reported: ReportedDep) -> Any:
    """Return how an area's reported figures grew, for charts: at most 500 steps each."""
    return boards.series_of(reported)


@router.get("/incidents/{incident_id}/figures/counties", response_model=CountyFiguresOut)
async def counties(session: ReaderDep, reported: ReportedDep) -> Any:
    """Return reported figures by county, of every county from which anything came."""
    return await boards.counties_of(session, reported)


@router.get("/incidents/{incident_id}/matrix", response_model=MatrixOut)
async def matrix(session: ReaderDep, actor: ActorDep, incident_id: UUID) -> Any:
    """Return how the counties stand with their reports, hour by hour."""
    return await boards.matrix(session, actor, incident_id=incident_id)
