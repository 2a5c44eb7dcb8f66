import asyncio
import json
from datetime import timedelta

import pytest

from core.access.scope import Scope
from tests.command.drill import (
    DEZHOU,
    GAOTANG,
    ORIGIN,
    PINGYUAN,
    SHANDONG,
    alert,
    exercise,
    reported,
)
from tests.fixtures.live import assert_live_triple


async def test_an_alert_becomes_an_incident_in_the_counties_around(as_post, owner_database):
    incident = await reported(await as_post("370000-duty"), owner_database)
    assert incident["no"] == "E-370000-2023-0806-01"
    assert incident["state"] == "reported"
    assert incident["exercise"] is True
    assert incident["hazard_zh"] == "地震"
    assert incident["area"] == SHANDONG
    assert {PINGYUAN, GAOTANG} <= {unit["area"] for unit in incident["areas"]}
    assert incident["occurred_at"] == "2023-08-06T02:33:59+08:00"
    assert "verify" in incident["moves"]


async def test_a_second_alert_of_one_quake_is_recognised(as_post, owner_database):
    world_id = await exercise(owner_database)
    province, city = await as_post("370000-duty"), await as_post("371400-duty")
    first = (await province.post("/api/alerts", json=alert(world_id))).json()
    again = await city.post(
        "/api/alerts",
        json=alert(
            world_id,
            occurred_at=(ORIGIN + timedelta(seconds=6)).isoformat(),
            lon=116.33,
            lat=37.15,
            external_id="dezhou-1",
            source_zh="德州市值班室",
        ),
    )
    assert again.status_code == 200
    assert again.json()["duplicate"] is True
    assert again.json()["id"] == first["id"]
    another = await province.post("/api/incidents", json=alert(world_id) | {"external_id": None})
    assert another.status_code == 422
    body = alert(world_id)
    del body["external_id"]
    manual = (await province.post("/api/incidents", json=body)).json()
    assert manual["duplicate_of_candidates"] == [first["id"]]
    assert manual["no"] == "E-370000-2023-0806-02"


async def test_what_a_neighbour_recorded_shows_neither_by_its_id_nor_by_a_number(
    as_post, owner_database
):
    world_id = await exercise(owner_database)
    made = {}
    for county, area in (("371426", PINGYUAN), ("371427", 371427000000)):
        desk = await as_post(f"{county}-duty")
        answer = await desk.post("/api/alerts", json=alert(world_id, areas=[area]))
        assert answer.status_code == 201, answer.text
        made[county] = answer.json()
    assert made["371427"]["no"] == "E-371427-2023-0806-01"
    later = f"/api/incidents/{made['371427']['id']}"
    for account, same in (("371427-duty", []), ("371400-duty", [made["371426"]["id"]])):
        seen = (await (await as_post(account)).get(later)).json()
        assert seen["duplicate_of_candidates"] == same, account


async def test_a_township_counts_beside_its_county(as_post, owner_database):
    world_id = await exercise(owner_database)
    numbers = []
    for account, area in (("371426-duty", PINGYUAN), ("371426108-reporter", 371426108000)):
        body = alert(world_id, areas=[area])
        del body["external_id"]
        answer = await (await as_post(account)).post("/api/incidents", json=body)
        assert answer.status_code == 201, answer.text
        numbers.append(answer.json()["no"])
    assert numbers == ["E-371426-2023-0806-01", "E-371426108-2023-0806-01"]


def here(**changes):
    """What an office that felt it records: no areas named, they are found by the place."""
    body = alert(None, **changes)
    return {k: v for k, v in body.items() if k not in ("external_id", "world_id")}


@pytest.mark.parametrize(
    ("account", "unit", "no", "there", "elsewhere"),
    [
        ("371426108-reporter", 371426108000, "E-371426108-", (116.34, 37.16), (116.0, 36.95)),
        ("371471-duty", 371471000000, "E-371471-", (116.30, 37.45), (116.99, 36.66)),
    ],
)
async def test_an_office_without_an_outline_records_in_its_county_or_city(
    as_post, account, unit, no, there, elsewhere
):
    county, desk = await as_post("371426-duty"), await as_post(account)
    answer = await county.post("/api/incidents", json=here())
    assert answer.status_code == 201, answer.text
    answer = await desk.post("/api/incidents", json=here(lon=there[0], lat=there[1]))
    assert answer.status_code == 201, answer.text
    assert [u["area"] for u in answer.json()["areas"]] == [unit]
    assert answer.json()["area"] == unit
    assert answer.json()["no"].startswith(no)
    far = await desk.post("/api/incidents", json=here(lon=elsewhere[0], lat=elsewhere[1]))
    assert far.status_code == 403


async def test_two_alerts_at_once_make_one_incident(as_post, owner_database):
    world_id = await exercise(owner_database)
    province, nation = await as_post("370000-duty"), await as_post("000000-duty")
    answers = await asyncio.gather(
        *(
            desk.post(
                "/api/alerts", json=alert(world_id, source_zh=f"台网 {i}", external_id=f"net-{i}")
            )
            for i, desk in enumerate((province, nation, province, nation))
        )
    )
    assert sorted(a.status_code for a in answers) == [200, 200, 200, 201]
    assert len({a.json()["id"] for a in answers}) == 1


