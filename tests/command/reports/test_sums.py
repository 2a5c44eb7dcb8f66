"""Sums over the tiers: at least, unknown, expected."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from command.reports.sums import Stated, figure_of
from core.clock import BEIJING

T0 = datetime(2023, 8, 6, 4, 30, tzinfo=BEIJING)
CITY, A, B, C = 371400000000, 371402000000, 371426000000, 371427000000
UNDER = {CITY: [A, B, C]}


def said(value: float, hours: float = 0, *, synthetic: bool = False) -> Stated:
    at = T0 + timedelta(hours=hours)
    return Stated(value, at, at, "县报", synthetic)


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
    assert (realtime.value, realtime.own) == (10, True)
    older = {CITY: said(10, 3), A: said(23)}
    assert figure_of(CITY, stated=older, children=UNDER, accumulates=True).value == 10


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
