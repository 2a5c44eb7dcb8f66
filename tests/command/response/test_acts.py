import asyncio
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID

import pypdf
import pytest

from command.response import evaluation
from core.access.scope import Scope
from core.worlds import set_clock
from tests.command.drill import (
    DEZHOU,
    GAOTANG,
    ORIGIN,
    PINGYUAN,
    SHANDONG,
    evaluated,
    one,
    reported,
)
from tests.fixtures.live import assert_live_triple

REASON = "震中所在县，夜间发生，老旧房屋多，救助能力较弱"


@pytest.fixture
async def scene(as_post, system_database, owner_database):
    """The incident, and every response as the province sees it."""
    province = await as_post("370000-duty")
    incident = await reported(province, owner_database)
    return incident, await evaluated(province, system_database, incident["id"])


async def decide(desk, response, act, level=None, *, version=None, reason=REASON):
    version = response["version"] if version is None else version
    return await desk.post(
        f"/api/responses/{response['id']}/acts",
        json={"act": act, "level": level, "reason": reason},
        headers={"If-Match": f'"{version}"'},
    )


async def test_a_county_starts_by_the_adjustment_clause_with_a_reason(scene, as_post):
    incident, items = scene
    relief = one(items, area=PINGYUAN, family="relief")
    decider = await as_post("371426-decider")
    without = await decide(decider, relief, "start", 4, reason="")
    assert without.status_code == 422
    answer = await decide(decider, relief, "start", 4)
    assert answer.status_code == 200, answer.text
    started = answer.json()
    assert (started["state"], started["level"], started["version"]) == ("active", 4, 2)
    assert started["acts"][0]["by_adjustment"] is True
    assert started["acts"][0]["reason"] == REASON
    assert {"raise", "end"} <= set(started["moves"])
    stored = (await decider.get(f"/api/responses/{relief['id']}/acts/1")).json()
    assert stored["content"]["plan"]["id"] == "relief-county-sample-2016"
    assert stored["content"]["figures"]["gauges"]
    assert stored["content"]["second_factor"] is True
    consulted = await decider.get(f"/api/incidents/{incident['id']}/consultations")
    (linked,) = consulted.json()["items"]
    assert linked["cause"] == "linkage"
    assert linked["families"] == ["earthquake"]


async def test_a_consultation_is_on_families_of_the_hazard_that_are_not_in_force(
    as_post, system_database, owner_database
):
    province, decider = await as_post("370000-duty"), await as_post("371426-decider")
    flood = await reported(province, owner_database, hazard="010200", magnitude=None)
    relief = one(
        await evaluated(province, system_database, flood["id"]), area=PINGYUAN, family="relief"
    )
    assert (await decide(decider, relief, "start", 4)).status_code == 200

    async def called(incident):
        found = await decider.get(f"/api/incidents/{incident['id']}/consultations")
        return [c["families"] for c in found.json()["items"]]

    assert await called(flood) == []
    quake = await reported(province, owner_database)
    items = await evaluated(province, system_database, quake["id"])
    for family in ("relief", "earthquake"):
        response = one(items, area=PINGYUAN, family=family)
        assert (await decide(decider, response, "start", 4)).status_code == 200
    assert await called(quake) == [["earthquake"]]


async def test_only_the_named_authority_decides_and_only_with_a_one_time_code(scene, as_post):
    _, items = scene
    relief = one(items, area=PINGYUAN, family="relief")
    for account in ("371426-duty", "371400-decider", "371426-leader"):
        answer = await decide(await as_post(account), relief, "start", 4)
        assert answer.status_code == 403, account
        assert answer.json()["code"] == "forbidden"
    province = one(items, area=SHANDONG, family="earthquake")
    below = await decide(await as_post("371426-decider"), province, "start", 3)
    assert below.status_code == 403
    neighbour = one(items, area=GAOTANG, family="relief")
    assert (await decide(await as_post("371426-decider"), neighbour, "start", 4)).status_code == 404
    unarmed = await as_post("371426-decider", second_factor=False)
    answer = await decide(unarmed, relief, "start", 4)
    assert answer.json()["code"] == "second-factor"


async def test_a_stale_version_is_refused_with_the_present_record(scene, as_post):
    _, items = scene
    relief = one(items, area=PINGYUAN, family="relief")
    decider = await as_post("371426-decider")
    assert (await decide(decider, relief, "start", 4)).status_code == 200
    answer = await decide(decider, relief, "raise", 3)
    assert answer.status_code == 412
    assert answer.json()["current"]["version"] == 2
    assert answer.json()["current"]["level"] == 4


