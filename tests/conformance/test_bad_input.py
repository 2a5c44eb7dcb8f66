"""Bodies written by hand, wrong in every way, to every address that takes one."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from core.clock import real_now
from core.ids import uuid7
from tests.command.drill import exercise
from tests.conformance.test_isolation_acts import BODIES
from tests.conformance.world import PINGYUAN, WANGDAGUA, build, quake, state

pytestmark = pytest.mark.commits

LEFT_OUT = re.compile(
    r"/api/(session|files|people|person|persons|posts|offices|accounts|enrolment|live/ticket)(/.*)?"
)
"""Signing in, administration and uploads have tests of their own."""

DEEP = 100_000
RAW = {
    "nothing": b"",
    "not JSON": b"{",
    "not UTF-8": b'{"a": "\xff"}',
    "NUL": b'{"a": "\\u0000"}',
    "bare NUL": b'{"a": "\x00"}',
    "lone surrogate": b'{"a": "\\ud800"}',
    "surrogate key": b'{"\\udfff": 1}',
    "NaN": b'{"a": NaN}',
    "Infinity": b"[-Infinity, Infinity]",
    "1e400": b'{"a": 1e400}',
    "2**70": b'{"a": 1180591620717411303424}',
    "long number": b'{"a": ' + b"9" * 6000 + b"}",
    "deep list": b"[" * DEEP + b"]" * DEEP,
    "deep object": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "array": b"[]",
    "array of objects": b"[{}]",
    "string": b'"x"',
    "null": b"null",
    "twice": b'{"reason": "a", "reason": 5, "note": 5, "note_zh": 5, "figures": 5, "name": 5}',
}
LARGE = b'{"a": "' + b"x" * (20 * 2**20) + b'"}'

DATES = (
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
    "9999-12-31T23:59:59Z",
    "2023-08-06T02:33:59",
    "2023-02-30T00:00:00Z",
    "",
    1e30,
    [],
)
CODES = (-1, 10**12, 2**70, 371426999999, 371426999000, "371426000000x", 1.5, True, None, [])
NUMBERS = (1e308, -1e308, 2**70, "x", [], {})
TEXTS = ("", " ", "x" * 100_000, "\x00ab", "\ud800ab", 5, [], {})
IDS = ("", "x", 5, "0" * 400, "\x00", [])


LISTS = ([[]], {}, "x", [None], [{}], [2**70], ["\x00"], ["\ud800"], [{"a": 1}] * 1000)
OBJECTS = ([], "x", {"\x00": 1}, {"\ud800": 1}, {"deaths": 2**70}, {"deaths": {}})
BY_TYPE: dict[type, tuple[Any, ...]] = {str: TEXTS, list: LISTS, dict: OBJECTS}


def wrong_values(name: str, value: object) -> tuple[Any, ...]:
    """Return what a member must not be."""
    if name.endswith("_at") or name in ("at", "now", "data_as_of", "valid_from"):
        return DATES
    if "area" in name:
        return tuple([c] for c in CODES) if isinstance(value, list) else CODES
    if (name.endswith("_id") and name != "external_id") or name in ("into", "evidence_file"):
        return IDS
    return BY_TYPE.get(type(value), NUMBERS)


def spoilt(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Return copies of a body with one member wrong."""
    found = [body | {n: bad} for n, value in body.items() for bad in wrong_values(n, value)]
    if "lon" in body:
        found += [
            body | {"lon": 37.16, "lat": 116.34},
            body | {"lon": 1e308, "lat": 1e308},
            body | {"lat": 90.0001},
        ]
    return [*found, body | {"unexpected": 1}]


