"""What comes in about tasks and what goes out, the first-hour card included."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from core.http import In, Out


class TaskStepIn(In):
    """A step of a task; waiving needs a reason."""

    reason: str | None = Field(default=None, min_length=2, max_length=500)
    evidence_file: UUID | None = None


class TaskProjection(Out):
    """What live screens hold of a task."""

    id: UUID
    version: int
    incident_id: UUID
    response_id: UUID | None
    area: int
    area_name: str
    code: str
    title_zh: str
    title_en: str
    owner_role_zh: str
    created_at: str
    due_at: str
    state: Literal["TODO", "DOING", "DONE", "OVERDUE", "WAIVED"]
    basis_zh: str
    sample: bool
    done_at: str | None
    done_by: str | None
    reason_zh: str | None
    evidence_file: UUID | None


class TaskOut(TaskProjection):
    """A task with its reader's moves."""

    moves: list[str]


class TaskList(Out):
    """Tasks by due time."""

    items: list[TaskOut]


class DutyOut(Out):
    """One of the next duties; `action` is what its button opens, `target` on what."""

    code: str
    title_zh: str
    title_en: str
    due_at: str
    overdue: bool
    action: str
    target: str | None
    basis_zh: str = Field(description="the rule it follows; empty where its record says it")


class UnknownOut(Out):
    """Something nobody has said yet."""

    zh: str
    en: str


class ClocksOut(Out):
    """The instants the card counts from, by the world's clock."""

    now: str
    since: str
    recorded_at: str
    verified_at: str | None
    report_due: str | None
    reported_at: str | None


class CardOut(Out):
    """The first-hour card of an office."""

    area: int
    duties: list[DutyOut]
    unknowns: list[UnknownOut]
    clocks: ClocksOut