async def test_of_two_deciders_at_once_one_decides(scene, as_post):
    _, items = scene
    quake = one(items, area=DEZHOU, family="earthquake")
    decider = await as_post("371400-decider")
    answers = await asyncio.gather(
        decide(decider, quake, "start", 2), decide(decider, quake, "start", 3)
    )
    assert sorted(a.status_code for a in answers) == [200, 412]
    winner = next(a for a in answers if a.status_code == 200).json()
    loser = next(a for a in answers if a.status_code == 412).json()
    assert loser["current"]["level"] == winner["level"]
    assert len(loser["current"]["acts"]) == 1


async def test_a_repeated_command_decides_once(scene, as_post):
    _, items = scene
    relief = one(items, area=PINGYUAN, family="relief")
    decider = await as_post("371426-decider")
    body = {"act": "start", "level": 4, "reason": REASON}
    headers = {"Command-Id": "01890000-0000-7000-8000-000000000001", "If-Match": '"1"'}
    path = f"/api/responses/{relief['id']}/acts"
    first = await decider.post(path, json=body, headers=headers)
    again = await decider.post(path, json=body, headers=headers)
    assert first.json() == again.json()
    tasks = (await decider.get("/api/tasks")).json()["items"]
    assert len({t["code"] for t in tasks}) == len(tasks) > 0


async def test_raising_adds_only_what_is_new_lowering_and_ending_waive(scene, as_post):
    _, items = scene
    province = one(items, area=SHANDONG, family="relief")
    decider = await as_post("370000-decider")

    async def tasks():
        found = (await decider.get("/api/tasks")).json()["items"]
        return {t["code"]: t for t in found if t["response_id"] == province["id"]}

    started = (await decide(decider, province, "start", 4)).json()
    before = await tasks()
    assert "DONATION" not in before
    raised = (await decide(decider, started, "raise", 2)).json()
    after = await tasks()
    assert after.keys() - before.keys() == {"DONATION"}
    assert all(after[code]["id"] == task["id"] for code, task in before.items())
    lowered = (await decide(decider, raised, "lower", 3)).json()
    assert (await tasks())["DONATION"]["state"] == "WAIVED"
    ended = (await decide(decider, lowered, "end")).json()
    assert (ended["state"], ended["level"]) == ("ended", None)
    left = {code for code, t in (await tasks()).items() if t["state"] != "WAIVED"}
    assert left == {"LOSS_ASSESS"}
    assert [a["act"] for a in ended["acts"]] == ["start", "raise", "lower", "end"]


async def test_a_level_that_does_not_fit_the_act_is_refused(scene, as_post):
    _, items = scene
    relief = one(items, area=PINGYUAN, family="relief")
    decider = await as_post("371426-decider")
    assert (await decide(decider, relief, "start")).json()["pointer"] == "/level"
    assert (await decide(decider, relief, "raise", 3)).status_code == 409
    assert (await decide(decider, relief, "start", 9)).status_code == 422
    started = (await decide(decider, relief, "start", 3)).json()
    assert (await decide(decider, started, "raise", 4)).json()["pointer"] == "/level"
    assert (await decide(decider, started, "start", 2)).status_code == 409


async def test_a_declined_proposal_stays_declined_and_a_start_above_links_the_tiers_below(
    scene, as_post, system_database
):
    incident, items = scene
    county = one(items, area=PINGYUAN, family="earthquake")
    declined = await decide(await as_post("371426-decider"), county, "decline")
    assert declined.json()["state"] == "none"
    province = one(items, area=SHANDONG, family="earthquake")
    assert (await decide(await as_post("370000-decider"), province, "start", 3)).status_code == 200
    after = await evaluated(await as_post("370000-duty"), system_database, incident["id"])
    assert one(after, area=PINGYUAN, family="earthquake")["proposed"] is None
    linked = one(after, area=GAOTANG, family="earthquake")["proposed"]
    assert (linked["basis"], linked["level"]) == ("linked", 4)
    assert "山东省已启动Ⅲ级" in linked["criterion_zh"]
    assert one(after, area=DEZHOU, family="earthquake")["proposed"]["basis"] == "reported"


async def test_a_county_sees_the_provinces_start_and_not_its_neighbours(scene, as_post):
    incident, items = scene
    province = one(items, area=SHANDONG, family="earthquake")
    neighbour = one(items, area=GAOTANG, family="relief")
    await decide(await as_post("370000-decider"), province, "start", 3)
    await decide(await as_post("371526-decider"), neighbour, "start", 4)
    county = await as_post("371426-duty")
    seen = (await county.get(f"/api/incidents/{incident['id']}/responses")).json()["items"]
    assert one(seen, area=SHANDONG, family="earthquake")["state"] == "active"
    assert one(seen, area=SHANDONG, family="earthquake")["gauges"]
    assert {r["area"] for r in seen} == {0, SHANDONG, DEZHOU, PINGYUAN}
    assert all(r["moves"] == [] for r in seen)
    assert (await county.get(f"/api/responses/{neighbour['id']}/notice.pdf")).status_code == 404


