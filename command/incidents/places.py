"""Which units an incident touches, and so whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from command.incidents.rules import reach_km
from core.access.may import may
from core.access.scope import COUNTY, Actor, common_area, range_of, tier_of
from core.db import Reader
from core.errors import Forbidden, Invalid
from gis.areas import service as areas

REPORT = "incidents.report"


@dataclass(frozen=True, slots=True)
class Place:
    """Touched units with their names, and their lowest common area."""

    area: int
    units: list[int]
    named: list[dict[str, Any]]


async def place(
    session: Reader,
    actor: Actor,
    *,
    lon: float,
    lat: float,
    magnitude: float | None,
    given: list[int] | None,
    kept: Sequence[int] = (),
) -> Place:
    """Return the units an incident touches and their lowest common area.

    A post that reports for its own area records only the units it answers for, or its area where
    that has no outline to be found by; the office above sees it at once and can widen it.

    Parameters
    ----------
    given : list of int or None
        The units where people name them; None finds those around the place.
    kept : sequence of int
        Units named before, which stay beside those that are found.

    Raises
    ------
    Invalid
        A given code does not exist.
    Forbidden
        The place or a given unit lies outside the post's area.
    """
    if given is not None:
        units = sorted(set(given))
        for position, unit in enumerate(given):
            if not await areas.exists(session, unit):
                raise Invalid(
                    f"没有代码为 {unit:012d} 的区划",
                    f"There is no area with code {unit:012d}",
                    pointer=f"/areas/{position}",
                )
    else:
        units = await _touched(session, lon=lon, lat=lat, magnitude=magnitude)
        inside = [u for u in units if actor.scope.contains(u)]
        if not inside and await lies_in(session, actor.area, lon=lon, lat=lat):
            inside = [actor.area]
        if units and not inside:
            raise Forbidden(
                "地点不在本岗位的区域内，请报上一级值班室登记。",
                "The place lies outside this post's area; report it to the duty room above.",
            )
        units = sorted({*inside, *kept}) or [actor.area]
    area = common_area(tuple(units))
    may(actor, REPORT, area)
    names = await areas.names(session, units)
    return Place(area, units, [{"area": u, "name": names.get(u, f"{u:012d}")} for u in units])


async def lies_in(session: Reader, code: int, *, lon: float, lat: float) -> bool:
    """Tell whether a point lies in an area.

    Townships and villages have no outline, so their county is looked at; functional zones have none
    either, so their city is.
    """
    found = await areas.area_at(session, lon=lon, lat=lat)
    low, high = await _outlined(session, code)
    return found is not None and low <= found <= high


async def _outlined(session: Reader, code: int) -> tuple[int, int]:
    if tier_of(code) < COUNTY:
        return range_of(code)
    county = areas.county_of(code)
    host = await areas.get(session, county)
    return range_of(county if host.kind == "division" else areas.city_of(county))


async def _touched(
    session: Reader, *, lon: float, lat: float, magnitude: float | None
) -> list[int]:
    near = set(await areas.areas_within(session, lon=lon, lat=lat, km=reach_km(magnitude)))
    here = await areas.area_at(session, lon=lon, lat=lat)
    return sorted(near | ({here} if here is not None else set()))
