import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from command.orders.jobs import mark_overdue
from core.access.scope import Scope
from core.jobs import Jobs
from core.worlds import set_clock
from tests.command.drill import DEZHOU, LIAOCHENG, ORIGIN, PINGYUAN, SHANDONG, reported
from tests.fixtures.live import assert_live_triple

DUE = (ORIGIN + timedelta(hours=2)).isoformat()


@pytest.fixture
async def incident(as_post, owner_database):
    return await reported(await as_post("370000-duty"), owner_database)


async def issue(desk, incident, *to_areas, **changes):
    return await desk.post(
        "/api/orders",
        json={
            "incident_id": incident["id"],
            "title_zh": "立即核查灾情并报送初报",
            "body_zh": "逐乡镇核查，2 小时内报送；无灾情零报告。",
            "to_areas": list(to_areas),
            "due_at": DUE,
        }
        | changes,
    )


async def step(desk, order, move, note=None, version=None):
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    return await desk.post(
        f"/api/orders/{order['id']}/{move}", json={"note": note}, headers=headers
    )


async def test_an_order_goes_down_and_its_steps_come_back(incident, as_post):
    province, city = await as_post("370000-duty"), await as_post("371400-duty")
    issued = await issue(province, incident, DEZHOU, LIAOCHENG)
    assert issued.status_code == 201, issued.text
    first, second = issued.json()["items"]
    assert (first["no"], second["no"]) == ("令-2023-0806-001", "令-2023-0806-002")
    assert first["moves"] == ["cancel"]
    for move, state in (
        ("deliver", "delivered"),
        ("read", "read"),
        ("accept", "accepted"),
        ("done", "done"),
    ):
        answer = await step(city, first, move)
        assert answer.json()["state"] == state, answer.text
    closed = (await province.get(f"/api/orders/{first['id']}")).json()
    for at in ("delivered_at", "read_at", "accepted_at", "done_at"):
        assert closed[at] is not None
    assert closed["moves"] == []
    assert (await step(city, first, "deliver")).json()["version"] == closed["version"]


async def test_only_the_addressee_answers_and_only_the_issuer_cancels(incident, as_post):
    province, city = await as_post("370000-duty"), await as_post("371400-duty")
    (order,) = (await issue(province, incident, PINGYUAN)).json()["items"]
    county = await as_post("371426-duty")
    assert (await step(province, order, "accept")).status_code == 403
    assert (await step(city, order, "accept")).status_code == 403
    assert (await step(county, order, "cancel", "不需要")).status_code == 403
    assert (await step(await as_post("371402-duty"), order, "read")).status_code == 404
    assert (await step(await as_post("371426-leader"), order, "read")).status_code == 403
    assert (await step(county, order, "accept")).json()["read_at"] is not None
    assert (await step(province, order, "cancel")).json()["pointer"] == "/note"
    assert (await step(province, order, "cancel", "情况变化")).json()["state"] == "cancelled"
    done = await step(county, order, "done")
    assert (done.status_code, done.json()["detail"]) == (409, "指令现为“已撤销”，不能进行这一步")


async def test_refusing_needs_a_reason(incident, as_post):
    province, city = await as_post("370000-duty"), await as_post("371400-duty")
    (order,) = (await issue(province, incident, DEZHOU)).json()["items"]
    assert (await step(city, order, "refuse")).json()["pointer"] == "/note"
    refused = (await step(city, order, "refuse", "道路中断，无法到达")).json()
    assert (refused["state"], refused["refused_reason"]) == ("refused", "道路中断，无法到达")


async def test_a_county_sees_no_order_to_its_neighbour(incident, as_post):
    city = await as_post("371400-duty")
    (order,) = (await issue(city, incident, 371402000000)).json()["items"]
    county = await as_post("371426-duty")
    assert (await county.get("/api/orders")).json()["items"] == []
    assert (await county.get(f"/api/orders/{order['id']}")).status_code == 404


@pytest.mark.parametrize(
    ("account", "to_areas", "changes", "status"),
    [
        ("371400-duty", [LIAOCHENG], {}, 403),
        ("371400-duty", [SHANDONG], {}, 403),
        ("371400-duty", [DEZHOU], {}, 422),
        ("371400-duty", [371499000001], {}, 422),
        ("371400-duty", [], {}, 422),
        ("371400-duty", [PINGYUAN], {"due_at": ORIGIN.isoformat()}, 422),
        ("371400-leader", [PINGYUAN], {}, 403),
        ("371426108-reporter", [PINGYUAN], {}, 403),
        ("371400-duty", [PINGYUAN], {"incident_id": "01890000-0000-7000-8000-00000000ffff"}, 404),
    ],
)
async def test_an_order_that_cannot_be_given_is_refused(
    incident, as_post, account, to_areas, changes, status
):
    desk = await as_post(account)
    answer = await issue(desk, incident, *to_areas, **changes)
    assert answer.status_code == status, answer.text
    assert answer.json()["title_en"]
    assert (await desk.get("/api/orders")).json()["items"] == []


async def test_numbers_stay_unique_when_desks_issue_at_once(incident, as_post):
    province = await as_post("370000-duty")
    answers = await asyncio.gather(*(issue(province, incident, DEZHOU) for _ in range(6)))
    numbers = [a.json()["items"][0]["no"] for a in answers]
    assert sorted(numbers) == [f"令-2023-0806-{n:03d}" for n in range(1, 7)]


