"""Plain psycopg connections for the processes that tail and push the log."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Callable, Coroutine
from typing import Any

import psycopg
import uvloop
from psycopg.rows import TupleRow
from sqlalchemy.engine import URL

Connection = psycopg.AsyncConnection[TupleRow]
CHANNEL = "jinmin_live"

FIRST_RETRY_SECONDS = 0.1
LONGEST_RETRY_SECONDS = 2.0


async def connect(url: URL, *, process: str, options: str = "") -> Connection:
    """Open an autocommitting connection that notices a dead peer within some ten seconds.

    Parameters
    ----------
    url : URL
        Address with the role to log in as.
    process : str
        Name the server shows for the session.
    options : str
        Further server settings, as `-c name=value`.
    """
    return await psycopg.AsyncConnection.connect(
        url.set(drivername="postgresql").render_as_string(hide_password=False),
        autocommit=True,
        application_name=f"jinmin {process}",
        connect_timeout=5,
        keepalives_idle=5,
        keepalives_interval=2,
        keepalives_count=3,
        options=f"-c timezone=Asia/Shanghai -c statement_timeout=30s {options}",
    )


class Backoff:
    """Waiting times between attempts: doubling, and back to the first after a success."""

    def __init__(self) -> None:
        self.seconds = FIRST_RETRY_SECONDS

    def reset(self) -> None:
        """Start again from the shortest wait."""
        self.seconds = FIRST_RETRY_SECONDS

    async def wait(self) -> None:
        """Wait, longer each time."""
        await asyncio.sleep(self.seconds)
        self.seconds = min(self.seconds * 2, LONGEST_RETRY_SECONDS)


async def pause(stop: asyncio.Event, seconds: float) -> None:
    """Sleep, but no longer than until `stop` is set."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


def run_until_stopped(main: Callable[[asyncio.Event], Coroutine[Any, Any, None]]) -> None:
    """Run a process's main coroutine on uvloop; SIGINT and SIGTERM set the event it is given."""
    import signal

    async def body() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        await main(stop)

    uvloop.run(body())
    sys.exit(0)
