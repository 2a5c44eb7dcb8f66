"""The official intensity map: its lines, the people inside, the model beside it; pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtri

from assessment.formulas.gb18306 import SIGMA, Axis, epicentral_intensity, semi_axis_km
from assessment.formulas.outline import ellipse
from assessment.formulas.quake import RANGE, ROMAN, Exposure
from assessment.formulas.sphere import Floats, distance_and_bearing
from assessment.runs.compute import ASSUMED_EN, ASSUMED_ZH, UnitResult, digest
from assessment.runs.schemas import FootprintIn

OUTERMOST = 6


@dataclass(frozen=True, slots=True)
class Official:
    """An official map: an outer ellipse (Ⅵ), and areas of further zones without a shape."""

    lon: float
    lat: float
    semi_long_km: float
    semi_short_km: float
    strike_deg: float
    max_intensity: int
    published: dict[str, float | None]
    inputs: dict[str, Any]
    inputs_hash: str
    footprint: dict[str, Any]

    @classmethod
    def of(cls, given: FootprintIn, epicentre: tuple[float, float]) -> Official:
        """Return the map as published; its centre is the epicentre unless it says otherwise."""
        lon = epicentre[0] if given.lon is None else given.lon
        lat = epicentre[1] if given.lat is None else given.lat
        line = ellipse(
            lon,
            lat,
            long_km=given.long_km / 2,
            short_km=given.short_km / 2,
            strike_deg=given.strike_deg,
        )
        areas: dict[int, float | None] = {
            OUTERMOST: given.area_vi_km2,
            OUTERMOST + 1: given.area_vii_km2,
        }
        bands: list[dict[str, Any]] = [
            {
                "intensity": degree,
                "label": ROMAN[degree],
                "certainty": "verified",
                "geometry": line if degree == OUTERMOST else None,
                "area_km2": areas.get(degree),
                "p": [],
            }
            for degree in range(OUTERMOST, given.max_intensity + 1)
        ]
        inputs = given.model_dump(mode="json") | {"centre": [lon, lat]}
        return cls(
            lon=lon,
            lat=lat,
            semi_long_km=given.long_km / 2,
            semi_short_km=given.short_km / 2,
            strike_deg=given.strike_deg,
            max_intensity=given.max_intensity,
            published={"area_vi_km2": given.area_vi_km2, "area_vii_km2": given.area_vii_km2},
            inputs=inputs,
            inputs_hash=digest(inputs),
            footprint={
                "bands": bands,
                "strike_deg": given.strike_deg,
                "epicentre": [lon, lat],
                "max_intensity": given.max_intensity,
            },
        )


@dataclass(frozen=True, slots=True)
class Counted:
    """People inside the official lines, by area."""

    headline: dict[str, Any]
    units: tuple[UnitResult, ...]


def count_people(official: Official, exposure: Exposure, *, centre: int | None) -> Counted:
    """Count the people of the generated cells whose middle lies inside the outer line.

    The highest degree is given to the areas that hold the centre, the others inside have the outer
    line's: the shapes of inner zones are not published.

    Parameters
    ----------
    centre : int or None
        The county the centre lies in; None at sea and outside the province, where no area of ours
        is known to have more than the outer line's degree.
    """
    distance, bearing = distance_and_bearing(official.lon, official.lat, exposure.lon, exposure.lat)
    angle = np.radians(bearing - official.strike_deg)
    inside = (
        (distance * np.cos(angle) / official.semi_long_km) ** 2
        + (distance * np.sin(angle) / official.semi_short_km) ** 2
    ) <= 1
    people, county = exposure.people[inside], exposure.county[inside]
    units = [_unit(0, 0, people, official.max_intensity)]
    for tier, size in ((1, 10**10), (2, 10**8), (3, 10**6)):
        member = county // size * size
        highest = None if centre is None else centre // size * size
        units += [
            _unit(
                int(code),
                tier,
                people[member == code],
                official.max_intensity if int(code) == highest else OUTERMOST,
            )
            for code in sorted({*np.unique(member).tolist(), *([highest] if highest else [])})
        ]
    headline: dict[str, Any] = {
        "exposed": units[0].exposed,
        "deaths": None,
        "assumed_zh": ASSUMED_ZH,
        "assumed_en": ASSUMED_EN,
        "warnings": [],
    }
    return Counted(headline, tuple(units))


def _unit(code: int, tier: int, people: Floats, degree: int) -> UnitResult:
    total, at = float(round(people.sum())), float(degree)
    return UnitResult(
        code=code,
        tier=tier,
        intensity={"value": at, "lo": at, "hi": at},
        exposed={str(OUTERMOST): {"value": total, "lo": total, "hi": total}},
        deaths=None,
    )


def compare(
    official: Official,
    counted: Counted,
    *,
    magnitude: float | None,
    model_headline: dict[str, Any] | None,
) -> list[dict[str, Any]]:
    """Return the model beside the official map, quantity by quantity.

    Areas and axes of the model follow from its relation; their ranges from its sigma alone.
    """
    rows = [
        ("long_axis_km", "Ⅵ度长轴", "Long axis of Ⅵ", "km", 2 * official.semi_long_km),
        ("short_axis_km", "Ⅵ度短轴", "Short axis of Ⅵ", "km", 2 * official.semi_short_km),
        (
            "area_vi_km2",
            "Ⅵ度及以上面积",
            "Area of Ⅵ and above",
            "km²",
            official.published["area_vi_km2"],
        ),
        ("area_vii_km2", "Ⅶ度面积", "Area of Ⅶ", "km²", official.published["area_vii_km2"]),
        (
            "max_intensity",
            "最高烈度",
            "Highest intensity",
            "度",
            float(official.max_intensity),
        ),
    ]
    modelled = _modelled(magnitude) if magnitude is not None else {}
    found = [
        {
            "code": code,
            "zh": zh,
            "en": en,
            "unit": unit,
            "model": modelled.get(code),
            "official": value,
        }
        for code, zh, en, unit, value in rows
    ]
    outermost = str(OUTERMOST)
    found.append(
        {
            "code": "exposed_vi",
            "zh": "Ⅵ度及以上人口（合成单元推算）",
            "en": "People at Ⅵ and above (by generated cells)",
            "unit": "人",
            "model": model_headline["exposed"].get(outermost) if model_headline else None,
            "official": counted.headline["exposed"][outermost]["value"],
        }
    )
    return found


def _modelled(magnitude: float) -> dict[str, dict[str, float]]:
    """Return lo, value and hi of each quantity: the relation shifted by quantiles of its sigma."""
    names = ("lo", "value", "hi")
    shifts = dict(zip(names, (SIGMA * float(ndtri(p)) for p in RANGE), strict=True))

    def axis(degree: int, shift: float, which: Axis) -> float:
        reach = float(semi_axis_km(magnitude, np.array([degree - shift]), which)[0])
        return 0.0 if math.isnan(reach) else reach

    def area(degree: int, shift: float) -> float:
        return math.pi * axis(degree, shift, "long") * axis(degree, shift, "short")

    top = epicentral_intensity(magnitude)

    def quantities(shift: float) -> dict[str, float]:
        return {
            "long_axis_km": 2 * axis(OUTERMOST, shift, "long"),
            "short_axis_km": 2 * axis(OUTERMOST, shift, "short"),
            "area_vi_km2": area(OUTERMOST, shift),
            "area_vii_km2": area(OUTERMOST + 1, shift),
            "max_intensity": float(math.floor(top + shift)),
        }

    drawn = {name: quantities(shift) for name, shift in shifts.items()}
    return {
        code: {name: round(values[code], 1) for name, values in drawn.items()}
        for code in drawn["value"]
    }
