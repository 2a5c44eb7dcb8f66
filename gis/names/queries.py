"""Queries on populated places."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from core.db import Reader

# A city's seat is the largest place of its name inside it.
_SEAT = text(
    """
    select p.id, p.name_zh, p.name, st_x(p.geom) as lon, st_y(p.geom) as lat
    from gis.place p join gis.area a on a.code = :code
    where p.county_code between :low and :high
      and p.name_zh in (a.name, left(a.name, length(a.name) - 1))
    order by p.population desc nulls last, p.id limit 1
    """
)
_PLACES = text(
    """
    select p.id, p.name_zh, p.name, p.population, p.feature, p.county_code,
           st_x(p.geom) as lon, st_y(p.geom) as lat
    from gis.place p where p.county_code between :low and :high
    order by p.population desc nulls last, p.id
    """
)


async def seat(session: Reader, code: int, *, low: int, high: int) -> Any | None:
    """Return the place an area is named after, inside it."""
    found = await session.execute(_SEAT, {"code": code, "low": low, "high": high})
    return found.one_or_none()


async def places(session: Reader, *, low: int, high: int) -> list[Any]:
    """Return the places in a code range, largest first."""
    return list((await session.execute(_PLACES, {"low": low, "high": high})).all())
