"""Whether a report was sent from where it belongs: asked, never refused."""

from __future__ import annotations

from command.incidents import service as incidents
from command.incidents.places import lies_in
from core.access.scope import NATION
from core.db import Reader
from core.errors import Invalid
from gis.areas.service import AreaView


async def lies_outside(
    session: Reader, unit: AreaView, *, lon: float | None, lat: float | None
) -> bool:
    """Tell whether a point lies outside a reporting unit; False without a point.

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
    return not await lies_in(session, unit.code, lon=lon, lat=lat)
