"""Deadlines of loss reports by tier and kind."""

from datetime import datetime, timedelta
from functools import partial
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command.reports import clocks
from command.reports.clocks import late_minutes, receipt
from core.clock import BEIJING

QUAKE = datetime(2023, 8, 6, 2, 33, 59, tzinfo=BEIJING)

daily_due = partial(clocks.daily_due, hazard="020100")
due_of = partial(clocks.due_of, hazard="020100")
first_due = partial(clocks.first_due, hazard="020100")


def day(d: int, h: int) -> datetime:
    return datetime(2023, 8, d, h, tzinfo=BEIJING)


@pytest.mark.parametrize(("tier", "hours"), [(5, 1), (4, 1), (3, 2), (2, 4), (1, 6)])
def test_first_report_after_the_event(tier, hours):
    assert first_due(tier, QUAKE, None) == QUAKE + timedelta(hours=hours)


def test_city_and_province_count_from_receipt_but_never_later_than_the_chain():
    received = QUAKE + timedelta(minutes=30)
    assert first_due(2, QUAKE, received) == received + timedelta(hours=2)
    assert first_due(1, QUAKE, QUAKE + timedelta(hours=9)) == QUAKE + timedelta(hours=6)
    assert first_due(3, QUAKE, received) == QUAKE + timedelta(hours=2)


def test_what_city_and_province_pass_on_comes_from_directly_below_or_a_county_that_must():
    def sent(area, hour, *, direct=False):
        return SimpleNamespace(area=area, submitted_at=day(6, hour), direct=direct)

    below = [sent(371426108000, 3, direct=True), sent(371426000000, 4), sent(371400000000, 6)]
    assert receipt(2, below) == day(6, 4)
    assert receipt(1, below) == day(6, 6)
    assert receipt(1, [*below, sent(371427000000, 5, direct=True)]) == day(6, 5)
    assert receipt(1, below[:1]) is None


def test_a_drought_is_reported_when_people_say_so_and_every_ten_days():
    dry = {"hazard": "010100"}
    assert clocks.first_due(3, QUAKE, None, **dry) is None
    assert clocks.first_due(2, QUAKE, None, **dry) is None
    assert clocks.first_due(2, QUAKE, day(20, 8), **dry) == day(20, 10)
    assert clocks.due_of(3, QUAKE, data_as_of=day(10, 8), **dry) == day(20, 9)


def test_the_nation_reports_to_nobody():
    assert first_due(0, QUAKE, None) is None
    assert daily_due(0, QUAKE, QUAKE) is None


@pytest.mark.parametrize(("tier", "hour"), [(4, 8), (3, 9), (2, 10), (1, 12)])
def test_daily_reports_begin_on_the_next_day(tier, hour):
    assert daily_due(tier, QUAKE, QUAKE + timedelta(hours=1)) == day(7, hour)
    assert daily_due(tier, QUAKE, QUAKE - timedelta(days=2)) == day(7, hour)
    assert daily_due(tier, QUAKE, day(7, hour)) == day(8, hour)


@pytest.mark.parametrize(("tier", "hour"), [(4, 8), (3, 9), (2, 10), (1, 12)])
def test_a_report_ahead_of_its_hour_is_the_days_and_one_of_the_evening_before_is_not(tier, hour):
    assert due_of(tier, QUAKE, data_as_of=day(9, hour - 1)) == day(10, hour)
    assert due_of(tier, QUAKE, data_as_of=day(9, 0)) == day(10, hour)
    assert due_of(tier, QUAKE, data_as_of=day(8, 23)) == day(9, hour)


def test_delay_in_full_minutes():
    due = QUAKE + timedelta(hours=2)
    assert late_minutes(due, due) == 0
    assert late_minutes(due, due + timedelta(seconds=61)) == 1
    assert late_minutes(None, due) == 0


@given(st.integers(1, 5), st.integers(0, 10_000_000))
def test_a_daily_deadline_is_ahead_and_at_most_two_days_off(tier, seconds):
    until = QUAKE + timedelta(seconds=seconds)
    due = daily_due(tier, QUAKE, until)
    assert due is not None
    assert until < due <= until + timedelta(days=2)
