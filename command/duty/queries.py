"""Every select about tasks and duties."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from command.duty.models import Task
from command.incidents.models import Incident
from command.incidents.queries import together
from command.response.models import Plan, Response
from core.access.scope import Scope
from core.access.visible import visible
from core.db import Reader, Writer

PENDING = ("TODO", "DOING", "OVERDUE")
CLOSED_SHOWN = 5000


async def tasks(
    session: Reader, scope: Scope, *, incident_id: UUID | None = None, area: int | None = None
) -> list[Task]:
    """Return visible tasks by due time; of one incident and one area's office where given.

    What was merged into an incident counts with it.  All that are pending; of those that are
    closed the newest.
    """
    query = select(Task).where(visible(Task, scope, "up"))
    if incident_id is not None:
        query = query.where(Task.incident_id.in_(together(incident_id)))
    if area is not None:
        query = query.where(Task.area == area)
    pending = await session.scalars(query.where(Task.state.in_(PENDING)))
    closed = query.where(Task.state.not_in(PENDING)).order_by(Task.id.desc()).limit(CLOSED_SHOWN)
    found = [*pending, *await session.scalars(closed)]
    return sorted(found, key=lambda task: (task.due_at, task.id))


async def tasks_late_since(
    session: Reader, scope: Scope, *, incident_id: UUID, instant: datetime
) -> list[Task]:
    """Return visible unfinished tasks that were due before an instant, as `tasks` counts them."""
    return list(
        await session.scalars(
            select(Task)
            .where(
                visible(Task, scope, "up"),
                Task.incident_id.in_(together(incident_id)),
                Task.state.in_(PENDING),
                Task.due_at < instant,
            )
            .order_by(Task.due_at, Task.id)
        )
    )


async def tasks_of_response(session: Writer, response_id: UUID) -> list[Task]:
    """Return all tasks of a response, locked."""
    return list(
        await session.scalars(
            select(Task)
            .where(Task.response_id == response_id)
            .order_by(Task.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


async def late_tasks(session: Writer, world_id: UUID, now: datetime) -> list[Task]:
    """Return the tasks of a world that have just become late, locked; skip those being moved."""
    return list(
        await session.scalars(
            select(Task)
            .join(Incident, Incident.id == Task.incident_id)
            .where(
                Incident.world_id == world_id,
                Task.state.in_(("TODO", "DOING")),
                Task.due_at < now,
            )
            .order_by(Task.id)
            .limit(200)
            .with_for_update(of=Task, skip_locked=True)
        )
    )


async def incident_of(session: Reader, incident_id: UUID) -> Incident:
    """Return the incident a visible record belongs to."""
    return await session.get_one(Incident, incident_id)


async def response_with_plan(session: Writer, response_id: UUID) -> tuple[Response, Plan] | None:
    """Return a response, locked, and the plan edition it goes by."""
    found = (
        await session.execute(
            select(Response, Plan)
            .join(Plan, Plan.id == Response.plan_id)
            .where(Response.id == response_id)
            .with_for_update(of=Response)
        )
    ).one_or_none()
    return (found[0], found[1]) if found else None
