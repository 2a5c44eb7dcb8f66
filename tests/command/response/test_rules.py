from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.formulas.quake import QUANTILES
from command.response import plans, wording
from command.response.figures import Estimated, Figures, Reported
from command.response.rules import (
    Band,
    Criterion,
    acts_from,
    add_reported,
    answered,
    by_adjustment,
    declined_still_holds,
    evaluate,
    level_fault,
    level_of,
)

EDITIONS = {e.id: e for e in plans.editions()}
amounts = st.floats(min_value=0, max_value=1e7, allow_nan=False)
counts = st.integers(min_value=0, max_value=5_000_000)


def modelled(value, lo, hi):
    """Return an estimate with quantiles that run straight through its three points."""
    kept = np.interp(QUANTILES, (0.0, 0.05, 0.5, 0.95, 1.0), (lo, lo, value, hi, hi))
    return Estimated(value, lo, hi, quantiles=tuple(kept.tolist()))


def criteria(plan_id, hazard="020100"):
    return plans.criteria(EDITIONS[plan_id].body, hazard)


def said(plan_id, *, forecast=None, hazard="020100", estimated=None, **reported):
    edition = EDITIONS[plan_id]
    figures = Figures(
        {k: v if isinstance(v, Reported) else Reported(v) for k, v in reported.items()},
        estimated or {},
    )
    return evaluate(
        criteria(plan_id, hazard),
        figures,
        forecast=edition.body["forecast"] if forecast is None else forecast,
    )


@pytest.mark.parametrize("edition", EDITIONS.values(), ids=EDITIONS)
def test_bands_of_every_plan_are_half_open_and_leave_no_gap(edition):
    for criterion in edition.body["criteria"]:
        bands = sorted(criterion["bands"], key=lambda b: b["level"])
        assert [b["level"] for b in bands] == [1, 2, 3, 4]
        assert bands[0]["hi"] is None
        for stronger, weaker in pairwise(bands):
            assert weaker["hi"] == stronger["lo"]
            assert weaker["lo"] < weaker["hi"]
        for band in bands:
            assert band["source"]


@pytest.mark.parametrize("edition", EDITIONS.values(), ids=EDITIONS)
def test_every_plan_says_who_decides_where_it_comes_from_and_that_it_must_be_checked(edition):
    body = edition.body
    assert set(body["deciders"]) == set(body["labels"]) == {"1", "2", "3", "4"}
    assert body["text_as_of"] == "2025-04"
    assert body["verify"] is True
    assert body["legal_basis_zh"]
    assert body["adjustment"]["zh"]
    assert all(plans.measures(body, level) for level in (1, 2, 3, 4))
    assert edition.sample == ("示例" in edition.name_zh)


def test_what_is_general_knowledge_is_flagged_provisional():
    for plan_id in ("relief-nation-2016", "relief-nation-2024"):
        for criterion in EDITIONS[plan_id].body["criteria"]:
            for band in criterion["bands"]:
                assert (band["source"] == "M-h") == bool(band.get("provisional"))


@pytest.mark.parametrize(
    ("deaths", "level"), [(19, None), (20, 4), (49, 4), (50, 3), (100, 2), (199, 2), (200, 1)]
)
def test_the_number_named_is_included_and_the_upper_end_is_not(deaths, level):
    found = said("relief-nation-2016", deaths=deaths)
    assert (found.proposal.level if found.proposal else None) == level


def test_2016_counts_deaths_only_and_transfer_or_relief_each_alone():
    assert said("relief-nation-2016", deaths=19, missing=40).proposal is None
    assert said("relief-nation-2016", reloc_cum=60_000, urgent_cum=60_000).proposal is None
    assert said("relief-nation-2016", reloc_cum=5_000, urgent_cum=100_000).proposal.level == 4


def test_2024_counts_the_missing_and_adds_transfer_and_relief():
    assert said("relief-nation-2024", deaths=19, missing=1).proposal.level == 4
    both = said("relief-nation-2024", reloc_cum=60_000, urgent_cum=60_000).proposal
    assert both.level == 4
    assert both.criterion.code == "relocated_urgent"


def test_a_forecast_suffices_from_2024_on_and_not_before():
    likely = {"deaths": modelled(60, 20, 150)}
    assert said("relief-nation-2016", estimated=likely).proposal is None
    found = said("relief-nation-2024", estimated=likely).proposal
    assert (found.level, found.basis) == (3, "estimate")


