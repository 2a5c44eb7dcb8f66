"""What the live routes do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from core.access.scope import Scope
from core.db import Database, Reader
from core.live import queries, topics
from core.live.feed import TAILER_SILENT_SECONDS
from core.live.protocol import event_head
from core.migrations import newest_migration
from core.settings import ServerSettings

PAST_MOST = 2_000
"""Entities of a topic that a past state holds, the newest: as many as a screen does."""


def hub_url(server: ServerSettings, host: str) -> str:
    """Return the hub's address as seen from a browser that reached us under `host`.

    Programs of this machine reach us beside the proxy, and the hub too.
    """
    origin = server.public_url
    if not origin or urlsplit(origin).hostname != host:
        name = f"[{host}]" if ":" in host else host
        origin = f"{'https' if server.https else 'http'}://{name}"
    return f"{server.live_origin(origin)}/live"


async def snapshot(session: Reader, scope: Scope, wanted: Sequence[str]) -> dict[str, Any]:
    """Return the projections of the topics and the offset they are certain to contain.

    The offset is read first, in the same repeatable-read transaction: every event up to it was
    committed before, so its effect is in the projections.  Later events come over the wire.
    """
    position = (await session.execute(text(queries.HEAD))).one()
    return {
        "site": position.id,
        "epoch": str(position.epoch),
        "offset": position.off,
        "topics": await topics.snapshot(session, scope, wanted),
    }


async def feed(
    session: Reader, scope: Scope, *, incident: UUID, before: int, limit: int
) -> list[dict[str, Any]]:
    """Return event messages of an incident that a scope may hear, newest first."""
    found = await session.execute(
        text(queries.FEED),
        {"incident": incident, "before": before, "limit": limit} | _hearing(scope),
    )
    return [
        event_head(
            row.off, row.topic, row.kind, row.entity, row.version, row.area, row.incident_id, row.at
        )
        | {"b": row.body}
        for row in found
    ]


async def past(
    session: Reader, scope: Scope, *, incident: UUID, upto: int, wanted: Sequence[str]
) -> dict[str, Any]:
    """Return what a scope had heard of an incident up to an offset.

    `event` is the last of it, None before the first; `topics` are the projections that a replay of
    the log up to there would have built.
    """
    last = await feed(session, scope, incident=incident, before=upto + 1, limit=1)
    asked = {"incident": incident, "upto": upto, "topics": list(wanted), "most": PAST_MOST}
    built: dict[str, list[dict[str, Any]]] = {name: [] for name in wanted}
    for row in await session.execute(text(queries.PAST), asked | _hearing(scope)):
        built[row.topic].append(row.body)
    return {"event": last[0] if last else None, "topics": built}


def _hearing(scope: Scope) -> dict[str, Any]:
    return {"lo": scope.lo, "hi": scope.hi, "up": list(scope.up)}


async def readiness(database: Database) -> dict[str, Any]:
    """Return what is ready: the database, its migrations, the tailer."""
    found: dict[str, Any] = {"database": False, "migrations": False, "tailer": False}
    try:
        async with database.reading(None) as session:
            found["database"] = True
            found["migrations"] = await session.scalar(text(queries.REVISION)) == newest_migration()
            age = await session.scalar(text(queries.TAILER_AGE))
            found["tailer"] = age is not None and age < TAILER_SILENT_SECONDS
    except (SQLAlchemyError, OSError):
        found["error"] = "database"
    return {"ready": all(found[part] for part in ("database", "migrations", "tailer"))} | found
