"""Generated cells: inside their county, and adding up to it."""

import numpy as np
import pytest
import shapely

from gis.areas.cells import Cells, cells, make_cells

BIG = shapely.box(117.0, 36.0, 117.3, 36.2)
TINY = shapely.box(117.301, 36.0, 117.303, 36.001)


def test_cells_lie_in_their_county_and_add_up(tmp_path) -> None:
    outlines = np.array([BIG, TINY])
    made = make_cells([1, 2], outlines, {1: 1501, 2: 7})
    assert made.population[made.county_code == 1].sum() == pytest.approx(1501)
    assert made.population[made.county_code == 2].sum() == pytest.approx(7)
    assert (made.county_code == 2).sum() == 1
    for code, outline in ((1, BIG), (2, TINY)):
        mine = made.county_code == code
        assert shapely.contains_xy(outline, made.lon[mine], made.lat[mine]).all()
    made.save(tmp_path / "cells.npz")
    again = Cells.read(tmp_path / "cells.npz")
    assert np.array_equal(again.lon, made.lon)
    assert np.array_equal(again.population, made.population)


def test_equal_outlines_give_equal_cells() -> None:
    one = make_cells([1, 2], np.array([BIG, TINY]), {1: 10, 2: 1})
    two = make_cells([1, 2], np.array([BIG, TINY]), {1: 10, 2: 1})
    assert np.array_equal(one.lon, two.lon)
    assert np.array_equal(one.lat, two.lat)


def test_the_province_has_its_people(server) -> None:
    made = cells()
    assert made.population.sum() == pytest.approx(101_527_453)
    assert len(np.unique(made.county_code)) == 136
    assert len(made) > 39_000
