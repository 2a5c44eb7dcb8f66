"""What an alert is taken for: a new event, a known one, or its network's correction."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from core.access.scope import Scope
from core.events import EventRow
from tests.command.drill import DEZHOU, GAOTANG, ORIGIN, PINGYUAN, alert, exercise, reported
from tests.fixtures.live import assert_live_triple

FORESHOCK = {
    "title_zh": "平原4.2级地震",
    "occurred_at": (ORIGIN - timedelta(minutes=8)).isoformat(),
    "magnitude": 4.2,
    "lat": 37.17,
    "external_id": "cenc-20230806022600",
}


async def told(owner_database, incident) -> list[str]:
    """Return the kinds of an incident's events, in order."""
    async with owner_database.reading(None) as session:
        kinds = select(EventRow.kind).where(EventRow.entity == UUID(incident["id"]))
        return list(await session.scalars(kinds.order_by(EventRow.id)))


async def test_a_main_shock_is_not_swallowed_by_its_foreshock(as_post, owner_database):
    world_id = await exercise(owner_database)
    province = await as_post("370000-duty")
    first = await province.post("/api/alerts", json=alert(world_id, **FORESHOCK))
    main = await province.post("/api/alerts", json=alert(world_id))
    assert (main.status_code, main.json()["duplicate"]) == (201, False)
    assert main.json()["id"] != first.json()["id"]
    # The network itself says that they are two: nobody is asked to merge them.
    assert main.json()["duplicate_of_candidates"] == []


async def test_where_it_is_not_sure_there_are_two_and_people_are_asked(as_post, owner_database):
    world_id = await exercise(owner_database)
    province, city = await as_post("370000-duty"), await as_post("371400-duty")
    first = (await province.post("/api/alerts", json=alert(world_id))).json()
    other = {"source_zh": "德州市值班室", "external_id": None}
    for doubt in ({"magnitude": 4.2}, {"magnitude": None}):
        answer = await city.post("/api/alerts", json=alert(world_id, **other, **doubt))
        assert answer.status_code == 201, doubt
        assert first["id"] in answer.json()["duplicate_of_candidates"]


async def test_a_number_that_another_network_uses_too_swallows_no_alert(as_post, owner_database):
    province = await as_post("370000-duty")
    made = await reported(province, owner_database)
    far = {"lon": 121.4, "lat": 37.5, "occurred_at": (ORIGIN + timedelta(minutes=1)).isoformat()}
    others = (
        {"hazard": "010200", "magnitude": None, "source_zh": "省水文中心"},
        {"source_zh": "省地震局"} | far,
    )
    seen = {made["id"]}
    for other in others:
        answer = await province.post("/api/alerts", json=alert(made["world_id"], **other))
        assert (answer.status_code, answer.json()["duplicate"]) == (201, False), answer.text
        seen.add(answer.json()["id"])
        again = await province.post("/api/alerts", json=alert(made["world_id"], **other))
        assert (again.status_code, again.json()["id"]) == (200, answer.json()["id"])
    assert len(seen) == 3
    now = (await province.get(f"/api/incidents/{made['id']}")).json()
    assert (now["version"], now["lon"]) == (made["version"], made["lon"])


async def test_a_network_corrects_what_nobody_has_verified(as_post, owner_database):
    province = await as_post("370000-duty")
    made = await reported(province, owner_database, title_zh=None, title_en=None)
    assert made["title_zh"] == "山东德州市平原县 M5.5 地震"
    body = alert(made["world_id"], title_zh=None, title_en=None)
    answer = await province.post("/api/alerts", json=body | {"magnitude": 5.8, "lon": 116.36})
    assert (answer.status_code, answer.json()["duplicate"]) == (200, True)
    corrected = answer.json()
    assert (corrected["id"], corrected["version"]) == (made["id"], 2)
    assert (corrected["magnitude"], corrected["lon"]) == (5.8, 116.36)
    assert corrected["title_zh"] == "山东德州市平原县 M5.8 地震"
    assert await told(owner_database, made) == ["incident.reported", "incident.edited"]


async def test_a_repeated_alert_does_not_undo_what_a_person_corrected(as_post, owner_database):
    province = await as_post("370000-duty")
    made = await reported(province, owner_database)
    path = f"/api/incidents/{made['id']}/edit"
    assert (await province.post(path, json={"magnitude": 5.6})).status_code == 200
    again = await province.post("/api/alerts", json=alert(made["world_id"]))
    assert (again.json()["magnitude"], again.json()["version"]) == (5.6, 2)


async def test_a_correction_of_a_verified_incident_is_offered_until_somebody_answers(
    as_post, database, owner_database
):
    province = await as_post("370000-duty")
    made = await reported(province, owner_database)
    path = f"/api/incidents/{made['id']}"
    assert (await province.post(f"{path}/verify")).status_code == 200
    stronger = alert(made["world_id"], magnitude=5.8)

    async def send():
        answer = await province.post("/api/alerts", json=stronger)
        assert answer.status_code == 200, answer.text

    frames = await assert_live_triple(database, Scope.of(PINGYUAN), "incidents", send)
    assert [f["b"]["correction"]["magnitude"] for f in frames] == [5.8]
    assert (await told(owner_database, made))[-1] == "incident.correction-offered"
    offered = (await province.get(path)).json()
    assert offered["magnitude"] == 5.5
    assert offered["correction"]["magnitude"] == 5.8
    assert offered["correction"]["lon"] is None
    assert offered["correction"]["source_zh"] == "中国地震台网"
    assert not await assert_live_triple(database, Scope.of(PINGYUAN), "incidents", send)
    other = await province.post(f"{path}/edit", json={"title_zh": "平原地震"})
    assert other.json()["correction"]["magnitude"] == 5.8
    taken = await province.post(f"{path}/edit", json={"magnitude": 5.8})
    assert (taken.json()["magnitude"], taken.json()["correction"]) == (5.8, None)


async def test_an_empty_edit_lets_a_correction_go(as_post, owner_database):
    province = await as_post("370000-duty")
    made = await reported(province, owner_database)
    path = f"/api/incidents/{made['id']}"
    await province.post(f"{path}/verify")
    await province.post("/api/alerts", json=alert(made["world_id"], magnitude=5.8))
    kept = (await province.post(f"{path}/edit", json={"reason": "以台网正式测定为准"})).json()
    assert (kept["magnitude"], kept["correction"]) == (5.5, None)


async def test_named_areas_stay_when_place_or_magnitude_are_corrected(as_post, owner_database):
    province = await as_post("370000-duty")
    made = await reported(province, owner_database, areas=[DEZHOU])
    path = f"/api/incidents/{made['id']}/edit"

    async def areas(**changes):
        answer = await province.post(path, json=changes)
        assert answer.status_code == 200, answer.text
        return {unit["area"] for unit in answer.json()["areas"]}

    assert await areas(magnitude=6.5) == {DEZHOU}
    moved = await areas(lon=116.23, lat=36.86)
    assert DEZHOU in moved
    assert GAOTANG in moved
    assert await areas(areas=[PINGYUAN]) == {PINGYUAN}
    assert await areas(magnitude=5.0) == {PINGYUAN}
