"""The first estimate on plain arrays: sums, ranges, repeatability, outlines."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, shape

from assessment.formulas import gb18306, pager
from assessment.formulas.outline import ellipse
from assessment.formulas.quake import (
    DEGREES,
    QUANTILES,
    Exposure,
    Quake,
    chance_of_at_least,
    estimate,
    footprint,
)
from assessment.formulas.sphere import destination, distance_and_bearing

PINGYUAN = Quake(lon=116.34, lat=37.16, magnitude=5.5)


@pytest.fixture(scope="module")
def exposure() -> Exposure:
    """A hundred people every two kilometres around the epicentre, in four invented counties."""
    lon, lat = (
        axis.ravel() for axis in np.meshgrid(np.arange(115, 118, 0.02), np.arange(36, 38.5, 0.02))
    )
    east, north = (lon > PINGYUAN.lon).astype(int), (lat > PINGYUAN.lat).astype(int)
    county = 371400000000 + east * 100000000 + (1 + north) * 1000000
    return Exposure(lon, lat, np.full(lon.size, 100.0), county)


def test_repeats_bit_for_bit_and_depends_on_the_seed(exposure):
    first = estimate(PINGYUAN, exposure, seed=7)
    assert estimate(PINGYUAN, exposure, seed=7) == first
    assert estimate(PINGYUAN, exposure, seed=8) != first


def test_the_order_of_cells_does_not_matter(exposure):
    order = np.random.default_rng(0).permutation(exposure.lon.size)
    shuffled = Exposure(
        exposure.lon[order], exposure.lat[order], exposure.people[order], exposure.county[order]
    )
    first, second = estimate(PINGYUAN, exposure, seed=7), estimate(PINGYUAN, shuffled, seed=7)
    for degree in first.exposed:
        assert second.exposed[degree].value == pytest.approx(first.exposed[degree].value)
    assert second.deaths.value == pytest.approx(first.deaths.value)


def test_agrees_with_drawing_each_cell_by_itself(exposure):
    found = estimate(replace(PINGYUAN, strike_deg=45.0), exposure, seed=3)
    distance, bearing = distance_and_bearing(PINGYUAN.lon, PINGYUAN.lat, exposure.lon, exposure.lat)
    mean = gb18306.mean_intensity(PINGYUAN.magnitude, distance, bearing - 45.0)
    shift = gb18306.SIGMA * np.random.default_rng(99).standard_normal(400)
    reached = mean[:, None] + shift >= 6
    people = (exposure.people[:, None] * reached).sum(axis=0)
    assert found.exposed[6].value == pytest.approx(np.median(people), rel=0.15)
    assert found.exposed[6].hi == pytest.approx(np.quantile(people, 0.95), rel=0.25)
    expected = (exposure.people[:, None] * pager.fatality_rate(mean[:, None] + shift)).sum(axis=0)
    spread = np.exp(pager.ZETA * np.random.default_rng(98).standard_normal(400))
    assert np.log(found.deaths.value) == pytest.approx(
        np.log(np.median(expected * spread)), abs=0.6
    )


def test_higher_degrees_have_fewer_people_and_ranges_are_in_order(exposure):
    found = estimate(replace(PINGYUAN, magnitude=7.0), exposure, seed=1)
    for low, high in itertools.pairwise(DEGREES):
        if high in found.exposed:
            assert found.exposed[high].value <= found.exposed[low].value
            assert found.exposed[high].hi <= found.exposed[low].hi
    for area in (*found.areas[1], *found.areas[2], *found.areas[3]):
        for people in (*area.exposed.values(), area.deaths):
            assert people.lo <= people.value <= people.hi


def test_the_province_is_the_whole(exposure):
    found = estimate(PINGYUAN, exposure, seed=1)
    (province,) = found.areas[1]
    for degree, people in found.exposed.items():
        assert province.exposed[degree].hi == pytest.approx(people.hi)
    assert province.deaths.value == pytest.approx(found.deaths.value)
    assert province.deaths_quantiles == pytest.approx(found.deaths_quantiles, abs=1e-3)
    assert {area.code for area in found.areas[2]} == {371400000000, 371500000000}
    assert len(found.areas[3]) == 4


@settings(max_examples=20)
@given(st.floats(5.0, 8.0), st.floats(0.1, 0.5))
def test_a_stronger_quake_is_never_better(magnitude, more):
    lon, lat = np.array([116.4, 116.8]), np.array([37.2, 37.0])
    exposure = Exposure(
        lon, lat, np.array([1000.0, 5000.0]), np.array([371426000000, 371402000000])
    )
    weak = estimate(Quake(116.34, 37.16, magnitude), exposure, seed=5)
    strong = estimate(Quake(116.34, 37.16, magnitude + more), exposure, seed=5)
    assert strong.exposed[6].hi >= weak.exposed[6].hi
    assert strong.deaths.hi >= weak.deaths.hi


def test_nobody_near_means_nobody_exposed(exposure):
    far = estimate(Quake(lon=-70.0, lat=-33.0, magnitude=8.0), exposure, seed=1)
    assert (far.exposed[6].hi, far.deaths.hi) == (0, 0)
    assert far.areas[3] == ()


def test_chance_of_a_threshold():
    values = tuple(np.linspace(0.0, 39.0, 40).tolist())
    assert chance_of_at_least(values, 39.5) == 0
    assert chance_of_at_least(values, 0) == 1
    assert chance_of_at_least(values, 10) == pytest.approx(1 - QUANTILES[10])


def test_with_unknown_strike_the_lines_are_circles():
    bands = footprint(PINGYUAN)["bands"]
    assert [band["label"] for band in bands] == ["Ⅵ", "Ⅶ", "Ⅷ"]
    outer = np.array(bands[0]["p"][0]["geometry"]["coordinates"][0])
    distance, _ = distance_and_bearing(116.34, 37.16, outer[:, 0], outer[:, 1])
    assert np.ptp(distance) < 0.05
    assert bands[2]["geometry"] is None
    assert bands[0]["certainty"] == "estimate"


def test_lines_of_higher_chance_lie_inside():
    for quake in (PINGYUAN, replace(PINGYUAN, strike_deg=45.0)):
        for band in footprint(quake)["bands"]:
            areas = [shape(line["geometry"]) for line in band["p"] if line["geometry"]]
            for outer, inner in itertools.pairwise(areas):
                assert outer.contains(inner)


def test_with_known_strike_the_middle_line_is_the_isoseismal():
    (band, *_) = footprint(replace(PINGYUAN, strike_deg=45.0))["bands"]
    lon, lat = destination(116.34, 37.16, np.array([22.8, 15.6]), np.array([45.0, 135.0]))
    zone = shape(band["geometry"])
    assert zone.contains(Point(lon[0], lat[0]))
    assert not zone.contains(Point(lon[1], lat[1]))


def test_the_official_ellipse_has_the_published_area():
    zone = np.array(ellipse(116.34, 37.16, long_km=12, short_km=6, strike_deg=45)["coordinates"][0])
    x = (zone[:, 0] - 116.34) * 111.195 * np.cos(np.radians(37.16))
    y = (zone[:, 1] - 37.16) * 111.195
    area = 0.5 * np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])
    assert area == pytest.approx(224, rel=0.02)  # counter-clockwise, hence positive
    farthest = np.argmax(np.hypot(x, y))
    assert x[farthest] * y[farthest] > 0  # the long axis runs north-east


@given(st.floats(-179, 179), st.floats(-80, 80), st.floats(0.01, 400), st.floats(-179, 179))
def test_going_somewhere_is_that_far(lon, lat, km, bearing):
    lons, lats = destination(lon, lat, np.array([km]), np.array([bearing]))
    distance, back = distance_and_bearing(lon, lat, lons, lats)
    assert distance[0] == pytest.approx(km, rel=1e-6, abs=1e-6)
    assert np.cos(np.radians(back[0] - bearing)) == pytest.approx(1, abs=1e-6)
