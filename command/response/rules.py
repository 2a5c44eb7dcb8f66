"""What a plan's thresholds say about an area's figures: pure, proposes, never decides.

All bands are half-open, `[lo, hi)`: in Chinese law 以上 includes the number and 以下 excludes it.
A figure is a number, zero or unknown.  Unknown is never read as zero; a sum with unknown parts is a
lower bound, and a lower bound that reaches a threshold has reached it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from assessment.formulas.quake import chance_of_at_least
from command.response.figures import Estimated, Figures, Reported

LOWEST: Final = 4
STRONGEST: Final = 1

UNDECIDED: Final = ("none", "proposed")
STATE_ZH: Final[Mapping[str, str]] = {
    "none": "未启动",
    "proposed": "待决定",
    "active": "已启动",
    "ended": "已终止",
}

Basis = Literal["reported", "estimate", "linked"]


@dataclass(frozen=True, slots=True)
class Band:
    """One level's band `[lo, hi)`; `hi` is None at the top."""

    level: int
    lo: float
    hi: float | None


@dataclass(frozen=True, slots=True)
class Base:
    """What a share is a share of, in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of a plan's table: the sum of `terms` against the bands of the levels.

    A share names the `base` it is a share of; nobody reports that, so it is not evaluated.
    """

    code: str
    zh: str
    en: str
    unit: str
    unit_en: str
    terms: tuple[str, ...]
    bands: tuple[Band, ...]
    base: Base | None = None

    def ascending(self) -> list[Band]:
        """Return the bands from the lowest threshold up."""
        return sorted(self.bands, key=lambda b: b.lo)


@dataclass(frozen=True, slots=True)
class Threshold:
    """A level's threshold and the probability that the estimate reaches it, where there is one."""

    level: int
    lo: float
    p: float | None


@dataclass(frozen=True, slots=True)
class Next:
    """The next stronger level and how far it is; the gap is unknown while the figure is."""

    level: int
    threshold: float
    gap: float | None


