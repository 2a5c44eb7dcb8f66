"""The event log: every change says so in its own transaction, and all that is live follows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import orjson
from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import UserDefinedType

from core.clock import real_now
from core.db import Base, Writer

Flow = Literal["up", "down", "down_to", "addressed"]
KIND = re.compile(r"[a-z]+(\.[a-z]+(-[a-z]+)*)+")


class Xid8(UserDefinedType[str]):
    """PostgreSQL's 64-bit transaction id."""

    cache_ok = True

    def get_col_spec(self, **_kw: object) -> str:
        """Return the type's name in DDL."""
        return "xid8"


class SiteRow(Base):
    """A site of the log. `epoch` changes when a database is restored, and clients start afresh."""

    __tablename__ = "site"
    __table_args__ = (
        Index("uq_site_is_local", "is_local", unique=True, postgresql_where=text("is_local")),
        {"schema": "core"},
    )

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    epoch: Mapped[UUID]
    is_local: Mapped[bool]


class EventRow(Base):
    """One line of the log. `xid` tells when it became visible; the tailer numbers it later."""

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("flow in ('up', 'down', 'down_to', 'addressed')", name="flow"),
        CheckConstraint("flow in ('up', 'down') or to_area is not null", name="to_area"),
        Index("ix_event_unread", "xid", "id"),
        Index("ix_event_entity", "entity", "version"),
        Index(None, "incident_id", "id"),
        {"schema": "core"},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    site: Mapped[int] = mapped_column(SmallInteger)
    xid: Mapped[str] = mapped_column(Xid8, server_default=text("pg_current_xact_id()"))
    area: Mapped[int]
    to_area: Mapped[int | None]
    flow: Mapped[str]
    topic: Mapped[str]
    kind: Mapped[str]
    entity: Mapped[UUID]
    version: Mapped[int]
    incident_id: Mapped[UUID | None]
    body: Mapped[dict[str, Any]]
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Event:
    """What a handler in the same transaction is given."""

    topic: str
    kind: str
    entity: UUID
    version: int
    area: int
    to_area: int | None
    flow: Flow
    incident_id: UUID | None
    body: dict[str, Any]
    at: datetime


_INSERT = """
insert into core.event
    (site, area, to_area, flow, topic, kind, entity, version, incident_id, body, at)
values
    ((select id from core.site where is_local), %(area)s, %(to_area)s, %(flow)s, %(topic)s,
     %(kind)s, %(entity)s, %(version)s, %(incident_id)s, cast(%(body)s as jsonb), %(at)s)
"""

Handler = Callable[[Writer, Event], Awaitable[None]]
_handlers: dict[str, list[Handler]] = defaultdict(list)


def on(kind: str, handler: Handler) -> None:
    """Run `handler` in the same transaction whenever an event of this kind is emitted.

    Registering the same handler twice has no effect, so an application may be built repeatedly.
    """
    if handler not in _handlers[kind]:
        _handlers[kind].append(handler)


async def emit(
    session: Writer,
    *,
    topic: str,
    kind: str,
    entity: UUID,
    version: int,
    area: int,
    flow: Flow,
    body: dict[str, Any],
    to_area: int | None = None,
    incident_id: UUID | None = None,
) -> Event:
    """Write an event into the caller's transaction and run its handlers.

    Parameters
    ----------
    topic : str
        Live topic whose snapshot holds this entity (`incidents`, `orders`, …).
    kind : str
        What happened, `noun.verb`, for example `order.issued`.
    entity, version
        The changed record and its version after the change. Per entity, versions rise.
    area : int
        The area it belongs to, 12 digits.
    flow : {'up', 'down', 'down_to', 'addressed'}
        Who hears it (see `core.access.policies`).
    body : dict
        The topic's public projection, whole. A key `removed: true` takes it off the screens.
    to_area : int, optional
        The other end, for `addressed`; how far down, for `down_to`.
    incident_id : UUID, optional
        The incident it is about, for feeds.
    """
    if not KIND.fullmatch(kind):
        raise ValueError(f"not an event kind: {kind!r}")
    event = Event(topic, kind, entity, version, area, to_area, flow, incident_id, body, real_now())
    await session.note(
        _INSERT,
        {
            "area": area,
            "to_area": to_area,
            "flow": flow,
            "topic": topic,
            "kind": kind,
            "entity": entity,
            "version": version,
            "incident_id": incident_id,
            "body": orjson.dumps(body).decode(),
            "at": event.at,
        },
    )
    for handler in _handlers[kind]:
        await handler(session, event)
    return event
