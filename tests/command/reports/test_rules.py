"""The checks of a loss report, on plain values."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command.reports.indicators import INDICATORS, nil_codes
from command.reports.kinds import Kind
from command.reports.rules import RULES, ChildSum, Facts, examine, refusals, reports_directly
from core.clock import BEIJING

NOW = datetime(2023, 8, 6, 4, 30, tzinfo=BEIJING)


def facts(kind: Kind = Kind.INITIAL, **figures: float | None) -> Facts:
    """A report's facts; a final one says that nobody is dead or missing unless told otherwise."""
    said = dict.fromkeys(("deaths", "missing"), 0) | figures if kind is Kind.FINAL else figures
    return Facts(figures=said, kind=kind, hazard="020100", data_as_of=NOW, submitted_at=NOW)


def broken(given_facts: Facts) -> dict[str, str]:
    return {finding.rule: finding.severity for finding in examine(given_facts)}


def test_an_initial_report_with_only_deaths_is_accepted():
    assert examine(facts(deaths=3)) == []


def test_unknown_is_not_zero():
    assert broken(facts(deaths=3, affected=None)) == {}
    assert broken(facts(deaths=3, affected=0)) == {"V02": "hard", "V27": "warning"}


@pytest.mark.parametrize(
    ("rule", "figures"),
    [
        ("V01", {"deaths": -1}),
        ("V01", {"deaths": 1.5}),
        ("V01", {"crop_affected": 1e11}),
        ("V02", {"affected": 2, "deaths": 3}),
        ("V03", {"affected": 2, "missing": 3}),
        ("V04", {"affected": 2, "injured": 3}),
        ("V05", {"injured": 2, "severely_injured": 3}),
        ("V06", {"affected": 2, "reloc_cum": 3}),
        ("V07", {"affected": 2, "urgent_cum": 3}),
        ("V08", {"affected": 2, "drought_water_cum": 3}),
        ("V12", {"reloc_cum": 2, "reloc_now": 3}),
        ("V12", {"sites_cum": 2, "sites_now": 3}),
        ("V20", {"crop_affected": 2, "crop_damaged": 3}),
        ("V20", {"crop_damaged": 2, "crop_lost": 2.5}),
    ],
)
def test_rules_of_sign_and_identity_refuse_every_report(rule, figures):
    for kind in Kind:
        assert broken(facts(kind, **figures))[rule] == "hard"


@pytest.mark.parametrize(
    ("rule", "figures"),
    [
        ("V09", {"reloc_cum": 5, "reloc_central_cum": 2, "reloc_dispersed_cum": 2}),
        ("V09", {"reloc_now": 5, "reloc_central_now": 6}),
        ("V11", {"drought_aid_cum": 2, "drought_water_cum": 3}),
        ("V16", {"reloc_central_cum": 2, "sites_cum": 0}),
        ("V16", {"reloc_central_now": 0, "sites_now": 1}),
        ("V17", {"collapsed_rooms": 2, "collapsed_home_rooms": 3}),
        ("V18", {"severe_home_rooms": 2, "severe_home_hh": 3}),
        ("V27", {"deaths": 1, "affected": 0}),
    ],
)
def test_other_hard_rules_warn_early_and_refuse_the_final_report(rule, figures):
    assert broken(facts(Kind.INITIAL, **figures))[rule] == "warning"
    assert broken(facts(Kind.FOLLOWUP, **figures))[rule] == "warning"
    assert broken(facts(Kind.FINAL, **figures))[rule] == "hard"


@pytest.mark.parametrize(
    ("rule", "figures"),
    [
        ("V10", {"urgent_cum": 2, "transitional": 3}),
        ("V18W", {"minor_home_rooms": 100, "minor_home_hh": 3}),
        ("V30", {"drought_aid_now": 3}),
    ],
)
def test_warnings_never_refuse(rule, figures):
    for kind in Kind:
        written = replace(facts(kind, **figures), ledger_households=figures.get("minor_home_hh"))
        assert broken(written) == {rule: "warning"}


def test_a_cumulative_figure_falls_only_with_a_reason():
    final = replace(facts(Kind.FINAL, injured=20), previous={"injured": 24.0})
    assert broken(final) == {"V13": "hard"}
    excused = replace(final, reasons={"V13": "重复统计 4 人"})
    assert broken(excused) == {"V13": "warning"}
    assert examine(excused)[0].reason == "重复统计 4 人"
    realtime = replace(facts(Kind.FINAL, reloc_now=0), previous={"reloc_now": 0.0})
    assert broken(realtime) == {}


