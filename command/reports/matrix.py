"""Counties by hours: who reported, who is late, who is silent. Pure.

The hours show reports as they came. An hour without one is `silent` only if a report was due by
then and had not come: a county whose next deadline is ahead is `not_due`, not silent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from command.reports.clocks import due_of
from command.reports.kinds import Kind
from core.clock import BEIJING

State = Literal["on_time", "late", "nil", "silent", "not_due"]

HOUR = timedelta(hours=1)
SHOWN = 12
BEFORE_NOW = 8
WEAK = 1.0
"""Weight of an intensity that no estimate gives."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One report of the area itself, with data until `as_of`."""

    at: datetime
    as_of: datetime
    kind: str
    late_minutes: int
    nil: bool

    @property
    def state(self) -> State:
        """How it counts."""
        if self.late_minutes:
            return "late"
        return "nil" if self.nil else "on_time"


@dataclass(frozen=True, slots=True)
class Standing:
    """How an area stands with its reports at an instant."""

    state: State
    due_at: datetime | None
    silent_minutes: int
    late_reports: int
    cells: tuple[State, ...]


def hours_shown(occurred_at: datetime, now: datetime) -> list[datetime]:
    """Return the full hours of the matrix: from the event on, eight behind us, the rest ahead."""
    first = _hour(occurred_at)
    start = max(first, _hour(now) - BEFORE_NOW * HOUR)
    return [start + i * HOUR for i in range(SHOWN)]


@dataclass(frozen=True, slots=True)
class Event:
    """What the deadlines of an incident come from; none is left when it is over."""

    occurred_at: datetime
    hazard: str
    over: bool = False


def standing(
    tier: int, event: Event, now: datetime, *, sent: Sequence[Sent], hours: list[datetime]
) -> Standing:
    """Return how an area stands.

    Parameters
    ----------
    tier : int
        Tier of the area.
    now : datetime
        World time.
    sent : sequence of Sent
        Its own reports, oldest first.
    hours : list of datetime
        Beginnings of the hours to show.
    """
    last = sent[-1] if sent else None
    due = _due(tier, event, sent)
    state: State = "silent" if due and now > due else last.state if last else "not_due"
    since = last.at if last else event.occurred_at
    return Standing(
        state=state,
        due_at=due,
        silent_minutes=int((now - since).total_seconds() // 60) if state == "silent" else 0,
        late_reports=sum(report.late_minutes > 0 for report in sent),
        cells=tuple(_cell(tier, event, now, sent, hour) for hour in hours),
    )


def _cell(tier: int, event: Event, now: datetime, sent: Sequence[Sent], hour: datetime) -> State:
    inside = [report for report in sent if hour <= report.at < hour + HOUR]
    if inside:
        return inside[-1].state
    if hour > now:
        return "not_due"
    due = _due(tier, event, [report for report in sent if report.at < hour])
    return "silent" if due and due < min(now, hour + HOUR) else "not_due"


def _due(tier: int, event: Event, sent: Sequence[Sent]) -> datetime | None:
    if event.over or (sent and sent[-1].kind == Kind.FINAL):
        return None
    return due_of(
        tier,
        event.occurred_at,
        hazard=event.hazard,
        data_as_of=max((report.as_of for report in sent), default=None),
    )


def urgency(silent_minutes: int, max_intensity: float | None, exposed: float) -> float:
    """Return silence times intensity times people: the likely worst-hit silent area comes first."""
    return silent_minutes * (max_intensity or WEAK) * (1.0 + exposed)


def _hour(at: datetime) -> datetime:
    return at.astimezone(BEIJING).replace(minute=0, second=0, microsecond=0)
