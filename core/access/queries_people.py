"""Every statement with which administrators look after people, posts and offices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from core.access.scope import Scope
from core.db import Reader, Writer

# Where somebody is known: by the posts held or asked for now, or by all there ever were when there
# is none. Of a person `p`, for the range from :lo to :hi.
_PRESENT = """
(exists (select from core.post h where h.person_id = p.id and h.ended_at is null)
 or exists (select from core.post_grant a where a.person_id = p.id and a.decided_at is null))
"""
KNOWN_HERE = f"""
(exists (select from core.post t where t.person_id = p.id and t.lo between :lo and :hi
         and (t.ended_at is null or not {_PRESENT}))
 or exists (select from core.post_grant g join core.office o on o.id = g.office_id
            where g.person_id = p.id and o.area between :lo and :hi
              and (g.decided_at is null or not {_PRESENT})))
"""
_PEOPLE = text(
    f"""
    select p.id, p.account, p.name, p.active, p.must_change_password,
           exists (select 1 from core.second_factor f where f.person_id = p.id) as enrolled
    from core.person p
    where {KNOWN_HERE}
      and (cast(:after as text) is null or p.account > :after)
      and (cast(:q as text) is null or starts_with(p.account, :q) or strpos(p.name, :q) > 0)
    order by p.account limit :limit
    """
)
_ONE = text(
    """
    select p.id, p.account, p.name, p.active, p.must_change_password,
           exists (select 1 from core.second_factor f where f.person_id = p.id) as enrolled
    from core.person p where p.id = :person
    """
)
_POSTS = text(
    """
    select t.person_id, t.id, t.title, t.roles, t.lo as area, o.id as office_id,
           o.name as office_name, o.area_name, o.tier
    from core.post t join core.office o on o.id = t.office_id
    where t.person_id = any(:people) and t.ended_at is null order by t.position, t.id
    """
)
_TAKE = text("select account from core.person where id = :person for update")
# The areas of where somebody is known, the same rule from the other end.
_AREAS = text(
    """
    with known as (
        select lo as area, ended_at is null as present from core.post where person_id = :person
        union
        select o.area, g.decided_at is null
        from core.post_grant g join core.office o on o.id = g.office_id
        where g.person_id = :person
    )
    select distinct area from known where present or not exists (select 1 from known where present)
    """
)
_ADD_PERSON = text(
    "insert into core.person"
    " (id, account, name, password_hash, must_change_password, active, sample)"
    " values (:id, :account, :name, :hash, true, true, false)"
)
# A post of the same title held before is taken up again, so that its history stays one.
_GIVE = text(
    """
    insert into core.post (id, person_id, office_id, title, roles, lo, hi, up, position)
    select :id, :person, :office, :title, :roles, :lo, :hi, :up,
           (select count(*) from core.post where person_id = :person)
    on conflict (person_id, office_id, title) do update
        set ended_at = null, roles = excluded.roles
        where core.post.ended_at is not null
    returning id
    """
)
_END_POST = text(
    "update core.post set ended_at = now()"
    " where id = :post and person_id = :person and ended_at is null returning title, lo, roles"
)
_END_SESSIONS = text(
    """
    update core.session set ended_at = now(), ended_because = :because
    where person_id = :person and ended_at is null
      and (cast(:post as uuid) is null or post_id = :post)
    """
)
_SET_ACTIVE = text("update core.person set active = :active where id = :person")
_INITIAL = text(
    "update core.person set password_hash = :hash, password_set_at = now(),"
    " must_change_password = true where id = :person"
)
_FORGET_OFFER = text("delete from core.second_factor_offer where person_id = :person")
_FORGET_FACTOR = text(
    "delete from core.second_factor where person_id = :person returning person_id"
)
_HOLDERS = text(
    """
    select count(*) from core.post t join core.person p on p.id = t.person_id
    where t.roles && cast(:roles as text[]) and t.ended_at is null and p.active
    """
)
_IS_TAKEN = text("select exists (select 1 from core.person where account = :account)")
_OFFICE_NAMED = text("select id from core.office where area = :area and name = :name")
_OFFICE = text("select id, area, name, area_name, tier, kind from core.office where id = :id")
_OFFICE_OF = text(
    "select area_name, tier, kind from core.office where area = :area order by id limit 1"
)
_OFFICES = text(
    """
    select id, area, name, area_name, tier, kind from core.office
    where area between :lo and :hi
      and (cast(:q as text) is null or strpos(name, :q) > 0 or strpos(area_name, :q) > 0)
      and (cast(:after as uuid) is null
           or (area, name) > (select a.area, a.name from core.office a where a.id = :after))
    order by area, name limit :limit
    """
)
_ADD_OFFICE = text(
    "insert into core.office (id, area, name, area_name, tier, kind)"
    " values (:id, :area, :name, :area_name, :tier, :kind)"
)


async def people(
    session: Reader, scope: Scope, *, q: str | None, after: str | None, limit: int
) -> Sequence[Row[Any]]:
    """Return people with a post in the range, by account, from behind `after`."""
    values = {"lo": scope.lo, "hi": scope.hi, "q": q, "after": after, "limit": limit}
    return (await session.execute(_PEOPLE, values)).all()


async def person(session: Reader, person_id: UUID) -> Row[Any]:
    """Return a person as administrators see one."""
    return (await session.execute(_ONE, {"person": person_id})).one()


async def posts(session: Reader, person_ids: list[UUID]) -> Sequence[Row[Any]]:
    """Return the posts these people hold."""
    return (await session.execute(_POSTS, {"people": person_ids})).all()


async def take(session: Writer, person_id: UUID) -> str | None:
    """Lock a person, so that changes take turns; return the account."""
    found: str | None = await session.scalar(_TAKE, {"person": person_id})
    return found


async def areas(session: Reader, person_id: UUID) -> tuple[int, ...]:
    """Return the areas a person belongs to."""
    return tuple(await session.scalars(_AREAS, {"person": person_id}))


async def add_person(session: Writer, values: dict[str, Any]) -> None:
    """Store a new person, whose password must be changed."""
    await session.execute(_ADD_PERSON, values)


async def give_post(session: Writer, values: dict[str, Any]) -> UUID | None:
    """Store a post, or take an ended one up again; None if it is held already."""
    given: UUID | None = await session.scalar(_GIVE, values)
    return given


async def end_post(session: Writer, person_id: UUID, post_id: UUID) -> Row[Any] | None:
    """End a post; return what it was, or None if the person does not hold it."""
    ended = await session.execute(_END_POST, {"person": person_id, "post": post_id})
    return ended.one_or_none()


async def end_sessions(
    session: Writer, person_id: UUID, because: str, *, post_id: UUID | None = None
) -> None:
    """End a person's sessions, or those in one post."""
    values = {"person": person_id, "because": because, "post": post_id}
    await session.execute(_END_SESSIONS, values)


