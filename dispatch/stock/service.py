"""Verbs on depots and standards; what is needed where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from core import audit, records
from core.access.may import area_asked, may, moves
from core.access.scope import Actor, Scope, range_of
from core.clock import BEIJING, real_now
from core.db import Reader, Writer
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.events import emit
from core.worlds import world_now
from dispatch import incidents
from dispatch.shipments import queries as shipments
from dispatch.stock import queries
from dispatch.stock.models import DemandStandard, ReliefItem, Warehouse
from dispatch.stock.rules import SCOPE_NAMES, Heads, heads, in_season, need
from dispatch.stock.schemas import StandardIn, StockChangeIn, goods, projection

CHANGE = "stock.change"
SET_STANDARD = "standards.set"


async def snapshot(session: Reader, scope: Scope) -> list[dict[str, Any]]:
    """Return the projections of all visible depots."""
    found = await queries.warehouses(session, scope)
    rows = await queries.stock_of(session, [w.id for w in found])
    items = await queries.items(session)
    return [projection(w, rows[w.id], items) for w in found]


async def documents(
    session: Reader, actor: Actor, found: Sequence[Warehouse], *, world_id: UUID | None
) -> list[dict[str, Any]]:
    """Return depots with what the actor may do, and their stock as a world has it if one is named.

    What an exercise took is known to the owner and those above it; others are shown the real stock,
    and told so.
    """
    rows = await queries.stock_of(session, [w.id for w in found])
    items = await queries.items(session)
    taken = await _taken(session, actor.area, world_id)
    return [
        projection(w, rows[w.id], items, taken=taken.get(w.id, {}))
        | {
            "moves": allowed_moves(actor, w.area),
            "world_id": str(world_id) if world_id and actor.scope.contains(w.area) else None,
        }
        for w in found
    ]


def allowed_moves(actor: Actor, owner_area: int) -> list[str]:
    """Return what this actor may do with the goods of an owner."""
    names = {CHANGE: "change", "shipments.order": "order"}
    return [names[verb] for verb in moves(actor, dict.fromkeys(names, owner_area))]


async def find(session: Reader, scope: Scope, warehouse_id: UUID) -> Warehouse:
    """Return a visible depot.

    Raises
    ------
    NotFound
        There is none, or this post may not see it.
    """
    return await records.find(session, Warehouse, scope, "down", warehouse_id)


async def shown(
    session: Reader, warehouse: Warehouse, *, world_id: UUID | None = None
) -> dict[str, Any]:
    """Return a depot's projection, with what an exercise world took subtracted where one is named.

    A real world's shipments are in the stock already.
    """
    rows = await queries.stock_of(session, [warehouse.id])
    taken = await _taken(session, warehouse.area, world_id)
    return projection(
        warehouse,
        rows[warehouse.id],
        await queries.items(session),
        taken=taken.get(warehouse.id, {}),
    )


async def _taken(session: Reader, area: int, world_id: UUID | None) -> dict[UUID, dict[str, int]]:
    if world_id is None:
        return {}
    low, high = range_of(area)
    return await shipments.taken_in_exercise(session, world_id=world_id, low=low, high=high)


async def lock(session: Writer, actor: Actor, warehouse_id: UUID, *, verb: str) -> Warehouse:
    """Return a depot that the actor may change, locked until the transaction ends.

    Raises
    ------
    NotFound
        It is not visible.
    Forbidden
        Its goods belong to another area, or the post has no such right.
    """
    seen = await find(session, actor.scope, warehouse_id)
    may(actor, verb, seen.area)
    return await records.find(session, Warehouse, actor.scope, "up", warehouse_id, lock=True)


async def take_or_return(
    session: Writer,
    warehouse: Warehouse,
    *,
    amounts: Mapping[str, int],
    kind: str,
    note_zh: str,
    shipment_id: UUID | None,
    event: str,
) -> dict[str, Any]:
    """Change what a locked depot can promise and tell the screens; negative amounts take away."""
    for item, qty in sorted(amounts.items()):
        await queries.add_to_stock(session, warehouse=warehouse, item=item, qty=qty)
        queries.write_move(
            session,
            warehouse=warehouse,
            item=item,
            qty=qty,
            kind=kind,
            note_zh=note_zh,
            shipment_id=shipment_id,
        )
    warehouse.version += 1
    await session.flush()
    body = await shown(session, warehouse)
    await emit(
        session,
        topic="warehouses",
        kind=event,
        entity=warehouse.id,
        version=warehouse.version,
        area=warehouse.area,
        flow="down",
        body=body,
    )
    return body


async def change_stock(
    session: Writer,
    actor: Actor,
    *,
    warehouse_id: UUID,
    given: StockChangeIn,
    version: int | None,
) -> dict[str, Any]:
    """Take goods in, or correct the books after a count of all that lies in the depot.

    What is set aside for shipments that have not left yet was counted too, and stays promised.

    Raises
    ------
    Invalid
        No such kind of goods, or nothing would change.
    Conflict
        Less was counted than is set aside.
    Stale
        The depot changed since it was read.
    """
    warehouse = await lock(session, actor, warehouse_id, verb=CHANGE)
    before = await shown(session, warehouse)
    records.require_version(warehouse, version, current=before)
    items = await queries.items(session)
    if given.item not in items:
        raise Invalid(f"没有物资 {given.item}", f"There are no goods {given.item}", pointer="/item")
    held = {line["item"]: line["qty"] for line in before["stock"]}
    qty = given.qty
    if given.kind == "count":
        promised = await shipments.set_aside(session, warehouse_id=warehouse.id, item=given.item)
        if given.qty < promised:
            raise Conflict(
                f"已为调运预留 {promised}，多于盘点数；请先取消部分调运",
                f"{promised} are set aside for shipments, more than counted; cancel some first",
                current=before,
            )
        qty -= promised + held.get(given.item, 0)
    if qty == 0:
        raise Invalid("数量没有变化", "The quantity would not change", pointer="/qty")
    after = await take_or_return(
        session,
        warehouse,
        amounts={given.item: qty},
        kind=given.kind,
        note_zh=given.note_zh,
        shipment_id=None,
        event="warehouse.changed",
    )
    await audit.record(
        session,
        actor,
        verb=given.kind,
        noun="stock",
        entity=warehouse.id,
        area=warehouse.area,
        before={"item": given.item, "qty": held.get(given.item, 0)},
        after={"item": given.item, "qty": held.get(given.item, 0) + qty},
        reason=given.note_zh,
    )
    return after | {"moves": allowed_moves(actor, warehouse.area), "world_id": None}


async def demand(
    session: Reader, actor: Actor, *, incident_id: UUID, area: int | None
) -> dict[str, Any]:
    """Return what an area needs in an incident, item by item, with the formula.

    Raises
    ------
    NotFound
        The incident is not visible.
    Forbidden
        The area lies outside the actor's.
    """
    where = area_asked(actor, area)
    facts = await incidents.facts_of(session, actor.scope, incident_id)
    if facts is None:
        raise NotFound()
    now = await world_now(session, facts.world_id)
    figures = await incidents.figures_of(session, incident_id, where)
    low, high = range_of(where)
    stored = await queries.stock_inside(session, low, high)
    for taken in (await _taken(session, where, facts.world_id)).values():
        for item, qty in taken.items():
            stored[item] = max(0, stored.get(item, 0) - qty)
    sent = await shipments.totals_to(session, incident_ids=facts.counted, low=low, high=high)
    items = await queries.items(session)
    day = now.astimezone(BEIJING).date()
    lines = [
        _line(
            standard,
            items[standard.item],
            figures=figures,
            on_hand=stored.get(standard.item, 0) + sent.received.get(standard.item, 0),
            in_transit=sent.in_transit.get(standard.item, 0),
        )
        for standard in await queries.standards(session, day)
        if in_season(standard.months, day.month)
    ]
    return {
        "incident_id": str(incident_id),
        "area": where,
        "at": now,
        "items": lines,
        "note_zh": "标准为可调整的暂定值；未知不等于零",
        "note_en": "Standards are editable and provisional; unknown is not zero",
    }


def _line(
    standard: DemandStandard,
    item: ReliefItem,
    *,
    figures: Mapping[str, Heads],
    on_hand: int,
    in_transit: int,
) -> dict[str, Any]:
    counted = heads(figures, standard.scope)
    needed = need(
        counted.value,
        per_head=standard.per_head,
        days=standard.days,
        loss_factor=standard.loss_factor,
        on_hand=on_hand,
        in_transit=in_transit,
    )
    zh, en = SCOPE_NAMES[standard.scope]
    return goods(item) | {
        "scope": standard.scope,
        "scope_zh": zh,
        "scope_en": en,
        "heads": counted.value,
        "at_least": counted.at_least,
        "per_head": float(standard.per_head),
        "days": standard.days,
        "loss_factor": float(standard.loss_factor),
        "gross": needed.gross,
        "on_hand": on_hand,
        "in_transit": in_transit,
        "need": needed.net,
        "formula": needed.formula,
        "source_zh": standard.source_zh,
        "provisional": standard.provisional,
    }


async def standards_on(session: Reader, day: date | None) -> list[DemandStandard]:
    """Return the standards in force on a day, today if none is given."""
    return list(await queries.standards(session, day or real_now().astimezone(BEIJING).date()))


async def set_standard(session: Writer, actor: Actor, *, given: StandardIn) -> DemandStandard:
    """Put a standard in force from a day on; the one before ends that day.

    Raises
    ------
    Forbidden
        Standards hold for everyone: only the nation's or the province's office sets them.
    Invalid
        No such goods, or a standard already begins on that day or later.
    """
    may(actor, SET_STANDARD, actor.area)
    if actor.tier > 1:
        raise Forbidden("标准由省级以上机关设定", "Standards are set by the province or above")
    if given.item not in await queries.items(session):
        raise Invalid(f"没有物资 {given.item}", f"There are no goods {given.item}", pointer="/item")
    known = await queries.standards_of(session, given.item)
    if known and known[-1].valid_from >= given.valid_from:
        raise Invalid(
            f"已有自 {known[-1].valid_from} 起的标准",
            f"A standard from {known[-1].valid_from} on exists already",
            pointer="/valid_from",
        )
    if known:
        known[-1].valid_to = given.valid_from
    made = DemandStandard(**given.model_dump(), valid_to=None)
    session.add(made)
    await audit.record(
        session,
        actor,
        verb="set",
        noun="standard",
        entity=None,
        area=actor.area,
        after=given.model_dump(mode="json"),
        reason=given.source_zh,
    )
    return made
