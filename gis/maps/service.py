"""Map pages from the stored outlines and what the layers show."""

from __future__ import annotations

import asyncio
from collections.abc import Set
from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True)
class Content:
    """All that a page needs of the database."""

    around: Collection
    province: Collection
    counties: Collection
    cities: Collection
    overlay: Overlay
    unit: int | None = None
    plain: bool = False


async def outlines(session: Reader, *, under: int = 0, point: MapPoint | None = None) -> Content:
    """Return the areas under a code and, if given, one point."""
    return await _read(session, under=under, overlay=Overlay((point,)) if point else NOTHING)


async def situation(
    session: Reader,
    scope: Scope,
    *,
    incident_id: UUID | None,
    off: Set[str] = frozenset(),
    found: MapPoint | None = None,
    unit: int | None = None,
) -> Content:
    """Return what every layer shows of an incident to this reader, and what they searched.

    Parameters
    ----------
    off
        Layers that are turned off.
    found, unit
        The place to mark, and the code of the area whose outline to draw.
    """
    overlay = await layers.overlay(session, scope, incident_id, off) if incident_id else NOTHING
    if found:
        overlay = replace(overlay, points=(*overlay.points, found))
    content = await _read(session, under=0, overlay=overlay)
    return replace(content, unit=unit, plain=layers.BORDERS in off)


async def _read(session: Reader, *, under: int, overlay: Overlay) -> Content:
    return Content(
        around=await areas.outlines_around(session),
        province=await areas.outlines(session, tier=1),
        counties=await areas.outlines(session, tier=3, under=under),
        cities=await areas.outlines(session, tier=2, under=under),
        overlay=overlay,
    )


async def draw(content: Content, *, lang: Lang = "zh") -> MapPage:
    """Return the page, half a second of computing: not on the event loop nor in a transaction."""
    return await asyncio.to_thread(
        area_map,
        around=_together(content.around, content.province),
        counties=orjson.loads(content.counties.plain),
        cities=orjson.loads(content.cities.plain),
        overlay=content.overlay,
        unit=content.unit,
        plain=content.plain,
        drawn_at=real_now().astimezone(BEIJING).strftime("%Y-%m-%d %H:%M"),
        lang=lang,
    )


def _together(*collections: Collection) -> dict[str, Any]:
    """Return collections as one: the rest of the province is land too, not sea."""
    features = [f for c in collections for f in orjson.loads(c.plain)["features"]]
    return {"features": features}
