"""Nobody acts on what is another's: every change by an address, refused and without a trace."""

import re
from typing import Any

import pytest
from sqlalchemy import text

from core.ids import uuid7
from tests.conformance.world import (
    GAOTANG,
    PINGYUAN,
    XIAJIN,
    Record,
    below,
    build,
    good,
    picture,
    state,
)

pytestmark = pytest.mark.commits

WORDS = "测试一下"
BODIES: dict[str, dict[str, Any]] = {
    "acts": {"act": "start", "level": 3, "reason": WORDS},
    "merge": {"reason": WORDS, "into": str(uuid7())},
    "edit": {"title_zh": WORDS},
    "close": {"reason": WORDS},
    "photos": {"file_ids": [str(uuid7())]},
    "consultations": {
        "families": ["relief"],
        "at": "2026-01-01T00:00:00Z",
        "reason": WORDS,
    },
    "footprints": {
        "source_zh": WORDS,
        "strike_deg": 45,
        "long_km": 24,
        "short_km": 12,
        "max_intensity": 7,
    },
    "stock": {"item": "quilt", "kind": "in", "qty": 5, "note_zh": WORDS},
    "refuse": {"note": WORDS},
    "cancel": {"note": WORDS},
    "waive": {"reason": WORDS},
}
KINDS = {
    "incident_id": "incident",
    "report_id": "report",
    "order_id": "order",
    "task_id": "task",
    "shipment_id": "shipment",
    "response_id": "response",
    "warehouse_id": "warehouse",
}
INTRUDERS = {
    "371427-duty": XIAJIN,
    "371427-decider": XIAJIN,
    "371526-duty": GAOTANG,
}
OTHERS = {"world_id", "person_id", "post_id", "office_id", "account", "grant_id"}
"""Whose addresses have tests of their own: clocks, people."""


def changes(app) -> list[tuple[str, str]]:
    """Return address and parameter of every change made at a record's address."""
    found = []
    for path, verbs in app.openapi()["paths"].items():
        names = re.findall(r"\{(\w+)\}", path)
        if names and {"post", "put", "patch", "delete"} & verbs.keys() and names[0] not in OTHERS:
            found.append((path, names[0]))
    return found


def mine(viewer: int, record: Record) -> bool:
    """Whether the record lies at or below the intruder, or was sent there."""
    return below(viewer, record.area) or (
        record.flow == "addressed" and below(viewer, record.to_area)
    )


async def test_acting_on_another_area_changes_nothing(
    app, as_post, owner_database, system_database
):
    world = await build(as_post, owner_database, system_database)
    desks = {account: await as_post(account) for account in INTRUDERS}
    before = await state(owner_database)
    tried = 0
    for account, viewer in INTRUDERS.items():
        desk = desks[account]
        for path, name in changes(app):
            step = path.rpartition("/")[2]
            body = BODIES.get(step if step != "cancel" or name == "order_id" else "", {})
            nowhere = await desk.post(path.replace(f"{{{name}}}", str(uuid7())), json=body)
            others = [r for r in world.samples(KINDS[name]) if not mine(viewer, r)]
            for found in others[:2] if step != "consultations" else ():
                answer = await desk.post(path.replace(f"{{{name}}}", found.id), json=body)
                tried += 1
                where = (account, path, found, answer.text)
                assert answer.status_code in (403, 404), where
                if not found.seen_by(viewer):
                    assert answer.status_code == nowhere.status_code, where
                    assert answer.json()["code"] == nowhere.json()["code"], where
    assert tried > 60
    assert await state(owner_database) == before


async def test_another_areas_photo_is_neither_a_report_s_nor_a_task_s(
    as_post, owner_database, system_database
):
    world = await build(as_post, owner_database, system_database)
    county, neighbour = await as_post("371426-duty"), await as_post("371526-duty")
    sent = {"file": ("x.jpg", picture(200), "image/jpeg")}
    theirs = (await good(await neighbour.post("/api/files", files=sent)))["id"]
    task = next(r for r in world.of("task") if r.area == PINGYUAN)
    report = next(r for r in world.of("report") if r.area == PINGYUAN)
    for file_id in (theirs, str(uuid7())):
        for path, body in (
            (f"/api/tasks/{task.id}/done", {"evidence_file": file_id}),
            (f"/api/reports/{report.id}/photos", {"file_ids": [file_id]}),
        ):
            before = await state(owner_database)
            answer = await county.post(path, json=body)
            assert (answer.status_code, answer.json()["code"]) == (404, "not-found"), path
            assert await state(owner_database) == before
    ours = (await good(await county.post("/api/files", files=sent)))["id"]
    done = await good(await county.post(f"/api/tasks/{task.id}/done", json={"evidence_file": ours}))
    assert done["evidence_file"] == ours
    async with owner_database.reading(None) as session:
        linked = await session.scalar(
            text("select noun from core.file_link where file_id = :f and entity = :e"),
            {"f": ours, "e": task.id},
        )
    assert linked == "task"


async def test_what_is_sent_cannot_name_what_is_anothers(as_post, owner_database, system_database):
    world = await build(as_post, owner_database, system_database)
    desk = await as_post("371427-duty")
    before = await state(owner_database)
    hidden = world.own[PINGYUAN]
    depot = next(r.id for r in world.of("warehouse") if not r.seen_by(XIAJIN))
    incident = world.incident
    report = {"incident_id": incident, "kind": "INITIAL", "figures": {"deaths": 1}}
    order = {
        "incident_id": incident,
        "title_zh": WORDS,
        "to_areas": [PINGYUAN],
        "due_at": "2199-01-01T00:00:00Z",
    }
    ship = {
        "incident_id": incident,
        "warehouse_id": depot,
        "to_area": XIAJIN,
        "lines": [{"item": "quilt", "qty": 1}],
    }
    for path, body in (
        ("/api/reports", report | {"area": PINGYUAN}),
        ("/api/reports", report | {"incident_id": hidden}),
        ("/api/reports/check", report | {"area": PINGYUAN}),
        ("/api/reports/check", report | {"incident_id": hidden}),
        ("/api/orders", order),
        ("/api/orders", order | {"incident_id": hidden, "to_areas": [371427100000]}),
        ("/api/shipments", ship),
        (f"/api/incidents/{world.incident}/verify", {}),
        (f"/api/incidents/{hidden}/consultations", BODIES["consultations"]),
    ):
        answer = await desk.post(path, json=body)
        assert answer.status_code in (403, 404, 422), (path, answer.text)
        unknown = str(uuid7())
        twin = {
            name: unknown if value in (hidden, depot) else value for name, value in body.items()
        }
        other = await desk.post(path.replace(hidden, unknown), json=twin)
        assert (answer.status_code, answer.json()["code"]) == (
            other.status_code,
            other.json()["code"],
        ), path
    sent = {"file": ("x.jpg", picture(200), "image/jpeg")}
    kept = await desk.post("/api/files", files=sent, data={"area": str(PINGYUAN)})
    assert kept.status_code == 403
    assert await state(owner_database) == before
