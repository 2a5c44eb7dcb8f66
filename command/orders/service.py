"""Verbs on orders: issued downward, answered step by step below, late by the world's clock."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from command.incidents.queries import next_number
from command.incidents.rules import OPEN
from command.incidents.service import find as find_incident
from command.orders import queries
from command.orders.escalation import escalation
from command.orders.models import Order
from command.orders.rules import (
    ENDS,
    MOVES,
    NOTE_NEEDED,
    STATE_ZH,
    End,
    moved_by,
    moves_from,
    number,
)
from command.orders.schemas import OrderIn, order_out
from core import audit, records
from core.access.may import may, moves
from core.access.scope import Actor, Scope
from core.clock import BEIJING
from core.db import Reader, Writer
from core.errors import Conflict, Forbidden, Invalid
from core.ids import uuid7
from core.worlds import World, world
from gis.areas import service as areas

ISSUE = "orders.issue"
ANSWER = "orders.answer"
KINDS = {
    "deliver": "order.delivered",
    "read": "order.read",
    "accept": "order.accepted",
    "done": "order.done",
    "refuse": "order.refused",
    "cancel": "order.cancelled",
}


def allowed_moves(actor: Actor, order: Order) -> list[str]:
    """Return the steps this actor may take now: each end has its own."""
    found: list[str] = []
    for end in ENDS:
        office = _office(order, end)
        if actor.area == office.area and moves(actor, {office.verb: office.area}):
            found += moves_from(order.state, end)
    return found


async def find(session: Reader, scope: Scope, order_id: UUID) -> Order:
    """Return a visible order.

    Raises
    ------
    NotFound
        There is none, or this post is at neither end of it.
    """
    return await records.find(session, Order, scope, "addressed", order_id)


async def issue(session: Writer, actor: Actor, *, given: OrderIn) -> list[dict[str, Any]]:
    """Issue an order to each of several offices below the actor's.

    Raises
    ------
    Forbidden
        The post may not order, or an addressee is not below it.
    Invalid
        An addressee does not exist or is the issuer itself; the time is past.
    Conflict
        The incident is closed.
    """
    may(actor, ISSUE, actor.area)
    incident = await find_incident(session, actor.scope, given.incident_id)
    if incident.state not in OPEN:
        raise Conflict(
            "事件已结束，不能再下达指令", "The incident is closed", current=incident.projection()
        )
    where = await world(session, incident.world_id)
    now = where.clock.now()
    if given.due_at <= now:
        raise Invalid("办结时限已过", "The time is already past", pointer="/due_at")
    names = await _addressees(session, actor, given.to_areas)
    day = now.astimezone(BEIJING)
    to_areas = list(dict.fromkeys(given.to_areas))
    key = f"order:{where.id}:{actor.area}:{day:%Y-%m%d}"
    first = await next_number(session, key, len(to_areas))
    issued = [
        Order(
            id=uuid7(),
            version=1,
            world_id=where.id,
            incident_id=incident.id,
            no=number(day, first + n),
            title_zh=given.title_zh,
            body_zh=given.body_zh,
            area=actor.area,
            from_name=actor.office_name,
            to_area=to_area,
            to_name=names[to_area],
            issued_by=actor.post_title,
            due_at=given.due_at,
            state="issued",
            issued_at=now,
            overdue=False,
        )
        for n, to_area in enumerate(to_areas)
    ]
    session.add_all(issued)  # in one statement: an order to a province's counties is many rows
    for order in issued:
        await _audit(session, actor, order, "issue", after=order.projection())
        await _tell(session, order, "order.issued")
    return [order_out(order.projection(), allowed_moves(actor, order)) for order in issued]


async def _addressees(session: Reader, actor: Actor, to_areas: list[int]) -> dict[int, str]:
    names = await areas.names(session, to_areas)
    for position, to_area in enumerate(to_areas):
        pointer = f"/to_areas/{position}"
        if to_area not in names:
            raise Invalid(
                f"没有代码为 {to_area:012d} 的区划",
                f"There is no area with code {to_area:012d}",
                pointer=pointer,
            )
        if to_area == actor.area:
            raise Invalid("指令须下达给下级", "An order goes to an office below", pointer=pointer)
        if not actor.scope.contains(to_area):
            raise Forbidden(
                f"{names[to_area]}不是本机关的下级",
                f"{names[to_area]} is not below this office",
                pointer=pointer,
            )
    return names


async def step(
    session: Writer,
    actor: Actor,
    *,
    order_id: UUID,
    move: str,
    note: str | None,
    version: int | None,
) -> dict[str, Any]:
    """Take one step of an order: the addressee receives and answers, the issuer cancels.

    A step already taken is answered with the order as it is, so that two desks of one office may
    both acknowledge reception.

    Raises
    ------
    NotFound, Forbidden, Stale, Conflict, Invalid
        Not visible; the other end's step; changed meanwhile; not possible now; no reason given.
    """
    order = await records.find(session, Order, actor.scope, "addressed", order_id, lock=True)
    _permit(actor, order, moved_by(move))
    records.require_version(order, version, current=order.projection())
    sources, target = MOVES[move]
    if order.state == target or (move == "deliver" and order.delivered_at is not None):
        return order_out(order.projection(), allowed_moves(actor, order))
    if order.state not in sources:
        raise Conflict(
            f"指令现为“{STATE_ZH[order.state]}”，不能进行这一步",
            f"The order is {order.state}; {move} is not possible",
            current=order.projection(),
        )
    if move in NOTE_NEEDED and not note:
        raise Invalid("须写明理由", "A reason is needed", pointer="/note")
    before = {"state": order.state}
    where = await world(session, order.world_id)
    _set(order, move, target, where, note)
    await _audit(
        session, actor, order, move, before=before, after={"state": order.state}, reason=note
    )
    await _tell(session, order, KINDS[move])
    return order_out(order.projection(), allowed_moves(actor, order))


class _Office(NamedTuple):
    """The office at one end of an order, and the verb it needs."""

    verb: str
    area: int
    name: str


def _office(order: Order, end: End) -> _Office:
    if end == "issuer":
        return _Office(ISSUE, order.area, order.from_name)
    return _Office(ANSWER, order.to_area, order.to_name)


def _permit(actor: Actor, order: Order, end: End) -> None:
    office = _office(order, end)
    may(actor, office.verb, office.area)
    if actor.area != office.area:
        raise Forbidden(f"只有{office.name}可以办理", "Only the office at that end may do this")


def _set(order: Order, move: str, target: str, where: World, note: str | None) -> None:
    now = where.clock.now()
    order.state = target
    if move in ("deliver", "read", "accept"):
        order.delivered_at = order.delivered_at or now
    if move in ("read", "accept"):
        order.read_at = order.read_at or now
    if move == "accept":
        order.accepted_at = now
    if move == "done":
        order.done_at = now
    if move in ("done", "refuse", "cancel"):
        order.closed_at = now
    if move == "refuse":
        order.refused_reason = note
    order.note_zh = note or order.note_zh
    order.version += 1


async def mark_overdue(session: Writer, where: World) -> int:
    """Mark the orders of a world that are late by its clock: they come to their issuer's card."""
    now = where.clock.now()
    late = await queries.late_orders(session, where.id, now)
    for order in late:
        order.overdue = True
        order.version += 1
        await _tell(session, order, "order.overdue")
    return len(late)


async def escalate(session: Writer, where: World) -> int:
    """Bring orders that have been overdue for too long before the office above their issuer.

    An area's superiors hear all of its subtree; `escalated_at` says since when it is theirs too.
    """
    now = where.clock.now()
    after = escalation(now.astimezone(BEIJING).date()).after
    late = await queries.orders_to_escalate(session, where.id, now - after)
    for order in late:
        order.escalated_at = now
        order.version += 1
        await _tell(session, order, "order.escalated")
    return len(late)


async def _audit(session: Writer, actor: Actor, order: Order, verb: str, **values: Any) -> None:
    await audit.record(
        session, actor, verb=verb, noun="order", entity=order.id, area=actor.area, **values
    )


async def _tell(session: Writer, order: Order, kind: str) -> None:
    await records.tell(
        session, order, kind, topic="orders", flow="addressed", to_area=order.to_area
    )


async def snapshot(session: Reader, scope: Scope) -> list[dict[str, Any]]:
    """Return all orders a live screen of this scope holds."""
    return [o.projection() for o in await queries.orders(session, scope, limit=5000)]
