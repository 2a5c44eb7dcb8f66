"""`./jinmin bench first`: from an alert to its first estimate on every subscriber's screen.

Real processes, and over HTTP and WebSocket like any client's traffic: 24 subscribers of all tiers
are connected, the province's duty officer sends the Pingyuan alert, each round in an exercise world
of its own.  A round ends when the last subscriber has the estimate.  The first meets a worker that
has just started.
"""

import asyncio
import sys
import time
from collections import defaultdict
from statistics import median

from command.scenario import queries
from command.scenario.cast import Cast
from command.scenario.story import load_story
from command.scenario.watching import WATCHERS, until, watch
from core.db import Database
from core.settings import DatabaseSettings, Settings
from core.worlds import set_clock
from tests.bench.parts.goals import Goals
from tests.fixtures.site import Site, started

ROUNDS = 5
TARGET_SECONDS = 2
REST_SECONDS = 3.0
"""Between rounds: the worker finishes what follows from an alert."""


class Screens:
    """When each subscriber had the first estimate of an incident, and since when we count."""

    def __init__(self) -> None:
        self.begun = 0.0
        self.had: dict[str, dict[str, float]] = defaultdict(dict)

    def hear(self, account: str, frame: dict) -> None:
        if frame["k"] == "estimate.made" and frame["b"]["run_version"] == 1:
            self.had[frame["i"]].setdefault(account, time.monotonic() - self.begun)


async def rounds(site: Site) -> tuple[list[dict[str, float]], list[float]]:
    """Return each round's seconds by subscriber, and its seconds until the alert was answered."""
    settings = Settings(database=DatabaseSettings(url=site.cluster.url()))
    system = Database(settings.database.for_system(), pool_size=2)
    cast = Cast(site.url, system, site.password)
    screens, stop = Screens(), asyncio.Event()
    watchers, found, answered = [], [], []
    alert = next(step for step in load_story().steps if step.do == "alert")
    try:
        for account in WATCHERS:
            watcher = await watch(await cast.desk(account), screens.hear, stop)
            watchers.append(watcher)
        desk = await cast.desk(alert.who)
        for number in range(ROUNDS):
            async with system.writing(None) as session:
                world = await queries.make_world(
                    session,
                    name_zh=f"基准{number}",
                    name_en=f"Bench {number}",
                    base=alert.at,
                    rate=1,
                )
                await set_clock(session, world.id, now=alert.at, rate=1)
            await asyncio.sleep(REST_SECONDS)
            screens.begun = time.monotonic()
            incident = await desk.post("/api/alerts", alert.details | {"world_id": str(world.id)})
            answered.append(time.monotonic() - screens.begun)
            had = screens.had[incident["id"]]
            await until(lambda had=had: len(had) == len(WATCHERS), "the first estimate everywhere")
            found.append(had)
    finally:
        stop.set()
        await asyncio.gather(*(watcher.task for watcher in watchers))
        await cast.close()
        await system.close()
    return found, answered


def main() -> int:
    goals = Goals()
    with started() as site:
        found, answered = asyncio.run(rounds(site))
    last = [max(had.values()) for had in found]
    shown = ", ".join(f"{seconds:.2f}" for seconds in last)
    goals.say(
        "F1 alert to the first estimate on every subscriber",
        last,
        "s",
        f"<= {TARGET_SECONDS}",
        against="the answer to the alert itself",
        n=len(WATCHERS) * ROUNDS,
        show=f"answered in {median(answered):.2f} s; rounds {shown} s",
    )
    return goals.done


if __name__ == "__main__":
    sys.exit(main())
