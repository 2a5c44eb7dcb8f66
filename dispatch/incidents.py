"""What dispatch needs to know about an incident, told by the package above that keeps incidents.

`command` registers its answers when the service is composed; dispatch imports nothing from there.
Until somebody does, nothing is known: figures are unknown, not zero.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from core.access.scope import Scope
from core.db import Reader
from dispatch.stock.rules import Heads


@dataclass(frozen=True, slots=True)
class IncidentFacts:
    """An incident as far as supply is concerned; `counted` are it and those merged into it."""

    id: UUID
    world_id: UUID
    title_zh: str
    exercise: bool
    open: bool
    counted: tuple[UUID, ...]


Facts = Callable[[Reader, Scope, UUID], Awaitable[IncidentFacts | None]]
Figures = Callable[[Reader, UUID, int], Awaitable[dict[str, Heads]]]


@dataclass(slots=True)
class _Sources:
    facts: Facts | None = None
    figures: Figures | None = None


_sources = _Sources()


def tell(*, facts: Facts | None = None, figures: Figures | None = None) -> None:
    """Register where answers come from; a source not given stays as it is.

    Parameters
    ----------
    facts : callable
        Session, scope and incident id to what is known of it, none if it is not visible.
    figures : callable
        Session, incident id and area to the area's reported figures by indicator.
    """
    _sources.facts = facts or _sources.facts
    _sources.figures = figures or _sources.figures


async def facts_of(session: Reader, scope: Scope, incident_id: UUID) -> IncidentFacts | None:
    """Return what is known of an incident, none if it is not visible or nobody was asked."""
    return await _sources.facts(session, scope, incident_id) if _sources.facts else None


async def counted(session: Reader, scope: Scope, incident_id: UUID) -> tuple[UUID, ...]:
    """Return the ids of what counts as one incident; of one that is not visible its own."""
    facts = await facts_of(session, scope, incident_id)
    return facts.counted if facts else (incident_id,)


async def figures_of(session: Reader, incident_id: UUID, area: int) -> dict[str, Heads]:
    """Return an area's reported figures by indicator; missing ones are unknown."""
    return await _sources.figures(session, incident_id, area) if _sources.figures else {}
