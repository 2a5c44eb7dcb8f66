"""Rules kept as dated data in a file beside their module."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any


def edition_on(file: Path, day: date) -> dict[str, Any]:
    """Return the edition of a file that is valid on a day; before the first, the first.

    Parameters
    ----------
    file : Path
        JSON with `editions`, each with `valid_from`, oldest first.
    day : date
        In the world of what it is asked for.
    """
    editions = _read(file)
    valid = [edition for edition in editions if edition["valid_from"] <= day.isoformat()]
    return valid[-1] if valid else editions[0]


@cache
def _read(file: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["editions"]
    return found
