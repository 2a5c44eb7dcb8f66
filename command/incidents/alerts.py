"""Alerts of networks and other duty rooms: a new incident, a known one, or a correction of it."""

from __future__ import annotations

from typing import Any

from command.incidents import queries
from command.incidents.models import Incident
from command.incidents.rules import KINDS, OFFERED, OPEN, Occurrence, maybe_same, same_event
from command.incidents.schemas import AlertIn, MoveIn
from command.incidents.service import (
    MOVE,
    check,
    create,
    detailed,
    edit,
    occurrence_of,
    take_turn,
    taken_in_by,
    tell,
    where_of,
)
from core import audit, records
from core.access.may import may, moves
from core.access.scope import Actor, Scope
from core.clock import stamp
from core.db import Writer, one_at_a_time
from core.worlds import World

ALERT = "incidents.alert"
FACTS = ("occurred_at", "lon", "lat", "magnitude", "depth_km")
"""What a network corrects."""


async def alert(session: Writer, actor: Actor, *, given: AlertIn) -> dict[str, Any]:
    """Record an alert, or recognise that it tells of an incident already known.

    The answer's `duplicate` says which of the two happened. Who sends other facts under an id sent
    before corrects the incident while nobody has verified it; afterwards the facts are offered.
    """
    may(actor, ALERT, actor.area)
    where = await where_of(session, given.world_id)
    check(given, where)
    await one_at_a_time(session, f"incident:{where.id}:{given.hazard}")
    known = await _known(session, actor.scope, where, given)
    if known is None:
        incident = await create(session, actor, given=given, where=where, alerted=_said(given))
        return await detailed(session, actor, incident) | {"duplicate": False}
    await audit.record(
        session,
        actor,
        verb="recognise",
        noun="incident",
        entity=known.id,
        area=known.area,
        after={"external_id": given.external_id, "source_zh": given.source_zh} | _said(given),
    )
    if known.external_id is not None and known.external_id == given.external_id:
        known = await _correct(session, actor, known, given)
    return await detailed(session, actor, known) | {"duplicate": True}


async def _known(session: Writer, scope: Scope, where: World, given: AlertIn) -> Incident | None:
    this = Occurrence(
        given.hazard,
        given.occurred_at,
        given.lon,
        given.lat,
        given.magnitude,
        given.source_zh,
        given.external_id,
    )
    if given.external_id is not None:
        named = await queries.by_external_id(
            session,
            scope,
            world_id=where.id,
            hazard=given.hazard,
            external_id=given.external_id,
        )
        # Networks count for themselves: another's event may happen to have the same number.
        ours = [i for i in named if i.source_zh == given.source_zh]
        ours += [i for i in named if maybe_same(this, occurrence_of(i))]
        if ours:
            return await taken_in_by(session, scope, ours[0])
    near = await queries.near_in_time(session, scope, world_id=where.id, occurrence=this)
    return next((i for i in near if same_event(this, occurrence_of(i))), None)


def _said(given: AlertIn) -> dict[str, Any]:
    said = {name: getattr(given, name) for name in FACTS}
    return said | {"occurred_at": stamp(given.occurred_at)}


async def _correct(session: Writer, actor: Actor, known: Incident, given: AlertIn) -> Incident:
    """Take in what a network says anew; a repeated alert undoes no correction made by people."""
    if known.state not in OPEN or not moves(actor, {MOVE: known.area}):
        return known  # the audit keeps what was said
    await take_turn(session, known.id)
    incident = await records.find(session, Incident, actor.scope, "up", known.id, lock=True)
    before, said = incident.projection(), _said(given)
    last = incident.alerted or before
    anew = {name for name in FACTS if said[name] is not None and said[name] != last[name]}
    if not anew:
        return incident
    incident.alerted = said
    if incident.state == "reported":
        facts = {name: getattr(given, name) for name in anew}
        await edit(session, actor, incident, MoveIn(**facts))
        verb, kind = "edit", KINDS["edit"]
    else:
        anew |= {name for name in FACTS if (incident.correction or {}).get(name) is not None}
        offered = {
            name: said[name] if name in anew and said[name] != before[name] else None
            for name in FACTS
        }
        if not any(value is not None for value in offered.values()):
            return incident
        incident.correction = offered | {"source_zh": given.source_zh}
        verb, kind = "offer", OFFERED
    incident.version += 1
    await session.flush()
    reason = f"{given.source_zh}更正"
    await tell(session, actor, incident, verb=verb, kind=kind, before=before, reason=reason)
    return incident
