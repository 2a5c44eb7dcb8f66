"""The first hour: which duties come next, by tier and state, and what nobody knows yet. Pure.

Deadlines of reports come from the reporting rules, those of decisions and tasks from the plans;
what an office does besides (`Beat`) comes from the dated first-hour template.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Final

SHOWN: Final = 3
CALL: Final = "CONTACT_CHECK"
"""The call to the units below, in the template and among a plan's measures."""


@dataclass(frozen=True, slots=True)
class Beat:
    """A duty of the template that comes again and again; nobody reports it as done.

    Attributes
    ----------
    first : timedelta or None
        After the incident was recorded, where the first time has a limit of its own.
    every, daily_at : timedelta or None, time or None
        Its beat: one of the two.
    """

    code: str
    zh: str
    en: str
    action: str
    basis_zh: str
    first: timedelta | None
    every: timedelta | None
    daily_at: time | None


@dataclass(frozen=True, slots=True)
class Template:
    """The first-hour template of a tier; `basis_zh` is the basis of the computed duties by code."""

    verify_within: timedelta
    basis_zh: Mapping[str, str]
    beats: Sequence[Beat]


@dataclass(frozen=True, slots=True)
class PendingTask:
    """A task of this office that is not done."""

    id: str
    code: str
    title_zh: str
    title_en: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class PendingOrder:
    """An order to this office that it has not finished."""

    id: str
    title_zh: str
    state: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Late:
    """What an office that must answer to this one has left undone; `since` it is this one's too."""

    id: str
    who: str
    title_zh: str
    since: datetime


@dataclass(frozen=True, slots=True)
class PendingDecision:
    """A proposal of this office's own response that waits for its decider."""

    response_id: str
    family_zh: str
    family_en: str
    label: str
    label_en: str
    decider_zh: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Situation:
    """What the card is computed from, as this post sees it; all instants by the world's clock.

    Attributes
    ----------
    tier : int
        Of the office: 0 nation … 4 township.
    concerned : bool
        Whether the office's area is touched at all; else it has nothing to report.
    now : datetime
        In the zone of the template's daily hours.
    report_due : datetime or None
        By when this office owes its first report; None for the nation.
    own_report : datetime or None
        When this office first reported up.
    follow_up_due : datetime or None
        By when it owes its next daily report; None for the nation and after the final one.
    silent : sequence of (name)
        Units directly below that were expected to report and have not.
    deaths_known, missing_known : bool
        Whether somebody has said a number, 0 included.
    begun : set of str
        Codes of the template that this office has had as a task, finished or not.
    late_orders : sequence of Late
        Overdue orders that this office issued.
    escalated_orders, escalated_tasks : sequence of Late
        Orders that an office directly below issued, and tasks of such an office, overdue for so
        long that they are this office's concern.
    escalation_zh : str
        By which rule they are.
    """

    tier: int
    state: str
    earthquake: bool
    concerned: bool
    now: datetime
    recorded_at: datetime
    may_verify: bool
    report_due: datetime | None
    own_report: datetime | None
    silent: Sequence[str]
    deaths_known: bool
    missing_known: bool
    official_intensity: bool
    template: Template
    follow_up_due: datetime | None = None
    decisions: Sequence[PendingDecision] = field(default=())
    tasks: Sequence[PendingTask] = field(default=())
    begun: frozenset[str] = frozenset()
    orders: Sequence[PendingOrder] = field(default=())
    late_orders: Sequence[Late] = field(default=())
    escalated_orders: Sequence[Late] = field(default=())
    escalated_tasks: Sequence[Late] = field(default=())
    escalation_zh: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to do, by when; `action` tells the screen what its button opens."""

    code: str
    title_zh: str
    title_en: str
    due_at: datetime
    action: str
    target: str | None = None
    basis_zh: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something nobody has said yet."""

    zh: str
    en: str


def next_duties(here: Situation, *, count: int = SHOWN) -> list[Duty]:
    """Return the next duties by due time; overdue ones therefore come first.

    What this office owes somebody comes before what the template adds, which fills the card up.
    """
    if here.state in ("closed", "merged"):
        return []
    owed = [
        *_verify(here),
        *_report(here),
        *_call(here),
        *_decide(here),
        *_given(here),
        *_chase(here),
    ]
    shown = sorted(owed, key=_by_time)[:count]
    fill = sorted(_fill(here, {d.code for d in owed}), key=_by_time)
    return sorted(shown + fill[: count - len(shown)], key=_by_time)


def _by_time(duty: Duty) -> tuple[datetime, str, str]:
    return duty.due_at, duty.code, duty.target or ""


def _verify(here: Situation) -> Iterator[Duty]:
    if here.state == "reported" and here.may_verify:
        yield Duty(
            "VERIFY",
            "核实事件",
            "Verify the incident",
            here.recorded_at + here.template.verify_within,
            "verify",
            basis_zh=here.template.basis_zh["VERIFY"],
        )


def _report(here: Situation) -> Iterator[Duty]:
    if not here.concerned:
        return
    if here.own_report is not None:
        yield from _follow_up(here)
    elif here.report_due is not None:
        yield Duty(
            "REPORT_UP",
            f"向{_above(here)}初报",
            "First report to the tier above",
            here.report_due,
            "report",
            basis_zh=here.template.basis_zh["REPORT_UP"],
        )


