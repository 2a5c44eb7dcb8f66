"""Evaluate in the background whenever something changed that a threshold looks at."""

from __future__ import annotations

from uuid import UUID

from command.response import queries
from core.db import Writer
from core.errors import Conflict
from core.events import Event, on
from core.jobs import Jobs, defer, drop, task, waiting

EVALUATE = "command.response.evaluate"
CAUSES = (
    "incident.reported",
    "incident.verified",
    "incident.edited",
    "incident.recovering",
    "incident.closed",
    "report.submitted",
    "report.verified",
    "estimate.made",
    "estimate.official",
)


@task(EVALUATE)
async def evaluate_incident(jobs: Jobs, *, incident_id: str) -> None:
    """Evaluate one incident; running it again changes nothing.

    Evaluations of one incident follow each other, so that none writes what an older look at the
    figures said. This one does the work of all that wait already: a burst of reports costs a few
    evaluations, not one each.
    """
    from command.response.evaluation import run

    async with jobs.database.reading(None) as session:
        also = await waiting(session, _lock(incident_id))
    await run(jobs.database, UUID(incident_id))
    if also:
        async with jobs.database.writing(None) as session:
            await drop(session, also)


def _lock(incident_id: str) -> str:
    return f"evaluate:{incident_id}"


async def evaluate_soon(session: Writer, incident_id: UUID | str) -> None:
    """Ask for an evaluation when the change commits."""
    given = str(incident_id)
    await defer(session, EVALUATE, lock=_lock(given), incident_id=given)


async def ask(session: Writer, event: Event) -> None:
    """Ask for an evaluation after an event."""
    if event.incident_id is not None:
        await evaluate_soon(session, event.incident_id)


async def merge(session: Writer, event: Event) -> None:
    """Evaluate both: one counts the other's reports from now on, the other proposes nothing more.

    Raises
    ------
    Conflict
        A response to the merged one is in force; it would be on no screen any more.
    """
    if await queries.any_active(session, event.entity):
        raise Conflict(
            "本事件已启动响应，不能并入其他事件；请将另一事件并入本事件，或先终止响应",
            "A response to this incident is in force; merge the other one into it, or end it first",
        )
    await evaluate_soon(session, event.body["merged_into"])
    await ask(session, event)


def listen() -> None:
    """Ask for an evaluation after every event that a threshold may look at."""
    for kind in CAUSES:
        on(kind, ask)
    on("incident.merged", merge)