async def set_active(session: Writer, person_id: UUID, active: bool) -> None:
    """Let a person sign in, or not."""
    await session.execute(_SET_ACTIVE, {"person": person_id, "active": active})


async def set_initial_password(session: Writer, person_id: UUID, hashed: str) -> None:
    """Store the hash of a password that must be changed."""
    await session.execute(_INITIAL, {"person": person_id, "hash": hashed})


async def forget_factor(session: Writer, person_id: UUID) -> bool:
    """Delete a person's one-time-code secret and what is on offer; False if there was none."""
    await session.execute(_FORGET_OFFER, {"person": person_id})
    return await session.scalar(_FORGET_FACTOR, {"person": person_id}) is not None


async def office(session: Reader, office_id: UUID) -> Row[Any] | None:
    """Return an office."""
    return (await session.execute(_OFFICE, {"id": office_id})).one_or_none()


async def office_of(session: Reader, area: int) -> Row[Any] | None:
    """Return what the directory knows of an area: name, tier and kind."""
    return (await session.execute(_OFFICE_OF, {"area": area})).one_or_none()


async def offices(
    session: Reader, lo: int, hi: int, *, q: str | None, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return the directory of a range, by area and name, from behind `after`."""
    values = {"lo": lo, "hi": hi, "q": q, "after": after, "limit": limit}
    return (await session.execute(_OFFICES, values)).all()


async def add_office(session: Writer, values: dict[str, Any]) -> None:
    """Store a new office."""
    await session.execute(_ADD_OFFICE, values)


async def count_holders(session: Reader, roles: list[str]) -> int:
    """Return how many posts with one of these roles are held by somebody who may sign in."""
    return int(await session.scalar(_HOLDERS, {"roles": roles}) or 0)


async def is_taken(session: Reader, account: str) -> bool:
    """Tell whether an account exists."""
    return bool(await session.scalar(_IS_TAKEN, {"account": account}))


async def office_named(session: Reader, area: int, name: str) -> UUID:
    """Return the id of an office that is there."""
    found: UUID = (await session.execute(_OFFICE_NAMED, {"area": area, "name": name})).scalar_one()
    return found
