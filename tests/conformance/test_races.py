"""Two at once: exactly one effect, whoever they are and whichever way they come."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from core.clock import real_now
from core.ids import uuid7
from dispatch.stock.seed import warehouse_id
from tests.conformance.world import JINAN, PINGYUAN, account, build, good, state

pytestmark = pytest.mark.commits


@pytest.fixture
async def world(as_post, owner_database, system_database):
    return await build(as_post, owner_database, system_database)


async def count(owner_database, sql: str, **values: object) -> int:
    async with owner_database.reading(None) as session:
        return int(await session.scalar(text(sql), values) or 0)


async def test_two_decisions_at_once_are_one(world, as_post, owner_database):
    decider = await as_post(account(PINGYUAN, "decider"))
    items = (await decider.get(f"/api/incidents/{world.incident}/responses")).json()["items"]
    quake = next(r for r in items if r["area"] == PINGYUAN and r["family"] == "earthquake")
    relief = next(r for r in items if r["area"] == PINGYUAN and r["family"] == "relief")
    for response, body in (
        (quake, {"act": "start", "level": 4, "reason": "两人同时"}),
        (relief, {"act": "raise", "level": 3, "reason": "两人同时"}),
    ):
        path = f"/api/responses/{response['id']}/acts"
        acts = "select count(*) from command.response_act where response_id = :r"
        before = await count(owner_database, acts, r=response["id"])
        # Without a version, too: the state itself must refuse the second.
        answers = await asyncio.gather(*(decider.post(path, json=body) for _ in range(3)))
        codes = [a.status_code for a in answers]
        assert codes.count(200) == 1, codes
        assert set(codes) <= {200, 409, 422}
        assert await count(owner_database, acts, r=response["id"]) == before + 1
        numbers = "select count(distinct n) from command.response_act where response_id = :r"
        assert await count(owner_database, numbers, r=response["id"]) == before + 1


async def test_two_who_verify_at_once_are_one(world, as_post, owner_database):
    report = next(r for r in world.of("report") if r.area == PINGYUAN)
    desks = [await as_post(name) for name in ("371400-duty", "370000-duty", "371426-decider")]
    answers = await asyncio.gather(*(d.post(f"/api/reports/{report.id}/verify") for d in desks))
    assert sorted(a.status_code for a in answers) == [200, 409, 409]
    told = "select count(*) from core.event where entity = :e and kind = 'report.verified'"
    assert await count(owner_database, told, e=report.id) == 1
    noted = "select count(*) from core.audit where entity = :e and verb = 'verify'"
    assert await count(owner_database, noted, e=report.id) == 1


async def test_an_order_is_accepted_or_refused_or_cancelled(world, as_post, owner_database):
    order = next(r for r in world.of("order") if r.to_area == PINGYUAN)
    duty, decider = await as_post("371426-duty"), await as_post("371426-decider")
    issuer = await as_post("371400-duty")
    path = f"/api/orders/{order.id}"
    answers = await asyncio.gather(
        duty.post(f"{path}/accept", json={}),
        decider.post(f"{path}/refuse", json={"note": "无力承担"}),
        issuer.post(f"{path}/cancel", json={"note": "另有安排"}),
    )
    # An order accepted a moment ago may still be cancelled; nothing follows a refusal.
    codes = [a.status_code for a in answers]
    ways = ([200, 409, 409], [409, 200, 409], [409, 409, 200], [200, 409, 200])
    assert codes in ways, codes
    shown = (await issuer.get(path)).json()
    assert shown["version"] == 1 + codes.count(200)
    told = "select count(*) from core.event where entity = :e"
    assert await count(owner_database, told, e=order.id) == 1 + codes.count(200)


async def test_the_last_goods_go_once(world, as_post, owner_database):
    province = await as_post("370000-duty")
    depot = str(warehouse_id(JINAN))
    held = (await province.get(f"/api/warehouses/{depot}")).json()["stock"]
    item = held[0]
    body = {
        "incident_id": world.incident,
        "warehouse_id": depot,
        "to_area": PINGYUAN,
        "lines": [{"item": item["item"], "qty": item["qty"]}],
    }
    answers = await asyncio.gather(*(province.post("/api/shipments", json=body) for _ in range(4)))
    assert sorted(a.status_code for a in answers) == [201, 409, 409, 409]
    left = "select qty from dispatch.stock where warehouse_id = :w and item = :i"
    assert await count(owner_database, left, w=depot, i=item["item"]) == 0


async def test_one_command_has_one_effect_across_addresses_and_people(
    world, as_post, owner_database
):
    county, city = await as_post("371426-duty"), await as_post("371400-duty")
    due = (real_now() + timedelta(hours=1)).isoformat()
    order = {
        "incident_id": world.incident,
        "title_zh": "同一编号",
        "to_areas": [371426108000],
        "due_at": due,
    }
    report = {"incident_id": world.incident, "kind": "FOLLOWUP", "figures": {"injured": 9}}
    name = {"Command-Id": str(uuid7())}
    before = await state(owner_database)
    answers = await asyncio.gather(
        *(county.post("/api/orders", json=order, headers=name) for _ in range(3)),
        *(county.post("/api/reports", json=report, headers=name) for _ in range(3)),
        city.post("/api/reports", json=report, headers=name),
    )
    after = await state(owner_database)
    codes = [a.status_code for a in answers]
    made = [codes[:3], codes[3:6], codes[6:]]
    assert sum(set(group) == {201} for group in made) == 1, codes
    assert all(set(group) in ({201}, {422}) for group in made), codes
    assert after["core.command"][0] == before["core.command"][0] + 1
    assert after["core.event"][0] == before["core.event"][0] + 1
    refused = [a.json() for a in answers if a.status_code == 422]
    assert {r["code"] for r in refused} == {"command-reused"}
    assert all("current" not in r for r in refused)


async def test_anothers_command_is_not_answered_with_what_was_said(world, as_post):
    name = {"Command-Id": str(uuid7())}
    county, other = await as_post("371426-duty"), await as_post("371427-duty")
    body = {"incident_id": world.incident, "kind": "FOLLOWUP", "figures": {"injured": 3}}
    first = await good(await county.post("/api/reports", json=body, headers=name))
    answer = await other.post("/api/reports", json=body, headers=name)
    assert (answer.status_code, answer.json()["code"]) == (422, "command-reused")
    assert first["id"] not in answer.text
    assert "371426" not in answer.text


async def test_a_refused_command_may_be_sent_again_corrected(world, as_post, owner_database):
    """A refusal undoes everything, the command's name included: nothing was stored."""
    county, city = await as_post("371426-duty"), await as_post("371400-duty")
    report = next(r for r in world.of("report") if r.area == PINGYUAN)
    base = {"incident_id": world.incident, "kind": "FOLLOWUP"}
    for desk, path, wrong, right, version in (
        (
            county,
            "/api/reports",
            base | {"figures": {"injured": 2, "severely_injured": 3}},
            base | {"figures": {"injured": 3, "severely_injured": 2}},
            None,
        ),
        (county, "/api/reports", base | {"figures": {"x": 1}}, base | {"figures": {}}, None),
        (city, f"/api/reports/{report.id}/verify", {}, {}, '"9"'),
    ):
        name = {"Command-Id": str(uuid7())}
        before = await state(owner_database)
        stale = {"If-Match": version} if version else {}
        refused = await desk.post(path, json=wrong, headers=name | stale)
        assert refused.status_code in (412, 422), refused.text
        assert await state(owner_database) == before
        taken = await desk.post(path, json=right, headers=name)
        assert taken.status_code in (200, 201), taken.text
        again = await desk.post(path, json=right, headers=name)
        assert again.json() == taken.json()
        late = await desk.post(path, json=right | {"changed": 1}, headers=name)
        assert late.status_code == 422
