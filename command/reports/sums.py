"""Figures of an area from its own reports and those of the units below.

An area's figure is its own last known one, until more is known below. Of a figure that accumulates
a larger sum replaces it when a unit below reported later. Of a realtime one a complete sum of newer
data replaces it; before that, units below whose newer figures rose make it "at least", and their
sum takes its place when larger. A final figure, or one given with a reason for differing, gives way
only to a rise below. Without an own figure it is the sum of the units below. A sum says "at least"
as soon as one unit's figure is unknown or itself only a lower bound; unknown is never counted as
zero. Missing people who may have been found dead since are not counted again among the missing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

DECIMALS = 6
"""More than any figure has; 0.1 and 0.2 ha below are 0.3 above, as its reporter writes it."""


class Stated(NamedTuple):
    """What one report said about one indicator.

    Parameters
    ----------
    as_of, at : datetime
        Until when the data count; when it was submitted (world time).
    firm : bool
        Whether it is final, or differs from earlier or lower figures for a stated reason.
    drawn_at : datetime or None
        When the newest report came that it was filled from: later news are news to it too.
    """

    value: float
    as_of: datetime
    at: datetime
    source_zh: str
    synthetic: bool = False
    firm: bool = False
    drawn_at: datetime | None = None

    @property
    def seen_to(self) -> datetime:
        """Until when its writer had seen what came from below."""
        return self.drawn_at or self.at

    @property
    def reaches(self) -> datetime:
        """Until when data from below are in it."""
        return min(self.as_of, self.seen_to)


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
    if not figures:
        return UNKNOWN
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


class Sums:
    """The figures of one indicator in a tree of areas, as they were known at any time.

    Parameters
    ----------
    said : mapping
        Each area's own statements that held, in the order they were submitted.
    children : mapping
        The units directly below each area that are expected to report or did so.
    accumulates : bool
        Whether the indicator may only rise.
    deaths : Sums or None
        For missing people, the deaths, into which they may have moved.
    """

    def __init__(
        self,
        said: Mapping[int, Sequence[Stated]],
        children: Mapping[int, Iterable[int]],
        *,
        accumulates: bool,
        deaths: Sums | None = None,
    ) -> None:
        self._said = said
        self._children = children
        self._accumulates = accumulates
        self._deaths = deaths
        self._news: dict[int, list[Stated]] = {}
        self._known: dict[tuple[int, ...], Figure] = {}

    def figure(self, area: int, at: datetime | None = None) -> Figure:
        """Return the figure of an area as it was known at a time, by default now."""
        # Nothing changes between two statements: what was heard by then says which figure it is.
        heard: tuple[int, ...] = (area,)
        if at is not None:
            heard += tuple(sums._heard(area, at) for sums in (self, self._deaths) if sums)
        if heard not in self._known:
            self._known[heard] = self._reckon(area, at)
        return self._known[heard]

    def steps(self, area: int, *, most: int) -> list[tuple[datetime, Figure]]:
        """Return from when on which figure of an area was known, oldest first.

        If more than `most` statements came, only every second, third … of them is looked at, the
        newest always.
        """
        found: list[tuple[datetime, Figure]] = []
        heard = (sums._all_news(area) for sums in (self, self._deaths) if sums)
        times = sorted({one.at for news in heard for one in news})
        for at in times[:: -max(1, -(-len(times) // most))][::-1]:
            figure = self.figure(area, at)
            last = found[-1][1] if found else UNKNOWN
            if (figure.value, figure.at_least) != (last.value, last.at_least):
                found.append((at, figure))
        return found

    def _all_news(self, area: int) -> list[Stated]:
        """Return all that was stated in an area, by time of submission."""
        if area not in self._news:
            news = [*self._said.get(area, ())]
            for child in self._children.get(area, ()):
                news += self._all_news(child)
            self._news[area] = sorted(news, key=_at)
        return self._news[area]

    def _heard(self, area: int, at: datetime) -> int:
        return bisect_right(self._all_news(area), at, key=_at)

    def _reckon(self, area: int, at: datetime | None) -> Figure:
        parts = {child: self.figure(child, at) for child in self._children.get(area, ())}
        below = add(list(parts.values()))
        own = next(
            (one for one in reversed(self._said.get(area, ())) if at is None or one.at <= at), None
        )
        found = below if own is None else self._choose(own, below, parts)
        return self._without_the_dead(area, at, found)

    def _choose(self, own: Stated, below: Figure, parts: Mapping[int, Figure]) -> Figure:
        """Return an area's figure from its own statement and those of the units below."""
        kept = Figure(
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
        if below.value is None or below.at is None or below.at <= own.seen_to:
            return kept
        if self._accumulates:
            more = below.value > own.value and (not own.firm or self._rose(parts, own))
            return below if more else kept
        newer = {child: f for child, f in parts.items() if self._has_newer(child, own)}
        rose = self._rose(newer, own)
        whole = not below.at_least and below.as_of is not None and below.as_of >= own.reaches
        if whole and (rose or not own.firm):
            return below
        if not rose:
            return kept
        least = add([f if child in newer else UNKNOWN for child, f in parts.items()])
        more = least.value is not None and least.value > own.value
        return replace(least if more else kept, at_least=True)

    def _has_newer(self, area: int, own: Stated) -> bool:
        """Tell whether newer data came from an area after a statement of the area above."""
        return any(one.at > own.seen_to and one.as_of > own.reaches for one in self._all_news(area))

    def _rose(self, parts: Mapping[int, Figure], own: Stated) -> bool:
        """Tell whether a unit's figure is larger than when the area above it made a statement."""
        return any(
            (figure.value or 0) > (self.figure(child, own.seen_to).value or 0)
            for child, figure in parts.items()
        )

    def _without_the_dead(self, area: int, at: datetime | None, found: Figure) -> Figure:
        """Return the missing without those who may be among the deaths another office told since.

        Missing and dead together stay the same when people are found (V15); who states both figures
        sees to it, but here one may come from the area itself and the other from below.
        """
        if self._deaths is None or not found.value:
            return found
        dead = self._deaths.figure(area, at)
        if dead.value is None or dead.own == found.own:
            return found
        since = dead.value - (self._deaths.figure(area, found.at).value or 0)
        if since <= 0:
            return found
        return replace(
            found,
            value=max(0.0, found.value - since),
            at_least=True,
            source_zh=f"{found.source_zh}，扣除其后新报死亡",
        )


def _at(stated: Stated) -> datetime:
    return stated.at
