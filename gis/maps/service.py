"""Map pages from the stored outlines and what the layers show."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import orjson

from core.access.scope import Scope
from core.clock import BEIJING, real_now
from core.db import Reader
from gis.areas import service as areas
from gis.areas.service import Collection
from gis.maps import layers
from gis.maps.layers import MapPoint, Overlay
from gis.maps.pages import NOTHING, Lang, MapPage, area_map


async def show(
    session: Reader, *, under: int = 0, point: MapPoint | None = None, lang: Lang = "zh"
) -> MapPage:
    """Return a page with the areas under a code and, if given, one point."""
    overlay = Overlay((point,)) if point else NOTHING
    return await _draw(session, under=under, overlay=overlay, lang=lang)


async def show_situation(
    session: Reader, scope: Scope, *, incident_id: UUID | None, lang: Lang = "zh"
) -> MapPage:
    """Return a page with what every layer shows of an incident to this reader."""
    overlay = await layers.overlay(session, scope, incident_id) if incident_id else NOTHING
    return await _draw(session, under=0, overlay=overlay, lang=lang)


async def _draw(session: Reader, *, under: int, overlay: Overlay, lang: Lang) -> MapPage:
    around = await areas.outlines_around(session)
    province = await areas.outlines(session, tier=1)
    counties = await areas.outlines(session, tier=3, under=under)
    cities = await areas.outlines(session, tier=2, under=under)
    # Writing the page takes half a second of computing: not on the event loop.
    return await asyncio.to_thread(
        area_map,
        around=_together(around, province),
        counties=orjson.loads(counties.plain),
        cities=orjson.loads(cities.plain),
        overlay=overlay,
        drawn_at=real_now().astimezone(BEIJING).strftime("%Y-%m-%d %H:%M"),
        lang=lang,
    )


def _together(*collections: Collection) -> dict[str, Any]:
    """Return collections as one: the rest of the province is land too, not sea."""
    features = [f for c in collections for f in orjson.loads(c.plain)["features"]]
    return {"features": features}
