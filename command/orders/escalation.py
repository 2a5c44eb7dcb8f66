"""How long something may be overdue before the tier above takes it up: dated data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from command.editions import edition_on

_FILE = Path(__file__).with_name("escalation.json")


@dataclass(frozen=True, slots=True)
class Escalation:
    """After how long by the world's clock, and on what basis."""

    after: timedelta
    basis_zh: str


def escalation(on: date) -> Escalation:
    """Return what is valid on a day."""
    edition = edition_on(_FILE, on)
    return Escalation(timedelta(minutes=edition["minutes"]), edition["basis_zh"])
