"""Reading the audit: by its auditors, and by whoever checks that nobody touched it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, select, text

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
_SIGN_INS = text(
    """
    select id, account, kind, address, ok, at from core.login_attempt
    where (cast(:account as text) is null or account = :account)
      and (cast(:before as bigint) is null or id < :before)
    order by id desc limit :limit
    """
)


async def lines(
    session: Reader,
    scope: Scope,
    *,
    entity: UUID | None,
    person_id: UUID | None,
    before: int | None,
    limit: int,
) -> list[AuditRow]:
    """Return audit lines of a range, newest first, older than `before`."""
    wanted = select(AuditRow).where(visible(AuditRow, scope, "up"))
    if entity is not None:
        wanted = wanted.where(AuditRow.entity == entity)
    if person_id is not None:
        wanted = wanted.where(AuditRow.person_id == person_id)
    if before is not None:
        wanted = wanted.where(AuditRow.id < before)
    return list(await session.scalars(wanted.order_by(AuditRow.id.desc()).limit(limit)))


async def sign_ins(
    session: Reader, *, account: str | None, before: int | None, limit: int
) -> Sequence[RowMapping]:
    """Return attempts to sign in, newest first."""
    values = {"account": account, "before": before, "limit": limit}
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
