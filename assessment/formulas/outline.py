"""Outlines of intensity zones as GeoJSON: ellipses, and circles where the strike is unknown."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from assessment.formulas.gb18306 import (
    BOUNDARY,
    SIGMA,
    IntensityTable,
    chance_of_reaching,
    semi_axis_km,
)
from assessment.formulas.sphere import destination

Floats = NDArray[np.float64]
VERTICES = 72
DECIMALS = 4  # about ten metres: finer than any intensity is known


def ellipse(
    lon: float, lat: float, *, long_km: float, short_km: float, strike_deg: float
) -> dict[str, Any]:
    """Return an ellipse as a GeoJSON polygon, counter-clockwise.

    Parameters
    ----------
    lon, lat : float, degrees
        Centre.
    long_km, short_km : float, km
        Semi-axes.
    strike_deg : float
        Direction of the long axis, clockwise from north.
    """
    angle = np.linspace(0.0, 2 * np.pi, VERTICES, endpoint=False)
    along, across = long_km * np.cos(angle), -short_km * np.sin(angle)
    bearing = np.degrees(np.arctan2(across, along)) + strike_deg
    lons, lats = destination(lon, lat, np.hypot(along, across), bearing)
    ring = np.round(np.column_stack([lons, lats]), DECIMALS).tolist()
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def contour(
    table: IntensityTable,
    *,
    magnitude: float,
    lon: float,
    lat: float,
    strike_deg: float | None,
    degree: int,
    chance: float,
) -> dict[str, Any] | None:
    """Return the line on which a degree is reached with a given probability.

    With the strike known it is an ellipse. With the strike unknown, any direction being as likely,
    it is a circle: the chance at a distance is the mean over all directions.

    Returns
    -------
    dict or None
        GeoJSON polygon; None where even the epicentre has a smaller chance.
    """
    if strike_deg is None:
        radius = _radius(table, degree=degree, chance=chance)
        axes = (radius, radius)
    else:
        mean = np.array([degree + BOUNDARY + SIGMA * float(ndtri(chance))])
        axes = (
            float(semi_axis_km(magnitude, mean, "long")[0]),
            float(semi_axis_km(magnitude, mean, "short")[0]),
        )
    if not all(np.isfinite(axes)) or min(axes) <= 0:
        return None
    return ellipse(lon, lat, long_km=axes[0], short_km=axes[1], strike_deg=strike_deg or 0.0)


def _radius(table: IntensityTable, *, degree: int, chance: float) -> float:
    everywhere = chance_of_reaching(degree, table.values)
    weights = np.ones(everywhere.shape[1])
    weights[[0, -1]] = 0.5  # trapezoidal mean over the quarter turn
    by_distance = everywhere @ weights / weights.sum()
    if by_distance[0] < chance:
        return float("nan")
    log_radius = np.interp(-chance, -by_distance, table.log_reach)
    return float(np.expm1(log_radius))
