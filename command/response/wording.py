"""How gauges, proposals and verdicts read, in Chinese and English: pure text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from command.response.figures import Estimated, Reported
from command.response.rules import Evaluation, Gauge, Proposal, Standing, standing

PUBLIC = frozenset({"magnitude", "max_intensity"})
"""Terms that are facts of the incident or of an official map, not sums of reports."""

NOTHING_ZH = "无一项达到启动条件"
NOTHING_EN = "No criterion reaches its threshold"


def amount(value: float) -> str:
    """Return a figure as people read it: thousands separated, no needless decimals."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def label(labels: Mapping[str, str], level: int) -> str:
    """Return a level in the plan's own words."""
    return labels[str(level)]


def label_en(level: int) -> str:
    """Return a level in English, which no plan words."""
    return f"level {('I', 'II', 'III', 'IV')[level - 1]}"


def gauge_json(gauge: Gauge, labels: Mapping[str, str]) -> dict[str, Any]:
    """Return a gauge as the interface and the stored snapshot hold it."""
    criterion, base = gauge.criterion, gauge.criterion.base
    return {
        "indicator": criterion.code,
        "zh": criterion.zh,
        "en": criterion.en,
        "unit": criterion.unit,
        "unit_en": criterion.unit_en,
        "terms": list(criterion.terms),
        "reported": _reported(gauge.reported),
        "estimate": _estimate(gauge.estimate),
        "thresholds": [
            {"level": t.level, "lo": t.lo, "label": label(labels, t.level)}
            for t in gauge.thresholds
        ],
        "reached": gauge.reached,
        "expected": gauge.expected,
        "next": None
        if gauge.next is None
        else {
            "level": gauge.next.level,
            "threshold": gauge.next.threshold,
            "gap": gauge.next.gap,
        },
        "p_cross": [
            {"level": t.level, "p": round(t.p, 4)} for t in gauge.thresholds if t.p is not None
        ]
        or None,
        "fires": gauge.fires,
        "withheld": False,
        "not_evaluated_zh": None if base is None else f"未评估：缺{base.zh}基数",
        "not_evaluated_en": None if base is None else f"Not evaluated: no base figure ({base.en})",
    }


def withheld(gauge: Mapping[str, Any]) -> dict[str, Any]:
    """Return a gauge of a tier above as those below may read it.

    Sums of reports do not flow down: from a sum and its own figure an area could tell its
    neighbour's. What the incident itself says, and estimates, do.
    """
    if PUBLIC.issuperset(gauge["terms"]):
        return dict(gauge)
    following = gauge["next"] and {**gauge["next"], "gap": None}
    return {**gauge, "reported": None, "reached": None, "next": following, "withheld": True}


def _reported(figure: Reported | None) -> dict[str, Any] | None:
    if figure is None:
        return None
    return {
        "value": figure.value,
        "at_least": figure.at_least,
        "unknown": figure.unknown,
        "as_of": figure.as_of.isoformat() if figure.as_of else None,
        "source_zh": figure.source_zh,
    }


def _estimate(figure: Estimated | None) -> dict[str, Any] | None:
    if figure is None:
        return None
    return {
        "value": figure.value,
        "lo": figure.lo,
        "hi": figure.hi,
        "run_id": str(figure.run_id) if figure.run_id else None,
        "run_version": figure.run_version,
    }


def proposal_json(proposal: Proposal) -> dict[str, Any]:
    """Return a proposal as the projection holds it, with the criterion that fires in words."""
    criterion = proposal.criterion
    value, threshold = amount(proposal.value), amount(proposal.threshold)
    if proposal.basis == "estimate":
        zh = f"{criterion.zh} 估 ~{value} ≥ {threshold} {criterion.unit}，研判可能"
        en = f"{criterion.en}: estimate ~{value} ≥ {threshold} {criterion.unit_en}, likely"
    elif PUBLIC.issuperset(criterion.terms):
        zh = f"{criterion.zh} {value} ≥ {threshold} {criterion.unit}"
        en = f"{criterion.en}: {value} ≥ {threshold} {criterion.unit_en}"
    else:
        # A proposal flows down, the sums of reports behind it do not: those who may read them
        # have them on the gauge.
        zh = f"{criterion.zh} 上报 ≥ {threshold} {criterion.unit}"
        en = f"{criterion.en}: reported ≥ {threshold} {criterion.unit_en}"
    return {
        "level": proposal.level,
        "basis": proposal.basis,
        "criterion": criterion.code,
        "criterion_zh": zh,
        "criterion_en": en,
    }


