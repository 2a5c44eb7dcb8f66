"""What comes in about orders and what goes out."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from command.incidents.schemas import AreaCode
from core.http import In, Instant, Out


class OrderIn(In):
    """An order to one or several offices below; each gets its own."""

    incident_id: UUID
    title_zh: str = Field(min_length=2, max_length=80)
    body_zh: str = Field(default="", max_length=2000)
    to_areas: list[AreaCode] = Field(min_length=1, max_length=200)
    due_at: Instant


class StepIn(In):
    """A step of an order; refusing and cancelling need a note."""

    note: str | None = Field(default=None, min_length=2, max_length=500)


class OrderProjection(Out):
    """What both ends' live screens hold of an order."""

    id: UUID
    version: int
    incident_id: UUID
    no: str
    title_zh: str
    body_zh: str
    from_area: int
    from_name: str
    area: int
    to_area: int
    to_name: str
    due_at: str
    state: Literal["issued", "delivered", "read", "accepted", "done", "refused", "cancelled"]
    issued_at: str
    delivered_at: str | None
    read_at: str | None
    accepted_at: str | None
    done_at: str | None
    refused_reason: str | None
    note_zh: str | None
    overdue: bool
    escalated_at: str | None
    issued_by: str


class OrderOut(OrderProjection):
    """An order with its reader's moves."""

    moves: list[str]


class OrderList(Out):
    """Orders, newest first."""

    items: list[OrderOut]
    next: str | None = None


def order_out(projection: dict[str, Any], moves: list[str]) -> dict[str, Any]:
    """Return a projection with its reader's moves."""
    return projection | {"moves": moves}
