"""Checks on the figures of a report: each looks at known figures only and says what is wrong.

Known is what the report states and, where it says nothing, what the area has stated before.

Pure. Which rule uses which check, and how heavily it weighs, is declared in `rules`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from command.reports.indicators import DROUGHT, DROUGHT_ONLY, INDICATORS
from command.reports.kinds import Kind

Figures = Mapping[str, float | None]

LARGEST = 10_000_000_000
"""No count or area of one disaster reaches this; a larger number is a typing fault."""


@dataclass(frozen=True, slots=True)
class ChildSum:
    """What the units below have reported for one indicator: their sum and how many are silent."""

    value: float
    unknown: int


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the rules may look at.

    Parameters
    ----------
    figures : mapping
        This report's figures by indicator; absent or None means not stated.
    kind : Kind
        初报, 续报 or 核报.
    hazard : str
        Six-digit hazard code.
    previous : mapping
        The area's last known figures in this incident.
    children : mapping
        Sums over the units below, where any of them reported.
    population : float or None
        Residents of the area (census), if known.
    data_as_of, submitted_at : datetime
        Until when the data count, and the world's time of submission.
    ledger_deaths, ledger_households : int or None
        Rows of the 死亡失踪台账 and of the 倒损住房户台账 that came with the report.
    response_started : bool
        Whether the area's own office has started a response to the incident, ended ones too.
    photos : int
        Different photos of the area's reports in the incident, this one's included.
    narrative : bool
        Whether any of them tells in words what happened.
    nil_report : bool
        Whether it says that nothing (new) happened.
    open_below : int
        Units directly below that reported but have not sent their 核报.
    reasons : mapping
        Explanations given by the reporter, by rule id.
    """

    figures: Figures
    kind: Kind
    hazard: str
    data_as_of: datetime
    submitted_at: datetime
    previous: Figures = field(default_factory=dict)
    children: Mapping[str, ChildSum] = field(default_factory=dict)
    population: float | None = None
    ledger_deaths: int | None = None
    ledger_households: int | None = None
    response_started: bool = False
    photos: int = 0
    narrative: bool = False
    nil_report: bool = False
    open_below: int = 0
    reasons: Mapping[str, str] = field(default_factory=dict)

    def of(self, code: str) -> float | None:
        """Return a figure as stated or, failing that, as known before; None when unknown."""
        stated = self.figures.get(code)
        return self.previous.get(code) if stated is None else stated

    def states(self, code: str) -> bool:
        """Tell whether this report itself states a figure."""
        return self.figures.get(code) is not None


@dataclass(frozen=True, slots=True)
class Breach:
    """Where and how a rule is broken; `others` are the figures compared with the one at fault."""

    code: str
    zh: str
    en: str
    others: tuple[str, ...] = ()

    @property
    def pointer(self) -> str:
        """JSON pointer of the faulty member of the report."""
        return f"/figures/{self.code}" if self.code in INDICATORS else f"/{self.code}"


Check = Callable[[Facts], Iterable[Breach]]


def shown(value: float) -> str:
    """Return a figure as people write it."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def named(code: str) -> tuple[str, str]:
    """Return an indicator's names as a sentence uses them."""
    indicator = INDICATORS[code]
    return indicator.zh.removeprefix("其中："), indicator.en


def at_least(whole: str, *parts: str) -> Check:
    """Return the check that each part is no larger than the whole."""

    def check(facts: Facts) -> Iterator[Breach]:
        limit = facts.of(whole)
        for part in parts:
            value = facts.of(part)
            if limit is None or value is None or value <= limit:
                continue
            (whole_zh, whole_en), (part_zh, part_en) = named(whole), named(part)
            yield Breach(
                part,
                f"{part_zh} {shown(value)} 大于{whole_zh} {shown(limit)}",
                f"{part_en} {shown(value)} exceeds {whole_en} {shown(limit)}",
                (whole,),
            )

    return check


def all_of(*checks: Check) -> Check:
    """Return the check that makes several."""

    def check(facts: Facts) -> Iterator[Breach]:
        for one in checks:
            yield from one(facts)

    return check


