"""Consultations (会商): who is called to judge an incident together, and why."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import stamp
from core.db import Base
from core.ids import uuid7
from gis.areas.models import Recorded


class Consultation(Recorded, Base):
    """A joint assessment called by one office on one or more plan families.

    It flows down to the incident's area, `to_area`: to those who know of the incident.
    """

    __tablename__ = "consultation"
    __table_args__ = (
        CheckConstraint("cause in ('called', 'linkage')", name="cause"),
        Index("ix_consultation_area", "area"),
        Index("ix_consultation_incident_id", "incident_id"),
        {"schema": "command"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    version: Mapped[int] = mapped_column(default=1)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("command.incident.id"))
    area: Mapped[int]
    to_area: Mapped[int]
    area_name: Mapped[str]
    families: Mapped[list[Any]]
    families_zh: Mapped[str]
    at: Mapped[datetime]
    called_at: Mapped[datetime]
    called_by: Mapped[str]
    cause: Mapped[str]
    reason_zh: Mapped[str]

    def projection(self) -> dict[str, Any]:
        """Return what live screens hold of a consultation."""
        return {
            "id": str(self.id),
            "version": self.version,
            "kind": "consultation",
            "incident_id": str(self.incident_id),
            "area": self.area,
            "area_name": self.area_name,
            "families": self.families,
            "title_zh": f"会商：{self.families_zh}",
            "title_en": "Consultation: " + ", ".join(self.families),
            "at": stamp(self.at),
            "called_at": stamp(self.called_at),
            "called_by": self.called_by,
            "cause": self.cause,
            "reason_zh": self.reason_zh,
        }
