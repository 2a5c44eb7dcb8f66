"""Checks of a loss report: small declared rules on figures that are a number, zero or unknown.

A rule looks only at figures that are known: unknown is never taken for zero. Known is also what the
area stated before, so that no partial report slips past a rule; an INITIAL or FOLLOWUP answers only
for what it states itself, and the figure it states is the one to blame. What a broken rule
means depends on the kind of report, because the law wants 先报后核 (report first, verify later):
only rules of type, sign and identity refuse an INITIAL or FOLLOWUP; every other rule then warns,
asks for a reason and stays on the list of things to clear; at FINAL all hard rules refuse.

Sources: the numbers V01…V38 are those of the rule file of a deployed reporting system and of
自然灾害情况统计调查制度 应急〔2020〕19号, as listed in the domain notes B.2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from command.reports import checks, enclosed
from command.reports.checks import (
    Breach,
    Check,
    ChildSum,
    Facts,
    Figures,
    adds_up,
    all_of,
    at_least,
    both_or_none,
)
from command.reports.indicators import INDICATORS
from command.reports.kinds import Kind

__all__ = [
    "RULES",
    "ChildSum",
    "Facts",
    "Finding",
    "Rule",
    "examine",
    "refusals",
    "reports_directly",
]

Severity = Literal["hard", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule, as the reporter reads it; an excusable one asks for a written reason."""

    rule: str
    severity: Severity
    zh: str
    en: str
    pointer: str
    reason: str | None = None
    excusable: bool = False


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


DAMAGE = ("collapsed", "severe", "minor")

RULES: tuple[Rule, ...] = (
    Rule("V01", checks.numbers, early=True),
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
    Rule("V13", checks.monotonic, excusable=True),
    Rule("V14", enclosed.death_ledger),
    Rule("V15", checks.missing_to_death, excusable=True),
    Rule(
        "V16",
        all_of(
            both_or_none("reloc_central_cum", "sites_cum"),
            both_or_none("reloc_central_now", "sites_now"),
        ),
    ),
    Rule("V17", all_of(*(at_least(f"{d}_rooms", f"{d}_home_rooms") for d in DAMAGE))),
    Rule("V18", all_of(*(at_least(f"{d}_home_rooms", f"{d}_home_hh") for d in DAMAGE))),
    Rule("V18W", checks.rooms_per_household, hard=False),
    Rule("V19", enclosed.house_ledger),
    Rule(
        "V20",
        all_of(
            at_least("crop_affected", "crop_damaged"),
            at_least("crop_damaged", "crop_lost"),
        ),
        early=True,
    ),
    Rule("V27", checks.victims_are_affected),
    Rule("V28", checks.population, hard=False),
    Rule("V30", checks.drought, hard=False),
    Rule("V32", checks.children, excusable=True),
    Rule("V33", checks.times, early=True),
    Rule("V34", checks.jumps, hard=False),
    Rule("V38", enclosed.evidence),
    Rule("NIL", checks.nil, early=True),
    Rule("KNOWN", checks.lost_people_known),
    Rule("LAST", checks.children_first, excusable=True),
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
            excusable=rule.excusable,
        )
        for rule in RULES
        for breach in _blame(rule.check(facts), facts)
    ]
    return sorted(findings, key=lambda finding: finding.severity != "hard")


def _blame(breaches: Iterable[Breach], facts: Facts) -> Iterator[Breach]:
    """Blame what the report states; of what it does not state, only a final one must answer."""
    for breach in breaches:
        stated = [code for code in (breach.code, *breach.others) if facts.states(code)]
        if stated:
            yield replace(breach, code=stated[0])
        elif breach.code not in INDICATORS or facts.kind is Kind.FINAL:
            yield breach


def refusals(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that forbid the report."""
    return [finding for finding in findings if finding.severity == "hard"]


def reports_directly(figures: Figures) -> bool:
    """Tell whether a county reports to province and ministry at once (直报).

    Ten or more dead and missing; domain notes A.5. Unknown counts as nothing here.
    """
    return (figures.get("deaths") or 0) + (figures.get("missing") or 0) >= 10