def numbers(facts: Facts) -> Iterator[Breach]:
    """Check sign, size and wholeness of every figure."""
    for code, value in facts.figures.items():
        if value is None:
            continue
        zh, en = named(code)
        if not 0 <= value < LARGEST:
            yield Breach(code, f"{zh}不得为负或过大", f"{en} must be neither negative nor huge")
        elif INDICATORS[code].integer and not float(value).is_integer():
            yield Breach(code, f"{zh}须为整数", f"{en} must be a whole number")


def adds_up(whole: str, *parts: str) -> Check:
    """Return the check that the whole is the sum of its parts, or no less than the known ones."""

    def check(facts: Facts) -> Iterator[Breach]:
        total = facts.of(whole)
        values = [facts.of(part) for part in parts]
        known = [value for value in values if value is not None]
        if total is None or not known:
            return
        complete = len(known) == len(values)
        if sum(known) > total or (complete and sum(known) != total):
            zh, en = named(whole)
            yield Breach(
                whole,
                f"{zh} {shown(total)} 与分项之和 {shown(sum(known))} 不符",
                f"{en} {shown(total)} is not the sum of its parts {shown(sum(known))}",
                parts,
            )

    return check


def both_or_none(first: str, second: str) -> Check:
    """Return the check that one figure is above zero exactly when the other is."""

    def check(facts: Facts) -> Iterator[Breach]:
        one, other = facts.of(first), facts.of(second)
        if one is None or other is None or (one > 0) == (other > 0):
            return
        (zh1, en1), (zh2, en2) = named(first), named(second)
        yield Breach(
            second,
            f"{zh1}与{zh2}须同时为零或同时大于零",
            f"{en1} and {en2} must both be zero or both be above zero",
            (first,),
        )

    return check


def monotonic(facts: Facts) -> Iterator[Breach]:
    """Check that cumulative figures have not fallen since the area's last report."""
    for code, before in facts.previous.items():
        now = facts.of(code)
        if before is None or now is None or not INDICATORS[code].accumulates or now >= before:
            continue
        zh, en = named(code)
        yield Breach(
            code,
            f"{zh}由 {shown(before)} 降为 {shown(now)}，累计数不得减少，更正须说明原因",
            f"{en} fell from {shown(before)} to {shown(now)}; a correction needs a reason",
        )


def lost_people(facts: Facts) -> float | None:
    """Return dead and missing together, None if either is unknown."""
    deaths, missing = facts.of("deaths"), facts.of("missing")
    return None if deaths is None or missing is None else deaths + missing


def lost_people_known(facts: Facts) -> Iterator[Breach]:
    """Check that a final report knows how many are dead and missing, also from all units below."""
    for code in ("deaths", "missing"):
        below = facts.children.get(code)
        if facts.kind is not Kind.FINAL or facts.of(code) is not None:
            continue
        if below is None or below.unknown:
            zh, en = named(code)
            yield Breach(
                code, f"核报须报明{zh}，没有的填 0", f"A final report states {en}, 0 if none"
            )


def missing_to_death(facts: Facts) -> Iterator[Breach]:
    """Check that missing people who are fewer now were found dead, or ask where they are.

    More dead while the missing are not stated anew may be the same people counted twice.
    """
    lost, before = lost_people(facts), lost_people(replace(facts, figures=facts.previous))
    missing, missed = facts.of("missing"), facts.previous.get("missing")
    deaths, died = facts.of("deaths"), facts.previous.get("deaths") or 0
    if missed and not facts.states("missing") and deaths is not None and deaths > died:
        yield Breach(
            "deaths",
            f"死亡增加而此前失踪 {shown(missed)} 人未重报，请一并填报失踪或说明",
            f"More dead while {shown(missed)} missing are not stated anew; state or explain them",
        )
    if lost is None or before is None or missing is None or missed is None:
        return
    if missing < missed and lost != before:
        yield Breach(
            "missing",
            f"失踪减少而死亡失踪合计由 {shown(before)} 变为 {shown(lost)}，请说明去向",
            f"Missing fell while dead and missing went from {shown(before)} to {shown(lost)}",
            ("deaths",),
        )


