"""Coverages: fit, overlap, neighbours, area, simplification."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.geometry import topology


def grid(columns: int, rows: int, lon: float = 117.0, lat: float = 36.0) -> np.ndarray:
    """Return touching squares of a tenth of a degree, row by row."""
    return np.array(
        [
            shapely.box(lon + x / 10, lat + y / 10, lon + (x + 1) / 10, lat + (y + 1) / 10)
            for y in range(rows)
            for x in range(columns)
        ]
    )


def test_squares_that_meet_are_a_coverage() -> None:
    cells = grid(3, 2)
    assert topology.is_coverage(cells)
    assert topology.overlap_m2(cells) == 0


def test_an_overlap_is_found_and_measured() -> None:
    cells = np.array([shapely.box(117, 36, 117.2, 36.1), shapely.box(117.1, 36, 117.3, 36.1)])
    assert not topology.is_coverage(cells)
    assert topology.overlap_m2(cells) == pytest.approx(
        topology.area_m2(shapely.box(117.1, 36, 117.2, 36.1))
    )


def test_neighbours_share_a_border_and_not_only_a_corner() -> None:
    assert topology.neighbours(grid(2, 2)) == {0: (1, 2), 1: (0, 3), 2: (0, 3), 3: (1, 2)}


def test_zones_of_the_3_degree_series() -> None:
    assert topology.zone_epsg(117.0) == 4548
    assert topology.zone_epsg(118.49) == 4548
    assert topology.zone_epsg(118.51) == 4549
    assert topology.zone_epsg(120.4) == 4549
    with pytest.raises(ValueError, match="longitude"):
        topology.zone_epsg(10.0)


def test_area_of_a_known_square() -> None:
    # 0.1° × 0.1° between 36.0° and 36.1° N on the ellipsoid: 9.01 km by 11.10 km.
    assert topology.area_m2(shapely.box(117.0, 36.0, 117.1, 36.1)) == pytest.approx(
        1.0e8, rel=0.005
    )
    assert topology.area_m2(shapely.Polygon()) == 0


@given(st.integers(1, 4), st.integers(1, 4))
def test_areas_add_up(columns: int, rows: int) -> None:
    cells = grid(columns, rows)
    whole = shapely.coverage_union_all(cells)
    assert topology.area_m2(whole) == pytest.approx(sum(map(topology.area_m2, cells)), rel=1e-9)


def test_simplified_borders_stay_shared() -> None:
    wave = [(117.1 + 0.01 * np.sin(k), 36.0 + k / 200) for k in range(41)]
    left = shapely.Polygon([(117.0, 36.0), *wave, (117.0, 36.2)])
    right = shapely.Polygon([*wave, (117.2, 36.2), (117.2, 36.0)])
    before = np.array([left, right])
    after = topology.simplified(before, 0.02)
    assert topology.is_coverage(after)
    assert shapely.get_num_coordinates(after).sum() < shapely.get_num_coordinates(before).sum()


def test_difference_counts_what_only_one_has() -> None:
    one, other = shapely.box(117, 36, 117.1, 36.1), shapely.box(117, 36, 117.2, 36.1)
    assert topology.difference_m2(one, one) == 0
    assert topology.difference_m2(one, other) == pytest.approx(
        topology.area_m2(shapely.box(117.1, 36, 117.2, 36.1)), rel=1e-6
    )


def test_polygons_become_multi_once() -> None:
    single = shapely.box(0, 0, 1, 1)
    multi = topology.as_multi(single)
    assert multi.geom_type == "MultiPolygon"
    assert topology.as_multi(multi) is multi
