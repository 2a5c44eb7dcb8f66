"""Every query on shipments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from core import records
from core.access.scope import Scope
from core.access.visible import visible
from core.db import Reader
from dispatch.shipments.models import Shipment, ShipmentLine
from dispatch.shipments.rules import OPEN
from dispatch.stock.models import ReliefItem

FINISHED_SHOWN = 1000


@dataclass(frozen=True, slots=True)
class Totals:
    """Goods sent to an area by item: on their way, and counted by the receiver."""

    in_transit: dict[str, int]
    received: dict[str, int]


async def shipments(
    session: Reader,
    scope: Scope,
    *,
    incident_ids: Sequence[UUID] | None,
    before: UUID | None,
    limit: int,
) -> Sequence[Shipment]:
    """Return visible shipments, newest first; of incidents that count as one where given."""
    query = select(Shipment).where(visible(Shipment, scope, "addressed"))
    if incident_ids is not None:
        query = query.where(Shipment.incident_id.in_(incident_ids))
    page = records.newest_first(query, Shipment, before=before, limit=limit)
    return (await session.scalars(page)).all()


async def for_screens(session: Reader, scope: Scope) -> Sequence[Shipment]:
    """Return the visible shipments for a screen that starts now, oldest first.

    All that are under way; of those that are finished the newest.
    """
    query = select(Shipment).where(visible(Shipment, scope, "addressed"))
    under_way = await session.scalars(query.where(Shipment.state.in_(OPEN)))
    finished = query.where(Shipment.state.not_in(OPEN)).order_by(Shipment.id.desc())
    newest = await session.scalars(finished.limit(FINISHED_SHOWN))
    return sorted([*under_way, *newest], key=lambda shipment: shipment.id)


async def lines_of(session: Reader, shipment_ids: Sequence[UUID]) -> dict[UUID, list[ShipmentLine]]:
    """Return what shipments carry, in the order of items."""
    found = await session.scalars(
        select(ShipmentLine)
        .join(ReliefItem, ReliefItem.code == ShipmentLine.item)
        .where(ShipmentLine.shipment_id.in_(shipment_ids))
        .order_by(ReliefItem.position)
    )
    by_shipment: dict[UUID, list[ShipmentLine]] = defaultdict(list)
    for line in found:
        by_shipment[line.shipment_id].append(line)
    return by_shipment


async def set_aside(session: Reader, *, warehouse_id: UUID, item: str) -> int:
    """Return how much of an item is promised to real shipments but still lies in the depot."""
    found: int | None = await session.scalar(
        select(func.sum(ShipmentLine.qty))
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .where(
            Shipment.warehouse_id == warehouse_id,
            Shipment.exercise.is_(False),
            Shipment.state == "ordered",
            ShipmentLine.item == item,
        )
    )
    return int(found or 0)


async def taken_in_exercise(
    session: Reader, *, world_id: UUID, low: int, high: int
) -> dict[UUID, dict[str, int]]:
    """Return by depot and item what the shipments of an exercise world have taken; real ones none.

    Only depots that areas of a code range own; the session must see the whole range.
    """
    found = await session.execute(
        select(Shipment.warehouse_id, ShipmentLine.item, func.sum(ShipmentLine.qty).label("qty"))
        .join(ShipmentLine, ShipmentLine.shipment_id == Shipment.id)
        .where(
            Shipment.world_id == world_id,
            Shipment.exercise,
            Shipment.state != "cancelled",
            Shipment.owner_area.between(low, high),
            Shipment.area.between(low, high),
        )
        .group_by(Shipment.warehouse_id, ShipmentLine.item)
    )
    taken: dict[UUID, dict[str, int]] = defaultdict(dict)
    for row in found:
        taken[row.warehouse_id][row.item] = int(row.qty)
    return taken


async def totals_to(
    session: Reader, *, incident_ids: Sequence[UUID], low: int, high: int
) -> Totals:
    """Return what the shipments of incidents that count as one bring to a code range."""
    found = await session.execute(
        select(
            ShipmentLine.item,
            func.sum(ShipmentLine.qty).filter(Shipment.state.in_(OPEN)).label("in_transit"),
            func.sum(ShipmentLine.received).label("received"),
        )
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .where(Shipment.incident_id.in_(incident_ids), Shipment.to_area.between(low, high))
        .group_by(ShipmentLine.item)
    )
    rows = found.all()
    return Totals(
        in_transit={row.item: int(row.in_transit or 0) for row in rows},
        received={row.item: int(row.received or 0) for row in rows},
    )
