"""What goes out about areas."""

from __future__ import annotations

from pydantic import Field

from core.http import Out


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
