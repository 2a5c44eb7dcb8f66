"""Areas over HTTP."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Header, Path, Query
from fastapi.responses import Response

from core.http import ReaderDep
from gis.areas import service
from gis.areas.schemas import (
    AreaAt,
    AreaDetail,
    AreaOut,
    AreaPage,
    Outlines,
    PopulationOut,
    Surroundings,
)
from gis.areas.sending import send_collection
from gis.geojson import GeoJson

router = APIRouter(prefix="/api/areas", tags=["areas"])

HIGHEST = 10**12 - 1
Code = Annotated[int, Path(ge=0, le=HIGHEST)]
CodeQuery = Annotated[int, Query(ge=0, le=HIGHEST)]
Lon = Annotated[float, Query(ge=-180, le=180, allow_inf_nan=False)]
Lat = Annotated[float, Query(ge=-90, le=90, allow_inf_nan=False)]
IfNoneMatch = Annotated[str | None, Header()]
AcceptEncoding = Annotated[str, Header()]


@router.get("")
async def list_areas(
    session: ReaderDep,
    parent: Annotated[int | None, Query(ge=0, le=HIGHEST)] = None,
    tier: Annotated[int | None, Query(ge=0, le=5)] = None,
    after: Annotated[int, Query(ge=-1, le=HIGHEST)] = -1,
    limit: Annotated[int, Query(ge=1, le=2000)] = 200,
) -> AreaPage:
    """List areas by code."""
    items, following = await service.page(
        session, parent=parent, tier=tier, after=after, limit=limit
    )
    return AreaPage(items=[AreaOut.model_validate(i) for i in items], next=following)


@router.get("/search")
async def search_areas(
    session: ReaderDep,
    q: Annotated[str, Query(min_length=1, max_length=40, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")],
    under: CodeQuery = 0,
    near: CodeQuery = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> AreaPage:
    """Find areas by part of the name or first digits of the code.

    Names of areas above may stand before it: 平原 王庙, 平原县王庙镇.
    """
    items = await service.search(session, q=q.strip(), under=under, near=near, limit=limit)
    return AreaPage(items=[AreaOut.model_validate(i) for i in items], next=None)


@router.get("/at")
async def area_at(session: ReaderDep, lon: Lon, lat: Lat) -> AreaAt:
    """Tell which province, city and county a point lies in."""
    items = await service.chain_at(session, lon=lon, lat=lat)
    return AreaAt(items=[AreaOut.model_validate(i) for i in items])


@router.get("/outline", response_class=GeoJson, response_model=Outlines)
async def outline(
    session: ReaderDep,
    tier: Annotated[int, Query(ge=1, le=3)],
    under: CodeQuery = 0,
    detail: Literal["low", "full"] = "low",
    if_none_match: IfNoneMatch = None,
    accept_encoding: AcceptEncoding = "",
) -> Response:
    """Return outlines as a GeoJSON collection: schematic, not a basis for delimitation."""
    made = await service.outlines(session, tier=tier, under=under, detail=detail)
    return send_collection(made, if_none_match, accept_encoding)


@router.get("/neighbours", response_class=GeoJson, response_model=Surroundings)
async def neighbours(
    session: ReaderDep,
    detail: Literal["low", "full"] = "low",
    if_none_match: IfNoneMatch = None,
    accept_encoding: AcceptEncoding = "",
) -> Response:
    """Return the outlines of the provinces around, for the map's surroundings."""
    made = await service.outlines_around(session, detail=detail)
    return send_collection(made, if_none_match, accept_encoding)


@router.get("/{code}")
async def show_area(session: ReaderDep, code: Code) -> AreaDetail:
    """Show one area."""
    found = await service.get(session, code)
    anchor = await service.anchor(session, code)
    shown = AreaOut.model_validate(found).model_dump()
    return AreaDetail(**shown, anchor=anchor, has_outline=anchor is not None)


@router.get("/{code}/population")
async def show_population(session: ReaderDep, code: Code) -> PopulationOut:
    """Show how many people an area has by the 2020 census, and whether that is an estimate."""
    found = await service.get(session, code)
    people = await service.population(session, code)
    zones = await service.zones_counted_in(session, code)
    return PopulationOut(
        area=code,
        name=found.name,
        value=people.value,
        published=people.published,
        estimate=people.estimate,
        zones_zh=zones,
        as_of=service.CENSUS_DAY,
        source_zh=service.CENSUS_ZH,
        note_zh="含功能区人口（按面积比例估算）" if people.estimate else "",
        note_en="zones counted in by area shares (estimate)" if people.estimate else "",
    )