@dataclass(frozen=True, slots=True)
class Gauge:
    """One criterion read against the figures."""

    criterion: Criterion
    reported: Reported | None
    estimate: Estimated | None
    thresholds: tuple[Threshold, ...]
    reached: int | None
    expected: int | None
    next: Next | None
    fires: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """The level the plan suggests, why, and the criterion that decided it."""

    level: int
    basis: Basis
    criterion: Criterion
    value: float
    threshold: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All gauges and what follows; without a proposal the nearest gauge says how near it is."""

    gauges: tuple[Gauge, ...]
    proposal: Proposal | None
    nearest: Gauge | None


def level_of(bands: Sequence[Band], value: float) -> int | None:
    """Return the level whose band holds a value, or None below the lowest threshold."""
    return next((b.level for b in bands if b.lo <= value and (b.hi is None or value < b.hi)), None)


def add_reported(terms: Sequence[Reported | None]) -> Reported | None:
    """Return the sum of reported figures; a missing term makes it a lower bound.

    None when no term has ever been asked for; a value of None when all are unknown.
    """
    known = [t for t in terms if t is not None and t.value is not None]
    silent = sum(1 for t in terms if t is None or t.value is None)
    if not known:
        return None if all(t is None for t in terms) else Reported(None, unknown=silent)
    dates = [t.as_of for t in known if t.as_of is not None]
    return Reported(
        value=sum(t.value for t in known if t.value is not None),
        at_least=silent > 0 or any(t.at_least for t in known),
        unknown=silent + sum(t.unknown for t in known),
        as_of=min(dates) if dates else None,
        source_zh="、".join(dict.fromkeys(t.source_zh for t in known if t.source_zh)),
        settled=silent == 0 and all(t.settled and not t.at_least for t in known),
    )


def add_estimated(terms: Sequence[Estimated | None]) -> Estimated | None:
    """Return the sum of the estimates there are, term by term.

    Ends are added to ends: the parts of a loss rise together, so this is nearer the truth than
    adding variances. A part without an estimate makes the sum a lower bound, never smaller. A part
    whose run kept no quantiles leaves the sum without any.
    """
    known = [t for t in terms if t is not None]
    if not known:
        return None
    return Estimated(
        value=sum(t.value for t in known),
        lo=sum(t.lo for t in known),
        hi=sum(t.hi for t in known),
        run_id=known[0].run_id,
        run_version=known[0].run_version,
        source_zh=known[0].source_zh,
        quantiles=tuple(map(sum, zip(*(t.quantiles for t in known), strict=True)))
        if all(t.quantiles for t in known)
        else (),
    )


def read_gauge(criterion: Criterion, figures: Figures) -> Gauge:
    """Read one criterion against the figures of an area."""
    reported = add_reported([figures.reported.get(t) for t in criterion.terms])
    estimate = add_estimated([figures.estimated.get(t) for t in criterion.terms])
    value = None if reported is None else reported.value
    reached = None if value is None else level_of(criterion.bands, value)
    return Gauge(
        criterion=criterion,
        reported=reported,
        estimate=estimate,
        thresholds=tuple(
            Threshold(
                b.level,
                b.lo,
                chance_of_at_least(estimate.quantiles, b.lo)
                if estimate is not None and estimate.quantiles
                else None,
            )
            for b in criterion.ascending()
        ),
        reached=reached,
        expected=None if estimate is None else level_of(criterion.bands, estimate.value),
        next=_next(criterion, value),
    )


def _next(criterion: Criterion, value: float | None) -> Next | None:
    for band in criterion.ascending():
        if value is None:
            return Next(band.level, band.lo, None)
        if value < band.lo:
            return Next(band.level, band.lo, band.lo - value)
    return None


def evaluate(
    criteria: Sequence[Criterion],
    figures: Figures,
    *,
    forecast: bool,
    forecast_probability: float = 0.5,
) -> Evaluation:
    """Return what a plan says about an area's figures.

    Parameters
    ----------
    criteria : sequence of Criterion
        Any one suffices.
    figures : Figures
        Reported and estimated, by indicator.
    forecast : bool
        Whether the plan lets a forecast suffice (from 2024: "或经会商研判可能出现").
    forecast_probability : float
        How probable crossing must be for the software to say so; 0.5 is the median.
    """
    gauges = [read_gauge(c, figures) for c in criteria]
    candidates = [p for g in gauges if (p := _by_report(g)) is not None]
    if forecast:
        candidates += [
            p for g in gauges if (p := _by_forecast(g, forecast_probability)) is not None
        ]
    if not candidates:
        return Evaluation(tuple(gauges), None, nearest(gauges))
    # A report outweighs an estimate of the same level, and the clearest excess names the reason.
    best = min(candidates, key=lambda p: (p.level, p.basis != "reported", -p.value / p.threshold))
    marked = tuple(
        replace(
            g, fires=any(p.criterion is g.criterion and p.level == best.level for p in candidates)
        )
        for g in gauges
    )
    return Evaluation(marked, best, None)


def _threshold(criterion: Criterion, level: int) -> float:
    return next(b.lo for b in criterion.bands if b.level == level)


def _by_report(gauge: Gauge) -> Proposal | None:
    if gauge.reached is None or gauge.reported is None or gauge.reported.value is None:
        return None
    threshold = _threshold(gauge.criterion, gauge.reached)
    return Proposal(gauge.reached, "reported", gauge.criterion, gauge.reported.value, threshold)


def _by_forecast(gauge: Gauge, probability: float) -> Proposal | None:
    if gauge.estimate is None or (gauge.reported is not None and gauge.reported.settled):
        return None
    likely = [t for t in gauge.thresholds if t.p is not None and t.p >= probability]
    if not likely:
        return None
    top = min(likely, key=lambda t: t.level)
    return Proposal(top.level, "estimate", gauge.criterion, gauge.estimate.value, top.lo)


def nearest(gauges: Sequence[Gauge]) -> Gauge | None:
    """Return the gauge whose reported figure comes nearest to its lowest threshold, by ratio."""

    def share(gauge: Gauge) -> float:
        value = gauge.reported.value if gauge.reported is not None else None
        if value is None or gauge.next is None:
            return -1.0
        return value / gauge.next.threshold

    best = max(gauges, key=share, default=None)
    return best if best is not None and share(best) >= 0 else None


# --- acts ---------------------------------------------------------------------------------------

Act = Literal["start", "raise", "lower", "end", "decline", "consult"]
ACTS: Final[tuple[Act, ...]] = ("start", "raise", "lower", "end", "decline", "consult")


def acts_from(
    state: str, level: int | None, *, proposed: bool, incident_open: bool
) -> tuple[Act, ...]:
    """Return the acts a response's state allows.

    Once its incident is closed or merged, a response can only be brought down.
    """
    acts: tuple[Act, ...] = ("start", "consult", *(("decline",) if proposed else ()))
    if state == "active":
        stronger = level is not None and level > STRONGEST
        weaker = level is not None and level < LOWEST
        acts = (
            *(("raise",) if stronger else ()),
            *(("lower",) if weaker else ()),
            "end",
            "consult",
            *(("decline",) if proposed else ()),
        )
    return acts if incident_open else tuple(a for a in acts if a in ("lower", "end"))


def level_fault(act: Act, current: int | None, wanted: int | None) -> tuple[str, str] | None:
    """Return what is wrong with the level an act names, in Chinese and English, or None."""
    if act in ("end", "decline", "consult"):
        return None
    if wanted is None:
        return "须指明响应级别", "Name the level"
    if act == "raise" and (current is None or wanted >= current):
        return "提升后的级别须高于现级别", "Raising needs a stronger level than the present one"
    if act == "lower" and (current is None or wanted <= current):
        return "降低后的级别须低于现级别", "Lowering needs a weaker level than the present one"
    return None


def by_adjustment(act: Act, level: int | None, proposed_level: int | None) -> bool:
    """Tell whether a start or raise goes beyond what the thresholds propose.

    The plan's adjustment clause then carries it, and the record says so.
    """
    if act not in ("start", "raise") or level is None:
        return False
    return proposed_level is None or level < proposed_level


def declined_still_holds(
    declined: Mapping[str, object] | None, proposal: Mapping[str, object] | None
) -> bool:
    """Tell whether a refusal answers today's proposal: same or weaker level on no firmer ground."""
    if declined is None or proposal is None:
        return False
    before, now = declined.get("level"), proposal.get("level")
    if not isinstance(before, int) or not isinstance(now, int):
        return False
    firmer = declined.get("basis") != "reported" and proposal.get("basis") == "reported"
    return now >= before and not firmer