def _follow_up(here: Situation) -> Iterator[Duty]:
    if here.follow_up_due is not None:
        yield Duty(
            "FOLLOW_UP",
            f"向{_above(here)}续报（无变化也须零报告）",
            "Daily report to the tier above, even if nothing changed",
            here.follow_up_due,
            "report",
            basis_zh=here.template.basis_zh["FOLLOW_UP"],
        )


def _above(here: Situation) -> str:
    return {1: "部", 2: "省级", 3: "市级", 4: "县级"}.get(here.tier, "上级")


def _call(here: Situation) -> Iterator[Duty]:
    """Name the silent units to call, unless a task of the plan asks for that already."""
    if not here.silent or not here.concerned or CALL in _pending(here):
        return
    shown = "、".join(here.silent[:3]) + ("等" if len(here.silent) > 3 else "")
    for beat in here.template.beats:
        if beat.code == CALL:
            yield Duty(
                CALL,
                f"电话核查 {len(here.silent)} 个未报单位：{shown}",
                f"Call the silent units ({len(here.silent)})",
                next_beat(beat, here),
                "matrix",
                basis_zh=beat.basis_zh,
            )


def _pending(here: Situation) -> set[str]:
    return {task.code for task in here.tasks}


def _fill(here: Situation, owed: set[str]) -> Iterator[Duty]:
    """Give what an office does anyway: the template's duties, and the first daily report."""
    if not here.concerned:
        return
    if here.own_report is None:
        yield from _follow_up(here)
    for beat in here.template.beats:
        if beat.code not in owed | _pending(here):
            yield Duty(
                beat.code,
                beat.zh,
                beat.en,
                next_beat(beat, here),
                beat.action,
                basis_zh=beat.basis_zh,
            )


def next_beat(beat: Beat, here: Situation) -> datetime:
    """Return when a duty of the template is due next.

    Whether it was done at its last beat nobody says, so a beat that has passed gives way to the
    next one. The first limit holds until it passes or a task of the plan has taken its place.
    """
    if beat.every is not None:
        return here.recorded_at + ((here.now - here.recorded_at) // beat.every + 1) * beat.every
    if beat.first is not None and beat.code not in here.begun:
        first = here.recorded_at + beat.first
        if here.now <= first:
            return first
    at = beat.daily_at or time()
    today = here.now.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return today if today > here.now else today + timedelta(days=1)


def _decide(here: Situation) -> Iterator[Duty]:
    for d in here.decisions:
        yield Duty(
            "RESP_START",
            f"决定是否启动{d.family_zh}{d.label}响应（{d.decider_zh}）",
            f"Decide on the {d.family_en.lower()} response, {d.label_en}",
            d.due_at,
            "decide",
            d.response_id,
        )


def _given(here: Situation) -> Iterator[Duty]:
    for t in here.tasks:
        yield Duty("TASK", t.title_zh, t.title_en, t.due_at, "task", t.id)
    for o in here.orders:
        step = "接受" if o.state in ("issued", "delivered", "read") else "完成"
        yield Duty(
            "ORDER", f"{step}指令：{o.title_zh}", f"Order: {o.title_zh}", o.due_at, "order", o.id
        )


def _chase(here: Situation) -> Iterator[Duty]:
    """Give one duty for all late things of a kind, so that they never crowd out the others."""
    for code, late, zh, en, action in (
        ("CHASE_ORDERS", here.late_orders, "催办逾期指令", "Chase overdue orders", "order"),
        (
            "ESCALATED_ORDERS",
            here.escalated_orders,
            "督办下级逾期指令",
            "Take up overdue orders of the tier below",
            "order",
        ),
        (
            "ESCALATED_TASKS",
            here.escalated_tasks,
            "督办下级逾期任务",
            "Take up overdue tasks of the tier below",
            "task",
        ),
    ):
        if late:
            first = min(late, key=lambda one: (one.since, one.id))
            rest = f" 等 {len(late)} 件" if len(late) > 1 else ""
            yield Duty(
                code,
                f"{zh}：{first.who}“{first.title_zh}”{rest}",
                f"{en} ({len(late)})",
                first.since,
                action,
                first.id if len(late) == 1 and action == "order" else None,
                "" if code == "CHASE_ORDERS" else here.escalation_zh,
            )


def unknowns(here: Situation) -> list[Unknown]:
    """Return what is not known, the gravest first."""
    found = []
    if not here.deaths_known:
        found.append(Unknown("死亡人数：无人报告", "Deaths: nobody has reported"))
    if not here.missing_known:
        found.append(Unknown("失踪人数：无人报告", "Missing: nobody has reported"))
    if here.silent:
        names = "、".join(here.silent[:5]) + ("等" if len(here.silent) > 5 else "")
        found.append(
            Unknown(
                f"静默 {len(here.silent)} 个单位：{names}",
                f"Silent units: {len(here.silent)}",
            )
        )
    if here.state == "reported":
        found.append(Unknown("事件尚未核实", "The incident is not verified"))
    if here.earthquake and not here.official_intensity:
        found += [
            Unknown("官方烈度图未发布", "No official intensity map yet"),
            Unknown("破裂方向未知，烈度椭圆取各向", "The strike is unknown"),
        ]
    return found
