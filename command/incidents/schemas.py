"""What comes in about an incident and what goes out."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from core.http import In, Instant, Out

AreaCode = Annotated[int, Field(ge=0, lt=10**12, description="12-digit area code")]


class IncidentIn(In):
    """An incident as somebody reports it. Longitude and latitude in degrees, CGCS2000."""

    hazard: str = Field(pattern=r"^\d{6}$", description="code of table `hazard`")
    title_zh: str | None = Field(default=None, min_length=2, max_length=80)
    title_en: str | None = Field(default=None, min_length=2, max_length=120)
    occurred_at: Instant
    lon: float
    lat: float
    magnitude: float | None = Field(default=None, ge=-2, le=10)
    depth_km: float | None = Field(default=None, ge=-10, le=800)
    place_zh: str | None = Field(default=None, min_length=1, max_length=80)
    areas: list[AreaCode] | None = Field(default=None, min_length=1, max_length=200)
    world_id: UUID | None = None
    source_zh: str = Field(min_length=1, max_length=80)
    synthetic: bool = False


class AlertIn(IncidentIn):
    """An incident as an observing network or another duty room announces it."""

    external_id: str | None = Field(default=None, min_length=1, max_length=120)


class MoveIn(In):
    """A move of an incident; the members below `into` belong to `edit`."""

    reason: str | None = Field(default=None, min_length=2, max_length=500)
    into: UUID | None = None
    title_zh: str | None = Field(default=None, min_length=2, max_length=80)
    title_en: str | None = Field(default=None, min_length=2, max_length=120)
    occurred_at: Instant | None = None
    lon: float | None = None
    lat: float | None = None
    magnitude: float | None = Field(default=None, ge=-2, le=10)
    depth_km: float | None = Field(default=None, ge=-10, le=800)
    place_zh: str | None = Field(default=None, min_length=1, max_length=80)
    areas: list[AreaCode] | None = Field(default=None, min_length=1, max_length=200)
    source_zh: str | None = Field(default=None, min_length=1, max_length=80)


class IncidentUnit(Out):
    """One touched unit."""

    area: int
    name: str


class CorrectionOut(Out):
    """What a network says anew of an incident it has announced; absent members are as before."""

    occurred_at: str | None = None
    lon: float | None = None
    lat: float | None = None
    magnitude: float | None = None
    depth_km: float | None = None
    source_zh: str


class IncidentProjection(Out):
    """What live screens hold of an incident."""

    id: UUID
    version: int
    no: str
    world_id: UUID
    exercise: bool
    synthetic: bool
    hazard: str
    hazard_zh: str
    hazard_en: str
    title_zh: str
    title_en: str
    state: Literal["reported", "verified", "responding", "recovering", "closed", "merged"]
    occurred_at: str
    recorded_at: str
    lon: float
    lat: float
    depth_km: float | None
    magnitude: float | None
    place_zh: str
    source_zh: str
    area: int
    areas: list[IncidentUnit]
    correction: CorrectionOut | None
    lead_authority_zh: str
    merged_into: UUID | None


class IncidentOut(IncidentProjection):
    """An incident with the moves its reader may make."""

    moves: list[str]


class IncidentDetail(IncidentOut):
    """One incident, with the earlier ones its reader sees that may be the same."""

    duplicate_of_candidates: list[UUID]


class AlertOut(IncidentDetail):
    """The incident an alert made or was recognised as."""

    duplicate: bool


class IncidentList(Out):
    """A page of incidents, newest first."""

    items: list[IncidentOut]
    next: str | None


def incident_out(projection: dict[str, Any], moves: list[str]) -> dict[str, Any]:
    """Return a projection with its reader's moves."""
    return projection | {"moves": moves}
