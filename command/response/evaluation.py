"""Evaluate every tier and family of an incident; write and tell only what has changed.

The system does this, in a job: a county's report may change what the province is advised, and no
county may write there.  Reading and thinking happen in a read-only transaction, the write is short.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from command.incidents.authorities import lead_authority
from command.incidents.models import Incident
from command.incidents.queries import units as units_of
from command.response import gather, plans, queries, wording
from command.response.audience import announce_judged, follow
from command.response.figures import Figures
from command.response.models import Plan, Response
from command.response.rules import (
    LOWEST,
    UNDECIDED,
    Evaluation,
    declined_still_holds,
    evaluate,
    told_to,
)
from core.access.scope import NATION, Scope, ancestors_of, tier_of
from core.clock import BEIJING
from core.db import Database, Reader, Writer
from core.ids import uuid7
from core.worlds import world_now
from gis.areas import service as areas

EVALUATED = ("reported", "verified", "responding", "recovering")
"""Thresholds are watched until the end: verification brings the final figures while recovering.

Of a closed or merged incident nothing is proposed any more."""
AT_ONCE = 40
"""Areas in one write: all 160 of a province would hold back live events for a second."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one plan says for one area now."""

    area: int
    area_name: str
    figures_area: int
    plan: Plan
    evaluation: Evaluation

    @property
    def labels(self) -> dict[str, str]:
        """The plan's own words for its levels."""
        found: dict[str, str] = self.plan.body["labels"]
        return found

    def gauges(self) -> list[dict[str, Any]]:
        """Return all gauges as JSON."""
        return [wording.gauge_json(g, self.labels) for g in self.evaluation.gauges]


def judge(plan: Plan, incident: Incident, known: Figures) -> Evaluation:
    """Return what a plan edition says about figures of an incident."""
    return evaluate(
        plans.criteria(plan.body, incident.hazard, magnitude=incident.magnitude),
        known,
        forecast=plan.body["forecast"],
        forecast_probability=plan.body["forecast_probability"],
    )


def choose(valid: list[Plan], family: str, area: int) -> Plan | None:
    """Return the plan an area goes by: its own, else the sample of its tier."""
    tier = min(tier_of(area), 3)
    fitting = [p for p in valid if p.family == family and p.tier == tier]
    own = [p for p in fitting if p.owner_area == area]
    sample = [p for p in fitting if p.owner_area is None]
    return next(iter(own + sample), None)


async def judge_all(session: Reader, incident: Incident) -> list[Judgement]:
    """Return what every family's plan says for every area an incident concerns."""
    here = await gather.setting(session, incident, Scope.of(NATION))
    units = [*await units_of(session, incident.id), *sorted(here.ledger.hit)]
    touched = gather.touched(units)
    names = await areas.names(session, touched)
    names[NATION] = "国家"
    valid = await queries.plans_on(session, incident.occurred_at.astimezone(BEIJING).date())
    known: dict[int, Figures] = {}
    found = []
    for area in touched:
        source = gather.figures_area(area, units)
        if source not in known:
            known[source] = gather.figures(here, source)
        for family in plans.families():
            plan = choose(valid, family, area)
            if plan is None or not plans.applies(plan.body, incident.hazard):
                continue
            said = judge(plan, incident, known[source])
            found.append(Judgement(area, names.get(area, f"{area:012d}"), source, plan, said))
    return found


async def run(database: Database, incident_id: UUID) -> int:
    """Evaluate an incident and store what changed; return how many responses changed.

    One at a time for an incident: its job's lock sees to that.

    Parameters
    ----------
    database : Database
        Of the system's role: the write reaches every tier.
    """
    async with database.reading(None) as reader:
        incident = await queries.incident_of(reader, incident_id)
        if incident is None:
            return 0
        open_to_change = incident.state in EVALUATED
        judgements = await judge_all(reader, incident) if open_to_change else []
    changed = await follow(database, incident)
    # Some of a family at a time: a write that touches every tier should still be a short one.
    for family in sorted(plans.families()):
        of_family = [j for j in judgements if j.plan.family == family]
        judged = {j.area for j in of_family}
        for start in range(0, max(1, len(of_family)), AT_ONCE):
            async with database.writing(None) as writer:
                some = of_family[start : start + AT_ONCE]
                changed += await store(writer, incident, family, some, judged=judged)
    return changed


