"""Sums over the tiers: at least, unknown, expected."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command.reports.sums import Figure, Stated, Sums
from core.clock import BEIJING

T0 = datetime(2023, 8, 6, 4, 30, tzinfo=BEIJING)
CITY, A, B, C = 371400000000, 371402000000, 371426000000, 371427000000
UNDER = {CITY: [A, B, C]}
NAMES = {"a": A, "b": B, "c": C}


def said(value: float, hours: float = 0, *, synthetic: bool = False, firm: bool = False) -> Stated:
    at = T0 + timedelta(hours=hours)
    return Stated(value, at, at, "县报", synthetic, firm)


def figure_of(area, *, stated, children, accumulates) -> Figure:
    """Return the figure of an area where each made one statement, or several in a list."""
    several = {unit: one if isinstance(one, list) else [one] for unit, one in stated.items()}
    return Sums(several, children, accumulates=accumulates).figure(area)


def lost(deaths, missing, children=None) -> tuple[Figure, Figure]:
    """Return the city's deaths and missing."""
    dead = Sums(deaths, children or UNDER, accumulates=True)
    gone = Sums(missing, children or UNDER, accumulates=False, deaths=dead)
    return dead.figure(CITY), gone.figure(CITY)


def test_a_sum_with_a_silent_unit_is_at_least():
    figure = figure_of(CITY, stated={A: said(3), B: said(4)}, children=UNDER, accumulates=True)
    assert (figure.value, figure.at_least, figure.unknown) == (7, True, 1)
    assert (figure.units_reported, figure.units_expected) == (2, 3)


def test_a_complete_sum_is_exact():
    stated = {A: said(3), B: said(4), C: said(0, 1, synthetic=True)}
    figure = figure_of(CITY, stated=stated, children=UNDER, accumulates=True)
    assert (figure.value, figure.at_least, figure.unknown) == (7, False, 0)
    assert figure.synthetic
    assert (figure.as_of, figure.at) == (T0, T0 + timedelta(hours=1))


def test_nobody_has_said_anything():
    figure = figure_of(CITY, stated={}, children=UNDER, accumulates=True)
    assert figure.value is None
    assert (figure.unknown, figure.units_expected) == (3, 3)


@pytest.mark.parametrize("accumulates", [True, False])
def test_what_came_while_the_own_statement_was_written_is_news_to_it(accumulates):
    written = said(3, 2, firm=True)._replace(drawn_at=T0)
    before = {CITY: written, A: said(3), B: said(0), C: said(0)}
    figure = figure_of(CITY, stated=before, children=UNDER, accumulates=accumulates)
    assert (figure.value, figure.own) == (3, True)
    meanwhile = before | {B: [said(0), said(2, 1)]}
    figure = figure_of(CITY, stated=meanwhile, children=UNDER, accumulates=accumulates)
    assert (figure.value, figure.own) == (5, False)


def test_the_own_statement_comes_first():
    stated = {CITY: said(74, 2), A: said(3), B: said(4)}
    figure = figure_of(CITY, stated=stated, children=UNDER, accumulates=True)
    assert (figure.value, figure.own, figure.at_least) == (74, True, False)
    assert figure.units_reported == 2


def test_newer_and_larger_from_below_replaces_it_when_it_accumulates():
    stated = {CITY: said(10), A: said(23, 3)}
    figure = figure_of(CITY, stated=stated, children=UNDER, accumulates=True)
    assert (figure.value, figure.own, figure.at_least) == (23, False, True)
    realtime = figure_of(CITY, stated=stated, children=UNDER, accumulates=False)
    assert (realtime.value, realtime.own, realtime.at_least) == (23, False, True)
    older = {CITY: said(10, 3), A: said(23)}
    assert figure_of(CITY, stated=older, children=UNDER, accumulates=True).value == 10


def test_a_complete_and_newer_sum_replaces_a_realtime_figure_also_downwards():
    everywhere = {A: said(1, 3), B: said(2, 2), C: said(0, 2)}
    newer = figure_of(CITY, stated={CITY: said(10)} | everywhere, children=UNDER, accumulates=False)
    assert (newer.value, newer.own, newer.at_least) == (3, False, False)
    partly = figure_of(
        CITY, stated={CITY: said(10, 2.5)} | everywhere, children=UNDER, accumulates=False
    )
    assert (partly.value, partly.own, partly.at_least) == (10, True, True)
    older = figure_of(
        CITY, stated={CITY: said(10, 4)} | everywhere, children=UNDER, accumulates=False
    )
    assert (older.value, older.own, older.at_least) == (10, True, False)


