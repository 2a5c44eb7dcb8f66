"""What screens ask about reports as a whole: an area's figures and the matrix of counties."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from assessment.runs import service as estimates
from assessment.runs.service import UnitEstimate
from command.incidents import service as incidents
from command.incidents.rules import OPEN
from command.reports import queries
from command.reports.figures import (
    Known,
    below,
    expected_units,
    figures,
    statements,
    sums_of,
    tree,
)
from command.reports.indicators import INDICATORS
from command.reports.matrix import Event, Sent, Standing, hours_shown, standing, urgency
from command.reports.models import LossReport
from command.reports.sums import Figure, Sums
from core.access.may import area_asked
from core.access.scope import COUNTY, Actor, Scope, tier_of
from core.clock import stamp, stamp_or_none
from core.db import Reader
from core.errors import Invalid
from core.worlds import world_now
from gis.areas import service as areas
from gis.areas.service import Population

MOST_INDICATORS = 8
"""More than any chart or table of counties shows."""
MOST_STEPS = 500


async def figures_of(
    session: Reader, actor: Actor, *, incident_id: UUID, area: int | None
) -> dict[str, Any]:
    """Return all figures of an area as screens show them.

    Raises
    ------
    NotFound
        The incident is not visible, or there is no such area.
    Forbidden
        The area is not wholly inside the actor's: its sums would be wrong.
    """
    where = await _open_to(session, actor, incident_id=incident_id, area=area)
    known = await figures(session, incident_id=incident_id, area=where)
    return {
        "area": where,
        "as_of": stamp_or_none(known.as_of),
        "items": [_item(item) for item in known.items.values()],
    }


async def below_of(
    session: Reader, actor: Actor, *, incident_id: UUID, area: int | None
) -> dict[str, Any]:
    """Return what the units below an area reported, to fill the area's own report from.

    Raises
    ------
    NotFound
        The incident is not visible, or there is no such area.
    Forbidden
        The area is not wholly inside the actor's: its sums would be wrong.
    """
    where = await _open_to(session, actor, incident_id=incident_id, area=area)
    reports = await queries.all_of(session, Scope.of(where), incident_id)
    known = await below(session, incident_id=incident_id, area=where, reports=reports)
    return {
        "area": where,
        "read_to": stamp_or_none(
            max((r.submitted_at for r in reports if r.area != where), default=None)
        ),
        "items": [
            {
                "indicator": item.indicator,
                "sum": _figure(item.reported),
                "synthetic": item.reported.synthetic,
            }
            for item in known.items.values()
        ],
    }


@dataclass(frozen=True, slots=True)
class Reported:
    """What an area and everything below it reported of some indicators, added up by unit."""

    area: int
    indicators: list[str]
    reports: Sequence[LossReport]
    sums: dict[str, Sums]


async def reported(
    session: Reader, actor: Actor, *, incident_id: UUID, area: int | None, indicators: str
) -> Reported:
    """Add up what an area reported of the indicators named with commas between them.

    Raises
    ------
    NotFound
        The incident is not visible, or there is no such area.
    Forbidden
        The area is not wholly inside the actor's: its sums would be wrong.
    Invalid
        An indicator does not exist, or there are none or too many.
    """
    codes = _named(indicators)
    where = await _open_to(session, actor, incident_id=incident_id, area=area)
    reports = await queries.all_of(session, Scope.of(where), incident_id)
    units = await expected_units(session, incident_id=incident_id, reports=reports)
    sums = sums_of(statements(reports), tree(where, units))
    return Reported(where, codes, reports, {code: sums[code] for code in codes if code in sums})


def series_of(known: Reported) -> dict[str, Any]:
    """Return how an area's reported figures grew: from when on which was known, oldest first."""
    return {
        "area": known.area,
        "items": [
            {
                "indicator": code,
                "unit": INDICATORS[code].unit,
                "steps": [
                    {"at": stamp(at), "value": figure.value, "at_least": figure.at_least}
                    for at, figure in (
                        known.sums[code].steps(known.area, most=MOST_STEPS)
                        if code in known.sums
                        else []
                    )
                ],
            }
            for code in known.indicators
        ],
    }


async def counties_of(session: Reader, known: Reported) -> dict[str, Any]:
    """Return the reported figures of every county of an area from which anything came."""
    heard: dict[int, list[LossReport]] = defaultdict(list)
    for report in known.reports:
        if tier_of(report.area) >= COUNTY and tier_of(known.area) <= COUNTY:
            heard[areas.county_of(report.area)].append(report)
    names = await areas.names(session, heard)
    return {
        "area": known.area,
        "items": [_county(county, names, heard[county], known.sums) for county in sorted(heard)],
    }


def _county(
    county: int, names: dict[int, str], heard: list[LossReport], sums: dict[str, Sums]
) -> dict[str, Any]:
    found = {code: by_area.figure(county) for code, by_area in sums.items()}
    known = {code: figure for code, figure in found.items() if figure.value is not None}
    return {
        "area": county,
        "name": names.get(county, f"{county:012d}"),
        "seq": max((report.seq for report in heard if report.area == county), default=0),
        "last_at": stamp(heard[-1].submitted_at),
        "synthetic": any(figure.synthetic for figure in known.values()),
        "figures": {
            code: {
                "value": figure.value,
                "at_least": figure.at_least,
                "as_of": stamp_or_none(figure.as_of),
            }
            for code, figure in known.items()
        },
    }