async def bodies(world: Any) -> dict[str, dict[str, Any]]:
    """Return a right body for each address that takes one."""
    later = (real_now() + timedelta(hours=2)).isoformat()
    depot = world.of("shipment")[0]
    return {
        "/api/incidents": quake(PINGYUAN) | {"title_zh": "地震", "place_zh": "平原"},
        # Long before the others, so that it is not recognised as one of them.
        "/api/alerts": quake(PINGYUAN, occurred_at="2026-01-01T00:00:00Z", external_id="x-1"),
        "/api/reports": {
            "incident_id": world.incident,
            "kind": "FOLLOWUP",
            "figures": {"severely_injured": 10_000_000},
            "data_as_of": (real_now() - timedelta(minutes=1)).isoformat(),
            "device_at": (real_now() - timedelta(minutes=1)).isoformat(),
            "lon": 116.43,
            "lat": 37.16,
            "photos": [str(uuid7())],
            "reasons": {"V01": "理由"},
            "note_zh": "备注",
        },
        "/api/orders": {
            "incident_id": str(uuid7()),
            "title_zh": "核查",
            "body_zh": "核查",
            "to_areas": [WANGDAGUA],
            "due_at": later,
        },
        "/api/shipments": {
            "incident_id": world.incident,
            "warehouse_id": depot.id,
            "to_area": PINGYUAN,
            "lines": [{"item": "quilt", "qty": 10**9}],
            "note_zh": "备注",
        },
        "/api/demand-standards": {
            "item": "no_such",
            "scope": "food",
            "per_head": 1,
            "days": 3,
            "loss_factor": 1,
            "valid_from": "2026-01-01",
            "months": [1],
            "source_zh": "来源",
        },
        "clock": {"now": "2023-08-06T02:33:59+08:00", "rate": 1},
        "merge": {"reason": "理由", "into": str(uuid7())},
    }


def explained(answer: Any, what: object) -> None:
    assert 400 <= answer.status_code < 500, (what, answer.status_code, answer.text[:300])
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json", what
    assert {"code", "title", "title_en", "detail", "detail_en", "number"} <= set(problem), what
    assert problem["title"], what
    assert problem["title_en"], what


def addresses(app: Any) -> list[str]:
    return [
        path
        for path, verbs in app.openapi()["paths"].items()
        if "post" in verbs and "requestBody" in verbs["post"] and not LEFT_OUT.fullmatch(path)
    ]


async def test_broken_bodies_are_explained_and_leave_nothing(
    app, as_post, owner_database, system_database
):
    await build(as_post, owner_database, system_database)
    desk = await as_post("370000-duty")
    before = await state(owner_database)
    for place, template in enumerate(addresses(app)):
        path = re.sub(r"\{\w+\}", str(uuid7()), template)
        # Moves share one body: there each gets a part of the list, and all of it is sent to all.
        part = list(RAW.items())[place % 4 :: 4] if "{" in template else RAW.items()
        for what, raw in part:
            answer = await desk.post(
                path, content=raw, headers={"Content-Type": "application/json"}
            )
            explained(answer, (path, what))
        plain = await desk.post(path, content=b"{}", headers={"Content-Type": "text/plain"})
        explained(plain, (path, "text/plain"))
    large = await desk.post(
        "/api/reports", content=LARGE, headers={"Content-Type": "application/json"}
    )
    explained(large, "20 MB")
    assert large.status_code == 413
    assert await state(owner_database) == before


async def test_each_member_wrong_is_explained_and_leaves_nothing(
    app, as_post, owner_database, system_database
):
    world = await build(as_post, owner_database, system_database)
    desk, nation = await as_post("371426-duty"), await as_post("000000-duty")
    before = await state(owner_database)
    sent = 0
    known = await bodies(world)
    for template in addresses(app):
        path = re.sub(r"\{\w+\}", str(uuid7()), template)
        step = template.rpartition("/")[2]
        right = known.get(template) or known.get(step) or BODIES.get(step)
        for body in spoilt(right) if right else ():
            who = nation if step in ("clock", "demand-standards") else desk
            raw = json.dumps(body).encode()
            answer = await who.post(path, content=raw, headers={"Content-Type": "application/json"})
            sent += 1
            if template != "/api/reports/check" and answer.status_code < 400:
                stored = {k: v for k, v in body.items() if right.get(k) != v}
                raise AssertionError((path, stored, answer.text[:300]))
            if answer.status_code >= 400:
                explained(answer, (path, {k: v for k, v in body.items() if right.get(k) != v}))
    assert sent > 300
    assert await state(owner_database) == before


async def test_a_clock_stays_within_the_calendar(as_post, owner_database):
    world_id = await exercise(owner_database)
    nation = await as_post("000000-duty")
    path = f"/api/worlds/{world_id}/clock"
    for now in DATES:
        answer = await nation.post(path, json={"now": now, "rate": 100_000})
        explained(answer, now)
    last = await nation.post(path, json={"now": "2199-12-31T23:59:59Z", "rate": 100_000})
    assert last.status_code == 200
    listed = await nation.post("/api/incidents", json=quake(PINGYUAN, world_id=str(world_id)))
    assert listed.status_code == 201, listed.text
