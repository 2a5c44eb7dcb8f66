"""Verbs on responses: only the named authority starts, raises, lowers, ends or declines."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from command.briefs.consultations import open_consultation
from command.briefs.jobs import KEEP_NOTICE
from command.duty import tasks
from command.incidents.models import Incident
from command.incidents.queries import next_number
from command.incidents.rules import OPEN
from command.incidents.service import find as find_incident
from command.incidents.service import take_turn
from command.response import evaluation, gather, plans, queries, wording
from command.response.audience import announce, tell_to
from command.response.jobs import evaluate_soon
from command.response.models import Plan, Response, ResponseAct
from command.response.rules import (
    LOWEST,
    STATE_ZH,
    Evaluation,
    acts_from,
    answered,
    by_adjustment,
    level_fault,
)
from command.response.schemas import ActIn, response_out
from core import audit, records
from core.access.may import may, moves
from core.access.scope import Actor, Scope
from core.clock import BEIJING, real_now, stamp
from core.db import Reader, Writer
from core.errors import Conflict, Invalid, NotFound
from core.jobs import defer
from core.worlds import world_now

DECIDE = "responses.decide"
KINDS = {
    "start": "response.started",
    "raise": "response.raised",
    "lower": "response.lowered",
    "end": "response.ended",
    "decline": "response.declined",
    "consult": "response.consulted",
}


def allowed_moves(actor: Actor, response: Response, incident: Incident) -> list[str]:
    """Return the acts this actor may take now; the browser asks for the one-time code."""
    return list(_possible(response, incident)) if moves(actor, {DECIDE: response.area}) else []


def _possible(response: Response, incident: Incident) -> tuple[str, ...]:
    return acts_from(
        response.state,
        response.level,
        proposed=response.proposed is not None,
        incident_open=incident.state in OPEN,
    )


async def evaluated(session: Reader, actor: Actor, *, incident_id: UUID) -> list[dict[str, Any]]:
    """Return all visible responses with gauges.

    Gauges of areas in the actor's range are read now. Those of tiers above are as the last
    evaluation left them, without the sums of reports, which do not flow down.
    """
    incident = await find_incident(session, actor.scope, incident_id)
    here = await gather.setting(session, incident, actor.scope)
    known = {}
    found = []
    for response in await queries.responses_of(session, actor.scope, incident_id):
        plan = await queries.plan(session, response.plan_id)
        if plan is None:
            raise NotFound()
        source, inside = response.figures_area, actor.scope.contains(response.area)
        shown = _stored(response) if inside else _withheld(response)
        if inside and incident.state in evaluation.EVALUATED:
            if source not in known:
                known[source] = gather.figures(here, source)
            shown = _fresh(plan, evaluation.judge(plan, incident, known[source]), response)
        found.append(
            response_out(response.projection(), allowed_moves(actor, response, incident))
            | shown
            | {
                "adjustment_zh": plan.body["adjustment"]["zh"],
                "legal_basis_zh": legal_basis(plan),
            }
        )
    return found


def _stored(response: Response) -> dict[str, Any]:
    return {
        "gauges": response.gauges,
        "verdict_zh": response.verdict_zh,
        "verdict_en": response.verdict_en,
    }


def _withheld(response: Response) -> dict[str, Any]:
    shown = _stored(response) | {"gauges": [wording.withheld(g) for g in response.gauges]}
    proposed = response.proposed
    # A start above proposes whatever the figures here: the verdict then tells how far they are.
    if proposed is None or proposed["basis"] == "linked":
        zh, en = wording.without_figures(response.labels, response.level)
        shown |= {"verdict_zh": zh, "verdict_en": en}
    return shown


def _fresh(plan: Plan, said: Evaluation, response: Response) -> dict[str, Any]:
    labels = plan.body["labels"]
    zh, en = wording.verdict(said, labels, level=response.level, declined=response.declined)
    return {
        "gauges": [wording.gauge_json(g, labels) for g in said.gauges],
        "verdict_zh": zh,
        "verdict_en": en,
    }


def legal_basis(plan: Plan) -> str:
    """Return the legal basis with the date of the text and what still has to be checked."""
    mark = "，须核对" if plan.body["verify"] else ""
    return f"{plan.body['legal_basis_zh']}（文本截至 {plan.body['text_as_of']}{mark}）"


async def act(
    session: Writer, actor: Actor, *, response_id: UUID, given: ActIn, version: int | None
) -> dict[str, Any]:
    """Take a decision: store it with plan edition and figures, make its tasks, tell those below.

    Raises
    ------
    NotFound, Forbidden, SecondFactorNeeded
        Not visible; not this office's decision; no one-time code in the session.
    Stale
        Somebody decided, or the proposal changed, since it was read.
    Conflict, Invalid
        The state or the level does not allow the act.
    """
    seen = await records.find(session, Response, actor.scope, "down_to", response_id)
    may(actor, DECIDE, seen.area)
    response = await records.find(session, Response, actor.scope, "up", response_id, lock=True)
    await take_turn(session, response.incident_id)
    incident = await find_incident(session, actor.scope, response.incident_id)
    _check(response, incident, given, version)
    plan = await queries.plan(session, response.plan_id)
    if plan is None:
        raise NotFound()
    now = await world_now(session, incident.world_id)
    before = response.projection()
    decision = await _decide(
        session, actor, incident=incident, response=response, plan=plan, given=given, now=now
    )
    await _follow(
        session, actor, incident=incident, response=response, plan=plan, given=given, now=now
    )
    response.acts = [*response.acts, decision.summary()]
    response.version += 1
    await session.flush()
    await _tell(session, actor, response, given, before)
    return response_out(response.projection(), allowed_moves(actor, response, incident))


def _check(response: Response, incident: Incident, given: ActIn, version: int | None) -> None:
    records.require_version(response, version, current=response.projection())
    if given.act not in _possible(response, incident):
        if incident.state not in OPEN:
            raise Conflict(
                "事件已结束或已并入其他事件，响应只能降低或终止",
                "The incident is closed or merged: a response can only be lowered or ended",
                current=response.projection(),
            )
        raise Conflict(
            f"响应现为“{STATE_ZH[response.state]}”，不能进行这一步",
            f"The response is {response.state}; {given.act} is not possible",
            current=response.projection(),
        )
    fault = level_fault(given.act, response.level, given.level)
    if fault is not None:
        raise Invalid(*fault, pointer="/level")


async def _decide(
    session: Writer,
    actor: Actor,
    *,
    incident: Incident,
    response: Response,
    plan: Plan,
    given: ActIn,
    now: datetime,
) -> ResponseAct:
    """Write the decision with all it was made on, and set the response's new state."""
    n = len(response.acts) + 1
    here = await gather.setting(session, incident, actor.scope)
    figures_area = response.figures_area if actor.scope.contains(response.figures_area) else None
    known = gather.figures(here, figures_area or response.area)
    said = evaluation.judge(plan, incident, known)
    shown = _fresh(plan, said, response)
    proposed = response.proposed
    reached = wording.proposal_json(said.proposal) if said.proposal is not None else None
    suggested = [p["level"] for p in (proposed, reached) if p is not None]
    adjusted = by_adjustment(given.act, given.level, min(suggested, default=None))
    level_before = response.level
    _set_state(response, given, reached)
    await tell_to(session, response, incident.area)
    level = given.level if given.act in ("start", "raise", "lower") else level_before
    deciders = plan.body["deciders"]
    decided = proposed["level"] if proposed is not None and given.act == "decline" else level
    decider = deciders[str(decided or LOWEST)]
    if response.proposed is None:
        response.decider_zh = deciders[str(response.level or LOWEST)]
    day = now.astimezone(BEIJING)
    key = f"notice:{incident.world_id}:{response.area}:{day:%Y-%m%d}"
    document_no = f"应急响应-{response.area:012d}-{day:%Y-%m%d}-"
    document_no += f"{await next_number(session, key):03d}"
    content = {
        "document_no": document_no,
        "act": given.act,
        "n": n,
        "response": {
            k: response.projection()[k]
            for k in ("id", "area", "area_name", "tier", "family", "family_zh", "labels")
        },
        "lead_authority_zh": response.lead_authority_zh,
        "level_before": level_before,
        "level": level,
        "by_adjustment": adjusted,
        "proposed": proposed,
        "reason": given.reason,
        "at": stamp(now),
        "decider_zh": decider,
        "signed_by": {"post": actor.post_title, "name": actor.name, "office": actor.office_name},
        "second_factor": actor.second_factor,
        "incident": incident.projection(),
        "plan": {
            "id": plan.id,
            "name_zh": plan.name_zh,
            "digest": plan.digest,
            "sample": plan.sample,
            "legal_basis_zh": legal_basis(plan),
            "adjustment_zh": plan.body["adjustment"]["zh"],
            "measures": _measures(plan, level, day),
        },
        "figures": shown,
    }
    decision = ResponseAct(
        response_id=response.id,
        n=n,
        area=response.area,
        to_area=response.to_area,
        act=given.act,
        level_before=level_before,
        level=level,
        at=now,
        recorded_at=real_now(),
        person_id=actor.person_id,
        by_name=actor.name,
        by_post=actor.post_title,
        second_factor=actor.second_factor,
        reason=given.reason,
        by_adjustment=adjusted,
        plan_id=plan.id,
        plan_digest=plan.digest,
        content=content,
        digest=plans.digest(content),
        document_no=document_no,
    )
    session.add(decision)
    return decision