def _named(indicators: str) -> list[str]:
    """Return the indicators named with commas between them."""
    codes = list(dict.fromkeys(code for code in indicators.split(",") if code))
    if not 1 <= len(codes) <= MOST_INDICATORS or any(code not in INDICATORS for code in codes):
        raise Invalid(
            f"须指明 1 至 {MOST_INDICATORS} 个存在的指标",
            f"Name 1 to {MOST_INDICATORS} indicators that exist",
            pointer="/indicators",
        )
    return codes


async def _open_to(session: Reader, actor: Actor, *, incident_id: UUID, area: int | None) -> int:
    """Return the area asked for, the actor's own if none is named, unless it is closed to them."""
    await incidents.find(session, actor.scope, incident_id)
    where = area_asked(actor, area)
    await areas.get(session, where)
    return where


def _item(known: Known) -> dict[str, Any]:
    indicator = INDICATORS[known.indicator]
    estimated = known.estimated
    return {
        "indicator": indicator.code,
        "zh": indicator.zh,
        "en": indicator.en,
        "unit": indicator.unit,
        "reported": _figure(known.reported),
        "verified": _figure(known.verified) if known.verified else None,
        "estimated": {
            "value": estimated.value,
            "lo": estimated.lo,
            "hi": estimated.hi,
            "model_zh": estimated.model_zh,
            "version": estimated.version,
            "run_id": estimated.run_id,
            "at": stamp(estimated.at),
        }
        if estimated
        else None,
        "synthetic": known.synthetic,
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return asdict(figure) | {"as_of": stamp_or_none(figure.as_of), "at": stamp_or_none(figure.at)}


async def matrix(session: Reader, actor: Actor, *, incident_id: UUID) -> dict[str, Any]:
    """Return how the counties in the actor's range stand with their reports.

    Raises
    ------
    NotFound
        The incident is not visible.
    """
    incident = await incidents.find(session, actor.scope, incident_id)
    now = await world_now(session, incident.world_id)
    reports = await queries.all_of(session, actor.scope, incident_id)
    units = await expected_units(session, incident_id=incident_id, reports=reports)
    counties = sorted(u for u in units if tier_of(u) == COUNTY and actor.scope.contains(u))
    sent = defaultdict(list)
    for report in reports:
        sent[report.area].append(report)
    names = await areas.names(session, counties)
    people = await areas.populations(session, counties)
    run = await estimates.latest(session, incident_id)
    shaken = {unit.area: unit for unit in run.units} if run else {}
    event = Event(incident.occurred_at, incident.hazard, over=incident.state not in OPEN)
    hours = hours_shown(incident.occurred_at, now)
    rows = [
        _row(
            county,
            names.get(county, f"{county:012d}"),
            standing(
                COUNTY,
                event,
                now,
                sent=[
                    Sent(r.submitted_at, r.data_as_of, r.kind, r.late_minutes, r.nil_report)
                    for r in sent[county]
                ],
                hours=hours,
            ),
            last=sent[county][-1] if sent[county] else None,
            unit=shaken.get(county),
            people=people[county],
            hours=hours,
        )
        for county in counties
    ]
    rows.sort(key=_place)
    counts = Counter(str(row["state"]) for row in rows)
    return {
        "now": stamp(now),
        "hours": [stamp(hour) for hour in hours],
        "counts": {
            "counties": len(rows),
            "silent": counts["silent"],
            "reported": sum(row["seq"] > 0 for row in rows),
            "late_reports": sum(int(row["late_reports"]) for row in rows),
        },
        "items": rows,
    }


def _row(
    county: int,
    name: str,
    stands: Standing,
    *,
    last: LossReport | None,
    unit: UnitEstimate | None,
    people: Population,
    hours: list[datetime],
) -> dict[str, Any]:
    return {
        "area": county,
        "name": name,
        "state": stands.state,
        "due_at": stamp_or_none(stands.due_at),
        "last_at": stamp(last.submitted_at) if last else None,
        "last_kind": last.kind if last else None,
        "seq": last.seq if last else 0,
        "late_minutes": last.late_minutes if last else 0,
        "silent_minutes": stands.silent_minutes,
        "late_reports": stands.late_reports,
        "max_intensity": unit.max_intensity if unit else None,
        "exposed_vi": dict(unit.exposed_vi) if unit else None,
        "population": people.value,
        "population_estimate": people.estimate,
        "cells": [
            {"at": stamp(hour), "state": state}
            for hour, state in zip(hours, stands.cells, strict=True)
        ],
    }


def _place(row: dict[str, Any]) -> tuple[float, float, int]:
    """Sort silent counties by urgency, the others by intensity."""
    exposed = row["exposed_vi"]["hi"] if row["exposed_vi"] else 0.0
    silence = urgency(row["silent_minutes"], row["max_intensity"], exposed)
    return -silence, -(row["max_intensity"] or 0.0), row["area"]
