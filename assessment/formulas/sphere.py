"""Distances, bearings and destinations on a sphere: good to half a percent."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""


def distance_and_bearing(
    lon: float, lat: float, lons: Floats, lats: Floats
) -> tuple[Floats, Floats]:
    """Great-circle distance and initial bearing from one point to others.

    Parameters
    ----------
    lon, lat : float, degrees
    lons, lats : (n,) float, degrees

    Returns
    -------
    distance : (n,) float, km
    bearing : (n,) float, degrees clockwise from north, -180..180
    """
    phi, phis = np.radians(lat), np.radians(lats)
    dphi, dlam = phis - phi, np.radians(lons - lon)
    half = np.sin(dphi / 2) ** 2 + np.cos(phi) * np.cos(phis) * np.sin(dlam / 2) ** 2
    distance = 2 * RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    east = np.sin(dlam) * np.cos(phis)
    north = np.cos(phi) * np.sin(phis) - np.sin(phi) * np.cos(phis) * np.cos(dlam)
    return distance, np.degrees(np.arctan2(east, north))


def destination(
    lon: float, lat: float, distance_km: Floats, bearing_deg: Floats
) -> tuple[Floats, Floats]:
    """Points reached from one point by distance and bearing.

    Returns
    -------
    lons, lats : (n,) float, degrees; longitudes within -180..180
    """
    phi, reach, turn = np.radians(lat), distance_km / RADIUS_KM, np.radians(bearing_deg)
    sine = np.sin(phi) * np.cos(reach) + np.cos(phi) * np.sin(reach) * np.cos(turn)
    phis = np.arcsin(np.clip(sine, -1, 1))
    dlam = np.arctan2(
        np.sin(turn) * np.sin(reach) * np.cos(phi), np.cos(reach) - np.sin(phi) * np.sin(phis)
    )
    lons = (lon + np.degrees(dlam) + 540.0) % 360.0 - 180.0
    return lons, np.degrees(phis)
