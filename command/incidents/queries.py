"""Every select about incidents."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, delete, select
from sqlalchemy.dialects.postgresql import insert

from command.incidents.models import Counter, Incident, IncidentArea
from command.incidents.rules import OPEN, Occurrence, maybe_within
from core import records
from core.access.scope import Scope
from core.access.visible import visible
from core.codes import Code
from core.db import Reader, Writer
from core.worlds import World


async def incidents(
    session: Reader,
    scope: Scope,
    *,
    world_id: UUID | None = None,
    state: str | None = None,
    before: UUID | None = None,
    limit: int = 50,
) -> list[Incident]:
    """Return visible incidents, newest record first; `before` is the cursor."""
    query = select(Incident).where(visible(Incident, scope, "down"))
    if world_id is not None:
        query = query.where(Incident.world_id == world_id)
    if state is not None:
        query = query.where(Incident.state == state)
    page = records.newest_first(query, Incident, before=before, limit=limit)
    return list(await session.scalars(page))


def _of_hazard(scope: Scope, world_id: UUID, hazard: str) -> Select[Incident]:
    """Select the visible incidents of a world and a hazard, oldest first."""
    return (
        select(Incident)
        .where(
            visible(Incident, scope, "down"),
            Incident.world_id == world_id,
            Incident.hazard == hazard,
        )
        .order_by(Incident.id)
    )


async def near_in_time(
    session: Reader, scope: Scope, *, world_id: UUID, occurrence: Occurrence
) -> list[Incident]:
    """Return open incidents of the same world and hazard at about the same time, oldest first."""
    within = maybe_within(occurrence.hazard)
    query = _of_hazard(scope, world_id, occurrence.hazard).where(
        Incident.state.in_(OPEN),
        Incident.occurred_at.between(
            occurrence.occurred_at - within, occurrence.occurred_at + within
        ),
    )
    return list(await session.scalars(query))


async def by_external_id(
    session: Reader, scope: Scope, *, world_id: UUID, hazard: str, external_id: str
) -> list[Incident]:
    """Return the incidents of a hazard that outside networks know under this id, oldest first."""
    query = _of_hazard(scope, world_id, hazard).where(Incident.external_id == external_id)
    return list(await session.scalars(query))


def together(incident_id: UUID) -> Select[tuple[UUID]]:
    """Select the ids of an incident and of those merged into it: they count as one."""
    found = select(Incident.id).where(Incident.id == incident_id).cte(recursive=True)
    merged = select(Incident.id).join(found, Incident.merged_into == found.c.id)
    found = found.union_all(merged)
    return select(found.c.id)


async def replace_units(session: Writer, *, incident: Incident, units: list[int]) -> None:
    """Store which units an incident touches."""
    await session.flush()
    await session.execute(delete(IncidentArea).where(IncidentArea.incident_id == incident.id))
    await session.execute(
        insert(IncidentArea),
        [{"incident_id": incident.id, "unit": unit, "area": incident.area} for unit in units],
    )


async def units(session: Reader, incident_id: UUID) -> list[int]:
    """Return the codes of the units an incident touches, ascending."""
    return list(
        await session.scalars(
            select(IncidentArea.unit)
            .where(IncidentArea.incident_id == incident_id)
            .order_by(IncidentArea.unit)
        )
    )


async def hazard_names(session: Reader, code: str, on: datetime) -> tuple[str, str] | None:
    """Return the Chinese and English name of a hazard code valid on a day."""
    found = (
        await session.execute(
            select(Code.zh, Code.en)
            .where(
                Code.table == "hazard",
                Code.code == code,
                Code.valid_to.is_(None) | (Code.valid_to > on.date()),
            )
            .limit(1)
        )
    ).first()
    return (found.zh, found.en) if found else None


async def real_world_id(session: Reader) -> UUID | None:
    """Return the id of the real world."""
    found: UUID | None = await session.scalar(select(World.id).where(World.kind == "real"))
    return found


async def next_number(session: Writer, key: str, count: int = 1) -> int:
    """Return the next number under a key, starting with 1; the first of `count` that are taken."""
    add = insert(Counter).values(key=key, value=count)
    counted = add.on_conflict_do_update(
        index_elements=[Counter.key], set_={"value": Counter.value + count}
    ).returning(Counter.value)
    last: int = (await session.execute(counted)).scalar_one()
    return last - count + 1
