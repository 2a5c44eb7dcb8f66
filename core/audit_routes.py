"""The audit over HTTP: for the audit administrator, and for nobody else."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, FastAPI, Query
from pydantic import AwareDatetime

from core import audit_queries
from core.access.may import declare, may
from core.access.scope import Role, Scope
from core.http import ActorDep, AdministrationReaderDep, Out

router = APIRouter(prefix="/api/audit", tags=["audit"])

Before = Annotated[int | None, Query(ge=0, lt=2**63, description="`next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=200)]


class LineOut(Out):
    """An audit line. `block_id` is null until it is sealed, about a second later."""

    id: int
    at: datetime
    person_id: UUID
    person_name: str
    post_id: UUID
    post_title: str
    session_id: UUID
    area: int
    area_name: str | None = None
    verb: str
    noun: str
    entity: UUID | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    reason: str | None
    block_id: int | None


class LinesOut(Out):
    """A page of audit lines, newest first."""

    items: list[LineOut]
    next: int | None


class StateOut(Out):
    """The newest block of the sealed chain, null before the first, and the lines behind it."""

    block: int | None
    at: datetime | None
    hash: str | None
    open: int


class SignInOut(Out):
    """An attempt to sign in or to give a one-time code."""

    id: int
    at: datetime
    account: str
    kind: str
    address: str
    ok: bool


class SignInsOut(Out):
    """A page of attempts, newest first."""

    items: list[SignInOut]
    next: int | None


@router.get("")
async def get_lines(
    actor: ActorDep,
    session: AdministrationReaderDep,
    entity: UUID | None = None,
    person: UUID | None = None,
    name: Annotated[
        str | None, Query(min_length=1, max_length=64, description="in the person's or post's name")
    ] = None,
    verb: Annotated[str | None, Query(max_length=40)] = None,
    under: Annotated[int | None, Query(ge=0, lt=10**12, description="area code")] = None,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    before: Before = None,
    limit: Limit = 50,
) -> LinesOut:
    """List who did what."""
    area = actor.area if under is None else under
    may(actor, "audit.read", area)
    wanted = audit_queries.Wanted(entity, person, name, verb, since, until)
    found = await audit_queries.lines(
        session, Scope.of(area), wanted=wanted, before=before, limit=limit
    )
    names = await audit_queries.area_names(session, {line.area for line in found})
    items = [LineOut.model_validate(line) for line in found]
    for item in items:
        item.area_name = names.get(item.area)
    return LinesOut(items=items, next=items[-1].id if len(items) == limit else None)


@router.get("/state")
async def get_state(actor: ActorDep, session: AdministrationReaderDep) -> StateOut:
    """Tell how far the audit is sealed."""
    may(actor, "audit.read", actor.area)
    return StateOut.model_validate(dict(await audit_queries.seal(session)))


@router.get("/sign-ins")
async def get_sign_ins(
    actor: ActorDep,
    session: AdministrationReaderDep,
    account: Annotated[str | None, Query(max_length=64)] = None,
    before: Before = None,
    limit: Limit = 50,
) -> SignInsOut:
    """List attempts to sign in."""
    may(actor, "audit.read", actor.area)
    found = await audit_queries.sign_ins(
        session, actor.jurisdiction, account=account, before=before, limit=limit
    )
    items = [SignInOut.model_validate(dict(row)) for row in found]
    return SignInsOut(items=items, next=items[-1].id if len(items) == limit else None)


def register(app: FastAPI) -> None:
    """Add the routes."""
    declare("audit.read", roles={Role.AUDIT_ADMIN}, second_factor=True)
    app.include_router(router)
