import asyncio
from contextlib import asynccontextmanager, suppress
from uuid import UUID

from sqlalchemy import text

from command.response import gather, queries
from command.response.evaluation import AT_ONCE, run
from command.response.jobs import EVALUATE, evaluate_incident
from command.response.models import Plan
from core.access.scope import NATION, Scope
from core.jobs import Jobs, run_worker
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


@asynccontextmanager
async def workers(settings, count):
    stop = asyncio.Event()
    running = [asyncio.create_task(run_worker(settings, stop)) for _ in range(count)]
    try:
        yield
    finally:
        stop.set()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*running)


async def queued(owner_database, task):
    """Return the states and locks of a task's jobs."""
    query = text("select status, lock from procrastinate.procrastinate_jobs where task_name = :t")
    async with owner_database.reading(None) as session:
        return [tuple(row) for row in await session.execute(query, {"t": task})]


async def stored_rooms(owner_database, incident):
    query = text(
        "select g->'reported'->'value' from command.response r, jsonb_array_elements(r.gauges) g"
        " where r.incident_id = :id and r.area = :area and r.family = 'relief'"
        " and g->>'indicator' = 'rooms'"
    )
    async with owner_database.reading(None) as session:
        return await session.scalar(query, {"id": incident["id"], "area": SHANDONG})


async def test_an_evaluation_does_the_work_of_all_that_wait(
    as_post, owner_database, system_database, settings
):
    province, county = await as_post("370000-duty"), await as_post("371426-duty")
    incident = await reported(province, owner_database)
    given = {"incident_id": incident["id"], "kind": "FOLLOWUP"}
    for rooms in (1, 2, 3):
        body = given | {"figures": {"collapsed_rooms": rooms}}
        assert (await county.post("/api/reports", json=body)).status_code == 201
    assert await queued(owner_database, EVALUATE) == [("todo", f"evaluate:{incident['id']}")] * 4
    await evaluate_incident(Jobs(system_database, settings), incident_id=incident["id"])
    assert await queued(owner_database, EVALUATE) == []
    assert await stored_rooms(owner_database, incident) == 3


async def test_a_whole_province_is_judged_in_several_writes_as_in_one(
    as_post, owner_database, system_database
):
    province = await as_post("370000-duty")
    query = text("select code from gis.area where tier = 3 and code / 10000000000 = 37")
    async with owner_database.reading(None) as session:
        counties = sorted(await session.scalars(query))
    incident = await reported(province, owner_database, areas=counties)
    items = await evaluated(province, system_database, incident["id"])
    touched = gather.touched(counties)
    assert len(touched) > 2 * AT_ONCE
    for family in {r["family"] for r in items}:
        assert sorted(r["area"] for r in items if r["family"] == family) == touched
    assert await run(system_database, UUID(incident["id"])) == 0
    async with owner_database.writing(None) as session:
        found = await queries.incident_of(session, UUID(incident["id"]))
        found.state = "closed"
    withdrawn = await run(system_database, UUID(incident["id"]))
    assert withdrawn == sum(r["proposed"] is not None for r in items) > 0


async def test_what_nobody_has_decided_goes_by_the_plan_that_now_holds(
    as_post, owner_database, system_database
):
    province, county = await as_post("370000-duty"), await as_post("371426-duty")
    incident = await reported(province, owner_database)
    given = {"incident_id": incident["id"], "kind": "INITIAL", "figures": {"deaths": 4}}
    assert (await county.post("/api/reports", json=given)).status_code == 201
    before = one(
        await evaluated(province, system_database, incident["id"]), area=PINGYUAN, family="relief"
    )
    assert before["plan_sample"] is True
    async with owner_database.writing(None) as session:
        sample = await queries.plan(session, before["plan_id"])
        labels = {level: f"县{label}" for level, label in sample.body["labels"].items()}
        session.add(
            Plan(
                id="pingyuan-own",
                family=sample.family,
                tier=sample.tier,
                owner_area=PINGYUAN,
                name_zh="平原县自然灾害救助应急预案",
                name_en="Pingyuan relief plan",
                sample=False,
                valid_from=sample.valid_from,
                valid_to=sample.valid_to,
                body=sample.body | {"labels": labels},
                digest=sample.digest,
            )
        )
    after = one(
        await evaluated(province, system_database, incident["id"]), area=PINGYUAN, family="relief"
    )
    assert after["version"] == before["version"] + 1
    assert (after["plan_id"], after["plan_sample"]) == ("pingyuan-own", False)
    assert after["labels"] == labels
    assert (after["proposed"]["level"], after["state"]) == (before["proposed"]["level"], "proposed")
    decider = await as_post("371426-decider")
    assert (await decide(decider, after, "start", 3)).status_code == 200
    async with owner_database.reading(None) as session:
        act = await queries.response_act(session, UUID(after["id"]), 1)
        told = await session.scalar(
            text(
                "select body->>'plan_id' from core.event where entity = :id and version = :version"
            ),
            {"id": after["id"], "version": after["version"]},
        )
    assert (act.plan_id, act.content["plan"]["name_zh"]) == (
        "pingyuan-own",
        "平原县自然灾害救助应急预案",
    )
    assert told == "pingyuan-own"


async def test_the_workers_evaluate_after_an_alert_and_up_to_the_newest_report(
    as_post, owner_database, settings
):
    province, county = await as_post("370000-duty"), await as_post("371426-duty")
    async with workers(settings, 2):
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
        for rooms in (1, 2, 3, 4):
            figures = {"deaths": 4, "collapsed_rooms": rooms}
            given = {"incident_id": incident["id"], "kind": "FOLLOWUP", "figures": figures}
            assert (await county.post("/api/reports", json=given)).status_code == 201
        (found,) = await until(lambda: relief(proposed=True))
        assert (found["state"], found["proposed"]["level"]) == ("proposed", 3)
        assert found["proposed"]["basis"] == "reported"

        async def idle():
            return await queued(owner_database, EVALUATE) == []

        await until(idle)
    assert await stored_rooms(owner_database, incident) == 4


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
