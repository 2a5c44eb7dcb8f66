"""Populated places on plain values."""

from __future__ import annotations

from dataclasses import dataclass

from core.access.scope import range_of
from core.db import Reader
from gis.names import queries


@dataclass(frozen=True, slots=True)
class PlacePoint:
    """A populated place: where it is, not how far it reaches."""

    id: int
    name_zh: str | None
    name: str
    lon: float
    lat: float
    population: int | None = None
    feature: str = "P"
    county_code: int | None = None


async def seat(session: Reader, code: int) -> PlacePoint | None:
    """Return the named place of a city or county, none where the source has no such place."""
    low, high = range_of(code)
    row = await queries.seat(session, code, low=low, high=high)
    return PlacePoint(row.id, row.name_zh, row.name, row.lon, row.lat) if row else None


async def places(session: Reader, *, under: int = 0) -> list[PlacePoint]:
    """Return the places inside an area, largest first."""
    low, high = range_of(under)
    return [
        PlacePoint(
            row.id,
            row.name_zh,
            row.name,
            row.lon,
            row.lat,
            row.population,
            row.feature,
            row.county_code,
        )
        for row in await queries.places(session, low=low, high=high)
    ]
