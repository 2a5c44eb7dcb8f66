"""When incidents turn out to be one: its reports count together, and no response goes missing."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from command.incidents import service
from command.incidents.schemas import MoveIn
from core.access.may import system_actor
from core.errors import Conflict
from dispatch.stock.seed import warehouse_id
from tests.command.drill import (
    ORIGIN,
    PINGYUAN,
    SHANDONG,
    alert,
    decide,
    evaluated,
    exercise,
    one,
)

REASON = "同一次地震的重复报告"
JINAN = 370100000000
NEXT_MORNING = "2023-08-07T09:00:00+08:00"
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


async def test_a_report_for_a_merged_incident_goes_to_the_one_that_took_it_in(three, as_post):
    first, second, third = three
    county, province = await as_post("371426-duty"), await as_post("370000-duty")
    body = {"incident_id": first, "kind": "INITIAL", "figures": DEATHS}
    early = (await county.post("/api/reports", json=body)).json()
    for source, target in ((first, second), (second, third)):
        assert (await merge(province, source, target)).status_code == 200
    queued = body | {"kind": "FOLLOWUP", "figures": {"deaths": 4}}
    checked = (await county.post("/api/reports/check", json=queued)).json()
    assert (checked["previous"]["deaths"], checked["late_minutes"]) == (3, 0)
    answers = await asyncio.gather(
        *(county.post("/api/reports", json=queued | {"incident_id": i}) for i in three)
    )
    taken = sorted((answer.json() for answer in answers), key=lambda report: report["seq"])
    assert [answer.status_code for answer in answers] == [201] * 3
    assert {report["incident_id"] for report in taken} == {third}
    assert [report["seq"] for report in taken] == [1, 2, 3]
    assert taken[0]["supersedes"] == early["id"]
    assert {(report["due_at"], report["late_minutes"]) for report in taken} == {(NEXT_MORNING, 0)}


async def test_what_is_under_way_is_shown_with_the_incident_that_took_its_own_in(
    three, as_post, system_database
):
    first, second, third = three
    county, province = await as_post("371426-duty"), await as_post("370000-duty")
    city, decider = await as_post("371400-duty"), await as_post("371426-decider")
    due = (ORIGIN + timedelta(hours=3)).isoformat()
    body = {"incident_id": first, "title_zh": "核查", "to_areas": [PINGYUAN], "due_at": due}
    answer = await city.post("/api/orders", json=body)
    assert answer.status_code == 201, answer.text
    (order,) = answer.json()["items"]
    for move in ("read", "accept"):
        answer = await county.post(f"/api/orders/{order['id']}/{move}", json={})
        assert answer.status_code == 200, answer.text
    lines = [{"item": "quilt", "qty": 10}]
    goods = {"warehouse_id": str(warehouse_id(JINAN)), "to_area": PINGYUAN, "lines": lines}
    answer = await province.post("/api/shipments", json=goods | {"incident_id": first})
    assert answer.status_code == 201, answer.text
    relief = one(await evaluated(province, system_database, first), area=PINGYUAN, family="relief")
    started = (await decide(decider, relief, "start", 3)).json()
    assert (await decide(decider, started, "end")).status_code == 200

    async def listed(desk, what, incident):
        answer = await desk.get(f"/api/{what}", params={"incident_id": incident})
        return {item["id"] for item in answer.json()["items"]}

    under_way = {
        what: await listed(desk, what, first)
        for desk, what in ((county, "orders"), (county, "tasks"), (province, "shipments"))
    }
    assert all(under_way.values()), under_way
    for source, target in ((first, second), (second, third)):
        assert (await merge(province, source, target)).status_code == 200
    for what, ids in under_way.items():
        desk = province if what == "shipments" else county
        assert await listed(desk, what, third) == ids
    overlay = (await province.get("/api/maps/situation", params={"incident": third})).text
    assert '"dashArray": "1 7"' in overlay
    card = (await county.get(f"/api/incidents/{third}/first-hour")).json()
    assert order["id"] in {duty["target"] for duty in card["duties"]}


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


async def test_a_merge_and_a_start_at_once_leave_no_response_on_a_merged_incident(
    three, as_post, system_database
):
    first, second, _ = three
    province, decider = await as_post("370000-duty"), await as_post("371426-decider")
    relief = one(await evaluated(province, system_database, first), area=PINGYUAN, family="relief")
    start = decider.post(
        f"/api/responses/{relief['id']}/acts", json={"act": "start", "level": 4, "reason": REASON}
    )
    answers = await asyncio.gather(merge(province, first, second), start)
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_two_incidents_are_not_merged_into_each_other_at_once(three, system_database):
    first, second, _ = (UUID(one_id) for one_id in three)

    async def merged(session, source, into):
        given = MoveIn(into=into, reason=REASON)
        await service.move(
            session, system_actor(), incident_id=source, step="merge", given=given, version=None
        )

    async def other():
        async with system_database.writing(None) as session:
            await merged(session, second, first)

    async with system_database.writing(None) as session:
        await merged(session, first, second)
        back = asyncio.create_task(other())
        await asyncio.wait({back}, timeout=1)
    with pytest.raises(Conflict):
        await back


async def test_nothing_is_merged_into_an_incident_that_is_being_closed(
    three, as_post, system_database
):
    source, target, _ = (UUID(one_id) for one_id in three)
    assert (await (await as_post("370000-duty")).post(f"/api/incidents/{target}/verify")).is_success

    async def moved(incident_id, step, given):
        async with system_database.writing(None) as session:
            await service.move(
                session,
                system_actor(),
                incident_id=incident_id,
                step=step,
                given=given,
                version=None,
            )
            if step == "close":
                merging = asyncio.create_task(moved(source, "merge", into))
                await asyncio.wait({merging}, timeout=1)
                return merging
        return None

    into = MoveIn(into=target, reason=REASON)
    merging = await moved(target, "close", MoveIn(reason="处置结束"))
    with pytest.raises(Conflict):
        await merging
