"""Estimates and official footprints of an incident, numbered in the order they were made."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import stamp
from core.db import Base
from core.ids import uuid7
from gis.areas.models import Placed


class Estimate(Placed, Base):
    """One run for an incident. Never changed: another run has the next `run_version`.

    `inputs` with `seed` and `model_version` give the same result again; `inputs_hash` is their
    SHA-256. `at` is the incident's world time, `made_at` the real one. `area` is the incident's;
    that of the official map alone follows it, with another `version`, where the incident grows.
    """

    __tablename__ = "estimate"
    __table_args__ = (
        CheckConstraint("kind in ('model', 'official')", name="kind"),
        CheckConstraint("run_version >= 1", name="run_version"),
        CheckConstraint("char_length(inputs_hash) = 64", name="inputs_hash"),
        UniqueConstraint("incident_id", "run_version", name="uq_estimate_incident_id_run_version"),
        Index("ix_estimate_area", "area"),
        {"schema": "assessment"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    version: Mapped[int] = mapped_column(default=1)
    incident_id: Mapped[UUID]
    world_id: Mapped[UUID] = mapped_column(ForeignKey("core.world.id"))
    area: Mapped[int]
    run_version: Mapped[int]
    kind: Mapped[str]
    model_zh: Mapped[str]
    model_en: Mapped[str]
    model_version: Mapped[str]
    inputs: Mapped[dict[str, Any]] = mapped_column(JSONB)
    inputs_hash: Mapped[str]
    incident_version: Mapped[int | None]
    seed: Mapped[int]
    source_zh: Mapped[str]
    at: Mapped[datetime]
    made_at: Mapped[datetime]
    footprint: Mapped[dict[str, Any]] = mapped_column(JSONB)
    headline: Mapped[dict[str, Any]] = mapped_column(JSONB)
    comparison: Mapped[list[Any]] = mapped_column(JSONB)

    def projection(self) -> dict[str, Any]:
        """Return what live screens hold of an estimate; the same for every reader."""
        return {
            "id": str(self.id),
            "version": self.version,
            "incident_id": str(self.incident_id),
            "area": self.area,
            "run_version": self.run_version,
            "kind": self.kind,
            "model_zh": self.model_zh,
            "model_en": self.model_en,
            "model_version": self.model_version,
            "inputs_hash": self.inputs_hash,
            "source_zh": self.source_zh,
            "at": stamp(self.at),
            "footprint": self.footprint,
            "headline": self.headline,
        }


class EstimateUnit(Placed, Base):
    """What a run says about one area (`unit`); `area` is the run's, so both are seen together."""

    __tablename__ = "estimate_unit"
    __table_args__ = (
        CheckConstraint("tier between 0 and 5", name="tier"),
        {"schema": "assessment"},
    )

    estimate_id: Mapped[UUID] = mapped_column(
        ForeignKey("assessment.estimate.id"), primary_key=True
    )
    unit: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    area: Mapped[int]
    tier: Mapped[int]
    name: Mapped[str]
    intensity: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    exposed: Mapped[dict[str, Any]] = mapped_column(JSONB)
    deaths: Mapped[dict[str, Any] | None] = mapped_column(JSONB)

    @property
    def max_intensity(self) -> float | None:
        """The strongest shaking inside the area, the median of what is likely."""
        return float(self.intensity["value"]) if self.intensity else None
