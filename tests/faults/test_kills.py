"""kill -9 at any moment while many report at once: what was acknowledged is there, and heard."""

import asyncio
import contextlib
from typing import Any

import pytest

from command.scenario.client import Desk
from core.live.client import LiveClient
from tests.faults.conftest import Site

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


async def kill(site: Site, victim: str, enough: asyncio.Event) -> int:
    await enough.wait()
    return site.kill(victim)


@pytest.mark.parametrize("victim", ["api", "hub", "postgresql", "tailer"])
async def test_no_acknowledged_report_is_lost(site: Site, victim: str) -> None:
    async def enter(desk: Desk) -> None:
        await desk.sign_in(site.password, None)

    async with contextlib.AsyncExitStack() as stack:

        async def desk(account: str) -> Desk:
            opened = Desk(site.url, account, enter)
            stack.push_async_callback(opened.close)
            await enter(opened)
            return opened

        county = await desk("371426-duty")
        incident = await county.post("/api/incidents", QUAKE)
        ear = Ear(county)
        stack.push_async_callback(ear.close)
        await ear.client.ready.wait()
        reporters = [await desk(f"{township}-reporter") for township in TOWNSHIPS]
        acknowledged: list[str] = []
        enough = asyncio.Event()
        killed, *_ = await asyncio.gather(
            kill(site, victim, enough),
            *(send_reports(d, incident["id"], acknowledged, enough) for d in reporters),
        )
        kept = await county.get(f"/api/incidents/{incident['id']}/reports", limit=200)
        ids = [report["id"] for report in kept["items"]]
        assert len(acknowledged) == len(TOWNSHIPS) * EACH
        assert sorted(ids) == sorted(acknowledged)
        await ear.hears(set(acknowledged))
        assert len(ear.heard) == len(set(ear.heard))
        assert site.pid_of(victim) not in (killed, None)
