"""Tasks: the measures of a started response, with owner and time."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import stamp, stamp_or_none
from core.db import Base
from core.ids import uuid7
from gis.areas.models import Placed


class Task(Placed, Base):
    """One measure to be carried out by one area's office."""

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("state in ('TODO', 'DOING', 'DONE', 'OVERDUE', 'WAIVED')", name="state"),
        UniqueConstraint("response_id", "code", "round", name="uq_task_response_id_code"),
        Index("ix_task_area", "area"),
        Index("ix_task_incident_id", "incident_id"),
        {"schema": "command"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    version: Mapped[int] = mapped_column(default=1)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("command.incident.id"))
    response_id: Mapped[UUID | None] = mapped_column(ForeignKey("command.response.id"))
    area: Mapped[int]
    area_name: Mapped[str]
    code: Mapped[str]
    round: Mapped[int] = mapped_column(default=1)
    title_zh: Mapped[str]
    title_en: Mapped[str]
    owner_role_zh: Mapped[str]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="TODO")
    basis_zh: Mapped[str]
    sample: Mapped[bool]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None]
    reason_zh: Mapped[str | None]
    evidence_file: Mapped[UUID | None]

    def projection(self) -> dict[str, Any]:
        """Return what live screens hold of a task."""
        return {
            "id": str(self.id),
            "version": self.version,
            "incident_id": str(self.incident_id),
            "response_id": str(self.response_id) if self.response_id else None,
            "area": self.area,
            "area_name": self.area_name,
            "code": self.code,
            "title_zh": self.title_zh,
            "title_en": self.title_en,
            "owner_role_zh": self.owner_role_zh,
            "created_at": stamp(self.created_at),
            "due_at": stamp(self.due_at),
            "state": self.state,
            "basis_zh": self.basis_zh,
            "sample": self.sample,
            "done_at": stamp_or_none(self.done_at),
            "done_by": self.done_by,
            "reason_zh": self.reason_zh,
            "evidence_file": str(self.evidence_file) if self.evidence_file else None,
        }
