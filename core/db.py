"""Engine, sessions and the unit of work: the only place that commits."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import BigInteger, DateTime, MetaData, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import URL, CursorResult
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Session

from core.access.scope import Scope

log = structlog.get_logger(__name__)

WRITE_LIMIT_SECONDS = 1.0
"""One open write transaction holds back every live event, so none may last longer than this."""

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of all tables. Each table names its package's schema in `__table_args__`."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {
        int: BigInteger,
        str: Text,
        UUID: Uuid,
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
    }


class Reader(AsyncSession):
    """A session in a read-only, repeatable-read transaction."""


class Writer(Reader):
    """A session that may change things; its boundary commits before the response is sent.

    A verb asks for a `Writer`, a query for a `Reader`: the type checker keeps reads from writing.
    """

    async def note(self, statement: str, values: Mapping[str, Any]) -> CursorResult[Any]:
        """Execute one of the statements that accompany every change, after the change itself.

        Its event, its audit line and its job are a large part of what a transaction costs, most of
        it in the layers between here and the driver: so these are the driver's SQL (`%(name)s`),
        and one step down from the event loop each.
        """
        return await self.run_sync(_note, statement, values)


def _note(session: Session, statement: str, values: Mapping[str, Any]) -> CursorResult[Any]:
    session.flush()
    return session.connection().exec_driver_sql(statement, dict(values))


class LongWriteError(RuntimeError):
    """A write transaction lasted longer than its database allows."""


class Database:
    """One pool for one database role.

    Parameters
    ----------
    url : URL
        Address with the role to log in as.
    pool_size : int
        Connections kept; as many again may be opened at a peak.
    fails_after : float, optional
        Seconds after which a write raises `LongWriteError`; without it a long one is only logged.
        Tests use it, with room for a busy machine: what they are to find is a write transaction
        that waits for something outside the database.
    """

    def __init__(self, url: URL, *, pool_size: int = 10, fails_after: float | None = None) -> None:
        self.fails_after = fails_after
        self.engine: AsyncEngine = create_async_engine(
            url,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_pre_ping=True,
            hide_parameters=True,  # secrets and personal data: a failed statement is logged
            connect_args={
                "prepare_threshold": 5,
                "options": "-c timezone=Asia/Shanghai -c statement_timeout=30s"
                " -c idle_in_transaction_session_timeout=10s",
            },
        )

    @asynccontextmanager
    async def reading(self, scope: Scope | None) -> AsyncIterator[Reader]:
        """Open a read-only transaction that sees what `scope` may see.

        `None` sets no range: protected tables then show no rows to the application's role.
        """
        async with Reader(self.engine, expire_on_commit=False) as session, session.begin():
            await session.execute(
                text("set transaction isolation level repeatable read, read only")
            )
            await set_scope(session, scope)
            yield session

    @asynccontextmanager
    async def writing(self, scope: Scope | None) -> AsyncIterator[Writer]:
        """Open a transaction, commit it at the end, roll back if anything is raised."""
        async with Writer(self.engine, expire_on_commit=False) as session:
            async with session.begin():
                started = time.monotonic()
                await set_scope(session, scope)
                yield session
            lasted = time.monotonic() - started
            if lasted > WRITE_LIMIT_SECONDS:
                log.warning("long_write", seconds=round(lasted, 3))
                if self.fails_after is not None and lasted > self.fails_after:
                    raise LongWriteError(f"write transaction lasted {lasted:.1f} s")

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()


async def one_at_a_time(session: Reader, key: str) -> None:
    """Let one transaction at a time pass for a key, until its end."""
    await session.execute(
        text("select pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key}
    )


async def set_scope(session: AsyncSession, scope: Scope | None) -> None:
    """Tell the row policies of this transaction whose eyes they serve."""
    if scope is None:
        return
    up = "{" + ",".join(map(str, scope.up)) + "}"
    await session.execute(
        text(
            "select set_config('app.lo', :lo, true), set_config('app.hi', :hi, true),"
            " set_config('app.up', :up, true)"
        ),
        {"lo": str(scope.lo), "hi": str(scope.hi), "up": up},
    )
