"""Evaluate in the background whenever something changed that a threshold looks at."""

from __future__ import annotations

from uuid import UUID

from core.db import Writer
from core.events import Event, on
from core.jobs import Jobs, defer, task

EVALUATE = "command.response.evaluate"
CAUSES = (
    "incident.reported",
    "incident.verified",
    "incident.edited",
    "report.submitted",
    "report.verified",
    "estimate.made",
    "estimate.official",
)


@task(EVALUATE)
async def evaluate_incident(jobs: Jobs, *, incident_id: str) -> None:
    """Evaluate one incident; running it again changes nothing."""
    from command.response.evaluation import run

    await run(jobs.database, UUID(incident_id))


async def ask(session: Writer, event: Event) -> None:
    """Ask for an evaluation when the change commits."""
    if event.incident_id is not None:
        await defer(session, EVALUATE, incident_id=str(event.incident_id))


def listen() -> None:
    """Ask for an evaluation after every event that a threshold may look at."""
    for kind in CAUSES:
        on(kind, ask)
