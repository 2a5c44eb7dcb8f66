"""Incidents and the areas they touch."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from command.incidents.rules import STATES
from core.clock import stamp
from core.db import Base
from core.ids import uuid7
from gis.areas.models import Placed


class Incident(Placed, Base):
    """A disaster being handled. `area` is the lowest common unit of the areas it touches.

    `office_area` is the area of the office that recorded it: numbers and outside ids are unique
    within one office, since from a gap or a clash another could tell what is hidden from it. An
    outside id is its source's, for one kind of hazard.
    `alerted` is what the network under `external_id` said last, `correction` what it has said anew
    since people verified the incident, until they answer it. `areas_given` tells that people named
    the areas, so that a corrected place or magnitude leaves them.
    """

    __tablename__ = "incident"
    __table_args__ = (
        CheckConstraint("state in ({})".format(", ".join(f"'{s}'" for s in STATES)), name="state"),
        CheckConstraint("lon >= -180 and lon <= 180 and lat >= -90 and lat <= 90", name="place"),
        CheckConstraint("magnitude is null or magnitude between -2 and 10", name="magnitude"),
        CheckConstraint("depth_km is null or depth_km between -10 and 800", name="depth_km"),
        CheckConstraint("(state = 'merged') = (merged_into is not null)", name="merged_into"),
        UniqueConstraint("world_id", "no", name="uq_incident_world_id_no"),
        UniqueConstraint(
            "world_id",
            "office_area",
            "hazard",
            "source_zh",
            "external_id",
            name="uq_incident_world_id_external_id",
        ),
        Index("ix_incident_area", "area"),
        Index("ix_incident_occurred_at", "occurred_at"),
        {"schema": "command"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    version: Mapped[int] = mapped_column(default=1)
    no: Mapped[str]
    world_id: Mapped[UUID] = mapped_column(ForeignKey("core.world.id"))
    exercise: Mapped[bool]
    synthetic: Mapped[bool] = mapped_column(default=False)
    hazard: Mapped[str]
    hazard_zh: Mapped[str]
    hazard_en: Mapped[str]
    title_zh: Mapped[str]
    title_en: Mapped[str]
    state: Mapped[str] = mapped_column(default="reported")
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    verified_at: Mapped[datetime | None]
    lon: Mapped[float]
    lat: Mapped[float]
    depth_km: Mapped[float | None]
    magnitude: Mapped[float | None]
    place_zh: Mapped[str]
    source_zh: Mapped[str]
    external_id: Mapped[str | None]
    office_area: Mapped[int]
    area: Mapped[int]
    areas: Mapped[list[Any]]
    areas_given: Mapped[bool] = mapped_column(default=False)
    alerted: Mapped[dict[str, Any] | None]
    correction: Mapped[dict[str, Any] | None]
    lead_authority_zh: Mapped[str]
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("command.incident.id"))

    @property
    def incident_id(self) -> UUID:
        """What its events are about: itself."""
        return self.id

    def projection(self) -> dict[str, Any]:
        """Return what live screens hold of an incident; the same for every reader."""
        return {
            "id": str(self.id),
            "version": self.version,
            "no": self.no,
            "world_id": str(self.world_id),
            "exercise": self.exercise,
            "synthetic": self.synthetic,
            "hazard": self.hazard,
            "hazard_zh": self.hazard_zh,
            "hazard_en": self.hazard_en,
            "title_zh": self.title_zh,
            "title_en": self.title_en,
            "state": self.state,
            "occurred_at": stamp(self.occurred_at),
            "recorded_at": stamp(self.recorded_at),
            "lon": self.lon,
            "lat": self.lat,
            "depth_km": self.depth_km,
            "magnitude": self.magnitude,
            "place_zh": self.place_zh,
            "source_zh": self.source_zh,
            "area": self.area,
            "areas": self.areas,
            "correction": self.correction,
            "lead_authority_zh": self.lead_authority_zh,
            "merged_into": str(self.merged_into) if self.merged_into else None,
        }


class IncidentArea(Placed, Base):
    """One unit an incident touches. `area` is the incident's: both are seen together."""

    __tablename__ = "incident_area"
    __table_args__ = (
        Index("ix_incident_area_unit", "unit"),
        {"schema": "command"},
    )

    incident_id: Mapped[UUID] = mapped_column(
        ForeignKey("command.incident.id", ondelete="cascade"), primary_key=True
    )
    unit: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    area: Mapped[int]


class Counter(Base):
    """The last number given out under a key.

    Numbers must be unique also among records their maker may not see, so this table has no area
    and no row security; it holds nothing but how many there are.
    """

    __tablename__ = "counter"
    __table_args__ = ({"schema": "command"},)

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]
