"""Map pages over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from core.http import ReaderDep
from gis.maps import service
from gis.maps.pages import Lang

router = APIRouter(prefix="/api/maps", tags=["areas"])


@router.get("/areas.html", response_class=HTMLResponse)
async def show_areas(
    session: ReaderDep,
    under: Annotated[int, Query(ge=0, le=10**12 - 1)] = 0,
    lon: Annotated[float | None, Query(ge=-180, le=180, allow_inf_nan=False)] = None,
    lat: Annotated[float | None, Query(ge=-90, le=90, allow_inf_nan=False)] = None,
    label: Annotated[str, Query(max_length=80)] = "",
    lang: Lang = "zh",
) -> HTMLResponse:
    """Draw areas, and one point if given, for a machine without WebGL."""
    page = await service.show(session, under=under, lon=lon, lat=lat, label=label, lang=lang)
    # The desk may show it in a frame; nobody else may.
    headers = {"Content-Security-Policy": page.policy, "X-Frame-Options": "SAMEORIGIN"}
    return HTMLResponse(page.html, headers=headers)
