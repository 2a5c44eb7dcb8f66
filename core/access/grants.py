"""Posts that decide or administer: a system administrator asks, a security administrator confirms.

One person alone could otherwise make a decider, hand themselves the account and decide.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from core import audit
from core.access import members, queries_people
from core.access import queries_grants as queries
from core.access.may import may, moves
from core.access.people_schemas import GrantOut, HolderOut, MemberOut
from core.access.scope import ADMINISTRATIONS, Actor, Role, ancestors_of, range_of
from core.db import Reader, Writer
from core.errors import Conflict, Forbidden, NotFound
from core.ids import uuid7

CONFIRM = "people.confirm"

TWO_PEOPLE = ADMINISTRATIONS | {Role.DECIDER}
"""Roles that take effect only once a second person has confirmed them."""


def alone() -> Conflict:
    """Return why a post cannot be given: an administration stands alone."""
    return Conflict(
        "管理岗位须单独设置，不得与其他岗位或角色兼任",
        "An administration stands alone: no other post or role beside it",
    )


async def keep_apart(session: Writer, person_id: UUID, roles: AbstractSet[Role]) -> None:
    """Let a post pass that puts no administration beside what is held or asked for.

    Raises
    ------
    Conflict
        It does.
    """
    if await queries.stands_beside(
        session,
        person_id,
        administers=bool(roles & ADMINISTRATIONS),
        administrations=sorted(role.value for role in ADMINISTRATIONS),
    ):
        raise alone()


async def ask(
    session: Writer,
    actor: Actor,
    *,
    person_id: UUID,
    office: Row[Any],
    title: str,
    roles: AbstractSet[Role],
) -> None:
    """Note that a post was asked for; nobody holds it before it is confirmed.

    Raises
    ------
    Conflict
        It is held or asked for already.
    """
    asked = await queries.ask(
        session,
        {
            "id": uuid7(),
            "person": person_id,
            "office": office.id,
            "title": title,
            "roles": sorted(role.value for role in roles),
            "by": actor.person_id,
        },
    )
    if asked is None:
        raise Conflict("此人已任该岗位，或已申请", "This post is held or asked for already")
    await audit.record(
        session,
        actor,
        verb="ask-post",
        noun="person",
        entity=person_id,
        area=office.area,
        after={"grant": asked, "title": title, "roles": sorted(roles), "office": office.name},
    )


async def pending(
    session: Reader, actor: Actor, *, after: UUID | None, limit: int
) -> tuple[list[GrantOut], int]:
    """Return what waits in the actor's area, the oldest first, and how many there are in all."""
    may(actor, members.READ, actor.area)
    found = await queries.pending(session, actor.jurisdiction, after=after, limit=limit)
    items = [
        GrantOut(
            id=row.id,
            person=HolderOut(id=row.person_id, account=row.account, name=row.name),
            post=members.asked_post(row),
            moves=[]
            if actor.person_id in (row.requested_by, row.person_id)
            else moves(actor, {CONFIRM: row.area}),
        )
        for row in found
    ]
    return items, await queries.count(session, actor.jurisdiction)


async def confirm(session: Writer, actor: Actor, *, grant_id: UUID) -> MemberOut:
    """Let a post take effect.

    Raises
    ------
    Forbidden
        The actor asked for it, or would hold it.
    Conflict
        It was decided already, or the person holds something now that it may not stand beside.
    """
    grant = await _take(session, actor, grant_id)
    lo, hi = range_of(grant.area)
    post = {
        "id": uuid7(),
        "person": grant.person_id,
        "office": grant.office_id,
        "title": grant.title,
        "roles": grant.roles,
        "lo": lo,
        "hi": hi,
        "up": list(ancestors_of(grant.area)),
    }
    given = await queries_people.give_post(session, post)
    if given is None:
        raise Conflict("此人已任该岗位", "This post is held already")
    await queries.decide(session, grant_id, by=actor.person_id, confirmed=True)
    await _record(session, actor, "confirm-post", grant, {"post": given})
    return await members.member(session, actor, grant.person_id)


async def refuse(session: Writer, actor: Actor, *, grant_id: UUID, reason: str) -> MemberOut:
    """Let a post not take effect; the raises are those of `confirm`."""
    grant = await _take(session, actor, grant_id)
    await queries.decide(session, grant_id, by=actor.person_id, confirmed=False)
    await _record(session, actor, "refuse-post", grant, {}, reason)
    return await members.member(session, actor, grant.person_id)


async def _take(session: Writer, actor: Actor, grant_id: UUID) -> Row[Any]:
    """Lock a grant and the person it is for, where the actor may decide it."""
    may(actor, CONFIRM, actor.area)
    grant = await queries.take(session, grant_id)
    if grant is None or not actor.jurisdiction.contains(grant.area):
        raise NotFound()
    if actor.person_id in (grant.requested_by, grant.person_id):
        raise Forbidden(
            "申请人和任职人不得自行确认", "Nobody confirms what they asked for or would hold"
        )
    if grant.decided_at is not None:
        raise Conflict("该申请已有结论", "This was decided already")
    await queries_people.take(session, grant.person_id)
    return grant


async def _record(
    session: Writer,
    actor: Actor,
    verb: str,
    grant: Row[Any],
    more: dict[str, Any],
    reason: str | None = None,
) -> None:
    what = {
        "grant": grant.id,
        "title": grant.title,
        "roles": grant.roles,
        "office": grant.office_name,
    }
    await audit.record(
        session,
        actor,
        verb=verb,
        noun="person",
        entity=grant.person_id,
        area=grant.area,
        after=what | more,
        reason=reason,
    )
