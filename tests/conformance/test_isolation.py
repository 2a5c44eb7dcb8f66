"""Nobody is sent what is a neighbour's: every way of reading, against an oracle of digits."""

import re
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from assessment.runs.jobs import first_estimate
from core.ids import uuid7
from core.jobs import Jobs
from core.settings import ROOT
from tests.conformance.world import (
    DEZHOU,
    GAOTANG,
    INJURED,
    JINAN,
    LIAOCHENG,
    LIXIA,
    NATION,
    PINGYUAN,
    SHANDONG,
    WANGDAGUA,
    XIAJIN,
    World,
    account,
    below,
    build,
    record,
)

pytestmark = pytest.mark.commits

VIEWERS = {
    **{
        account(area): area
        for area in (NATION, SHANDONG, JINAN, LIXIA, DEZHOU, PINGYUAN, XIAJIN, LIAOCHENG, GAOTANG)
    },
    "371426108-reporter": WANGDAGUA,
    "371427-kiosk": XIAJIN,
    "371526-leader": GAOTANG,
}
AREAS = (NATION, SHANDONG, JINAN, LIXIA, DEZHOU, PINGYUAN, XIAJIN, LIAOCHENG, GAOTANG, WANGDAGUA)

DETAIL = {
    "/api/incidents/{incident_id}": "incident",
    "/api/incidents/{incident_id}/responses": "incident",
    "/api/incidents/{incident_id}/reports": "incident",
    "/api/incidents/{incident_id}/figures": "incident",
    "/api/incidents/{incident_id}/matrix": "incident",
    "/api/incidents/{incident_id}/reports/below": "incident",
    "/api/incidents/{incident_id}/reports/series": "incident",
    "/api/incidents/{incident_id}/figures/counties": "incident",
    "/api/incidents/{incident_id}/first-hour": "incident",
    "/api/incidents/{incident_id}/demand": "incident",
    "/api/reports/{report_id}": "report",
    "/api/orders/{order_id}": "order",
    "/api/shipments/{shipment_id}": "shipment",
    "/api/estimates/{estimate_id}": "estimate",
    "/api/files/{file_id}": "file",
    "/api/warehouses/{warehouse_id}": "warehouse",
    "/api/warehouses/{warehouse_id}/ledger": "warehouse",
}
"""Addresses that are there for whoever sees the record, and for nobody else."""

BY_INCIDENT = {
    "/api/incidents/{incident_id}/responses": "response",
    "/api/incidents/{incident_id}/reports": "report",
    "/api/incidents/{incident_id}/estimates": "estimate",
    "/api/incidents/{incident_id}/consultations": "consultation",
}
LISTS = {
    "/api/incidents": ("incident", None),
    "/api/orders": ("order", "incident_id"),
    "/api/tasks": ("task", "incident_id"),
    "/api/shipments": ("shipment", "incident_id"),
    "/api/warehouses": ("warehouse", None),
}
ELSEWHERE = {
    "/api/responses/{response_id}/notice.pdf",
    "/api/responses/{response_id}/acts/{n}",
    "/api/live/snapshot",
    "/api/live/feed",
    "/api/live/past",
    "/api/audit",
    "/api/audit/sign-ins",
    "/api/audit/state",
}
"""Asked by the tests below in their own way."""

PUBLIC = re.compile(
    r"/(api/(session|codes|worlds|areas|places|maps|plans|indicators|demand-standards)(/.*)?"
    r"|healthz|readyz)"
)
"""Reference layers and the reader's own session: the same for everyone."""

PEOPLE = re.compile(r"/api/(people|person|persons|posts|offices|grants|accounts|enrolment)(/.*)?")
"""Administration of people has its own tests."""


@pytest.fixture
async def world(app, as_post, owner_database, system_database) -> World:
    app.state.settings = app.state.settings.model_copy(update={"var": ROOT / "var"})
    made = await build(as_post, owner_database, system_database)
    jobs = Jobs(system_database, app.state.settings)
    async with system_database.reading(None) as session:
        asked = await session.scalars(
            text(
                "select args from procrastinate.procrastinate_jobs"
                " where task_name = 'assessment.runs.first_estimate'"
            )
        )
        deferred = list(asked)
    for arguments in deferred:
        await first_estimate(jobs, **arguments)
    await record(made, owner_database)
    return made


