"""Verbs on tasks: made when a response starts, begun, done, waived, late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from command.duty import queries
from command.duty.models import Task
from command.response.models import Plan, Response
from command.response.plans import Measure, measures
from core import audit, files, records
from core.access.may import may, moves
from core.access.scope import Actor, Scope
from core.clock import BEIJING
from core.db import Reader, Writer
from core.errors import Conflict, Invalid
from core.ids import uuid7
from core.worlds import World, world_now

WORK = "tasks.work"
# What is late stays marked as late until it is done.
STEPS = {
    "start": (("TODO",), "DOING"),
    "done": (queries.PENDING, "DONE"),
    "waive": (queries.PENDING, "WAIVED"),
}
CLOSING = ("done", "waive")
STATE_ZH = {"TODO": "待办", "DOING": "在办", "DONE": "完成", "OVERDUE": "超时", "WAIVED": "免办"}
KINDS = {"start": "task.started", "done": "task.done", "waive": "task.waived"}


def allowed_moves(actor: Actor, task: Task) -> list[str]:
    """Return the steps this actor may take now."""
    if not moves(actor, {WORK: task.area}):
        return []
    return [step for step, (sources, _) in STEPS.items() if task.state in sources]


async def instantiate(
    session: Writer,
    response: Response,
    *,
    body: dict[str, Any],
    level: int,
    now: datetime,
    anew: bool = False,
) -> list[Task]:
    """Make the tasks of a level that the response does not have yet.

    A raise therefore adds only what is new; what was waived by a lowering comes back as a new one.
    A start (`anew`) after an end asks for everything again that is not still pending.
    """
    existing = await queries.tasks_of_response(session, response.id)
    live = {
        t.code for t in existing if (t.state in queries.PENDING if anew else t.state != "WAIVED")
    }
    rounds = {t.code: max(o.round for o in existing if o.code == t.code) for t in existing}
    return [
        await _make(
            session,
            response,
            m,
            now=now,
            due_at=m.due(level, now.astimezone(BEIJING)),
            number=rounds.get(m.code, 0) + 1,
        )
        for m in measures(body, level)
        if m.code not in live
    ]


async def _make(
    session: Writer,
    response: Response,
    measure: Measure,
    *,
    now: datetime,
    due_at: datetime,
    number: int,
) -> Task:
    task = Task(
        id=uuid7(),
        version=1,
        incident_id=response.incident_id,
        response_id=response.id,
        area=response.area,
        area_name=response.area_name,
        code=measure.code,
        round=number,
        title_zh=measure.zh,
        title_en=measure.en,
        owner_role_zh=measure.owner_role_zh,
        created_at=now,
        due_at=due_at,
        state="TODO",
        basis_zh=measure.basis_zh,
        sample=measure.sample,
    )
    session.add(task)
    await _tell(session, task, "task.added")
    return task


async def drop_superfluous(
    session: Writer, response: Response, *, keep: Sequence[Measure], reason: str
) -> list[Task]:
    """Waive the pending tasks of a response that its new level does not ask for."""
    codes = {m.code for m in keep}
    dropped = [
        t
        for t in await queries.tasks_of_response(session, response.id)
        if t.state in queries.PENDING and t.code not in codes
    ]
    for task in dropped:
        task.state, task.reason_zh = "WAIVED", reason
        task.version += 1
        await _tell(session, task, "task.waived")
    return dropped


async def work(
    session: Writer,
    actor: Actor,
    *,
    task_id: UUID,
    step: str,
    reason: str | None,
    evidence_file: UUID | None,
    version: int | None,
) -> dict[str, Any]:
    """Begin, finish or waive a task; finishing or waiving a repeating one makes its next round.

    Raises
    ------
    NotFound, Forbidden, Stale, Conflict
        Task or file not visible; not this office's; changed meanwhile; already closed.
    Invalid
        Waiving without a reason.
    """
    seen = await records.find(session, Task, actor.scope, "up", task_id)
    may(actor, WORK, seen.area)
    # Response before task, as when a response ends: it cannot end between this step and its round.
    found = await _response(session, seen) if step in CLOSING else None
    task = await records.find(session, Task, actor.scope, "up", task_id, lock=True)
    records.require_version(task, version, current=task.projection())
    sources, target = STEPS[step]
    if task.state not in sources:
        raise Conflict(
            f"任务现为“{STATE_ZH[task.state]}”，不能进行这一步",
            f"The task is {task.state}; {step} is not possible",
            current=task.projection(),
        )
    if step == "waive" and not reason:
        raise Invalid("免办须写明理由", "Waiving needs a reason", pointer="/reason")
    before = {"state": task.state}
    incident = await queries.incident_of(session, task.incident_id)
    now = await world_now(session, incident.world_id)
    task.state, task.reason_zh = target, reason or task.reason_zh
    if evidence_file is not None:
        await files.attach(
            session, actor, file_ids=[evidence_file], noun="task", entity=task.id, area=task.area
        )
        task.evidence_file = evidence_file
    if step == "done":
        task.done_at, task.done_by = now, actor.post_title
    task.version += 1
    await audit.record(
        session,
        actor,
        verb=step,
        noun="task",
        entity=task.id,
        area=task.area,
        before=before,
        after={"state": task.state},
        reason=reason,
    )
    await _tell(session, task, KINDS[step])
    if found is not None:
        await _next_round(session, task, *found, now=now)
    return task.projection() | {"moves": allowed_moves(actor, task)}


async def _response(session: Writer, task: Task) -> tuple[Response, Plan] | None:
    if task.response_id is None:
        return None
    return await queries.response_with_plan(session, task.response_id)


async def _next_round(
    session: Writer, task: Task, response: Response, plan: Plan, *, now: datetime
) -> None:
    if response.state != "active" or response.level is None:
        return
    for measure in measures(plan.body, response.level):
        if measure.code == task.code and measure.every_minutes:
            due = measure.next_due(task.due_at.astimezone(BEIJING), now)
            await _make(session, response, measure, now=now, due_at=due, number=task.round + 1)


async def _tell(session: Writer, task: Task, kind: str) -> None:
    await records.tell(session, task, kind, topic="tasks", flow="up")


async def mark_overdue(session: Writer, where: World) -> int:
    """Mark the tasks of a world that are late by its clock; return how many."""
    late = await queries.late_tasks(session, where.id, where.clock.now())
    for task in late:
        task.state = "OVERDUE"
        task.version += 1
        await _tell(session, task, "task.overdue")
    return len(late)


async def snapshot(session: Reader, scope: Scope) -> list[dict[str, Any]]:
    """Return all tasks a live screen of this scope holds."""
    return [t.projection() for t in await queries.tasks(session, scope)]
