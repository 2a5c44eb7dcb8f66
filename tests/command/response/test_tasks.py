"""The tasks a response brings: late, repeated, ended with it."""

import asyncio
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from command.duty.queries import CLOSED_SHOWN
from core.access.scope import Scope
from core.worlds import set_clock
from tests.command.drill import ORIGIN, PINGYUAN, SHANDONG, decide, one


async def test_a_late_task_becomes_overdue_by_the_worlds_clock(
    scene, as_post, system_database, owner_database, settings
):
    from command.duty.jobs import mark_overdue
    from core.jobs import Jobs

    incident, items = scene
    relief = one(items, area=PINGYUAN, family="relief")
    decider = await as_post("371426-decider")
    await decide(decider, relief, "start", 4)

    async def at(minutes):
        now = ORIGIN + timedelta(minutes=minutes)
        async with owner_database.writing(Scope.of(0)) as session:
            await set_clock(session, UUID(incident["world_id"]), now=now, rate=0)
        await mark_overdue(Jobs(system_database, settings))

    await at(140)
    states = {t["code"]: t["state"] for t in (await decider.get("/api/tasks")).json()["items"]}
    assert states["BULLETIN"] == "OVERDUE"
    assert states["LOSS_ASSESS"] == "TODO"
    card = (await decider.get(f"/api/incidents/{incident['id']}/first-hour")).json()
    assert len(card["duties"]) == 3
    assert card["duties"][0]["overdue"] is True
    city = await as_post("371400-duty")
    above = (await city.get(f"/api/incidents/{incident['id']}/first-hour")).json()
    assert "ESCALATED_TASKS" not in {d["code"] for d in above["duties"]}
    await at(180)
    above = (await city.get(f"/api/incidents/{incident['id']}/first-hour")).json()
    (late,) = [d for d in above["duties"] if d["code"] == "ESCALATED_TASKS"]
    assert "平原县" in late["title_zh"]
    assert "可改" in late["basis_zh"]
    bulletin = next(
        t for t in (await decider.get("/api/tasks")).json()["items"] if t["code"] == "BULLETIN"
    )
    waived = await decider.post(f"/api/tasks/{bulletin['id']}/waive", json={})
    assert waived.json()["pointer"] == "/reason"
    done = await decider.post(f"/api/tasks/{bulletin['id']}/done")
    assert done.json()["state"] == "DONE"
    again = await decider.post(f"/api/tasks/{bulletin['id']}/done")
    assert (again.status_code, again.json()["detail"]) == (409, "任务现为“完成”，不能进行这一步")


async def calls_of(decider):
    found = (await decider.get("/api/tasks")).json()["items"]
    return [t for t in found if t["code"] == "CONTACT_CHECK"]


async def test_a_repeating_task_comes_back_while_the_response_lasts(scene, as_post):
    _, items = scene
    province = one(items, area=SHANDONG, family="relief")
    decider = await as_post("370000-decider")
    started = (await decide(decider, province, "start", 4)).json()
    (first,) = await calls_of(decider)
    await decider.post(f"/api/tasks/{first['id']}/done")
    done, second = await calls_of(decider)
    assert (done["state"], second["state"]) == ("DONE", "TODO")
    await decider.post(f"/api/tasks/{second['id']}/waive", json={"reason": "专班已逐一核查"})
    assert [t["state"] for t in await calls_of(decider)] == ["DONE", "WAIVED", "TODO"]
    assert (await decide(decider, started, "end")).status_code == 200
    assert [t["state"] for t in await calls_of(decider)] == ["DONE", "WAIVED", "WAIVED"]


async def test_a_response_that_ends_while_a_task_is_done_waives_the_next_round(
    scene, as_post, system_database, monkeypatch
):
    from command.duty import tasks
    from core import events
    from core.access.may import system_actor

    _, items = scene
    province = one(items, area=SHANDONG, family="relief")
    decider = await as_post("370000-decider")
    started = (await decide(decider, province, "start", 4)).json()
    (call,) = await calls_of(decider)
    ending = []

    async def end_meanwhile(_session, _event):
        ending.append(asyncio.create_task(decide(decider, started, "end")))
        await asyncio.wait(ending, timeout=1)

    monkeypatch.setitem(events._handlers, "task.done", [end_meanwhile])
    async with system_database.writing(None) as session:
        await tasks.work(
            session,
            system_actor(),
            task_id=UUID(call["id"]),
            step="done",
            reason=None,
            evidence_file=None,
            version=None,
        )
    answer = await ending[0]
    assert answer.status_code == 200, answer.text
    assert [t["state"] for t in await calls_of(decider)] == ["DONE", "WAIVED"]


async def test_what_is_to_be_done_stays_listed_however_much_was_done_before(
    scene, as_post, owner_database
):
    incident, items = scene
    relief = one(items, area=PINGYUAN, family="relief")
    decider = await as_post("371426-decider")
    await decide(decider, relief, "start", 4)
    begun = {t["id"] for t in (await decider.get("/api/tasks")).json()["items"]}
    async with owner_database.writing(None) as session:
        # An old exercise: all due years ago, so before anything of today, and all done.
        await session.execute(
            text(
                """
                insert into command.task (id, version, incident_id, area, area_name, code, round,
                    title_zh, title_en, owner_role_zh, created_at, due_at, state, basis_zh, sample)
                select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 1, :incident,
                    :area, '平原县', 'DONE' || n, 1, '旧', 'old', '值班室', now(),
                    timestamptz '2023-01-01' + n * interval '1 second', 'DONE', '', true
                from generate_series(1, :n) n
                """
            ),
            {"incident": incident["id"], "area": PINGYUAN, "n": CLOSED_SHOWN + 1},
        )
    for address in ("/api/tasks", "/api/live/snapshot?topics=tasks"):
        answer = (await decider.get(address)).json()
        shown = answer.get("items") or answer["topics"]["tasks"]
        assert begun <= {t["id"] for t in shown}
        done = [t["code"] for t in shown if t["id"] not in begun]
        assert len(done) == CLOSED_SHOWN
        assert "DONE1" not in done, "what is left out is the oldest"
        assert [t["due_at"] for t in shown] == sorted(t["due_at"] for t in shown)
