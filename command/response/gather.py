"""Collect what is known of an area, from reports, estimates and the incident itself."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from assessment.runs import queries as run_queries
from assessment.runs import service as runs
from command.incidents.models import Incident
from command.incidents.rules import reach_km
from command.reports.figures import Ledger, ledger
from command.response.figures import Estimated, Figures, Reported
from core.access.scope import NATION, Scope, range_of, tier_of
from core.db import Reader
from gis.areas import service as areas

NEEDED = (
    "deaths",
    "missing",
    "reloc_cum",
    "urgent_cum",
    "collapsed_rooms",
    "severe_rooms",
    "collapsed_home_hh",
    "severe_home_hh",
    "drought_aid_cum",
)
"""Indicators that plans compare."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What is common to all areas of one incident while it is evaluated.

    `epicentre` is the county it lies in, None at sea and elsewhere; `near` tells whether any county
    is within its reach.
    """

    incident: Incident
    epicentre: int | None
    near: bool
    estimates: dict[int, dict[str, Estimated]]
    intensities: dict[int, Reported]
    ledger: Ledger


async def setting(session: Reader, incident: Incident, scope: Scope) -> Setting:
    """Return the incident with its newest estimate by area, all sums and its epicentre's unit.

    Only areas inside `scope` may be asked for afterwards: of others not all reports are seen.
    """
    epicentre = await areas.area_at(session, lon=incident.lon, lat=incident.lat)
    near = epicentre is not None or await areas.areas_within(
        session, lon=incident.lon, lat=incident.lat, km=reach_km(incident.magnitude)
    )
    return Setting(
        incident,
        epicentre,
        bool(near),
        await _estimates(session, incident.id),
        await _official(session, incident.id),
        await ledger(session, scope, incident.id),
    )


async def _estimates(session: Reader, incident_id: UUID) -> dict[int, dict[str, Estimated]]:
    """Return the newest model's figures by area."""
    run = await runs.latest(session, incident_id)
    if run is None:
        return {}
    found: dict[int, dict[str, Estimated]] = {}
    for unit in run.units:
        found[unit.area] = {
            indicator: Estimated(
                e.value, e.lo, e.hi, run.id, run.run_version, run.model_zh, e.quantiles
            )
            for indicator, e in unit.figures.items()
        }
    return found


async def _official(session: Reader, incident_id: UUID) -> dict[int, Reported]:
    """Return the intensity the authority has published, by area."""
    run = await run_queries.last(session, incident_id, kind="official")
    if run is None:
        return {}
    return {
        unit.unit: Reported(unit.max_intensity, as_of=run.at, source_zh=run.source_zh, settled=True)
        for unit in await run_queries.all_units(session, run.id)
        if unit.max_intensity is not None
    }


def figures(here: Setting, area: int) -> Figures:
    """Return the figures of an area for its plans.

    National thresholds are counted within one province, so the nation's response reads that
    province's figures (`figures_area`); the caller passes that area.
    """
    reported = {}
    for code in NEEDED:
        said, final = here.ledger.reported(code, area), here.ledger.settled(code, area)
        reported[code] = Reported(
            said.value,
            said.at_least,
            said.unknown,
            said.as_of,
            said.source_zh,
            settled=final.value is not None and not final.at_least and final.value == said.value,
        )
    if area in here.intensities:
        reported["max_intensity"] = here.intensities[area]
    incident = here.incident
    if incident.magnitude is not None and _holds_epicentre(here, area):
        reported["magnitude"] = Reported(
            incident.magnitude, as_of=incident.occurred_at, source_zh=incident.source_zh
        )
    return Figures(reported, here.estimates.get(area, {}))


def _holds_epicentre(here: Setting, area: int) -> bool:
    if here.epicentre is None:  # off the coast or over the border, not on the far side of the Earth
        return here.near and tier_of(area) <= 1
    low, high = range_of(area)
    return low <= here.epicentre <= high


def touched(units: list[int]) -> list[int]:
    """Return every area that has a response to consider: the units and all above them."""
    found = {NATION}
    for unit in units:
        county = unit - unit % 10**6 if tier_of(unit) > 3 else unit
        found |= {county, county - county % 10**8, county - county % 10**10}
    return sorted(found)


def figures_area(area: int, units: list[int]) -> int:
    """Return whose figures an area's plan reads: the nation's, those of the province hit."""
    if area != NATION:
        return area
    provinces = sorted({u - u % 10**10 for u in units if u})
    return provinces[0] if provinces else NATION
