"""Verbs on incidents: report, verify, move on, correct, merge."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from command.incidents import queries
from command.incidents.authorities import lead_authority
from command.incidents.models import Incident
from command.incidents.places import REPORT, place
from command.incidents.rules import (
    KINDS,
    MOVES,
    OPEN,
    REASON_NEEDED,
    STATE_ZH,
    Occurrence,
    default_titles,
    maybe_same,
    moves_from,
    number,
    place_fault,
)
from command.incidents.schemas import IncidentIn, MoveIn, incident_out
from core import audit, records
from core.access.may import may, moves
from core.access.scope import Actor, Scope, common_area
from core.clock import BEIJING
from core.db import Reader, Writer, one_at_a_time
from core.errors import Conflict, Invalid, NotFound
from core.worlds import World, world

MOVE = "incidents.move"
EARLY = timedelta(hours=1)
"""An event may not lie further than this in its world's future: that is a typing error."""


async def find(session: Reader, scope: Scope, incident_id: UUID) -> Incident:
    """Return a visible incident.

    Raises
    ------
    NotFound
        There is none, or this post may not see it.
    """
    return await records.find(session, Incident, scope, "down", incident_id)


def allowed_moves(actor: Actor, incident: Incident) -> list[str]:
    """Return the moves this actor may make now."""
    return list(moves_from(incident.state)) if moves(actor, {MOVE: incident.area}) else []


async def report(session: Writer, actor: Actor, *, given: IncidentIn) -> dict[str, Any]:
    """Record an incident as reported; name earlier ones that may be the same.

    Raises
    ------
    Invalid
        Impossible place, unknown hazard or area, an instant in the future.
    Forbidden
        The place lies outside the actor's area.
    """
    may(actor, REPORT, actor.area)
    where = await where_of(session, given.world_id)
    check(given, where)
    incident = await create(session, actor, given=given, where=where)
    return await detailed(session, actor, incident)


async def detail(session: Reader, actor: Actor, *, incident_id: UUID) -> dict[str, Any]:
    """Return one incident with its reader's moves and the earlier ones that may be the same."""
    return await detailed(session, actor, await find(session, actor.scope, incident_id))


async def detailed(session: Reader, actor: Actor, incident: Incident) -> dict[str, Any]:
    """Return an incident as `detail` does."""
    # Which others may be the same depends on what the reader sees: it is never stored.
    same = []
    if incident.state in OPEN:
        this = occurrence_of(incident)
        near = await queries.near_in_time(
            session, actor.scope, world_id=incident.world_id, occurrence=this
        )
        same = [
            str(other.id)
            for other in near
            if other.id < incident.id and maybe_same(this, occurrence_of(other))
        ]
    out = incident_out(incident.projection(), allowed_moves(actor, incident))
    return out | {"duplicate_of_candidates": same}


async def taken_in_by(session: Reader, scope: Scope, incident: Incident) -> Incident:
    """Return the incident that counts another's reports now: itself unless it was merged."""
    while incident.merged_into is not None:
        incident = await find(session, scope, incident.merged_into)
    return incident


def occurrence_of(incident: Incident) -> Occurrence:
    """Return what recognises an incident."""
    return Occurrence(
        incident.hazard,
        incident.occurred_at,
        incident.lon,
        incident.lat,
        incident.magnitude,
        incident.source_zh,
        incident.external_id,
    )


async def where_of(session: Reader, world_id: UUID | None) -> World:
    """Return the world an incident is said to lie in, the real one where nothing is said."""
    found = world_id or await queries.real_world_id(session)
    if found is None:
        raise NotFound()
    return await world(session, found)


def check(given: IncidentIn, where: World) -> None:
    """Refuse an impossible place and an instant in the world's future.

    Raises
    ------
    Invalid
    """
    check_place(given.lon, given.lat)
    _check_instant(given.occurred_at, where.clock.now())


def check_place(lon: float, lat: float) -> None:
    """Refuse coordinates that no place on Earth has.

    Raises
    ------
    Invalid
    """
    fault = place_fault(lon, lat)
    if fault is not None:
        raise Invalid(fault.zh, fault.en, pointer=fault.pointer)


