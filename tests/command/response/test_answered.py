"""What a decision answers: the figures it was made on, until they reach a stronger level."""

from datetime import timedelta
from uuid import UUID

import pytest

from command.duty.jobs import mark_overdue
from core.access.scope import Scope
from core.jobs import Jobs
from core.worlds import set_clock
from tests.command.drill import ORIGIN, PINGYUAN, SHANDONG, decide, evaluated, one, reported


@pytest.fixture
async def drill(as_post, system_database, owner_database):
    """A reporting county with its decider, and its relief response after figures came in."""
    province = await as_post("370000-duty")
    incident = (await reported(province, owner_database))["id"]
    county = await as_post("371426-duty")

    async def after(**figures):
        if figures:
            given = {"incident_id": incident, "kind": "FOLLOWUP", "figures": figures}
            answer = await county.post("/api/reports", json=given)
            assert answer.status_code == 201, answer.text
        items = await evaluated(county, system_database, incident)
        return one(items, area=PINGYUAN, family="relief")

    return incident, await as_post("371426-decider"), after


async def test_an_ended_response_is_proposed_again_only_when_figures_reach_a_stronger_level(drill):
    _, decider, after = drill
    proposed = await after(deaths=4)
    assert proposed["proposed"]["level"] == 3
    started = (await decide(decider, proposed, "start", 3)).json()
    ended = (await decide(decider, started, "end")).json()
    same = await after()
    assert (same["state"], same["proposed"]) == ("ended", None)
    assert same["version"] == ended["version"]
    assert "达到Ⅲ级条件" in same["verdict_zh"]
    worse = await after(deaths=6)
    assert (worse["state"], worse["proposed"]["level"]) == ("ended", 2)
    again = await decide(decider, worse, "start", 2)
    assert (again.json()["state"], again.json()["acts"][-1]["by_adjustment"]) == ("active", False)


async def test_a_lowered_or_weaker_level_is_not_at_once_proposed_to_be_raised(drill):
    _, decider, after = drill
    started = (await decide(decider, await after(deaths=4), "start", 3)).json()
    assert (await decide(decider, started, "lower", 4)).status_code == 200
    lowered = await after()
    assert (lowered["level"], lowered["proposed"]) == (4, None)
    raised = (await decide(decider, await after(deaths=6), "raise", 3)).json()
    answered = await after()
    assert (answered["level"], answered["proposed"]) == (3, None)
    assert raised["acts"][-1]["by_adjustment"] is False
    assert (await after(deaths=11))["proposed"]["level"] == 1


@pytest.mark.parametrize("act", ["start", "end"])
async def test_what_came_in_after_the_decider_looked_is_still_proposed(drill, as_post, act):
    incident, decider, after = drill
    shown = await after(deaths=4)
    if act == "end":
        shown = (await decide(decider, shown, "start", 3)).json()
    # A report that no evaluation has told of yet: the decider's screen still says level III.
    county = await as_post("371426-duty")
    given = {"incident_id": incident, "kind": "FOLLOWUP", "figures": {"deaths": 6}}
    assert (await county.post("/api/reports", json=given)).status_code == 201
    level = 3 if act == "start" else None
    assert (await decide(decider, shown, act, level)).status_code == 200
    assert (await after())["proposed"]["level"] == 2


async def test_what_is_met_when_a_level_ends_is_answered_by_the_end(drill):
    _, decider, after = drill
    started = (await decide(decider, await after(), "start", 3)).json()
    met = await after(deaths=4)
    assert met["proposed"] is None
    assert (await decide(decider, started, "end")).status_code == 200
    assert (await after())["proposed"] is None


async def test_a_start_that_figures_carry_is_none_by_adjustment_though_first_declined(drill):
    _, decider, after = drill
    declined = (await decide(decider, await after(deaths=4), "decline")).json()
    assert (await after())["proposed"] is None
    started = (await decide(decider, declined, "start", 3)).json()
    assert started["acts"][-1]["by_adjustment"] is False
    assert started["acts"][-1]["act"] == "start"


async def test_a_decision_names_the_decider_of_its_level(drill):
    _, decider, after = drill
    proposed = await after(deaths=11)
    declined = (await decide(decider, proposed, "decline")).json()
    path = f"/api/responses/{declined['id']}/acts/1"
    stored = (await decider.get(path)).json()["content"]
    assert stored["decider_zh"] == proposed["decider_zh"] == "县减灾委主任"
    started = (await decide(decider, declined, "start", 4)).json()
    assert started["decider_zh"] == "县减灾委办公室主任"


async def test_on_a_closed_incident_a_response_is_ended_and_none_started(drill, as_post):
    incident, decider, after = drill
    started = (await decide(decider, await after(deaths=4), "start", 3)).json()
    province = await as_post("370000-duty")
    for step in ("verify", "close"):
        answer = await province.post(f"/api/incidents/{incident}/{step}", json={"reason": "结束"})
        assert answer.status_code == 200, answer.text
    quake = one(
        (await decider.get(f"/api/incidents/{incident}/responses")).json()["items"],
        area=PINGYUAN,
        family="earthquake",
    )
    assert quake["moves"] == []
    refused = await decide(decider, quake, "start", 4)
    assert refused.status_code == 409
    shown = (await decider.get(f"/api/incidents/{incident}/responses")).json()["items"]
    assert one(shown, area=PINGYUAN, family="relief")["moves"] == ["lower", "end"]
    assert (await decide(decider, started, "raise", 2)).status_code == 409
    assert (await decide(decider, started, "end")).status_code == 200


async def test_a_response_started_again_brings_its_measures_again(drill):
    _, decider, after = drill

    async def pending():
        found = (await decider.get("/api/tasks")).json()["items"]
        return {t["code"] for t in found if t["state"] == "TODO"}

    started = (await decide(decider, await after(deaths=4), "start", 3)).json()
    first = await pending()
    for task in (await decider.get("/api/tasks")).json()["items"]:
        if task["code"] in ("BULLETIN", "WORK_TEAM"):
            assert (await decider.post(f"/api/tasks/{task['id']}/done")).status_code == 200
    ended = (await decide(decider, started, "end")).json()
    assert await pending() == {"LOSS_ASSESS"}
    assert (await decide(decider, ended, "start", 3)).status_code == 200
    assert await pending() == first
    assert SHANDONG not in {t["area"] for t in (await decider.get("/api/tasks")).json()["items"]}


async def test_an_overdue_task_stays_overdue_until_it_is_done(
    drill, system_database, owner_database, settings
):
    incident, decider, after = drill
    assert (await decide(decider, await after(deaths=4), "start", 3)).status_code == 200
    world_id = (await decider.get(f"/api/incidents/{incident}")).json()["world_id"]
    async with owner_database.writing(Scope.of(0)) as session:
        await set_clock(session, UUID(world_id), now=ORIGIN + timedelta(hours=3), rate=0)

    async def bulletin():
        await mark_overdue(Jobs(system_database, settings))
        found = (await decider.get("/api/tasks")).json()["items"]
        return next(t for t in found if t["code"] == "BULLETIN")

    late = await bulletin()
    assert (late["state"], late["moves"]) == ("OVERDUE", ["done", "waive"])
    assert (await decider.post(f"/api/tasks/{late['id']}/start")).status_code == 409
    assert (await bulletin())["version"] == late["version"]
    assert (await decider.post(f"/api/tasks/{late['id']}/done")).json()["state"] == "DONE"
