"""Every query on depots, stock and standards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Row, func, or_, select, update

from core.access.scope import Scope
from core.access.visible import visible
from core.db import Reader, Writer
from dispatch.stock.models import DemandStandard, ReliefItem, Stock, StockMove, Warehouse


async def items(session: Reader) -> dict[str, ReliefItem]:
    """Return all kinds of relief goods by code, in their order."""
    found = await session.scalars(select(ReliefItem).order_by(ReliefItem.position))
    return {item.code: item for item in found}


async def warehouses(session: Reader, scope: Scope) -> Sequence[Warehouse]:
    """Return the visible depots by place."""
    found = await session.scalars(
        select(Warehouse)
        .where(visible(Warehouse, scope, "down"))
        .order_by(Warehouse.keeper_area, Warehouse.id)
    )
    return found.all()


async def stock_of(
    session: Reader, warehouse_ids: Sequence[UUID]
) -> dict[UUID, list[Row[UUID, str, int]]]:
    """Return what can be promised of each item, by depot, in the order of items."""
    found = await session.execute(
        select(Stock.warehouse_id, Stock.item, Stock.qty)
        .join(ReliefItem, ReliefItem.code == Stock.item)
        .where(Stock.warehouse_id.in_(warehouse_ids))
        .order_by(ReliefItem.position)
    )
    by_depot: dict[UUID, list[Row[UUID, str, int]]] = defaultdict(list)
    for row in found:
        by_depot[row.warehouse_id].append(row)
    return by_depot


async def add_to_stock(session: Writer, *, warehouse: Warehouse, item: str, qty: int) -> None:
    """Add to (or, negative, take from) what a locked depot can promise."""
    changed = await session.execute(
        update(Stock)
        .where(Stock.warehouse_id == warehouse.id, Stock.item == item)
        .values(qty=Stock.qty + qty)
        .returning(Stock.qty)
    )
    if changed.scalar_one_or_none() is None:
        session.add(Stock(warehouse_id=warehouse.id, item=item, area=warehouse.area, qty=qty))


def write_move(
    session: Writer,
    *,
    warehouse: Warehouse,
    item: str,
    qty: int,
    kind: str,
    note_zh: str,
    shipment_id: UUID | None = None,
) -> None:
    """Add a line to a depot's ledger."""
    session.add(
        StockMove(
            warehouse_id=warehouse.id,
            area=warehouse.area,
            item=item,
            qty=qty,
            kind=kind,
            note_zh=note_zh,
            shipment_id=shipment_id,
        )
    )


async def ledger(session: Reader, scope: Scope, warehouse_id: UUID, limit: int) -> list[StockMove]:
    """Return the last lines of a depot's ledger, newest first."""
    found = await session.scalars(
        select(StockMove)
        .where(StockMove.warehouse_id == warehouse_id, visible(StockMove, scope, "up"))
        .order_by(StockMove.id.desc())
        .limit(limit)
    )
    return list(found)


async def stock_inside(session: Reader, low: int, high: int) -> dict[str, int]:
    """Return what depots kept inside a code range hold, by item."""
    found = await session.execute(
        select(Stock.item, func.sum(Stock.qty).label("qty"))
        .join(Warehouse, Warehouse.id == Stock.warehouse_id)
        .where(Warehouse.keeper_area.between(low, high), Warehouse.area.between(low, high))
        .group_by(Stock.item)
    )
    return {row.item: int(row.qty) for row in found}


async def standards(session: Reader, day: date) -> Sequence[DemandStandard]:
    """Return the demand standards in force on a day, in the order of items."""
    found = await session.scalars(
        select(DemandStandard)
        .join(ReliefItem, ReliefItem.code == DemandStandard.item)
        .where(
            DemandStandard.valid_from <= day,
            or_(DemandStandard.valid_to.is_(None), DemandStandard.valid_to > day),
        )
        .order_by(ReliefItem.position)
    )
    return found.all()


async def any_standard(session: Reader) -> bool:
    """Tell whether standards were ever set."""
    return bool(await session.scalar(select(func.count()).select_from(DemandStandard)))


async def standards_of(session: Writer, item: str) -> list[DemandStandard]:
    """Return all standards of an item, oldest first, locked for change."""
    found = await session.scalars(
        select(DemandStandard)
        .where(DemandStandard.item == item)
        .order_by(DemandStandard.valid_from)
        .with_for_update()
    )
    return list(found)
