"""Every statement about posts that were asked for and wait for a second person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from core.access.scope import Scope
from core.db import Reader, Writer

_ASKED = """
    select g.id, g.title, g.roles, g.requested_at, g.requested_by, r.name as requested_by_name,
           p.id as person_id, p.account, p.name,
           o.id as office_id, o.name as office_name, o.area, o.area_name, o.tier
    from core.post_grant g
    join core.person p on p.id = g.person_id
    join core.person r on r.id = g.requested_by
    join core.office o on o.id = g.office_id
    where g.decided_at is null
"""
_PENDING = text(
    _ASKED
    + """
      and o.area between :lo and :hi and (cast(:after as uuid) is null or g.id > :after)
    order by g.id limit :limit
    """
)
_OF_PEOPLE = text(_ASKED + " and g.person_id = any(:people) order by g.id")
_COUNT = text(
    """
    select count(*) from core.post_grant g join core.office o on o.id = g.office_id
    where g.decided_at is null and o.area between :lo and :hi
    """
)
_TAKE = text(
    """
    select g.id, g.person_id, g.office_id, g.title, g.roles, g.requested_by, g.decided_at,
           o.area, o.name as office_name
    from core.post_grant g join core.office o on o.id = g.office_id
    where g.id = :id for update of g
    """
)
# What was asked for already is not asked for twice.
_ASK = text(
    """
    insert into core.post_grant (id, person_id, office_id, title, roles, requested_by)
    select :id, :person, :office, :title, :roles, :by
    where not exists (
        select 1 from core.post
        where person_id = :person and office_id = :office and title = :title and ended_at is null)
    on conflict do nothing returning id
    """
)
# An administration stands alone, beside what is held and beside what is asked for.
_BESIDE = text(
    """
    select exists (
        select 1 from (
            select roles from core.post where person_id = :person and ended_at is null
            union all
            select roles from core.post_grant where person_id = :person and decided_at is null
        ) known
        where roles && cast(:administrations as text[]) or cast(:administers as boolean))
    """
)
_DECIDE = text(
    "update core.post_grant set decided_by = :by, decided_at = now(), confirmed = :confirmed"
    " where id = :id"
)


async def pending(
    session: Reader, scope: Scope, *, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return what waits in a range, the oldest first, from behind `after`."""
    values = {"lo": scope.lo, "hi": scope.hi, "after": after, "limit": limit}
    return (await session.execute(_PENDING, values)).all()


async def count(session: Reader, scope: Scope) -> int:
    """Return how many wait in a range."""
    return int(await session.scalar(_COUNT, {"lo": scope.lo, "hi": scope.hi}) or 0)


async def of_people(session: Reader, person_ids: list[UUID]) -> Sequence[Row[Any]]:
    """Return what waits for these people."""
    return (await session.execute(_OF_PEOPLE, {"people": person_ids})).all()


async def take(session: Writer, grant_id: UUID) -> Row[Any] | None:
    """Lock a grant, so that two decisions take turns."""
    return (await session.execute(_TAKE, {"id": grant_id})).one_or_none()


async def ask(session: Writer, values: dict[str, Any]) -> UUID | None:
    """Store a grant that waits; None if the post is held or asked for already."""
    asked: UUID | None = await session.scalar(_ASK, values)
    return asked


async def stands_beside(
    session: Reader, person_id: UUID, *, administers: bool, administrations: list[str]
) -> bool:
    """Tell whether a post would put an administration beside something else."""
    values = {
        "person": person_id,
        "administers": administers,
        "administrations": administrations,
    }
    return bool(await session.scalar(_BESIDE, values))


async def decide(session: Writer, grant_id: UUID, *, by: UUID, confirmed: bool) -> None:
    """Store a decision."""
    await session.execute(_DECIDE, {"id": grant_id, "by": by, "confirmed": confirmed})
