import asyncio
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID

import pypdf
import pytest

from command.response import evaluation
from command.response.plans import digest
from core.access.scope import Scope
from tests.command.drill import (
    DEZHOU,
    GAOTANG,
    PINGYUAN,
    REASON,
    SHANDONG,
    decide,
    evaluated,
    one,
    reported,
)
from tests.fixtures.live import assert_live_triple


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
    raised = await decide(decider, relief, "raise", 3)
    assert (raised.status_code, raised.json()["detail"]) == (
        409,
        "响应现为“未启动”，不能进行这一步",
    )
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


def printed_text(pdf: bytes) -> str:
    pages = [page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages]
    return "".join("".join(pages).split())


async def test_the_notice_prints_what_was_decided_on(scene, as_post):
    _, items = scene
    relief = one(items, area=PINGYUAN, family="relief")
    decider = await as_post("371426-decider")
    started = (await decide(decider, relief, "start", 4)).json()
    answer = await decider.get(started["notice"])
    assert answer.headers["content-type"] == "application/pdf"
    text = printed_text(answer.content)
    count = len(pypdf.PdfReader(BytesIO(answer.content)).pages)
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
        f"第1/{count}页",
        "数据截至",
    ):
        assert printed in text, printed
    assert "[S:" not in text
    assert (await decider.get(f"/api/responses/{relief['id']}/notice.pdf?act=7")).status_code == 404


@pytest.mark.parametrize(("act", "level"), [("start", 4), ("consult", None)])
async def test_those_below_read_the_decision_without_the_sums_it_was_made_on(
    scene, as_post, act, level
):
    incident, items = scene
    county, neighbour = await as_post("371426-duty"), await as_post("371427-duty")
    given = {"incident_id": incident["id"], "kind": "INITIAL", "figures": {"collapsed_rooms": 74}}
    assert (await county.post("/api/reports", json=given)).status_code == 201
    relief = one(items, area=DEZHOU, family="relief")
    decider = await as_post("371400-decider")
    decided = (await decide(decider, relief, act, level)).json()
    path = f"/api/responses/{relief['id']}"

    async def read(desk):
        printed = printed_text((await desk.get(decided["notice"])).content)
        return (await desk.get(f"{path}/acts/1")).json(), printed

    (whole, full), (told, paper) = await read(decider), await read(neighbour)
    assert "74" in whole["content"]["figures"]["verdict_zh"]
    assert "至少74" in full
    assert "figures" not in told["content"]
    assert all("basis_zh" not in m for m in told["content"]["plan"]["measures"])
    assert "至少" not in paper
    for printed in (REASON, told["digest"], told["content"]["decider_zh"], "不含作出决定"):
        assert printed in paper, printed
    for measure in told["content"]["plan"]["measures"]:
        assert "".join(measure["zh"].split()) in paper
    assert told["digest"] == digest(told["content"]) != whole["digest"]


async def test_the_worker_keeps_the_notices_it_made(scene, as_post, system_database, settings):
    from command.briefs.jobs import keep_notice
    from core.files.store import FileStore
    from core.jobs import Jobs

    _, items = scene
    relief = one(items, area=PINGYUAN, family="relief")
    decider = await as_post("371426-decider")
    started = (await decide(decider, relief, "start", 4)).json()
    await keep_notice(Jobs(system_database, settings), response_id=relief["id"], n=1)
    kept = set()
    for desk in (decider, await as_post("371426108-reporter")):
        stored = (await desk.get(f"/api/responses/{relief['id']}/acts/1")).json()
        paper = FileStore(settings.files_dir).get(bytes.fromhex(stored["file_sha256"]))
        assert (await desk.get(started["notice"])).content == paper
        kept.add(paper)
    assert len(kept) == 2
    path = FileStore(settings.files_dir).path(bytes.fromhex(stored["file_sha256"]))
    path.write_bytes(bytes([paper[0] ^ 1]) + paper[1:])
    made_anew = await desk.get(started["notice"])
    assert (made_anew.status_code, made_anew.content[:5]) == (200, b"%PDF-")


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
