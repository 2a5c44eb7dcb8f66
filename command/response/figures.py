"""Figures as the response engine reads them: plain values, agreed with the reports and estimates.

A figure is a number, 0 or unknown (`None`).  A sum over units of which some have not spoken is a
lower bound: `at_least` is true and `unknown` counts the silent ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Reported:
    """What units have reported for one indicator in one area.

    Attributes
    ----------
    value : float or None
        Sum of the known parts; None when nobody has said anything.
    at_least : bool
        The sum is a lower bound because parts are unknown.
    unknown : int
        How many parts (units, or indicators of a sum) are unknown.
    as_of : datetime or None
        The oldest "data as of" among the parts.
    source_zh : str
        Who said it, for the notice.
    settled : bool
        Complete, and verified or final in every part: no model knows better.
    """

    value: float | None
    at_least: bool = False
    unknown: int = 0
    as_of: datetime | None = None
    source_zh: str = ""
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Estimated:
    """A model's median with its 90 % range (5th and 95th percentile) and the run it came from.

    `quantiles` are those the run kept (`assessment.formulas.quake.QUANTILES`); none if it did not.
    """

    value: float
    lo: float
    hi: float
    run_id: UUID | None = None
    run_version: int | None = None
    source_zh: str = ""
    quantiles: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """All that is known of one area when its response is evaluated, by indicator identifier."""

    reported: Mapping[str, Reported]
    estimated: Mapping[str, Estimated]