def rooms_per_household(facts: Facts) -> Iterator[Breach]:
    """Check that a household has at most ten rooms on average."""
    for damage in ("collapsed", "severe", "minor"):
        rooms, households = facts.of(f"{damage}_home_rooms"), facts.of(f"{damage}_home_hh")
        if rooms is None or not households or rooms < households or rooms <= 10 * households:
            continue
        zh, en = named(f"{damage}_home_hh")
        yield Breach(
            f"{damage}_home_hh",
            f"{zh}：每户平均超过 10 间",
            f"{en}: more than 10 rooms per household on average",
            (f"{damage}_home_rooms",),
        )


def victims_are_affected(facts: Facts) -> Iterator[Breach]:
    """Check that where people died or are missing, people are affected."""
    victims = max(facts.of("deaths") or 0, facts.of("missing") or 0)
    if victims > 0 and facts.of("affected") == 0:
        yield Breach(
            "affected",
            "有死亡或失踪而受灾人口为零",
            "Dead or missing people, but nobody affected",
            ("deaths", "missing"),
        )


def population(facts: Facts) -> Iterator[Breach]:
    """Check affected people and victims against the residents."""
    residents = facts.population
    for code in ("affected", "deaths", "missing", "injured", "reloc_cum"):
        value = facts.of(code)
        if value is None or residents is None or value <= residents:
            continue
        zh, en = named(code)
        yield Breach(
            code,
            f"{zh} {shown(value)} 超过本地人口 {shown(residents)}",
            f"{en} {shown(value)} exceed the residents {shown(residents)}",
        )


def drought(facts: Facts) -> Iterator[Breach]:
    """Check that drought figures come only with a drought."""
    if facts.hazard.startswith(DROUGHT):
        return
    for code in sorted(DROUGHT_ONLY):
        if facts.of(code):
            yield Breach(code, f"{named(code)[0]}只用于干旱", f"{named(code)[1]}: drought only")


def children(facts: Facts) -> Iterator[Breach]:
    """Check each figure against the sum of the units below."""
    for code, below in facts.children.items():
        own = facts.of(code)
        if own is None or own == below.value or (below.unknown and own > below.value):
            continue
        zh, en = named(code)
        more = "至少 " if below.unknown else ""
        yield Breach(
            code,
            f"{zh} {shown(own)} 与下级合计 {more}{shown(below.value)} 不一致，采用本级数须说明原因",
            f"{en} {shown(own)} differs from the {'at least ' if more else ''}"
            f"{shown(below.value)} reported below; give a reason to keep it",
        )


def times(facts: Facts) -> Iterator[Breach]:
    """Check that the data are not of the future."""
    if facts.data_as_of > facts.submitted_at:
        yield Breach(
            "data_as_of", "数据截至时间不得晚于上报时间", "Data cannot be later than their report"
        )


def jumps(facts: Facts) -> Iterator[Breach]:
    """Check for figures more than tenfold or less than a tenth of the last ones."""
    for code, before in facts.previous.items():
        now = facts.of(code)
        if not before or now is None or before / 10 <= now <= before * 10:
            continue
        zh, en = named(code)
        yield Breach(
            code,
            f"{zh}由 {shown(before)} 变为 {shown(now)}，相差十倍以上",
            f"{en} went from {shown(before)} to {shown(now)}, more than tenfold",
        )


def nil(facts: Facts) -> Iterator[Breach]:
    """Check that a nil report brings no new figure."""
    if not facts.nil_report:
        return
    for code, value in facts.figures.items():
        if value is not None and value != (facts.previous.get(code) or 0):
            zh, en = named(code)
            yield Breach(
                code, f"零报告不得含新的{zh}", f"A nil report cannot bring a new figure: {en}"
            )


def children_first(facts: Facts) -> Iterator[Breach]:
    """Check that the units below have sent their final reports first."""
    if facts.kind is Kind.FINAL and facts.open_below:
        yield Breach(
            "kind",
            f"下级还有 {facts.open_below} 个单位未核报",
            f"{facts.open_below} units below have not sent their final report",
        )
