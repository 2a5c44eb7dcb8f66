"""Who is silent, late, nil or not due yet, hour by hour."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from command.reports.matrix import HOUR, Event, Sent, hours_shown, standing, urgency
from core.clock import BEIJING

QUAKE = datetime(2023, 8, 6, 2, 33, 59, tzinfo=BEIJING)
EVENT = Event(QUAKE, "020100")
COUNTY = 3


def at(hour: int, minute: int = 0, day: int = 6) -> datetime:
    return datetime(2023, 8, day, hour, minute, tzinfo=BEIJING)


def stands(now: datetime, *sent: Sent):
    return standing(COUNTY, EVENT, now, sent=list(sent), hours=hours_shown(QUAKE, now))


def test_before_the_deadline_nobody_is_silent():
    found = stands(at(3))
    assert (found.state, found.silent_minutes) == ("not_due", 0)
    assert set(found.cells) == {"not_due"}


def test_past_the_deadline_the_hours_fill_with_silence():
    found = stands(at(6, 40))
    assert found.state == "silent"
    assert found.silent_minutes == 246
    assert found.cells[:6] == ("not_due", "not_due", "silent", "silent", "silent", "not_due")


def test_a_report_ends_the_silence_and_shows_how_it_came():
    on_time = Sent(at(4), at(4), "INITIAL", 0, nil=False)
    late = Sent(at(6), at(6), "INITIAL", 86, nil=False)
    nil = Sent(at(4), at(4), "INITIAL", 0, nil=True)
    assert stands(at(7), on_time).state == "on_time"
    assert stands(at(7), nil).state == "nil"
    found = stands(at(7), late)
    assert (found.state, found.late_reports) == ("late", 1)
    assert found.cells[2:5] == ("silent", "silent", "late")
    assert stands(at(7), on_time).due_at == at(9, day=7)


def test_the_daily_report_is_missed_too():
    on_time = Sent(at(4), at(4), "INITIAL", 0, nil=False)
    assert stands(at(9, 1, day=7), on_time).state == "silent"


def test_a_daily_report_ahead_of_its_hour_counts_unless_its_data_end_the_day_before():
    first = Sent(at(4), at(4), "INITIAL", 0, nil=False)
    early = Sent(at(8, 40, day=7), at(8, 40, day=7), "FOLLOWUP", 0, nil=False)
    found = stands(at(9, 1, day=7), first, early)
    assert (found.state, found.due_at) == ("on_time", at(9, day=8))
    stale = Sent(at(8, 40, day=7), at(23, 50), "FOLLOWUP", 0, nil=False)
    assert stands(at(9, 1, day=7), first, stale).state == "silent"


def test_silence_weighs_more_where_more_people_were_shaken_harder():
    assert urgency(60, 7.0, 1000) > urgency(60, 6.0, 1000) > urgency(60, None, 1000)
    assert urgency(0, 8.0, 1e6) == 0


@given(st.integers(0, 20_000))
def test_the_hours_hold_the_present(minutes):
    now = QUAKE + timedelta(minutes=minutes)
    hours = hours_shown(QUAKE, now)
    assert len(hours) == 12
    assert hours[0] <= now < hours[-1] + HOUR


def test_after_the_final_report_nobody_is_silent_until_one_speaks_again():
    final = Sent(at(9), at(9), "FINAL", 0, nil=False)
    more = Sent(at(12, day=7), at(12, day=7), "FOLLOWUP", 0, nil=False)
    found = stands(at(20, day=7), final)
    assert (found.state, found.due_at, set(found.cells)) == ("on_time", None, {"not_due"})
    assert stands(at(20, day=7), final, more).due_at == at(9, day=8)


def test_when_it_is_over_nobody_is_silent():
    over, hours = replace(EVENT, over=True), hours_shown(QUAKE, at(20))
    mute = standing(COUNTY, over, at(20), sent=[], hours=hours)
    assert (mute.state, mute.due_at, mute.silent_minutes) == ("not_due", None, 0)
    assert set(mute.cells) == {"not_due"}
    late = standing(
        COUNTY, over, at(20), sent=[Sent(at(6), at(6), "INITIAL", 86, nil=False)], hours=hours
    )
    assert (late.state, late.due_at) == ("late", None)
