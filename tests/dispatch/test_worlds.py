"""What an exercise takes and what the real world takes, and what counts after a merge."""

import httpx

from tests.command.drill import reported
from tests.dispatch.conftest import stock_of
from tests.dispatch.test_shipments import step


async def test_an_exercise_and_the_real_stock_never_take_from_each_other(
    as_post, order, centre, owner_database
) -> None:
    province, jinan = await as_post("370000-duty"), await as_post("370100-duty")
    county = await as_post("371426-duty")
    drill = await reported(province, owner_database)
    world = drill["world_id"]

    async def tents(desk: httpx.AsyncClient, **params: str) -> tuple[int, str | None]:
        shown = (await desk.get(f"/api/warehouses/{centre}", params=params)).json()
        (line,) = [x for x in shown["stock"] if x["item"] == "tent_12"]
        return line["qty"], shown["world_id"]

    before, _ = await tents(province)
    depot = (await province.get(f"/api/warehouses/{centre}")).json()
    everything = {"lines": [{"item": "tent_12", "qty": before}]}
    shipment = (
        await province.post(
            "/api/shipments", json=order | everything | {"incident_id": drill["id"]}
        )
    ).json()
    assert shipment["exercise"]
    assert await tents(province) == (before, None)
    assert await tents(province, world_id=world) == (0, world)
    assert await tents(county, world_id=world) == (before, None)
    again = await province.post("/api/shipments", json=order | {"incident_id": drill["id"]})
    assert again.status_code == 409
    assert "12㎡单帐篷缺" in again.json()["detail"]
    for desk, move, body in (
        (jinan, "depart", {}),
        (county, "arrive", {}),
        (county, "receive", everything),
    ):
        answer = await step(desk, shipment, move, body)
        assert answer.status_code == 200, answer.text
        shipment = answer.json()
        assert await tents(province) == (before, None)
        assert await tents(province, world_id=world) == (0, world)
    listed = (await province.get("/api/warehouses", params={"world_id": world})).json()["items"]
    (there,) = [w for w in listed if w["id"] == centre]
    assert [x["qty"] for x in there["stock"] if x["item"] == "tent_12"] == [0]
    assert (await province.get(f"/api/warehouses/{centre}")).json() == depot

    real = await province.post("/api/shipments", json=order)
    assert real.status_code == 201, real.text
    assert await tents(province) == (before - 100, None)
    other = await reported(province, owner_database)
    assert await tents(province, world_id=other["world_id"]) == (before - 100, other["world_id"])


async def test_a_cancelled_exercise_shipment_gives_nothing_to_the_real_stock(
    as_post, order, centre, owner_database
) -> None:
    province = await as_post("370000-duty")
    drill = await reported(province, owner_database)
    before = await stock_of(province, centre)
    made = await province.post("/api/shipments", json=order | {"incident_id": drill["id"]})
    cancelled = await step(province, made.json(), "cancel")
    assert cancelled.status_code == 200, cancelled.text
    assert await stock_of(province, centre) == before
    shown = await province.get(f"/api/warehouses/{centre}", params={"world_id": drill["world_id"]})
    assert {line["item"]: line["qty"] for line in shown.json()["stock"]} == before


async def test_a_real_count_does_not_see_what_an_exercise_set_aside(
    as_post, order, centre, owner_database
) -> None:
    province = await as_post("370000-duty")
    drill = await reported(province, owner_database)
    await province.post("/api/shipments", json=order | {"incident_id": drill["id"]})
    count = {"item": "quilt", "kind": "count", "qty": 7, "note_zh": "盘点"}
    answer = await province.post(f"/api/warehouses/{centre}/stock", json=count)
    assert answer.status_code == 200, answer.text
    assert (await stock_of(province, centre))["quilt"] == 7


async def test_what_was_sent_to_a_merged_incident_counts_in_the_one_that_took_it_in(
    as_post, order, incident_id
) -> None:
    province = await as_post("370000-duty")
    county = await as_post("371426-duty")
    assert (await province.post("/api/shipments", json=order)).status_code == 201
    later = {
        "hazard": "020100",
        "occurred_at": "2023-08-06T03:33:59+08:00",
        "lon": 116.34,
        "lat": 37.16,
        "magnitude": 5.5,
        "source_zh": "测试",
    }
    other = (await province.post("/api/incidents", json=later)).json()
    merged = await province.post(
        f"/api/incidents/{incident_id}/merge",
        json={"into": other["id"], "reason": "同一次地震的重复报告"},
    )
    assert merged.status_code == 200, merged.text
    found = (await county.get(f"/api/incidents/{other['id']}/demand")).json()["items"]
    assert [x["in_transit"] for x in found if x["item"] == "quilt"] == [400]
