"""A report before it is stored: what it is checked against, and what was found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from command.incidents import service as incidents
from command.incidents.models import Incident
from command.incidents.rules import OPEN
from command.reports import queries
from command.reports.clocks import due_of, late_minutes, receipt
from command.reports.figures import below, statements
from command.reports.indicators import INDICATORS, nil_codes
from command.reports.kinds import Kind
from command.reports.models import LossReport
from command.reports.place import lies_outside
from command.reports.rules import ChildSum, Facts, Finding, examine
from command.reports.schemas import ReportIn
from command.response import queries as response_queries
from command.response.rules import UNDECIDED
from core.access.may import may
from core.access.scope import Actor, Scope, tier_of
from core.db import Reader
from core.errors import Conflict, Invalid
from core.worlds import world_now
from gis.areas import service as areas

SUBMIT = "reports.submit"
CLOCKS_APART = timedelta(minutes=2)
"""A sender's clock may run ahead by this much; data "of the future" then count as of now."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A report as it would be stored, with all that was looked up for it."""

    incident: Incident
    area: int
    area_name: str
    seq: int
    now: datetime
    data_as_of: datetime
    due_at: datetime | None
    figures: dict[str, float | int | None]
    before: dict[str, float]
    last: LossReport | None
    outside: bool
    findings: list[Finding]

    @property
    def known(self) -> dict[str, float]:
        """What the area has said up to this report."""
        return self.before | {c: v for c, v in self.figures.items() if v is not None}

    @property
    def late_minutes(self) -> int:
        """Full minutes of delay."""
        return late_minutes(self.due_at, self.now)


async def counted_in(session: Reader, actor: Actor, incident_id: UUID) -> Incident:
    """Return the incident in which a report counts: the one that took in a merged one.

    A phone may have written its report before the incidents were merged.

    Raises
    ------
    NotFound
        The incident is not visible.
    """
    incident = await incidents.find(session, actor.scope, incident_id)
    return await incidents.taken_in_by(session, actor.scope, incident)


async def prepare(session: Reader, actor: Actor, *, given: ReportIn) -> Draft:
    """Look up all that a report is checked against, and check it.

    Raises
    ------
    NotFound
        The incident is not visible, or there is no such area.
    Forbidden
        The post does not report for this area.
    Conflict
        The incident is closed.
    Invalid
        An indicator is unknown or the place impossible.
    """
    area = actor.area if given.area is None else given.area
    may(actor, SUBMIT, area)
    incident = await counted_in(session, actor, given.incident_id)
    if incident.state not in OPEN:
        raise Conflict(
            "事件已结束，不再接收报表",
            "The incident is closed and takes no more reports",
            current=incident.projection(),
        )
    unit = await areas.get(session, area)
    _know(given)
    outside = await lies_outside(session, unit, lon=given.lon, lat=given.lat)
    reports = await queries.all_of(session, Scope.of(area), incident.id)
    own = [r for r in reports if r.area == area]
    now = await world_now(session, incident.world_id)
    data_as_of = _as_of(given.data_as_of, now)
    # Late news is compared with what was known when it was written.
    earlier = [r for r in reports if given.kind is Kind.FINAL or r.data_as_of <= data_as_of]
    before = {
        code: by_area[area][-1].value
        for code, by_area in statements(earlier).items()
        if area in by_area
    }
    below = await _below(session, incident, area, reports)
    # After stated losses "nothing happened" means no change: what is unknown stays unknown.
    hurt = any(value for report in own for value in report.figures.values())
    stated = _stated(given, [] if hurt else _nothing_said(incident.hazard, before, below))
    population = await areas.population(session, area)
    responses = await response_queries.responses_of(session, actor.scope, incident.id, area=area)
    facts = Facts(
        figures=stated,
        kind=given.kind,
        hazard=incident.hazard,
        data_as_of=data_as_of,
        submitted_at=now,
        previous=before,
        children=below,
        population=population.value,
        ledger_deaths=given.ledgers.deaths_missing,
        ledger_households=given.ledgers.house_households,
        response_started=any(r.state not in UNDECIDED for r in responses),
        photos=len({str(p) for p in given.photos}.union(*(r.photos for r in own))),
        narrative=any(note.strip() for note in (given.note_zh, *(r.note_zh for r in own))),
        nil_report=given.nil_report,
        open_below=_open_below(area, reports),
        reasons=given.reasons,
    )
    return Draft(
        incident=incident,
        area=area,
        area_name=unit.name,
        seq=max((r.seq for r in own if r.incident_id == incident.id), default=0) + 1,
        now=now,
        data_as_of=data_as_of,
        due_at=None
        if given.kind is Kind.FINAL or (own and own[-1].kind == Kind.FINAL)
        else due_of(
            tier_of(area),
            incident.occurred_at,
            hazard=incident.hazard,
            data_as_of=max((r.data_as_of for r in own), default=None),
            received_at=receipt(tier_of(area), reports),
        ),
        figures=stated,
        before=before,
        last=own[-1] if own else None,
        outside=outside,
        findings=examine(facts),
    )


def _know(given: ReportIn) -> None:
    """Refuse indicators that do not exist."""
    for code in given.figures:
        if code not in INDICATORS:
            raise Invalid("没有这个指标", "There is no such indicator", pointer=f"/figures/{code}")


def _stated(given: ReportIn, zeros: Iterable[str]) -> dict[str, float | int | None]:
    """Return the figures as stored: of a nil report, with 0 for each of `zeros`."""
    nil = dict.fromkeys(zeros, 0) if given.nil_report else {}
    return nil | {c: _plain(v) for c, v in given.figures.items()}


def _nothing_said(hazard: str, before: dict[str, float], below: dict[str, ChildSum]) -> list[str]:
    """Return what a nil report answers with 0: nothing known, nor losses reported from below."""
    known = before.keys() | {code for code, found in below.items() if found.value > 0}
    return [code for code in nil_codes(hazard) if code not in known]


def _plain(value: float | None) -> float | int | None:
    """Return 3 for 3.0, so that equal figures are written alike."""
    return int(value) if value is not None and float(value).is_integer() else value


def _as_of(given: datetime | None, now: datetime) -> datetime:
    if given is None or now < given <= now + CLOCKS_APART:
        return now
    return given


async def _below(
    session: Reader, incident: Incident, area: int, reports: Sequence[LossReport]
) -> dict[str, ChildSum]:
    """Return the sums of the units below, for the indicators any of them has stated."""
    if all(report.area == area for report in reports):
        return {}
    known = await below(session, incident_id=incident.id, area=area, reports=reports)
    return {
        code: ChildSum(item.reported.value, item.reported.unknown + item.reported.at_least)
        for code, item in known.items.items()
        if item.reported.value is not None
    }


def _open_below(area: int, reports: Sequence[LossReport]) -> int:
    """Return how many units directly below reported but sent no 核报 yet."""
    last = {r.area: r.kind for r in reports if tier_of(r.area) == tier_of(area) + 1}
    return sum(kind != Kind.FINAL for kind in last.values())
