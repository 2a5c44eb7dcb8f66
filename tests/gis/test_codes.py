"""Pure rules on codes, boxes and splitting."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.areas.rules import (
    box_around,
    city_of,
    codes_with_prefix,
    county_of,
    outermost,
    parts_of_name,
)
from gis.areas.source import split


def test_city_and_county_of_a_code() -> None:
    assert city_of(371426108209) == 371400000000
    assert city_of(371400000000) == 371400000000
    assert county_of(371426108209) == 371426000000
    with pytest.raises(ValueError, match="no city"):
        city_of(370000000000)
    with pytest.raises(ValueError, match="no county"):
        county_of(371400000000)


def test_digits_become_a_code_range() -> None:
    assert codes_with_prefix("371426") == (371426000000, 371426999999)
    assert codes_with_prefix("371426108209") == (371426108209, 371426108209)
    assert codes_with_prefix("平原") is None
    assert codes_with_prefix("３７") is None
    assert codes_with_prefix("1234567890123") is None


def test_names_written_as_one_come_apart() -> None:
    assert parts_of_name("平原县王庙镇") == ["平原县", "王庙镇"]
    assert parts_of_name("山东省济南市市中区王官庄街道") == [
        "山东省",
        "济南市",
        "市中区",
        "王官庄街道",
    ]
    assert parts_of_name("平原县王庙镇王庄") == ["平原县", "王庙镇", "王庄"]
    assert parts_of_name("王庄") == ["王庄"]
    assert parts_of_name("") == []


def test_a_range_in_another_is_left_out() -> None:
    assert outermost([(30, 39), (10, 19), (30, 39), (12, 12)]) == [(10, 19), (30, 39)]
    assert outermost([]) == []


@given(
    st.floats(-179, 179),
    st.floats(-80, 80),
    st.floats(1, 500),
    st.floats(0, 2 * math.pi),
)
def test_the_box_holds_every_point_within_the_distance(
    lon: float, lat: float, km: float, bearing: float
) -> None:
    # A point at the distance along the bearing, on the sphere that touches the ellipsoid inside.
    angle = km / 6356.752 * 0.99
    phi = math.radians(lat)
    other = math.asin(
        math.sin(phi) * math.cos(angle) + math.cos(phi) * math.sin(angle) * math.cos(bearing)
    )
    step = math.atan2(
        math.sin(bearing) * math.sin(angle) * math.cos(phi),
        math.cos(angle) - math.sin(phi) * math.sin(other),
    )
    west, south, east, north = box_around(lon, lat, km)
    assert south <= math.degrees(other) <= north
    assert west <= lon + math.degrees(step) <= east


@given(
    st.integers(0, 10**7),
    st.lists(st.floats(0.01, 1), min_size=1, max_size=6),
)
def test_split_parts_are_whole_and_add_up(total: int, weights: list[float]) -> None:
    parts = split(total, weights)
    assert sum(parts) == total
    exact = [total * w / sum(weights) for w in weights]
    assert all(abs(p - e) < 1 + 1e-6 for p, e in zip(parts, exact, strict=True))
