"""The tailer: gives finished events their dense numbers, seals the audit, wakes the readers.

One process per site leads, holding an advisory lock; others wait for it.  An event may be numbered
when its transaction and all older ones are over (`xid < xmin`): reading by id alone loses events,
because transactions finish in another order than they take their ids.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import asdict, dataclass
from typing import Any, LiteralString
from uuid import UUID

import orjson
import psycopg
import structlog
from psycopg.rows import dict_row
from sqlalchemy.engine import URL

from core.audit import digest
from core.ids import uuid7
from core.live import queries
from core.live.connection import CHANNEL, Backoff, Connection, connect, pause, run_until_stopped
from core.live.rules import Unread, settled
from core.log import configure_logging
from core.settings import Settings, load_settings

log = structlog.get_logger(__name__)

BATCH = 5_000
BUSY_SECONDS = 0.01
IDLE_SECONDS = 0.05
BUSY_POLLS = 200
BELL_SECONDS = 0.01
SEAL_SECONDS = 0.25
SEAL_LINES = 1_000
WATCH_SECONDS = 0.5
STANDBY_SECONDS = 0.5
LAG_ALARM_SECONDS = 2.0

JOBS_CHANNEL = "procrastinate_any_queue_v1"
JOBS_PAYLOAD = '{"type": "job_inserted", "job_id": 0}'


@dataclass(slots=True)
class TailerState:
    """What `./jinmin status` shows of the tailer."""

    leader: bool = False
    offset: int = 0
    blocks: int = 0
    xmin_lag: float = 0.0
    held_by: str = ""


@dataclass(slots=True)
class Cursor:
    """Where reading stands: the last offset given and the last event read in (xid, id) order."""

    off: int
    xid: str
    event_id: int
    floor: int


class Tailer:
    """Numbers one site's events.

    Parameters
    ----------
    url : URL
        Address with the system role.
    batch : int
        Most events numbered in one transaction.
    """

    def __init__(self, url: URL, *, batch: int = BATCH) -> None:
        self.url = url
        self.batch = batch
        self.state = TailerState()
        self._news = asyncio.Event()
        self._alarmed: tuple[str, int] | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, through losses of the database."""
        backoff = Backoff()
        while not stop.is_set():
            try:
                await self._session(stop, backoff)
            except* (psycopg.Error, OSError) as errors:
                log.warning("database_lost", error=repr(errors.exceptions[0]))
            self.state.leader = False
            if not stop.is_set():
                await backoff.wait()

    async def _session(self, stop: asyncio.Event, backoff: Backoff) -> None:
        """Lead with one set of connections until one of them breaks."""
        main = await connect(self.url, process="tailer")
        async with (
            main,
            await connect(self.url, process="tailer seal") as sealer,
            await connect(
                self.url, process="tailer bell", options="-c synchronous_commit=off"
            ) as bell,
        ):
            site, cursor = await self.take_lead(main, stop)
            if cursor is None:
                return
            backoff.reset()
            self.state.leader, self.state.offset = True, cursor.off
            log.info("leading", site=site, offset=cursor.off)
            async with asyncio.TaskGroup() as group:
                group.create_task(self._number(main, site, cursor, stop))
                group.create_task(self._ring(bell, stop))
                group.create_task(self._seal(sealer, stop))
                group.create_task(self._watch(bell, stop))

    async def take_lead(self, main: Connection, stop: asyncio.Event) -> tuple[int, Cursor | None]:
        """Wait for the lead; return the site and where to go on, None if `stop` came first."""
        site_row = await (await main.execute(queries.SITE)).fetchone()
        if site_row is None:
            raise psycopg.OperationalError("this database has no local site")
        site = int(site_row[0])
        while not await self._locked(main, site):
            if stop.is_set():
                return site, None
            await pause(stop, STANDBY_SECONDS)
        return site, await self._position(main, site)

    async def _locked(self, main: Connection, site: int) -> bool:
        row = await (await main.execute(queries.LEAD, (site,))).fetchone()
        return row is not None and bool(row[0])

    async def _position(self, main: Connection, site: int) -> Cursor:
        origin = await _one(main, queries.ORIGIN)
        row = await (await main.execute(queries.TAIL, (site,))).fetchone()
        if row is None:
            await main.execute(queries.START_TAIL, (site, origin))
        elif row[4] != origin or int(row[0]) < self.state.offset:
            # A copy started without recovery has the same origin, but has lost what we numbered.
            await self._adopt(main, site, int(row[0]), str(origin))
        row = await (await main.execute(queries.TAIL, (site,))).fetchone()
        if row is None:
            raise psycopg.OperationalError("the tailer's position is missing")
        return Cursor(int(row[0]), str(row[1]), int(row[2]), int(row[3]))

    async def _adopt(self, main: Connection, site: int, off: int, origin: str) -> None:
        """Take over a database that was restored or copied: new epoch, all numbered and sealed."""
        async with main.transaction():
            await main.execute(queries.FREEZE_LOG)
            rows = await (await main.execute(queries.LEFT_OVER)).fetchall()
            ids = [int(row[0]) for row in rows]
            await main.execute(queries.ADOPT_NUMBERS, (site, off, ids))
            await main.execute(
                queries.ADOPT, {"site": site, "off": off + len(ids), "origin": origin}
            )
            await main.execute(queries.NEW_EPOCH, (uuid7(),))
            while await self.seal_once(main, queries.LEFT_UNSEALED) == SEAL_LINES:
                continue
        log.warning("database_adopted", origin=origin, numbered=len(ids))

    async def _number(
        self, main: Connection, site: int, cursor: Cursor, stop: asyncio.Event
    ) -> None:
        quiet = 0
        while not stop.is_set():
            numbered = await self.number_once(main, site, cursor)
            if numbered:
                quiet = 0
                self.state.offset = cursor.off
                self._news.set()
            else:
                quiet += 1
            if numbered < self.batch:
                await asyncio.sleep(BUSY_SECONDS if quiet < BUSY_POLLS else IDLE_SECONDS)

    async def number_once(self, main: Connection, site: int, cursor: Cursor) -> int:
        """Number what is settled, about one batch; move the cursor; return how many."""
        limit = self.batch
        while True:
            rows, read = await self._settled(main, cursor, limit)
            if rows or read < limit:
                break
            # The first event waits for one that lies beyond the batch: look further.
            limit *= 2
        if not rows:
            return 0
        async with main.transaction():
            done = await main.execute(
                queries.NUMBER,
                {
                    "site": site,
                    "off": cursor.off,
                    "ids": sorted(row.id for row in rows),
                    "xid": rows[-1].xid,
                    "event_id": rows[-1].id,
                },
            )
            if done.rowcount != 1:
                raise psycopg.OperationalError("another tailer moved the position")
        cursor.off += len(rows)
        cursor.xid, cursor.event_id = rows[-1].xid, rows[-1].id
        return len(rows)

    async def _settled(
        self, main: Connection, cursor: Cursor, limit: int
    ) -> tuple[list[Unread], int]:
        """Return the unread events that may be numbered now, and how many were looked at."""
        found = await main.execute(
            queries.UNREAD, (cursor.xid, cursor.event_id, cursor.floor, limit)
        )
        rows = [Unread(*row) for row in await found.fetchall()]
        if not rows:
            return rows, 0
        behind = await main.execute(
            queries.BEHIND,
            (
                rows[-1].xid,
                rows[-1].id,
                cursor.floor,
                max(row.id for row in rows),
                list({row.entity for row in rows}),
            ),
        )
        later: dict[UUID, int] = dict(await behind.fetchall())
        return rows[: settled(rows, later)], len(rows)

    async def _ring(self, bell: Connection, stop: asyncio.Event) -> None:
        """Wake hubs and workers, at most once in `BELL_SECONDS`."""
        while not stop.is_set():
            try:
                await asyncio.wait_for(self._news.wait(), 1.0)
            except TimeoutError:
                continue
            self._news.clear()
            await bell.execute(queries.NOTIFY, (CHANNEL, str(self.state.offset)))
            await bell.execute(queries.NOTIFY, (JOBS_CHANNEL, JOBS_PAYLOAD))
            await asyncio.sleep(BELL_SECONDS)

    async def _seal(self, sealer: Connection, stop: asyncio.Event) -> None:
        while not stop.is_set():
            if await self.seal_once(sealer) < SEAL_LINES:
                await pause(stop, SEAL_SECONDS)

    async def seal_once(self, connection: Connection, which: LiteralString | None = None) -> int:
        """Seal finished audit lines in one block; return how many."""
        async with connection.transaction():
            cursor = connection.cursor(row_factory=dict_row)
            await cursor.execute(which or queries.UNSEALED, (SEAL_LINES,))
            lines: list[dict[str, Any]] = await cursor.fetchall()
            if not lines:
                return 0
            last = await (await connection.execute(queries.LAST_BLOCK)).fetchone()
            number, previous = (int(last[0]) + 1, bytes(last[1])) if last else (1, b"")
            seal = digest(lines, previous=previous)
            await connection.execute(queries.SEAL_BLOCK, (number, len(lines), previous, seal))
            await connection.execute(queries.SEAL_LINES, (number, [line["id"] for line in lines]))
        self.state.blocks = number
        return len(lines)

    async def _watch(self, bell: Connection, stop: asyncio.Event) -> None:
        """Say that we live, and name whoever holds the log back."""
        while not stop.is_set():
            row = await (await bell.execute(queries.OLDEST_WRITER)).fetchone()
            self._judge(row)
            await bell.execute(
                queries.ALIVE,
                {
                    "name": "tailer",
                    "pid": os.getpid(),
                    "state": orjson.dumps(asdict(self.state)).decode(),
                },
            )
            await pause(stop, WATCH_SECONDS)

    def _judge(self, oldest: tuple[Any, ...] | None) -> None:
        self.state.xmin_lag, self.state.held_by = 0.0, ""
        if oldest is None:
            return
        pid, role, application, address, seconds = oldest
        self.state.xmin_lag = round(float(seconds), 3)
        if seconds <= LAG_ALARM_SECONDS:
            return
        self.state.held_by = f"pid {pid} {role} ({application}) from {address or 'local'}"
        # One line for each ten seconds of one session's lag, not one for each look.
        alarm = (str(pid), int(seconds // 10))
        if alarm != self._alarmed:
            self._alarmed = alarm
            log.error("xmin_lag", seconds=self.state.xmin_lag, held_by=self.state.held_by)


async def _one(connection: Connection, sql: str) -> Any:
    row = await (await connection.execute(sql)).fetchone()
    return row[0] if row else None


def main(settings: Settings | None = None) -> None:
    """Run the tailer as a process."""
    configure_logging(process="tailer")
    settings = settings or load_settings()
    run_until_stopped(Tailer(settings.database.for_system()).run)


if __name__ == "__main__":
    main()
