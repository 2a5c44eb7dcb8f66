"""Shipments from order to receipt, over HTTP and under row security."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from core.access.scope import Scope
from core.ids import uuid7
from dispatch.shipments import service
from dispatch.shipments.queries import FINISHED_SHOWN
from dispatch.shipments.rules import OPEN
from tests.command.drill import reported
from tests.dispatch.conftest import JINAN, PINGYUAN, stock_of
from tests.fixtures.live import assert_live_triple


async def step(
    desk: httpx.AsyncClient, shipment: dict[str, Any], move: str, body: dict[str, Any] | None = None
) -> httpx.Response:
    return await desk.post(
        f"/api/shipments/{shipment['id']}/{move}",
        json=body or {},
        headers={"If-Match": f'"{shipment["version"]}"'},
    )


def counted(**changes: int) -> dict[str, Any]:
    """Return the receipt of the usual order; everything arrived unless said otherwise."""
    found = {"tent_12": 100, "quilt": 400} | changes
    return {"lines": [{"item": item, "qty": qty} for item, qty in found.items()]}


async def test_from_order_to_receipt(as_post, order, centre, owner_database) -> None:
    province, jinan = await as_post("370000-duty"), await as_post("370100-duty")
    county = await as_post("371426-duty")
    before = await stock_of(province, centre)
    answer = await province.post("/api/shipments", json=order)
    assert answer.status_code == 201, answer.text
    shipment = answer.json()
    assert shipment["state"] == "ordered"
    assert (shipment["area"], shipment["to_area"]) == (JINAN, PINGYUAN)
    assert shipment["to_name"] == "平原县"
    assert "示意" in shipment["location_note_zh"]
    assert shipment["moves"] == ["depart", "cancel"]
    after = await stock_of(province, centre)
    assert before["tent_12"] - after["tent_12"] == 100
    assert before["quilt"] - after["quilt"] == 400

    for desk, move, state in (
        (jinan, "depart", "departed"),
        (county, "arrive", "arrived"),
        (county, "receive", "received"),
    ):
        seen = (await desk.get(f"/api/shipments/{shipment['id']}")).json()
        assert move in seen["moves"]
        answer = await step(desk, shipment, move, counted() if move == "receive" else None)
        assert answer.status_code == 200, answer.text
        shipment = answer.json()
        assert shipment["state"] == state
        assert shipment[f"{state}_at"]
    assert shipment["received_by"] == "平原县值班员"
    assert [line["received"] for line in shipment["lines"]] == [100, 400]
    assert [line["short"] for line in shipment["lines"]] == [0, 0]
    assert shipment["moves"] == []
    assert await stock_of(province, centre) == after
    async with owner_database.reading(None) as session:
        kinds = await session.scalars(
            text("select kind from core.event where entity = :id order by version"),
            {"id": shipment["id"]},
        )
        assert list(kinds) == [
            "shipment.ordered",
            "shipment.departed",
            "shipment.arrived",
            "shipment.received",
        ]
        verbs = await session.scalars(
            text("select verb from core.audit where entity = :id order by id"),
            {"id": shipment["id"]},
        )
        assert list(verbs) == ["order", "depart", "arrive", "receive"]


async def test_both_ends_see_it_and_neighbours_do_not(as_post, order, database) -> None:
    province = await as_post("370000-duty")
    shipment = (await province.post("/api/shipments", json=order)).json()
    for account, sees in (
        ("370100-duty", True),
        ("371400-duty", True),
        ("371426-duty", True),
        ("000000-duty", True),
        ("371427-duty", False),
        ("371500-duty", False),
    ):
        desk = await as_post(account)
        listed = (await desk.get("/api/shipments")).json()["items"]
        assert [s["id"] for s in listed] == ([shipment["id"]] if sees else []), account
        one = await desk.get(f"/api/shipments/{shipment['id']}")
        assert one.status_code == (200 if sees else 404)
    async with database.reading(Scope.of(371427000000)) as session:
        for table in ("shipment", "shipment_line"):
            assert await session.scalar(text(f"select count(*) from dispatch.{table}")) == 0
    async with database.reading(Scope.of(PINGYUAN)) as session:
        (held,) = await service.snapshot(session, Scope.of(PINGYUAN))
    assert held == {k: v for k, v in shipment.items() if k != "moves"}


async def test_each_end_does_its_own_steps(as_post, order) -> None:
    province, jinan = await as_post("370000-duty"), await as_post("370100-duty")
    county, leader = await as_post("371426-duty"), await as_post("370000-leader")
    assert (await jinan.post("/api/shipments", json=order)).status_code == 403
    assert (await county.post("/api/shipments", json=order)).status_code == 403
    assert (await leader.post("/api/shipments", json=order)).status_code == 403
    shipment = (await province.post("/api/shipments", json=order)).json()
    assert (await step(county, shipment, "depart")).status_code == 403
    assert (await step(county, shipment, "cancel")).status_code == 403
    early = await step(county, shipment, "receive")
    assert early.status_code == 409
    assert early.json()["current"]["state"] == "ordered"
    shipment = (await step(jinan, shipment, "depart")).json()
    assert (await step(jinan, shipment, "arrive")).status_code == 403
    stale = await county.post(
        f"/api/shipments/{shipment['id']}/arrive", json={}, headers={"If-Match": '"1"'}
    )
    assert stale.status_code == 412
    late = await step(province, shipment, "cancel")
    assert late.status_code == 409


async def test_cancelling_puts_the_goods_back(as_post, order, centre) -> None:
    province = await as_post("370000-duty")
    before = await stock_of(province, centre)
    shipment = (await province.post("/api/shipments", json=order)).json()
    cancelled = await step(province, shipment, "cancel", {"note_zh": "改由市级调运"})
    assert cancelled.status_code == 200, cancelled.text
    assert cancelled.json()["state"] == "cancelled"
    assert await stock_of(province, centre) == before


async def test_goods_on_the_way_reduce_the_need(as_post, order, incident_id) -> None:
    province, jinan = await as_post("370000-duty"), await as_post("370100-duty")
    county = await as_post("371426-duty")

    async def quilts() -> tuple[int, int]:
        found = (await county.get(f"/api/incidents/{incident_id}/demand")).json()["items"]
        (line,) = [x for x in found if x["item"] == "quilt"]
        return line["in_transit"], line["on_hand"]

    shipment = (await province.post("/api/shipments", json=order)).json()
    assert await quilts() == (400, 0)
    for desk, move in ((jinan, "depart"), (county, "arrive")):
        shipment = (await step(desk, shipment, move)).json()
    assert await quilts() == (400, 0)
    assert [line["short"] for line in shipment["lines"]] == [None, None]
    short = counted(quilt=390)
    unexplained = await step(county, shipment, "receive", short)
    assert unexplained.status_code == 422
    assert unexplained.json()["pointer"] == "/note_zh"
    uncounted = {"lines": [{"item": "quilt", "qty": 400}]}
    for wrong in (counted(quilt=401), uncounted, counted(tent_36=1), {}):
        refused = await step(county, shipment, "receive", wrong)
        assert (refused.status_code, refused.json()["pointer"]) == (422, "/lines")
    done = await step(county, shipment, "receive", short | {"note_zh": "途中淋湿 10 床"})
    assert done.status_code == 200, done.text
    assert [line["short"] for line in done.json()["lines"]] == [0, 10]
    assert done.json()["note_zh"] == "途中淋湿 10 床"
    assert await quilts() == (0, 390)


async def test_orders_that_cannot_be(as_post, order) -> None:
    province = await as_post("370000-duty")
    cases = (
        ({"to_area": 371200000000}, 422, "/to_area"),
        ({"incident_id": str(uuid7())}, 422, "/incident_id"),
        ({"warehouse_id": str(uuid7())}, 404, None),
        ({"lines": []}, 422, "/lines"),
        ({"lines": [{"item": "quilt", "qty": 0}]}, 422, "/lines/0/qty"),
        ({"lines": [{"item": "quilt", "qty": -4}]}, 422, "/lines/0/qty"),
        ({"lines": [{"item": "quilt", "qty": 10**30}]}, 422, None),
        ({"lines": [{"item": "moon", "qty": 1}]}, 422, "/lines/0/item"),
        ({"lines": [{"item": "quilt", "qty": 1}] * 2}, 422, "/lines/1/item"),
        ({"note_zh": "a\x00b"}, 422, None),
    )
    for change, status, pointer in cases:
        answer = await province.post("/api/shipments", json=order | change)
        assert answer.status_code == status, (change, answer.text)
        if pointer:
            assert answer.json()["pointer"] == pointer
    too_many = order | {"lines": [{"item": "tent_12", "qty": 10**6}]}
    lacking = await province.post("/api/shipments", json=too_many)
    assert lacking.status_code == 409
    assert "12㎡单帐篷缺" in lacking.json()["detail"]
    assert lacking.json()["current"]["stock"]
    assert (await province.get("/api/shipments")).json()["items"] == []


async def test_the_simple_map_shows_how_far_a_shipment_is(
    as_post, order, incident_id, owner_database
) -> None:
    province, jinan = await as_post("370000-duty"), await as_post("370100-duty")
    county = await as_post("371426-duty")
    shipment = (await province.post("/api/shipments", json=order)).json()

    async def page() -> str:
        return (await province.get(f"/api/maps/situation?incident={incident_id}")).text

    assert '"dashArray": "1 7"' in await page()
    for desk, move in ((jinan, "depart"), (county, "arrive"), (county, "receive")):
        body = counted() if move == "receive" else None
        shipment = (await step(desk, shipment, move, body)).json()
    assert '"#5f706d"' in await page()
    async with owner_database.writing(None) as session:
        await session.execute(
            text(
                "update dispatch.shipment set received_at = received_at - interval '7 hours'"
                " where id = :id"
            ),
            {"id": shipment["id"]},
        )
    assert '"#5f706d"' not in await page()


async def test_a_township_without_a_place_takes_its_county_s(as_post, order) -> None:
    province = await as_post("370000-duty")
    town = await province.post("/api/shipments", json=order | {"to_area": 371426108000})
    county = await province.get(f"/api/areas/{PINGYUAN}")
    assert town.status_code == 201, town.text
    assert [town.json()["to_lon"], town.json()["to_lat"]] == county.json()["anchor"]


async def test_a_repeated_command_ships_once(as_post, order, centre) -> None:
    province = await as_post("370000-duty")
    before = await stock_of(province, centre)
    named = {"Command-Id": str(uuid7())}
    first = await province.post("/api/shipments", json=order, headers=named)
    second = await province.post("/api/shipments", json=order, headers=named)
    assert first.json()["id"] == second.json()["id"]
    assert before["quilt"] - (await stock_of(province, centre))["quilt"] == 400


async def test_many_at_once_never_promise_more_than_there_is(as_post, order, centre) -> None:
    province = await as_post("370000-duty")
    before = (await stock_of(province, centre))["tent_12"]
    asked = before // 5 + 1
    one = order | {"lines": [{"item": "tent_12", "qty": asked}]}
    answers = await asyncio.gather(*(province.post("/api/shipments", json=one) for _ in range(8)))
    codes = sorted(a.status_code for a in answers)
    assert codes == [201] * 4 + [409] * 4
    assert (await stock_of(province, centre))["tent_12"] == before - 4 * asked


async def test_two_cannot_take_the_same_step(as_post, order) -> None:
    province, jinan = await as_post("370000-duty"), await as_post("370100-duty")
    shipment = (await province.post("/api/shipments", json=order)).json()
    path = f"/api/shipments/{shipment['id']}"
    answers = await asyncio.gather(
        jinan.post(f"{path}/depart", json={}),
        province.post(f"{path}/cancel", json={}),
        jinan.post(f"{path}/depart", json={}),
    )
    assert sorted(a.status_code for a in answers) == [200, 409, 409]


async def test_live_events_lead_to_the_same_as_a_new_snapshot(as_post, order, database) -> None:
    province, jinan = await as_post("370000-duty"), await as_post("370100-duty")
    county, scope = await as_post("371426-duty"), Scope.of(PINGYUAN)

    async def act() -> None:
        shipment = (await province.post("/api/shipments", json=order)).json()
        other = (await province.post("/api/shipments", json=order)).json()
        for desk, which, move in (
            (jinan, shipment, "depart"),
            (county, shipment, "arrive"),
            (province, other, "cancel"),
        ):
            answer = await step(desk, which, move)
            assert answer.status_code == 200, answer.text
            which["version"] = answer.json()["version"]

    heard = await assert_live_triple(database, scope, "shipments", act)
    assert {frame["b"]["state"] for frame in heard} == {
        "ordered",
        "departed",
        "arrived",
        "cancelled",
    }
    assert await assert_live_triple(database, Scope.of(371427000000), "shipments", act) == []


async def test_a_screen_gets_all_that_is_on_its_way_and_of_the_rest_the_newest(
    as_post, order, database, owner_database
) -> None:
    province = await as_post("370000-duty")
    shipment = (await province.post("/api/shipments", json=order)).json()
    async with owner_database.writing(None) as session:
        # Older than the one on its way, by their ids: they are what fills a year's list.
        await session.execute(
            text(
                """
                insert into dispatch.shipment
                select (jsonb_populate_record(s, jsonb_build_object(
                    'id', '00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'),
                    'state', case when n = 1 then 'departed' else 'cancelled' end))).*
                from dispatch.shipment s, generate_series(1, :n) n
                """
            ),
            {"n": FINISHED_SHOWN + 3},
        )
    scope = Scope.of(PINGYUAN)
    async with database.reading(scope) as session:
        held = await service.snapshot(session, scope)
    under_way = [one["id"] for one in held if one["state"] in OPEN]
    assert under_way == ["00000000-0000-7000-8000-000000000001", shipment["id"]]
    finished = [one["id"] for one in held if one["state"] not in OPEN]
    assert len(finished) == FINISHED_SHOWN
    assert "00000000-0000-7000-8000-000000000003" not in finished, "the oldest are left out"


@pytest.mark.parametrize("body", [b"[]", b'{"lines": 3}', b'{"unknown": 1}', b"\xff", b"null"])
async def test_bad_bodies_are_explained(as_post, body: bytes) -> None:
    province = await as_post("370000-duty")
    answer = await province.post(
        "/api/shipments", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in (400, 422)
    assert answer.json()["title_en"]


async def test_a_count_includes_the_goods_set_aside_that_are_still_there(
    as_post, order, centre
) -> None:
    province = await as_post("370000-duty")
    before = (await stock_of(province, centre))["tent_12"]
    made = (await province.post("/api/shipments", json=order)).json()

    async def counted(qty: int) -> httpx.Response:
        given = {"item": "tent_12", "kind": "count", "qty": qty, "note_zh": "盘点"}
        return await province.post(f"/api/warehouses/{centre}/stock", json=given)

    assert (await counted(before)).json()["pointer"] == "/qty"
    assert (await counted(before - 10)).status_code == 200
    assert (await stock_of(province, centre))["tent_12"] == before - 110
    short = await counted(99)
    assert short.status_code == 409
    assert "100" in short.json()["detail"]
    departed = await (await as_post("370100-duty")).post(f"/api/shipments/{made['id']}/depart")
    assert departed.status_code == 200, departed.text
    assert (await counted(99)).status_code == 200
    assert (await stock_of(province, centre))["tent_12"] == 99


async def test_a_keeper_who_does_not_know_the_incident_stamps_its_worlds_time(
    as_post, order, owner_database
) -> None:
    province, jinan = await as_post("370000-duty"), await as_post("370100-duty")
    incident = await reported(province, owner_database, areas=[PINGYUAN])
    hidden = await jinan.get(f"/api/incidents/{incident['id']}")
    assert hidden.status_code == 404
    given = order | {"incident_id": incident["id"]}
    made = (await province.post("/api/shipments", json=given)).json()
    departed = await step(jinan, made, "depart")
    assert departed.status_code == 200, departed.text
    assert departed.json()["departed_at"].startswith("2023-08-06T02:3")
