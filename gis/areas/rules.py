"""Pure rules on codes and boxes."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

KM_PER_DEGREE = 110.5
"""Shortest length of a degree of latitude (at the equator, 110.57 km): boxes come out generous."""


def city_of(code: int) -> int:
    """Return the code of the city an area lies in; of a city, itself.

    Raises
    ------
    ValueError
        The area is above the city.
    """
    city = code - code % 10**8
    if city % 10**10 == 0:
        raise ValueError(f"no city above {code:012d}")
    return city


def county_of(code: int) -> int:
    """Return the code of the county or zone an area lies in; of a county, itself.

    Raises
    ------
    ValueError
        The area is above the county.
    """
    county = code - code % 10**6
    if county % 10**8 == 0:
        raise ValueError(f"no county above {code:012d}")
    return county


def box_around(lon: float, lat: float, km: float) -> tuple[float, float, float, float]:
    """Return west, south, east, north of a box that holds every point within `km`.

    It may reach beyond ±180°; areas on the other side of that line are not ours.
    """
    dlat = km / KM_PER_DEGREE
    widest = min(89.9, max(abs(lat - dlat), abs(lat + dlat)))
    dlon = km / (KM_PER_DEGREE * math.cos(math.radians(widest)))
    return (
        max(-360.0, lon - dlon),
        max(-90.0, lat - dlat),
        min(360.0, lon + dlon),
        min(90.0, lat + dlat),
    )


def codes_with_prefix(digits: str) -> tuple[int, int] | None:
    """Return the range of 12-digit codes that begin with these digits, none for other text."""
    if not digits.isascii() or not digits.isdigit() or len(digits) > 12:
        return None
    unit = 10 ** (12 - len(digits))
    return int(digits) * unit, (int(digits) + 1) * unit - 1


def outermost(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return code ranges without those that lie in another of them, lowest first."""
    kept: list[tuple[int, int]] = []
    for low, high in sorted(ranges, key=lambda one: (one[0], -one[1])):
        if not kept or low > kept[-1][1]:
            kept.append((low, high))
    return kept


_PART = re.compile(r".+?(?:省|市|县|区|镇|乡|街道|$)")


def parts_of_name(name: str) -> list[str]:
    """Return the names of areas that are written as one, such as 平原县王庙镇, highest first."""
    return _PART.findall(name)
