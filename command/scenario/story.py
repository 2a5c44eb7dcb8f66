"""A play as data: who does what at which moment of the exercise world."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson

PINGYUAN = Path(__file__).with_name("pingyuan.json")


@dataclass(frozen=True, slots=True)
class Step:
    """One act.

    `source` names where the figures were published; without one the step is synthetic. `at` is the
    world's time; nearly all moments are synthetic, and say so.
    """

    at: datetime
    who: str
    do: str
    zh: str
    en: str
    source: str | None
    synthetic: bool
    time_synthetic: bool
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Story:
    """A named play that begins at `start` in its own world."""

    id: str
    name_zh: str
    name_en: str
    start: datetime
    steps: tuple[Step, ...]


def load_story(path: Path = PINGYUAN) -> Story:
    """Read a story file.

    Raises
    ------
    ValueError
        The steps are not in the order of time.
    """
    data = orjson.loads(path.read_bytes())
    steps = tuple(
        Step(
            at=datetime.fromisoformat(row["at"]),
            who=row["who"],
            do=row["do"],
            zh=row["zh"],
            en=row["en"],
            source=row["source"],
            synthetic=row["synthetic"],
            time_synthetic=row["time_synthetic"],
            details=row.get("with", {}),
        )
        for row in data["steps"]
    )
    if any(b.at < a.at for a, b in pairwise(steps)):
        raise ValueError(f"steps are not in the order of time: {path.name}")
    return Story(
        data["id"],
        data["name_zh"],
        data["name_en"],
        datetime.fromisoformat(data["start"]),
        steps,
    )
