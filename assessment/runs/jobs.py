"""Estimates made in the background: asked for by the event of an incident, done by the worker."""

from __future__ import annotations

import asyncio
from functools import lru_cache
from pathlib import Path
from typing import Any

from assessment.formulas.quake import Exposure
from assessment.runs.schemas import EstimateInputs
from assessment.runs.service import make_first_estimate
from core.db import Writer
from core.events import Event
from core.jobs import Jobs, defer, task, warm
from core.settings import Settings
from gis.areas.cells import cells

FIRST_ESTIMATE = "assessment.runs.first_estimate"
EARTHQUAKE = "0201"
URGENT = 10


@lru_cache(maxsize=2)
def exposure(var: Path) -> Exposure:
    """Return the province's generated cells as the formulas want them."""
    found = cells(var)
    return Exposure(found.lon, found.lat, found.population, found.county_code)


@warm
def _load_exposure(settings: Settings) -> None:
    exposure(settings.var)


async def on_incident(session: Writer, event: Event) -> None:
    """Ask for an estimate when an earthquake with a magnitude is reported or corrected.

    Runs in the transaction that emits `incident.reported` or `incident.edited`, and reads only the
    event: this package does not know the incident's.
    """
    given = event.body
    if not str(given["hazard"]).startswith(EARTHQUAKE) or given["magnitude"] is None:
        return
    inputs = EstimateInputs(incident_id=event.entity, **given)
    await defer(session, FIRST_ESTIMATE, priority=URGENT, given=inputs.model_dump(mode="json"))


@task(FIRST_ESTIMATE)
async def first_estimate(jobs: Jobs, *, given: dict[str, Any]) -> None:
    """Make the estimate. Equal inputs make none, so the job may run twice."""
    people = await asyncio.to_thread(exposure, jobs.settings.var)
    await make_first_estimate(
        jobs.database, given=EstimateInputs.model_validate(given), exposure=people
    )
