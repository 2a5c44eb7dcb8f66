"""What goes out about areas."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from core.http import Out
from gis import geojson


class AreaOut(Out):
    """An area as it is today."""

    code: int = Field(description="12 digits")
    name: str
    tier: int = Field(description="0 nation, 1 province, 2 city, 3 county, 4 township, 5 village")
    kind: str = Field(description="nation | division | functional_zone")
    parent: int | None
    full_name: str = Field(
        description="names from the province down, for example 山东省德州市平原县"
    )


class AreaDetail(AreaOut):
    """An area with where its label belongs, where there is an outline."""

    anchor: tuple[float, float] | None
    has_outline: bool


class AreaPage(Out):
    """Some areas and where the next ones begin."""

    items: list[AreaOut]
    next: int | None


class AreaAt(Out):
    """The county a point lies in, with the areas above it, highest first; empty if outside."""

    items: list[AreaOut]


class OutlineProperties(Out):
    """Which area an outline is of; `anchor` is where its name stands."""

    code: int
    name: str
    tier: int
    km2: float
    anchor: tuple[float, float]
    zones_zh: list[str] = Field(
        description="functional zones that lie, wholly or in part, in a county and report"
        " for themselves"
    )


class Outline(Out):
    """An area's outline."""

    type: Literal["Feature"]
    id: int
    geometry: geojson.Area
    properties: OutlineProperties


class SurroundingProperties(Out):
    """Which province an outline is of."""

    code: int
    name: str
    tier: int


class Surrounding(Out):
    """The outline of a province around."""

    type: Literal["Feature"]
    id: int
    geometry: geojson.Area
    properties: SurroundingProperties


class Collection(Out):
    """What a collection of outlines says of itself, as map law and the licence ask."""

    type: Literal["FeatureCollection"]
    note_zh: str
    note_en: str
    approval_no: str | None
    attribution_zh: str
    attribution_en: str


class Outlines(Collection):
    """Outlines of areas: schematic, not a basis for delimitation."""

    features: list[Outline]


class Surroundings(Collection):
    """Outlines of the provinces around."""

    features: list[Surrounding]


class PopulationOut(Out):
    """How many people live in an area, by the 2020 census."""

    area: int
    name: str
    value: int | None = Field(description="null: not published for this area")
    published: int | None = Field(description="as published, zones apart")
    estimate: bool = Field(description="zones are counted in by area shares")
    zones_zh: list[str] = Field(description="zones counted in, in part or whole")
    as_of: str
    source_zh: str
    note_zh: str
    note_en: str
