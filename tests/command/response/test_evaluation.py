import asyncio
from contextlib import suppress
from uuid import UUID

from command.response import evaluation, gather, queries
from core.access.scope import NATION, Scope
from core.jobs import run_worker
from tests.command.drill import (
    DEZHOU,
    PINGYUAN,
    SHANDONG,
    alert,
    decide,
    evaluated,
    exercise,
    one,
    reported,
)


async def until(look):
    """Look again until the worker has come that far."""
    for _ in range(1200):
        if found := await look():
            return found
        await asyncio.sleep(0.1)
    raise AssertionError("the worker did nothing")


async def test_evaluations_at_once_write_one_set_of_responses(
    as_post, system_database, owner_database
):
    province = await as_post("370000-duty")
    incident = await reported(province, owner_database)
    changed = await asyncio.gather(
        *(evaluation.run(system_database, UUID(incident["id"])) for _ in range(4))
    )
    items = await evaluated(province, system_database, incident["id"])
    assert sum(changed) == len(items) == len({(r["family"], r["area"]) for r in items})
    assert {r["version"] for r in items} == {1}


async def test_the_worker_evaluates_after_an_alert_and_after_a_report(
    as_post, owner_database, settings
):
    province, county = await as_post("370000-duty"), await as_post("371426-duty")
    stop = asyncio.Event()
    worker = asyncio.create_task(run_worker(settings, stop))
    try:
        answer = await province.post("/api/alerts", json=alert(await exercise(owner_database)))
        incident = answer.json()

        async def relief(*, proposed=False):
            path = f"/api/incidents/{incident['id']}/responses"
            items = (await province.get(path)).json()["items"]
            return [
                r
                for r in items
                if r["area"] == PINGYUAN
                and r["family"] == "relief"
                and (r["proposed"] is not None or not proposed)
            ]

        (first,) = await until(relief)
        assert first["proposed"] is None
        given = {"incident_id": incident["id"], "kind": "INITIAL", "figures": {"deaths": 4}}
        assert (await county.post("/api/reports", json=given)).status_code == 201
        (found,) = await until(lambda: relief(proposed=True))
        assert (found["state"], found["proposed"]["level"]) == ("proposed", 3)
        assert found["proposed"]["basis"] == "reported"
    finally:
        stop.set()
        with suppress(asyncio.CancelledError):
            await worker


async def test_a_report_moves_the_gauges_of_every_tier_but_no_version(
    as_post, system_database, owner_database
):
    province, county = await as_post("370000-duty"), await as_post("371426-duty")
    nation = await as_post("000000-duty")
    incident = await reported(province, owner_database)
    before = await evaluated(nation, system_database, incident["id"])
    given = {"incident_id": incident["id"], "kind": "INITIAL", "figures": {"collapsed_rooms": 74}}
    assert (await county.post("/api/reports", json=given)).status_code == 201
    after = await evaluated(nation, system_database, incident["id"])
    for area in (0, SHANDONG, PINGYUAN):
        old, new = (one(items, area=area, family="relief") for items in (before, after))
        assert new["version"] == old["version"]
        rooms = next(g for g in new["gauges"] if g["indicator"] == "rooms")
        assert rooms["reported"]["value"] == 74
        assert rooms["reported"]["at_least"] is True


async def test_a_proposal_says_its_threshold_and_not_the_sum_behind_it(
    as_post, system_database, owner_database
):
    province, county = await as_post("370000-duty"), await as_post("371426-duty")
    incident = await reported(province, owner_database)
    given = {"incident_id": incident["id"], "kind": "INITIAL", "figures": {"deaths": 23}}
    assert (await county.post("/api/reports", json=given)).status_code == 201
    await evaluated(province, system_database, incident["id"])
    neighbour = await as_post("371427-duty")
    seen = (await neighbour.get("/api/live/snapshot?topics=responses")).json()["topics"]
    above = one(seen["responses"], area=SHANDONG, family="relief")
    assert above["state"] == "proposed"
    assert "≥" in above["proposed"]["criterion_zh"]
    assert "23" not in above["proposed"]["criterion_zh"] + above["proposed"]["criterion_en"]


