"""What comes in and goes out about depots, stock and demand; the depot's live projection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from core.http import In, Out
from dispatch.stock.models import ReliefItem, Warehouse

MOST = 100_000_000
Quantity = Annotated[int, Field(ge=1, le=MOST)]
Item = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z0-9_]+$")]


class Goods(Out):
    """A line about one item, with its names and its unit."""

    item: str
    zh: str
    en: str
    unit: str
    unit_en: str


class StockLine(Goods):
    """What of an item can still be promised."""

    qty: int


class WarehouseProjection(Out):
    """What live screens hold of a depot and its stock."""

    id: UUID
    version: int
    name_zh: str
    name_en: str
    area: int = Field(description="owner of the goods")
    keeper_area: int = Field(description="who hands them out")
    lon: float
    lat: float
    location_note_zh: str
    location_note_en: str
    synthetic: bool
    stock_note_zh: str
    source_zh: str
    stock: list[StockLine]


class WarehouseOut(WarehouseProjection):
    """A depot with its stock and what its reader may do."""

    moves: list[str]
    world_id: UUID | None = Field(
        description="the world asked for, whose exercise shipments are subtracted;"
        " null: the real stock"
    )


class WarehouseList(Out):
    """All depots visible to the reader."""

    items: list[WarehouseOut]
    next: None = None


class StockChangeIn(In):
    """Goods taken in, or a count that corrects the books."""

    item: Item
    kind: Literal["in", "count"]
    qty: Annotated[int, Field(ge=0, le=MOST, description="taken in, or counted in all")]
    note_zh: Annotated[str, Field(min_length=1, max_length=400)]


class LedgerLine(Out):
    """One change of what a depot can promise."""

    id: int
    item: str
    kind: str
    qty: int
    shipment_id: UUID | None
    note_zh: str
    at: datetime


class Ledger(Out):
    """The last changes of a depot, newest first."""

    items: list[LedgerLine]
    next: None = None


class StandardIn(In):
    """A demand standard from a day on."""

    item: Item
    scope: Literal["bedding", "food", "homes"]
    per_head: Annotated[Decimal, Field(gt=0, le=10_000, decimal_places=4)]
    days: Annotated[int, Field(ge=1, le=365)]
    loss_factor: Annotated[Decimal, Field(ge=1, le=3, decimal_places=3)]
    months: list[Annotated[int, Field(ge=1, le=12)]] | None = None
    valid_from: date
    source_zh: Annotated[str, Field(min_length=1, max_length=400)]
    provisional: bool = True


class StandardOut(Out):
    """A demand standard with its period and source."""

    item: str
    scope: str
    per_head: float
    days: int
    loss_factor: float
    months: list[int] | None
    valid_from: date
    valid_to: date | None
    source_zh: str
    provisional: bool


class StandardList(Out):
    """Standards in force on a day."""

    items: list[StandardOut]
    next: None = None


class DemandLine(Goods):
    """How much of an item is needed, and how that was computed."""

    scope: str
    scope_zh: str
    scope_en: str
    heads: int | None = Field(description="people or households; null: unknown")
    at_least: bool = Field(description="some of the figures are unknown")
    per_head: float
    days: int
    loss_factor: float
    gross: int | None
    on_hand: int
    in_transit: int
    need: int | None = Field(description="negative: more than needed; null: unknown")
    formula: str
    source_zh: str
    provisional: bool


class DemandOut(Out):
    """The demand of an area in an incident."""

    incident_id: UUID
    area: int
    at: datetime
    items: list[DemandLine]
    note_zh: str
    note_en: str


def goods(item: ReliefItem) -> dict[str, str]:
    """Return how every line about an item begins."""
    return {
        "item": item.code,
        "zh": item.zh,
        "en": item.en,
        "unit": item.unit_zh,
        "unit_en": item.unit_en,
    }


def projection(
    warehouse: Warehouse,
    rows: Sequence[Any],
    items: Mapping[str, ReliefItem],
    *,
    taken: Mapping[str, int] = MappingProxyType({}),
) -> dict[str, Any]:
    """Return what live screens hold of a depot; `taken` is what an exercise took besides."""
    return {
        "id": str(warehouse.id),
        "version": warehouse.version,
        "name_zh": warehouse.name_zh,
        "name_en": warehouse.name_en,
        "area": warehouse.area,
        "keeper_area": warehouse.keeper_area,
        "lon": warehouse.lon,
        "lat": warehouse.lat,
        "location_note_zh": warehouse.location_note_zh,
        "location_note_en": warehouse.location_note_en,
        "synthetic": warehouse.synthetic,
        "stock_note_zh": warehouse.stock_note_zh,
        "source_zh": warehouse.source_zh,
        "stock": [
            goods(items[row.item]) | {"qty": max(0, row.qty - taken.get(row.item, 0))}
            for row in rows
        ],
    }