def _check_instant(occurred_at: datetime, now: datetime) -> None:
    if occurred_at > now + EARLY:
        raise Invalid(
            "发生时间在未来。演练事件须填演练世界的时间。",
            "The event lies in the future. In an exercise, give the exercise's own time.",
            pointer="/occurred_at",
        )


async def create(
    session: Writer,
    actor: Actor,
    *,
    given: IncidentIn,
    where: World,
    alerted: dict[str, Any] | None = None,
) -> Incident:
    """Write and announce a new incident; `alerted` is what a network said of it.

    Raises
    ------
    Invalid
        Unknown hazard or area.
    Forbidden
        The place lies outside the actor's area.
    """
    hazard = await queries.hazard_names(session, given.hazard, given.occurred_at)
    if hazard is None:
        raise Invalid(
            f"没有灾种代码 {given.hazard}",
            f"No hazard has the code {given.hazard}",
            pointer="/hazard",
        )
    spot = await place(
        session,
        actor,
        lon=given.lon,
        lat=given.lat,
        magnitude=given.magnitude,
        given=given.areas,
    )
    day = given.occurred_at.astimezone(BEIJING).date()
    place_zh = given.place_zh or spot.named[0]["name"]
    titles = default_titles(place_zh, *hazard, given.magnitude)
    key = f"incident:{where.id}:{actor.area}:{day}"
    incident = Incident(
        no=number(actor.area, day, await queries.next_number(session, key)),
        world_id=where.id,
        exercise=where.kind == "exercise",
        synthetic=given.synthetic,
        hazard=given.hazard,
        hazard_zh=hazard[0],
        hazard_en=hazard[1],
        title_zh=given.title_zh or titles[0],
        title_en=given.title_en or titles[1],
        state="reported",
        version=1,
        occurred_at=given.occurred_at,
        recorded_at=where.clock.now(),
        lon=given.lon,
        lat=given.lat,
        depth_km=given.depth_km,
        magnitude=given.magnitude,
        place_zh=place_zh,
        source_zh=given.source_zh,
        external_id=getattr(given, "external_id", None),
        office_area=actor.area,
        area=spot.area,
        areas=spot.named,
        areas_given=given.areas is not None,
        alerted=alerted,
        lead_authority_zh=lead_authority(day),
    )
    session.add(incident)
    await queries.replace_units(session, incident=incident, units=spot.units)
    await tell(session, actor, incident, verb="report", kind="incident.reported")
    return incident


