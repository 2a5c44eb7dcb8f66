"""Figures of an area: what was reported, verified and estimated, indicator by indicator."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from assessment.runs import service as estimates
from assessment.runs.service import Estimated
from command.incidents import queries as incidents
from command.reports import queries
from command.reports.indicators import INDICATORS
from command.reports.kinds import Kind, State
from command.reports.models import LossReport
from command.reports.sums import Figure, Stated, Sums
from core.access.scope import COUNTY, Scope, ancestors_of, range_of, tier_of
from core.db import Reader
from gis.areas import service as areas

DIFFERENCES = frozenset({"V13", "V32"})
"""The rules against a fall and against a difference from the sum below; both take a reason."""
MOST_TOWNSHIPS = 200
"""More than any county has; the largest of Shandong has about thirty."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one indicator in one area."""

    indicator: str
    reported: Figure
    verified: Figure | None
    estimated: Estimated | None

    @property
    def synthetic(self) -> bool:
        """Whether a synthetic statement is part of it."""
        return self.reported.synthetic or bool(self.verified and self.verified.synthetic)


@dataclass(frozen=True, slots=True)
class AreaFigures:
    """All indicators of an area, in the order of the form.

    Parameters
    ----------
    as_of : datetime or None
        The newest "data as of" among the reports counted.
    """

    area: int
    as_of: datetime | None
    items: dict[str, Known]

    def get(self, indicator: str) -> Figure | None:
        """Return the reported figure of an indicator, None for an unknown indicator."""
        known = self.items.get(indicator)
        return known.reported if known else None


def statements(
    reports: Iterable[LossReport], *, verified_only: bool = False
) -> dict[str, dict[int, list[Stated]]]:
    """Return each area's statements that held, by indicator, the one that still holds last.

    Unknown never replaces known.
    What comes late does not replace newer data: a phone may deliver hours after it wrote. A final
    report holds whatever its data count to.

    Parameters
    ----------
    reports : iterable of LossReport
        Oldest first.
    verified_only : bool
        Count only what was verified.
    """
    said: dict[str, dict[int, list[Stated]]] = defaultdict(lambda: defaultdict(list))
    for report in reports:
        if verified_only and report.state != State.VERIFIED:
            continue
        for code, value in report.figures.items():
            if value is None:
                continue
            held = said[code][report.area]
            if held and not replaces(report, held[-1].as_of):
                continue
            held.append(
                Stated(
                    float(value),
                    report.data_as_of,
                    report.submitted_at,
                    report.source_zh,
                    report.synthetic,
                    firm=report.kind == Kind.FINAL or code in explained(report),
                    drawn_at=report.drawn_at,
                )
            )
    return said


def explained(report: LossReport) -> set[str]:
    """Return the indicators whose fall, or difference from the sum below, a report explains."""
    return {
        finding["pointer"].removeprefix("/figures/")
        for finding in report.findings
        if finding["rule"] in DIFFERENCES and finding["reason"]
    }


def replaces(report: LossReport, as_of: datetime) -> bool:
    """Tell whether a report replaces what its area said earlier with data until `as_of`."""
    return report.kind == Kind.FINAL or report.data_as_of >= as_of


def tree(area: int, units: Iterable[int]) -> dict[int, list[int]]:
    """Return the units directly below each area on the ways from `area` down to `units`."""
    low, high = range_of(area)
    below: dict[int, set[int]] = defaultdict(set)
    for unit in units:
        if not low <= unit <= high:
            continue
        way = [code for code in (*ancestors_of(unit), unit) if tier_of(code) >= tier_of(area)]
        for upper, lower in pairwise(way):
            below[upper].add(lower)
    return {upper: sorted(lower) for upper, lower in below.items()}


async def expected_units(
    session: Reader, *, incident_id: UUID, reports: Sequence[LossReport]
) -> set[int]:
    """Return the units that should report or did: the incident's counties, and who spoke besides.

    A functional zone reports for itself, so it is expected with the counties it lies in.
    All townships of a county are expected as soon as one of them reports: what the county has not
    said itself is then "at least" what they said.
    """
    units: set[int] = {report.area for report in reports}
    touched: set[int] = set()
    for unit in await incidents.units(session, incident_id):
        counties = await areas.counties_under(session, unit) if tier_of(unit) < COUNTY else []
        touched.update(counties or [unit])
    units |= touched.union(await areas.zones_hosted(session, touched))
    for county in {r.area // 10**6 * 10**6 for r in reports if tier_of(r.area) > COUNTY}:
        units.update(await _townships(session, county))
    return units


async def _townships(session: Reader, county: int) -> list[int]:
    found, _ = await areas.page(
        session, parent=county, tier=COUNTY + 1, after=-1, limit=MOST_TOWNSHIPS
    )
    return [township.code for township in found]


async def below(
    session: Reader, *, incident_id: UUID, area: int, reports: Sequence[LossReport]
) -> AreaFigures:
    """Return the sums of the units below an area, whatever the area itself stated.

    A county that asks expects all of its townships, even before one of them reports.

    Parameters
    ----------
    reports : sequence of LossReport
        All reports of the area and of those below it, oldest first.
    """
    others = [report for report in reports if report.area != area]
    units = await expected_units(session, incident_id=incident_id, reports=others)
    if tier_of(area) == COUNTY:
        units.update(await _townships(session, area))
    return combine(area, reports=others, units=units, estimated={})


async def figures(session: Reader, *, incident_id: UUID, area: int) -> AreaFigures:
    """Return all figures of an area for an incident.

    The session must be allowed to see the whole area, else the sums would be too small.
    """
    reports = await queries.all_of(session, Scope.of(area), incident_id)
    units = await expected_units(session, incident_id=incident_id, reports=reports)
    estimated = await estimates.of_area(session, incident_id=incident_id, area=area)
    return combine(area, reports=reports, units=units, estimated=estimated)


def combine(
    area: int,
    *,
    reports: Sequence[LossReport],
    units: Iterable[int],
    estimated: Mapping[str, Estimated],
) -> AreaFigures:
    """Return all figures of an area from its reports, the expected units and the estimate."""
    children = tree(area, units)
    said = sums_of(statements(reports), children)
    sure = sums_of(statements(reports, verified_only=True), children)
    silent = Sums({}, children, accumulates=True).figure(area)
    items = {}
    for code in INDICATORS:
        verified = sure[code].figure(area) if code in sure else None
        items[code] = Known(
            indicator=code,
            reported=said[code].figure(area) if code in said else silent,
            verified=verified if verified and verified.value is not None else None,
            estimated=estimated.get(code),
        )
    newest = max((report.data_as_of for report in reports), default=None)
    return AreaFigures(area, newest, items)


def sums_of(
    said: Mapping[str, Mapping[int, Sequence[Stated]]], children: Mapping[int, Iterable[int]]
) -> dict[str, Sums]:
    """Return the sums of every indicator that anybody stated."""
    sums = {
        code: Sums(by_area, children, accumulates=INDICATORS[code].accumulates)
        for code, by_area in said.items()
    }
    if "missing" in said and "deaths" in said:
        sums["missing"] = Sums(said["missing"], children, accumulates=False, deaths=sums["deaths"])
    return sums
