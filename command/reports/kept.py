"""What is dear to reckon, kept for as long as what it was reckoned from stays the same."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class _Place(Generic[T]):
    """A value, what it was reckoned from, and the turn of those who ask for it."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self.found: tuple[object, T] | None = None


class Kept(Generic[T]):
    """Values of one process, each reckoned by the first who asks for it.

    Screens ask again together, as soon as they hear of a change: the others wait for that one.

    Parameters
    ----------
    most : int
        Values kept; those not asked for longest give way.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._places: OrderedDict[Hashable, _Place[T]] = OrderedDict()

    async def get(self, key: Hashable, basis: object, reckon: Callable[[], Awaitable[T]]) -> T:
        """Return the value under a key.

        Parameters
        ----------
        basis : object
            What decides the value; the kept one serves while this is equal.
        reckon : callable
            Makes the value anew.
        """
        place = self._places.setdefault(key, _Place())
        self._places.move_to_end(key)
        while len(self._places) > self._most:
            self._places.popitem(last=False)
        async with place.turn:
            if place.found is None or place.found[0] != basis:
                place.found = (basis, await reckon())
            return place.found[1]
