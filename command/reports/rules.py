"""Checks of a loss report: small declared rules on figures that are a number, zero or unknown.

A rule looks only at figures that are known: unknown is never taken for zero. What a broken rule
means depends on the kind of report, because the law wants 先报后核 (report first, verify later):
only rules of type, sign and identity refuse an INITIAL or FOLLOWUP; every other rule then warns,
asks for a reason and stays on the list of things to clear; at FINAL all hard rules refuse.

Sources: the numbers V01…V34 are those of the rule file of a deployed reporting system and of
自然灾害情况统计调查制度 应急〔2020〕19号, as listed in the domain notes B.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from command.reports.indicators import DROUGHT_ONLY, INDICATORS
from command.reports.kinds import Kind

Severity = Literal["hard", "warning"]
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
        This report's figures by indicator; absent or None means unknown.
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
    nil_report: bool = False
    reasons: Mapping[str, str] = field(default_factory=dict)

    def of(self, code: str) -> float | None:
        """Return a figure, None when unknown."""
        return self.figures.get(code)


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule, as the reporter reads it."""

    rule: str
    severity: Severity
    zh: str
    en: str
    pointer: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Breach:
    """Where and how a rule is broken."""

    code: str
    zh: str
    en: str

    @property
    def pointer(self) -> str:
        """JSON pointer of the faulty member of the report."""
        return f"/figures/{self.code}" if self.code in INDICATORS else f"/{self.code}"


