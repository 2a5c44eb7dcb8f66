"""Reports that come late, say nothing, or come after the last: what an area's figure then is."""

from datetime import timedelta

import pytest

from core.clock import real_now
from tests.command.reports.test_http import (
    DEZHOU,
    PINGYUAN,
    WANGDAGUA,
    an_earthquake,
    figures_of,
    send,
)

NOBODY = {"deaths": 0, "missing": 0}


@pytest.fixture
async def incident(as_post):
    return await an_earthquake(as_post, minutes_ago=60)


def ago(minutes):
    return (real_now() - timedelta(minutes=minutes)).isoformat()


async def test_a_report_from_offline_does_not_replace_newer_figures(as_post, incident):
    county = await as_post("371426-duty")
    newer = {"deaths": 3, "injured": 20}
    await send(county, incident, figures=newer, data_as_of=ago(5))
    late = {"deaths": 1, "injured": 4, "collapsed_rooms": 7}
    answer = await send(county, incident, kind="FOLLOWUP", figures=late, data_as_of=ago(30))
    assert answer.status_code == 201, answer.text
    assert answer.json()["findings"] == []
    for code, value in {"deaths": 3, "injured": 20, "collapsed_rooms": 7}.items():
        assert (await figures_of(county, incident, PINGYUAN, code))["reported"]["value"] == value
    lower = await send(county, incident, kind="FOLLOWUP", figures={"deaths": 2})
    assert [f["rule"] for f in lower.json()["findings"]] == ["V13"]
    assert (await figures_of(county, incident, PINGYUAN, "deaths"))["reported"]["value"] == 2


async def test_a_final_report_holds_whatever_its_data_count_to(as_post, incident):
    county = await as_post("371426-duty")
    await send(county, incident, figures={"injured": 20}, data_as_of=ago(5))
    final = {"kind": "FINAL", "figures": {"injured": 19} | NOBODY, "data_as_of": ago(30)}
    refused = await send(county, incident, **final)
    assert refused.json()["faults"][0]["rule"] == "V13"
    assert (await send(county, incident, **final, reasons={"V13": "核减 1 人"})).status_code == 201
    assert (await figures_of(county, incident, PINGYUAN, "injured"))["reported"]["value"] == 19


async def test_a_nil_report_above_does_not_wipe_out_what_a_unit_below_said(as_post, incident):
    town, county = await as_post("371426108-reporter"), await as_post("371426-duty")
    await send(town, incident, figures={"deaths": 3, "injured": 0})
    nil = await send(county, incident, nil_report=True)
    assert nil.status_code == 201, nil.text
    assert "deaths" not in nil.json()["figures"]
    assert (nil.json()["figures"]["injured"], nil.json()["figures"]["missing"]) == (0, 0)
    deaths = (await figures_of(county, incident, PINGYUAN, "deaths"))["reported"]
    assert (deaths["value"], deaths["at_least"]) == (3, True)
    above = await figures_of(await as_post("371400-duty"), incident, DEZHOU, "deaths")
    assert above["reported"]["value"] == 3


async def test_ten_dead_and_missing_are_reported_directly_though_said_in_two_reports(
    as_post, incident
):
    town = await as_post("371426108-reporter")
    first = await send(town, incident, figures={"deaths": 6})
    assert (first.json()["area"], first.json()["direct"]) == (WANGDAGUA, False)
    second = await send(town, incident, kind="FOLLOWUP", figures={"missing": 4})
    assert second.json()["direct"] is True


async def test_a_county_that_says_one_figure_leaves_the_others_at_least(as_post, incident):
    town, county = await as_post("371426108-reporter"), await as_post("371426-duty")
    await send(town, incident, figures={"deaths": 3})
    before = (await figures_of(county, incident, PINGYUAN, "deaths"))["reported"]
    assert (before["value"], before["at_least"]) == (3, True)
    await send(county, incident, figures={"injured": 9})
    after = (await figures_of(county, incident, PINGYUAN, "deaths"))["reported"]
    assert (after["value"], after["at_least"], after["unknown"]) == (3, True, before["unknown"])
    own = (await figures_of(county, incident, PINGYUAN, "injured"))["reported"]
    assert (own["value"], own["at_least"]) == (9, False)


