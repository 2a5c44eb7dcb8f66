"""Jobs live and die with the transaction that asked for them, and are done once it commits."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from core import jobs
from core.access.scope import Scope
from core.db import Database
from core.settings import Settings
from tests.fixtures.live import running_site, say, until

pytestmark = pytest.mark.commits

COUNTY = 371426000000
TASK = "tests.jobs.note"
TICK = "tests.jobs.tick"
FAILING = "tests.jobs.fail-once"
TURN = "tests.jobs.take-turn"
noted: list[object] = []


@jobs.task(TASK)
async def note(found: jobs.Jobs, *, what: str) -> None:
    """Note what was asked, and that the database is the system's."""
    async with found.database.reading(None) as session:
        noted.append((what, await session.scalar(text("select current_user"))))


@jobs.periodic(TICK, 1)
async def tick(_found: jobs.Jobs) -> None:
    noted.append("tick")


@jobs.task(FAILING)
async def fail_once(_found: jobs.Jobs) -> None:
    noted.append("try")
    if noted.count("try") == 1:
        raise ConnectionError


@jobs.task(TURN)
async def take_turn(_found: jobs.Jobs, *, turn: str) -> None:
    noted.append(f"begun {turn}")
    await until(lambda: any(isinstance(x, tuple) for x in noted))
    noted.append(f"ended {turn}")


@pytest.fixture
async def worker(settings: Settings) -> AsyncIterator[None]:
    noted.clear()
    stop = asyncio.Event()
    running = asyncio.create_task(jobs.run_worker(settings, stop))
    yield
    stop.set()
    await running


async def queued(owner_database: Database) -> list[str]:
    statement = text("select task_name from procrastinate.procrastinate_jobs order by id")
    async with owner_database.reading(None) as session:
        return list(await session.scalars(statement))


async def until_gone(owner_database: Database, task: str) -> None:
    """Wait until a task's jobs are done and deleted; the test's own time limit ends the wait."""
    while task in await queued(owner_database):
        await asyncio.sleep(0.05)


async def test_a_rollback_takes_job_and_event_with_it(database, owner_database):
    with pytest.raises(InterruptedError):
        async with database.writing(Scope.of(COUNTY)) as session:
            await jobs.defer(session, TASK, what="never")
            await say(session, area=COUNTY)
            raise InterruptedError
    assert await queued(owner_database) == []
    async with owner_database.reading(None) as session:
        assert await session.scalar(text("select count(*) from core.event")) == 0

    async with database.writing(Scope.of(COUNTY)) as session:
        await jobs.defer(session, TASK, what="this")
        await say(session, area=COUNTY)
    assert await queued(owner_database) == [TASK]


async def test_an_unknown_task_is_refused(database):
    with pytest.raises(KeyError, match="nowhere"):
        async with database.writing(Scope.of(COUNTY)) as session:
            await jobs.defer(session, "nowhere")


async def test_jobs_are_done_and_gone(database, owner_database, settings, worker):
    async with running_site(settings, database):
        for n in range(5):
            async with database.writing(Scope.of(COUNTY)) as session:
                await jobs.defer(session, TASK, what=str(n))
                await say(session, area=COUNTY)
        await until_gone(owner_database, TASK)
    done = sorted(x for x in noted if isinstance(x, tuple))
    assert done == [(str(n), "jinmin_system") for n in range(5)]


@pytest.fixture
def cold() -> Iterator[None]:
    """Declare something to warm that cannot be."""

    @jobs.warm
    def no_source(_settings: Settings) -> None:
        raise RuntimeError

    yield
    jobs._warm.remove(no_source)


async def test_what_cannot_be_warmed_keeps_no_job_waiting(cold, database, owner_database, worker):
    async with database.writing(Scope.of(COUNTY)) as session:
        await jobs.defer(session, TASK, what="warm or not")
    await until_gone(owner_database, TASK)
    assert ("warm or not", "jinmin_system") in noted


async def test_periodic_tasks_come_round(worker):
    await until(lambda: len(noted) >= 2)
    assert set(noted) == {"tick"}


async def test_a_failed_job_is_tried_again(database, owner_database, worker):
    async with database.writing(Scope.of(COUNTY)) as session:
        await jobs.defer(session, FAILING)
    await until_gone(owner_database, FAILING)
    assert noted.count("try") == 2


