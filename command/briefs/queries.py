"""Every select about consultations and notices."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from command.briefs.models import Consultation
from core.access.scope import Scope
from core.access.visible import visible
from core.db import Reader


async def consultations(
    session: Reader, scope: Scope, *, incident_id: UUID | None = None
) -> list[Consultation]:
    """Return visible consultations, newest first."""
    query = select(Consultation).where(visible(Consultation, scope, "down_to"))
    if incident_id is not None:
        query = query.where(Consultation.incident_id == incident_id)
    return list(await session.scalars(query.order_by(Consultation.id.desc()).limit(1000)))


async def consultations_short_of(
    session: Reader, incident_id: UUID, *, area: int
) -> list[Consultation]:
    """Return an incident's consultations that are not known as far as an area."""
    return list(
        await session.scalars(
            select(Consultation)
            .where(Consultation.incident_id == incident_id, Consultation.to_area != area)
            .order_by(Consultation.id)
        )
    )
