"""Loss reports over HTTP: who may send what, what is answered, who sees it."""

import asyncio
import json
from datetime import datetime, timedelta
from typing import Any

from core.clock import BEIJING, real_now
from core.ids import uuid7

PINGYUAN, DECHENG, DEZHOU = 371426000000, 371402000000, 371400000000
WANGDAGUA = 371426108000
ZONE = 371471000000  # 德州天衢新区（经开区），在德城区境内


async def an_earthquake(as_post, *, minutes_ago: int = 30) -> str:
    """Record the Pingyuan earthquake in the real world, some minutes ago; return its id."""
    province = await as_post("370000-duty")
    answer = await province.post(
        "/api/alerts",
        json={
            "hazard": "020100",
            "occurred_at": (real_now() - timedelta(minutes=minutes_ago)).isoformat(),
            "lon": 116.34,
            "lat": 37.16,
            "magnitude": 5.5,
            "depth_km": 10,
            "source_zh": "中国地震台网",
        },
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def send(client, incident: str, **body: Any):
    words = {"incident_id": incident, "kind": "INITIAL", "figures": {}} | body
    return await client.post("/api/reports", json=words)


def figure(document: dict[str, Any], code: str) -> dict[str, Any]:
    (item,) = [item for item in document["items"] if item["indicator"] == code]
    return item


async def figures_of(client, incident: str, area: int, code: str) -> dict[str, Any]:
    answer = await client.get(f"/api/incidents/{incident}/figures", params={"area": area})
    assert answer.status_code == 200, answer.text
    return figure(answer.json(), code)


async def test_three_deaths_alone_are_taken_at_once(as_post):
    incident = await an_earthquake(as_post)
    county = await as_post("371426-duty")
    answer = await send(county, incident, figures={"deaths": 3})
    assert answer.status_code == 201, answer.text
    report = answer.json()
    assert (report["seq"], report["area"], report["state"]) == (1, PINGYUAN, "reported")
    assert report["receipt_no"].startswith("371426000000-01-")
    assert (report["late_minutes"], report["source"], report["findings"]) == (0, "desk", [])
    assert report["due_at"] is not None
    mine = await figures_of(county, incident, PINGYUAN, "deaths")
    assert (mine["reported"]["value"], mine["reported"]["own"]) == (3, True)
    above = await figures_of(await as_post("371400-duty"), incident, DEZHOU, "deaths")
    assert (above["reported"]["value"], above["reported"]["at_least"]) == (3, True)
    assert above["reported"]["units_reported"] == 1
    assert above["reported"]["unknown"] == above["reported"]["units_expected"] - 1 > 0
    unknown = await figures_of(county, incident, PINGYUAN, "injured")
    assert unknown["reported"]["value"] is None


async def test_a_report_goes_up_and_never_sideways(as_post):
    incident = await an_earthquake(as_post)
    town = await as_post("371426108-reporter")
    report = (await send(town, incident, figures={"collapsed_rooms": 31})).json()
    assert (report["area"], report["source"]) == (WANGDAGUA, "field")
    for above in ("371426-duty", "371400-duty", "370000-duty", "000000-duty"):
        seen = await (await as_post(above)).get(f"/api/reports/{report['id']}")
        assert seen.status_code == 200
    neighbours = ("371402-duty", "371426103-reporter", "371500-duty")
    for account in neighbours:
        beside = await as_post(account)
        assert (await beside.get(f"/api/reports/{report['id']}")).status_code == 404
        listed = await beside.get(f"/api/incidents/{incident}/reports")
        assert listed.status_code in (200, 404)
        if listed.status_code == 200:
            assert listed.json()["items"] == []
        for path in ("figures", "matrix"):
            page = await beside.get(f"/api/incidents/{incident}/{path}")
            assert "王打卦" not in page.text
        other = await beside.get(f"/api/incidents/{incident}/figures", params={"area": PINGYUAN})
        assert other.status_code in (403, 404)
        verified = await beside.post(f"/api/reports/{report['id']}/verify")
        assert verified.status_code == 404
        forged = await send(beside, incident, area=PINGYUAN, figures={"deaths": 1})
        assert forged.status_code in (403, 404)


async def test_the_city_adds_its_counties_until_it_speaks_itself(as_post):
    incident = await an_earthquake(as_post)
    city, county = await as_post("371400-duty"), await as_post("371426-duty")
    await send(county, incident, figures={"injured": 9}, synthetic=True)
    await send(await as_post("371402-duty"), incident, figures={"injured": 1})
    added = await figures_of(city, incident, DEZHOU, "injured")
    assert (added["reported"]["value"], added["reported"]["at_least"]) == (10, True)
    assert added["synthetic"]
    own = await send(city, incident, figures={"injured": 23}, source_zh="厦门日报 2023-08-07")
    assert own.status_code == 201
    assert [f["rule"] for f in own.json()["findings"]] == []
    stated = await figures_of(city, incident, DEZHOU, "injured")
    assert (stated["reported"]["value"], stated["reported"]["own"]) == (23, True)
    assert stated["reported"]["source_zh"] == "厦门日报 2023-08-07"
    await send(county, incident, kind="FOLLOWUP", figures={"injured": 30})
    newer = await figures_of(city, incident, DEZHOU, "injured")
    assert (newer["reported"]["value"], newer["reported"]["at_least"]) == (31, True)


async def test_hard_rules_refuse_and_nothing_is_stored(as_post):
    incident = await an_earthquake(as_post)
    county = await as_post("371426-duty")
    refused = await send(county, incident, figures={"injured": 2, "severely_injured": 3})
    assert (refused.status_code, refused.json()["code"]) == (422, "report-refused")
    assert refused.json()["pointer"] == "/figures/severely_injured"
    assert refused.json()["faults"][0]["rule"] == "V05"
    listed = (await county.get(f"/api/incidents/{incident}/reports")).json()
    assert listed["items"] == []
    dry = await county.post(
        "/api/reports/check",
        json={"incident_id": incident, "kind": "INITIAL", "figures": {"deaths": -1}},
    )
    assert dry.status_code == 200
    assert not dry.json()["accepted"]
    assert dry.json()["findings"][0]["rule"] == "V01"


async def test_a_correction_is_a_new_report_with_a_reason(as_post):
    incident = await an_earthquake(as_post)
    county = await as_post("371426-duty")
    first = (await send(county, incident, figures={"injured": 24})).json()
    lower = {"kind": "FOLLOWUP", "figures": {"injured": 20}}
    early = (await send(county, incident, **lower, reasons={"V13": "重复统计 4 人"})).json()
    assert early["findings"][0]["rule"] == "V13"
    assert early["findings"][0]["reason"] == "重复统计 4 人"
    assert (early["seq"], early["supersedes"]) == (2, first["id"])
    final = {"kind": "FINAL", "figures": {"injured": 19, "deaths": 0, "missing": 0}}
    assert (await send(county, incident, **final)).json()["code"] == "report-refused"
    kept = await send(county, incident, **final, reasons={"V13": "核减 1 人"})
    assert kept.status_code == 201
    assert kept.json()["due_at"] is None


async def test_a_nil_report_states_zero(as_post):
    incident = await an_earthquake(as_post)
    county = await as_post("371428-duty")
    report = await send(county, incident, nil_report=True)
    assert report.status_code == 201
    assert report.json()["figures"]["deaths"] == 0
    assert "drought_aid_cum" not in report.json()["figures"]
    shown = await figures_of(county, incident, 371428000000, "collapsed_rooms")
    assert (shown["reported"]["value"], shown["reported"]["at_least"]) == (0, False)
    contradictory = await send(county, incident, nil_report=True, figures={"deaths": 1})
    assert "NIL" in {fault["rule"] for fault in contradictory.json()["faults"]}


async def test_a_nil_report_after_losses_leaves_unknown_what_nobody_said(as_post):
    incident = await an_earthquake(as_post)
    county = await as_post("371428-duty")
    await send(county, incident, figures={"injured": 4})
    nil = await send(county, incident, kind="FOLLOWUP", nil_report=True)
    assert (nil.status_code, nil.json()["figures"]) == (201, {})
    deaths = await figures_of(county, incident, 371428000000, "deaths")
    assert deaths["reported"]["value"] is None
    injured = await figures_of(county, incident, 371428000000, "injured")
    assert injured["reported"]["value"] == 4


async def test_a_partial_report_cannot_slip_past_what_its_area_said_before(as_post):
    incident = await an_earthquake(as_post)
    county = await as_post("371426-duty")
    await send(county, incident, figures={"affected": 100})
    more = await send(county, incident, kind="FOLLOWUP", figures={"deaths": 150})
    assert (more.json()["pointer"], more.json()["faults"][0]["rule"]) == ("/figures/deaths", "V02")
    known = {"deaths": 3, "collapsed_home_hh": 2, "severe_home_hh": 0, "minor_home_hh": 0}
    assert (await send(county, incident, kind="FOLLOWUP", figures=known)).status_code == 201
    empty = await send(county, incident, kind="FINAL")
    assert [fault["rule"] for fault in empty.json()["faults"]] == ["V19", "KNOWN"]
    bare = {"kind": "FINAL", "figures": {"missing": 0}}
    refused = await send(county, incident, **bare)
    assert [fault["rule"] for fault in refused.json()["faults"]] == ["V14", "V19"]
    ledgers = {"deaths_missing": 3, "house_households": 2}
    taken = await send(county, incident, **bare, ledgers=ledgers)
    assert taken.status_code == 201, taken.text


async def test_a_place_outside_the_unit_is_asked_not_refused(as_post):
    incident = await an_earthquake(as_post)
    town = await as_post("371426108-reporter")
    jinan = {"lon": 117.0168, "lat": 36.6613, "figures": {"deaths": 0}}
    asked = await send(town, incident, **jinan)
    assert (asked.status_code, asked.json()["code"]) == (422, "outside-unit")
    taken = await send(town, incident, **jinan, confirm_outside=True)
    assert taken.status_code == 201
    assert taken.json()["outside_unit"]
    inside = await send(town, incident, lon=116.43, lat=37.16, figures={"deaths": 0})
    assert inside.status_code == 201
    assert not inside.json()["outside_unit"]
    swapped = await send(town, incident, lon=37.16, lat=116.43, figures={"deaths": 0})
    assert (swapped.status_code, swapped.json()["pointer"]) == (422, "/lat")
    assert "颠倒" in swapped.json()["detail"]


async def test_lateness_is_counted_by_the_worlds_clock(as_post):
    incident = await an_earthquake(as_post, minutes_ago=181)
    county = await as_post("371426-duty")
    before = (await county.get(f"/api/incidents/{incident}/matrix")).json()
    assert before["items"][0]["state"] == "silent"
    assert before["items"][0]["area"] == PINGYUAN
    assert before["items"][0]["silent_minutes"] >= 181
    report = (await send(county, incident, figures={"deaths": 0})).json()
    assert report["late_minutes"] >= 61
    after = (await county.get(f"/api/incidents/{incident}/matrix")).json()
    assert [row["area"] for row in after["items"]] == [PINGYUAN]
    assert after["items"][0]["state"] == "late"
    province = (
        await (await as_post("370000-duty")).get(f"/api/incidents/{incident}/matrix")
    ).json()
    assert province["counts"]["silent"] == province["counts"]["counties"] - 1
    estimates = {row["area"]: row["population_estimate"] for row in province["items"]}
    assert (estimates[DECHENG], estimates[PINGYUAN]) == (True, False)  # 德城区含经开区、运河区
    assert len(province["hours"]) == len(province["items"][0]["cells"]) == 12


async def test_a_citys_clock_starts_with_its_counties(as_post):
    incident = await an_earthquake(as_post, minutes_ago=30)
    city, county = await as_post("371400-duty"), await as_post("371426-duty")
    await send(await as_post("371426108-reporter"), incident, figures={"deaths": 0})
    asked = {"incident_id": incident, "kind": "INITIAL", "figures": {"deaths": 0}}

    async def due():
        return datetime.fromisoformat(
            (await city.post("/api/reports/check", json=asked)).json()["due_at"]
        )

    at_latest = await due()
    first = await send(county, incident, figures={"deaths": 0})
    received = datetime.fromisoformat(first.json()["submitted_at"])
    assert at_latest > await due() == received + timedelta(hours=2)


async def test_a_functional_zone_is_awaited_with_the_county_it_lies_in(as_post):
    incident = await an_earthquake(as_post)
    city = await as_post("371400-duty")
    rows = {
        r["area"]: r for r in (await city.get(f"/api/incidents/{incident}/matrix")).json()["items"]
    }
    assert DECHENG in rows
    zone = rows[ZONE]
    assert (zone["name"], zone["population_estimate"]) == ("德州天衢新区", False)
    before = (await figures_of(city, incident, DEZHOU, "injured"))["reported"]
    taken = await send(city, incident, area=ZONE, figures={"injured": 2})
    assert taken.status_code == 201, taken.text
    after = (await figures_of(city, incident, DEZHOU, "injured"))["reported"]
    assert (after["value"], after["units_expected"]) == (2, before["units_expected"])
    assert after["unknown"] == before["unknown"] - 1


async def test_verifying_takes_other_eyes_and_the_version_read(as_post):
    incident = await an_earthquake(as_post)
    county, city = await as_post("371426-duty"), await as_post("371400-duty")
    report = (await send(county, incident, figures={"injured": 9})).json()
    path = f"/api/reports/{report['id']}"
    assert (await county.get(path)).json()["moves"] == []
    assert (await county.post(f"{path}/verify")).status_code == 403
    assert (await city.get(path)).json()["moves"] == ["verify"]
    stale = await city.post(f"{path}/verify", headers={"If-Match": '"9"'})
    assert stale.status_code == 412
    verified = await city.post(f"{path}/verify", headers={"If-Match": '"1"'})
    assert (verified.status_code, verified.json()["state"]) == (200, "verified")
    assert verified.json()["version"] == 2
    again = await city.post(f"{path}/verify")
    assert (again.status_code, again.json()["current"]["state"]) == (409, "verified")
    shown = await figures_of(city, incident, PINGYUAN, "injured")
    assert shown["verified"]["value"] == 9


async def test_a_repeated_command_is_one_report_even_at_once(as_post):
    incident = await an_earthquake(as_post)
    county = await as_post("371426-duty")
    body = {"incident_id": incident, "kind": "INITIAL", "figures": {"injured": 9}}
    name = {"Command-Id": str(uuid7())}
    answers = await asyncio.gather(
        *(county.post("/api/reports", json=body, headers=name) for _ in range(4))
    )
    assert {a.status_code for a in answers} == {201}
    assert len({a.json()["id"] for a in answers}) == 1
    other = await county.post("/api/reports", json=body | {"figures": {"injured": 8}}, headers=name)
    assert (other.status_code, other.json()["code"]) == (422, "command-reused")


async def test_reports_at_once_get_numbers_without_gaps(as_post):
    incident = await an_earthquake(as_post)
    county = await as_post("371426-duty")
    answers = await asyncio.gather(
        *(send(county, incident, kind="FOLLOWUP", figures={"injured": n}) for n in range(5))
    )
    assert sorted(a.json()["seq"] for a in answers) == [1, 2, 3, 4, 5]


async def test_indicators_name_the_form(as_post):
    items = (await (await as_post("371426108-reporter")).get("/api/indicators")).json()["items"]
    by_code = {item["indicator"]: item for item in items}
    assert by_code["reloc_now"]["now_of"] == "reloc_cum"
    assert by_code["severely_injured"]["parent"] == "injured"
    assert by_code["houses_or_walls_damaged"]["unit"] == "处"
    assert all(item["official_code"] is None for item in items)


BAD = [
    {"figures": {"deaths": float("nan")}},
    {"figures": {"deaths": float("inf")}},
    {"figures": {"deaths": 10**30}},
    {"figures": {"deaths": 1e18}},
    {"figures": {"deaths": -3}},
    {"figures": {"deaths": "3"}},
    {"figures": {"deaths": True}},
    {"figures": {"deaths": 1.5}},
    {"figures": {"no_such_thing": 1}},
    {"figures": {"deaths\u0000": 1}},
    {"figures": []},
    {"figures": {f"x{n}": 1 for n in range(200)}},
    {"note_zh": "a\u0000b"},
    {"note_zh": "\ud800"},
    {"note_zh": "长" * 3000},
    {"kind": "SECOND"},
    {"area": -1},
    {"area": 10**12},
    {"area": 371426999000},
    {"incident_id": "no"},
    {"incident_id": str(uuid7())},
    {"lon": 116.4},
    {"lon": 1000, "lat": 37},
    {"lon": float("nan"), "lat": 37},
    {"data_as_of": "2999-01-01T00:00:00Z"},
    {"data_as_of": "2023-08-06T04:30:00"},
    {"data_as_of": (datetime.now(BEIJING) + timedelta(hours=3)).isoformat()},
    {"photos": [str(uuid7())]},
    {"reasons": {"V13": ""}},
    {"unexpected": 1},
]


async def test_bad_input_is_explained_and_leaves_nothing(as_post):
    incident = await an_earthquake(as_post)
    county = await as_post("371426-duty")
    for bad in BAD:
        given = {"incident_id": incident, "kind": "INITIAL", "figures": {"deaths": 0}} | bad
        # By hand: a client that cannot write NaN or lone surrogates would test only itself.
        answer = await county.post(
            "/api/reports",
            content=json.dumps(given).encode("utf-8"),
            headers={"Content-Type": "application/json"},
        )
        assert answer.status_code in (400, 404, 422), (bad, answer.status_code, answer.text)
        problem = answer.json()
        assert problem["code"], bad
        assert problem["title"], bad
        assert problem["title_en"], bad
    listed = (await county.get(f"/api/incidents/{incident}/reports")).json()
    assert listed["items"] == []


async def test_figures_are_asked_of_areas_that_exist(as_post):
    incident = await an_earthquake(as_post)
    nation = await as_post("000000-duty")
    for area, status in ((0, 200), (PINGYUAN, 200), (999999999999, 404), (10**12, 422)):
        answer = await nation.get(f"/api/incidents/{incident}/figures", params={"area": area})
        assert answer.status_code == status, area
    assert (await nation.get(f"/api/incidents/{uuid7()}/figures")).status_code == 404
    assert (await nation.get(f"/api/incidents/{uuid7()}/matrix")).status_code == 404


async def test_only_those_who_report_may(as_post):
    incident = await an_earthquake(as_post)
    for account in ("371426-leader", "371426-kiosk"):
        answer = await send(await as_post(account), incident, figures={"deaths": 0})
        assert answer.status_code == 403


async def test_a_closed_incident_takes_no_reports_and_nobody_is_silent(as_post):
    incident = await an_earthquake(as_post, minutes_ago=300)
    province = await as_post("370000-duty")
    for step in ("verify", "close"):
        moved = await province.post(f"/api/incidents/{incident}/{step}", json={"reason": "误报"})
        assert moved.status_code == 200, moved.text
    answer = await send(await as_post("371426-duty"), incident, figures={"deaths": 0})
    assert answer.status_code == 409
    assert answer.json()["current"]["state"] == "closed"
    matrix = (await province.get(f"/api/incidents/{incident}/matrix")).json()
    assert matrix["counts"]["silent"] == 0
    assert {row["state"] for row in matrix["items"]} == {"not_due"}