def ids(document: dict[str, Any]) -> set[str]:
    return {item["id"] for item in document["items"]}


async def fetched(desk: httpx.AsyncClient, world: World, viewer: int, path: str, **params: Any):
    """Get something; whatever it says, it must not contain a word that is not for the viewer."""
    answer = await desk.get(path, params=params)
    assert answer.status_code < 500, (path, answer.text)
    if answer.headers["content-type"].startswith(("application/json", "application/problem")):
        # What was asked for may be said back.
        said = answer.text
        leaked = {s for s in world.secrets_from(viewer) if s in said and s not in str(params)}
        assert not {s for s in leaked if s not in path}, (viewer, path, params, leaked)
    return answer


def test_every_way_of_reading_is_asked(app):
    asked = {*DETAIL, *BY_INCIDENT, *LISTS, *ELSEWHERE}
    there = {path for path, verbs in app.openapi()["paths"].items() if "get" in verbs}
    left = {p for p in there - asked if not PUBLIC.fullmatch(p) and not PEOPLE.fullmatch(p)}
    assert left == set(), "a new way of reading: say here who may"
    assert asked <= there


async def test_records_are_there_for_those_above_below_or_addressed(world, as_post):
    checked = {True: 0, False: 0}
    for name, viewer in VIEWERS.items():
        desk = await as_post(name)
        for path, kind in DETAIL.items():
            nowhere = await desk.get(re.sub(r"\{\w+\}", str(uuid7()), path))
            assert nowhere.status_code == 404
            for found in world.samples(kind):
                answer = await fetched(desk, world, viewer, re.sub(r"\{\w+\}", found.id, path))
                seen = found.seen_by(viewer)
                checked[seen] += 1
                assert answer.status_code == (200 if seen else 404), (name, path, found)
                if not seen:
                    problem = answer.json() | {"number": nowhere.json()["number"]}
                    assert problem == nowhere.json()
    assert min(checked.values()) > 100, checked


async def test_lists_hold_all_that_is_visible_and_no_more(world, as_post):
    incidents = (world.incident, *world.own.values())
    for name, viewer in VIEWERS.items():
        desk = await as_post(name)
        for path, (kind, by) in LISTS.items():
            answer = await fetched(desk, world, viewer, path, limit=200)
            assert ids(answer.json()) == world.seen(kind, viewer), (name, path)
            for incident in incidents if by else ():
                answer = await fetched(desk, world, viewer, path, incident_id=incident)
                assert ids(answer.json()) == world.seen(kind, viewer, incident=incident)
        for path, kind in BY_INCIDENT.items():
            for incident in incidents:
                where = path.format(incident_id=incident)
                answer = await fetched(desk, world, viewer, where)
                wanted = world.seen(kind, viewer, incident=incident)
                if incident not in world.seen("incident", viewer) and kind in (
                    "response",
                    "report",
                ):
                    assert answer.status_code == 404
                    continue
                assert ids(answer.json()) == wanted, (name, where)
        for area in AREAS:
            params = {"under": area}
            path = f"/api/incidents/{world.incident}/reports"
            answer = await fetched(desk, world, viewer, path, **params)
            wanted = {
                r.id
                for r in world.of("report", incident=world.incident)
                if r.seen_by(viewer) and below(area, r.area)
            }
            assert ids(answer.json()) == wanted, (name, area)


