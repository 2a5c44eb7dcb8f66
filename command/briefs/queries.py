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
    query = select(Consultation).where(visible(Consultation, scope, "down"))
    if incident_id is not None:
        query = query.where(Consultation.incident_id == incident_id)
    return list(await session.scalars(query.order_by(Consultation.id.desc()).limit(1000)))
