"""GCJ-02 to WGS84 (= CGCS2000 within centimetres) and back.

GCJ-02 shifts true coordinates by a smooth, deterministic field.  The field and its constants are
the ones published with the open re-implementations since 2010 (Krasovsky 1940 ellipsoid:
a = 6 378 245 m, e² = 0.006 693 421 622 965 943 23).  It has no closed inverse; because it changes
by less than one part in a thousand over its own length, fixed-point iteration gains about three
digits a step.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SEMI_MAJOR_M = 6_378_245.0
"""Semi-major axis of the Krasovsky 1940 ellipsoid, which the shift is expressed on."""
ECCENTRICITY_SQUARED = 0.00669342162296594323
CHINA_BOX = (72.004, 0.8293, 137.8347, 55.8271)
"""West, south, east, north: outside this box the published algorithm leaves coordinates alone."""
STEPS = 12
"""Steps of the inverse. Fixed, so that equal points give equal bits whatever array they are in."""


def outside_china(lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    """Tell which points the shift does not apply to."""
    west, south, east, north = CHINA_BOX
    return (lon < west) | (lon > east) | (lat < south) | (lat > north)


def _waves(v: Floats, terms: tuple[tuple[float, float], ...]) -> Floats:
    total = np.zeros_like(v)
    for amplitude, period in terms:
        total += amplitude * np.sin(v * np.pi / period)
    return total * 2.0 / 3.0


def shift(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return the shift in degrees that GCJ-02 adds at true coordinates.

    Parameters
    ----------
    lon, lat : ndarray of float64
        WGS84 degrees.

    Returns
    -------
    tuple of ndarray
        Degrees to add to longitude and latitude; zero outside `CHINA_BOX`.
    """
    x, y = lon - 105.0, lat - 35.0
    root, product = 0.1 * np.sqrt(np.abs(x)), x * y
    common = _waves(x, ((20.0, 1 / 6), (20.0, 0.5)))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * product + 2.0 * root + common
    north += _waves(y, ((20.0, 1.0), (40.0, 3.0), (160.0, 12.0), (320.0, 30.0)))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * product + root + common
    east += _waves(x, ((20.0, 1.0), (40.0, 3.0), (150.0, 12.0), (300.0, 30.0)))
    phi = np.radians(lat)
    w = 1.0 - ECCENTRICITY_SQUARED * np.sin(phi) ** 2
    meridian = SEMI_MAJOR_M * (1.0 - ECCENTRICITY_SQUARED) / (w * np.sqrt(w))
    parallel = SEMI_MAJOR_M / np.sqrt(w) * np.cos(phi)
    still = outside_china(lon, lat)
    return (
        np.where(still, 0.0, np.degrees(east / parallel)),
        np.where(still, 0.0, np.degrees(north / meridian)),
    )


def to_gcj02(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Shift WGS84 degrees to GCJ-02 degrees."""
    lon, lat = np.asarray(lon, np.float64), np.asarray(lat, np.float64)
    east, north = shift(lon, lat)
    return lon + east, lat + north


def from_gcj02(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Undo the shift: GCJ-02 degrees to WGS84 degrees.

    Points outside `CHINA_BOX` come back unchanged.  `to_gcj02(*from_gcj02(p))` returns `p` within
    1e-12 degrees (0.1 µm) away from the box's edge.
    """
    lon, lat = np.asarray(lon, np.float64), np.asarray(lat, np.float64)
    still = outside_china(lon, lat)
    true_lon, true_lat = lon.copy(), lat.copy()
    for _ in range(STEPS):
        east, north = shift(true_lon, true_lat)
        true_lon = np.where(still, lon, lon - east)
        true_lat = np.where(still, lat, lat - north)
    return true_lon, true_lat


def geometries_from_gcj02(geometries: NDArray[Any]) -> NDArray[Any]:
    """Convert geometries, keeping shared vertices shared to the last bit.

    Every distinct vertex of all geometries is converted once, so neighbours that met before meet
    afterwards.
    """
    vertices = shapely.get_coordinates(geometries)
    distinct, where = np.unique(vertices, axis=0, return_inverse=True)
    converted = np.column_stack(from_gcj02(distinct[:, 0], distinct[:, 1]))
    moved: NDArray[Any] = shapely.set_coordinates(
        np.array(geometries, copy=True), converted[where.reshape(-1)]
    )
    return moved
