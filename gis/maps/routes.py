"""Map pages over HTTP."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from core.http import ActorDep
from gis.maps import service
from gis.maps.layers import MapPoint
from gis.maps.pages import Lang, MapPage

router = APIRouter(prefix="/api/maps", tags=["areas"])


@router.get("/areas.html", response_class=HTMLResponse)
async def show_areas(
    request: Request,
    actor: ActorDep,
    under: Annotated[int, Query(ge=0, le=10**12 - 1)] = 0,
    lon: Annotated[float | None, Query(ge=-180, le=180, allow_inf_nan=False)] = None,
    lat: Annotated[float | None, Query(ge=-90, le=90, allow_inf_nan=False)] = None,
    label: Annotated[str, Query(max_length=80)] = "",
    lang: Lang = "zh",
) -> HTMLResponse:
    """Draw areas, and one point if given, for a machine without WebGL."""
    point = None if lon is None or lat is None else MapPoint(lon, lat, label)
    async with request.app.state.database.reading(actor.scope) as session:
        content = await service.outlines(session, under=under, point=point)
    return _send(await service.draw(content, lang=lang))


@router.get("/situation", response_class=HTMLResponse)
async def show_situation(
    request: Request, actor: ActorDep, incident: UUID | None = None, lang: Lang = "zh"
) -> HTMLResponse:
    """Draw what is known of an incident for a machine without WebGL."""
    async with request.app.state.database.reading(actor.scope) as session:
        content = await service.situation(session, actor.scope, incident_id=incident)
    return _send(await service.draw(content, lang=lang))


def _send(page: MapPage) -> HTMLResponse:
    # The desk may show it in a frame; nobody else may.
    headers = {"Content-Security-Policy": page.policy, "X-Frame-Options": "SAMEORIGIN"}
    return HTMLResponse(page.html, headers=headers)
