"""Clocks of worlds: the real one and exercises that run at another time and pace.

Deadlines, lateness and ages use the world's clock; sessions, tickets and locks use real time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
FIRST = datetime(1900, 1, 1, tzinfo=UTC)
LAST = datetime(2200, 1, 1, tzinfo=UTC)
"""What instants may lie between, so that every sum and time zone stays within the calendar."""


def real_now() -> datetime:
    """Return the real time, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class WorldClock:
    """A clock that showed `base` at the real instant `started` and runs `rate` times as fast.

    Parameters
    ----------
    base : datetime
        The world's time at the anchor, aware.
    started : datetime
        The real instant of the anchor, aware.
    rate : float
        World seconds per real second; 0 is a halted clock, 1 the real pace.
    """

    base: datetime
    started: datetime
    rate: float = 1.0

    def at(self, real: datetime) -> datetime:
        """Return the world's time at a real instant; a fast clock left running halts at `LAST`."""
        passed = (real - self.started).total_seconds() * self.rate
        return self.base + timedelta(seconds=min(passed, (LAST - self.base).total_seconds()))

    def now(self) -> datetime:
        """Return the world's time now."""
        return self.at(real_now())


def stamp(at: datetime) -> str:
    """Return an instant as it travels: ISO 8601, Beijing, the same before and after storing."""
    return at.astimezone(BEIJING).isoformat()


def stamp_or_none(at: datetime | None) -> str | None:
    """Return `stamp` of an instant that may be missing."""
    return stamp(at) if at else None
