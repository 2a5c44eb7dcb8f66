"""References upward: ids of records that a higher package keeps, where no foreign key may be.

The higher package declares them, for it knows both ends.  An hourly job counts those that lead
nowhere and tells the log and the figures; nothing is mended, for that is a person's decision.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

import orjson
import structlog
from sqlalchemy import text

from core.db import Reader
from core.jobs import Jobs, periodic

log = structlog.get_logger(__name__)

_COLUMN = re.compile(r"[a-z_]+\.[a-z_]+\.[a-z_]+")
_TABLE = re.compile(r"[a-z_]+\.[a-z_]+")
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Orphans:
    """Rows of one reference that lead nowhere: how many, and some of their ids."""

    count: int
    some: list[str]


_references: dict[str, str] = {}


def declare(column: str, *, refers_to: str) -> None:
    """Say that `schema.table.column` holds ids of `schema.table`. Saying it again has no effect.

    Raises
    ------
    ValueError
        It is not written so.
    """
    if not _COLUMN.fullmatch(column) or not _TABLE.fullmatch(refers_to):
        raise ValueError(f"not schema.table.column and schema.table: {column} {refers_to}")
    _references[column] = refers_to


def declared() -> dict[str, str]:
    """Return the declared references: column to table."""
    return dict(_references)


async def orphans(session: Reader, column: str, refers_to: str) -> Orphans:
    """Return what of a reference leads nowhere; the session must see all rows."""
    table, name = column.rsplit(".", 1)
    found = await session.execute(
        text(
            f"select l.{name} as id, count(*) over () as n from {table} l"
            f" where l.{name} is not null"
            f" and not exists (select from {refers_to} u where u.id = l.{name})"
            " order by 1 limit :shown"
        ),
        {"shown": _SHOWN},
    )
    rows = found.all()
    return Orphans(rows[0].n if rows else 0, [str(row.id) for row in rows])


_REPORT = text(
    """
    insert into core.process_state (name, pid, heartbeat, state)
    values ('orphans', :pid, now(), cast(:state as jsonb))
    on conflict (name) do update
    set pid = excluded.pid, heartbeat = excluded.heartbeat, state = excluded.state
    """
)


@periodic("core.orphans.find", 3600)
async def find(jobs: Jobs) -> None:
    """Count what leads nowhere; say so in the log, `./jinmin status` and the figures."""
    counts = {}
    async with jobs.database.reading(None) as session:
        for column, refers_to in sorted(_references.items()):
            found = await orphans(session, column, refers_to)
            counts[column] = found.count
            if found.count:
                log.error(
                    "orphans", column=column, of=refers_to, count=found.count, some=found.some
                )
    async with jobs.database.writing(None) as session:
        values = {"pid": os.getpid(), "state": orjson.dumps(counts).decode()}
        await session.execute(_REPORT, values)
