"""The play as fast as it can go, watched by subscribers at all tiers, and counted afterwards.

Everything goes over HTTP and WebSocket like any client's traffic; only the counting at the end
reads the database, once for each subscriber and under that subscriber's access.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console

from command.scenario import queries
from command.scenario.acts import Act, Stage, perform
from command.scenario.cast import Cast
from command.scenario.story import Story, load_story
from command.scenario.watching import PATIENCE_SECONDS, WATCHERS, Watcher, until, watch
from core.access.scope import Scope
from core.db import Database
from core.settings import Settings
from core.worlds import set_clock

QUIET_SECONDS = 1.5

AREAS = {"province": 1, "city": 16, "county": 136, "township": 1853, "village": 62074}
"""Shandong's divisions, functional zones left out."""

TIERS = [0, 1, 2, 3, 4]
FEWEST_SUBSCRIBERS = 20


@dataclass
class Moments:
    """Real instants of what the first minutes are judged by, as screens saw them."""

    alert: float = 0.0
    estimates: dict[str, float] = field(default_factory=dict)
    proposal: float = 0.0
    order: float = 0.0

    def hear(self, account: str, frame: dict[str, Any]) -> None:
        """Remember when each subscriber had the first estimate, and the first of the others."""
        if frame["k"] == "estimate.made" and frame["b"]["run_version"] == 1:
            self.estimates.setdefault(account, time.monotonic())
        for name, kind in (("proposal", "response.proposed"), ("order", "order.issued")):
            if frame["k"] == kind and not getattr(self, name):
                setattr(self, name, time.monotonic())

    def everywhere(self, subscribers: int) -> bool:
        """Tell whether every subscriber has the first estimate."""
        return len(self.estimates) == subscribers

    def since_alert(self, at: float) -> float | None:
        """Return the seconds from the alert to a moment, None if it never came."""
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
        The figures of the check; `ok` tells whether everything happened and nothing was lost,
        `error` what broke it off. It is returned whatever happens.
    """
    console = Console(stderr=True, highlight=False)
    stage, moments = Stage(world_id=""), Moments()
    result: dict[str, Any] = {}
    error = None
    try:
        result = await _carry_out(settings, base, password, carry_out, stage, moments, console)
    except Exception as failure:  # noqa: BLE001 - whoever waits for the one line must get it
        console.print_exception()
        error = f"{type(failure).__name__}: {failure}"
    return _judge(load_story(), stage, moments, result, error)


async def _carry_out(
    settings: Settings,
    base: str,
    password: str,
    carry_out: Act,
    stage: Stage,
    moments: Moments,
    console: Console,
) -> dict[str, Any]:
    system = Database(settings.database.for_system(), pool_size=4)
    app = Database(settings.database.for_app(), pool_size=4)
    cast = Cast(base, system, password)
    watchers: list[Watcher] = []
    stop = asyncio.Event()
    try:
        for account in WATCHERS:
            watcher = await watch(await cast.desk(account), moments.hear, stop)
            watchers.append(watcher)
        console.print(f"{len(watchers)} 个订阅者已连接 subscribers connected")
        await _play(stage, system, cast, moments, console, carry_out)
        head = await _settle(system, watchers)
        return await _count(app, system, watchers, head, stage)
    finally:
        stop.set()
        await asyncio.gather(*(watcher.task for watcher in watchers))
        await cast.close()
        await system.close()
        await app.close()


async def _play(
    stage: Stage,
    system: Database,
    cast: Cast,
    moments: Moments,
    console: Console,
    carry_out: Act,
) -> None:
    story = load_story()
    async with system.writing(None) as session:
        world = await queries.make_world(
            session, name_zh=story.name_zh, name_en=story.name_en, base=story.start, rate=1.0
        )
        await set_clock(session, world.id, now=story.start, rate=1.0)
    stage.world_id = str(world.id)
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
            await until(
                lambda: moments.everywhere(len(WATCHERS)), "首次估计 the first estimate everywhere"
            )
        if step.do == "verify":
            await until(lambda: bool(moments.proposal), "等级建议 a proposal")


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


def expected(story: Story) -> dict[str, int]:
    """Return how much of each thing a play does when it goes to its end."""

    def steps(do: str) -> int:
        return sum(step.do == do for step in story.steps)

    return {
        "reports": steps("report"),
        "orders_issued": sum(len(s.details["to_areas"]) for s in story.steps if s.do == "order"),
        "orders_done": sum(
            step.do == "answer" and step.details["move"] == "done" for step in story.steps
        ),
        "acts": steps("act"),
        "shipments": steps("ship"),
    }


def _judge(
    story: Story, stage: Stage, moments: Moments, result: dict[str, Any], error: str | None
) -> dict[str, Any]:
    rows = result.get("subscriber_counts", [])
    wanted = expected(story)
    first, last = (end(moments.estimates.values(), default=0.0) for end in (min, max))
    done = {
        "areas": result.get("areas"),
        "steps": len(story.steps),
        **{name: stage.counts.get(name, 0) for name in wanted},
        "acknowledged_lost": result.get("acknowledged_lost"),
        "unacknowledged_kept": result.get("unacknowledged_kept"),
        "subscribers": len(rows),
        "tiers": sorted({row["tier"] for row in rows}),
        "lost": sum(row["lost"] for row in rows),
        "foreign": sum(row["foreign"] for row in rows),
        "duplicated": sum(row["doubled"] for row in rows),
        "seconds_to_first_estimate": moments.since_alert(first),
        "seconds_to_first_estimate_everywhere": moments.since_alert(
            last if moments.everywhere(len(WATCHERS)) else 0.0
        ),
        "seconds_to_proposal": moments.since_alert(moments.proposal),
        "seconds_to_first_order": moments.since_alert(moments.order),
        "subscriber_counts": rows,
        "error": error,
    }
    done["faults"] = faults(done, wanted)
    done["ok"] = error is None and not done["faults"]
    return done


def faults(done: dict[str, Any], wanted: dict[str, int]) -> list[str]:
    """Return the figures of a check that are not as they must be; how fast it went is none."""
    zero = ("acknowledged_lost", "unacknowledged_kept", "lost", "foreign", "duplicated")
    came = (
        "seconds_to_first_estimate_everywhere",
        "seconds_to_proposal",
        "seconds_to_first_order",
    )
    right = {
        "areas": done["areas"] == AREAS,
        "subscribers": done["subscribers"] >= FEWEST_SUBSCRIBERS,
        "tiers": done["tiers"] == TIERS,
        "subscriber_counts": all(row["visible"] for row in done["subscriber_counts"]),
        **{name: done[name] == count for name, count in wanted.items()},
        **{name: done[name] == 0 for name in zero},
        **{name: done[name] is not None for name in came},
    }
    return [name for name, good in right.items() if not good]
