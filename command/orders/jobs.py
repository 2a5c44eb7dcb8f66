"""Find late orders by each world's clock."""

from __future__ import annotations

from command.orders import service
from core.jobs import Jobs, periodic
from core.worlds import worlds

LATE = "command.orders.mark-overdue"


@periodic(LATE, 10)
async def mark_overdue(jobs: Jobs) -> None:
    """Mark what has become late and escalate what stays so; each world by itself."""
    async with jobs.database.reading(None) as session:
        known = await worlds(session)
    for where in known:
        async with jobs.database.writing(None) as session:
            await service.mark_overdue(session, where)
            await service.escalate(session, where)
