"""GeoJSON as documents carry it: described in full, checked where it is made and not again."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi.responses import JSONResponse

from core.documents import Described
from core.http import Out

Ring = list[list[float]]


class Polygon(Out):
    """A polygon; longitude and latitude in degrees, CGCS2000."""

    type: Literal["Polygon"]
    coordinates: list[Ring]


class MultiPolygon(Out):
    """Several polygons."""

    type: Literal["MultiPolygon"]
    coordinates: list[list[Ring]]


Area = Annotated[dict[str, Any], Described(Polygon | MultiPolygon)]
"""A surface."""


class GeoJson(JSONResponse):
    """An answer that is GeoJSON."""

    media_type = "application/geo+json"
