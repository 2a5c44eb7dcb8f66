"""Relief items, warehouses and what is in them, demand standards."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    Float,
    ForeignKey,
    Identity,
    Index,
    Numeric,
    SmallInteger,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base
from core.ids import uuid7
from gis.areas.models import Placed


class ReliefItem(Base):
    """A kind of relief goods and the unit it is counted in."""

    __tablename__ = "relief_item"
    __table_args__ = ({"schema": "dispatch"},)

    code: Mapped[str] = mapped_column(primary_key=True)
    zh: Mapped[str]
    en: Mapped[str]
    unit_zh: Mapped[str]
    unit_en: Mapped[str]
    category_zh: Mapped[str]
    position: Mapped[int] = mapped_column(SmallInteger)


class Warehouse(Placed, Base):
    """A relief depot. `area` owns its goods, `keeper_area` hands them out.

    Where the address is unknown, the point is its city's, and `location_note_zh` says so.
    """

    __tablename__ = "warehouse"
    __table_args__ = (
        CheckConstraint("lon between -180 and 180 and lat between -90 and 90", name="place"),
        Index("ix_warehouse_area", "area"),
        {"schema": "dispatch"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    version: Mapped[int] = mapped_column(default=1)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    area: Mapped[int]
    keeper_area: Mapped[int]
    lon: Mapped[float] = mapped_column(Float)
    lat: Mapped[float] = mapped_column(Float)
    location_note_zh: Mapped[str]
    location_note_en: Mapped[str]
    synthetic: Mapped[bool]
    stock_note_zh: Mapped[str]
    source_zh: Mapped[str]


class Stock(Placed, Base):
    """What of an item can still be promised: in the depot and not set aside for a real shipment."""

    __tablename__ = "stock"
    __table_args__ = (
        CheckConstraint("qty >= 0", name="qty"),
        Index("ix_stock_area", "area"),
        {"schema": "dispatch"},
    )

    warehouse_id: Mapped[UUID] = mapped_column(
        ForeignKey("dispatch.warehouse.id"), primary_key=True
    )
    item: Mapped[str] = mapped_column(ForeignKey("dispatch.relief_item.code"), primary_key=True)
    area: Mapped[int]
    qty: Mapped[int]


class StockMove(Placed, Base):
    """One line of a depot's ledger: every change of `Stock.qty` with its reason."""

    __tablename__ = "stock_move"
    __table_args__ = (
        CheckConstraint("qty <> 0", name="qty"),
        CheckConstraint("kind in ('in', 'set_aside', 'return', 'count')", name="kind"),
        Index("ix_stock_move_warehouse_id", "warehouse_id", "id"),
        {"schema": "dispatch"},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    warehouse_id: Mapped[UUID] = mapped_column(ForeignKey("dispatch.warehouse.id"))
    item: Mapped[str] = mapped_column(ForeignKey("dispatch.relief_item.code"))
    area: Mapped[int]
    kind: Mapped[str]
    qty: Mapped[int]
    shipment_id: Mapped[UUID | None]
    note_zh: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=func.now())


class DemandStandard(Base):
    """How much of an item one person, household or group needs: dated and editable."""

    __tablename__ = "demand_standard"
    __table_args__ = (
        CheckConstraint("per_head > 0 and days > 0 and loss_factor >= 1", name="amounts"),
        CheckConstraint("scope in ('bedding', 'food', 'homes')", name="scope"),
        CheckConstraint("valid_from < valid_to", name="period"),
        {"schema": "dispatch"},
    )

    item: Mapped[str] = mapped_column(ForeignKey("dispatch.relief_item.code"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(Date, primary_key=True)
    valid_to: Mapped[date | None] = mapped_column(Date)
    scope: Mapped[str]
    per_head: Mapped[Decimal] = mapped_column(Numeric)
    days: Mapped[int] = mapped_column(SmallInteger)
    loss_factor: Mapped[Decimal] = mapped_column(Numeric)
    months: Mapped[list[Any] | None]
    source_zh: Mapped[str]
    provisional: Mapped[bool]
