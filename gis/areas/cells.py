"""合成单元: generated cells inside counties, for computation only.

No place below the county has a published outline or population, so a county's people are spread
evenly over a regular grid of points inside it.  That assumption is declared wherever a result
rests on it; a cell is never drawn and is no settlement.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

SPACING_DEG = 0.02
"""Grid spacing: 1.8 km by 2.2 km at 36° N."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Points with people, all arrays of one length.

    `population` is persons as a fraction-bearing float: a county's cells add up to the county.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    county_code: NDArray[np.int64]
    population: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.lon)

    def save(self, path: Path) -> None:
        """Write the arrays to one file."""
        with path.open("wb") as file:
            np.savez(
                file,
                lon=self.lon,
                lat=self.lat,
                county_code=self.county_code,
                population=self.population,
            )

    @classmethod
    def read(cls, path: Path) -> Cells:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as held:
            return cls(held["lon"], held["lat"], held["county_code"], held["population"])


def _steps(low: float, high: float) -> NDArray[np.float64]:
    """Return the grid's coordinates along one axis."""
    first, last = np.floor(low / SPACING_DEG), np.ceil(high / SPACING_DEG)
    steps: NDArray[np.float64] = (np.arange(first, last, dtype=np.float64) + 0.5) * SPACING_DEG
    return steps


def make_cells(codes: list[int], outlines: NDArray[Any], population: dict[int, int]) -> Cells:
    """Lay the grid over counties and spread each county's people over its points.

    The grid is fixed to whole multiples of the spacing, so equal outlines give equal cells.  A
    county too small to hold a grid point gets one point inside it.

    Parameters
    ----------
    codes : list of int
        12-digit codes of the counties, in the order of `outlines`.
    outlines : ndarray of MultiPolygon
        Degrees, CGCS2000.
    population : dict of int
        People by county code; a county not in it has none.
    """
    west, south, east, north = shapely.total_bounds(outlines)
    lon, lat = (axis.ravel() for axis in np.meshgrid(_steps(west, east), _steps(south, north)))
    where, which = shapely.STRtree(shapely.points(lon, lat)).query(outlines, predicate="contains")
    empty = np.setdiff1d(np.arange(len(codes)), where)
    inside = shapely.get_coordinates(shapely.point_on_surface(outlines[empty]))
    owner = np.concatenate([where, empty])
    point = np.concatenate([which, np.zeros(len(empty), dtype=which.dtype)])
    order = np.lexsort((point, owner))
    owner = owner[order]
    counts = np.bincount(owner, minlength=len(codes))
    people = np.array([float(population.get(code, 0)) for code in codes])
    return Cells(
        lon=np.round(np.concatenate([lon[which], inside[:, 0]]), 6)[order],
        lat=np.round(np.concatenate([lat[which], inside[:, 1]]), 6)[order],
        county_code=np.array(codes, dtype=np.int64)[owner],
        population=(people / counts)[owner],
    )


@lru_cache(maxsize=2)
def cells(var: Path | None = None) -> Cells:
    """Return the province's cells, made on the first call and kept under `var/`.

    Parameters
    ----------
    var : Path, optional
        `Settings.var`; the project's own `var/` if not given.
    """
    from gis.areas.prepared import prepare

    return Cells.read(prepare(var) / "cells.npz")