def test_a_report_outweighs_an_estimate_of_the_same_level():
    found = said(
        "relief-nation-2024", deaths=55, missing=0, estimated={"deaths": modelled(60, 20, 150)}
    )
    assert (found.proposal.level, found.proposal.basis) == (3, "reported")
    assert [g.criterion.code for g in found.gauges if g.fires] == ["deaths_missing"]


def test_drought_counts_only_in_a_drought():
    assert "drought" not in {c.code for c in criteria("relief-nation-2016")}
    found = said("relief-nation-2016", hazard="010100", drought_aid_cum=1_000_000)
    assert found.proposal.level == 4


@pytest.mark.parametrize(
    "plan_id",
    [
        "relief-nation-2016",
        "relief-province-sample-2016",
        "relief-city-sample-2016",
        "relief-county-sample-2016",
    ],
)
def test_pingyuan_fires_no_relief_threshold_anywhere(plan_id):
    found = said(plan_id, deaths=0, missing=0, injured=24, collapsed_rooms=74, severe_rooms=0)
    assert found.proposal is None
    assert found.nearest.criterion.code == "rooms"
    assert found.nearest.next.gap == found.nearest.next.threshold - 74


def test_unknown_is_not_zero_but_a_lower_bound_can_fire():
    nobody = said("relief-nation-2024")
    assert nobody.proposal is None
    assert nobody.nearest is None
    deaths = next(g for g in nobody.gauges if g.criterion.code == "deaths_missing")
    assert deaths.reported is None
    assert deaths.next.gap is None
    partly = said("relief-nation-2024", deaths=Reported(21, at_least=True, unknown=3))
    assert partly.proposal.level == 4
    gauge = next(g for g in partly.gauges if g.fires)
    assert gauge.reported.at_least
    assert gauge.reported.unknown == 4  # three silent units and the missing nobody has counted


@given(st.lists(st.one_of(st.none(), counts), min_size=1, max_size=5))
def test_a_sum_counts_its_unknown_parts_and_is_a_lower_bound_with_any(values):
    total = add_reported([Reported(v) for v in values])
    known = [v for v in values if v is not None]
    if not known:
        assert total.value is None
        return
    assert total.value == sum(known)
    assert total.at_least == (len(known) < len(values))
    assert total.unknown == len(values) - len(known)


@given(counts, counts)
def test_more_damage_never_lowers_the_proposed_level(one, other):
    low, high = sorted((one, other))
    for plan_id, edition in EDITIONS.items():
        if edition.family != "relief":
            continue
        for term in ("deaths", "reloc_cum", "collapsed_rooms"):
            weaker = said(plan_id, **{term: low}).proposal
            stronger = said(plan_id, **{term: high}).proposal
            if weaker is not None:
                assert stronger is not None
                assert stronger.level <= weaker.level


@given(st.lists(st.floats(0.1, 1e6), min_size=2, max_size=4, unique=True), amounts)
def test_a_value_lies_in_at_most_one_band(thresholds, value):
    cuts = sorted(thresholds, reverse=True)
    bands = [Band(i + 1, lo, None if i == 0 else cuts[i - 1]) for i, lo in enumerate(cuts)]
    holding = [b for b in bands if b.lo <= value and (b.hi is None or value < b.hi)]
    assert len(holding) == (1 if value >= cuts[-1] else 0)
    assert level_of(bands, value) == (holding[0].level if holding else None)


@given(st.lists(amounts, min_size=40, max_size=40).map(sorted), amounts)
def test_the_probability_of_crossing_falls_as_the_threshold_rises(quantiles, other):
    estimate = Estimated(quantiles[20], quantiles[2], quantiles[37], quantiles=tuple(quantiles))
    (gauge, *_) = said("relief-nation-2024", estimated={"deaths": estimate}).gauges
    chances = [t.p for t in gauge.thresholds]
    assert chances == sorted(chances, reverse=True)
    assert all(0 <= p <= 1 for p in chances)


def test_the_probability_is_read_from_what_the_run_kept():
    """Half of the draws without any dead, the other half with many: no curve has two humps."""
    two_humps = Estimated(0, 0, 60, quantiles=(*[0.0] * 19, *[60.0] * 21))
    (gauge, *_) = said("relief-nation-2024", estimated={"deaths": two_humps}).gauges
    chances = {t.level: t.p for t in gauge.thresholds}
    assert chances[4] == pytest.approx(chances[3], abs=0.03)
    assert chances[3] > 0.5
    assert chances[2] == 0