async def leave_behind(owner_database: Database, *, attempts: int, what: str) -> int:
    """Store what kill -9 leaves behind: a job being done by a worker last heard of an hour ago."""
    async with owner_database.writing(None) as session:
        dead = await session.scalar(
            text(
                "insert into procrastinate.procrastinate_workers (last_heartbeat)"
                " values (now() - interval '1 hour') returning id"
            )
        )
        job = await session.scalar(
            text(
                "insert into procrastinate.procrastinate_jobs"
                " (queue_name, task_name, args, status, worker_id, attempts)"
                " values ('default', :task, jsonb_build_object('what', cast(:what as text)),"
                " 'doing', :dead, :attempts) returning id"
            ),
            {"task": TASK, "dead": dead, "what": what, "attempts": attempts},
        )
    return int(job)


async def test_the_job_of_a_dead_worker_is_given_out_again(database, owner_database, worker):
    await until(lambda: noted)
    await leave_behind(owner_database, attempts=0, what="orphan")
    await until_gone(owner_database, TASK)
    assert noted.count(("orphan", "jinmin_system")) == 1


async def test_a_job_that_kills_every_worker_is_given_up(owner_database, worker):
    await until(lambda: noted)
    state = text("select status from procrastinate.procrastinate_jobs where id = :job")
    status = "doing"
    with capture_logs() as logged:
        job = await leave_behind(owner_database, attempts=jobs.ATTEMPTS, what="a secret")
        while status == "doing":
            await asyncio.sleep(0.05)
            async with owner_database.reading(None) as session:
                status = await session.scalar(state, {"job": job})
    assert status == "failed"
    assert ("a secret", "jinmin_system") not in noted
    (said,) = [line for line in logged if line["event"] == "job_given_up"]
    assert (said["job"], said["task"], said["log_level"]) == (job, TASK, "error")
    assert "a secret" not in str(logged)


async def test_jobs_of_one_lock_take_turns_and_no_room_while_they_wait(
    settings, database, owner_database, worker
):
    stop = asyncio.Event()
    other = asyncio.create_task(jobs.run_worker(settings, stop))
    async with database.writing(Scope.of(COUNTY)) as session:
        # More than both workers do at a time; the first ends only after one without a lock.
        turns = [str(n) for n in range(2 * jobs.CONCURRENCY + 1)]
        for turn in turns:
            await jobs.defer(session, TURN, lock="one at a time", turn=turn)
        await jobs.defer(session, TASK, what="free")
    await until_gone(owner_database, TURN)
    stop.set()
    await other
    done = [x for x in noted if isinstance(x, str) and x != "tick"]
    assert done == [side + turn for turn in turns for side in ("begun ", "ended ")]


async def test_those_who_wait_behind_a_dead_worker_come_after_its_job(
    database, owner_database, worker
):
    await until(lambda: noted)
    async with owner_database.writing(None) as session:
        await session.execute(
            text(
                "with dead as (insert into procrastinate.procrastinate_workers (last_heartbeat)"
                " values (now() - interval '1 hour') returning id)"
                " insert into procrastinate.procrastinate_jobs"
                " (queue_name, task_name, args, lock, status, worker_id)"
                " select 'default', :task, '{\"what\": \"first\"}', 'turn', 'doing', id from dead"
            ),
            {"task": TASK},
        )
        await jobs.defer(session, TASK, lock="turn", what="second")
    await until_gone(owner_database, TASK)
    done = [x[0] for x in noted if isinstance(x, tuple)]
    assert done == ["first", "second"]


async def test_only_what_was_seen_to_wait_is_dropped(database, owner_database, system_database):
    async with database.writing(Scope.of(COUNTY)) as session:
        await jobs.defer(session, TASK, lock="this", what="seen")
        await jobs.defer(session, FAILING, lock="another")
    async with system_database.reading(None) as session:
        seen = await jobs.waiting(session, "this")
    async with database.writing(Scope.of(COUNTY)) as session:
        await jobs.defer(session, TASK, lock="this", what="later")
    async with system_database.writing(None) as session:
        await jobs.drop(session, seen)
    assert await queued(owner_database) == [FAILING, TASK]


async def test_requests_cannot_read_the_queue(database):
    async with database.reading(Scope.of(0)) as session:
        allowed = await session.scalar(
            text("select has_table_privilege('procrastinate.procrastinate_jobs', 'select')")
        )
    assert allowed is False


@pytest.mark.parametrize("seconds", [0, -5, 7, 90, 7200])
def test_odd_periods_are_refused(seconds):
    with pytest.raises(ValueError, match="period"):
        jobs.periodic("tests.jobs.odd", seconds)


def test_what_is_declared_is_known():
    assert {TASK, TICK, FAILING} <= set(jobs.declared())
