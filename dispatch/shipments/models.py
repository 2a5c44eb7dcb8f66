"""Shipments from a depot to an area, with what they carry."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base
from core.ids import uuid7
from dispatch.shipments.rules import STATES
from gis.areas.models import Placed, Recorded


class Shipment(Recorded, Base):
    """Goods on their way. `area` hands them out, `to_area` receives them and must confirm."""

    __tablename__ = "shipment"
    __table_args__ = (
        CheckConstraint("state in ({})".format(", ".join(f"'{s}'" for s in STATES)), name="state"),
        Index("ix_shipment_area", "area"),
        Index("ix_shipment_to_area", "to_area"),
        Index("ix_shipment_incident_id", "incident_id"),
        {"schema": "dispatch"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    version: Mapped[int] = mapped_column(default=1)
    incident_id: Mapped[UUID]
    world_id: Mapped[UUID] = mapped_column(ForeignKey("core.world.id"))
    exercise: Mapped[bool]
    warehouse_id: Mapped[UUID] = mapped_column(ForeignKey("dispatch.warehouse.id"))
    warehouse_name: Mapped[str]
    owner_area: Mapped[int]
    area: Mapped[int]
    from_name: Mapped[str]
    to_area: Mapped[int]
    to_name: Mapped[str]
    from_lon: Mapped[float] = mapped_column(Float)
    from_lat: Mapped[float] = mapped_column(Float)
    to_lon: Mapped[float] = mapped_column(Float)
    to_lat: Mapped[float] = mapped_column(Float)
    state: Mapped[str]
    ordered_at: Mapped[datetime]
    ordered_by: Mapped[str]
    departed_at: Mapped[datetime | None]
    departed_by: Mapped[str | None]
    arrived_at: Mapped[datetime | None]
    arrived_by: Mapped[str | None]
    received_at: Mapped[datetime | None]
    received_by: Mapped[str | None]
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[str | None]
    note_zh: Mapped[str]


class ShipmentLine(Placed, Base):
    """One kind of goods in a shipment; `received` is what the receiver counted."""

    __tablename__ = "shipment_line"
    __table_args__ = (
        CheckConstraint("qty > 0", name="qty"),
        CheckConstraint("received >= 0 and received <= qty", name="received"),
        {"schema": "dispatch"},
    )

    shipment_id: Mapped[UUID] = mapped_column(ForeignKey("dispatch.shipment.id"), primary_key=True)
    item: Mapped[str] = mapped_column(ForeignKey("dispatch.relief_item.code"), primary_key=True)
    area: Mapped[int]
    to_area: Mapped[int]
    qty: Mapped[int]
    received: Mapped[int | None]
