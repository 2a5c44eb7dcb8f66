"""Verbs on estimates: make the first one, take in the official footprint, tell what is known."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from assessment.formulas.quake import DEGREES, Exposure
from assessment.runs import queries
from assessment.runs.compute import Computed, UnitResult, compute
from assessment.runs.models import Estimate, EstimateUnit
from assessment.runs.official import Official, compare, count_people
from assessment.runs.schemas import EstimateInputs, FootprintIn
from core import audit, records
from core.access.may import may
from core.access.scope import NATION, Actor, Scope, common_area
from core.clock import real_now, stamp
from core.db import Database, Reader, Writer, one_at_a_time
from core.errors import NotFound
from core.ids import uuid7
from core.worlds import world_now
from gis.areas import service as areas

OFFICIAL = "estimates.official"
ON_SCREENS = 200
"""A footprint has some 20 kB, and every page that is loaded holds so many."""


@dataclass(frozen=True, slots=True)
class Estimated:
    """A model's figure for one indicator: median, 90 % range, and the run it comes from."""

    value: float
    lo: float
    hi: float
    model_zh: str
    version: int
    run_id: UUID
    at: datetime
    quantiles: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitEstimate:
    """What a run says about one area, by indicator. Indicators without a model are absent."""

    area: int
    name: str
    tier: int
    max_intensity: float | None
    exposed_vi: Mapping[str, float]
    figures: Mapping[str, Estimated]


@dataclass(frozen=True, slots=True)
class Run:
    """A run with its areas, for other packages."""

    id: UUID
    run_version: int
    model_zh: str
    at: datetime
    units: tuple[UnitEstimate, ...]


async def latest(session: Reader, incident_id: UUID) -> Run | None:
    """Return the newest model run of an incident with all areas it covers, None before the first.

    An official footprint has no figures of losses and is not looked at.
    """
    run = await queries.last(session, incident_id, kind="model")
    if run is None:
        return None
    units = await queries.all_units(session, run.id)
    return Run(
        id=run.id,
        run_version=run.run_version,
        model_zh=run.model_zh,
        at=run.at,
        units=tuple(_unit_estimate(run, unit) for unit in units),
    )


async def of_area(session: Reader, *, incident_id: UUID, area: int) -> dict[str, Estimated]:
    """Return the newest model's figures for one area by indicator; none where it says nothing."""
    run = await queries.last(session, incident_id, kind="model")
    unit = await queries.unit(session, run.id, area) if run else None
    return dict(_unit_estimate(run, unit).figures) if run and unit else {}


def _unit_estimate(run: Estimate, unit: EstimateUnit) -> UnitEstimate:
    ranges = {"deaths": unit.deaths, "max_intensity": unit.intensity}
    figures = {
        indicator: Estimated(
            value=found["value"],
            lo=found["lo"],
            hi=found["hi"],
            model_zh=run.model_zh,
            version=run.run_version,
            run_id=run.id,
            at=run.at,
            quantiles=tuple(found.get("quantiles", ())),
        )
        for indicator, found in ranges.items()
        if found is not None
    }
    return UnitEstimate(
        area=unit.unit,
        name=unit.name,
        tier=unit.tier,
        max_intensity=unit.max_intensity,
        exposed_vi=unit.exposed[str(DEGREES[0])],
        figures=figures,
    )


async def make_first_estimate(
    database: Database, *, given: EstimateInputs, exposure: Exposure
) -> UUID | None:
    """Compute, store and announce an estimate for an incident.

    The computing happens outside any transaction. Inputs equal to those of the newest model run
    make no new one, so that a repeated job is harmless; an incident that has come to touch more
    areas gets one, for those to see.

    Returns
    -------
    UUID or None
        The new estimate; None if the newest one already rests on these inputs, or on later ones.
    """
    done = await asyncio.to_thread(compute, given.quake(), exposure, depth_km=given.depth_km)
    async with database.writing(None) as session:
        return await _store_model(session, given=given, done=done)


async def _store_model(session: Writer, *, given: EstimateInputs, done: Computed) -> UUID | None:
    await _one_at_a_time(session, given.incident_id)
    newest = await queries.last(session, given.incident_id, kind="model")
    if newest and (newest.inputs_hash, newest.area) == (done.inputs_hash, given.area):
        # A correction that was taken back in between must not come after this one.
        newest.incident_version = max(newest.incident_version or 0, given.version)
        return None
    if newest and (newest.incident_version or 0) > given.version:
        # The job of what has been corrected since came late; the correction's estimate stands.
        return None
    run = Estimate(
        id=uuid7(),
        version=1,
        incident_id=given.incident_id,
        incident_version=given.version,
        world_id=given.world_id,
        area=given.area,
        run_version=await queries.highest_version(session, given.incident_id) + 1,
        kind="model",
        model_zh=done.model_zh,
        model_en=done.model_en,
        model_version=done.model_version,
        inputs=done.inputs,
        inputs_hash=done.inputs_hash,
        seed=done.seed,
        source_zh=done.source_zh,
        at=await world_now(session, given.world_id),
        made_at=real_now(),
        footprint=done.footprint,
        headline=done.headline,
        comparison=[],
    )
    await _store(session, run, done.units)
    await records.tell(session, run, "estimate.made", topic="estimates", flow="down")
    await _widen_official(session, incident_id=given.incident_id, area=given.area)
    return run.id


