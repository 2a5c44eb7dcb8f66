from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from command.duty.rules import (
    Late,
    PendingDecision,
    PendingOrder,
    PendingTask,
    Situation,
    next_duties,
    unknowns,
)
from command.duty.template import template
from command.reports.clocks import daily_due, first_due
from core.clock import BEIJING

AT = datetime(2023, 8, 5, 18, 33, 59, tzinfo=UTC)
SEEN = AT + timedelta(seconds=91)
COUNTY = Situation(
    tier=3,
    state="reported",
    earthquake=True,
    concerned=True,
    now=SEEN.astimezone(BEIJING),
    recorded_at=SEEN,
    may_verify=False,
    report_due=first_due(3, AT, None, hazard="020100"),
    own_report=None,
    silent=("恩城镇", "王打卦镇"),
    deaths_known=False,
    missing_known=False,
    official_intensity=False,
    template=template(3, AT.date()),
    follow_up_due=daily_due(3, AT, AT, hazard="020100"),
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
    heard = next(d for d in next_duties(replace(COUNTY, silent=())) if d.code == "CONTACT_CHECK")
    assert heard.title_zh == "电话核查下级受灾单位"


def test_a_proposal_waits_for_its_decider():
    due = AT + timedelta(minutes=30)
    decision = PendingDecision(
        "r", "自然灾害救助", "Disaster relief", "Ⅳ级", "level IV", "县长", due
    )
    duty = next_duties(replace(COUNTY, decisions=[decision]))[0]
    assert (duty.code, duty.target, duty.due_at) == ("RESP_START", "r", due)
    assert "县长" in duty.title_zh


@given(st.lists(st.integers(-500, 500), max_size=6), st.lists(st.integers(-500, 500), max_size=6))
def test_there_are_three_and_the_most_pressing_come_first(task_minutes, order_minutes):
    here = replace(
        COUNTY,
        tasks=[
            PendingTask(f"t{i}", "TASK", "任务", "Task", AT + timedelta(minutes=m))
            for i, m in enumerate(task_minutes)
        ],
        orders=[
            PendingOrder(f"o{i}", "指令", "issued", AT + timedelta(minutes=m))
            for i, m in enumerate(order_minutes)
        ],
    )
    shown, everything = next_duties(here), next_duties(here, count=1000)
    owed = [d for d in everything if d.code in {"REPORT_UP", "CONTACT_CHECK", "TASK", "ORDER"}]
    assert len(owed) == 2 + len(task_minutes) + len(order_minutes)
    assert [d for d in shown if d in owed] == owed[:3]
    assert len(shown) == 3
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


@given(
    tier=st.integers(0, 4),
    state=st.sampled_from(("reported", "verified", "responding", "recovering")),
    minutes=st.integers(0, 5 * 24 * 60),
    reported=st.sampled_from(("not", "once", "final")),
    silent=st.booleans(),
    called=st.booleans(),
)
def test_every_office_concerned_has_three_duties_while_the_incident_is_open(
    tier, state, minutes, reported, silent, called
):
    now = (SEEN + timedelta(minutes=minutes)).astimezone(BEIJING)
    here = replace(
        COUNTY,
        tier=tier,
        state=state,
        now=now,
        template=template(tier, AT.date()),
        report_due=first_due(tier, AT, None, hazard="020100"),
        own_report=None if reported == "not" else SEEN,
        follow_up_due=None if reported == "final" else daily_due(tier, AT, SEEN, hazard="020100"),
        silent=("恩城镇",) if silent else (),
        tasks=[PendingTask("c", "CONTACT_CHECK", "电话核查", "Call", SEEN)] if called else (),
        begun=frozenset({"CONTACT_CHECK"} if called else ()),
    )
    shown = next_duties(here)
    assert len(shown) == len({d.code for d in shown}) == 3
    assert [d.due_at for d in shown] == sorted(d.due_at for d in shown)
    assert all(d.basis_zh or d.code == "TASK" for d in shown)
    computed = {"REPORT_UP", "FOLLOW_UP", "TASK"}
    assert all(d.due_at >= now for d in shown if d.code not in computed)
    assert next_duties(replace(here, concerned=False, tasks=())) == []


def test_the_call_is_due_at_its_next_beat_and_has_no_twin():
    def call(**changes):
        found = next_duties(replace(COUNTY, **changes), count=100)
        return [d.due_at for d in found if d.code == "CONTACT_CHECK"]

    late = (SEEN + timedelta(hours=5)).astimezone(BEIJING)
    assert call() == [SEEN + timedelta(hours=2)]
    assert call(now=late) == [SEEN + timedelta(hours=6)]
    assert call(silent=(), now=late) == [SEEN + timedelta(hours=6)]
    task = PendingTask("c", "CONTACT_CHECK", "电话核查", "Call", SEEN)
    assert call(tasks=[task]) == []
    assert call(tasks=[task], silent=()) == []


def test_the_first_bulletin_gives_way_to_the_daily_one():
    def bulletin(**changes):
        found = next_duties(replace(COUNTY, **changes), count=100)
        return next(d.due_at for d in found if d.code == "BULLETIN")

    daily = datetime(2023, 8, 6, 17, tzinfo=BEIJING)
    assert bulletin() == SEEN + timedelta(hours=2)
    assert bulletin(begun=frozenset({"BULLETIN"})) == daily
    assert bulletin(now=(SEEN + timedelta(hours=3)).astimezone(BEIJING)) == daily
    assert bulletin(now=daily) == daily + timedelta(days=1)


def test_what_is_late_below_is_one_duty_of_a_kind():
    late = [Late(f"o{i}", name, "核查灾情", AT) for i, name in enumerate(("平原县", "夏津县"))]
    here = replace(COUNTY, late_orders=late, escalated_orders=late[:1], escalation_zh="示例")
    chase, taken_up = (
        next(d for d in next_duties(here) if d.code == code)
        for code in ("CHASE_ORDERS", "ESCALATED_ORDERS")
    )
    assert chase.title_zh == "催办逾期指令：平原县“核查灾情” 等 2 件"
    assert (chase.due_at, chase.action, chase.target) == (AT, "order", None)
    assert (taken_up.target, taken_up.basis_zh) == ("o0", "示例")
