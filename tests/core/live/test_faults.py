"""Tailer and hub are killed in mid-stream; nobody misses anything."""

import asyncio
import os
import signal
import subprocess
import sys
import time

import pytest

from core.access.scope import Scope
from core.live import tickets
from core.live.client import LiveClient
from core.settings import ROOT
from tests.fixtures.live import KEY, actor, free_port, say, until

pytestmark = [pytest.mark.commits, pytest.mark.faults]

PROVINCE, PINGYUAN = 370000000000, 371426000000
EVENTS = 60


def start(module: str, url: str, port: int) -> subprocess.Popen[bytes]:
    """Start a process of the service as `./jinmin serve` does."""
    return subprocess.Popen(
        [sys.executable, "-m", module],
        cwd=ROOT,
        env=os.environ
        | {
            "JINMIN_DATABASE__URL": url,
            "JINMIN_SERVER__HUB_PORT": str(port),
            "JINMIN_SECURITY__TICKET_KEY": KEY,
        },
        stderr=subprocess.DEVNULL,
    )


async def test_killing_tailer_and_hub_loses_and_doubles_nothing(database, database_url):
    port = free_port()
    who = actor(PROVINCE)

    async def take() -> tuple[str, str]:
        return tickets.issue(KEY, who, ["reports"], now=time.time()), f"ws://127.0.0.1:{port}/live"

    running = {
        module: start(module, database_url, port)
        for module in ("core.live.tailer", "core.live.hub")
    }
    stop = asyncio.Event()
    client = LiveClient(take)
    listening = asyncio.create_task(client.run(stop))
    try:
        await client.ready.wait()
        for number in range(EVENTS):
            if number in (20, 40):
                module = "core.live.tailer" if number == 20 else "core.live.hub"
                running[module].send_signal(signal.SIGKILL)
                running[module].wait()
                running[module] = start(module, database_url, port)
            async with database.writing(Scope.of(PINGYUAN)) as session:
                await say(session, area=PINGYUAN)
        await until(lambda: client.upto >= EVENTS)
        assert sorted(client.received) == list(range(1, EVENTS + 1))
        assert client.duplicates == 0
        assert client.connections >= 2
        assert client.lost == 0
    finally:
        stop.set()
        for process in running.values():
            process.kill()
            process.wait()
        await listening
