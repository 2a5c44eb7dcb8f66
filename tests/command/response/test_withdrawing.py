"""Nothing stays proposed where nobody need decide any more, and nothing is forgotten before."""

import pytest
from sqlalchemy import text

from command.response.jobs import EVALUATE
from tests.command.drill import (
    DEZHOU,
    GAOTANG,
    PINGYUAN,
    SHANDONG,
    alert,
    evaluated,
    one,
    reported,
)
from tests.command.response.test_acts import decide

ZIBO, LINZI = 370300000000, 370305000000


@pytest.fixture
async def scene(as_post, system_database, owner_database):
    """The incident, and every response as the nation sees it after an evaluation."""
    province, nation = await as_post("370000-duty"), await as_post("000000-duty")
    incident = await reported(province, owner_database)

    async def look(of=incident):
        return await evaluated(nation, system_database, of["id"])

    await look()
    return incident, province, look


def proposed(items) -> set[tuple[str, int]]:
    return {(r["family"], r["area"]) for r in items if r["proposed"] is not None}


async def move(desk, incident, step, **given):
    answer = await desk.post(f"/api/incidents/{incident['id']}/{step}", json=given)
    assert answer.status_code == 200, answer.text


async def test_a_moved_incident_withdraws_what_it_proposed_where_it_was(scene):
    incident, province, look = scene
    before = await look()
    assert {("earthquake", PINGYUAN), ("earthquake", DEZHOU)} <= proposed(before)
    await move(province, incident, "edit", lon=118.3, lat=36.85, areas=[LINZI])
    after = await look()
    assert {("earthquake", LINZI), ("earthquake", ZIBO), ("earthquake", SHANDONG)} <= proposed(
        after
    )
    for area in (PINGYUAN, DEZHOU):
        left = one(after, area=area, family="earthquake")
        assert (left["state"], left["proposed"], left["decide_due"]) == ("none", None, None)
        assert left["version"] == one(before, area=area, family="earthquake")["version"] + 1
    assert await look() == after


@pytest.mark.parametrize("end", ["close", "merge"])
async def test_an_ended_incident_proposes_nothing(scene, end):
    incident, province, look = scene
    assert proposed(await look())
    if end == "close":
        await move(province, incident, "verify")
        await move(province, incident, "close", reason="无灾情")
    else:
        body = alert(incident["world_id"], source_zh="德州市", external_id=None, magnitude=6.2)
        other = (await province.post("/api/alerts", json=body)).json()
        await move(province, incident, "merge", reason="同一次地震", into=other["id"])
    after = await look()
    assert proposed(after) == set()
    assert {r["state"] for r in after} == {"none"}
    assert {r["decide_due"] for r in after} == {None}
    assert not any("建议" in r["verdict_zh"] for r in after)


async def test_ending_above_while_recovering_withdraws_what_was_linked_below(scene, as_post):
    incident, province, look = scene
    decider = await as_post("370000-decider")
    quake = one(await look(), area=SHANDONG, family="earthquake")
    started = (await decide(decider, quake, "start", 3)).json()
    linked = one(await look(), area=GAOTANG, family="earthquake")
    assert linked["proposed"]["basis"] == "linked"
    for step in ("verify", "respond", "recover"):
        await move(province, incident, step)
    assert (await decide(decider, started, "end")).status_code == 200
    assert one(await look(), area=GAOTANG, family="earthquake")["proposed"] is None


async def test_thresholds_are_watched_while_final_figures_come_in(scene, as_post):
    incident, province, look = scene
    for step in ("verify", "respond", "recover"):
        await move(province, incident, step)
    county = await as_post("371426-duty")
    given = {"incident_id": incident["id"], "kind": "FOLLOWUP", "figures": {"deaths": 4}}
    assert (await county.post("/api/reports", json=given)).status_code == 201
    assert one(await look(), area=PINGYUAN, family="relief")["proposed"]["level"] == 3


@pytest.mark.parametrize("end", ["recover", "close", "merge"])
async def test_the_worker_is_asked_when_an_incident_ends(scene, owner_database, end):
    incident, province, _ = scene

    async def asked() -> int:
        query = (
            "select count(*) from procrastinate.procrastinate_jobs"
            " where task_name = :task and args->>'incident_id' = :id"
        )
        async with owner_database.reading(None) as session:
            given = {"task": EVALUATE, "id": incident["id"]}
            return int(await session.scalar(text(query), given))

    await move(province, incident, "verify")
    into = {}
    if end == "recover":
        await move(province, incident, "respond")
    elif end == "merge":
        body = alert(incident["world_id"], source_zh="德州市", external_id=None, magnitude=6.2)
        into = {"into": (await province.post("/api/alerts", json=body)).json()["id"]}
    before = await asked()
    await move(province, incident, end, reason="处置结束", **into)
    assert await asked() == before + 1
