"""What the sentence under the gauges says, before and after people have decided."""

from uuid import UUID

import pytest

from command.response import evaluation, plans, wording
from command.response.figures import Estimated, Figures, Reported
from command.response.models import Response
from command.response.rules import evaluate
from core import records
from core.access.scope import NATION, Scope
from tests.command.drill import SHANDONG, evaluated, one, reported

PLAN = next(e for e in plans.editions() if e.id == "earthquake-province-sample")
LABELS = PLAN.body["labels"]


def said(*, level=None, declined=None, estimated=None, **reported):
    found = evaluate(
        plans.criteria(PLAN.body, "020100"),
        Figures({k: Reported(v) for k, v in reported.items()}, estimated or {}),
        forecast=PLAN.body["forecast"],
    )
    return wording.verdict(found, LABELS, level=level, declined=declined)


def test_a_reached_threshold_is_proposed_while_nothing_is_in_force():
    zh, en = said(magnitude=5.5)
    assert zh.startswith("建议 Ⅲ级：")
    assert en.startswith("Proposed level III: ")


def test_a_level_in_force_answers_its_own_threshold():
    zh, en = said(magnitude=5.5, level=3)
    assert zh.startswith("已启动Ⅲ级，达到Ⅲ级条件：")
    assert en.startswith("Level III is in force, the condition of level III is met: ")
    assert "建议" not in zh
    assert "ropose" not in en


def test_a_graver_threshold_proposes_to_raise_what_is_in_force():
    zh, en = said(magnitude=6.2, level=3)
    assert zh.startswith("已启动Ⅲ级，建议提升至 Ⅱ级：")
    assert en.startswith("Level III is in force, proposed to raise to level II: ")


@pytest.mark.parametrize("level", [None, 1, 2, 3, 4])
@pytest.mark.parametrize("magnitude", [4.5, 5.5, 6.5, 7.5])
def test_only_a_level_above_the_one_in_force_is_proposed(level, magnitude):
    reached = {4.5: 4, 5.5: 3, 6.5: 2, 7.5: 1}[magnitude]
    zh, en = said(magnitude=magnitude, level=level)
    proposes = level is None or reached < level
    assert ("建议" in zh) == proposes
    assert ("roposed" in en) == proposes


def test_what_was_declined_is_not_proposed_again_until_it_is_graver():
    declined = {"level": 3, "basis": "reported"}
    zh, en = said(magnitude=5.5, declined=declined)
    assert zh.startswith("达到Ⅲ级条件，已决定暂不启动：")
    assert en.startswith("The condition of level III is met, declined: ")
    assert said(magnitude=6.5, declined=declined)[0].startswith("建议 Ⅱ级：")


def test_a_report_renews_what_was_declined_on_an_estimate():
    declined = {"level": 3, "basis": "estimate"}
    assert said(magnitude=5.5, declined=declined)[0].startswith("建议 Ⅲ级：")


def test_a_level_in_force_below_every_threshold_says_both():
    zh, en = said(magnitude=3.0, level=4)
    assert zh.startswith("已启动Ⅳ级；无一项达到启动条件")
    assert en.startswith("Level IV is in force; no criterion reaches its threshold")


def test_an_estimate_alone_is_likely_and_proposed():
    estimated = {"deaths": Estimated(20, 15, 30, quantiles=(20.0,) * 40)}
    zh, _ = said(estimated=estimated)
    assert zh.startswith("建议 ")
    assert "研判可能" in zh


def test_those_without_the_figures_still_hear_of_the_level():
    assert wording.without_figures(LABELS, None) == (wording.NOTHING_ZH, wording.NOTHING_EN)
    assert wording.without_figures(LABELS, 3) == ("已启动Ⅲ级", "Level III is in force")


async def _seen(desk, incident, area):
    items = (await desk.get(f"/api/incidents/{incident['id']}/responses")).json()["items"]
    return one(items, area=area, family="earthquake")


async def test_a_start_turns_the_proposal_into_a_level_in_force_for_everyone(
    as_post, system_database, owner_database
):
    province, decider = await as_post("370000-duty"), await as_post("370000-decider")
    county = await as_post("371426-duty")
    incident = await reported(province, owner_database)
    items = await evaluated(province, system_database, incident["id"])
    proposed = one(items, area=SHANDONG, family="earthquake")
    assert proposed["verdict_zh"].startswith("建议 Ⅲ级")
    answer = await decider.post(
        f"/api/responses/{proposed['id']}/acts",
        json={"act": "start", "level": 3, "reason": "震级达到条件"},
        headers={"If-Match": f'"{proposed["version"]}"'},
    )
    assert answer.status_code == 200, answer.text
    own = await _seen(province, incident, SHANDONG)
    assert own["verdict_zh"].startswith("已启动Ⅲ级，达到Ⅲ级条件")
    below = await _seen(county, incident, SHANDONG)
    assert (below["verdict_zh"], below["verdict_en"]) == ("已启动Ⅲ级", "Level III is in force")

    # The stored sentence follows once, then nothing is left to write.
    await evaluation.run(system_database, UUID(incident["id"]))
    async with system_database.reading(None) as session:
        stored = await records.find(
            session, Response, Scope.of(NATION), "down_to", UUID(proposed["id"])
        )
    assert stored.verdict_zh == own["verdict_zh"]
    assert await evaluation.run(system_database, UUID(incident["id"])) == 0
