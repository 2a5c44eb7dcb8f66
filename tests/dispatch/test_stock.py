"""Depots, their ledger, demand and standards, over HTTP and under row security."""

from sqlalchemy import text

from core.access.scope import Scope
from dispatch.stock.seed import DEPOTS, seed
from tests.dispatch.conftest import JINAN, PINGYUAN, stock_of
from tests.fixtures.live import assert_live_triple


async def test_the_depots_are_real_their_stock_is_not(as_post) -> None:
    county = await as_post("371426-duty")
    found = (await county.get("/api/warehouses")).json()["items"]
    assert len(found) == len(DEPOTS) == 8
    for depot in found:
        assert depot["synthetic"]
        assert depot["location_note_zh"] == "示意位置：所在城市，非库址"
        assert depot["source_zh"]
        assert depot["moves"] == []
        assert all(line["qty"] > 0 for line in depot["stock"])
        at = {"lon": depot["lon"], "lat": depot["lat"]}
        chain = (await county.get("/api/areas/at", params=at)).json()["items"]
        assert chain[1]["code"] == depot["keeper_area"]


async def test_only_the_owner_may_change_the_books(as_post, centre) -> None:
    province, jinan = await as_post("370000-duty"), await as_post("370100-duty")
    change = {"item": "quilt", "kind": "in", "qty": 50, "note_zh": "采购入库"}
    path = f"/api/warehouses/{centre}/stock"
    refused = await jinan.post(path, json=change)
    assert refused.status_code == 403
    before = await stock_of(province, centre)
    added = await province.post(path, json=change)
    assert added.status_code == 200, added.text
    assert (await stock_of(jinan, centre))["quilt"] == before["quilt"] + 50
    stale = await province.post(path, json=change, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    assert stale.json()["current"]["version"] == added.json()["version"]
    counted = change | {"kind": "count", "qty": 7}
    assert (await province.post(path, json=counted)).status_code == 200
    assert (await stock_of(province, centre))["quilt"] == 7
    same = await province.post(path, json=counted)
    assert same.status_code == 422
    unknown = await province.post(path, json=change | {"item": "spaceship"})
    assert unknown.status_code == 422
    assert unknown.json()["pointer"] == "/item"


async def test_the_ledger_explains_every_piece(as_post, centre) -> None:
    province, county = await as_post("370000-duty"), await as_post("371426-duty")
    change = {"item": "grain", "kind": "in", "qty": 12, "note_zh": "采购入库"}
    assert (await province.post(f"/api/warehouses/{centre}/stock", json=change)).status_code == 200
    lines = (await province.get(f"/api/warehouses/{centre}/ledger")).json()["items"]
    sums: dict[str, int] = {}
    for line in lines:
        sums[line["item"]] = sums.get(line["item"], 0) + line["qty"]
    assert sums == await stock_of(province, centre)
    assert (await county.get(f"/api/warehouses/{centre}/ledger")).json()["items"] == []


async def test_seeding_again_keeps_what_changed(as_post, owner_database, centre) -> None:
    province = await as_post("370000-duty")
    change = {"item": "quilt", "kind": "count", "qty": 3, "note_zh": "盘点"}
    await province.post(f"/api/warehouses/{centre}/stock", json=change)
    async with owner_database.writing(None) as session:
        await seed(session)
    assert (await stock_of(province, centre))["quilt"] == 3
    assert len((await province.get("/api/warehouses")).json()["items"]) == 8


async def test_without_settings_nothing_is_seen(database) -> None:
    async with database.reading(None) as session:
        for table in ("warehouse", "stock", "stock_move", "shipment", "shipment_line"):
            assert await session.scalar(text(f"select count(*) from dispatch.{table}")) == 0


async def test_stock_can_never_be_negative(owner_database) -> None:
    import pytest
    from sqlalchemy.exc import IntegrityError

    with pytest.raises(IntegrityError, match="ck_stock_qty"):
        async with owner_database.writing(None) as session:
            await session.execute(text("update dispatch.stock set qty = qty - 1000000"))


async def test_demand_is_unknown_until_reported(as_post, incident_id) -> None:
    county = await as_post("371426-duty")
    path = f"/api/incidents/{incident_id}/demand"
    found = (await county.get(path)).json()
    assert found["area"] == PINGYUAN
    lines = {line["item"]: line for line in found["items"]}
    assert lines["quilt"]["heads"] is None
    assert lines["quilt"]["need"] is None
    assert "未知" in lines["quilt"]["formula"]
    assert lines["quilt"]["provisional"]
    neighbour = await county.get(path, params={"area": 371427000000})
    assert neighbour.status_code == 403


async def test_demand_follows_the_reports(as_post, incident_id) -> None:
    county = await as_post("371426-duty")
    report = {
        "incident_id": incident_id,
        "kind": "INITIAL",
        "data_as_of": "2023-08-06T04:00:00+08:00",
        "figures": {"reloc_now": 186, "reloc_cum": 186, "urgent_now": 14, "urgent_cum": 14},
    }
    sent = await county.post("/api/reports", json=report)
    assert sent.status_code == 201, sent.text
    found = (await county.get(f"/api/incidents/{incident_id}/demand")).json()
    lines = {line["item"]: line for line in found["items"]}
    assert (lines["quilt"]["heads"], lines["quilt"]["need"]) == (186, 186)
    # 200 people × 3 L × 3 days × 1.05
    assert lines["water_drinking"]["need"] == 1890
    assert lines["toilet_simple"]["need"] == 10
    assert lines["tent_12"]["need"] is None


async def test_an_unknown_incident_has_no_demand(as_post) -> None:
    county = await as_post("371426-duty")
    path = "/api/incidents/01890000-0000-7000-8000-000000000000/demand"
    assert (await county.get(path)).status_code == 404


async def test_standards_are_dated_and_set_by_the_province(as_post) -> None:
    province, county = await as_post("370000-duty"), await as_post("371426-duty")
    new = {
        "item": "quilt",
        "scope": "bedding",
        "per_head": "1.5",
        "days": 1,
        "loss_factor": "1.1",
        "valid_from": "2024-01-01",
        "source_zh": "省级标准（试）",
    }
    assert (await county.post("/api/demand-standards", json=new)).status_code == 403
    made = await province.post("/api/demand-standards", json=new)
    assert made.status_code == 201, made.text
    again = await province.post("/api/demand-standards", json=new)
    assert again.status_code == 422

    async def quilt_on(day: str) -> float:
        found = (await county.get("/api/demand-standards", params={"day": day})).json()["items"]
        (line,) = [s for s in found if s["item"] == "quilt"]
        return float(line["per_head"])

    assert await quilt_on("2023-08-06") == 1
    assert await quilt_on("2024-01-01") == 1.5


async def test_live_events_lead_to_the_same_as_a_new_snapshot(
    as_post, centre, order, database
) -> None:
    province = await as_post("370000-duty")

    async def act() -> None:
        change = {"item": "quilt", "kind": "in", "qty": 50, "note_zh": "采购入库"}
        await province.post(f"/api/warehouses/{centre}/stock", json=change)
        shipment = (await province.post("/api/shipments", json=order)).json()
        cancelled = await province.post(f"/api/shipments/{shipment['id']}/cancel", json={})
        assert cancelled.status_code == 200

    heard = await assert_live_triple(database, Scope.of(PINGYUAN), "warehouses", act)
    assert [(frame["e"], frame["v"]) for frame in heard] == [(centre, v) for v in (2, 3, 4)]


async def test_the_snapshot_is_what_is_visible(as_post, database, centre) -> None:
    from dispatch.stock import service

    county = await as_post("371426-duty")
    listed = (await county.get("/api/warehouses")).json()["items"]
    async with database.reading(Scope.of(PINGYUAN)) as session:
        held = await service.snapshot(session, Scope.of(PINGYUAN))
    assert {d["id"] for d in held} == {d["id"] for d in listed}
    assert next(d for d in held if d["id"] == centre)["keeper_area"] == JINAN
    assert all("moves" not in d for d in held)
