"""The play as fast as it can go, watched by subscribers at all tiers, and counted afterwards.

Everything goes over HTTP and WebSocket like any client's traffic; only the counting at the end
reads the database, once for each subscriber and under that subscriber's access.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

from rich.console import Console

from command.scenario import queries
from command.scenario.acts import Act, Stage, perform
from command.scenario.cast import Cast
from command.scenario.client import Desk
from command.scenario.story import Story, load_story
from core.access.scope import Scope
from core.db import Database
from core.live.client import LiveClient
from core.settings import Settings
from core.worlds import set_clock

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
QUIET_SECONDS = 1.5


@dataclass
class Moments:
    """Real instants of what the first minutes are judged by, as a screen saw them."""

    alert: float = 0.0
    estimate: float = 0.0
    estimate_everywhere: float = 0.0
    proposal: float = 0.0
    order: float = 0.0

    def note(self, frame: dict[str, Any]) -> None:
        """Remember the first arrival of each, and the last one of the first estimate."""
        if frame["k"] == "estimate.made" and frame["b"]["run_version"] == 1:
            self.estimate_everywhere = time.monotonic()
        for name, kind in (
            ("estimate", "estimate.made"),
            ("proposal", "response.proposed"),
            ("order", "order.issued"),
        ):
            if frame["k"] == kind and not getattr(self, name):
                setattr(self, name, time.monotonic())

    def since_alert(self, name: str) -> float | None:
        """Return the seconds from the alert to a moment, None if it never came."""
        at: float = getattr(self, name)
        return round(at - self.alert, 3) if at else None


async def check(
    settings: Settings, *, base: str, password: str, carry_out: Act = perform
) -> dict[str, Any]:
    """Play the whole story against a running service and count what was kept and what arrived.

    Parameters
    ----------
    settings : Settings
        Of the service, whose database must be fresh.
    base : str
        Its address.
    password : str
        The sample password; everybody signs in with it.
    carry_out : callable
        Has each step done; a test of faults breaks something meanwhile.

    Returns
    -------
    dict
        The figures of the check; `ok` tells whether everything happened and nothing was lost.
    """
    console = Console(stderr=True, highlight=False)
    system = Database(settings.database.for_system(), pool_size=4)
    app = Database(settings.database.for_app(), pool_size=4)
    cast = Cast(base, system, password)
    moments = Moments()
    watchers: list[Watcher] = []
    stop = asyncio.Event()
    story = load_story()
    try:
        for account in WATCHERS:
            watcher = await _watch(await cast.desk(account), moments, stop)
            watchers.append(watcher)
        console.print(f"{len(watchers)} 个订阅者已连接 subscribers connected")
        stage = await _play(story, system, cast, moments, console, carry_out)
        head = await _settle(system, watchers)
        result = await _count(app, system, watchers, head, stage)
    finally:
        stop.set()
        await asyncio.gather(*(watcher.task for watcher in watchers))
        await cast.close()
        await system.close()
        await app.close()
    return _judge(story, stage, moments, result)


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


async def _watch(desk: Desk, moments: Moments, stop: asyncio.Event) -> Watcher:
    async def take_ticket() -> tuple[str, str]:
        answer = await desk.post("/api/live/ticket", {})
        return answer["ticket"], answer["url"]

    snapshot = await desk.get("/api/live/snapshot")
    client = LiveClient(take_ticket, on_event=moments.note)
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


async def _play(
    story: Story,
    system: Database,
    cast: Cast,
    moments: Moments,
    console: Console,
    carry_out: Act,
) -> Stage:
    async with system.writing(None) as session:
        world = await queries.make_world(
            session, name_zh=story.name_zh, name_en=story.name_en, base=story.start, rate=1.0
        )
        await set_clock(session, world.id, now=story.start, rate=1.0)
    stage = Stage(world_id=str(world.id))
    for account in dict.fromkeys(step.who for step in story.steps):
        await cast.desk(account)
    for step in story.steps:
        async with system.writing(None) as session:
            await set_clock(session, world.id, now=step.at, rate=1.0)
        if step.do == "alert" and not moments.alert:
            moments.alert = time.monotonic()
        console.print(f"{step.at:%m-%d %H:%M:%S} {step.zh}")
        await carry_out(stage, await cast.desk(step.who), step)
        if step.do == "alert":
            await _until(lambda: bool(moments.estimate), "首次估计 the first estimate")
        if step.do == "verify":
            await _until(lambda: bool(moments.proposal), "等级建议 a proposal")
    return stage


async def _until(happened: Any, what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        if time.monotonic() > deadline:
            raise TimeoutError(f"等待超时 waited in vain for {what}")
        await asyncio.sleep(0.02)


async def _settle(system: Database, watchers: list[Watcher]) -> int:
    """Wait until the log is numbered, nothing new comes, and every client stands at its head."""
    head, quiet_since = -1, time.monotonic()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        async with system.reading(None) as session:
            newest = await queries.last_offset(session)
            unread = await queries.unnumbered(session)
        if newest != head or unread:
            head, quiet_since = newest, time.monotonic()
        quiet = time.monotonic() - quiet_since > QUIET_SECONDS
        if quiet and all(watcher.client.upto >= head for watcher in watchers):
            return head
        await asyncio.sleep(0.1)
    behind = [w.account for w in watchers if w.client.upto < head]
    raise TimeoutError(f"订阅者没有跟上 subscribers are behind: {behind}")


async def _count(
    app: Database, system: Database, watchers: list[Watcher], head: int, stage: Stage
) -> dict[str, Any]:
    rows = []
    for watcher in watchers:
        async with app.reading(Scope.of(watcher.area)) as session:
            visible = await queries.events_visible(
                session, after=watcher.began_at, upto=head, topics=watcher.topics
            )
        # What the worker still adds by its clock comes behind the head and is not counted.
        received = {off for off in watcher.client.received if off <= head}
        rows.append(
            {
                "account": watcher.account,
                "tier": watcher.tier,
                "received": len(received),
                "visible": len(visible),
                "lost": len(visible - received),
                "foreign": len(received - visible),
                "doubled": watcher.client.duplicates,
                "connections": watcher.client.connections,
            }
        )
    async with system.reading(None) as session:
        areas = await queries.areas_by_tier(session)
        kept = await queries.kept(session, stage.incident_id)
    return {"areas": areas, "subscriber_counts": rows} | _compare(stage.receipts, kept)


def _compare(receipts: dict[str, list[str]], kept: dict[str, list[str]]) -> dict[str, int]:
    """Count what was acknowledged and is not there, and what is there without a receipt.

    A repeated command that was carried out twice leaves a record that nobody has the receipt of.
    """
    given = {what: Counter(ids) for what, ids in receipts.items()}
    there = {what: Counter(ids) for what, ids in kept.items()}
    return {
        "acknowledged_lost": sum((g - there.get(w, Counter())).total() for w, g in given.items()),
        "unacknowledged_kept": sum((t - given.get(w, Counter())).total() for w, t in there.items()),
    }


def _judge(story: Story, stage: Stage, moments: Moments, result: dict[str, Any]) -> dict[str, Any]:
    rows = result["subscriber_counts"]
    done = {
        "areas": result["areas"],
        "steps": len(story.steps),
        **{
            name: stage.counts.get(name, 0)
            for name in ("reports", "orders_issued", "orders_done", "acts", "shipments")
        },
        "acknowledged_lost": result["acknowledged_lost"],
        "unacknowledged_kept": result["unacknowledged_kept"],
        "subscribers": len(rows),
        "tiers": sorted({row["tier"] for row in rows}),
        "lost": sum(row["lost"] for row in rows),
        "foreign": sum(row["foreign"] for row in rows),
        "duplicated": sum(row["doubled"] for row in rows),
        "seconds_to_first_estimate": moments.since_alert("estimate"),
        "seconds_to_first_estimate_everywhere": moments.since_alert("estimate_everywhere"),
        "seconds_to_proposal": moments.since_alert("proposal"),
        "seconds_to_first_order": moments.since_alert("order"),
        "subscriber_counts": rows,
    }
    happened = all(
        done[name]
        for name in (
            "reports",
            "orders_issued",
            "orders_done",
            "acts",
            "shipments",
            "seconds_to_first_estimate",
            "seconds_to_proposal",
            "seconds_to_first_order",
        )
    )
    wrong = ("acknowledged_lost", "unacknowledged_kept", "lost", "foreign", "duplicated")
    done["ok"] = (
        happened and all(row["visible"] for row in rows) and not any(done[name] for name in wrong)
    )
    return done
