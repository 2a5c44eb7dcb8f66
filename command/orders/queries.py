"""Every select about orders."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select

from command.incidents.queries import together
from command.orders.models import Order
from command.orders.rules import PENDING
from core import records
from core.access.scope import NATION, Scope
from core.access.visible import visible
from core.db import Reader, Writer


async def orders(
    session: Reader,
    scope: Scope,
    *,
    incident_id: UUID | None = None,
    before: UUID | None = None,
    limit: int = 100,
) -> list[Order]:
    """Return visible orders, newest first; `before` is the cursor.

    Those of an incident and of what was merged into it, where one is given.
    """
    query = select(Order).where(visible(Order, scope, "addressed"))
    if incident_id is not None:
        query = query.where(Order.incident_id.in_(together(incident_id)))
    page = records.newest_first(query, Order, before=before, limit=limit)
    return list(await session.scalars(page))


async def pending(session: Reader, scope: Scope, *, incident_id: UUID) -> list[Order]:
    """Return the visible orders of an incident that are not finished, oldest first."""
    return list(
        await session.scalars(
            select(Order)
            .where(
                visible(Order, scope, "addressed"),
                Order.incident_id.in_(together(incident_id)),
                Order.state.in_(PENDING),
            )
            .order_by(Order.id)
        )
    )


async def late_orders(session: Writer, world_id: UUID, now: datetime) -> list[Order]:
    """Return the orders of a world that have just become late, locked."""
    return await _late(session, world_id, Order.due_at < now, Order.overdue.is_(False))


async def orders_to_escalate(session: Writer, world_id: UUID, instant: datetime) -> list[Order]:
    """Return the overdue orders of a world that were due before an instant, locked.

    Above the nation's orders there is nobody.
    """
    return await _late(
        session,
        world_id,
        Order.due_at < instant,
        Order.overdue.is_(True),
        Order.escalated_at.is_(None),
        Order.area != NATION,
    )


async def _late(session: Writer, world_id: UUID, *conditions: ColumnElement[bool]) -> list[Order]:
    return list(
        await session.scalars(
            select(Order)
            .where(Order.world_id == world_id, Order.state.in_(PENDING), *conditions)
            .order_by(Order.id)
            .limit(200)
            .with_for_update(skip_locked=True)
        )
    )
