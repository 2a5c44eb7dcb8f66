"""Every select about loss reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, Text, cast, func, select

from command.incidents.queries import together
from command.reports.models import LossReport
from core import db, records
from core.access.scope import Scope, range_of
from core.access.visible import visible
from core.db import Reader, Writer


class News(NamedTuple):
    """How much an area has said: reports are only added, and their versions only rise."""

    area: int
    reports: int
    versions: int


async def not_merged(session: Writer, *, incident_id: UUID, area: int) -> list[LossReport]:
    """Return reports from below an area that no report of the unit above followed, locked."""
    low, high = range_of(area)
    return list(
        await session.scalars(
            select(LossReport)
            .where(
                LossReport.incident_id == incident_id,
                LossReport.area.between(low, high),
                LossReport.area != area,
                LossReport.merged_into.is_(None),
            )
            .order_by(LossReport.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


async def page(
    session: Reader,
    scope: Scope,
    *,
    incident_id: UUID,
    within: tuple[int, int],
    before: UUID | None,
    limit: int,
) -> list[LossReport]:
    """Return reports on an incident from a code range, newest first; `before` is the cursor."""
    query = select(LossReport).where(
        LossReport.incident_id == incident_id,
        visible(LossReport, scope, "up"),
        LossReport.area.between(*within),
    )
    page = records.newest_first(query, LossReport, before=before, limit=limit)
    return list(await session.scalars(page))


async def all_of(session: Reader, scope: Scope, incident_id: UUID) -> Sequence[LossReport]:
    """Return all visible reports on an incident and on those merged into it, oldest first."""
    found = await session.scalars(
        select(LossReport)
        .where(
            LossReport.incident_id.in_(together(incident_id)),
            visible(LossReport, scope, "up"),
        )
        .order_by(LossReport.submitted_at, LossReport.id)
    )
    return found.all()


async def news(session: Reader, scope: Scope, incident_id: UUID) -> tuple[News, ...]:
    """Return by area what `all_of` would find: as long as this is the same, that is."""
    found = await session.execute(
        select(
            LossReport.area,
            func.count(),
            cast(func.sum(LossReport.version), BigInteger),
        )
        .where(LossReport.incident_id.in_(together(incident_id)), visible(LossReport, scope, "up"))
        .group_by(LossReport.area)
        .order_by(LossReport.area)
    )
    return tuple(News(*row) for row in found)


async def told(session: Reader, scope: Scope, incident_id: UUID) -> Sequence[Sequence[Any]]:
    """Return of the reports of `all_of`, in their order, what sums need.

    Thousands of them: the documents come as text, to be read where nobody waits meanwhile.
    """
    found = await session.execute(
        select(
            LossReport.area,
            LossReport.kind,
            LossReport.state,
            LossReport.data_as_of,
            LossReport.submitted_at,
            LossReport.source_zh,
            LossReport.synthetic,
            LossReport.drawn_at,
            cast(LossReport.figures, Text),
            cast(LossReport.findings, Text),
        )
        .where(LossReport.incident_id.in_(together(incident_id)), visible(LossReport, scope, "up"))
        .order_by(LossReport.submitted_at, LossReport.id)
    )
    return found.all()


async def counted_as(session: Reader, incident_id: UUID) -> tuple[UUID, ...]:
    """Return the ids of an incident and of those merged into it."""
    return tuple(await session.scalars(together(incident_id)))


async def for_screens(session: Reader, scope: Scope, *, limit: int) -> Sequence[LossReport]:
    """Return the newest visible reports of all incidents."""
    found = await session.scalars(
        select(LossReport)
        .where(visible(LossReport, scope, "up"))
        .order_by(LossReport.id.desc())
        .limit(limit)
    )
    return found.all()


async def one_at_a_time(session: Writer, *, incident_id: UUID, area: int) -> None:
    """Let one report of an area on an incident pass at a time, so that `seq` has no gaps."""
    await db.one_at_a_time(session, f"report:{incident_id}:{area}")
