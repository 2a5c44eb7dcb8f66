"""What is not decided is known to those who know of the incident, and to nobody else."""

from uuid import UUID

import pytest

from command.response import evaluation
from core.access.scope import NATION, Scope
from tests.command.drill import DEZHOU, PINGYUAN, SHANDONG, evaluated, one, reported
from tests.fixtures.live import assert_live_triple

XIAJIN, JINAN, TOWNSHIP = 371427000000, 370100000000, 371426108000
REASON = "涉及两县，统一研判"


@pytest.fixture
async def own(as_post, system_database, owner_database):
    """An incident Pingyuan recorded for itself, and its responses as Pingyuan sees them."""
    county = await as_post("371426-duty")
    incident = await reported(county, owner_database, areas=[PINGYUAN])
    return incident, await evaluated(county, system_database, incident["id"])


async def responses(desk) -> set[int]:
    found = (await desk.get("/api/live/snapshot", params={"topics": "responses"})).json()
    return {r["area"] for r in found["topics"]["responses"]}


@pytest.mark.parametrize("account", ["371426-duty", "371426108-reporter"])
async def test_those_who_know_of_the_incident_see_every_tier(own, as_post, account):
    desk = await as_post(account)
    assert await responses(desk) == {NATION, SHANDONG, DEZHOU, PINGYUAN}


@pytest.mark.parametrize("account", ["371427-duty", "370100-duty", "371427-leader"])
async def test_a_neighbour_hears_of_nothing_undecided(own, as_post, account):
    incident, items = own
    desk = await as_post(account)
    assert await responses(desk) == set()
    feed = await desk.get("/api/live/feed", params={"incident": incident["id"], "limit": 50})
    assert feed.json()["items"] == []
    for response in items:
        act = await desk.get(f"/api/responses/{response['id']}/acts/1")
        assert act.status_code == 404


async def test_a_decline_stays_with_those_who_know_and_a_start_goes_to_everyone_below(
    own, as_post, database
):
    _, items = own
    quake = one(items, area=DEZHOU, family="earthquake")
    decider = await as_post("371400-decider")
    path = f"/api/responses/{quake['id']}/acts"

    async def act(what, level=None):
        body = {"act": what, "level": level, "reason": REASON}
        answer = await decider.post(path, json=body)
        assert answer.status_code == 200, answer.text

    neighbour = Scope.of(XIAJIN)
    assert not await assert_live_triple(database, neighbour, "responses", lambda: act("decline"))
    assert not await assert_live_triple(database, neighbour, "notices", lambda: act("consult"))
    assert (await (await as_post("371427-duty")).get(f"{path}/1")).status_code == 404
    frames = await assert_live_triple(database, neighbour, "responses", lambda: act("start", 3))
    assert [(f["b"]["area"], f["b"]["state"]) for f in frames] == [(DEZHOU, "active")]
    assert (await (await as_post("371427-duty")).get(f"{path}/1")).status_code == 200
    assert await responses(await as_post("371427-duty")) == {DEZHOU}
    assert await responses(await as_post("370100-duty")) == set()


@pytest.mark.parametrize("recovering", [False, True])
async def test_a_wider_incident_takes_its_undecided_responses_along(
    own, as_post, database, system_database, recovering
):
    incident, items = own
    city, decider = await as_post("371400-duty"), await as_post("371400-decider")
    relief = one(items, area=DEZHOU, family="relief")
    consult = {"act": "consult", "reason": REASON}
    answer = await decider.post(f"/api/responses/{relief['id']}/acts", json=consult)
    assert answer.status_code == 200, answer.text
    steps = ["verify", "respond", "recover"] if recovering else []
    for step in steps:
        assert (await city.post(f"/api/incidents/{incident['id']}/{step}")).status_code == 200

    async def widen():
        edit = {"areas": [PINGYUAN, XIAJIN]}
        answer = await city.post(f"/api/incidents/{incident['id']}/edit", json=edit)
        assert answer.status_code == 200, answer.text
        await evaluation.run(system_database, UUID(incident["id"]))

    frames = await assert_live_triple(database, Scope.of(XIAJIN), "responses", widen)
    assert {f["b"]["area"] for f in frames} == {NATION, SHANDONG, DEZHOU, XIAJIN}
    neighbour = await as_post("371427-duty")
    called = await neighbour.get(f"/api/incidents/{incident['id']}/consultations")
    assert [c["area"] for c in called.json()["items"]] == [DEZHOU]
    assert await responses(await as_post("370100-duty")) == set()
    assert await evaluation.run(system_database, UUID(incident["id"])) == 0
