"""Orders from one office to another, and how far each has got."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from command.orders.rules import STATES
from core.clock import stamp, stamp_or_none
from core.db import Base
from core.ids import uuid7
from gis.areas.models import Recorded


class Order(Recorded, Base):
    """One order to one addressee. `area` is the issuer's, `to_area` the addressee's."""

    __tablename__ = "order"
    __table_args__ = (
        CheckConstraint("state in ({})".format(", ".join(f"'{s}'" for s in STATES)), name="state"),
        CheckConstraint("area <> to_area", name="ends"),
        UniqueConstraint("world_id", "area", "no", name="uq_order_world_id_area_no"),
        Index("ix_order_area", "area"),
        Index("ix_order_to_area", "to_area"),
        Index("ix_order_incident_id", "incident_id"),
        {"schema": "command"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    version: Mapped[int] = mapped_column(default=1)
    world_id: Mapped[UUID] = mapped_column(ForeignKey("core.world.id"))
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("command.incident.id"))
    no: Mapped[str]
    title_zh: Mapped[str]
    body_zh: Mapped[str]
    area: Mapped[int]
    from_name: Mapped[str]
    to_area: Mapped[int]
    to_name: Mapped[str]
    issued_by: Mapped[str]
    due_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="issued")
    issued_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    refused_reason: Mapped[str | None]
    note_zh: Mapped[str | None]
    overdue: Mapped[bool] = mapped_column(default=False)
    escalated_at: Mapped[datetime | None]

    def projection(self) -> dict[str, Any]:
        """Return what both ends' screens hold of an order."""
        return {
            "id": str(self.id),
            "version": self.version,
            "incident_id": str(self.incident_id),
            "no": self.no,
            "title_zh": self.title_zh,
            "body_zh": self.body_zh,
            "from_area": self.area,
            "from_name": self.from_name,
            "area": self.area,
            "to_area": self.to_area,
            "to_name": self.to_name,
            "due_at": stamp(self.due_at),
            "state": self.state,
            "issued_at": stamp(self.issued_at),
            "delivered_at": stamp_or_none(self.delivered_at),
            "read_at": stamp_or_none(self.read_at),
            "accepted_at": stamp_or_none(self.accepted_at),
            "done_at": stamp_or_none(self.done_at),
            "refused_reason": self.refused_reason,
            "note_zh": self.note_zh,
            "overdue": self.overdue,
            "escalated_at": stamp_or_none(self.escalated_at),
            "issued_by": self.issued_by,
        }
