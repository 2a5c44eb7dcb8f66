"""Who knows of a response or consultation: while nothing is started, those who know the incident.

An incident's area can only grow.  What had gone down as far as the old area then follows, in the
evaluation's job: whoever widened the incident may not write in the tiers above.
"""

from __future__ import annotations

from command.briefs.consultations import widen
from command.briefs.queries import consultations_short_of
from command.incidents.models import Incident
from command.response import queries
from command.response.models import Response
from command.response.rules import told_to
from core import records
from core.db import Database, Writer


async def announce(session: Writer, response: Response, kind: str) -> None:
    """Tell all who know of a response what happened to it."""
    await records.tell(
        session, response, kind, topic="responses", flow="down_to", to_area=response.to_area
    )


async def announce_judged(session: Writer, response: Response) -> None:
    """Tell what the last evaluation made of a response."""
    kind = "response.proposed" if response.proposed else "response.evaluated"
    await announce(session, response, kind)


async def tell_to(session: Writer, response: Response, incident_area: int) -> bool:
    """Set how far down a response and its decisions are known; return whether that changed."""
    far = told_to(response.state, response.area, incident_area)
    if response.to_area == far:
        return False
    response.to_area = far
    await queries.tell_acts(session, response.id, to_area=far)
    return True


async def follow(database: Database, incident: Incident) -> int:
    """Let everything undecided follow an incident whose area has grown; return how many did."""
    async with database.reading(None) as reader:
        behind = await queries.any_short_of(reader, incident.id, area=incident.area)
        behind |= bool(await consultations_short_of(reader, incident.id, area=incident.area))
    if not behind:
        return 0
    followed = 0
    async with database.writing(None) as writer:
        for response in await queries.responses_to_change(writer, incident.id):
            if await tell_to(writer, response, incident.area):
                response.version += 1
                await announce_judged(writer, response)
                followed += 1
        return followed + await widen(writer, incident.id, area=incident.area)
