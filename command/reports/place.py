"""Whether a report was sent from where it belongs: asked, never refused."""

from __future__ import annotations

from command.incidents import service as incidents
from core.access.scope import COUNTY, NATION, range_of, tier_of
from core.db import Reader
from core.errors import Invalid
from gis.areas import service as areas
from gis.areas.service import AreaView


async def lies_outside(
    session: Reader, unit: AreaView, *, lon: float | None, lat: float | None
) -> bool:
    """Tell whether a point lies outside a reporting unit; False without a point.

    Townships and villages have no outline, so their county is looked at; functional zones have none
    either, so their city is.

    Raises
    ------
    Invalid
        Only one coordinate is given, or they are impossible or swapped.
    """
    if lon is None and lat is None:
        return False
    if lon is None or lat is None:
        raise Invalid("经度和纬度须同时填写", "Give both longitude and latitude", pointer="/lon")
    incidents.check_place(lon, lat)
    if unit.code == NATION:
        return False
    low, high = await _where(session, unit)
    found = await areas.area_at(session, lon=lon, lat=lat)
    return found is None or not low <= found <= high


async def _where(session: Reader, unit: AreaView) -> tuple[int, int]:
    if tier_of(unit.code) < COUNTY:
        return range_of(unit.code)
    county = areas.county_of(unit.code)
    host = unit if unit.code == county else await areas.get(session, county)
    return range_of(county if host.kind == "division" else areas.city_of(county))
