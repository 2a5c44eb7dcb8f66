"""Plans as data: the files beside this page, and how a row of one is read.

Sources are marks of the domain reference; `M-h` and `M-m` are general knowledge and flagged
provisional, `D` is an example of ours. A sample plan serves any area of its tier until the area has
entered its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from command.response.rules import Band, Base, Criterion

_FOLDER = Path(__file__).parent
_NOT_PLANS = ("measures.json", "families.json")


@dataclass(frozen=True, slots=True)
class PlanEdition:
    """One edition of one plan as it is stored."""

    id: str
    family: str
    tier: int
    owner_area: int | None
    name_zh: str
    name_en: str
    sample: bool
    valid_from: date
    valid_to: date | None
    body: dict[str, Any]
    digest: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A task that a started response brings with it."""

    code: str
    zh: str
    en: str
    owner_role_zh: str
    basis_zh: str
    sample: bool
    levels: tuple[int, ...]
    due_minutes: dict[int, int]
    daily_at: str | None
    every_minutes: int | None
    survives_end: bool

    def due(self, level: int, start: datetime) -> datetime:
        """Return when it is due after a start at `start` (aware, in the zone of the daily hour)."""
        if self.daily_at is None:
            return start + timedelta(minutes=self.due_minutes[level])
        hour, minute = map(int, self.daily_at.split(":"))
        today = start.replace(hour=hour, minute=minute, second=0, microsecond=0)
        return today if today > start else today + timedelta(days=1)

    def next_due(self, last_due: datetime, now: datetime) -> datetime:
        """Return when a repeating measure is due again: its next beat that lies ahead."""
        beat = timedelta(minutes=self.every_minutes or 0)
        due = last_due + beat
        return due if due > now else last_due + ((now - last_due) // beat + 1) * beat


def _read(name: str) -> Any:
    return json.loads((_FOLDER / name).read_text(encoding="utf-8"))


def editions() -> Iterator[PlanEdition]:
    """Yield every edition of every plan in the files, measures included."""
    measures = _read("measures.json")
    for file in sorted(_FOLDER.glob("*.json")):
        if file.name in _NOT_PLANS:
            continue
        plan = _read(file.name)
        own = [m for m in measures[plan["measures"]] if plan["tier"] in m["tiers"]]
        for edition in plan.pop("editions", [{}]):
            body = plan | edition | {"measures": own}
            yield PlanEdition(
                id=body["id"],
                family=body["family"],
                tier=body["tier"],
                owner_area=body["owner_area"],
                name_zh=body["name_zh"],
                name_en=body["name_en"],
                sample=body["sample"],
                valid_from=date.fromisoformat(body["valid_from"]),
                valid_to=date.fromisoformat(body["valid_to"]) if body["valid_to"] else None,
                body=body,
                digest=digest(body),
            )


def digest(body: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a JSON value in its canonical form, as 64 hexadecimal digits."""
    canonical = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def criteria(
    body: Mapping[str, Any], hazard: str, *, magnitude: float | None = None
) -> list[Criterion]:
    """Return the criteria of a plan that apply to a hazard, and to an earthquake as strong."""
    return [
        Criterion(
            code=c["code"],
            zh=c["zh"],
            en=c["en"],
            unit=c["unit"],
            unit_en=c["unit_en"],
            terms=tuple(c["terms"]),
            bands=tuple(Band(b["level"], b["lo"], b["hi"]) for b in c["bands"]),
            base=Base(**c["base"]) if "base" in c else None,
        )
        for c in body["criteria"]
        if hazard in c.get("hazards", (hazard,))
        and ("min_magnitude" not in c or (magnitude or 0.0) >= c["min_magnitude"])
    ]


def applies(body: Mapping[str, Any], hazard: str) -> bool:
    """Tell whether a plan is for a hazard at all."""
    return hazard in body.get("hazards", (hazard,))


def measures(body: Mapping[str, Any], level: int) -> list[Measure]:
    """Return the measures a level brings with it."""
    return [_measure(m) for m in body["measures"] if level in m["levels"]]


def _measure(row: Mapping[str, Any]) -> Measure:
    by_level = row.get("due_minutes_by_level")
    due = (
        {int(k): v for k, v in by_level.items()}
        if by_level
        else dict.fromkeys(row["levels"], row.get("due_minutes", 0))
    )
    return Measure(
        code=row["code"],
        zh=row["zh"],
        en=row["en"],
        owner_role_zh=row["owner_role_zh"],
        basis_zh=row["basis_zh"],
        sample=row["sample"],
        levels=tuple(row["levels"]),
        due_minutes=due,
        daily_at=row.get("daily_at"),
        every_minutes=row.get("every_minutes"),
        survives_end=row.get("survives_end", False),
    )


def families() -> dict[str, dict[str, str]]:
    """Return the names of the plan families, by code."""
    found: dict[str, dict[str, str]] = _read("families.json")["families"]
    return found
