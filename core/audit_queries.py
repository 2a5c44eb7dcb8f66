"""Reading the audit: by its auditors, and by whoever checks that nobody touched it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, or_, select, text

from core.access.queries_people import KNOWN_HERE
from core.access.scope import Scope
from core.access.visible import visible
from core.audit import AuditRow, Block, verify_chain
from core.db import Reader

_BLOCKS = text("select id, count, prev_hash, hash from core.audit_block order by id")
_LINES = text(
    """
    select id, xid::text as xid, at, person_id, post_id, session_id, person_name, post_title,
           area, verb, noun, entity, before, after, reason
    from core.audit where block_id = :block order by id
    """
)
_AREA_NAMES = text(
    "select distinct on (area) area, area_name from core.office where area = any(:areas)"
)
_SEAL = text(
    """
    select b.id as block, b.at, encode(b.hash, 'hex') as hash,
           (select count(*) from core.audit where block_id is null) as open
    from (select 1) one left join lateral (
        select id, at, hash from core.audit_block order by id desc limit 1) b on true
    """
)
_SIGN_INS = text(
    f"""
    select a.id, a.account, a.kind, a.address, coalesce(a.ok, false) as ok, a.at
    from core.login_attempt a
    where (cast(:account as text) is null or a.account = :account)
      and (cast(:before as bigint) is null or a.id < :before)
      and case when exists (select from core.person p where p.account = a.account)
          then exists (select from core.person p where p.account = a.account and {KNOWN_HERE})
          else not exists (select from core.post t
                           where 'audit_admin' = any (t.roles) and t.ended_at is null
                             and t.lo <= :lo and t.hi >= :hi and t.hi - t.lo > :hi - :lo) end
    order by a.id desc limit :limit
    """
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines somebody looks for; what is None does not matter."""

    entity: UUID | None = None
    person_id: UUID | None = None
    name: str | None = None
    verb: str | None = None
    since: datetime | None = None
    until: datetime | None = None


async def lines(
    session: Reader, scope: Scope, *, wanted: Wanted, before: int | None, limit: int
) -> list[AuditRow]:
    """Return audit lines of a range, newest first, older than `before`."""
    found = select(AuditRow).where(visible(AuditRow, scope, "up"))
    if wanted.entity is not None:
        found = found.where(AuditRow.entity == wanted.entity)
    if wanted.person_id is not None:
        found = found.where(AuditRow.person_id == wanted.person_id)
    if wanted.name is not None:
        found = found.where(
            or_(
                AuditRow.person_name.contains(wanted.name, autoescape=True),
                AuditRow.post_title.contains(wanted.name, autoescape=True),
            )
        )
    if wanted.verb is not None:
        found = found.where(AuditRow.verb == wanted.verb)
    if wanted.since is not None:
        found = found.where(AuditRow.at >= wanted.since)
    if wanted.until is not None:
        found = found.where(AuditRow.at < wanted.until)
    if before is not None:
        found = found.where(AuditRow.id < before)
    return list(await session.scalars(found.order_by(AuditRow.id.desc()).limit(limit)))


async def area_names(session: Reader, areas: set[int]) -> dict[int, str]:
    """Return what the directory of offices calls these areas, where it knows them."""
    found = await session.execute(_AREA_NAMES, {"areas": sorted(areas)})
    return {row.area: row.area_name for row in found}


async def seal(session: Reader) -> RowMapping:
    """Return how far the chain has come: newest block, its time and hash, lines still open."""
    return (await session.execute(_SEAL)).mappings().one()


async def sign_ins(
    session: Reader, scope: Scope, *, account: str | None, before: int | None, limit: int
) -> Sequence[RowMapping]:
    """Return attempts at the accounts of a range's people, newest first.

    What somebody typed that is no account, perhaps a password, is for the highest auditor alone.
    """
    values = {
        "lo": scope.lo,
        "hi": scope.hi,
        "account": account,
        "before": before,
        "limit": limit,
    }
    return (await session.execute(_SIGN_INS, values)).mappings().all()


async def broken_blocks(session: Reader) -> list[int]:
    """Return the numbers of sealed blocks that are not what was sealed; none if all hold.

    Parameters
    ----------
    session : Reader
        Of the system's role: a range would hide lines and make honest blocks look broken.
    """
    broken: list[int] = []
    previous = b""
    async for block, found in _sealed(session):
        broken += verify_chain([block], {block.id: found}, previous=previous)
        previous = block.hash
    return broken


async def _sealed(session: Reader) -> AsyncIterator[tuple[Block, list[dict[str, Any]]]]:
    for row in (await session.execute(_BLOCKS)).mappings().all():
        found = await session.execute(_LINES, {"block": row["id"]})
        block = Block(row["id"], row["count"], bytes(row["prev_hash"]), bytes(row["hash"]))
        yield block, [dict(line) for line in found.mappings()]
