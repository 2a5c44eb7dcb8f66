"""What goes out about places."""

from __future__ import annotations

from typing import Literal

from core.http import Out


class Point(Out):
    """Longitude and latitude in degrees, CGCS2000."""

    type: Literal["Point"] = "Point"
    coordinates: tuple[float, float]


class PlaceProperties(Out):
    """Which place it is; `county` is the one its point lies in."""

    name_zh: str | None
    name: str
    population: int | None
    feature: str
    county: int | None


class PlaceOut(Out):
    """A populated place."""

    type: Literal["Feature"] = "Feature"
    id: int
    geometry: Point
    properties: PlaceProperties


class PlaceCollection(Out):
    """Places as GeoJSON, with what map law and the licence ask for."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    note_zh: str
    note_en: str
    approval_no: str | None = None
    attribution_zh: str
    attribution_en: str
    features: list[PlaceOut]