def test_an_estimate_without_quantiles_has_no_probability_and_proposes_nothing():
    found = said("relief-nation-2024", estimated={"deaths": Estimated(60, 20, 150)})
    assert found.proposal is None
    assert {t.p for g in found.gauges for t in g.thresholds} == {None}


@pytest.mark.parametrize(
    ("missing", "settled", "proposes"),
    [(Reported(0, settled=True), True, False), (Reported(0), True, True), (None, True, True)],
)
def test_no_model_outweighs_a_complete_report_that_is_verified(missing, settled, proposes):
    reported = {"deaths": Reported(0, settled=settled)}
    if missing is not None:
        reported["missing"] = missing
    found = said("relief-nation-2024", estimated={"deaths": modelled(60, 20, 150)}, **reported)
    assert (found.proposal is not None) == proposes


def test_in_2006_an_earthquake_of_magnitude_5_counts_from_20_dead():
    def level(dead, hazard, magnitude):
        found = evaluate(
            plans.criteria(EDITIONS["relief-nation-2006"].body, hazard, magnitude=magnitude),
            Figures({"deaths": Reported(dead)}, {}),
            forecast=False,
        )
        return found.proposal and found.proposal.level

    assert level(25, "020100", 5.5) == 4
    assert level(19, "020100", 5.5) is None
    assert level(25, "020100", 4.9) is None
    assert level(25, "010200", None) is None
    assert level(30, "010200", None) == 4


def test_a_share_without_a_base_says_that_it_is_not_evaluated():
    found = said("relief-nation-2024", hazard="010100", drought_aid_cum=900_000)
    by_code = {
        g.criterion.code: wording.gauge_json(g, {"1": "", "2": "", "3": "", "4": ""})
        for g in found.gauges
    }
    assert by_code["drought_share"]["not_evaluated_zh"] == "未评估：缺农牧业人口基数"
    assert "no base figure" in by_code["drought_share"]["not_evaluated_en"]
    assert by_code["drought"]["not_evaluated_zh"] is None


def test_a_decision_answers_what_was_in_view_and_no_more():
    weak, strong = {"level": 3, "basis": "reported"}, {"level": 2, "basis": "reported"}
    assert answered([weak, None, None], weak) == weak
    assert answered([weak, None, None], strong) == weak
    assert answered([None, strong, None], weak) == weak
    assert answered([None, None, weak], weak) == weak
    assert answered([None, None, None], strong) is None
    guess = {"level": 3, "basis": "estimate"}
    assert answered([guess, None, None], weak) == guess


def test_what_a_state_allows():
    assert acts_from("none", None, proposed=False, incident_open=True) == ("start", "consult")
    assert "decline" in acts_from("proposed", None, proposed=True, incident_open=True)
    assert "raise" not in acts_from("active", 1, proposed=False, incident_open=True)
    assert "lower" not in acts_from("active", 4, proposed=False, incident_open=True)
    assert "start" in acts_from("ended", None, proposed=False, incident_open=True)
    assert acts_from("active", 3, proposed=True, incident_open=False) == ("lower", "end")
    assert acts_from("proposed", None, proposed=True, incident_open=False) == ()
    assert level_fault("raise", 3, 4) is not None
    assert level_fault("lower", 3, 4) is None
    assert level_fault("start", None, None) is not None
    assert level_fault("end", 3, None) is None


def test_going_beyond_the_thresholds_is_by_adjustment():
    assert by_adjustment("start", 4, None)
    assert by_adjustment("start", 2, 3)
    assert not by_adjustment("start", 3, 3)
    assert not by_adjustment("start", 4, 3)
    assert not by_adjustment("lower", 4, None)


def test_a_refusal_holds_until_the_ground_is_firmer_or_the_level_stronger():
    refused = {"level": 3, "basis": "estimate"}
    assert declined_still_holds(refused, {"level": 3, "basis": "estimate"})
    assert declined_still_holds(refused, {"level": 4, "basis": "estimate"})
    assert not declined_still_holds(refused, {"level": 2, "basis": "estimate"})
    assert not declined_still_holds(refused, {"level": 3, "basis": "reported"})
    assert not declined_still_holds(None, {"level": 3, "basis": "reported"})


def test_criterion_order_is_by_threshold():
    criterion = Criterion("x", "", "", "", "", ("x",), (Band(1, 9, None), Band(4, 1, 9)))
    assert [b.level for b in criterion.ascending()] == [4, 1]
