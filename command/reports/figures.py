"""Figures of an area: what was reported, verified and estimated, indicator by indicator."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, pairwise
from typing import Any
from uuid import UUID

import orjson

from assessment.runs import service as estimates
from assessment.runs.service import Estimated
from command.incidents import queries as incidents
from command.reports import queries
from command.reports.indicators import INDICATORS
from command.reports.kept import Kept
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
MOST_LEDGERS = 32
"""One of a whole province takes about 3 MB, one of a county little."""


@dataclass(frozen=True, slots=True)
class Told:
    """What sums need of a report."""

    area: int
    kind: str
    state: str
    data_as_of: datetime
    submitted_at: datetime
    source_zh: str
    synthetic: bool
    drawn_at: datetime | None
    figures: dict[str, Any]
    findings: list[Any]


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
    reports: Iterable[LossReport | Told], *, verified_only: bool = False
) -> dict[str, dict[int, list[Stated]]]:
    """Return each area's statements that held, by indicator, the one that still holds last.

    Unknown never replaces known.
    What comes late does not replace newer data: a phone may deliver hours after it wrote. A final
    report holds whatever its data count to.

    Parameters
    ----------
    reports : iterable of LossReport or Told
        Oldest first.
    verified_only : bool
        Count only what was verified.
    """
    said: dict[str, dict[int, list[Stated]]] = defaultdict(lambda: defaultdict(list))
    for report in reports:
        if verified_only and report.state != State.VERIFIED:
            continue
        final, sure = report.kind == Kind.FINAL, explained(report)
        area, as_of, at = report.area, report.data_as_of, report.submitted_at
        source_zh, synthetic = report.source_zh, report.synthetic
        for code, value in report.figures.items():
            if value is None:
                continue
            held = said[code][area]
            if held and not final and as_of < held[-1].as_of:
                continue
            firm = final or code in sure
            held.append(
                Stated(float(value), as_of, at, source_zh, synthetic, firm, report.drawn_at)
            )
    return said


def explained(report: LossReport | Told) -> set[str]:
    """Return the indicators whose fall, or difference from the sum below, a report explains."""
    return {
        finding["pointer"].removeprefix("/figures/")
        for finding in report.findings
        if finding["rule"] in DIFFERENCES and finding["reason"]
    }


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
    session: Reader, *, incident_id: UUID, reports: Sequence[LossReport | queries.News]
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
    return (await asyncio.to_thread(Ledger, area, others, units)).figures({})


async def figures(session: Reader, *, incident_id: UUID, area: int) -> AreaFigures:
    """Return all figures of an area for an incident.

    The session must be allowed to see the whole area, else the sums would be too small.
    """
    sums = await ledger(session, Scope.of(area), incident_id)
    estimated = await estimates.of_area(session, incident_id=incident_id, area=area)
    return sums.figures(estimated)


class Ledger:
    """All figures of an area and of those below it, down to the counties.

    Attributes
    ----------
    hit : frozenset of int
        The areas that have reported losses, whether or not the incident names them.
    """

    def __init__(
        self, area: int, reports: Sequence[LossReport | Told], units: Iterable[int]
    ) -> None:
        children = tree(area, units)
        shown = {area, *(unit for unit in chain(*children.values()) if tier_of(unit) <= COUNTY)}
        sure = [r for r in reports if r.state == State.VERIFIED or r.kind == Kind.FINAL]
        self.hit = frozenset(r.area for r in reports if any(r.figures.values()))
        self._area = area
        self._newest = max((report.data_as_of for report in reports), default=None)
        self._said = _now(statements(reports), children, shown)
        self._verified = _now(statements(sure, verified_only=True), children, shown)
        self._settled = _now(statements(sure), children, shown)
        self._silent = Sums({}, children, accumulates=True)

    def reported(self, code: str, area: int) -> Figure:
        """Return an indicator's figure in one of the areas."""
        return self._figure(self._said, code, area)

    def settled(self, code: str, area: int) -> Figure:
        """Return the figure from what was verified or is final."""
        return self._figure(self._settled, code, area)

    def _figure(self, of: Mapping[str, Mapping[int, Figure]], code: str, area: int) -> Figure:
        return of.get(code, {}).get(area) or self._silent.figure(area)

    def figures(self, estimated: Mapping[str, Estimated]) -> AreaFigures:
        """Return all figures of the whole area, with the estimate for it."""
        items = {}
        for code in INDICATORS:
            verified = self._figure(self._verified, code, self._area)
            items[code] = Known(
                indicator=code,
                reported=self.reported(code, self._area),
                verified=verified if verified.value is not None else None,
                estimated=estimated.get(code),
            )
        return AreaFigures(self._area, self._newest, items)


def _now(
    said: Mapping[str, Mapping[int, Sequence[Stated]]],
    children: Mapping[int, Iterable[int]],
    shown: Iterable[int],
) -> dict[str, dict[int, Figure]]:
    """Return the present figures alone: the history behind them takes ten times the room."""
    return {
        code: {area: sums.figure(area) for area in shown}
        for code, sums in sums_of(said, children).items()
    }


_ledgers: Kept[Ledger] = Kept(MOST_LEDGERS)


async def ledger(session: Reader, scope: Scope, incident_id: UUID) -> Ledger:
    """Return the sums of all reports on an incident that a scope sees.

    Every desk asks for them again whenever something happens, and they hang on nothing but the
    reports and the units expected: they are kept until these change.
    """
    news = await queries.news(session, scope, incident_id)
    units = await expected_units(session, incident_id=incident_id, reports=news)

    async def reckon() -> Ledger:
        told = await queries.told(session, scope, incident_id)
        return await asyncio.to_thread(_read, scope.lo, told, units)

    return await _ledgers.get((incident_id, scope.lo, scope.hi), (news, units), reckon)


def _read(area: int, told: Iterable[Sequence[Any]], units: Iterable[int]) -> Ledger:
    reports = [Told(*row[:-2], *map(orjson.loads, row[-2:])) for row in told]
    return Ledger(area, reports, units)


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
