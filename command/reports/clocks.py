"""When a loss report is due, and how late it is (灾情报告时限).

First report: township 1 h and county 2 h after the event; city and province 2 h after receipt from
the tier directly below, the province also from a county that reports to it directly (直报). Until
the situation is stable every tier reports daily even if nothing changed (零报告): township 08:00,
county 09:00, city 10:00, province 12:00, with data to 24:00 of the day before. What counts is how
far the data reach: a report of that morning is the day's, one of the evening before is not. A
drought comes slowly: its first report is due when people begin to be affected, which only that
report tells, and the others every ten days. Source: reporting rules quoted in the domain notes A.5.
Times are those of the incident's world.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta

from command.reports.indicators import DROUGHT
from command.reports.models import LossReport
from core.access.scope import COUNTY, tier_of
from core.clock import BEIJING

HOUR = timedelta(hours=1)

AFTER_EVENT: Mapping[int, timedelta] = {3: 2 * HOUR, 4: HOUR, 5: HOUR}
AFTER_RECEIPT = 2 * HOUR
WITHOUT_RECEIPT: Mapping[int, timedelta] = {1: 6 * HOUR, 2: 4 * HOUR}
"""Latest instant if nothing came from below: the limits of the tiers below, added up."""

DAILY: Mapping[int, time] = {1: time(12), 2: time(10), 3: time(9), 4: time(8), 5: time(8)}


EVERY_DAY, EVERY_TEN_DAYS = timedelta(days=1), timedelta(days=10)


def first_due(
    tier: int, occurred_at: datetime, received_at: datetime | None, *, hazard: str
) -> datetime | None:
    """Return when the first report of an area is due.

    Parameters
    ----------
    tier : int
        1 province … 5 village; the nation (0) reports to nobody.
    occurred_at : datetime
        Time of the event.
    received_at : datetime or None
        When the report arrived that city and province pass on (`receipt`).
    hazard : str
        Six-digit hazard code.
    """
    if hazard.startswith(DROUGHT):
        return received_at + AFTER_RECEIPT if received_at and tier in WITHOUT_RECEIPT else None
    if tier in AFTER_EVENT:
        return occurred_at + AFTER_EVENT[tier]
    if tier not in WITHOUT_RECEIPT:
        return None
    latest = occurred_at + WITHOUT_RECEIPT[tier]
    return latest if received_at is None else min(latest, received_at + AFTER_RECEIPT)


def receipt(tier: int, reports: Iterable[LossReport]) -> datetime | None:
    """Return when a city or province received what it has to pass on.

    Parameters
    ----------
    reports : iterable of LossReport
        All reports from its area.
    """
    return min(
        (
            report.submitted_at
            for report in reports
            if tier_of(report.area) == tier + 1
            or (report.direct and tier_of(report.area) == COUNTY)
        ),
        default=None,
    )


def daily_due(
    tier: int, occurred_at: datetime, data_as_of: datetime, *, hazard: str
) -> datetime | None:
    """Return the next deadline of an area that has reported, with data until `data_as_of`.

    Data of a day answer its deadline, for they hold all of the day before; the next one is the
    following day's. The day of the event has none: its data to 24:00 of the day before would be
    empty.
    """
    if tier not in DAILY:
        return None
    last = max(occurred_at, data_as_of).astimezone(BEIJING).date()
    after = EVERY_TEN_DAYS if hazard.startswith(DROUGHT) else EVERY_DAY
    return datetime.combine(last + after, DAILY[tier], tzinfo=BEIJING)


def due_of(
    tier: int,
    occurred_at: datetime,
    *,
    hazard: str,
    data_as_of: datetime | None,
    received_at: datetime | None = None,
) -> datetime | None:
    """Return when the next report of an area is due, given until when the data of its last count.

    Without any report so far (`data_as_of` is none) it is the first one that is due.
    """
    if data_as_of is None:
        return first_due(tier, occurred_at, received_at, hazard=hazard)
    return daily_due(tier, occurred_at, data_as_of, hazard=hazard)


def late_minutes(due_at: datetime | None, submitted_at: datetime) -> int:
    """Return full minutes of delay, 0 when in time or without a deadline."""
    if due_at is None or submitted_at <= due_at:
        return 0
    return int((submitted_at - due_at).total_seconds() // 60)
