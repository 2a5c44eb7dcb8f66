"""`./jinmin bench events`: the log under sixteen writers, and what it costs to be told of a change.

Writers commit after random delays.  `full` inserts a row with its event, its audit line and a job,
through the functions every module uses; `plain` inserts the row alone; the two take turns.  The
tailer numbers meanwhile; afterwards every committed event must have been numbered once.
"""

import asyncio
import os
import random
import subprocess
import sys
import time
from statistics import median

from sqlalchemy import text

from core import audit, jobs
from core.access.scope import Scope
from core.db import Database, Writer
from core.events import emit
from core.ids import uuid7
from core.settings import ROOT
from tests.bench.parts import throwaway
from tests.bench.parts.goals import Goals
from tests.fixtures.live import actor

WRITERS = 16
SECONDS = 1.0
ROUNDS = 16
LONGEST_DELAY = 0.02
AREA = 371426000000
TASK = "bench.events.nothing"
POLL_SECONDS = 0.05
PATIENCE_SECONDS = 20.0

_TABLE = (
    "create table core.bench_row (id uuid primary key, area bigint not null, body jsonb not null)"
)
_ROW = text("insert into core.bench_row values (:id, :area, cast(:body as jsonb))")
_NUMBERED = text("select count(*), count(distinct event_id), max(off) from core.event_offset")
_MISSING = text(
    """
    select count(*) from core.event e
    where not exists (select from core.event_offset o where o.event_id = e.id)
    """
)
_WRITTEN = text("select count(*) from core.event")
WHO = actor(AREA)


@jobs.task(TASK)
async def nothing(_jobs: jobs.Jobs, *, entity: str) -> None:
    """Stand for any task."""
    del entity


async def plain(session: Writer) -> None:
    await session.execute(
        _ROW, {"id": uuid7(), "area": AREA, "body": '{"deaths": 0, "injured": null}'}
    )


async def full(session: Writer) -> None:
    entity = uuid7()
    await session.execute(
        _ROW, {"id": entity, "area": AREA, "body": '{"deaths": 0, "injured": null}'}
    )
    await audit.record(
        session, WHO, verb="submit", noun="report", entity=entity, area=AREA, after={"deaths": 0}
    )
    await emit(
        session, topic="reports", kind="report.submitted", entity=entity, version=1, area=AREA,
        flow="up", body={"id": str(entity), "version": 1, "figures": {"deaths": 0}},
    )  # fmt: skip
    await jobs.defer(session, TASK, entity=str(entity))


async def write(database: Database, how: str, until: float, dice: random.Random) -> int:
    """Commit transactions of one kind until a moment; return how many."""
    act = {"plain": plain, "full": full}[how]
    done = 0
    while time.monotonic() < until:
        async with database.writing(Scope.of(AREA)) as session:
            await act(session)
            await asyncio.sleep(dice.uniform(0, LONGEST_DELAY))
        done += 1
    return done


async def rounds(database: Database) -> dict[str, list[float]]:
    """Return transactions per second by kind, a value for each round."""
    rates: dict[str, list[float]] = {"plain": [], "full": []}
    for number in range(ROUNDS):
        for how in sorted(rates, reverse=number % 2 == 0):
            until = time.monotonic() + SECONDS
            counts = await asyncio.gather(
                *(write(database, how, until, random.Random(n)) for n in range(WRITERS))  # noqa: S311
            )
            rates[how].append(sum(counts) / SECONDS)
    return rates


async def settle(owner: Database) -> tuple[int, int, int]:
    """Wait for the tailer; return written, missing and doubled events."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        async with owner.reading(None) as session:
            written = int(await session.scalar(_WRITTEN) or 0)
            missing = int(await session.scalar(_MISSING) or 0)
            given, events, top = (await session.execute(_NUMBERED)).one()
        if missing == 0 or time.monotonic() > until:
            return written, missing, (given - events) + abs((top or 0) - given)
        await asyncio.sleep(POLL_SECONDS)


async def measure(url: str, goals: Goals) -> None:
    settings = throwaway.settings(url)
    owner = Database(settings.database.for_owner(), pool_size=1)
    database = Database(settings.database.for_app(), pool_size=WRITERS)
    try:
        async with owner.writing(None) as session:
            await session.execute(text(_TABLE))
            await session.execute(text("grant insert on core.bench_row to jinmin_app"))
        rates = await rounds(database)
        written, missing, doubled = await settle(owner)
    finally:
        await database.close()
        await owner.close()
    goals.say(
        "V1 events missing", [missing], "events", "== 0", against="committed events", n=written
    )
    goals.say(
        "V2 events numbered twice or out of the dense order", [doubled], "events", "== 0",
        against="committed events", n=written,
    )  # fmt: skip
    ratios = [a / b for a, b in zip(rates["full"], rates["plain"], strict=True)]
    goals.say(
        "V3 transactions with event, audit and job", ratios, "ratio of transactions per second",
        ">= 0.5", against="the same insert alone", n=written,
        show=f"{median(rates['full']):,.0f} of {median(rates['plain']):,.0f} per second",
    )  # fmt: skip


def main() -> int:
    goals = Goals()
    with throwaway.database() as url:
        tailer = subprocess.Popen(
            [sys.executable, "-m", "core.live.tailer"],
            cwd=ROOT,
            env=os.environ | {"JINMIN_DATABASE__URL": url},
        )
        try:
            asyncio.run(measure(url, goals))
            ended = int(tailer.poll() is not None)
            goals.say("tailer ended early", [ended], "processes", "== 0", against="its start", n=1)
        finally:
            tailer.terminate()
            tailer.wait()
    return goals.done


if __name__ == "__main__":
    sys.exit(main())
