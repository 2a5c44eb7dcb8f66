"""The hub's side of the database: following the log, replaying it, spending tickets."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
import psycopg
import structlog
from sqlalchemy.engine import URL

from core.access.scope import Scope
from core.live import queries
from core.live.connection import CHANNEL, Backoff, Connection, connect, pause
from core.live.protocol import Entry, Row, entry
from core.live.ring import GapError, Ring

log = structlog.get_logger(__name__)

POLL_SECONDS = 0.25
PAGE = 1_000
REPLAY_PAGE = 200
PREFILL = 2_000
CHECK_SECONDS = 2.0
TAILER_SILENT_SECONDS = 5.0
REPLAYS_AT_ONCE = 4


class FeedDownError(RuntimeError):
    """The database cannot be asked now."""


@dataclass(frozen=True, slots=True)
class Handlers:
    """What the hub does when the feed has something for it."""

    entry: Callable[[Entry], None]
    breathe: Callable[[], Any]
    reset: Callable[[str], None]
    ended: Callable[[Iterable[UUID]], None]
    sessions: Callable[[], Sequence[UUID]]
    state: Callable[[], dict[str, Any]]


class Feed:
    """Follows one site's numbered log through losses of the database.

    Parameters
    ----------
    url : URL
        Address with the system role.
    handlers : Handlers
        Called in the order of the log, in the event loop.
    """

    def __init__(self, url: URL, handlers: Handlers) -> None:
        self.url = url
        self.handlers = handlers
        self.site = 0
        self.epoch = ""
        self.ring = Ring()
        self.gap = False
        self.tailer_alive = False
        self._read_at = float("-inf")
        self._side: Connection | None = None
        self._woken = asyncio.Event()
        self._replays = asyncio.Semaphore(REPLAYS_AT_ONCE)

    @property
    def serving(self) -> bool:
        """Whether newcomers can be served."""
        return self._side is not None and bool(self.epoch) and not self.gap

    @property
    def hearing(self) -> bool:
        """Whether what was sent so far is everything there is: the log is read and numbered."""
        fresh = time.monotonic() - self._read_at < TAILER_SILENT_SECONDS
        return self.serving and fresh and self.tailer_alive

    async def run(self, stop: asyncio.Event) -> None:
        """Follow until `stop` is set."""
        backoff = Backoff()
        while not stop.is_set():
            try:
                await self._session(stop, backoff)
            except* (psycopg.Error, OSError) as errors:
                log.warning("database_lost", error=repr(errors.exceptions[0]))
            except* GapError as errors:
                log.exception("offset_gap", error=str(errors.exceptions[0]))
                self.gap = True
                self.handlers.reset("gap")
                self.ring = Ring(self.ring.head)
            self._side = None
            if not stop.is_set():
                await backoff.wait()

    async def _session(self, stop: asyncio.Event, backoff: Backoff) -> None:
        async with (
            await connect(self.url, process="hub reader") as reader,
            await connect(self.url, process="hub ear") as ear,
            await connect(
                self.url, process="hub side", options="-c synchronous_commit=off"
            ) as side,
        ):
            await self._place(reader)
            await self._catch_up(reader)
            self.gap = False
            self._side = side
            backoff.reset()
            log.info("following", site=self.site, offset=self.ring.head)
            async with asyncio.TaskGroup() as group:
                group.create_task(self._follow(reader, stop))
                group.create_task(self._listen(ear, stop))
                group.create_task(self._check(side, stop))

    async def _place(self, reader: Connection) -> None:
        """Learn site and epoch; start afresh if the database is not the one we followed."""
        row = await (await reader.execute(queries.HEAD)).fetchone()
        if row is None:
            raise psycopg.OperationalError("this database has no local site")
        site, epoch, head = int(row[0]), str(row[1]), int(row[2])
        # A copy older than what was sent has another future, whatever its epoch still says.
        if epoch != self.epoch or head < self.ring.head:
            if self.epoch:
                log.warning("epoch_changed", head=head, sent=self.ring.head)
                self.handlers.reset("epoch")
            self.ring = Ring(max(head - PREFILL, 0))
        self.site, self.epoch = site, epoch

    async def _follow(self, reader: Connection, stop: asyncio.Event) -> None:
        while not stop.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), POLL_SECONDS)
            self._woken.clear()
            await self._catch_up(reader)

    async def _catch_up(self, reader: Connection) -> None:
        """Read and hand on all that is new.

        Raises
        ------
        GapError
            An offset is missing.
        """
        more = True
        while more:
            found = await reader.execute(queries.READ_FROM, (self.site, self.ring.head, PAGE))
            rows = await found.fetchall()
            for row in rows:
                made = entry(row)
                self.ring.add(made)
                self.handlers.entry(made)
                await self.handlers.breathe()
            more = len(rows) == PAGE
        self._read_at = time.monotonic()

    async def _listen(self, ear: Connection, stop: asyncio.Event) -> None:
        """Wake the reader; the query now and then finds out whether anybody is still there."""
        await ear.execute(f"listen {CHANNEL}")
        while not stop.is_set():
            async for _ in ear.notifies(timeout=CHECK_SECONDS):
                self._woken.set()
                if stop.is_set():
                    return
            await ear.execute("select 1")

    async def _check(self, side: Connection, stop: asyncio.Event) -> None:
        """Every two seconds: ended sessions, the tailer's pulse, the epoch, our own pulse."""
        while not stop.is_set():
            sessions = list(self.handlers.sessions())
            ended = await (await side.execute(queries.ENDED, (sessions,))).fetchall()
            self.handlers.ended(row[0] for row in ended)
            age = await (await side.execute(queries.TAILER_AGE)).fetchone()
            self.tailer_alive = age is not None and age[0] < TAILER_SILENT_SECONDS
            sent = self.ring.head
            row = await (await side.execute(queries.HEAD)).fetchone()
            if row is None or str(row[1]) != self.epoch or int(row[2]) < sent:
                raise psycopg.OperationalError("the log is another one")
            await side.execute(queries.SWEEP_TICKETS)
            await side.execute(
                queries.ALIVE,
                {
                    "name": "hub",
                    "pid": os.getpid(),
                    "state": orjson.dumps(self.handlers.state()).decode(),
                },
            )
            await pause(stop, CHECK_SECONDS)

    async def spend(self, ticket: UUID, session_id: UUID) -> tuple[bool, bool]:
        """Spend a ticket; return whether this was the first time, and whether its session is over.

        Raises
        ------
        FeedDownError
            The database cannot be asked now.
        """
        if self._side is None:
            raise FeedDownError
        try:
            found = await self._side.execute(queries.SPEND, (ticket, session_id))
            row = await found.fetchone()
        except (psycopg.Error, OSError) as error:
            raise FeedDownError from error
        return row is not None and bool(row[0]), row is None or bool(row[1])

    async def replay(
        self, scope: Scope, topics: Sequence[str], *, after: int, upto: int
    ) -> AsyncIterator[Entry]:
        """Yield from the database what a scope hears of these topics, `after` < offset <= `upto`.

        Raises
        ------
        FeedDownError
            The database cannot be asked now.
        """
        while after < upto:
            rows = await self._replay_page(
                {
                    "site": self.site,
                    "after": after,
                    "upto": upto,
                    "topics": list(topics),
                    "lo": scope.lo,
                    "hi": scope.hi,
                    "up": list(scope.up),
                    "limit": REPLAY_PAGE,
                }
            )
            for row in rows:
                yield entry(row)
            after = int(rows[-1][0]) if len(rows) == REPLAY_PAGE else upto

    async def _replay_page(self, values: dict[str, Any]) -> list[Row]:
        """Read one page; the turn is over before a slow subscriber has taken it."""
        try:
            async with self._replays, await connect(self.url, process="hub replay") as connection:
                found = await connection.execute(queries.REPLAY, values)
                return await found.fetchall()
        except (psycopg.Error, OSError) as error:
            raise FeedDownError from error