def answered(
    seen: Sequence[Mapping[str, object] | None], reached: Mapping[str, object] | None
) -> Mapping[str, object] | None:
    """Return the proposal that a decision answers.

    Parameters
    ----------
    seen : sequence
        What the decider had in view: the proposal, what was answered before, the level in force.
    reached : mapping or None
        What the figures reach as the decision is written. If it goes beyond all that was in view,
        nobody has answered it, and it is still to be proposed.
    """
    if any(declined_still_holds(one, reached) for one in seen):
        return reached
    return next((one for one in seen if one is not None), None)


def told_to(state: str, area: int, incident_area: int) -> int:
    """Return how far down a response of `area` is known.

    A started one to everyone below, which is said by the area itself; before that only to those who
    know of the incident.
    """
    return incident_area if state in UNDECIDED else area


Standing = Literal["start", "raise", "met", "declined"]


def standing(
    proposal: Mapping[str, object], *, level: int | None, declined: Mapping[str, object] | None
) -> Standing:
    """Tell what a reached threshold asks for beside what people have already decided.

    Only `start` and `raise` are proposals; a level in force answers its own threshold and those
    of weaker levels.
    """
    reached = proposal.get("level")
    if level is not None and isinstance(reached, int) and level <= reached:
        return "met"
    if declined_still_holds(declined, proposal):
        return "declined"
    return "start" if level is None else "raise"
