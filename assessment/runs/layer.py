"""The footprint on the situation map: the official one once there is one, as on all maps."""

from __future__ import annotations

from uuid import UUID

from assessment.runs import queries
from core.access.scope import Scope
from core.db import Reader
from gis.maps.layers import MapShape, Overlay

CERTAINTY_ZH = {"estimate": "估计", "verified": "已核定"}


async def layer(session: Reader, scope: Scope, incident_id: UUID) -> Overlay:
    """Return the bands of the newest official footprint the reader may see, else of the estimate.

    Widest first.
    """
    found = await queries.of_incident(session, scope, incident_id)
    shown = next((run for run in found if run.kind == "official"), found[0] if found else None)
    bands = shown.footprint.get("bands", []) if shown else []
    return Overlay(
        shapes=tuple(
            MapShape(
                band["geometry"],
                f"烈度 {band['label']} 度（{CERTAINTY_ZH[band['certainty']]}）",
                band["certainty"],
            )
            for band in sorted(bands, key=lambda band: band["intensity"])
            if band["geometry"]
        )
    )