async def _widen_official(session: Writer, *, incident_id: UUID, area: int) -> None:
    """Let those see the official map whom the incident has come to touch since it was recorded."""
    official = await queries.last(session, incident_id, kind="official")
    if official is None:
        return
    wider = common_area((official.area, area))
    if wider == official.area:
        return
    official.area = wider
    official.version += 1
    for unit in await queries.all_units(session, official.id):
        unit.area = wider
    await records.tell(session, official, "estimate.official", topic="estimates", flow="down")


async def record_footprint(
    session: Writer,
    actor: Actor,
    *,
    incident_id: UUID,
    given: FootprintIn,
    exposure: Exposure,
) -> dict[str, Any]:
    """Store the official intensity map as the incident's next footprint and announce it.

    Area, world and epicentre are those of the estimate before. People are counted on the generated
    cells inside its lines; deaths are not estimated from it.

    Raises
    ------
    NotFound
        The incident has no estimate that this post may see.
    Forbidden
        The post may not record it for the incident's area.
    """
    known = await queries.of_incident(session, actor.scope, incident_id)
    model = next((run for run in known if run.kind == "model"), None)
    if model is None:
        raise NotFound(
            "本事件尚无评估，不能登记官方烈度图",
            "There is no estimate of this incident to set the official map beside",
        )
    may(actor, OFFICIAL, model.area)
    await _one_at_a_time(session, incident_id)
    quake = model.inputs["quake"]
    official = Official.of(given, (quake["lon"], quake["lat"]))
    centre = await areas.area_at(session, lon=official.lon, lat=official.lat)
    counted = count_people(official, exposure, centre=centre)
    run = Estimate(
        id=uuid7(),
        version=1,
        incident_id=incident_id,
        world_id=model.world_id,
        area=model.area,
        run_version=await queries.highest_version(session, incident_id) + 1,
        kind="official",
        model_zh="官方烈度图",
        model_en="Official intensity map",
        model_version="official",
        inputs=official.inputs,
        inputs_hash=official.inputs_hash,
        seed=0,
        source_zh=given.source_zh,
        at=await world_now(session, model.world_id),
        made_at=real_now(),
        footprint=official.footprint,
        headline=counted.headline,
        comparison=compare(
            official,
            counted,
            magnitude=quake["magnitude"],
            model_headline=model.headline,
        ),
    )
    await _store(session, run, counted.units)
    await audit.record(
        session,
        actor,
        verb="record",
        noun="footprint",
        entity=run.id,
        area=model.area,
        after={"source_zh": given.source_zh, "inputs_hash": run.inputs_hash},
    )
    await records.tell(session, run, "estimate.official", topic="estimates", flow="down")
    return await detail(session, actor.scope, run.id)


async def _store(session: Writer, run: Estimate, units: Iterable[UnitResult]) -> None:
    """Write a run with its areas."""
    units = tuple(units)
    names = await areas.names(session, [unit.code for unit in units])
    names[NATION] = "全国"
    session.add(run)
    await session.flush()
    session.add_all(
        EstimateUnit(
            estimate_id=run.id,
            unit=unit.code,
            area=run.area,
            tier=unit.tier,
            name=names.get(unit.code, f"{unit.code:012d}"),
            intensity=unit.intensity,
            exposed=unit.exposed,
            deaths=unit.deaths,
        )
        for unit in units
    )


async def _one_at_a_time(session: Writer, incident_id: UUID) -> None:
    """Let one run of an incident be stored at a time, so that the numbers have no gaps."""
    await one_at_a_time(session, f"estimate:{incident_id}")


async def detail(session: Reader, scope: Scope, estimate_id: UUID) -> dict[str, Any]:
    """Return an estimate with its counties and cities, strongest shaking first.

    Raises
    ------
    NotFound
        There is none, or this post may not see it.
    """
    run = await records.find(session, Estimate, scope, "down", estimate_id)
    return run.projection() | {
        "inputs": run.inputs,
        "seed": str(run.seed),
        "made_at": stamp(run.made_at),
        "comparison": run.comparison,
        "cities": _rows(await queries.units(session, scope, run.id, tier=2)),
        "counties": _rows(await queries.units(session, scope, run.id, tier=3)),
    }


def _rows(units: Sequence[EstimateUnit]) -> list[dict[str, Any]]:
    return [
        {
            "area": unit.unit,
            "name": unit.name,
            "max_intensity": unit.max_intensity,
            "intensity": _range(unit.intensity),
            "exposed_vi": unit.exposed.get(str(DEGREES[0])),
            "exposed": unit.exposed,
            "deaths": _range(unit.deaths),
        }
        for unit in units
    ]


def _range(stored: dict[str, Any] | None) -> dict[str, Any] | None:
    """Leave out the quantiles, which are for other packages."""
    return stored and {name: stored[name] for name in ("value", "lo", "hi")}


async def snapshot(session: Reader, scope: Scope) -> list[dict[str, Any]]:
    """Return the estimates a live screen of this scope holds.

    Earlier versions are read with the incident; a screen that heard them come holds them besides.
    """
    found = await queries.for_screens(session, scope, limit=ON_SCREENS)
    return [run.projection() for run in found]
