"""The first-hour template as dated data: what every office of a tier does next, and by which rule.

The file beside this page holds the editions. Sources are marks of the domain reference; what is
marked `sample` is an example of a plan's, `[D]` one of ours.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

from command.duty.rules import Beat, Template
from command.editions import edition_on

_FILE = Path(__file__).with_name("first_hour.json")


def template(tier: int, on: date) -> Template:
    """Return the template of a tier (0 nation … 5 village) that is valid on a day."""
    edition = edition_on(_FILE, on)
    return Template(
        verify_within=timedelta(minutes=edition["verify_minutes"]),
        basis_zh=edition["basis_zh"],
        beats=tuple(_beat(row) for row in edition["duties"] if tier in row["tiers"]),
    )


def _beat(row: dict[str, Any]) -> Beat:
    return Beat(
        code=row["code"],
        zh=row["zh"],
        en=row["en"],
        action=row["action"],
        basis_zh=row["basis_zh"],
        first=_minutes(row.get("first_minutes")),
        every=_minutes(row.get("every_minutes")),
        daily_at=time.fromisoformat(row["daily_at"]) if "daily_at" in row else None,
    )


def _minutes(value: int | None) -> timedelta | None:
    return None if value is None else timedelta(minutes=value)