async def test_verifying_works_from_the_list_and_only_once(as_post, owner_database):
    province = await as_post("370000-duty")
    await reported(province, owner_database)
    listed = (await province.get("/api/incidents")).json()["items"][0]
    path = f"/api/incidents/{listed['id']}/verify"
    stale = await province.post(path, headers={"If-Match": '"7"'})
    assert stale.status_code == 412
    assert stale.json()["current"]["state"] == "reported"
    done = await province.post(path, headers={"If-Match": f'"{listed["version"]}"'})
    assert done.json()["state"] == "verified"
    assert done.json()["version"] == 2
    again = await province.post(path)
    assert again.status_code == 409
    assert again.json()["current"]["state"] == "verified"
    assert again.json()["detail"] == "事件现为“已核实”，不能进行这一步"


async def test_a_post_below_sees_the_incident_but_does_not_move_it(as_post, owner_database):
    incident = await reported(await as_post("370000-duty"), owner_database)
    county = await as_post("371426-duty")
    seen = await county.get(f"/api/incidents/{incident['id']}")
    assert seen.json()["moves"] == []
    answer = await county.post(f"/api/incidents/{incident['id']}/verify")
    assert answer.status_code == 403
    leader = await as_post("370000-leader")
    assert (await leader.post(f"/api/incidents/{incident['id']}/verify")).status_code == 403
    assert (await leader.post("/api/alerts", json=alert(incident["world_id"]))).status_code == 403


async def test_a_county_reports_what_lies_in_it_and_nothing_else(as_post, owner_database):
    world_id = await exercise(owner_database)
    county = await as_post("371426-duty")
    own = await county.post("/api/alerts", json=alert(world_id))
    assert own.status_code == 201
    assert own.json()["area"] == PINGYUAN
    far = await county.post(
        "/api/alerts", json=alert(world_id, lon=120.38, lat=36.07, external_id="far")
    )
    assert far.status_code == 403
    neighbour = await as_post("371526-duty")
    assert (await neighbour.get(f"/api/incidents/{own.json()['id']}")).status_code == 404


async def test_a_place_abroad_is_kept_with_the_office_that_recorded_it(as_post, owner_database):
    world_id = await exercise(owner_database)
    nation = await as_post("000000-duty")
    answer = await nation.post("/api/alerts", json=alert(world_id, lon=-70.5, lat=-33.4))
    assert answer.status_code == 201
    assert answer.json()["area"] == 0


async def test_merging_and_closing_need_a_reason(as_post, owner_database):
    world_id = await exercise(owner_database)
    province = await as_post("370000-duty")
    first = (await province.post("/api/alerts", json=alert(world_id))).json()
    body = alert(world_id)
    del body["external_id"]
    second = (await province.post("/api/incidents", json=body)).json()
    path = f"/api/incidents/{second['id']}/merge"
    assert (await province.post(path, json={"into": first["id"]})).json()["pointer"] == "/reason"
    itself = {"into": second["id"], "reason": "同一次地震"}
    assert (await province.post(path, json=itself)).json()["pointer"] == "/into"
    merged = await province.post(path, json={"into": first["id"], "reason": "同一次地震"})
    assert merged.json()["state"] == "merged"
    assert merged.json()["merged_into"] == first["id"]
    assert merged.json()["moves"] == []


async def test_an_incident_is_merged_only_into_one_that_those_who_know_of_it_see(
    as_post, owner_database
):
    world_id = await exercise(owner_database)
    city = await as_post("371400-duty")
    made = []
    for area in (PINGYUAN, 371427000000):
        body = alert(
            world_id,
            areas=[area],
            external_id=f"alert-{area}",
            occurred_at=f"2023-08-06T0{len(made) + 1}:00:00+08:00",
        )
        made.append((await city.post("/api/alerts", json=body)).json())
    path = f"/api/incidents/{made[0]['id']}/merge"
    given = {"into": made[1]["id"], "reason": "同一次地震"}
    refused = await city.post(path, json=given)
    assert (refused.status_code, refused.json()["current"]["id"]) == (409, made[1]["id"])
    wider = {"areas": [PINGYUAN, 371427000000]}
    answer = await city.post(f"/api/incidents/{made[1]['id']}/edit", json=wider)
    assert answer.json()["area"] == DEZHOU
    assert (await city.post(path, json=given)).json()["merged_into"] == made[1]["id"]


