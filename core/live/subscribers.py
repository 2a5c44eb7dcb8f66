"""Who hears what: subscribers by scope and topic, so that an event finds them by a few look-ups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Generic, TypeVar

from core.access.scope import ancestors_of, range_of

T = TypeVar("T")


class Subscribers(Generic[T]):
    """An index of subscribers, each in the scope of one area and with some topics.

    A post hears what happens in its area and below: an event goes to the area's own bucket and to
    those of its ancestors.  What flows down moreover reaches everyone below the area, who are
    therefore also filed under each of their ancestors; what flows down to a place, those on the way
    there and inside it.  The buckets of one event never overlap.
    """

    def __init__(self) -> None:
        self._at: defaultdict[tuple[int, str], dict[T, None]] = defaultdict(dict)
        self._below: defaultdict[tuple[int, str], dict[T, None]] = defaultdict(dict)

    def add(self, subscriber: T, area: int, topics: tuple[str, ...]) -> None:
        """File a subscriber."""
        for topic in topics:
            self._at[area, topic][subscriber] = None
            for above in ancestors_of(area):
                self._below[above, topic][subscriber] = None

    def remove(self, subscriber: T, area: int, topics: tuple[str, ...]) -> None:
        """Take a subscriber out again; nothing happens if it is not there."""
        for topic in topics:
            _drop(self._at, (area, topic), subscriber)
            for above in ancestors_of(area):
                _drop(self._below, (above, topic), subscriber)

    def hearing(
        self, topic: str, flow: str, area: int, to_area: int | None
    ) -> Iterator[dict[T, None]]:
        """Yield the buckets of those who hear an event, each subscriber in one of them."""
        chain = (area, *ancestors_of(area))
        yield from self._buckets(chain, topic)
        if flow == "down" or (flow == "down_to" and to_area in chain):
            yield from self._everyone_below(area, topic)
        elif to_area is not None and (flow == "addressed" or _within(area, to_area)):
            far = (to_area, *ancestors_of(to_area))
            yield from self._buckets(tuple(code for code in far if code not in chain), topic)
            if flow == "down_to":
                yield from self._everyone_below(to_area, topic)

    def _everyone_below(self, area: int, topic: str) -> Iterator[dict[T, None]]:
        below = self._below.get((area, topic))
        if below:
            yield below

    def _buckets(self, codes: tuple[int, ...], topic: str) -> Iterator[dict[T, None]]:
        for code in codes:
            bucket = self._at.get((code, topic))
            if bucket:
                yield bucket


def _within(area: int, code: int) -> bool:
    low, high = range_of(area)
    return low <= code <= high


def _drop(
    index: defaultdict[tuple[int, str], dict[T, None]], key: tuple[int, str], subscriber: T
) -> None:
    bucket = index.get(key)
    if bucket is not None:
        bucket.pop(subscriber, None)
        if not bucket:
            del index[key]
