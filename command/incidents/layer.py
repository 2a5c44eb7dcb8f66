"""The incident itself on the situation map."""

from __future__ import annotations

from uuid import UUID

from command.incidents.models import Incident
from core import records
from core.access.scope import Scope
from core.db import Reader
from gis.maps.layers import MapPoint, Overlay


async def layer(session: Reader, scope: Scope, incident_id: UUID) -> Overlay:
    """Return the place of an incident, nothing if the reader may not see it."""
    found = await records.look(session, Incident, scope, "down", incident_id)
    if found is None:
        return Overlay()
    notes = ("演练 EXERCISE",) if found.exercise else ()
    return Overlay((MapPoint(found.lon, found.lat, found.title_zh, "event"),), notes=notes)