async def test_editing_the_place_finds_the_areas_again(as_post, owner_database):
    province = await as_post("370000-duty")
    incident = await reported(province, owner_database)
    path = f"/api/incidents/{incident['id']}/edit"
    edited = (await province.post(path, json={"lon": 120.38, "lat": 36.3, "magnitude": 4.0})).json()
    assert edited["magnitude"] == 4.0
    assert PINGYUAN not in {unit["area"] for unit in edited["areas"]}
    assert edited["area"] == SHANDONG
    swapped = await province.post(path, json={"lon": 36.3, "lat": 120.38})
    assert swapped.status_code == 422
    assert "颠倒" in swapped.json()["detail"]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"lon": 37.16, "lat": 116.34}, "/lat"),
        ({"lon": 1e9}, "/lon"),
        ({"hazard": "999999"}, "/hazard"),
        ({"hazard": "quake"}, "/hazard"),
        ({"occurred_at": "2199-01-01T00:00:00Z"}, "/occurred_at"),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "/occurred_at"),
        ({"occurred_at": "2023-08-06T02:33:59"}, "/occurred_at"),
        ({"magnitude": 11}, "/magnitude"),
        ({"title_zh": "地\u0000震"}, None),
        ({"title_zh": "\ud800地震"}, None),
        ({"areas": [1]}, "/areas/0"),
        ({"areas": [-1]}, "/areas/0"),
        ({"areas": [10**30]}, None),
        ({"areas": []}, "/areas"),
        ({"state": "verified"}, "/state"),
        ({"world_id": "01890000-0000-7000-8000-00000000ffff"}, "missing"),
    ],
)
async def test_bad_input_is_explained_and_nothing_is_written(
    as_post, owner_database, changes, pointer
):
    world_id = await exercise(owner_database)
    province = await as_post("370000-duty")
    answer = await province.post(
        "/api/alerts",
        content=json.dumps(alert(world_id) | changes),
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == (404 if pointer == "missing" else 422), answer.text
    problem = answer.json()
    assert problem["title"]
    assert problem["title_en"]
    if pointer not in (None, "missing"):
        assert pointer in (
            problem.get("pointer"),
            *(f["pointer"] for f in problem.get("faults", ())),
        )
    assert (await province.get("/api/incidents")).json()["items"] == []


async def test_not_a_number_is_refused(as_post, owner_database):
    world_id = await exercise(owner_database)
    province = await as_post("370000-duty")
    body = json.dumps(alert(world_id)).replace("116.34", "NaN")
    answer = await province.post(
        "/api/alerts", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in (400, 422)


@pytest.mark.parametrize(("area", "heard"), [(PINGYUAN, 1), (371302000000, 1), (DEZHOU, 1), (0, 1)])
async def test_live_screens_follow_a_provincial_incident(
    as_post, database, owner_database, area, heard
):
    province = await as_post("370000-duty")
    world_id = await exercise(owner_database)
    frames = await assert_live_triple(
        database,
        Scope.of(area),
        "incidents",
        lambda: province.post("/api/alerts", json=alert(world_id)),
    )
    assert len(frames) == heard


async def test_live_screens_follow_every_move(as_post, database, owner_database):
    province = await as_post("370000-duty")
    incident = await reported(province, owner_database)

    async def move_on():
        for move in ("verify", "respond", "recover"):
            answer = await province.post(f"/api/incidents/{incident['id']}/{move}")
            assert answer.status_code == 200
        path = f"/api/incidents/{incident['id']}/close"
        await province.post(path, json={"reason": "处置结束"})

    frames = await assert_live_triple(database, Scope.of(PINGYUAN), "incidents", move_on)
    assert [f["b"]["state"] for f in frames] == ["verified", "responding", "recovering", "closed"]


async def test_a_title_nobody_gave_follows_a_corrected_magnitude(as_post, owner_database):
    world_id = await exercise(owner_database)
    province = await as_post("370000-duty")
    untitled = alert(world_id)
    del untitled["title_zh"], untitled["title_en"]
    made = (await province.post("/api/alerts", json=untitled)).json()
    assert made["title_zh"] == "山东德州市平原县 M5.5 地震"
    path = f"/api/incidents/{made['id']}/edit"
    edited = (await province.post(path, json={"magnitude": 5.7})).json()
    assert edited["title_zh"] == "山东德州市平原县 M5.7 地震"
    assert "M5.7" in edited["title_en"]
    named = {"title_zh": "平原地震", "magnitude": 5.6}
    assert (await province.post(path, json=named)).json()["title_zh"] == "平原地震"
    again = (await province.post(path, json={"magnitude": 5.5})).json()
    assert again["title_zh"] == "平原地震"
    assert "M5.5" in again["title_en"]


async def test_an_alert_of_a_merged_incident_tells_where_it_went(as_post, owner_database):
    world_id = await exercise(owner_database)
    province = await as_post("370000-duty")
    made = []
    for hours in range(3):
        body = alert(
            world_id,
            occurred_at=(ORIGIN - timedelta(hours=hours)).isoformat(),
            external_id=f"alert-{hours}",
        )
        made.append((await province.post("/api/alerts", json=body)).json()["id"])
    for source, into in ((made[0], made[1]), (made[1], made[2])):
        merged = await province.post(
            f"/api/incidents/{source}/merge", json={"into": into, "reason": "同一次地震"}
        )
        assert merged.status_code == 200, merged.text
    again = await province.post("/api/alerts", json=alert(world_id, external_id="alert-0"))
    assert (again.status_code, again.json()["duplicate"]) == (200, True)
    assert (again.json()["id"], again.json()["state"]) == (made[2], "reported")