async def test_the_card_goes_from_the_first_report_to_the_daily_ones_to_none(as_post, incident):
    county = await as_post("371426-duty")

    async def owed():
        card = (await county.get(f"/api/incidents/{incident}/first-hour")).json()
        return {d["code"] for d in card["duties"]} & {"REPORT_UP", "FOLLOW_UP"}

    assert await owed() == {"REPORT_UP"}
    await send(county, incident, figures={"deaths": 0})
    assert await owed() == {"FOLLOW_UP"}
    final = await send(county, incident, kind="FINAL", figures=NOBODY)
    assert final.status_code == 201, final.text
    assert await owed() == set()


async def test_a_correction_with_a_reason_is_not_undone_by_other_news_from_below(as_post, incident):
    town, other = await as_post("371426108-reporter"), await as_post("371426103-reporter")
    county = await as_post("371426-duty")
    await send(town, incident, figures={"injured": 24})
    await send(county, incident, figures={"injured": 24})
    lower = {"kind": "FOLLOWUP", "figures": {"injured": 20}}
    await send(county, incident, **lower, reasons={"V13": "重复统计", "V32": "重复统计"})

    async def injured():
        return (await figures_of(county, incident, PINGYUAN, "injured"))["reported"]["value"]

    await send(other, incident, figures={"injured": 0})
    await send(town, incident, kind="FOLLOWUP", figures={"injured": 24})
    assert await injured() == 20
    await send(town, incident, kind="FOLLOWUP", figures={"injured": 25})
    assert await injured() == 25


async def test_newly_missing_people_below_are_seen_over_the_countys_first_word(as_post, incident):
    town, county = await as_post("371426108-reporter"), await as_post("371426-duty")
    await send(county, incident, figures={"deaths": 0, "missing": 0})
    await send(town, incident, figures={"missing": 12, "deaths": 0})

    async def lost():
        return [
            (known["value"], known["at_least"])
            for known in [
                (await figures_of(county, incident, PINGYUAN, code))["reported"]
                for code in ("deaths", "missing")
            ]
        ]

    assert await lost() == [(0, False), (12, True)]
    await send(county, incident, kind="FOLLOWUP", figures={"missing": 12})
    await send(town, incident, kind="FOLLOWUP", figures={"missing": 0, "deaths": 12})
    assert await lost() == [(12, True), (0, True)]


async def test_a_report_filled_before_news_came_from_below_does_not_hide_them(as_post, incident):
    town, other = await as_post("371426108-reporter"), await as_post("371426103-reporter")
    county = await as_post("371426-duty")
    early = (await send(town, incident, figures={"deaths": 1, "missing": 0})).json()
    read = (await county.get(f"/api/incidents/{incident}/reports/below")).json()
    assert read["read_to"] == early["submitted_at"]
    news = (await send(other, incident, figures={"deaths": 2, "missing": 4})).json()
    filled = {"figures": {"deaths": 1, "missing": 0}, "drawn_at": read["read_to"]}
    assert (await send(county, incident, **filled)).status_code == 201
    for code, value in {"deaths": 3, "missing": 4}.items():
        known = (await figures_of(county, incident, PINGYUAN, code))["reported"]
        assert (known["value"], known["at_least"]) == (value, True), code
    for report, taken_in in ((early, True), (news, False)):
        now = (await county.get(f"/api/reports/{report['id']}")).json()
        assert (now["merged_into"] is not None) is taken_in
    again = await send(county, incident, kind="FOLLOWUP", figures={"deaths": 3})
    assert again.status_code == 201, again.text
    now = (await county.get(f"/api/reports/{news['id']}")).json()
    assert now["merged_into"]["seq"] == 2
