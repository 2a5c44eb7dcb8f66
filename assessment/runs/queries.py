"""Every select about estimates."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on

from assessment.runs.models import Estimate, EstimateUnit
from core.access.scope import Scope
from core.access.visible import visible
from core.db import Reader


async def of_incident(session: Reader, scope: Scope, incident_id: UUID) -> Sequence[Estimate]:
    """Return the visible estimates of an incident, newest first."""
    found = await session.scalars(
        select(Estimate)
        .where(Estimate.incident_id == incident_id, visible(Estimate, scope, "down"))
        .order_by(Estimate.run_version.desc())
    )
    return found.all()


async def last(session: Reader, incident_id: UUID, *, kind: str | None = None) -> Estimate | None:
    """Return the newest estimate of an incident, of one kind where given.

    For callers that already know the incident to be theirs; row security holds all the same.
    """
    query = select(Estimate).where(Estimate.incident_id == incident_id)
    if kind is not None:
        query = query.where(Estimate.kind == kind)
    found: Estimate | None = await session.scalar(
        query.order_by(Estimate.run_version.desc()).limit(1)
    )
    return found


async def highest_version(session: Reader, incident_id: UUID) -> int:
    """Return the number of the incident's newest run, 0 before the first."""
    found: int | None = await session.scalar(
        select(func.max(Estimate.run_version)).where(Estimate.incident_id == incident_id)
    )
    return found or 0


async def units(
    session: Reader, scope: Scope, estimate_id: UUID, *, tier: int
) -> Sequence[EstimateUnit]:
    """Return a run's areas of a tier, strongest shaking first."""
    found = await session.scalars(
        select(EstimateUnit)
        .where(
            EstimateUnit.estimate_id == estimate_id,
            EstimateUnit.tier == tier,
            visible(EstimateUnit, scope, "down"),
        )
        .order_by(EstimateUnit.intensity["value"].as_float().desc().nulls_last(), EstimateUnit.unit)
    )
    return found.all()


async def all_units(session: Reader, estimate_id: UUID) -> Sequence[EstimateUnit]:
    """Return all areas of a run, by code."""
    found = await session.scalars(
        select(EstimateUnit)
        .where(EstimateUnit.estimate_id == estimate_id)
        .order_by(EstimateUnit.unit)
    )
    return found.all()


async def unit(session: Reader, estimate_id: UUID, code: int) -> EstimateUnit | None:
    """Return what a run says about one area."""
    return await session.get(EstimateUnit, (estimate_id, code))


async def for_screens(session: Reader, scope: Scope, *, limit: int) -> Sequence[Estimate]:
    """Return the newest visible run of each kind of every incident, the latest of them first."""
    newest = (
        select(Estimate.id)
        .where(visible(Estimate, scope, "down"))
        .ext(distinct_on(Estimate.incident_id, Estimate.kind))
        .order_by(Estimate.incident_id, Estimate.kind, Estimate.run_version.desc())
    )
    found = await session.scalars(
        select(Estimate).where(Estimate.id.in_(newest)).order_by(Estimate.id.desc()).limit(limit)
    )
    return found.all()
