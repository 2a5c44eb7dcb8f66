"""Figures of an area from its own reports and those of the units below.

An area's figure is its own last known one. If units below reported later and their sum is larger,
the sum replaces it, for a figure that accumulates: newer and more. Without an own figure it is the
sum of the units below. A sum says "at least" as soon as one unit's figure is unknown or itself only
a lower bound; unknown is never counted as zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

DECIMALS = 6
"""More than any figure has; 0.1 and 0.2 ha below are 0.3 above, as its reporter writes it."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What one report said about one indicator.

    Parameters
    ----------
    as_of, at : datetime
        Until when the data count; when it was submitted (world time).
    """

    value: float
    as_of: datetime
    at: datetime
    source_zh: str
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its pedigree.

    Parameters
    ----------
    value : float or None
        None when nobody stated it.
    at_least : bool
        Whether the true figure may be larger because somebody has not stated it.
    unknown : int
        Units directly below, of those expected, whose figure is unknown.
    units_reported, units_expected : int
        Units directly below that stated it, and those that should.
    own : bool
        Whether it is the area's own statement rather than a sum.
    """

    value: float | None
    at_least: bool
    unknown: int
    units_reported: int
    units_expected: int
    as_of: datetime | None
    at: datetime | None
    source_zh: str
    synthetic: bool
    own: bool


UNKNOWN = Figure(
    value=None,
    at_least=False,
    unknown=0,
    units_reported=0,
    units_expected=0,
    as_of=None,
    at=None,
    source_zh="",
    synthetic=False,
    own=False,
)


def add(figures: Sequence[Figure]) -> Figure:
    """Return the sum of the figures of the units below.

    The sum is as of the earliest statement in it (`as_of`) and was submitted with the last (`at`).
    """
    known = [f for f in figures if f.value is not None]
    unknown = len(figures) - len(known)
    if not known:
        return replace(UNKNOWN, unknown=unknown, units_expected=len(figures))
    return Figure(
        value=round(sum(f.value for f in known if f.value is not None), DECIMALS),
        at_least=unknown > 0 or any(f.at_least for f in known),
        unknown=unknown,
        units_reported=len(known),
        units_expected=len(figures),
        as_of=min(f.as_of for f in known if f.as_of is not None),
        at=max(f.at for f in known if f.at is not None),
        source_zh="下级合计",
        synthetic=any(f.synthetic for f in known),
        own=False,
    )


def choose(own: Stated | None, below: Figure, *, accumulates: bool) -> Figure:
    """Return an area's figure from its own statement and the sum of the units below."""
    if own is None:
        return below
    if (
        accumulates
        and below.value is not None
        and below.at is not None
        and below.at > own.at
        and below.value > own.value
    ):
        return below
    return Figure(
        value=own.value,
        at_least=False,
        unknown=below.unknown,
        units_reported=below.units_reported,
        units_expected=below.units_expected,
        as_of=own.as_of,
        at=own.at,
        source_zh=own.source_zh,
        synthetic=own.synthetic,
        own=True,
    )


def figure_of(
    area: int,
    *,
    stated: Mapping[int, Stated],
    children: Mapping[int, Iterable[int]],
    accumulates: bool,
) -> Figure:
    """Return the figure of an area for one indicator.

    Parameters
    ----------
    area : int
        The area asked about.
    stated : mapping
        Each area's own last known statement.
    children : mapping
        The units directly below each area that are expected to report or did so.
    accumulates : bool
        Whether the indicator may only rise.
    """
    below = [
        figure_of(child, stated=stated, children=children, accumulates=accumulates)
        for child in children.get(area, ())
    ]
    return choose(stated.get(area), add(below), accumulates=accumulates)