async def tell(
    session: Writer,
    actor: Actor,
    incident: Incident,
    *,
    verb: str,
    kind: str,
    before: dict[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    """Write what happened to an incident into the audit and the log."""
    after = incident.projection()
    await audit.record(
        session,
        actor,
        verb=verb,
        noun="incident",
        entity=incident.id,
        area=incident.area,
        before=before,
        after=after,
        reason=reason,
    )
    await records.tell(session, incident, kind, topic="incidents", flow="down")


async def take_turn(session: Writer, incident_id: UUID) -> None:
    """Let one move of an incident, or one decision on its responses, pass at a time.

    A merge asks whether a response is in force, a start whether the incident is open. To be called
    before the incident is read: its row cannot be locked by everyone who decides.
    """
    await one_at_a_time(session, f"turn:{incident_id}")


async def move(
    session: Writer,
    actor: Actor,
    *,
    incident_id: UUID,
    step: str,
    given: MoveIn,
    version: int | None,
) -> dict[str, Any]:
    """Move an incident on, correct it or merge it into another.

    Raises
    ------
    NotFound, Forbidden, Stale
        Not visible; not this post's to move; changed since it was read.
    Conflict
        Its state does not allow the move.
    """
    # A row that may be read but not changed cannot be locked either: say first which it is.
    may(actor, MOVE, (await find(session, actor.scope, incident_id)).area)
    # Both sides of a merge, in one order: the target neither ends nor is merged away meanwhile.
    for turn in sorted(
        {incident_id, given.into or incident_id} if step == "merge" else {incident_id}
    ):
        await take_turn(session, turn)
    incident = await records.find(session, Incident, actor.scope, "up", incident_id, lock=True)
    _check(incident, step, given, version)
    before = incident.projection()
    if step == "edit":
        await edit(session, actor, incident, given)
    elif step == "merge":
        await _merge(session, actor, incident, given)
    else:
        incident.state = MOVES[step][1]
    if step == "verify":
        incident.verified_at = (await world(session, incident.world_id)).clock.now()
    incident.version += 1
    await session.flush()
    await tell(
        session, actor, incident, verb=step, kind=KINDS[step], before=before, reason=given.reason
    )
    return incident_out(incident.projection(), allowed_moves(actor, incident))


def _check(incident: Incident, step: str, given: MoveIn, version: int | None) -> None:
    records.require_version(incident, version, current=incident.projection())
    if step not in moves_from(incident.state):
        raise Conflict(
            f"事件现为“{STATE_ZH[incident.state]}”，不能进行这一步",
            f"The incident is {incident.state}; {step} is not possible",
            current=incident.projection(),
        )
    if step in REASON_NEEDED and not given.reason:
        raise Invalid("须写明理由", "A reason is needed", pointer="/reason")


async def _merge(session: Writer, actor: Actor, incident: Incident, given: MoveIn) -> None:
    if given.into is None or given.into == incident.id:
        raise Invalid("须指明并入哪个事件", "Name the incident to merge into", pointer="/into")
    target = await find(session, actor.scope, given.into)
    if target.world_id != incident.world_id or target.state not in OPEN:
        raise Conflict(
            "只能并入同一世界中未结束的事件",
            "Only an open incident of the same world can take it in",
            current=target.projection(),
        )
    if not Scope.of(target.area).contains(incident.area):
        # Whoever knows of the one must see where it went; and its reports count in the other.
        raise Conflict(
            "所并入的事件未涵盖本事件的区域，请先扩大其涉及区域",
            "The other incident does not cover this one's area; widen it first",
            current=target.projection(),
        )
    incident.state, incident.merged_into = "merged", target.id


async def edit(session: Writer, actor: Actor, incident: Incident, given: MoveIn) -> None:
    """Correct an incident's facts and find its areas again, as far as people have not named them.

    Raises
    ------
    Invalid, Forbidden
        As for a report.
    """
    named = given.model_dump(
        exclude_none=True, exclude={"reason", "into", "areas"}, exclude_unset=True
    )
    lon, lat = named.get("lon", incident.lon), named.get("lat", incident.lat)
    check_place(lon, lat)
    if given.occurred_at is not None:
        _check_instant(given.occurred_at, (await world(session, incident.world_id)).clock.now())
    if incident.correction is not None and (not named or named.keys() & incident.correction.keys()):
        # Whoever gives the fact has answered the network's, and an empty edit lets it go.
        incident.correction = None
    untitled = _unnamed_titles(incident)
    for name, value in named.items():
        setattr(incident, name, value)
    for name, title in _unnamed_titles(incident).items():
        if name not in named and getattr(incident, name) == untitled[name]:
            setattr(incident, name, title)
    finds_anew = {"lon", "lat"} if incident.areas_given else {"lon", "lat", "magnitude"}
    if given.areas is None and not finds_anew & named.keys():
        return
    kept = [unit["area"] for unit in incident.areas] if incident.areas_given else []
    spot = await place(
        session,
        actor,
        lon=lon,
        lat=lat,
        magnitude=incident.magnitude,
        given=given.areas,
        kept=kept,
    )
    # The incident never leaves an area that has been told of it, so nobody keeps a ghost of it.
    incident.area = common_area((incident.area, spot.area))
    may(actor, MOVE, incident.area)
    incident.areas = spot.named
    incident.areas_given |= given.areas is not None
    await queries.replace_units(session, incident=incident, units=spot.units)


def _unnamed_titles(incident: Incident) -> dict[str, str]:
    """Return the titles the incident has as long as nobody names it."""
    titles = default_titles(
        incident.place_zh, incident.hazard_zh, incident.hazard_en, incident.magnitude
    )
    return dict(zip(("title_zh", "title_en"), titles, strict=True))


async def snapshot(session: Reader, scope: Scope) -> list[dict[str, Any]]:
    """Return all incidents a live screen of this scope holds."""
    return [i.projection() for i in await queries.incidents(session, scope, limit=1000)]
