"""Looking after people, posts and offices: administrations that cannot do each other's work.

System administrators create people, give posts and initial passwords; security administrators lock
accounts, take one-time codes away and end sessions, and confirm what `grants` says.  Both act only
on people who belong wholly inside their area, and never on themselves.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core import audit
from core.access import grants
from core.access import queries_people as queries
from core.access.may import may
from core.access.members import MANAGE, READ, SECURE, described, member
from core.access.passwords import hash_password, new_password
from core.access.people_schemas import (
    InitialPasswordOut,
    MemberOut,
    OfficeRecordOut,
    OfficeWish,
    PersonWish,
    PostWish,
)
from core.access.scope import Actor, Scope, ancestors_of, common_area, range_of
from core.db import Reader, Writer
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.ids import uuid7


@dataclass(frozen=True, slots=True)
class Initial:
    """A password to hand over, and what is kept of it."""

    password: str
    hashed: str


async def new_initial() -> Initial:
    """Return a fresh password; hashing takes its time on purpose: not inside a transaction."""
    password = new_password()
    return Initial(password, await asyncio.to_thread(hash_password, password))


async def members(
    session: Reader,
    actor: Actor,
    *,
    under: int | None,
    q: str | None,
    after: str | None,
    limit: int,
) -> list[MemberOut]:
    """Return people with a post in the actor's area, or in one inside it."""
    area = actor.area if under is None else under
    may(actor, READ, area)
    found = await queries.people(session, Scope.of(area), q=q, after=after, limit=limit)
    return await described(session, actor, list(found))


async def create(
    session: Writer, actor: Actor, *, wish: PersonWish, initial: Initial
) -> InitialPasswordOut:
    """Create a person with posts; the password is said once.

    Raises
    ------
    Forbidden
        One of the offices lies outside the actor's area.
    Conflict
        The account exists.
    """
    person_id = uuid7()
    await queries.add_person(
        session,
        {"id": person_id, "account": wish.account, "name": wish.name, "hash": initial.hashed},
    )
    for index, post in enumerate(wish.posts):
        await _give(session, actor, person_id, post, pointer=f"/posts/{index}")
    await _record(session, actor, "create", person_id, {"account": wish.account})
    return InitialPasswordOut(
        person=await member(session, actor, person_id), initial_password=initial.password
    )


async def give_post(session: Writer, actor: Actor, *, person_id: UUID, wish: PostWish) -> MemberOut:
    """Give a person one more post, or ask for it where a second person has to confirm it.

    Raises
    ------
    Conflict
        It is held or asked for already, or an administration would not stand alone.
    """
    await _take(session, actor, MANAGE, person_id)
    await _give(session, actor, person_id, wish, pointer="")
    return await member(session, actor, person_id)


async def end_post(session: Writer, actor: Actor, *, person_id: UUID, post_id: UUID) -> MemberOut:
    """End a post and the sessions in it."""
    await _take(session, actor, MANAGE, person_id)
    ended = await queries.end_post(session, person_id, post_id)
    if ended is None:
        raise NotFound()
    await queries.end_sessions(session, person_id, "post-ended", post_id=post_id)
    before = {"post": post_id, "title": ended.title, "roles": ended.roles}
    await audit.record(
        session,
        actor,
        verb="end-post",
        noun="person",
        entity=person_id,
        area=ended.lo,
        before=before,
    )
    return await member(session, actor, person_id)


async def set_active(session: Writer, actor: Actor, *, person_id: UUID, active: bool) -> MemberOut:
    """Let a person sign in again, or no longer; the sessions end then."""
    await _take(session, actor, SECURE, person_id)
    await queries.set_active(session, person_id, active)
    if not active:
        await queries.end_sessions(session, person_id, "deactivated")
    await _record(session, actor, "activate" if active else "deactivate", person_id)
    return await member(session, actor, person_id)


async def reset_password(
    session: Writer, actor: Actor, *, person_id: UUID, initial: Initial
) -> InitialPasswordOut:
    """Give a person a new initial password, said once; the sessions end."""
    await _take(session, actor, MANAGE, person_id)
    await queries.set_initial_password(session, person_id, initial.hashed)
    await queries.end_sessions(session, person_id, "password-reset")
    await _record(session, actor, "reset-password", person_id)
    return InitialPasswordOut(
        person=await member(session, actor, person_id), initial_password=initial.password
    )


