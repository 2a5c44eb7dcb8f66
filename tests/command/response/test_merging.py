"""When incidents turn out to be one: its reports count together, and no response goes missing."""

from datetime import timedelta

import pytest

from tests.command.drill import ORIGIN, PINGYUAN, SHANDONG, alert, evaluated, exercise, one

REASON = "同一次地震的重复报告"
DEATHS = {"deaths": 3, "missing": 0}


@pytest.fixture
async def three(as_post, owner_database):
    """Three incidents of the province, too far apart in time to be recognised as one."""
    world_id = await exercise(owner_database, after=timedelta(hours=2))
    province = await as_post("370000-duty")
    made = []
    for hours in range(3):
        body = alert(
            world_id,
            occurred_at=(ORIGIN + timedelta(hours=hours / 2)).isoformat(),
            external_id=f"alert-{hours}",
        )
        answer = await province.post("/api/alerts", json=body)
        assert answer.status_code == 201, answer.text
        made.append(answer.json()["id"])
    return made


async def merge(desk, one_id, into):
    path = f"/api/incidents/{one_id}/merge"
    return await desk.post(path, json={"into": into, "reason": REASON})


async def test_reports_of_all_that_were_merged_count_together(three, as_post):
    first, second, third = three
    county, province = await as_post("371426-duty"), await as_post("370000-duty")
    body = {"incident_id": first, "kind": "INITIAL", "figures": DEATHS}
    assert (await county.post("/api/reports", json=body)).status_code == 201
    for source, target in ((first, second), (second, third)):
        assert (await merge(province, source, target)).status_code == 200
    found = (await province.get(f"/api/incidents/{third}/figures?area={SHANDONG}")).json()
    (deaths,) = [i for i in found["items"] if i["indicator"] == "deaths"]
    assert deaths["reported"]["value"] == 3


async def test_an_incident_with_a_response_in_force_is_not_merged_away(
    three, as_post, system_database
):
    first, second, _ = three
    province, decider = await as_post("370000-duty"), await as_post("371426-decider")
    relief = one(await evaluated(province, system_database, first), area=PINGYUAN, family="relief")
    body = {"act": "start", "level": 4, "reason": REASON}
    answer = await decider.post(f"/api/responses/{relief['id']}/acts", json=body)
    assert answer.status_code == 200, answer.text
    refused = await merge(province, first, second)
    assert refused.status_code == 409
    assert "终止响应" in refused.json()["detail"]
    assert (await province.get(f"/api/incidents/{first}")).json()["state"] == "reported"
    assert (await merge(province, second, first)).status_code == 200
