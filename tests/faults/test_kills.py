"""kill -9 in the middle of reporting: whatever was acknowledged is there, once, and was heard."""

import asyncio
import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from command.scenario.client import Desk
from command.serving import free_port
from core.cluster import Cluster
from core.live.client import LiveClient
from core.postgres import place
from core.settings import ROOT

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]

QUAKE = {
    "hazard": "020100",
    "occurred_at": "2023-08-06T02:33:59+08:00",
    "lon": 116.34,
    "lat": 37.16,
    "magnitude": 5.5,
    "depth_km": 10,
    "place_zh": "山东德州市平原县",
    "source_zh": "测试",
}
TOWNSHIPS = ("371426001", "371426002", "371426101", "371426102", "371426103", "371426108")
EACH = 5
KILL_AFTER = 8


@dataclass
class Site:
    """`./jinmin serve` in a process of its own, with a cluster of its own."""

    url: str
    folder: Path
    password: str

    def pid_of(self, name: str) -> int:
        if name == "postgresql":
            pid = Cluster(place(self.folder / "pg")).pid()
            assert pid is not None
            return pid
        state = json.loads((self.folder / "run" / "service.json").read_text())
        return int(next(c["pid"] for c in state["children"] if c["name"] == name))

    async def desk(self, account: str) -> Desk:
        async def enter(desk: Desk) -> None:
            await desk.sign_in(self.password, None)

        desk = Desk(self.url, account, enter)
        await enter(desk)
        return desk


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    folder = Path(tempfile.mkdtemp(prefix="jinmin-faults-"))
    folder.chmod(0o755)
    port = free_port()
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    output = folder / "output"
    with output.open("w") as out:
        service = subprocess.Popen(
            [sys.executable, "-m", "command.cli", "serve", "--port", str(port)],
            cwd=ROOT,
            env=environment | {"JINMIN_VAR": str(folder), "COLUMNS": "200"},
            stdout=out,
            stderr=out,
        )
    try:
        password = None
        while password is None:
            assert service.poll() is None, output.read_text()
            password = re.search(r"password\s+(\S+)", output.read_text())
            time.sleep(0.1)
        yield Site(f"http://127.0.0.1:{port}", folder, password[1])
    finally:
        service.terminate()
        ended = service.wait()
        cluster = Cluster(place(folder / "pg"))
        left = cluster.pid()
        cluster.remove()
        shutil.rmtree(folder)
    assert ended == 0
    assert left is None, "the service ended and left its database running"


class Ear:
    """Subscribed to the reports as the county is; what it heard, by report."""

    def __init__(self, desk: Desk) -> None:
        self.heard: list[str] = []
        self._desk = desk
        self._news = asyncio.Event()
        self._stop = asyncio.Event()
        self.client = LiveClient(self._ticket, on_event=self._note)
        self._task = asyncio.create_task(self.client.run(self._stop))

    async def _ticket(self) -> tuple[str, str]:
        answer = await self._desk.post("/api/live/ticket", {"topics": ["reports"]})
        return answer["ticket"], answer["url"]

    def _note(self, frame: dict[str, Any]) -> None:
        if frame["t"] == "reports" and frame["v"] == 1:
            self.heard.append(frame["e"])
            self._news.set()

    async def hears(self, ids: set[str]) -> None:
        while not ids <= set(self.heard):
            self._news.clear()
            await self._news.wait()

    async def close(self) -> None:
        self._stop.set()
        await self._task


async def send_reports(
    desk: Desk, incident_id: str, acknowledged: list[str], enough: asyncio.Event
) -> None:
    for number in range(EACH):
        answer = await desk.post(
            "/api/reports",
            {
                "incident_id": incident_id,
                "kind": "FOLLOWUP" if number else "INITIAL",
                "figures": {"deaths": 0, "missing": 0, "injured": number},
            },
        )
        acknowledged.append(answer["id"])
        if len(acknowledged) >= KILL_AFTER:
            enough.set()
        await asyncio.sleep(0.05)


async def kill(site: Site, victim: str, enough: asyncio.Event) -> None:
    await enough.wait()
    os.kill(site.pid_of(victim), signal.SIGKILL)


@pytest.mark.parametrize("victim", ["api", "hub", "postgresql", "tailer"])
async def test_no_acknowledged_report_is_lost(
    site: Site, victim: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However long the machine takes: the same command again until it is answered.
    monkeypatch.setattr("command.scenario.client.RETRY_SECONDS", (0.25,) * 1000)
    async with contextlib.AsyncExitStack() as stack:

        async def desk(account: str) -> Desk:
            opened = await site.desk(account)
            stack.push_async_callback(opened.close)
            return opened

        county = await desk("371426-duty")
        incident = await county.post("/api/incidents", QUAKE)
        ear = Ear(county)
        stack.push_async_callback(ear.close)
        await ear.client.ready.wait()
        reporters = [await desk(f"{township}-reporter") for township in TOWNSHIPS]
        acknowledged: list[str] = []
        enough = asyncio.Event()
        before = site.pid_of(victim)
        await asyncio.gather(
            kill(site, victim, enough),
            *(send_reports(d, incident["id"], acknowledged, enough) for d in reporters),
        )
        kept = await county.get(f"/api/incidents/{incident['id']}/reports", limit=200)
        ids = [report["id"] for report in kept["items"]]
        assert len(acknowledged) == len(TOWNSHIPS) * EACH
        assert sorted(ids) == sorted(acknowledged)
        await ear.hears(set(acknowledged))
        assert len(ear.heard) == len(set(ear.heard))
        assert site.pid_of(victim) != before