def test_who_has_started_a_response_shows_and_tells_what_happened():
    assert broken(facts(Kind.FINAL)) == {}
    for kind, severity in (
        (Kind.INITIAL, "warning"),
        (Kind.FOLLOWUP, "warning"),
        (Kind.FINAL, "hard"),
    ):
        bare = replace(facts(kind), response_started=True, photos=2)
        assert [(f.rule, f.severity, f.pointer) for f in examine(bare)] == [
            ("V38", severity, "/photos"),
            ("V38", severity, "/note_zh"),
        ]
        assert broken(replace(bare, photos=3, narrative=True)) == {}
    excuse = {"V38": "道路中断"}
    tried = replace(facts(Kind.FINAL), response_started=True, reasons=excuse)
    assert set(broken(tried).values()) == {"hard"}


def test_the_missing_who_are_found_dead_keep_the_sum():
    before = {"deaths": 3.0, "missing": 5.0}
    found = replace(facts(deaths=5, missing=3), previous=before, ledger_deaths=8)
    assert broken(found) == {}
    gone = replace(facts(deaths=3, missing=2), previous=before, ledger_deaths=5)
    assert broken(gone) == {"V15": "warning"}
    final = replace(gone, kind=Kind.FINAL)
    assert broken(final) == {"V15": "hard"}
    assert broken(replace(final, reasons={"V15": "3 人已找到，平安"})) == {"V15": "warning"}


def test_the_dead_are_not_counted_again_among_the_missing_who_are_not_stated_anew():
    final = replace(facts(Kind.FINAL), figures={"deaths": 5}, previous={"missing": 5})
    assert broken(final) == {"V14": "hard", "V15": "hard"}
    assert broken(replace(final, ledger_deaths=5)) == {"V14": "hard", "V15": "hard"}
    both = replace(final, figures={"deaths": 4, "missing": 1}, ledger_deaths=5)
    assert broken(both) == {}


def test_a_partial_report_is_checked_with_what_was_known_before():
    more = replace(facts(Kind.FOLLOWUP, deaths=150), previous={"affected": 100})
    assert [(f.rule, f.pointer) for f in refusals(examine(more))] == [("V02", "/figures/deaths")]
    fewer = replace(facts(Kind.FOLLOWUP, affected=100), previous={"deaths": 150})
    assert [(f.rule, f.pointer) for f in refusals(examine(fewer))] == [("V02", "/figures/affected")]


def test_only_a_final_report_answers_for_what_it_does_not_state():
    odd = {"affected": 100, "deaths": 150}
    assert broken(replace(facts(Kind.FOLLOWUP, collapsed_rooms=1), previous=odd)) == {}
    assert broken(replace(facts(Kind.FINAL), figures={}, previous=odd)) == {
        "V02": "hard",
        "KNOWN": "hard",
    }


def test_a_final_report_knows_how_many_are_dead_and_missing():
    silent = replace(facts(Kind.FINAL), figures={}, previous={"deaths": 3, "affected": 100})
    (found,) = examine(silent)
    assert (found.rule, found.severity, found.pointer) == ("KNOWN", "hard", "/figures/missing")
    assert broken(replace(silent, children={"missing": ChildSum(0, 0)})) == {}
    assert broken(replace(silent, children={"missing": ChildSum(0, 1)})) == {"KNOWN": "hard"}
    assert broken(replace(silent, kind=Kind.FOLLOWUP)) == {}


def test_ledgers_must_agree_at_the_final_report():
    assert broken(replace(facts(Kind.FINAL, deaths=2, missing=1), ledger_deaths=3)) == {}
    assert broken(replace(facts(Kind.FINAL, deaths=2, missing=1), ledger_deaths=2)) == {
        "V14": "hard"
    }
    none_sent = facts(Kind.FINAL, deaths=2, missing=1)
    assert broken(none_sent) == {"V14": "hard"}
    assert broken(replace(none_sent, kind=Kind.FOLLOWUP)) == {"V14": "warning"}
    homes = facts(Kind.FINAL, collapsed_home_hh=2, severe_home_hh=3, minor_home_hh=5)
    assert broken(replace(homes, ledger_households=9)) == {"V19": "hard"}
    assert broken(replace(homes, ledger_households=10)) == {}
    assert broken(homes) == {"V19": "hard"}
    assert broken(replace(homes, kind=Kind.FOLLOWUP)) == {}
    some = facts(Kind.FINAL, collapsed_home_hh=2)
    assert broken(some) == {"V19": "hard"}
    assert broken(replace(some, ledger_households=3)) == {}


