"""Who keeps the accounts, the rules or the audit gets no record of the command, by any route."""

import re
from typing import Any

import httpx
import pytest

from core.access.scope import Actor, Role
from core.errors import Forbidden
from core.ids import uuid7
from core.live import tickets, topics
from dispatch.stock.seed import warehouse_id
from tests.conformance.test_isolation_acts import BODIES, KINDS
from tests.conformance.world import JINAN, PINGYUAN, SHANDONG, World, build, quake, state
from tests.fixtures.live import KEY

pytestmark = pytest.mark.commits

ADMINISTRATORS = {
    "370000-sysadmin": Role.SYSTEM_ADMIN,
    "370000-secadmin": Role.SECURITY_ADMIN,
    "370000-auditadmin": Role.AUDIT_ADMIN,
}
APART = re.compile(r"/(api/(session|people|offices|grants|audit)(/.*)?|healthz|readyz)")
"""What administrators are for, which has tests of its own; and the health of the service."""

RECORDS = KINDS | {"file_id": "file", "estimate_id": "estimate"}
NEW: dict[str, dict[str, Any]] = {
    "/api/incidents": quake(PINGYUAN),
    "/api/alerts": {
        name: value for name, value in quake(PINGYUAN).items() if name not in ("areas", "depth_km")
    },
    "/api/reports": {
        "kind": "INITIAL",
        "figures": {"injured": 3},
        "note_zh": "无",
        "source_zh": "电话",
    },
    "/api/orders": {
        "title_zh": "核查灾情",
        "to_areas": [PINGYUAN],
        "due_at": "2030-01-01T00:00:00Z",
    },
    "/api/shipments": {
        "warehouse_id": str(warehouse_id(JINAN)),
        "to_area": PINGYUAN,
        "lines": [{"item": "quilt", "qty": 1}],
    },
    "/api/shipments/{shipment_id}/cancel": {},
    "/api/worlds/{world_id}/clock": {"now": "2026-01-01T00:00:00Z", "rate": 1},
}
NEW["/api/reports/check"] = NEW["/api/reports"]
OF_AN_INCIDENT = {"/api/reports", "/api/reports/check", "/api/orders", "/api/shipments"}


def everything(world: World) -> set[str]:
    return {record.id for record in world.records} | world.words.keys()


def addresses(world: World, path: str) -> list[str]:
    """Return a path with the ids of records that are there, as many as there are places."""
    names = re.findall(r"\{(\w+)\}", path)
    if not names:
        return [path]
    wanted = world.samples(RECORDS[names[0]]) if names[0] in RECORDS else []
    found = [record.id for record in wanted] or [str(uuid7())]
    return [re.sub(r"\{\w+\}", "1", path.replace(f"{{{names[0]}}}", one)) for one in found]


def leaks(answer: httpx.Response, hidden: set[str]) -> set[str]:
    asked = str(answer.request.url)
    return {word for word in hidden if word in answer.text and word not in asked}


async def test_no_route_gives_an_administrator_a_record(
    app, as_post, owner_database, system_database
):
    world = await build(as_post, owner_database, system_database)
    hidden = everything(world)
    assert len(hidden) > 50
    desks = {account: await as_post(account) for account in ADMINISTRATORS}
    known = await as_post("370000-duty")
    before, held = await state(owner_database), 0
    routes = [
        (verb.upper(), path)
        for path, verbs in app.openapi()["paths"].items()
        for verb in verbs
        if not APART.fullmatch(path)
    ]
    assert len(routes) > 40
    for verb, path in routes:
        for address in addresses(world, path):
            asked = {"incident": world.incident, "incident_id": world.incident}
            if verb == "GET":
                shown = await known.get(address, params=asked)
                held += shown.status_code == 200 and bool(leaks(shown, hidden))
            body = NEW.get(path, BODIES.get(path.rpartition("/")[2], {}))
            if path in OF_AN_INCIDENT:
                body = body | {"incident_id": world.incident}
            for account, desk in desks.items():
                where = (account, verb, address)
                if verb == "GET":
                    answer = await desk.get(address, params=asked)
                    assert answer.status_code in (200, 403, 404, 422), where
                    assert "{file_id}" not in path or answer.status_code == 404, where
                else:
                    answer = await desk.request(verb, address, json=body)
                    assert answer.status_code in (403, 404, 422), (where, answer.text)
                assert not leaks(answer, hidden), (where, answer.text)
    assert held > 20, "the same questions do find records for a desk"
    after = await state(owner_database)
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"core.command"}, changed


async def test_a_snapshot_holds_no_record_and_no_ticket_is_given(
    app, as_post, owner_database, system_database
):
    world = await build(as_post, owner_database, system_database)
    for account in ADMINISTRATORS:
        desk = await as_post(account)
        found = (await desk.get("/api/live/snapshot")).json()["topics"]
        assert set(found) == set(topics.names())
        assert {name for name, items in found.items() if items} == {"worlds"}
        feed = await desk.get("/api/live/feed", params={"incident": world.incident})
        assert feed.json()["items"] == []
        past = (await desk.get("/api/live/past", params={"incident": world.incident})).json()
        assert past["event"] is None
        assert not any(past["topics"].values())
        for wanted in (None, *topics.names()):
            asked = {"topics": [wanted]} if wanted else {}
            refused = await desk.post("/api/live/ticket", json=asked)
            assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize("role", list(Role))
def test_a_ticket_is_signed_for_whoever_may_hear(role):
    who = Actor(
        uuid7(), uuid7(), uuid7(), "某人", "某岗", uuid7(), "某机关", SHANDONG, frozenset({role})
    )
    if role in ADMINISTRATORS.values():
        with pytest.raises(Forbidden):
            tickets.issue(KEY, who, ("incidents",), now=0)
    else:
        ticket = tickets.issue(KEY, who, ("incidents",), now=0)
        assert tickets.read(KEY, ticket, now=0).scope == who.scope
