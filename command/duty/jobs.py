"""Find late tasks by each world's clock."""

from __future__ import annotations

from command.duty import tasks
from core.jobs import Jobs, periodic
from core.worlds import worlds


@periodic("command.duty.mark-overdue", 10)
async def mark_overdue(jobs: Jobs) -> None:
    """Mark what has become late; each world in a transaction of its own."""
    async with jobs.database.reading(None) as session:
        known = await worlds(session)
    for where in known:
        async with jobs.database.writing(None) as session:
            await tasks.mark_overdue(session, where)