async def test_the_notice_prints_what_was_decided_on(scene, as_post):
    _, items = scene
    relief = one(items, area=PINGYUAN, family="relief")
    decider = await as_post("371426-decider")
    started = (await decide(decider, relief, "start", 4)).json()
    answer = await decider.get(started["notice"])
    assert answer.headers["content-type"] == "application/pdf"
    pages = [page.extract_text() for page in pypdf.PdfReader(BytesIO(answer.content)).pages]
    text = "".join("".join(pages).split())
    stored = (await decider.get(f"/api/responses/{relief['id']}/acts/1")).json()
    for printed in (
        "关于启动平原县自然灾害救助Ⅳ级响应的通知",
        started["acts"][0]["document_no"],
        REASON,
        "无一项达到启动条件",
        "调整条款",
        "动态口令确认",
        "签发岗位：平原县应急决定人",
        "预案规定的决定人：县减灾委办公室主任",
        "签发岗位不是预案为该级别规定的决定人",
        "notthedecidertheplannamesforthislevel",
        stored["digest"],
        stored["content"]["plan"]["digest"],
        "演练",
        f"第1/{len(pages)}页",
        "数据截至",
    ):
        assert printed in text, printed
    assert "[S:" not in text
    below = await as_post("371426108-reporter")
    assert (await below.get(started["notice"])).status_code == 200
    assert (await decider.get(f"/api/responses/{relief['id']}/notice.pdf?act=7")).status_code == 404


async def test_the_worker_keeps_the_notice_it_made(scene, as_post, system_database, settings):
    from command.briefs.jobs import keep_notice
    from core.files.store import FileStore
    from core.jobs import Jobs

    _, items = scene
    relief = one(items, area=PINGYUAN, family="relief")
    decider = await as_post("371426-decider")
    started = (await decide(decider, relief, "start", 4)).json()
    await keep_notice(Jobs(system_database, settings), response_id=relief["id"], n=1)
    stored = (await decider.get(f"/api/responses/{relief['id']}/acts/1")).json()
    kept = FileStore(settings.files_dir).get(bytes.fromhex(stored["file_sha256"]))
    assert (await decider.get(started["notice"])).content == kept


async def test_the_decision_is_due_two_hours_after_the_proposal(scene):
    incident, items = scene
    quake = one(items, area=SHANDONG, family="earthquake")
    assert quake["decide_due"] is not None
    due = datetime.fromisoformat(quake["decide_due"])
    recorded = datetime.fromisoformat(incident["recorded_at"])
    assert timedelta(hours=2) <= due - recorded < timedelta(hours=2, minutes=2)
    assert one(items, area=SHANDONG, family="relief")["decide_due"] is None


async def test_evaluating_again_changes_nothing(scene, system_database):
    incident, _ = scene
    assert await evaluation.run(system_database, UUID(incident["id"])) == 0


@pytest.mark.parametrize(("area", "heard"), [(PINGYUAN, 1), (371402000000, 0), (DEZHOU, 1), (0, 1)])
async def test_live_screens_follow_a_start(scene, as_post, database, area, heard):
    _, items = scene
    relief = one(items, area=PINGYUAN, family="relief")
    decider = await as_post("371426-decider")
    frames = await assert_live_triple(
        database, Scope.of(area), "responses", lambda: decide(decider, relief, "start", 4)
    )
    assert len(frames) == heard


@pytest.mark.parametrize("topic", ["tasks", "notices"])
async def test_live_screens_follow_what_a_start_brings(scene, as_post, database, topic):
    _, items = scene
    relief = one(items, area=PINGYUAN, family="relief")
    decider = await as_post("371426-decider")
    frames = await assert_live_triple(
        database, Scope.of(PINGYUAN), topic, lambda: decide(decider, relief, "start", 4)
    )
    assert frames


async def test_live_screens_follow_an_evaluation(
    as_post, database, system_database, owner_database
):
    province = await as_post("370000-duty")
    incident = await reported(province, owner_database)
    frames = await assert_live_triple(
        database,
        Scope.of(PINGYUAN),
        "responses",
        lambda: evaluation.run(system_database, UUID(incident["id"])),
    )
    assert {f["b"]["area"] for f in frames} == {0, SHANDONG, DEZHOU, PINGYUAN}


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
    assert (await decider.post(f"/api/tasks/{bulletin['id']}/done")).status_code == 409


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
