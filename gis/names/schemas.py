"""What goes out about places."""

from __future__ import annotations

from typing import Any, Literal

from core.http import Out


class PlaceCollection(Out):
    """Places as GeoJSON, with what map law and the licence ask for."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    note_zh: str
    note_en: str
    approval_no: str | None = None
    attribution_zh: str
    attribution_en: str
    features: list[dict[str, Any]]
