"""Gather what the first-hour card of an office is computed from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from assessment.runs import queries as run_queries
from command.duty import queries
from command.duty.rules import (
    Late,
    PendingDecision,
    PendingOrder,
    PendingTask,
    Situation,
    next_duties,
    unknowns,
)
from command.duty.template import template
from command.incidents.models import Incident
from command.incidents.queries import units as units_of
from command.incidents.rules import EARTHQUAKE
from command.incidents.service import MOVE, find
from command.orders import queries as order_queries
from command.orders.escalation import escalation
from command.reports import figures as figures_of
from command.reports import queries as report_queries
from command.reports.clocks import daily_due, first_due, receipt
from command.reports.kinds import Kind
from command.reports.models import LossReport
from command.response import queries as response_queries
from command.response.wording import label_en
from core.access.may import area_asked, moves
from core.access.scope import COUNTY, Actor, Scope, ancestors_of, range_of, tier_of
from core.clock import BEIJING, stamp, stamp_or_none
from core.db import Reader
from core.worlds import world_now
from gis.areas import service as areas


async def first_hour(
    session: Reader, actor: Actor, *, incident_id: UUID, area: int | None
) -> dict[str, Any]:
    """Return the next three duties of an office and what is not known.

    Raises
    ------
    NotFound
        The incident is not visible.
    Forbidden
        The area lies outside the actor's.
    """
    wanted = area_asked(actor, area)
    incident = await find(session, actor.scope, incident_id)
    here = await situation(session, actor, incident, wanted)
    return {
        "area": wanted,
        "duties": [
            {
                "code": d.code,
                "title_zh": d.title_zh,
                "title_en": d.title_en,
                "due_at": stamp(d.due_at),
                "overdue": here.now > d.due_at,
                "action": d.action,
                "target": d.target,
                "basis_zh": d.basis_zh,
            }
            for d in next_duties(here)
        ],
        "unknowns": [{"zh": u.zh, "en": u.en} for u in unknowns(here)],
        "clocks": {
            "now": stamp(here.now),
            "since": stamp(incident.occurred_at),
            "recorded_at": stamp(incident.recorded_at),
            "verified_at": stamp_or_none(incident.verified_at),
            "report_due": stamp_or_none(here.report_due),
            "reported_at": stamp_or_none(here.own_report),
        },
    }


async def situation(session: Reader, actor: Actor, incident: Incident, area: int) -> Situation:
    """Return what this post knows of an area's situation."""
    tier = tier_of(area)
    now = (await world_now(session, incident.world_id)).astimezone(BEIJING)
    day = incident.occurred_at.astimezone(BEIJING).date()
    units = await units_of(session, incident.id)
    reports = await report_queries.all_of(session, Scope.of(area), incident.id)
    own = [r for r in reports if r.area == area]
    known = await figures_of.figures(session, incident_id=incident.id, area=area)
    low, high = range_of(area)
    official = await run_queries.last(session, incident.id, kind="official")
    tasks = await queries.tasks(session, actor.scope, incident_id=incident.id, area=area)
    orders = await order_queries.pending(session, actor.scope, incident_id=incident.id)
    late = escalation(day)
    return Situation(
        tier=tier,
        state=incident.state,
        earthquake=incident.hazard == EARTHQUAKE,
        concerned=any(low <= u <= high or _inside(area, u) for u in units),
        now=now,
        recorded_at=incident.recorded_at,
        may_verify=bool(moves(actor, {MOVE: incident.area})),
        report_due=first_due(
            tier, incident.occurred_at, receipt(tier, reports), hazard=incident.hazard
        ),
        own_report=own[0].submitted_at if own else None,
        follow_up_due=_follow_up_due(tier, incident, own),
        silent=await _silent(session, incident.id, area, reports),
        deaths_known=known.items["deaths"].reported.value is not None,
        missing_known=known.items["missing"].reported.value is not None,
        official_intensity=official is not None,
        template=template(tier, day),
        decisions=await _decisions(session, actor, incident.id, area),
        tasks=[
            PendingTask(str(t.id), t.code, t.title_zh, t.title_en, t.due_at)
            for t in tasks
            if t.state in queries.PENDING
        ],
        begun=frozenset(t.code for t in tasks),
        orders=[
            PendingOrder(str(o.id), o.title_zh, o.state, o.due_at)
            for o in orders
            if o.to_area == area
        ],
        late_orders=[
            Late(str(o.id), o.to_name, o.title_zh, o.due_at)
            for o in orders
            if o.area == area and o.overdue
        ],
        escalated_orders=[
            Late(str(o.id), f"{o.from_name}令{o.to_name}", o.title_zh, o.escalated_at)
            for o in orders
            if o.escalated_at is not None and area in ancestors_of(o.area)[-1:]
        ],
        escalated_tasks=[
            Late(str(t.id), t.area_name, t.title_zh, t.due_at + late.after)
            for t in await queries.tasks_late_since(
                session, actor.scope, incident_id=incident.id, instant=now - late.after
            )
            if area in ancestors_of(t.area)[-1:]
        ],
        escalation_zh=late.basis_zh,
    )


def _follow_up_due(tier: int, incident: Incident, own: Sequence[LossReport]) -> datetime | None:
    if own and own[-1].kind == Kind.FINAL:
        return None
    last = max((r.data_as_of for r in own), default=incident.occurred_at)
    return daily_due(tier, incident.occurred_at, last, hazard=incident.hazard)


def _inside(area: int, unit: int) -> bool:
    low, high = range_of(unit)
    return low <= area <= high


async def _silent(
    session: Reader, incident_id: UUID, area: int, reports: Sequence[LossReport]
) -> list[str]:
    """Return the names of the units directly below from which nothing has come at all.

    A touched county expects all of its townships, even before one of them reports.
    """
    expected = await figures_of.expected_units(session, incident_id=incident_id, reports=reports)
    if tier_of(area) == COUNTY and area in expected:
        townships, _ = await areas.page(
            session, parent=area, tier=COUNTY + 1, after=-1, limit=figures_of.MOST_TOWNSHIPS
        )
        expected.update(township.code for township in townships)
    heard = {r.area for r in reports}
    mute = [
        child
        for child in figures_of.tree(area, expected).get(area, [])
        if not any(_inside(report, child) for report in heard)
    ]
    names = await areas.names(session, mute)
    return [names.get(code, f"{code:012d}") for code in mute]


async def _decisions(
    session: Reader, actor: Actor, incident_id: UUID, area: int
) -> list[PendingDecision]:
    found = []
    for r in await response_queries.responses_of(session, actor.scope, incident_id):
        due: datetime | None = r.decide_due
        if r.area == area and r.proposed is not None and due is not None:
            found.append(
                PendingDecision(
                    str(r.id),
                    r.family_zh,
                    r.family_en,
                    r.labels[str(r.proposed["level"])],
                    label_en(r.proposed["level"]),
                    r.decider_zh,
                    due,
                )
            )
    return found
