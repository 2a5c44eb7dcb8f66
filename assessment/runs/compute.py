"""From an earthquake and the people around to a result ready to store; pure."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from assessment.formulas import gb18306, pager
from assessment.formulas.quake import (
    MODEL_VERSION,
    AreaResult,
    Exposure,
    Quake,
    Range,
    estimate,
    footprint,
)

NOT_MODELLED = ("injured", "collapsed_rooms", "severe_rooms", "reloc_cum")
NOT_MODELLED_ZH = "受伤、倒塌和损坏房屋、转移安置：无可靠公开模型，未估计"
NOT_MODELLED_EN = "Injured, damaged houses, relocated: no reliable published model, not estimated"
FALLBACK_ZH = "死亡人数为后备模型（PAGER 中国，MMI 烈度），90% 区间很宽"
FALLBACK_EN = "Deaths are by a fallback model (PAGER China, MMI); its 90 % range is wide"
ASSUMED_ZH = "县内人口按网格均匀分布（合成单元，仅供计算）"
ASSUMED_EN = "People spread evenly inside each county (generated cells, for computation only)"
DEEP_KM = 70.0


@dataclass(frozen=True, slots=True)
class UnitResult:
    """One area's result as stored. Counts of people are whole, deaths have one decimal."""

    code: int
    tier: int
    intensity: dict[str, Any] | None
    exposed: dict[str, dict[str, float]]
    deaths: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Computed:
    """A result with everything that makes it repeatable."""

    inputs: dict[str, Any]
    inputs_hash: str
    seed: int
    footprint: dict[str, Any]
    headline: dict[str, Any]
    units: tuple[UnitResult, ...]
    model_zh: str = f"{gb18306.CARD.name_zh}；{pager.CARD.name_zh}"
    model_en: str = f"{gb18306.CARD.name_en}; {pager.CARD.name_en}"
    model_version: str = MODEL_VERSION
    source_zh: str = f"{gb18306.CARD.source_zh}；{pager.CARD.source_zh}"


def digest(value: Any) -> str:
    """Return the SHA-256 of a JSON value, members in alphabetical order."""
    return hashlib.sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).hexdigest()


def digest_exposure(exposure: Exposure) -> str:
    """Return the SHA-256 of the cells, which names their edition."""
    found = hashlib.sha256()
    for array in (exposure.lon, exposure.lat, exposure.people, exposure.county):
        found.update(array.tobytes())
    return found.hexdigest()


def compute(quake: Quake, exposure: Exposure, *, depth_km: float | None = None) -> Computed:
    """Estimate an earthquake's effects; equal inputs give equal results."""
    inputs = {
        "quake": asdict(quake),
        "depth_km": depth_km,
        "exposure_sha256": digest_exposure(exposure),
        "model_version": MODEL_VERSION,
    }
    inputs_hash = digest(inputs)
    seed = int(inputs_hash[:15], 16)
    found = estimate(quake, exposure, seed=seed)
    exposed = {str(k): people(r) for k, r in found.exposed.items()}
    nation = UnitResult(
        code=0,
        tier=0,
        intensity=_degrees(found.max_intensity, found.intensity_quantiles),
        exposed=exposed,
        deaths=_deaths(found.deaths) | {"quantiles": list(found.deaths_quantiles)},
    )
    units = [_unit(area, tier) for tier, areas in found.areas.items() for area in areas]
    headline = {
        "exposed": exposed,
        "deaths": _deaths(found.deaths),
        "fallback_note_zh": FALLBACK_ZH,
        "fallback_note_en": FALLBACK_EN,
        "not_modelled": list(NOT_MODELLED),
        "not_modelled_zh": NOT_MODELLED_ZH,
        "not_modelled_en": NOT_MODELLED_EN,
        "assumed_zh": ASSUMED_ZH,
        "assumed_en": ASSUMED_EN,
        "warnings": warnings(quake, depth_km),
    }
    return Computed(inputs, inputs_hash, seed, footprint(quake), headline, (nation, *units))


def warnings(quake: Quake, depth_km: float | None) -> list[dict[str, str]]:
    """Return in what respect an earthquake lies outside what the relation was made for."""
    low, high = gb18306.MAGNITUDES
    found = []
    if not low <= quake.magnitude <= high:
        found.append(
            {
                "zh": f"震级 {quake.magnitude} 超出公式适用范围 {low}–{high}",
                "en": f"Magnitude {quake.magnitude} is outside the relation's range {low}–{high}",
            }
        )
    if depth_km is not None and depth_km > DEEP_KM:
        found.append(
            {
                "zh": f"震源深度 {depth_km:.0f} km，公式只适用于浅源地震",
                "en": f"Depth {depth_km:.0f} km; the relation is for shallow earthquakes",
            }
        )
    return found


def people(given: Range) -> dict[str, float]:
    """Return a range of persons in whole numbers."""
    return {"value": round(given.value), "lo": round(given.lo), "hi": round(given.hi)}


def _degrees(given: Range, quantiles: tuple[float, ...]) -> dict[str, Any]:
    found = {"value": round(given.value, 2), "lo": round(given.lo, 2), "hi": round(given.hi, 2)}
    return found | {"quantiles": list(quantiles)}


def _deaths(given: Range) -> dict[str, Any]:
    return {"value": round(given.value, 1), "lo": round(given.lo, 1), "hi": round(given.hi, 1)}


def _unit(area: AreaResult, tier: int) -> UnitResult:
    return UnitResult(
        code=area.code,
        tier=tier,
        intensity=_degrees(area.max_intensity, area.intensity_quantiles),
        exposed={str(k): people(r) for k, r in area.exposed.items()},
        deaths=_deaths(area.deaths) | {"quantiles": list(area.deaths_quantiles)},
    )
