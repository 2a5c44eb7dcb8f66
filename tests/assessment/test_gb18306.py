"""The elliptic intensity relation against computed and published numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.formulas import gb18306
from assessment.formulas.gb18306 import IntensityTable, chance_of_reaching, semi_axis_km

SEMI_AXES = [
    (6.5, 6, 74.39, 56.23),
    (6.5, 7, 33.11, 23.13),
    (6.5, 8, 8.98, 5.85),
    (7.0, 6, 118.27, 94.82),
    (7.0, 7, 58.76, 43.27),
    (7.0, 8, 23.98, 16.37),
    (7.0, 9, 3.63, 2.32),
    (8.5, 6, 404.08, 394.36),
    (8.5, 7, 225.88, 199.59),
    (8.5, 8, 121.68, 97.94),
    (8.5, 9, 60.76, 44.90),
]


@pytest.mark.parametrize(("magnitude", "degree", "long_km", "short_km"), SEMI_AXES)
def test_semi_axes(magnitude, degree, long_km, short_km):
    at = np.array([float(degree)])
    assert semi_axis_km(magnitude, at, "long")[0] == pytest.approx(long_km, abs=0.006)
    assert semi_axis_km(magnitude, at, "short")[0] == pytest.approx(short_km, abs=0.006)


@pytest.mark.parametrize(
    ("magnitude", "degree"), [(5.5, 7.209), (6.5, 8.572), (7.0, 9.253), (8.5, 11.297)]
)
def test_both_axes_agree_at_the_epicentre(magnitude, degree):
    zero = np.zeros(1)
    long = gb18306.mean_intensity_on_axis(magnitude, zero, "long")[0]
    short = gb18306.mean_intensity_on_axis(magnitude, zero, "short")[0]
    assert long == pytest.approx(degree, abs=0.0006)
    assert short == pytest.approx(long, abs=0.0006)


def test_a_zone_that_does_not_exist_has_no_axis():
    assert np.isnan(semi_axis_km(5.5, np.array([8.0]), "long")[0])


@given(st.floats(5, 8.5), st.floats(0.001, 300), st.sampled_from(["long", "short"]))
def test_the_inverse_returns_the_distance(magnitude, distance, axis):
    intensity = gb18306.mean_intensity_on_axis(magnitude, np.array([distance]), axis)
    assert semi_axis_km(magnitude, intensity, axis)[0] == pytest.approx(distance, abs=1e-6)


@given(st.floats(5, 8.5), st.floats(1, 300))
def test_off_the_axes_it_lies_between_them(magnitude, distance):
    angles = np.array([0.0, 30.0, 60.0, 90.0])
    found = gb18306.mean_intensity(magnitude, np.full(4, distance), angles)
    on_axes = [
        gb18306.mean_intensity_on_axis(magnitude, np.array([distance]), axis)[0]
        for axis in ("long", "short")
    ]
    assert found[[0, 3]] == pytest.approx(np.maximum(on_axes, 1.0), abs=1e-3)
    assert np.all(np.diff(found) <= 1e-5)


@given(st.floats(5, 8.5), st.integers(0, 2**32 - 1))
def test_the_table_is_as_good_as_the_formula(magnitude, seed):
    random = np.random.default_rng(seed)
    distance, bearing = random.uniform(0, 300, 200), random.uniform(-400, 400, 200)
    table = IntensityTable.of(magnitude)
    found = table.in_direction(table.profile(distance), bearing)
    assert found == pytest.approx(gb18306.mean_intensity(magnitude, distance, bearing), abs=0.01)


def test_a_zone_begins_where_its_mean_is_its_degree():
    assert chance_of_reaching(6, np.array([6.0]))[0] == 0.5
    one_sigma_below = np.array([6.0 - gb18306.SIGMA])
    assert chance_of_reaching(6, one_sigma_below)[0] == pytest.approx(0.1587, abs=1e-4)
