"""Subscribers at all tiers, each a live client like a desk's screen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from command.scenario.client import Desk
from core.live.client import LiveClient

WATCHERS = (
    "000000-duty",
    "000000-leader",
    "370000-duty",
    "370000-leader",
    "370000-kiosk",
    "371400-duty",
    "371400-kiosk",
    "371500-duty",
    "370100-duty",
    "370200-duty",
    "371426-duty",
    "371426-kiosk",
    "371402-duty",
    "371427-duty",
    "371428-duty",
    "371526-duty",
    "370102-duty",
    "371471-duty",
    "371426108-reporter",
    "371426103-reporter",
    "371426105-reporter",
    "371426001-reporter",
    "371402101-reporter",
    "370102001-reporter",
)
"""Who watches: the ministry, the province, cities, counties, a functional zone, townships."""

PATIENCE_SECONDS = 120.0

Hear = Callable[[str, dict[str, Any]], None]
"""Is told who heard what, as it arrives."""


@dataclass
class Watcher:
    """One subscriber: its feed, where it began, and the task that keeps it connected."""

    account: str
    tier: int
    area: int
    topics: list[str]
    client: LiveClient
    began_at: int
    task: asyncio.Task[None]


async def watch(desk: Desk, hear: Hear, stop: asyncio.Event) -> Watcher:
    """Connect a desk's screen; it stays connected until `stop`."""

    async def take_ticket() -> tuple[str, str]:
        answer = await desk.post("/api/live/ticket", {})
        return answer["ticket"], answer["url"]

    snapshot = await desk.get("/api/live/snapshot")
    client = LiveClient(take_ticket, on_event=lambda frame: hear(desk.account, frame))
    task = asyncio.create_task(client.run(stop))
    await asyncio.wait_for(client.ready.wait(), PATIENCE_SECONDS)
    post = desk.session["post"]
    return Watcher(
        desk.account,
        post["tier"],
        post["area"],
        list(snapshot["topics"]),
        client,
        client.upto,
        task,
    )


async def until(happened: Callable[[], bool], what: str) -> None:
    """Wait for something to happen.

    Raises
    ------
    TimeoutError
        It did not in `PATIENCE_SECONDS`.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        if time.monotonic() > deadline:
            raise TimeoutError(f"等待超时 waited in vain for {what}")
        await asyncio.sleep(0.02)
