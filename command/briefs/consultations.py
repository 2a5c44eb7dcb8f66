"""Call a consultation: by a person, or because a start in one family asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from command.briefs import queries
from command.briefs.models import Consultation
from command.incidents.models import Incident
from command.incidents.service import find
from command.response.plans import families as known_families
from core import audit, records
from core.access.may import may
from core.access.scope import NATION, Actor, Scope
from core.db import Reader, Writer
from core.errors import Invalid
from core.ids import uuid7
from core.worlds import world_now
from gis.areas import service as areas

CALL = "consultations.call"


async def call(
    session: Writer,
    actor: Actor,
    *,
    incident_id: UUID,
    families: Sequence[str],
    at: datetime,
    reason: str,
) -> dict[str, Any]:
    """Call a consultation in the actor's own area; who knows of the incident hears of it.

    Raises
    ------
    NotFound, Forbidden
        The incident is not visible; the post may not call one.
    Invalid
        A plan family does not exist.
    """
    may(actor, CALL, actor.area)
    incident = await find(session, actor.scope, incident_id)
    for position, family in enumerate(families):
        if family not in known_families():
            raise Invalid(
                f"没有预案类别 {family}",
                f"There is no plan family {family}",
                pointer=f"/families/{position}",
            )
    made = await open_consultation(
        session,
        incident=incident,
        area=actor.area,
        families=families,
        at=at,
        called_at=await world_now(session, incident.world_id),
        called_by=actor.post_title,
        cause="called",
        reason_zh=reason,
    )
    await audit.record(
        session,
        actor,
        verb="call",
        noun="consultation",
        entity=made.id,
        area=made.area,
        after=made.projection(),
        reason=reason,
    )
    return made.projection()


async def open_consultation(
    session: Writer,
    *,
    incident: Incident,
    area: int,
    families: Sequence[str],
    at: datetime,
    called_at: datetime,
    called_by: str,
    cause: str,
    reason_zh: str,
) -> Consultation:
    """Write a consultation and announce it down to the incident's area."""
    words = known_families()
    names = await areas.names(session, [area])
    made = Consultation(
        id=uuid7(),
        version=1,
        incident_id=incident.id,
        area=area,
        to_area=incident.area,
        area_name="国家" if area == NATION else names.get(area, f"{area:012d}"),
        families=list(dict.fromkeys(families)),
        families_zh="、".join(words[f]["zh"] for f in dict.fromkeys(families)),
        at=at,
        called_at=called_at,
        called_by=called_by,
        cause=cause,
        reason_zh=reason_zh,
    )
    session.add(made)
    await _announce(session, made)
    return made


async def widen(session: Writer, incident_id: UUID, *, area: int) -> int:
    """Make an incident's consultations known as far as its new area; return how many were not."""
    behind = await queries.consultations_short_of(session, incident_id, area=area)
    for consultation in behind:
        consultation.to_area = area
        consultation.version += 1
        await _announce(session, consultation)
    return len(behind)


async def _announce(session: Writer, consultation: Consultation) -> None:
    await records.tell(
        session,
        consultation,
        "notice.consultation-called",
        topic="notices",
        flow="down_to",
        to_area=consultation.to_area,
    )


async def snapshot(session: Reader, scope: Scope) -> list[dict[str, Any]]:
    """Return all consultations a live screen of this scope holds."""
    return [c.projection() for c in await queries.consultations(session, scope)]