async def store(
    session: Writer,
    incident: Incident,
    family: str,
    judgements: list[Judgement],
    *,
    judged: set[int],
) -> int:
    """Write what changed in a family since the last evaluation and announce it.

    What stands proposed to an area that is judged no more - the incident moved away, was closed or
    merged - is withdrawn: nobody need decide it.

    Parameters
    ----------
    judged : set of int
        All areas that are judged, those of other writes too.
    """
    now = await world_now(session, incident.world_id)
    concerned = {area for j in judgements for area in (*ancestors_of(j.area), j.area)}
    found = await queries.responses_to_judge(
        session, incident.id, family, areas=concerned, judged=judged
    )
    rows = {r.area: r for r in found}
    changed = []
    for area in sorted(rows.keys() - judged):
        if rows[area].proposed is not None:
            _withdraw(rows[area], now)
            changed.append(rows[area])
    for j in judgements:
        row = rows.get(j.area)
        fresh = row is None
        if row is None:
            row = rows[j.area] = _new(incident, j, now)
            session.add(row)
        other = row.state in UNDECIDED and _go_by(row, incident, j)
        proposed = _proposal(row, j, rows)
        if fresh or other or proposed != row.proposed:
            _apply(row, proposed, j, now, fresh=fresh)
            changed.append(row)
        if not fresh:
            await _keep(session, row, j)
    for row in changed:  # all new ones are then written together
        await announce_judged(session, row)
    return len(changed)


def _new(incident: Incident, j: Judgement, now: datetime) -> Response:
    family = plans.families()[j.plan.family]
    verdict = wording.verdict(j.evaluation, j.labels)
    return Response(
        id=uuid7(),
        version=1,
        incident_id=incident.id,
        family=j.plan.family,
        family_zh=family["zh"],
        family_en=family["en"],
        area=j.area,
        to_area=told_to("none", j.area, incident.area),
        area_name=j.area_name,
        tier=tier_of(j.area),
        state="none",
        level=None,
        proposed=None,
        decider_zh=j.plan.body["deciders"][str(LOWEST)],
        decide_due=None,
        declined=None,
        acts=[],
        gauges=j.gauges(),
        verdict_zh=verdict[0],
        verdict_en=verdict[1],
        evaluated_at=now,
        **_basis(incident, j),
    )


def _basis(incident: Incident, j: Judgement) -> dict[str, Any]:
    """Return by which plan and whose figures a response is decided."""
    day = incident.occurred_at.astimezone(BEIJING).date()
    return {
        "figures_area": j.figures_area,
        "plan_id": j.plan.id,
        "plan_name_zh": j.plan.name_zh,
        "plan_sample": j.plan.sample,
        "labels": j.labels,
        "lead_authority_zh": lead_authority(day, tier=tier_of(j.area)),
    }


def _go_by(row: Response, incident: Incident, j: Judgement) -> bool:
    """Let what nobody has decided go by the plan it is judged by; tell whether that is another.

    The incident's day was corrected over an edition's, or an own plan has replaced the sample.
    """
    other = {n: v for n, v in _basis(incident, j).items() if getattr(row, n) != v}
    for name, value in other.items():
        setattr(row, name, value)
    return bool(other)


def _withdraw(row: Response, now: datetime) -> None:
    row.proposed, row.decide_due = None, None
    if row.state == "proposed":
        row.state = "none"
    row.verdict_zh, row.verdict_en = wording.without_figures(row.labels, row.level)
    row.evaluated_at = now
    row.version += 1


def _proposal(row: Response, j: Judgement, rows: dict[int, Response]) -> dict[str, Any] | None:
    said = j.evaluation.proposal
    found = wording.proposal_json(said) if said is not None else _linked(row, rows)
    if found is None or declined_still_holds(row.declined, found):
        return None
    if row.level is not None and row.level <= found["level"]:
        return None
    if row.state == "ended" and said is None:
        return None
    return found


def _linked(row: Response, rows: dict[int, Response]) -> dict[str, Any] | None:
    """A start above means at least the lowest level here; the nearest tier above names it."""
    for above in reversed(ancestors_of(row.area)):
        upper = rows.get(above)
        if upper is not None and upper.state == "active" and upper.level is not None:
            name = upper.labels[str(upper.level)]
            return wording.linked_json(upper.area_name, name, upper.level, LOWEST)
    return None


def _apply(
    row: Response,
    proposed: dict[str, Any] | None,
    j: Judgement,
    now: datetime,
    *,
    fresh: bool,
) -> None:
    if proposed is None:
        row.decide_due = None
    elif row.proposed is None:
        row.decide_due = now + timedelta(minutes=j.plan.body["propose_within_minutes"])
    level = proposed["level"] if proposed else (row.level or LOWEST)
    row.decider_zh = j.plan.body["deciders"][str(level)]
    row.proposed = proposed
    if row.state in ("none", "proposed"):
        row.state = "proposed" if proposed else "none"
    row.evaluated_at = now
    row.version += 0 if fresh else 1


async def _keep(session: Writer, row: Response, j: Judgement) -> None:
    gauges = j.gauges()
    verdict = wording.verdict(j.evaluation, j.labels, level=row.level, declined=row.declined)
    if row.gauges != gauges or (row.verdict_zh, row.verdict_en) != verdict:
        await queries.keep_gauges(session, row.id, gauges=gauges, verdict=verdict)
