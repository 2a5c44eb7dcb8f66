"""Coverages of areas: do they fit together, who borders whom, how large are they."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

Geometries = NDArray[Any]

GEODETIC = 4490
"""CGCS2000, degrees: what everything is stored in."""


def zone_epsg(lon: float) -> int:
    """Return the EPSG code of the CGCS2000 3-degree Gauss-Krüger zone of a longitude.

    4548 has its central meridian at 117° E, 4549 at 120° E; the series runs from 75° to 135°.

    Raises
    ------
    ValueError
        The longitude is outside the series.
    """
    step = round((lon - 75.0) / 3.0)
    if not 0 <= step <= 20:
        raise ValueError(f"no CGCS2000 3-degree zone at longitude {lon}")
    return 4534 + step


@lru_cache(maxsize=21)
def _projection(epsg: int) -> Transformer:
    return Transformer.from_crs(GEODETIC, epsg, always_xy=True)


def _project(points: NDArray[np.float64], epsg: int) -> NDArray[np.float64]:
    return np.column_stack(_projection(epsg).transform(points[:, 0], points[:, 1]))


def area_m2(geometry: Any) -> float:
    """Return the area of a geometry in degrees, in m², in the zone of its centroid."""
    if shapely.is_empty(geometry) or shapely.area(geometry) == 0:
        return 0.0
    epsg = zone_epsg(float(shapely.get_x(shapely.centroid(geometry))))
    return float(shapely.area(shapely.transform(geometry, lambda p: _project(p, epsg))))


def is_coverage(geometries: Geometries) -> bool:
    """Tell whether polygons meet edge to edge: no overlap, and shared borders match exactly."""
    return bool(shapely.coverage_is_valid(geometries))


def touching_pairs(geometries: Geometries) -> NDArray[np.intp]:
    """Return the index pairs (i < j) of geometries that touch or overlap, shape (n, 2)."""
    i, j = shapely.STRtree(geometries).query(geometries, predicate="intersects")
    pairs: NDArray[np.intp] = np.column_stack((i, j))[i < j]
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]


def overlap_m2(geometries: Geometries) -> float:
    """Return the area that any two of the geometries both claim, in m²."""
    pairs = touching_pairs(geometries)
    common = shapely.intersection(geometries[pairs[:, 0]], geometries[pairs[:, 1]])
    return float(sum(area_m2(piece) for piece in common))


def neighbours(geometries: Geometries) -> dict[int, tuple[int, ...]]:
    """Return for each index the indices it shares a stretch of border with (not just a corner)."""
    pairs = touching_pairs(geometries)
    shared = shapely.intersection(
        shapely.boundary(geometries[pairs[:, 0]]), shapely.boundary(geometries[pairs[:, 1]])
    )
    found: dict[int, list[int]] = {index: [] for index in range(len(geometries))}
    for i, j in pairs[shapely.length(shared) > 0]:
        found[int(i)].append(int(j))
        found[int(j)].append(int(i))
    return {index: tuple(sorted(others)) for index, others in found.items()}


def difference_m2(one: Any, other: Any) -> float:
    """Return the area in m² that belongs to only one of two geometries."""
    return area_m2(shapely.symmetric_difference(one, other))


def simplified(geometries: Geometries, tolerance_deg: float) -> Geometries:
    """Simplify a coverage; borders that were shared stay shared (Visvalingam, by edge).

    Parameters
    ----------
    geometries : ndarray of Polygon or MultiPolygon
        A valid coverage.
    tolerance_deg : float
        Roughly the size in degrees below which detail disappears.
    """
    found: Geometries = shapely.coverage_simplify(geometries, tolerance_deg)
    return found


def as_multi(geometry: Any) -> Any:
    """Return a polygon as a multi-polygon, and a multi-polygon as it is."""
    if shapely.get_type_id(geometry) == shapely.GeometryType.MULTIPOLYGON:
        return geometry
    return shapely.multipolygons([geometry])
