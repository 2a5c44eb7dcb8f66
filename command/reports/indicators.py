"""The indicators of the fast loss report: what may be reported, in which unit.

Names follow the fast-report table of 自然灾害情况统计调查制度 (应急〔2020〕19号). The authority's
numeric codes are not known to us, so `official_code` stays empty. `houses_or_walls_damaged` is not
an indicator of that table: it is a figure news releases publish, and is never mixed with rooms.
Every indicator adds over areas.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Indicator:
    """One line of the table.

    Parameters
    ----------
    unit : str
        人, 间, 户, 个, 处, 公顷 or 万元.
    integer : bool
        Whether only whole numbers make sense.
    accumulates : bool
        Whether the figure may only rise in one disaster process (累计); realtime ones may fall.
    now_of : str or None
        The cumulative indicator of which this is the realtime value.
    part_of : str or None
        The indicator of which this is a part (其中).
    """

    code: str
    zh: str
    en: str
    unit: str
    integer: bool
    section: str
    accumulates: bool
    now_of: str | None
    part_of: str | None
    official_code: str | None


def _load() -> Mapping[str, Indicator]:
    with (Path(__file__).parent / "indicators.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            Indicator(
                code=row["code"],
                zh=row["zh"],
                en=row["en"],
                unit=row["unit"],
                integer=row["integer"] == "true",
                section=row["section"],
                accumulates=row["accumulates"] == "true",
                now_of=row["now_of"] or None,
                part_of=row["part_of"] or None,
                official_code=row["official_code"] or None,
            )
            for row in csv.DictReader(file)
        ]
    return MappingProxyType({row.code: row for row in rows})


INDICATORS: Mapping[str, Indicator] = _load()
"""All indicators by code, in the order of the form."""

SECTIONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "people": ("人员", "People"),
        "houses": ("房屋", "Houses"),
        "agriculture": ("农业", "Agriculture"),
        "loss": ("损失", "Loss"),
    }
)
"""Names of the form's sections."""

DROUGHT = "0101"
"""How the codes of droughts begin."""

DROUGHT_ONLY = frozenset(code for code in INDICATORS if code.startswith("drought_"))
FLOOD_ONLY = frozenset({"flooded_towns"})


def asked_only_for(code: str) -> str | None:
    """Return how the codes of the hazards begin that ask for an indicator; None if all do."""
    if code in DROUGHT_ONLY:
        return DROUGHT
    return "0102" if code in FLOOD_ONLY else None


def nil_codes(hazard: str) -> tuple[str, ...]:
    """Return the people and house indicators to which a nil report answers 0.

    Parameters
    ----------
    hazard : str
        Six-digit hazard code; drought and flood indicators are asked only for their hazards.
    """
    asked = {c for c, i in INDICATORS.items() if i.section in {"people", "houses"}}
    asked.discard("houses_or_walls_damaged")
    return tuple(
        code
        for code in INDICATORS
        if code in asked and hazard.startswith(asked_only_for(code) or "")
    )
