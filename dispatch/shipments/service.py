"""Verbs on shipments: order, depart, arrive, receive, cancel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from core import audit, records
from core.access.may import may, moves
from core.access.scope import Actor, Scope, ancestors_of
from core.db import Reader, Writer
from core.errors import Conflict, Invalid
from core.events import emit
from core.ids import uuid7
from core.worlds import world_now
from dispatch import incidents
from dispatch.incidents import IncidentFacts
from dispatch.shipments import queries
from dispatch.shipments.models import Shipment, ShipmentLine
from dispatch.shipments.rules import (
    FROM_END,
    MOVES,
    OWNER,
    TO_END,
    moves_from,
    receipt_faults,
    shortfalls,
)
from dispatch.shipments.schemas import LineIn, ShipmentIn, ShipmentMoveIn, projection
from dispatch.stock import queries as stock
from dispatch.stock import service as depots
from dispatch.stock.models import Warehouse
from gis.areas import service as areas

ORDER = "shipments.order"
HAND_OUT = "shipments.hand-out"
RECEIVE = "shipments.receive"
VERBS = {
    **dict.fromkeys(OWNER, ORDER),
    **dict.fromkeys(FROM_END, HAND_OUT),
    **dict.fromkeys(TO_END, RECEIVE),
}


def _place_of(shipment: Shipment, verb: str) -> int:
    """Return in whose area a verb on this shipment is done."""
    return {
        ORDER: shipment.owner_area,
        HAND_OUT: shipment.area,
        RECEIVE: shipment.to_area,
    }[verb]


def allowed_moves(actor: Actor, shipment: Shipment) -> list[str]:
    """Return the moves this actor may make now."""
    return [
        move
        for move in moves_from(shipment.state)
        if moves(actor, {VERBS[move]: _place_of(shipment, VERBS[move])})
    ]


async def shown(session: Reader, shipments: Sequence[Shipment]) -> list[dict[str, Any]]:
    """Return the projections of shipments."""
    lines = await queries.lines_of(session, [s.id for s in shipments])
    items = await stock.items(session)
    return [projection(s, lines[s.id], items) for s in shipments]


async def snapshot(session: Reader, scope: Scope) -> list[dict[str, Any]]:
    """Return the projections of the shipments a live screen of this scope holds."""
    return await shown(session, await queries.for_screens(session, scope))


async def find(session: Reader, scope: Scope, shipment_id: UUID) -> Shipment:
    """Return a visible shipment.

    Raises
    ------
    NotFound
        There is none, or this post may not see it.
    """
    return await records.find(session, Shipment, scope, "addressed", shipment_id)


async def listing(
    session: Reader, actor: Actor, *, incident_id: UUID | None, before: UUID | None, limit: int
) -> dict[str, Any]:
    """Return visible shipments with their moves, newest first."""
    together = None
    if incident_id is not None:
        together = await incidents.counted(session, actor.scope, incident_id)
    found = await queries.shipments(
        session, actor.scope, incident_ids=together, before=before, limit=limit
    )
    documents = await shown(session, found)
    return {
        "items": [
            document | {"moves": allowed_moves(actor, shipment)}
            for shipment, document in zip(found, documents, strict=True)
        ],
        "next": records.next_page(found, limit),
    }


async def order(session: Writer, actor: Actor, *, given: ShipmentIn) -> dict[str, Any]:
    """Order goods to be shipped; they are set aside at once, so nothing is promised twice.

    An exercise takes nothing from the real stock: what its shipments took is subtracted only there.

    Raises
    ------
    Invalid
        Unknown incident, area or goods, or the same goods twice.
    Conflict
        The depot cannot promise that much, or the incident is closed.
    Forbidden
        The goods are another area's.
    """
    facts = await _incident(session, actor, given.incident_id)
    amounts = await _amounts(session, given.lines)
    to = await _destination(session, given.to_area)
    warehouse = await depots.lock(session, actor, given.warehouse_id, verb=ORDER)
    await _check_available(session, warehouse, amounts, facts.world_id)
    names = await areas.names(session, [warehouse.keeper_area, given.to_area])
    shipment = Shipment(
        id=uuid7(),
        version=1,
        incident_id=given.incident_id,
        world_id=facts.world_id,
        exercise=facts.exercise,
        warehouse_id=warehouse.id,
        warehouse_name=warehouse.name_zh,
        owner_area=warehouse.area,
        area=warehouse.keeper_area,
        from_name=names.get(warehouse.keeper_area, ""),
        to_area=given.to_area,
        to_name=names[given.to_area],
        from_lon=warehouse.lon,
        from_lat=warehouse.lat,
        to_lon=to[0],
        to_lat=to[1],
        state="ordered",
        ordered_at=await world_now(session, facts.world_id),
        ordered_by=actor.post_title,
        note_zh=given.note_zh,
    )
    session.add(shipment)
    await session.flush()
    session.add_all(
        ShipmentLine(
            shipment_id=shipment.id,
            item=item,
            area=shipment.area,
            to_area=shipment.to_area,
            qty=qty,
        )
        for item, qty in amounts.items()
    )
    if not shipment.exercise:
        await depots.take_or_return(
            session,
            warehouse,
            amounts={item: -qty for item, qty in amounts.items()},
            kind="set_aside",
            note_zh=f"调往{shipment.to_name}",
            shipment_id=shipment.id,
            event="warehouse.set-aside",
        )
    return await _tell(session, actor, shipment, verb="order", kind="shipment.ordered")


async def _incident(session: Writer, actor: Actor, incident_id: UUID) -> IncidentFacts:
    facts = await incidents.facts_of(session, actor.scope, incident_id)
    if facts is None:
        raise Invalid("没有这个事件", "There is no such incident", pointer="/incident_id")
    if not facts.open:
        raise Conflict("事件已结束，不能再调运", "The incident is over: nothing more is shipped")
    return facts


async def _amounts(session: Writer, lines: Sequence[LineIn]) -> dict[str, int]:
    known = await stock.items(session)
    amounts: dict[str, int] = {}
    for position, line in enumerate(lines):
        pointer = f"/lines/{position}/item"
        if line.item not in known:
            raise Invalid(
                f"没有物资 {line.item}", f"There are no goods {line.item}", pointer=pointer
            )
        if line.item in amounts:
            raise Invalid(
                f"物资 {known[line.item].zh} 重复", f"{line.item} is given twice", pointer=pointer
            )
        amounts[line.item] = line.qty
    return amounts


async def _destination(session: Writer, code: int) -> tuple[float, float]:
    """Return where an area's label is; a township has none and takes its county's."""
    if not await areas.exists(session, code):
        raise Invalid(
            f"没有代码为 {code:012d} 的区划",
            f"There is no area with code {code:012d}",
            pointer="/to_area",
        )
    for candidate in (code, *reversed(ancestors_of(code))):
        found = await areas.anchor(session, candidate)
        if found is not None:
            return found
    raise Invalid("该区划没有位置", "This area has no place on the map", pointer="/to_area")


async def _check_available(
    session: Writer, warehouse: Warehouse, amounts: dict[str, int], world_id: UUID
) -> None:
    current = await depots.shown(session, warehouse, world_id=world_id)
    lacking = shortfalls(amounts, {line["item"]: line["qty"] for line in current["stock"]})
    if lacking:
        items = await stock.items(session)
        missing = "、".join(f"{items[i].zh}缺{n}{items[i].unit_zh}" for i, n in lacking.items())
        raise Conflict(
            f"库存不足：{missing}",
            "Not enough in stock: " + ", ".join(f"{i} lacks {n}" for i, n in lacking.items()),
            current=current,
        )


async def move(
    session: Writer,
    actor: Actor,
    *,
    shipment_id: UUID,
    step: str,
    given: ShipmentMoveIn,
    version: int | None,
) -> dict[str, Any]:
    """Take a shipment one step on.

    Raises
    ------
    NotFound
        It is not visible.
    Forbidden
        The step belongs to the other end.
    Stale
        The shipment changed since it was read.
    Conflict
        Its state does not allow the step.
    Invalid
        A receipt leaves goods uncounted, counts more than was sent, or less without saying why.
    """
    seen = await find(session, actor.scope, shipment_id)
    may(actor, VERBS[step], _place_of(seen, VERBS[step]))
    if step == "cancel":
        # Depot first, as when ordering: two transactions then never wait for each other.
        warehouse = await depots.lock(session, actor, seen.warehouse_id, verb=ORDER)
    shipment = await records.find(
        session, Shipment, actor.scope, "addressed", shipment_id, lock=True
    )
    (before,) = await shown(session, [shipment])
    _check_step(shipment, step, version, before | {"moves": allowed_moves(actor, shipment)})
    _stamp(shipment, MOVES[step][1], actor, await world_now(session, shipment.world_id))
    shipment.note_zh = given.note_zh or shipment.note_zh
    if step == "receive":
        await _receive(session, shipment, given)
    if step == "cancel" and not shipment.exercise:
        await depots.take_or_return(
            session,
            warehouse,
            amounts={line["item"]: line["qty"] for line in before["lines"]},
            kind="return",
            note_zh=f"取消调往{shipment.to_name}",
            shipment_id=shipment.id,
            event="warehouse.returned",
        )
    return await _tell(
        session,
        actor,
        shipment,
        verb=step,
        kind=f"shipment.{MOVES[step][1]}",
        before=before,
        reason=given.note_zh or None,
    )


def _check_step(
    shipment: Shipment, step: str, version: int | None, current: dict[str, Any]
) -> None:
    records.require_version(shipment, version, current=current)
    if shipment.state != MOVES[step][0]:
        raise Conflict(current=current)


def _stamp(shipment: Shipment, state: str, actor: Actor, at: datetime) -> None:
    shipment.state = state
    shipment.version += 1
    setattr(shipment, f"{state}_at", at)
    setattr(shipment, f"{state}_by", actor.post_title)


async def _receive(session: Writer, shipment: Shipment, given: ShipmentMoveIn) -> None:
    lines = (await queries.lines_of(session, [shipment.id]))[shipment.id]
    sent = {line.item: line.qty for line in lines}
    counted = {line.item: line.qty for line in given.lines}
    wrong = receipt_faults(sent, counted)
    if wrong:
        raise Invalid(
            f"须逐项填写实收数，且不多于发运数：{'、'.join(wrong)}",
            f"Count every line, and no more than was sent: {', '.join(wrong)}",
            pointer="/lines",
        )
    if counted != sent and not given.note_zh:
        raise Invalid("少收须说明原因", "Receiving less needs a reason", pointer="/note_zh")
    for line in lines:
        line.received = counted[line.item]


async def _tell(
    session: Writer,
    actor: Actor,
    shipment: Shipment,
    *,
    verb: str,
    kind: str,
    before: dict[str, Any] | None = None,
    reason: str | None = None,
) -> dict[str, Any]:
    await session.flush()
    (after,) = await shown(session, [shipment])
    await audit.record(
        session,
        actor,
        verb=verb,
        noun="shipment",
        entity=shipment.id,
        area=shipment.area,
        before=before,
        after=after,
        reason=reason,
    )
    await emit(
        session,
        topic="shipments",
        kind=kind,
        entity=shipment.id,
        version=shipment.version,
        area=shipment.area,
        to_area=shipment.to_area,
        flow="addressed",
        incident_id=shipment.incident_id,
        body=after,
    )
    return after | {"moves": allowed_moves(actor, shipment)}
