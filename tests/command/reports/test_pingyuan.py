"""The reports of the Pingyuan play, in their order, add up to what was published."""

from datetime import datetime
from typing import Any

import pytest

from command.scenario.story import load_story
from core.clock import BEIJING, real_now
from core.ids import uuid7
from core.worlds import World, set_clock

SHANDONG, DEZHOU, LIAOCHENG, PINGYUAN = 370000000000, 371400000000, 371500000000, 371426000000


def at(hour: int, minute: int) -> datetime:
    return datetime(2023, 8, 6, hour, minute, tzinfo=BEIJING)


@pytest.fixture
async def exercise(app, system_database):
    """An exercise whose clock stands still until it is set."""
    world_id = uuid7()
    async with system_database.writing(None) as session:
        session.add(
            World(
                id=world_id,
                kind="exercise",
                name_zh="平原地震演练",
                name_en="Pingyuan exercise",
                base=real_now(),
                started=real_now(),
                rate=0,
                version=1,
            )
        )
    return world_id


async def look(as_post, incident: str) -> dict[tuple[int, str], dict[str, Any]]:
    """Return the reported figures of four areas as the province sees them."""
    province = await as_post("370000-duty")
    return {
        (area, item["indicator"]): item["reported"] | {"synthetic": item["synthetic"]}
        for area in (SHANDONG, DEZHOU, LIAOCHENG, PINGYUAN)
        for item in (
            await province.get(f"/api/incidents/{incident}/figures", params={"area": area})
        ).json()["items"]
    }


def body(step, incident: str) -> dict[str, Any]:
    """Return a report as the play sends it."""
    return step.details | {
        "incident_id": incident,
        "data_as_of": step.at.isoformat(),
        "synthetic": step.synthetic,
        "source": "scenario",
        "source_zh": step.source,
    }


async def test_what_was_published_is_shown(exercise, as_post, system_database):
    story = load_story()
    alert = next(step for step in story.steps if step.do == "alert")
    client = await as_post(alert.who)
    async with system_database.writing(None) as session:
        await set_clock(session, exercise, now=alert.at, rate=0)
    answer = await client.post("/api/alerts", json=alert.details | {"world_id": str(exercise)})
    incident = answer.json()["id"]

    async def play(since: datetime, until: datetime):
        for step in story.steps:
            if step.do != "report" or not since < step.at <= until:
                continue
            async with system_database.writing(None) as session:
                await set_clock(session, exercise, now=step.at, rate=0)
            sender = await as_post(step.who)
            sent = await sender.post("/api/reports", json=body(step, incident))
            assert sent.status_code == 201, (step.zh, sent.text)
            assert not sent.json()["outside_unit"], step.zh
        return await look(as_post, incident)

    towns = await play(alert.at, at(3, 12))
    assert towns[PINGYUAN, "collapsed_rooms"]["at_least"]
    assert towns[PINGYUAN, "collapsed_rooms"]["value"] == 31 + 14 + 11 + 6 + 5
    assert towns[PINGYUAN, "collapsed_rooms"]["units_expected"] == 12
    assert towns[PINGYUAN, "collapsed_rooms"]["synthetic"]

    early = await play(at(3, 12), at(4, 30))
    assert early[DEZHOU, "collapsed_rooms"]["value"] == 74
    assert early[DEZHOU, "injured"]["value"] == 10
    assert not early[DEZHOU, "injured"]["synthetic"]

    end = await play(at(4, 30), at(23, 59))
    assert end[SHANDONG, "injured"]["value"] == 24
    assert end[SHANDONG, "deaths"]["value"] == 0
    assert end[SHANDONG, "houses_or_walls_damaged"]["value"] == 213
    assert end[DEZHOU, "houses_or_walls_damaged"]["value"] == 165
    assert end[LIAOCHENG, "houses_or_walls_damaged"]["value"] == 48
    assert "厦门日报" in end[SHANDONG, "injured"]["source_zh"]
    assert end[PINGYUAN, "reloc_now"]["value"] == 186
    assert end[PINGYUAN, "reloc_cum"]["value"] == 312