def _measures(plan: Plan, level: int | None, start: datetime) -> list[dict[str, Any]]:
    if level is None:
        return []
    return [
        {
            "zh": m.zh,
            "owner_role_zh": m.owner_role_zh,
            "due_at": stamp(m.due(level, start)),
            "basis_zh": m.basis_zh,
        }
        for m in plans.measures(plan.body, level)
    ]


def _set_state(response: Response, given: ActIn, reached: dict[str, Any] | None) -> None:
    """Set what an act leads to.

    Whoever sets a level answers the stronger one they saw proposed, met or declined before; it is
    proposed again only once the figures go beyond it (`answered`).
    """
    if given.act in ("start", "raise", "lower", "end"):
        in_force = {"level": response.level, "basis": "reported"} if response.level else None
        seen = (response.proposed, response.declined, in_force)
        response.declined = dict(answered(seen, reached) or {}) or None
        ended = given.act == "end"
        response.state, response.level = ("ended", None) if ended else ("active", given.level)
    elif given.act == "decline":
        response.declined = response.proposed
        response.state = "none" if response.state == "proposed" else response.state
    if given.act != "consult":
        response.proposed, response.decide_due = None, None


async def _follow(
    session: Writer,
    actor: Actor,
    *,
    incident: Incident,
    response: Response,
    plan: Plan,
    given: ActIn,
    now: datetime,
) -> None:
    """Tasks and consultations that follow from an act."""
    if given.act in ("start", "raise") and given.level is not None:
        await tasks.instantiate(
            session,
            response,
            body=plan.body,
            level=given.level,
            now=now,
            anew=given.act == "start",
        )
    if given.act == "lower" and given.level is not None:
        keep = plans.measures(plan.body, given.level)
        await tasks.drop_superfluous(session, response, keep=keep, reason="响应降级，不再需要")
        await tasks.instantiate(session, response, body=plan.body, level=given.level, now=now)
    if given.act == "end":
        keep = [
            m
            for level in range(1, LOWEST + 1)
            for m in plans.measures(plan.body, level)
            if m.survives_end
        ]
        await tasks.drop_superfluous(session, response, keep=keep, reason="响应终止")
    if given.act in ("start", "consult"):
        await _consult(session, actor, incident, response, given, now)


