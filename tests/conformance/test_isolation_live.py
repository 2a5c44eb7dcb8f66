"""What a subscriber hears over a whole story, and may look up afterwards, is what is its own."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text

from core.live.client import LiveClient
from core.live.reduce import reduce, start
from tests.conformance.world import (
    DEZHOU,
    GAOTANG,
    LIAOCHENG,
    NATION,
    PINGYUAN,
    WANGDAGUA,
    XIAJIN,
    Record,
    account,
    build,
)
from tests.fixtures.live import Site, running_site

pytestmark = pytest.mark.commits

LISTENERS = {
    **{account(area): area for area in (NATION, DEZHOU, PINGYUAN, XIAJIN, LIAOCHENG, GAOTANG)},
    "371426108-reporter": WANGDAGUA,
}
EVENTS = text(
    """
    select o.off, e.topic, e.kind, e.entity::text, e.version, e.area, e.to_area, e.flow,
           e.incident_id::text as incident, e.body
    from core.event e join core.event_offset o on o.event_id = e.id order by o.off
    """
)


@pytest.fixture
async def site(settings, database) -> AsyncIterator[Site]:
    async with running_site(settings, database) as running:
        yield running


def hears(row: Any, viewer: int) -> bool:
    """The oracle: an event is seen by whoever would see a row of its area and flow."""
    return Record("event", row.entity, row.area, row.to_area, row.flow, None).seen_by(viewer)


async def test_frames_and_feed_of_a_story_are_the_oracle_s(
    site, as_post, owner_database, system_database
):
    heard: dict[str, list[dict[str, Any]]] = {name: [] for name in LISTENERS}
    clients: dict[str, LiveClient] = {}
    before: dict[str, dict[str, Any]] = {}
    for name, viewer in LISTENERS.items():
        found = (await (await as_post(name)).get("/api/live/snapshot")).json()
        before[name] = found["topics"]
        clients[name] = await site.subscribe(
            viewer, tuple(found["topics"]), on_event=heard[name].append
        )
    world = await build(as_post, owner_database, system_database)
    await site.all_reach(list(clients.values()))
    async with owner_database.reading(None) as session:
        rows = (await session.execute(EVENTS)).all()
    assert len({row.topic for row in rows}) >= 7
    for name, viewer in LISTENERS.items():
        mine = [row for row in rows if hears(row, viewer)]
        assert 0 < len(mine) <= len(rows)
        assert [frame["o"] for frame in heard[name]] == [row.off for row in mine], name
        assert [frame["b"] for frame in heard[name]] == [row.body for row in mine], name
        said = str([frame["b"] for frame in heard[name]])
        assert not [secret for secret in world.secrets_from(viewer) if secret in said], name
        desk = await as_post(name)
        after = (await desk.get("/api/live/snapshot")).json()["topics"]
        # The depot of one city was put there by hand, without an event.
        after["warehouses"] = before[name]["warehouses"] = []
        frames = [frame for frame in heard[name] if frame["t"] != "warehouses"]
        assert reduce(before[name], frames) == start(after), name
        for incident in (world.incident, *world.own.values()):
            feed = await desk.get("/api/live/feed", params={"incident": incident, "limit": 200})
            wanted = [row.off for row in mine if row.incident == incident]
            assert [item["o"] for item in feed.json()["items"]] == wanted[::-1], (name, incident)
            for upto in wanted[:: max(1, len(wanted) // 4)]:
                asked = {"incident": incident, "upto": upto}
                past = (await desk.get("/api/live/past", params=asked)).json()
                heard_then = [f for f in heard[name] if f["i"] == incident and f["o"] <= upto]
                nothing = {topic: [] for topic in past["topics"]}
                assert start(past["topics"]) == reduce(nothing, heard_then), (name, upto)
                assert past["event"] == heard_then[-1]
    assert len(heard[account(XIAJIN)]) < len(heard[account(NATION)]) == len(rows)
