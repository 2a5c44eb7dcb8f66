from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from command.duty.rules import (
    PendingDecision,
    PendingOrder,
    PendingTask,
    Situation,
    next_duties,
    unknowns,
)
from command.reports.clocks import daily_due, first_due

AT = datetime(2023, 8, 5, 18, 33, 59, tzinfo=UTC)
SEEN = AT + timedelta(seconds=91)
COUNTY = Situation(
    tier=3,
    state="reported",
    earthquake=True,
    concerned=True,
    occurred_at=AT,
    recorded_at=SEEN,
    may_verify=False,
    report_due=first_due(3, AT, None, hazard="020100"),
    own_report=None,
    silent=("恩城镇", "王打卦镇"),
    deaths_known=False,
    missing_known=False,
    strike_known=False,
    official_intensity=False,
)


def codes(here):
    return [d.code for d in next_duties(here)]


def test_the_duty_room_that_may_verifies_first():
    province = replace(
        COUNTY, tier=1, may_verify=True, report_due=first_due(1, AT, None, hazard="020100")
    )
    assert codes(province)[0] == "VERIFY"
    assert "VERIFY" not in codes(replace(province, state="verified"))
    assert "VERIFY" not in codes(COUNTY)


def test_a_county_owes_its_first_report_two_hours_after_the_event():
    duty = next(d for d in next_duties(COUNTY) if d.code == "REPORT_UP")
    assert duty.due_at == AT + timedelta(hours=2)
    assert duty.title_zh == "向市级初报"
    assert "REPORT_UP" not in codes(replace(COUNTY, own_report=SEEN))
    assert "REPORT_UP" not in codes(replace(COUNTY, concerned=False))
    assert "REPORT_UP" not in codes(replace(COUNTY, tier=0, report_due=None))


def test_silent_units_are_called_and_named():
    duty = next(d for d in next_duties(COUNTY) if d.code == "CONTACT_CHECK")
    assert "2 个未报单位：恩城镇、王打卦镇" in duty.title_zh
    assert "CONTACT_CHECK" not in codes(replace(COUNTY, silent=()))


def test_a_proposal_waits_for_its_decider():
    due = AT + timedelta(minutes=30)
    decision = PendingDecision(
        "r", "自然灾害救助", "Disaster relief", "Ⅳ级", "level IV", "县长", due
    )
    duty = next_duties(replace(COUNTY, decisions=[decision]))[0]
    assert (duty.code, duty.target, duty.due_at) == ("RESP_START", "r", due)
    assert "县长" in duty.title_zh


@given(st.lists(st.integers(-500, 500), max_size=6), st.lists(st.integers(-500, 500), max_size=6))
def test_there_are_at_most_three_and_the_most_pressing_come_first(task_minutes, order_minutes):
    here = replace(
        COUNTY,
        tasks=[
            PendingTask(f"t{i}", "任务", "Task", AT + timedelta(minutes=m))
            for i, m in enumerate(task_minutes)
        ],
        orders=[
            PendingOrder(f"o{i}", "指令", "issued", AT + timedelta(minutes=m))
            for i, m in enumerate(order_minutes)
        ],
    )
    shown, everything = next_duties(here), next_duties(here, count=1000)
    assert len(everything) == 2 + len(task_minutes) + len(order_minutes)
    assert shown == everything[:3]
    assert [d.due_at for d in shown] == sorted(d.due_at for d in shown)


def test_nothing_is_due_once_closed():
    assert next_duties(replace(COUNTY, state="closed")) == []


def test_what_nobody_has_said_is_listed_and_leaves_the_list_when_said():
    assert len(unknowns(COUNTY)) == 6
    known = replace(
        COUNTY,
        state="verified",
        silent=(),
        deaths_known=True,
        missing_known=True,
        official_intensity=True,
    )
    assert unknowns(known) == []
    drawn = unknowns(replace(known, official_intensity=False))
    assert [u.en for u in drawn] == ["No official intensity map yet", "The strike is unknown"]
    flood = replace(known, earthquake=False, official_intensity=False)
    assert unknowns(flood) == []


def test_after_the_first_report_the_daily_one_is_due_even_if_nothing_changed():
    due = daily_due(3, AT, SEEN, hazard="020100")
    reported = replace(COUNTY, own_report=SEEN, follow_up_due=due)
    duty = next(d for d in next_duties(reported) if d.code == "FOLLOW_UP")
    assert (duty.due_at, duty.action) == (due, "report")
    assert duty.title_zh == "向市级续报（无变化也须零报告）"
    assert "FOLLOW_UP" not in codes(replace(reported, follow_up_due=None))
    assert "FOLLOW_UP" not in codes(replace(reported, concerned=False))
