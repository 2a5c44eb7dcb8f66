"""Checks on what goes up with a report's figures: ledgers, photos, a narrative.

Pure. Which rule uses which check, and how heavily it weighs, is declared in `rules`.
"""

from __future__ import annotations

from collections.abc import Iterator

from command.reports.checks import Breach, Facts, lost_people, shown
from command.reports.kinds import Kind

PHOTOS_NEEDED = 3


def death_ledger(facts: Facts) -> Iterator[Breach]:
    """Check dead and missing against the rows of their ledger; none sent has no rows."""
    lost, rows = lost_people(facts), facts.ledger_deaths or 0
    if lost is not None and rows != lost:
        yield Breach(
            "deaths",
            f"死亡失踪 {shown(lost)} 人与台账 {rows} 条不符",
            f"Dead and missing {shown(lost)} differ from the ledger's {rows} rows",
            ("missing",),
        )


def house_ledger(facts: Facts) -> Iterator[Breach]:
    """Check households with damaged homes against the rows of their ledger.

    The ledger goes up with the final report: none sent has no rows then.
    """
    codes = [f"{damage}_home_hh" for damage in ("collapsed", "severe", "minor")]
    known = [value for value in map(facts.of, codes) if value is not None]
    rows = facts.ledger_households
    if rows is None and facts.kind is Kind.FINAL:
        rows = 0
    if rows is None or sum(known) == rows or (len(known) < len(codes) and sum(known) < rows):
        return
    yield Breach(
        "collapsed_home_hh",
        f"倒损住房 {shown(sum(known))} 户与台账 {rows} 户不符",
        f"Damaged homes {shown(sum(known))} differ from the ledger's {rows} households",
        ("severe_home_hh", "minor_home_hh"),
    )


def evidence(facts: Facts) -> Iterator[Breach]:
    """Check that an area that has started a response shows and tells what happened."""
    if not facts.response_started:
        return
    if facts.photos < PHOTOS_NEEDED:
        yield Breach(
            "photos",
            f"已启动响应，须附不同照片至少 {PHOTOS_NEEDED} 张，现有 {facts.photos} 张",
            f"A response is started: at least {PHOTOS_NEEDED} different photos are needed,"
            f" {facts.photos} are here",
        )
    if not facts.narrative:
        yield Breach(
            "note_zh",
            "已启动响应，须附文字说明",
            "A response is started: a narrative is needed",
        )