async def _consult(
    session: Writer,
    actor: Actor,
    incident: Incident,
    response: Response,
    given: ActIn,
    now: datetime,
) -> None:
    """A start in one family opens a consultation on the others (plans' linkage clause).

    On those this hazard has a plan of, so that the evaluation made a response, not yet in force.
    """
    started = given.act == "start"
    beside = await queries.responses_of(session, actor.scope, incident.id, area=response.area)
    others = [r.family for r in beside if r.family != response.family and r.state != "active"]
    if started and not others:
        return
    await open_consultation(
        session,
        incident=incident,
        area=response.area,
        families=others if started else [response.family],
        at=now,
        called_at=now,
        called_by=actor.post_title,
        cause="linkage" if started else "called",
        reason_zh=f"{response.area_name}已启动{response.family_zh}响应，研判是否启动其他类别响应"
        if started
        else given.reason,
    )


async def _tell(
    session: Writer, actor: Actor, response: Response, given: ActIn, before: dict[str, Any]
) -> None:
    await audit.record(
        session,
        actor,
        verb=given.act,
        noun="response",
        entity=response.id,
        area=response.area,
        before=before,
        after=response.projection(),
        reason=given.reason,
    )
    await announce(session, response, KINDS[given.act])
    await evaluate_soon(session, response.incident_id)
    await defer(session, KEEP_NOTICE, response_id=str(response.id), n=len(response.acts))


async def snapshot(session: Reader, scope: Scope) -> list[dict[str, Any]]:
    """Return all responses a live screen of this scope holds."""
    return [r.projection() for r in await queries.all_responses(session, scope)]
