"""The first hour: which duties come next, by tier and state, and what nobody knows yet. Pure.

Deadlines of reports come from the reporting rules, those of decisions and tasks from the plans;
calling silent units every 2 hours is a plan's measure, verifying within 10 minutes our example.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

VERIFY_WITHIN: Final = timedelta(minutes=10)
CALL_EVERY: Final = timedelta(hours=2)
SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class PendingTask:
    """A task of this office that is not done."""

    id: str
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
    report_due : datetime or None
        By when this office owes its first report; None for the nation.
    own_report : datetime or None
        When this office first reported up.
    follow_up_due : datetime or None
        By when it owes its next report; None before the first and after the final one.
    silent : sequence of (name)
        Units directly below that were expected to report and have not.
    deaths_known, missing_known : bool
        Whether somebody has said a number, 0 included.
    """

    tier: int
    state: str
    earthquake: bool
    concerned: bool
    occurred_at: datetime
    recorded_at: datetime
    may_verify: bool
    report_due: datetime | None
    own_report: datetime | None
    silent: Sequence[str]
    deaths_known: bool
    missing_known: bool
    strike_known: bool
    official_intensity: bool
    follow_up_due: datetime | None = None
    decisions: Sequence[PendingDecision] = field(default=())
    tasks: Sequence[PendingTask] = field(default=())
    orders: Sequence[PendingOrder] = field(default=())


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to do, by when; `action` tells the screen what its button opens."""

    code: str
    title_zh: str
    title_en: str
    due_at: datetime
    action: str
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something nobody has said yet."""

    zh: str
    en: str


def next_duties(here: Situation, *, count: int = SHOWN) -> list[Duty]:
    """Return the next duties by due time; overdue ones therefore come first."""
    if here.state in ("closed", "merged"):
        return []
    found = [*_verify(here), *_report(here), *_call(here), *_decide(here), *_given(here)]
    return sorted(found, key=lambda d: (d.due_at, d.code, d.target or ""))[:count]


def _verify(here: Situation) -> Iterator[Duty]:
    if here.state == "reported" and here.may_verify:
        yield Duty(
            "VERIFY",
            "核实事件",
            "Verify the incident",
            here.recorded_at + VERIFY_WITHIN,
            "verify",
        )


def _report(here: Situation) -> Iterator[Duty]:
    if not here.concerned:
        return
    to = {1: "部", 2: "省级", 3: "市级", 4: "县级"}.get(here.tier, "上级")
    if here.own_report is None and here.report_due is not None:
        yield Duty(
            "REPORT_UP", f"向{to}初报", "First report to the tier above", here.report_due, "report"
        )
    if here.follow_up_due is not None:
        yield Duty(
            "FOLLOW_UP",
            f"向{to}续报（无变化也须零报告）",
            "Daily report to the tier above, even if nothing changed",
            here.follow_up_due,
            "report",
        )


def _call(here: Situation) -> Iterator[Duty]:
    if here.silent and here.concerned:
        shown = "、".join(here.silent[:3]) + ("等" if len(here.silent) > 3 else "")
        yield Duty(
            "CONTACT_CHECK",
            f"电话核查 {len(here.silent)} 个未报单位：{shown}",
            f"Call the silent units ({len(here.silent)})",
            here.recorded_at + CALL_EVERY,
            "matrix",
        )


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
        found.append(Unknown("官方烈度图未发布", "No official intensity map yet"))
    if here.earthquake and not here.strike_known and not here.official_intensity:
        found.append(Unknown("破裂方向未知，烈度椭圆取各向", "The strike is unknown"))
    return found