def verdict(
    evaluation: Evaluation,
    labels: Mapping[str, str],
    *,
    level: int | None = None,
    declined: Mapping[str, Any] | None = None,
) -> tuple[str, str]:
    """Return the sentence a screen shows under the gauges, in Chinese and English.

    Parameters
    ----------
    evaluation : Evaluation
        What the plan's thresholds say about the figures.
    labels : mapping
        The plan's own words for its levels.
    level : int, optional
        The level in force: what it already answers is not proposed again.
    declined : mapping, optional
        The proposal that the decider last declined.
    """
    if evaluation.proposal is not None:
        said = proposal_json(evaluation.proposal)
        how = standing(said, level=level, declined=declined)
        zh, en = _opening(how, labels, reached=evaluation.proposal.level, level=level)
        return f"{zh}：{said['criterion_zh']}", f"{en}: {said['criterion_en']}"
    zh, en = _far(evaluation, labels)
    if level is None:
        return zh, en
    now_zh, now_en = in_force(labels, level)
    return f"{now_zh}；{zh}", f"{now_en}; {en[:1].lower()}{en[1:]}"


def in_force(labels: Mapping[str, str], level: int) -> tuple[str, str]:
    """Return that a level has been started, in Chinese and English."""
    return f"已启动{label(labels, level)}", f"{_capital(label_en(level))} is in force"


def without_figures(labels: Mapping[str, str], level: int | None) -> tuple[str, str]:
    """Return the verdict for those who may not read the sums behind it."""
    return (NOTHING_ZH, NOTHING_EN) if level is None else in_force(labels, level)


def _opening(
    how: Standing, labels: Mapping[str, str], *, reached: int, level: int | None
) -> tuple[str, str]:
    zh, en = label(labels, reached), label_en(reached)
    said = {
        "start": (f"建议 {zh}", f"proposed {en}"),
        "raise": (f"建议提升至 {zh}", f"proposed to raise to {en}"),
        "met": (f"达到{zh}条件", f"the condition of {en} is met"),
        "declined": (f"达到{zh}条件，已决定暂不启动", f"the condition of {en} is met, declined"),
    }
    zh, en = said[how]
    if level is None:
        return zh, _capital(en)
    now_zh, now_en = in_force(labels, level)
    return f"{now_zh}，{zh}", f"{now_en}, {en}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _far(evaluation: Evaluation, labels: Mapping[str, str]) -> tuple[str, str]:
    """Nothing fires: how near the nearest gauge is."""
    near = evaluation.nearest
    if near is None or near.next is None or near.reported is None:
        return f"{NOTHING_ZH}；有关数字尚未报告", f"{NOTHING_EN}; no figure has been reported yet"
    criterion, value = near.criterion, near.reported.value or 0.0
    level = label(labels, near.next.level)
    least_zh = "至少 " if near.reported.at_least else ""
    least_en = "at least " if near.reported.at_least else ""
    gap = amount(near.next.gap or 0.0)
    next_en = label_en(near.next.level)
    return (
        f"{NOTHING_ZH}；最近：{criterion.zh} {least_zh}{amount(value)}／"
        f"{amount(near.next.threshold)} {criterion.unit}，距{level}差 {gap}",
        f"{NOTHING_EN}; nearest: {criterion.en} {least_en}{amount(value)} of "
        f"{amount(near.next.threshold)} {criterion.unit_en}, {gap} short of {next_en}",
    )


def linked_json(area_name: str, level_zh: str, level: int, lowest: int) -> dict[str, Any]:
    """Return the proposal that follows from a start on a tier above."""
    return {
        "level": lowest,
        "basis": "linked",
        "criterion": None,
        "criterion_zh": f"联动：{area_name}已启动{level_zh}响应",
        "criterion_en": f"Linked: {area_name} has started {label_en(level)}",
    }