def test_the_parent_is_the_sum_of_its_children_or_says_why():
    complete = {"injured": ChildSum(24, 0)}
    assert broken(replace(facts(Kind.FINAL, injured=24), children=complete)) == {}
    other = replace(facts(Kind.FINAL, injured=20), children=complete)
    assert broken(other) == {"V32": "hard"}
    assert broken(replace(other, reasons={"V32": "两县重复"})) == {"V32": "warning"}
    some_silent = {"injured": ChildSum(10, 2)}
    assert broken(replace(facts(Kind.FINAL, injured=24), children=some_silent)) == {}
    assert broken(replace(facts(Kind.FINAL, injured=9), children=some_silent)) == {"V32": "hard"}


def test_more_affected_than_residents_and_tenfold_jumps_are_asked():
    assert broken(replace(facts(affected=11), population=10.0)) == {"V28": "warning"}
    assert broken(replace(facts(deaths=11), population=10.0)) == {"V28": "warning"}
    assert broken(replace(facts(deaths=11), population=None)) == {}
    assert broken(replace(facts(injured=101), previous={"injured": 10.0})) == {"V34": "warning"}
    assert broken(replace(facts(injured=100), previous={"injured": 10.0})) == {}


def test_data_of_the_future_are_refused():
    late = replace(facts(deaths=0), data_as_of=NOW + timedelta(seconds=1))
    assert [(f.rule, f.pointer) for f in refusals(examine(late))] == [("V33", "/data_as_of")]


def test_a_nil_report_brings_nothing_new():
    assert broken(replace(facts(deaths=0), nil_report=True)) == {}
    assert broken(replace(facts(deaths=1), nil_report=True)) == {"NIL": "hard"}
    repeated = replace(facts(deaths=1), nil_report=True, previous={"deaths": 1.0})
    assert broken(repeated) == {}


def test_findings_point_at_the_figure_and_speak_both_languages():
    (finding,) = examine(facts(affected=2, injured=3))
    assert finding.pointer == "/figures/injured"
    assert "大于受灾人口" in finding.zh
    assert "exceeds People affected" in finding.en


def test_ten_lost_people_are_reported_directly():
    assert reports_directly({"deaths": 4, "missing": 6})
    assert not reports_directly({"deaths": 9, "missing": None})


def test_indicators_refer_to_each_other_and_rules_are_unique():
    for indicator in INDICATORS.values():
        for other in (indicator.now_of, indicator.part_of):
            assert other is None or other in INDICATORS
        assert indicator.now_of is None or not indicator.accumulates
    assert len({rule.id for rule in RULES}) == len(RULES)


def test_a_nil_report_answers_what_its_hazard_asks():
    assert "drought_aid_cum" not in nil_codes("020100")
    assert "drought_aid_cum" in nil_codes("010100")
    assert {"deaths", "missing", "collapsed_rooms"} <= set(nil_codes("020100"))
    assert not {"crop_affected", "direct_loss"} & set(nil_codes("020100"))


figure = st.one_of(st.none(), st.integers(-5, 50), st.floats(-5, 50, allow_nan=False))
some_figures = st.dictionaries(st.sampled_from(sorted(INDICATORS)), figure)


@given(some_figures, some_figures)
def test_making_a_figure_unknown_never_adds_a_finding(a, b):
    """Of what the area stated before: a figure left out is then the one it stated last."""
    everything = replace(facts(Kind.FOLLOWUP, **a), previous={c: b[c] for c in b.keys() - a.keys()})
    whole = {(f.rule, f.pointer) for f in examine(everything)}
    for code in a:
        less = replace(everything, figures={k: v for k, v in a.items() if k != code})
        assert {(f.rule, f.pointer) for f in examine(less)} <= whole


@given(some_figures, some_figures)
def test_an_early_report_is_refused_only_by_early_rules(a, b):
    early = {rule.id for rule in RULES if rule.early}
    given_facts = replace(facts(Kind.INITIAL, **a), previous=b)
    assert {f.rule for f in refusals(examine(given_facts))} <= early
    final = {f.rule for f in refusals(examine(replace(given_facts, kind=Kind.FINAL)))}
    assert {f.rule for f in refusals(examine(given_facts))} <= final


def test_a_finding_says_whether_a_reason_is_wanted():
    fallen = replace(facts(injured=2), previous={"injured": 24})
    wanted = {finding.rule: finding.excusable for finding in examine(fallen)}
    assert wanted == {"V13": True, "V34": False}