async def test_an_order_to_many_takes_as_many_numbers_and_each_is_told(
    incident, as_post, owner_database
):
    province = await as_post("370000-duty")
    many = (await issue(province, incident, DEZHOU, PINGYUAN, LIAOCHENG, DEZHOU)).json()["items"]
    assert [o["no"][-3:] for o in many] == ["001", "002", "003"]
    assert [o["to_area"] for o in many] == [DEZHOU, PINGYUAN, LIAOCHENG]
    (next_one,) = (await issue(province, incident, PINGYUAN)).json()["items"]
    assert next_one["no"].endswith("-004")
    for table, kind in (("event", "kind = 'order.issued'"), ("audit", "verb = 'issue'")):
        query = text(f"select entity::text from core.{table} where {kind} order by id")
        async with owner_database.reading(None) as session:
            assert list(await session.scalars(query)) == [o["id"] for o in [*many, next_one]]


async def test_a_stale_step_is_refused(incident, as_post):
    province, city = await as_post("370000-duty"), await as_post("371400-duty")
    (order,) = (await issue(province, incident, DEZHOU)).json()["items"]
    await step(city, order, "read")
    answer = await step(city, order, "refuse", "无力承担", version=1)
    assert answer.status_code == 412
    assert answer.json()["current"]["state"] == "read"


async def test_an_order_becomes_overdue_by_the_worlds_clock_once(
    incident, as_post, system_database, owner_database, database, settings
):
    city = await as_post("371400-duty")
    (order,) = (await issue(city, incident, PINGYUAN)).json()["items"]
    await mark_overdue(Jobs(system_database, settings))
    assert (await city.get(f"/api/orders/{order['id']}")).json()["overdue"] is False
    async with owner_database.writing(Scope.of(0)) as session:
        await set_clock(
            session, UUID(incident["world_id"]), now=ORIGIN + timedelta(hours=2, seconds=1), rate=0
        )
    frames = await assert_live_triple(
        database,
        Scope.of(SHANDONG),
        "orders",
        lambda: mark_overdue(Jobs(system_database, settings)),
    )
    assert [f["b"]["overdue"] for f in frames] == [True]
    late = (await city.get(f"/api/orders/{order['id']}")).json()
    assert late["escalated_at"] is None
    await mark_overdue(Jobs(system_database, settings))
    assert (await city.get(f"/api/orders/{order['id']}")).json()["version"] == late["version"]


async def test_an_overdue_order_is_its_issuers_and_later_the_next_offices_too(
    incident, as_post, system_database, owner_database, database, settings
):
    desks = {
        area: await as_post(f"{str(area)[:6].ljust(6, '0')}-duty")
        for area in (PINGYUAN, DEZHOU, SHANDONG, 0)
    }
    (order,) = (await issue(desks[DEZHOU], incident, PINGYUAN)).json()["items"]

    async def at(minutes):
        now = ORIGIN + timedelta(hours=2, minutes=minutes)
        async with owner_database.writing(Scope.of(0)) as session:
            await set_clock(session, UUID(incident["world_id"]), now=now, rate=0)
        return await assert_live_triple(
            database,
            Scope.of(SHANDONG),
            "orders",
            lambda: mark_overdue(Jobs(system_database, settings)),
        )

    async def chased():
        found = {}
        for area, desk in desks.items():
            card = (await desk.get(f"/api/incidents/{incident['id']}/first-hour")).json()
            found[area] = [
                (d["code"], d["target"])
                for d in card["duties"]
                if d["code"] in ("CHASE_ORDERS", "ESCALATED_ORDERS")
            ]
        return found

    (frame,) = await at(1)
    assert (frame["b"]["overdue"], frame["b"]["escalated_at"]) == (True, None)
    nobody: dict[int, list[tuple[str, str]]] = {area: [] for area in desks}
    assert await chased() == nobody | {DEZHOU: [("CHASE_ORDERS", order["id"])]}
    assert await at(29) == []
    (frame,) = await at(31)
    assert frame["b"]["escalated_at"] is not None
    async with owner_database.reading(None) as session:
        kinds = await session.scalars(
            text("select kind from core.event where entity = :id order by version"),
            {"id": order["id"]},
        )
    assert list(kinds) == ["order.issued", "order.overdue", "order.escalated"]
    both = {
        DEZHOU: [("CHASE_ORDERS", order["id"])],
        SHANDONG: [("ESCALATED_ORDERS", order["id"])],
    }
    assert await chased() == nobody | both
    assert await at(90) == []
    await step(desks[PINGYUAN], order, "accept")
    await step(desks[PINGYUAN], order, "done")
    assert await chased() == nobody


@pytest.mark.parametrize(("area", "heard"), [(PINGYUAN, 3), (DEZHOU, 3), (0, 3), (371402000000, 0)])
async def test_live_screens_of_both_ends_follow_an_order(incident, as_post, database, area, heard):
    city, county = await as_post("371400-duty"), await as_post("371426-duty")

    async def go():
        (order,) = (await issue(city, incident, PINGYUAN)).json()["items"]
        await step(county, order, "deliver")
        await step(county, order, "accept")

    frames = await assert_live_triple(database, Scope.of(area), "orders", go)
    assert len(frames) == heard
