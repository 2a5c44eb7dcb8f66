"""Map pages over HTTP."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from core.http import ActorDep
from gis.maps import service
from gis.maps.layers import MapPoint, switched_off
from gis.maps.pages import Lang, MapPage

router = APIRouter(prefix="/api/maps", tags=["areas"])


Code = Annotated[int, Query(ge=0, le=10**12 - 1)]
Longitude = Annotated[float | None, Query(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float | None, Query(ge=-90, le=90, allow_inf_nan=False)]
Label = Annotated[str, Query(max_length=80)]


@router.get("/areas.html", response_class=HTMLResponse)
async def show_areas(
    request: Request,
    actor: ActorDep,
    under: Code = 0,
    lon: Longitude = None,
    lat: Latitude = None,
    label: Label = "",
    lang: Lang = "zh",
) -> HTMLResponse:
    """Draw areas, and one point if given, for a machine without WebGL."""
    point = None if lon is None or lat is None else MapPoint(lon, lat, label)
    async with request.app.state.database.reading(actor.scope) as session:
        content = await service.outlines(session, under=under, point=point)
    return _send(await service.draw(content, lang=lang))


@router.get("/situation", response_class=HTMLResponse)
async def show_situation(
    request: Request,
    actor: ActorDep,
    incident: UUID | None = None,
    layers: Annotated[str, Query(max_length=200)] = "",
    unit: Code | None = None,
    lon: Longitude = None,
    lat: Latitude = None,
    label: Label = "",
    lang: Lang = "zh",
) -> HTMLResponse:
    """Draw what is known of an incident for a machine without WebGL.

    `layers` turns some off, as in the desk's own address: `-footprint,-borders`.  What was searched
    is drawn too: the outline of a `unit`, a place with its `label`; there the map opens.
    """
    found = None if lon is None or lat is None else MapPoint(lon, lat, label, "found")
    async with request.app.state.database.reading(actor.scope) as session:
        content = await service.situation(
            session,
            actor.scope,
            incident_id=incident,
            off=switched_off(layers),
            found=found,
            unit=unit,
        )
    return _send(await service.draw(content, lang=lang))


def _send(page: MapPage) -> HTMLResponse:
    # The desk may show it in a frame; nobody else may.
    headers = {"Content-Security-Policy": page.policy, "X-Frame-Options": "SAMEORIGIN"}
    return HTMLResponse(page.html, headers=headers)
