"""What an estimate is made from and what is answered."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from assessment.formulas.quake import Quake
from core.http import In, Out
from gis import geojson

Lon = Annotated[float, Field(ge=-180, le=180)]
Lat = Annotated[float, Field(ge=-90, le=90)]


class EstimateInputs(BaseModel):
    """Plain values about an earthquake, taken from its incident's projection.

    `version` is the incident's: corrections rise. Members of the projection that an estimate does
    not need are ignored.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    incident_id: UUID
    world_id: UUID
    version: int = 1
    area: int
    lon: Lon
    lat: Lat
    magnitude: float
    depth_km: float | None = None
    strike_deg: float | None = None

    def quake(self) -> Quake:
        """Return the earthquake for the formulas."""
        return Quake(self.lon, self.lat, self.magnitude, self.strike_deg)


class FootprintIn(In):
    """An official intensity map, as far as it was published.

    `long_km` and `short_km` are the lengths of the whole axes of the outermost line (Ⅵ); lines
    whose shape was not published have only an area.
    """

    kind: Literal["official"] = "official"
    source_zh: str = Field(min_length=2, max_length=300)
    strike_deg: float = Field(ge=0, lt=360)
    long_km: float = Field(gt=0, le=2000)
    short_km: float = Field(gt=0, le=2000)
    max_intensity: int = Field(ge=6, le=12)
    area_vi_km2: float | None = Field(default=None, gt=0, le=1e7)
    area_vii_km2: float | None = Field(default=None, ge=0, le=1e7)
    lon: Lon | None = None
    lat: Lat | None = None


class RangeOut(Out):
    """A quantity in question: median and 90 % range."""

    value: float
    lo: float
    hi: float


class ChanceLine(TypedDict):
    """Inside it a degree is reached with the probability `p`; null: nowhere."""

    p: float
    geometry: geojson.Area | None


class Band(TypedDict):
    """Where a degree is reached; null: not published, or nowhere as likely as not."""

    intensity: int
    label: str
    certainty: Literal["estimate", "verified"]
    geometry: geojson.Area | None
    p: list[ChanceLine]
    area_km2: NotRequired[float | None]


class Footprint(TypedDict):
    """The zones of an earthquake, from degree Ⅵ up."""

    bands: list[Band]
    strike_deg: float | None
    epicentre: tuple[float, float]
    max_intensity: NotRequired[int]


class Warned(TypedDict):
    """In what respect an earthquake lies outside what the relation was made for."""

    zh: str
    en: str


class Headline(TypedDict):
    """A run in a few figures; `exposed` counts people at each degree and above."""

    exposed: dict[str, RangeOut]
    deaths: RangeOut | None
    assumed_zh: str
    assumed_en: str
    warnings: list[Warned]
    fallback_note_zh: NotRequired[str]
    fallback_note_en: NotRequired[str]
    not_modelled: NotRequired[list[str]]
    not_modelled_zh: NotRequired[str]
    not_modelled_en: NotRequired[str]


class EstimateProjection(Out):
    """What live screens hold of an estimate or official footprint."""

    id: UUID
    version: int
    incident_id: UUID
    area: int
    run_version: int
    kind: Literal["model", "official"]
    model_zh: str
    model_en: str
    model_version: str
    inputs_hash: str
    source_zh: str
    at: str
    footprint: Footprint
    headline: Headline


class EstimateUnitOut(Out):
    """What a run says about one area; `exposed` counts people at each degree and above."""

    area: int
    name: str
    max_intensity: float | None
    intensity: RangeOut | None
    exposed_vi: RangeOut | None
    exposed: dict[str, RangeOut]
    deaths: RangeOut | None


class Comparison(Out):
    """One quantity, by the model and by the official map."""

    code: str
    zh: str
    en: str
    unit: str
    model: RangeOut | None
    official: float | None


class EstimateDetail(EstimateProjection):
    """An estimate with all it says and all it rests on."""

    inputs: dict[str, Any]
    seed: str
    made_at: str
    comparison: list[Comparison]
    cities: list[EstimateUnitOut]
    counties: list[EstimateUnitOut]


class EstimateList(Out):
    """The estimates of an incident, newest first."""

    items: list[EstimateProjection]
    next: str | None = None