async def test_sums_hold_only_what_lies_below_their_reader(world, as_post):
    for name, viewer in VIEWERS.items():
        desk = await as_post(name)
        for area in AREAS:
            for what in (
                "figures",
                "figures/counties",
                "reports/series",
                "demand",
                "first-hour",
            ):
                path = f"/api/incidents/{world.incident}/{what}"
                answer = await fetched(desk, world, viewer, path, area=area)
                assert answer.status_code == (200 if below(viewer, area) else 403), (name, path)
            if below(viewer, area):
                figures = await desk.get(
                    f"/api/incidents/{world.incident}/figures", params={"area": area}
                )
                (injured,) = [i for i in figures.json()["items"] if i["indicator"] == "injured"]
                wanted = sum(n for county, n in INJURED.items() if below(area, county))
                assert (injured["reported"]["value"] or 0) == wanted, (name, area)
        matrix = (await fetched(desk, world, viewer, path.rsplit("/", 1)[0] + "/matrix")).json()
        counties = {county for county in INJURED if below(viewer, county)}
        assert {row["area"] for row in matrix["items"]} == counties
        assert matrix["counts"]["counties"] == matrix["counts"]["reported"] == len(counties)


async def test_decisions_and_their_notices_flow_down(world, as_post, owner_database):
    acted = world.of("response", incident=world.incident)
    decided = [r for r in acted if r.id in await started(owner_database)]
    assert {r.area for r in decided} == {PINGYUAN, GAOTANG, DEZHOU}
    there = 0
    for name, viewer in VIEWERS.items():
        desk = await as_post(name)
        for response in acted:
            path = f"/api/responses/{response.id}"
            decision = await fetched(desk, world, viewer, f"{path}/acts/1")
            if not response.seen_by(viewer):
                assert decision.status_code == 404
                assert (await desk.get(f"{path}/notice.pdf")).status_code == 404
            there += decision.status_code == 200
            if decision.status_code == 200:
                content = decision.json()["content"]
                assert content["reason"] == f"启动理由{response.area}"
                assert ("figures" in content) is below(viewer, response.area)
    assert there == sum(r.seen_by(viewer) for viewer in VIEWERS.values() for r in decided)
    mine = next(r for r in decided if r.area == PINGYUAN)
    notice = await (await as_post("371426108-reporter")).get(f"/api/responses/{mine.id}/notice.pdf")
    assert notice.content.startswith(b"%PDF")


async def started(owner_database) -> set[str]:
    async with owner_database.reading(None) as session:
        found = await session.scalars(text("select response_id::text from command.response_act"))
        return set(found)


async def test_snapshots_are_what_the_lists_are(world, as_post):
    topics = {
        "incidents": "incident",
        "responses": "response",
        "estimates": "estimate",
        "orders": "order",
        "tasks": "task",
        "reports": "report",
        "shipments": "shipment",
        "warehouses": "warehouse",
        "notices": "consultation",
    }
    for name, viewer in VIEWERS.items():
        desk = await as_post(name)
        answer = await fetched(desk, world, viewer, "/api/live/snapshot", topics="")
        assert set(answer.json()["topics"]) == {*topics, "worlds"}
        for topic, kind in topics.items():
            held = {p["id"] for p in answer.json()["topics"][topic]}
            assert held == world.seen(kind, viewer), (name, topic)


async def test_the_simple_map_draws_what_its_reader_sees(world, as_post):
    """An incident that is not there for a reader leaves the map as empty as an unknown one."""
    viewer = VIEWERS["371427-duty"]
    desk = await as_post("371427-duty")
    sizes = {}
    for incident in (world.incident, world.own[PINGYUAN], str(uuid7())):
        page = await desk.get("/api/maps/situation", params={"incident": incident})
        assert page.status_code == 200
        assert not [s for s in world.secrets_from(viewer) if s in page.text], incident
        sizes[incident] = len(page.text)
    visible, hidden, unknown = sizes.values()
    assert hidden == unknown < visible


async def test_the_audit_is_for_its_administrator_alone(world, as_post):
    for name in (*VIEWERS, "370000-sysadmin", "370000-secadmin"):
        desk = await as_post(name)
        for path in ("/api/audit", "/api/audit/sign-ins", "/api/audit/state"):
            assert (await desk.get(path)).status_code == 403
    auditor = await as_post("370000-auditadmin")
    assert (await auditor.get("/api/audit")).json()["items"]
