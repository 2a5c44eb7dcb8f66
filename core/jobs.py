"""Background work: jobs written in the caller's transaction, done by the worker.

A module declares its tasks in `jobs.py` with `task`, and its `register` imports that file.  A job's
row commits or rolls back with the change that asked for it.  A task may run again after a crash or
a failure: it must be idempotent.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import procrastinate
import psycopg
import structlog
from procrastinate import jobs as procrastinate_jobs
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from core.db import Database, Reader, Writer
from core.settings import Settings

log = structlog.get_logger(__name__)

QUEUE = "default"
POLL_SECONDS = 0.25
CONCURRENCY = 4
ATTEMPTS = 5
HEARTBEAT_SECONDS = 5.0
STALLED_SECONDS = 20.0
STATE_SECONDS = 2.0
MINUTE = 60


@dataclass(frozen=True, slots=True)
class Jobs:
    """What a task is given: the database under the system role, and the settings."""

    database: Database
    settings: Settings


Task = Callable[..., Awaitable[None]]
"""A task takes `Jobs` and the keyword arguments it was deferred with (JSON values)."""

_tasks: dict[str, Task] = {}
_periodic: dict[str, int] = {}
_warm: list[Callable[[Settings], None]] = []


def task(name: str) -> Callable[[Task], Task]:
    """Declare a function as the task of this name.

    Parameters
    ----------
    name : str
        `package.module.verb`; stored with each job, so it outlives the function's own name.
    """

    def declare(function: Task) -> Task:
        _tasks[name] = function
        return function

    return declare


def periodic(name: str, seconds: int) -> Callable[[Task], Task]:
    """Declare a task that also runs every so many seconds, once in the whole installation.

    Parameters
    ----------
    name : str
        As for `task`.
    seconds : int
        A divisor of 60, or a multiple of 60 up to an hour that divides the hour.
    """
    _cron(seconds)

    def declare(function: Task) -> Task:
        _periodic[name] = seconds
        return task(name)(function)

    return declare


def warm(function: Callable[[Settings], None]) -> Callable[[Settings], None]:
    """Declare something slow that the worker does at its start, so that no first job waits for it.

    It runs in a thread and only fills caches: the worker does not mind if it fails.
    """
    if function not in _warm:
        _warm.append(function)
    return function


def declared() -> tuple[str, ...]:
    """Return the names of all declared tasks."""
    return tuple(sorted(_tasks))


# Procrastinate's own way into the queue, called in the caller's transaction. The composite type's
# members: queue, task, priority, lock, queueing lock, arguments, time.
_DEFER = """
select procrastinate.procrastinate_defer_jobs_v1(array[row(
    %(queue)s, %(task)s, %(priority)s, %(lock)s, null, cast(%(args)s as jsonb),
    cast(%(at)s as timestamptz)
)::procrastinate.procrastinate_job_to_defer_v1])
"""


async def defer(
    session: Writer,
    name: str,
    *,
    run_at: datetime | None = None,
    priority: int = 0,
    lock: str | None = None,
    **args: Any,
) -> int:
    """Ask for a task; the job exists only if the caller's transaction commits.

    Parameters
    ----------
    name : str
        A declared task.
    run_at : datetime, optional
        Not before this instant.
    priority : int
        Higher goes first.
    lock : str, optional
        Jobs with the same one are done one after the other, in the order they were asked for.
    **args
        Arguments of the task, JSON values.

    Returns
    -------
    int
        Number of the job.

    Raises
    ------
    KeyError
        No task of this name is declared.
    """
    if name not in _tasks:
        raise KeyError(f"no task {name!r} is declared")
    found = await session.note(
        _DEFER,
        {
            "queue": QUEUE,
            "task": name,
            "priority": priority,
            "lock": lock,
            "args": orjson.dumps(args).decode(),
            "at": run_at,
        },
    )
    return int(found.scalar_one()[0])


_WAITING = text(
    "select id from procrastinate.procrastinate_jobs where lock = :lock and status = 'todo'"
)
_DROP = text(
    "select procrastinate.procrastinate_cancel_job_v1(id, false, true)"
    " from unnest(cast(:ids as bigint[])) id"
)


async def waiting(session: Reader, lock: str) -> list[int]:
    """Return the jobs that wait behind a lock and whose changes this transaction sees."""
    return list(await session.scalars(_WAITING, {"lock": lock}))


async def drop(session: Writer, ids: list[int]) -> None:
    """Take jobs that still wait off the queue, because another has done their work."""
    await session.execute(_DROP, {"ids": ids})


def _cron(seconds: int) -> str:
    if 0 < seconds <= MINUTE and MINUTE % seconds == 0:
        return f"* * * * * */{seconds}" if seconds < MINUTE else "* * * * * 0"
    minutes, rest = divmod(seconds, MINUTE)
    if rest == 0 and 0 < minutes <= MINUTE and MINUTE % minutes == 0:
        return f"*/{minutes} * * * * 0" if minutes < MINUTE else "0 * * * * 0"
    raise ValueError(f"not a period: {seconds} s")


def _application(settings: Settings, jobs: Jobs) -> procrastinate.App:
    address = settings.database.for_system().set(drivername="postgresql")
    connector = procrastinate.PsycopgConnector(
        conninfo=address.render_as_string(hide_password=False),
        kwargs={
            "options": "-c search_path=procrastinate -c timezone=Asia/Shanghai",
            "application_name": "jinmin worker",
            "connect_timeout": 5,
        },
        min_size=1,
        max_size=CONCURRENCY + 4,
    )
    app = procrastinate.App(connector=connector)
    retry = procrastinate.RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=2)
    for name, function in _tasks.items():
        seconds = _periodic.get(name)
        runner = app.task(name=name, queue=QUEUE, retry=retry)(_bound(function, jobs))
        if seconds is not None:
            app.periodic(cron=_cron(seconds), periodic_id=name)(runner)
    return app


def _bound(function: Task, jobs: Jobs) -> Callable[..., Awaitable[None]]:
    async def run(**args: Any) -> None:
        # Periodic jobs also carry the instant they were due; our tasks ask their own clocks.
        args.pop("timestamp", None)
        await function(jobs, **args)

    return run


async def run_worker(settings: Settings, stop: asyncio.Event) -> None:
    """Do jobs until `stop` is set, through losses of the database.

    The tasks must have been declared, that is, the application built, before.
    """
    for function in _warm:
        try:
            await asyncio.to_thread(function, settings)
        except Exception:
            log.exception("not_warmed", function=function.__name__)
    database = Database(settings.database.for_system(), pool_size=CONCURRENCY)
    wait = POLL_SECONDS
    try:
        while not stop.is_set():
            try:
                await _work(settings, Jobs(database, settings), stop)
                wait = POLL_SECONDS
            except (
                psycopg.Error,
                procrastinate.exceptions.ProcrastinateException,
                OSError,
            ) as error:
                log.warning("database_lost", error=repr(error))
                wait = min(wait * 2, STATE_SECONDS)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), wait)
    finally:
        await database.close()


async def _work(settings: Settings, jobs: Jobs, stop: asyncio.Event) -> None:
    app = _application(settings, jobs)
    async with app.open_async():
        working = asyncio.create_task(
            app.run_worker_async(
                concurrency=CONCURRENCY,
                fetch_job_polling_interval=POLL_SECONDS,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=STALLED_SECONDS,
                shutdown_graceful_timeout=10,
                delete_jobs=procrastinate_jobs.DeleteJobCondition.SUCCESSFUL,
                install_signal_handlers=False,
            )
        )
        tending = asyncio.create_task(_tend(app, jobs))
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait((working, tending, stopping), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for side in (tending, stopping, working):
                side.cancel()
            ended = await asyncio.gather(working, tending, return_exceptions=True)
        for result in ended:
            if isinstance(result, Exception):
                raise result


_STATE = text(
    """
    insert into core.process_state (name, pid, heartbeat, state)
    select 'worker', :pid, now(), jsonb_build_object(
        'todo', count(*) filter (where status = 'todo'),
        'doing', count(*) filter (where status = 'doing'),
        'failed', count(*) filter (where status = 'failed'),
        'oldest_due', coalesce(extract(epoch from now() - min(e.at) filter (where status = 'todo'
            and coalesce(scheduled_at, now()) <= now())), 0)::float)
    from procrastinate.procrastinate_jobs j
    left join lateral (
        select min(at) as at from procrastinate.procrastinate_events where job_id = j.id
    ) e on true
    where status in ('todo', 'doing', 'failed')
    on conflict (name) do update
    set pid = excluded.pid, heartbeat = excluded.heartbeat, state = excluded.state
    """
)


async def _tend(app: procrastinate.App, jobs: Jobs) -> None:
    """Report that the worker lives, and give the jobs of dead workers out again."""
    while True:
        try:
            async with jobs.database.writing(None) as session:
                await session.execute(_STATE, {"pid": os.getpid()})
        except SQLAlchemyError as error:
            raise psycopg.OperationalError(str(error)) from error
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
            if job.attempts < ATTEMPTS:
                log.warning("job_given_out_again", job=job.id, task=job.task_name)
                await app.job_manager.retry_job(job)
            else:  # what ends its worker each time would end every other job's too
                log.error("job_given_up", job=job.id, task=job.task_name, attempts=job.attempts)
                failed = procrastinate_jobs.Status.FAILED
                await app.job_manager.finish_job(job, failed, delete_job=False)
        await asyncio.sleep(STATE_SECONDS)
