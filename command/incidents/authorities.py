"""Who leads disaster relief on a date: data, since reforms move the duty (`authorities.json`)."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any


@cache
def _lead() -> list[dict[str, Any]]:
    text = Path(__file__).with_name("authorities.json").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = json.loads(text)["lead"]
    return found


def lead_authority(on: date, *, tier: int | None = None) -> str:
    """Return who leads on a date: the office of a tier, or the kind of office on all of them."""
    row = next(row for row in reversed(_lead()) if row["from"] <= on.isoformat())
    name: str = row["zh"] if tier is None else row["by_tier"][str(min(tier, 3))]
    return name
