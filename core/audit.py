"""Who did what, when, in which post, with what reason: append-only and sealed in a hash chain.

A line is written in the transaction of the act it tells of.  The tailer puts finished lines into
blocks; each block's hash covers its lines and the block before, so that nobody, the database's
administrator included, can change or drop a line unnoticed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
from fastapi.encoders import jsonable_encoder
from sqlalchemy import BigInteger, Identity, Index, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from core.access.scope import Actor
from core.db import Base, Writer
from core.events import Xid8

SEALED_COLUMNS = (
    "id",
    "xid",
    "at",
    "person_id",
    "post_id",
    "session_id",
    "person_name",
    "post_title",
    "area",
    "verb",
    "noun",
    "entity",
    "before",
    "after",
    "reason",
)
"""What a block's hash covers, everything but the block's own number."""


class AuditRow(Base):
    """One line of the audit. `block_id` is set once, by sealing."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_unsealed", "xid", "id", postgresql_where=text("block_id is null")),
        Index("ix_audit_block", "block_id", "id"),
        Index("ix_audit_entity", "entity", "id"),
        {"schema": "core"},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    xid: Mapped[str] = mapped_column(Xid8, server_default=text("pg_current_xact_id()"))
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    person_id: Mapped[UUID]
    post_id: Mapped[UUID]
    session_id: Mapped[UUID]
    person_name: Mapped[str]
    post_title: Mapped[str]
    area: Mapped[int]
    verb: Mapped[str]
    noun: Mapped[str]
    entity: Mapped[UUID | None]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    reason: Mapped[str | None] = mapped_column(Text)
    block_id: Mapped[int | None]


# No RETURNING: a post may write a line about an area whose audit it may not read.
_INSERT = """
insert into core.audit (person_id, post_id, session_id, person_name, post_title, area,
                        verb, noun, entity, before, after, reason)
values (%(person_id)s, %(post_id)s, %(session_id)s, %(person_name)s, %(post_title)s, %(area)s,
        %(verb)s, %(noun)s, %(entity)s, cast(%(before)s as jsonb), cast(%(after)s as jsonb),
        %(reason)s)
"""


async def record(
    session: Writer,
    actor: Actor,
    *,
    verb: str,
    noun: str,
    entity: UUID | None,
    area: int,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    """Write an audit line into the caller's transaction.

    Parameters
    ----------
    verb, noun : str
        What was done to what kind of thing, for example `start`, `response`.
    entity : UUID or None
        The thing, where it has an identifier.
    area : int
        The area whose auditors see the line.
    before, after : mapping, optional
        The values that changed. No passwords, tokens or secrets.
    reason : str, optional
        The reason the person gave.
    """
    await session.note(
        _INSERT,
        {
            "person_id": actor.person_id,
            "post_id": actor.post_id,
            "session_id": actor.session_id,
            "person_name": actor.name,
            "post_title": actor.post_title,
            "area": area,
            "verb": verb,
            "noun": noun,
            "entity": entity,
            "before": _json(before),
            "after": _json(after),
            "reason": reason,
        },
    )


def _json(value: Mapping[str, Any] | None) -> str | None:
    return None if value is None else orjson.dumps(value, default=jsonable_encoder).decode()


def digest(rows: Iterable[Mapping[str, Any]], *, previous: bytes = b"") -> bytes:
    """Return the hash of a block: SHA-256 over the previous block's hash and its lines in order.

    Parameters
    ----------
    rows : iterable of mapping
        Each with `SEALED_COLUMNS`, ordered by `id`; other members are ignored.
    previous : bytes
        Hash of the block before, empty for the first.

    Notes
    -----
    A line is canonical JSON: members in alphabetical order, no spaces, UTF-8, UTC instants with
    microseconds. Equal lines therefore give equal bytes on every machine and in every time zone.
    """
    seal = hashlib.sha256(previous)
    for row in rows:
        line = {column: _canonical(row[column]) for column in SEALED_COLUMNS}
        text_line = json.dumps(line, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        seal.update(b"\n" + text_line.encode())
    return seal.digest()


def _canonical(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, UUID) else value


@dataclass(frozen=True, slots=True)
class Block:
    """A sealed block as stored."""

    id: int
    count: int
    prev_hash: bytes
    hash: bytes


def verify_chain(
    blocks: Iterable[Block],
    lines: Mapping[int, Sequence[Mapping[str, Any]]],
    *,
    previous: bytes = b"",
) -> list[int]:
    """Return the numbers of the blocks that are not what was sealed, in order; none if all hold.

    Parameters
    ----------
    blocks : iterable of Block
        In the order of sealing.
    lines : mapping
        The audit lines of each block, by block number, ordered by id.
    previous : bytes
        Hash of the block before the first one given.
    """
    broken: list[int] = []
    for block in blocks:
        found = lines.get(block.id, [])
        honest = (
            block.prev_hash == previous
            and block.count == len(found)
            and block.hash == digest(found, previous=previous)
        )
        if not honest:
            broken.append(block.id)
        previous = block.hash
    return broken
