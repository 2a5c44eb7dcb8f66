"""What comes in and goes out about shipments; their live projection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from core.clock import stamp, stamp_or_none
from core.http import In, Out
from dispatch.shipments.models import Shipment, ShipmentLine
from dispatch.stock.models import ReliefItem
from dispatch.stock.schemas import Goods, Item, Quantity, goods

Area = Annotated[int, Field(ge=0, le=10**12 - 1)]
Note = Annotated[str, Field(max_length=400)]


class LineIn(In):
    """How much of an item."""

    item: Item
    qty: Quantity


class ShipmentIn(In):
    """An order to ship."""

    incident_id: UUID
    warehouse_id: UUID
    to_area: Area
    lines: Annotated[list[LineIn], Field(min_length=1, max_length=50)]
    note_zh: Note = ""


class CountIn(In):
    """What the receiver counted of an item."""

    item: Item
    qty: Annotated[int, Field(ge=0, le=100_000_000)]


class ShipmentMoveIn(In):
    """A step of a shipment. On receipt `lines` count everything that was sent."""

    note_zh: Note = ""
    lines: Annotated[list[CountIn], Field(max_length=50)] = Field(default_factory=list)


class ShipmentLineOut(Goods):
    """One kind of goods in a shipment."""

    qty: int
    received: int | None
    short: int | None = Field(description="sent and not received; null until it is received")


class ShipmentProjection(Out):
    """What live screens hold of a shipment."""

    id: UUID
    version: int
    incident_id: UUID
    exercise: bool
    warehouse_id: UUID
    warehouse_name: str
    area: int
    from_name: str
    to_area: int
    to_name: str
    from_lon: float
    from_lat: float
    to_lon: float
    to_lat: float
    location_note_zh: str
    location_note_en: str
    state: Literal["ordered", "departed", "arrived", "received", "cancelled"]
    lines: list[ShipmentLineOut]
    ordered_at: str
    ordered_by: str
    departed_at: str | None
    departed_by: str | None
    arrived_at: str | None
    arrived_by: str | None
    received_at: str | None
    received_by: str | None
    cancelled_at: str | None
    cancelled_by: str | None
    note_zh: str


class ShipmentOut(ShipmentProjection):
    """A shipment with the moves its reader may make."""

    moves: list[str]


class ShipmentList(Out):
    """Shipments, newest first."""

    items: list[ShipmentOut]
    next: UUID | None


def projection(
    shipment: Shipment, lines: Sequence[ShipmentLine], items: Mapping[str, ReliefItem]
) -> dict[str, Any]:
    """Return what live screens hold of a shipment."""
    steps = {
        f"{step}_{what}": value
        for step in ("departed", "arrived", "received", "cancelled")
        for what, value in (
            ("at", stamp_or_none(getattr(shipment, f"{step}_at"))),
            ("by", getattr(shipment, f"{step}_by")),
        )
    }
    return {
        "id": str(shipment.id),
        "version": shipment.version,
        "incident_id": str(shipment.incident_id),
        "exercise": shipment.exercise,
        "warehouse_id": str(shipment.warehouse_id),
        "warehouse_name": shipment.warehouse_name,
        "area": shipment.area,
        "from_name": shipment.from_name,
        "to_area": shipment.to_area,
        "to_name": shipment.to_name,
        "from_lon": shipment.from_lon,
        "from_lat": shipment.from_lat,
        "to_lon": shipment.to_lon,
        "to_lat": shipment.to_lat,
        "location_note_zh": "示意位置：两端为区划标注点，非实际地址或路线",
        "location_note_en": "Schematic: both ends are label points, not addresses or a route",
        "state": shipment.state,
        "lines": [
            goods(items[line.item])
            | {
                "qty": line.qty,
                "received": line.received,
                "short": None if line.received is None else line.qty - line.received,
            }
            for line in lines
        ],
        "ordered_at": stamp(shipment.ordered_at),
        "ordered_by": shipment.ordered_by,
        **steps,
        "note_zh": shipment.note_zh,
    }
