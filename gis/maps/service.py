"""Map pages from the stored outlines."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Any

import orjson

from core.db import Reader
from gis.areas import service as areas
from gis.areas.service import Collection
from gis.maps.pages import Lang, MapPage, MapPoint, area_map

_KEPT = 16
_pages: OrderedDict[tuple[object, ...], MapPage] = OrderedDict()


def _together(*collections: Collection) -> dict[str, Any]:
    """Return collections as one: the rest of the province is land too, not sea."""
    features = [f for c in collections for f in orjson.loads(c.plain)["features"]]
    return {"features": features}


async def show(
    session: Reader,
    *,
    under: int = 0,
    lon: float | None = None,
    lat: float | None = None,
    label: str = "",
    lang: Lang = "zh",
) -> MapPage:
    """Return a page with the areas under a code and, if given, one point."""
    around = await areas.outlines_around(session)
    province = await areas.outlines(session, tier=1)
    counties = await areas.outlines(session, tier=3, under=under)
    cities = await areas.outlines(session, tier=2, under=under)
    points = [MapPoint(lon, lat, label)] if lon is not None and lat is not None else []
    key = (around.etag, counties.etag, cities.etag, *points, lang)
    if key in _pages:
        _pages.move_to_end(key)
        return _pages[key]
    # Writing the page takes a second of computing: not on the event loop.
    page = await asyncio.to_thread(
        area_map,
        around=_together(around, province),
        counties=orjson.loads(counties.plain),
        cities=orjson.loads(cities.plain),
        points=points,
        lang=lang,
    )
    _pages[key] = page
    while len(_pages) > _KEPT:
        _pages.popitem(last=False)
    return page
