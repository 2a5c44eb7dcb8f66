"""The GCJ-02 shift and its inverse."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.geometry.datum import from_gcj02, geometries_from_gcj02, to_gcj02

# Half a degree inside the box: nearer to its edge a point and its image may lie on different sides.
longitudes = st.floats(72.6, 137.3, allow_nan=False)
latitudes = st.floats(1.4, 55.3, allow_nan=False)


@given(longitudes, latitudes)
def test_round_trip_to_a_tenth_of_a_micrometre(lon: float, lat: float) -> None:
    back = to_gcj02(*from_gcj02(np.array([lon]), np.array([lat])))
    assert abs(back[0][0] - lon) < 1e-12
    assert abs(back[1][0] - lat) < 1e-12


@given(longitudes, latitudes)
def test_the_shift_is_a_few_hundred_metres(lon: float, lat: float) -> None:
    east, north = to_gcj02(np.array([lon]), np.array([lat]))
    assert 0 < np.hypot(east - lon, north - lat)[0] < 0.02


@pytest.mark.parametrize(("lon", "lat"), [(-73.97, 40.78), (151.2, -33.9), (139.7, 35.7)])
def test_outside_china_nothing_moves(lon: float, lat: float) -> None:
    assert from_gcj02(np.array([lon]), np.array([lat])) == (lon, lat)
    assert to_gcj02(np.array([lon]), np.array([lat])) == (lon, lat)


def test_jinan_moves_as_measured() -> None:
    east, north = to_gcj02(np.array([117.0168]), np.array([36.6613]))
    assert east[0] - 117.0168 == pytest.approx(0.00591, abs=1e-5)
    assert north[0] - 36.6613 == pytest.approx(0.00031, abs=1e-5)


def test_shared_vertices_stay_shared_to_the_bit() -> None:
    left = shapely.box(117.0, 36.0, 117.1, 36.3)
    right = shapely.box(117.1, 36.0, 117.2, 36.3)
    moved = geometries_from_gcj02(np.array([left, right]))
    assert shapely.coverage_is_valid(moved)
    assert shapely.area(shapely.intersection(moved[0], moved[1])) == 0
    assert not shapely.equals(moved[0], left)