async def reset_second_factor(session: Writer, actor: Actor, *, person_id: UUID) -> MemberOut:
    """Take a person's one-time codes away, as after a lost telephone; the sessions end."""
    await _take(session, actor, SECURE, person_id)
    if not await queries.forget_factor(session, person_id):
        raise Conflict("此人未绑定动态口令", "This person has no one-time codes")
    await queries.end_sessions(session, person_id, "second-factor-reset")
    await _record(session, actor, "reset-second-factor", person_id)
    return await member(session, actor, person_id)


async def end_sessions(session: Writer, actor: Actor, *, person_id: UUID) -> MemberOut:
    """Sign a person out everywhere."""
    await _take(session, actor, SECURE, person_id)
    await queries.end_sessions(session, person_id, "ended-by-administrator")
    await _record(session, actor, "end-sessions", person_id)
    return await member(session, actor, person_id)


async def offices(
    session: Reader, *, under: int, q: str | None, after: UUID | None, limit: int
) -> list[OfficeRecordOut]:
    """Return the directory of an area and everything below it."""
    lo, hi = range_of(under)
    found = await queries.offices(session, lo, hi, q=q, after=after, limit=limit)
    return [OfficeRecordOut.model_validate(row) for row in found]


async def create_office(session: Writer, actor: Actor, *, wish: OfficeWish) -> OfficeRecordOut:
    """Create an office.

    Raises
    ------
    Invalid
        The directory does not know the area.
    """
    may(actor, MANAGE, wish.area)
    known = await queries.office_of(session, wish.area)
    if known is None:
        raise Invalid("没有这个区域", "No such area", pointer="/area")
    made = OfficeRecordOut(
        id=uuid7(),
        area=wish.area,
        name=wish.name,
        area_name=known.area_name,
        tier=known.tier,
        kind=known.kind,
    )
    await queries.add_office(session, made.model_dump())
    await audit.record(
        session,
        actor,
        verb="create",
        noun="office",
        entity=made.id,
        area=wish.area,
        after={"name": wish.name},
    )
    return made


async def _take(session: Writer, actor: Actor, verb: str, person_id: UUID) -> None:
    """Lock a person whom the actor may administer."""
    may(actor, verb, actor.area)
    if person_id == actor.person_id:
        raise Forbidden("不得管理本人的账号", "Nobody administers their own account")
    account = await queries.take(session, person_id)
    areas = await queries.areas(session, person_id)
    if account is None or not any(actor.jurisdiction.contains(area) for area in areas):
        raise NotFound()
    for area in areas:
        may(actor, verb, area)


async def _give(
    session: Writer, actor: Actor, person_id: UUID, wish: PostWish, *, pointer: str
) -> None:
    office = await queries.office(session, wish.office_id)
    if office is None:
        raise Invalid("没有这个机构", "No such office", pointer=f"{pointer}/office_id")
    may(actor, MANAGE, office.area)
    await grants.keep_apart(session, person_id, wish.roles)
    if wish.roles & grants.TWO_PEOPLE:
        await grants.ask(
            session,
            actor,
            person_id=person_id,
            office=office,
            title=wish.title,
            roles=wish.roles,
        )
        return
    lo, hi = range_of(office.area)
    roles = sorted(role.value for role in wish.roles)
    given = await queries.give_post(
        session,
        {
            "id": uuid7(),
            "person": person_id,
            "office": office.id,
            "title": wish.title,
            "roles": roles,
            "lo": lo,
            "hi": hi,
            "up": list(ancestors_of(office.area)),
        },
    )
    if given is None:
        raise Conflict("此人已任该岗位", "This post is held already")
    await audit.record(
        session,
        actor,
        verb="give-post",
        noun="person",
        entity=person_id,
        area=office.area,
        after={"post": given, "title": wish.title, "roles": roles, "office": office.name},
    )


async def _record(
    session: Writer,
    actor: Actor,
    verb: str,
    person_id: UUID,
    after: dict[str, Any] | None = None,
) -> None:
    area = common_area(await queries.areas(session, person_id))
    await audit.record(
        session, actor, verb=verb, noun="person", entity=person_id, area=area, after=after
    )