async def test_sums_of_reports_do_not_flow_down(as_post, system_database, owner_database):
    province, county = await as_post("370000-duty"), await as_post("371426-duty")
    incident = await reported(province, owner_database)
    given = {"incident_id": incident["id"], "kind": "INITIAL", "figures": {"collapsed_rooms": 74}}
    assert (await county.post("/api/reports", json=given)).status_code == 201
    await evaluated(province, system_database, incident["id"])
    neighbour = await as_post("371427-duty")
    seen = (await neighbour.get(f"/api/incidents/{incident['id']}/responses")).json()["items"]
    above = one(seen, area=SHANDONG, family="relief")
    rooms = next(g for g in above["gauges"] if g["indicator"] == "rooms")
    assert rooms["withheld"]
    assert rooms["reported"] is None
    assert "74" not in above["verdict_zh"]
    quake = one(seen, area=SHANDONG, family="earthquake")
    magnitude = next(g for g in quake["gauges"] if g["indicator"] == "magnitude")
    assert magnitude["reported"]["value"] == 5.5
    items = await evaluated(province, system_database, incident["id"])
    started = one(items, area=SHANDONG, family="relief")
    answer = await decide(await as_post("370000-decider"), started, "start", 4)
    assert answer.status_code == 200, answer.text
    items = await evaluated(province, system_database, incident["id"])
    city = one(items, area=DEZHOU, family="relief")
    assert city["proposed"]["basis"] == "linked"
    assert "74" in city["verdict_zh"]
    seen = (await neighbour.get(f"/api/incidents/{incident['id']}/responses")).json()["items"]
    city = one(seen, area=DEZHOU, family="relief")
    assert city["proposed"]["basis"] == "linked"
    assert "74" not in city["verdict_zh"] + city["verdict_en"]


async def test_a_county_that_reports_losses_is_advised_though_the_incident_did_not_name_it(
    as_post, system_database, owner_database
):
    province, shinan = await as_post("370000-duty"), await as_post("370202-duty")
    incident = await reported(province, owner_database)
    assert 370202000000 not in {unit["area"] for unit in incident["areas"]}
    given = {"incident_id": incident["id"], "kind": "INITIAL", "nil_report": True}
    laixi = await as_post("370285-duty")
    for desk, figures in ((shinan, {"deaths": 4}), (laixi, {})):
        answer = await desk.post(
            "/api/reports", json=given | {"nil_report": not figures, "figures": figures}
        )
        assert answer.status_code == 201, answer.text
    items = await evaluated(province, system_database, incident["id"])
    levels = {
        area: one(items, area=area, family="relief")["proposed"]["level"]
        for area in (370202000000, 370200000000)
    }
    assert levels == {370202000000: 3, 370200000000: 4}
    assert 370285000000 not in {r["area"] for r in items}


async def test_a_figure_is_settled_when_complete_and_verified_or_final(
    as_post, system_database, owner_database
):
    province, county = await as_post("370000-duty"), await as_post("371426-duty")
    incident = await reported(province, owner_database, areas=[PINGYUAN])

    async def settled(area):
        async with system_database.reading(None) as session:
            found = await queries.incident_of(session, UUID(incident["id"]))
            here = await gather.setting(session, found, Scope.of(NATION))
        known = gather.figures(here, area).reported
        return {code for code, figure in known.items() if figure.settled}

    given = {
        "incident_id": incident["id"],
        "kind": "FOLLOWUP",
        "figures": {"deaths": 0, "missing": 0},
    }
    report = (await county.post("/api/reports", json=given)).json()
    assert await settled(PINGYUAN) == set()
    city = await as_post("371400-duty")
    verified = await city.post(f"/api/reports/{report['id']}/verify")
    assert verified.status_code == 200, verified.text
    assert await settled(PINGYUAN) == await settled(SHANDONG) == {"deaths", "missing"}
    newer = {"incident_id": incident["id"], "kind": "FOLLOWUP", "figures": {"deaths": 1}}
    assert (await county.post("/api/reports", json=newer)).status_code == 201
    assert await settled(PINGYUAN) == {"missing"}