def test_a_fall_below_leaves_a_realtime_figure_until_all_below_is_newer():
    stated = {CITY: said(10, 1), A: [said(8), said(2, 3)]}
    figure = figure_of(CITY, stated=stated, children=UNDER, accumulates=False)
    assert (figure.value, figure.own, figure.at_least) == (10, True, False)


def test_old_news_that_arrive_late_leave_a_realtime_figure():
    offline = Stated(40, T0, T0 + timedelta(hours=4), "乡镇报")
    stated = {CITY: said(10, 1), A: offline}
    figure = figure_of(CITY, stated=stated, children=UNDER, accumulates=False)
    assert (figure.value, figure.own, figure.at_least) == (10, True, False)


@pytest.mark.parametrize("accumulates", [True, False])
def test_a_correction_with_a_reason_gives_way_only_to_a_rise_below(accumulates):
    corrected = {CITY: said(20, 2, firm=True), A: [said(14)], B: [said(10)], C: [said(0)]}

    def after(**news):
        stated = corrected | {u: corrected[u] + [news[n]] for n, u in NAMES.items() if n in news}
        return figure_of(CITY, stated=stated, children=UNDER, accumulates=accumulates)

    again = after(a=said(14, 3), b=said(10, 3), c=said(0, 3))
    assert (again.value, again.own) == (20, True)
    fallen = after(a=said(13, 3))
    assert (fallen.value, fallen.own) == (20, True)
    risen = after(a=said(15, 3))
    assert risen.value == (25 if accumulates else 20)
    assert risen.own is not accumulates
    assert risen.at_least is not accumulates


def test_the_missing_found_dead_by_another_office_are_not_counted_twice():
    own = {CITY: [said(0)]}
    deaths, missing = lost(own | {A: [said(12, 2)]}, {CITY: [said(8)], A: [said(0, 2)]})
    assert (deaths.value, deaths.at_least) == (12, True)
    assert (missing.value, missing.at_least) == (0, True)
    deaths, missing = lost(own | {A: [said(5, 2)]}, {CITY: [said(8)]})
    assert (deaths.value, missing.value, missing.at_least) == (5, 3, True)
    assert "扣除" in missing.source_zh
    before = lost({A: [said(5)]}, {CITY: [said(8, 1)]})
    assert [figure.value for figure in before] == [5, 8]
    same_office = lost({A: [said(5, 2)]}, {A: [said(8)]})
    assert [figure.value for figure in same_office] == [5, 8]


def test_newly_missing_below_are_counted_beside_the_dead_above():
    deaths, missing = lost({CITY: [said(10)], A: [said(3, 2)]}, {CITY: [said(0)], A: [said(9, 2)]})
    assert (deaths.value, deaths.own) == (10, True)
    assert (missing.value, missing.at_least, missing.own) == (9, True, False)


def test_the_steps_are_the_figure_as_it_was_known():
    stated = {A: [said(3), said(5, 2)], B: [said(4, 1), said(4, 3)], C: [said(0, 4)]}
    sums = Sums(stated, UNDER, accumulates=True)
    steps = sums.steps(CITY, most=500)
    assert [(at, figure.value, figure.at_least) for at, figure in steps] == [
        (T0, 3, True),
        (T0 + timedelta(hours=1), 7, True),
        (T0 + timedelta(hours=2), 9, True),
        (T0 + timedelta(hours=4), 9, False),
    ]
    fewer = sums.steps(CITY, most=3)
    assert [(at, figure.value) for at, figure in fewer] == [
        (T0, 3),
        (T0 + timedelta(hours=2), 9),
        (T0 + timedelta(hours=4), 9),
    ]


def test_a_lower_bound_below_makes_a_lower_bound_above():
    tree = {0: [CITY], CITY: [A, B]}
    figure = figure_of(0, stated={A: said(1)}, children=tree, accumulates=True)
    assert (figure.value, figure.at_least, figure.unknown) == (1, True, 0)


@given(st.lists(st.one_of(st.none(), st.integers(0, 1000)), min_size=1, max_size=30))
def test_a_sum_counts_what_is_known_and_what_is_not(values):
    stated = {i + 1: said(v) for i, v in enumerate(values) if v is not None}
    tree = {0: range(1, len(values) + 1)}
    figure = figure_of(0, stated=stated, children=tree, accumulates=True)
    known = [v for v in values if v is not None]
    assert figure.value == (sum(known) if known else None)
    assert figure.unknown == values.count(None)
    assert figure.units_reported + figure.unknown == figure.units_expected == len(values)
    assert figure.at_least == (bool(known) and None in values)


def test_hectares_add_up_as_people_write_them():
    thirds = {1: said(0.1), 2: said(0.2)}
    assert figure_of(0, stated=thirds, children={0: [1, 2]}, accumulates=True).value == 0.3
