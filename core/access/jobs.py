"""Forgetting what nobody needs any more: without it these tables would only grow."""

from __future__ import annotations

from core.access import queries
from core.jobs import Jobs, periodic

KEPT_DAYS = 185
"""Six months at least, as network logs must be kept (网络安全法 Art. 21). A telephone that was away
for less sends its commands again without a second effect."""

AT_ONCE = 2_000
"""Rows deleted in one transaction, so that none lasts."""


@periodic("core.access.forget", 3600)
async def forget(jobs: Jobs) -> None:
    """Delete old commands, attempts to sign in, and sessions that are over."""
    for table in queries.FORGETTABLE:
        more = True
        while more:
            async with jobs.database.writing(None) as session:
                gone = await queries.forget(session, table, days=KEPT_DAYS, most=AT_ONCE)
            more = gone == AT_ONCE