Check = Callable[[Facts], Iterable[Breach]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A declared rule.

    Parameters
    ----------
    hard : bool
        Whether it refuses a 核报.
    early : bool
        Whether it refuses a 初报 or 续报 too (type, sign and identity rules).
    excusable : bool
        Whether a written reason turns a refusal into a warning.
    """

    id: str
    check: Check
    hard: bool = True
    early: bool = False
    excusable: bool = False

    def severity(self, facts: Facts) -> Severity:
        """Return what a breach means for this report."""
        if not self.hard or (self.excusable and facts.reasons.get(self.id)):
            return "warning"
        return "hard" if self.early or facts.kind is Kind.FINAL else "warning"


def shown(value: float) -> str:
    """Return a figure as people write it."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def _name(code: str) -> tuple[str, str]:
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
            (whole_zh, whole_en), (part_zh, part_en) = _name(whole), _name(part)
            yield Breach(
                part,
                f"{part_zh} {shown(value)} 大于{whole_zh} {shown(limit)}",
                f"{part_en} {shown(value)} exceeds {whole_en} {shown(limit)}",
            )

    return check


def all_of(*checks: Check) -> Check:
    """Return the check that makes several."""

    def check(facts: Facts) -> Iterator[Breach]:
        for one in checks:
            yield from one(facts)

    return check


def _numbers(facts: Facts) -> Iterator[Breach]:
    for code, value in facts.figures.items():
        if value is None:
            continue
        zh, en = _name(code)
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
            zh, en = _name(whole)
            yield Breach(
                whole,
                f"{zh} {shown(total)} 与分项之和 {shown(sum(known))} 不符",
                f"{en} {shown(total)} is not the sum of its parts {shown(sum(known))}",
            )

    return check


def both_or_none(first: str, second: str) -> Check:
    """Return the check that one figure is above zero exactly when the other is."""

    def check(facts: Facts) -> Iterator[Breach]:
        one, other = facts.of(first), facts.of(second)
        if one is None or other is None or (one > 0) == (other > 0):
            return
        (zh1, en1), (zh2, en2) = _name(first), _name(second)
        yield Breach(
            second,
            f"{zh1}与{zh2}须同时为零或同时大于零",
            f"{en1} and {en2} must both be zero or both be above zero",
        )

    return check


def _monotonic(facts: Facts) -> Iterator[Breach]:
    for code, before in facts.previous.items():
        now = facts.of(code)
        if before is None or now is None or not INDICATORS[code].accumulates or now >= before:
            continue
        zh, en = _name(code)
        yield Breach(
            code,
            f"{zh}由 {shown(before)} 降为 {shown(now)}，累计数不得减少，更正须说明原因",
            f"{en} fell from {shown(before)} to {shown(now)}; a correction needs a reason",
        )


def _lost_people(facts: Facts) -> float | None:
    deaths, missing = facts.of("deaths"), facts.of("missing")
    return None if deaths is None or missing is None else deaths + missing


def _death_ledger(facts: Facts) -> Iterator[Breach]:
    lost, rows = _lost_people(facts), facts.ledger_deaths
    if lost is not None and rows is not None and rows != lost:
        yield Breach(
            "deaths",
            f"死亡失踪 {shown(lost)} 人与台账 {rows} 条不符",
            f"Dead and missing {shown(lost)} differ from the ledger's {rows} rows",
        )


def _house_ledger(facts: Facts) -> Iterator[Breach]:
    households = [facts.of(f"{damage}_home_hh") for damage in ("collapsed", "severe", "minor")]
    known = [value for value in households if value is not None]
    rows = facts.ledger_households
    if rows is None or len(known) < len(households) or sum(known) == rows:
        return
    yield Breach(
        "collapsed_home_hh",
        f"倒损住房 {shown(sum(known))} 户与台账 {rows} 户不符",
        f"Damaged homes {shown(sum(known))} differ from the ledger's {rows} households",
    )


def _missing_to_death(facts: Facts) -> Iterator[Breach]:
    lost, before = _lost_people(facts), _lost_people(replace(facts, figures=facts.previous))
    missing, missed = facts.of("missing"), facts.previous.get("missing")
    if lost is None or before is None or missing is None or missed is None:
        return
    if missing < missed and lost != before:
        yield Breach(
            "missing",
            f"失踪减少而死亡失踪合计由 {shown(before)} 变为 {shown(lost)}，请说明去向",
            f"Missing fell while dead and missing went from {shown(before)} to {shown(lost)}",
        )


def _rooms_per_household(facts: Facts) -> Iterator[Breach]:
    for damage in ("collapsed", "severe", "minor"):
        rooms, households = facts.of(f"{damage}_home_rooms"), facts.of(f"{damage}_home_hh")
        if rooms is None or not households or rooms < households or rooms <= 10 * households:
            continue
        zh, en = _name(f"{damage}_home_hh")
        yield Breach(
            f"{damage}_home_hh",
            f"{zh}：每户平均超过 10 间",
            f"{en}: more than 10 rooms per household on average",
        )


def _victims_are_affected(facts: Facts) -> Iterator[Breach]:
    victims = max(facts.of("deaths") or 0, facts.of("missing") or 0)
    if victims > 0 and facts.of("affected") == 0:
        yield Breach(
            "affected", "有死亡或失踪而受灾人口为零", "Dead or missing people, but nobody affected"
        )


def _population(facts: Facts) -> Iterator[Breach]:
    affected = facts.of("affected")
    if affected is not None and facts.population is not None and affected > facts.population:
        yield Breach(
            "affected",
            f"受灾人口 {shown(affected)} 超过本地人口 {shown(facts.population)}",
            f"Affected {shown(affected)} exceed the residents {shown(facts.population)}",
        )


def _drought(facts: Facts) -> Iterator[Breach]:
    if facts.hazard.startswith("0101"):
        return
    for code in sorted(DROUGHT_ONLY):
        if facts.of(code):
            yield Breach(code, f"{_name(code)[0]}只用于干旱", f"{_name(code)[1]}: drought only")


def _children(facts: Facts) -> Iterator[Breach]:
    for code, below in facts.children.items():
        own = facts.of(code)
        if own is None or own == below.value or (below.unknown and own > below.value):
            continue
        zh, en = _name(code)
        more = "至少 " if below.unknown else ""
        yield Breach(
            code,
            f"{zh} {shown(own)} 与下级合计 {more}{shown(below.value)} 不一致，采用本级数须说明原因",
            f"{en} {shown(own)} differs from the {'at least ' if more else ''}"
            f"{shown(below.value)} reported below; give a reason to keep it",
        )


def _times(facts: Facts) -> Iterator[Breach]:
    if facts.data_as_of > facts.submitted_at:
        yield Breach(
            "data_as_of", "数据截至时间不得晚于上报时间", "Data cannot be later than their report"
        )


def _jumps(facts: Facts) -> Iterator[Breach]:
    for code, before in facts.previous.items():
        now = facts.of(code)
        if not before or now is None or before / 10 <= now <= before * 10:
            continue
        zh, en = _name(code)
        yield Breach(
            code,
            f"{zh}由 {shown(before)} 变为 {shown(now)}，相差十倍以上",
            f"{en} went from {shown(before)} to {shown(now)}, more than tenfold",
        )


def _nil(facts: Facts) -> Iterator[Breach]:
    if not facts.nil_report:
        return
    for code, value in facts.figures.items():
        if value is not None and value != (facts.previous.get(code) or 0):
            zh, en = _name(code)
            yield Breach(
                code, f"零报告不得含新的{zh}", f"A nil report cannot bring a new figure: {en}"
            )


DAMAGE = ("collapsed", "severe", "minor")

RULES: tuple[Rule, ...] = (
    Rule("V01", _numbers, early=True),
    Rule("V02", at_least("affected", "deaths"), early=True),
    Rule("V03", at_least("affected", "missing"), early=True),
    Rule("V04", at_least("affected", "injured"), early=True),
    Rule("V05", at_least("injured", "severely_injured"), early=True),
    Rule("V06", at_least("affected", "reloc_cum"), early=True),
    Rule("V07", at_least("affected", "urgent_cum"), early=True),
    Rule("V08", at_least("affected", "drought_water_cum"), early=True),
    Rule(
        "V09",
        all_of(
            adds_up("reloc_cum", "reloc_central_cum", "reloc_dispersed_cum"),
            adds_up("reloc_now", "reloc_central_now", "reloc_dispersed_now"),
        ),
    ),
    Rule("V10", at_least("urgent_cum", "transitional"), hard=False),
    Rule(
        "V11",
        all_of(
            at_least("affected", "drought_aid_cum", "drought_aid_now"),
            at_least("drought_aid_cum", "drought_water_cum"),
            at_least("drought_aid_now", "drought_water_now"),
        ),
    ),
    Rule(
        "V12",
        all_of(*(at_least(i.now_of, i.code) for i in INDICATORS.values() if i.now_of)),
        early=True,
    ),
    Rule("V13", _monotonic, excusable=True),
    Rule("V14", _death_ledger),
    Rule("V15", _missing_to_death, hard=False),
    Rule(
        "V16",
        all_of(
            both_or_none("reloc_central_cum", "sites_cum"),
            both_or_none("reloc_central_now", "sites_now"),
        ),
    ),
    Rule("V17", all_of(*(at_least(f"{d}_rooms", f"{d}_home_rooms") for d in DAMAGE))),
    Rule("V18", all_of(*(at_least(f"{d}_home_rooms", f"{d}_home_hh") for d in DAMAGE))),
    Rule("V18W", _rooms_per_household, hard=False),
    Rule("V19", _house_ledger),
    Rule(
        "V20",
        all_of(at_least("crop_affected", "crop_damaged"), at_least("crop_damaged", "crop_lost")),
        early=True,
    ),
    Rule("V27", _victims_are_affected),
    Rule("V28", _population, hard=False),
    Rule("V30", _drought, hard=False),
    Rule("V32", _children, excusable=True),
    Rule("V33", _times, early=True),
    Rule("V34", _jumps, hard=False),
    Rule("NIL", _nil, early=True),
)


def examine(facts: Facts) -> list[Finding]:
    """Return every broken rule, refusals first, in the order of the rules."""
    findings = [
        Finding(
            rule=rule.id,
            severity=rule.severity(facts),
            zh=breach.zh,
            en=breach.en,
            pointer=breach.pointer,
            reason=facts.reasons.get(rule.id),
        )
        for rule in RULES
        for breach in rule.check(facts)
    ]
    return sorted(findings, key=lambda finding: finding.severity != "hard")


def refusals(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that forbid the report."""
    return [finding for finding in findings if finding.severity == "hard"]


def reports_directly(figures: Figures) -> bool:
    """Tell whether a county reports to province and ministry at once (直报).

    Ten or more dead and missing; domain notes A.5. Unknown counts as nothing here.
    """
    return (figures.get("deaths") or 0) + (figures.get("missing") or 0) >= 10
