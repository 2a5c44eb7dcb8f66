"""What relief supply asks about incidents: what they are, and what was reported.

`dispatch` lies below this package and cannot ask by itself; it is told where the answers are.
"""

from __future__ import annotations

from uuid import UUID

from command.incidents.models import Incident
from command.incidents.rules import OPEN
from command.reports import queries
from command.reports.figures import figures
from core import records
from core.access.scope import Scope
from core.db import Reader
from dispatch.incidents import IncidentFacts
from dispatch.stock.rules import Heads


async def facts(session: Reader, scope: Scope, incident_id: UUID) -> IncidentFacts | None:
    """Return what supply needs of an incident, none if it is not visible."""
    found = await records.look(session, Incident, scope, "down", incident_id)
    if found is None:
        return None
    return IncidentFacts(
        found.id,
        found.world_id,
        found.title_zh,
        found.exercise,
        open=found.state in OPEN,
        counted=await queries.counted_as(session, incident_id),
    )


async def heads(session: Reader, incident_id: UUID, area: int) -> dict[str, Heads]:
    """Return an area's reported figures as numbers of people, households and houses."""
    found = await figures(session, incident_id=incident_id, area=area)
    return {
        indicator: Heads(
            None if known.reported.value is None else int(known.reported.value),
            at_least=known.reported.at_least,
        )
        for indicator, known in found.items.items()
    }
