"""People, posts and the directory of offices over HTTP.

Answers that hold a password are not kept with their command: they are said once.
"""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, FastAPI, Query, Response

from core.access import grants, members, people
from core.access.may import declare, may, moves
from core.access.people_schemas import (
    GrantsOut,
    InitialPasswordOut,
    MemberOut,
    MembersOut,
    OfficeRecordOut,
    OfficesOut,
    OfficeWish,
    PersonWish,
    PostWish,
    Refusal,
)
from core.access.scope import NATION, Role
from core.errors import Conflict
from core.http import (
    ActorDep,
    AdministrationWriterDep,
    CommandDep,
    ReaderDep,
    WriterDep,
    explain_constraint,
)

router = APIRouter(tags=["people"])

Limit = Annotated[int, Query(ge=1, le=200)]


async def _initial(actor: ActorDep) -> people.Initial:
    may(actor, members.MANAGE, actor.area)
    return await people.new_initial()


InitialDep = Annotated[people.Initial, Depends(_initial)]
"""Named before the session, so that it is there before the transaction begins."""


@router.get("/api/people")
async def get_people(
    actor: ActorDep,
    session: ReaderDep,
    under: Annotated[int | None, Query(ge=0, lt=10**12, description="area code")] = None,
    q: Annotated[
        str | None, Query(min_length=1, max_length=64, description="account's beginning, or name")
    ] = None,
    after: Annotated[str | None, Query(max_length=64, description="`next` of a page")] = None,
    limit: Limit = 50,
) -> MembersOut:
    """List people with a post in the administrator's area."""
    items = await people.members(session, actor, under=under, q=q, after=after, limit=limit)
    return MembersOut(
        items=items,
        moves=moves(actor, {members.MANAGE: actor.area}),
        next=items[-1].account if len(items) == limit else None,
    )


@router.post("/api/people", status_code=201)
async def post_person(
    wish: PersonWish, actor: ActorDep, initial: InitialDep, session: WriterDep, response: Response
) -> InitialPasswordOut:
    """Create a person; the answer holds the initial password, this once."""
    response.headers["Cache-Control"] = "no-store"
    return await people.create(session, actor, wish=wish, initial=initial)


@router.post("/api/people/{person_id}/password")
async def post_initial_password(
    person_id: UUID, actor: ActorDep, initial: InitialDep, session: WriterDep, response: Response
) -> InitialPasswordOut:
    """Reset a password; the answer holds the new initial one, this once."""
    response.headers["Cache-Control"] = "no-store"
    return await people.reset_password(session, actor, person_id=person_id, initial=initial)


@router.post("/api/people/{person_id}/posts", response_model=MemberOut)
async def post_post(
    person_id: UUID, wish: PostWish, actor: ActorDep, session: WriterDep, command: CommandDep
) -> Any:
    """Give a post."""
    return await command.once(
        session, lambda: people.give_post(session, actor, person_id=person_id, wish=wish)
    )


@router.post("/api/people/{person_id}/posts/{post_id}/end", response_model=MemberOut)
async def post_end_post(
    person_id: UUID, post_id: UUID, actor: ActorDep, session: WriterDep, command: CommandDep
) -> Any:
    """End a post."""
    return await command.once(
        session, lambda: people.end_post(session, actor, person_id=person_id, post_id=post_id)
    )


@router.post("/api/people/{person_id}/deactivate", response_model=MemberOut)
async def post_deactivate(
    person_id: UUID, actor: ActorDep, session: WriterDep, command: CommandDep
) -> Any:
    """Let a person sign in no longer."""
    return await command.once(
        session, lambda: people.set_active(session, actor, person_id=person_id, active=False)
    )


@router.post("/api/people/{person_id}/activate", response_model=MemberOut)
async def post_activate(
    person_id: UUID, actor: ActorDep, session: WriterDep, command: CommandDep
) -> Any:
    """Let a person sign in again."""
    return await command.once(
        session, lambda: people.set_active(session, actor, person_id=person_id, active=True)
    )


@router.post("/api/people/{person_id}/second-factor/reset", response_model=MemberOut)
async def post_reset_second_factor(
    person_id: UUID, actor: ActorDep, session: WriterDep, command: CommandDep
) -> Any:
    """Take one-time codes away, so that the person sets up new ones."""
    return await command.once(
        session, lambda: people.reset_second_factor(session, actor, person_id=person_id)
    )


@router.post("/api/people/{person_id}/sessions/end", response_model=MemberOut)
async def post_end_sessions(
    person_id: UUID, actor: ActorDep, session: WriterDep, command: CommandDep
) -> Any:
    """Sign a person out everywhere."""
    return await command.once(
        session, lambda: people.end_sessions(session, actor, person_id=person_id)
    )


@router.get("/api/grants")
async def get_grants(
    actor: ActorDep,
    session: ReaderDep,
    after: Annotated[UUID | None, Query(description="`next` of a page")] = None,
    limit: Limit = 50,
) -> GrantsOut:
    """List posts that decide or administer and wait for their confirmation."""
    items, total = await grants.pending(session, actor, after=after, limit=limit)
    return GrantsOut(items=items, total=total, next=items[-1].id if len(items) == limit else None)


@router.post("/api/grants/{grant_id}/confirm", response_model=MemberOut)
async def post_confirm_grant(
    grant_id: UUID, actor: ActorDep, session: WriterDep, command: CommandDep
) -> Any:
    """Let a post take effect that somebody else asked for."""
    return await command.once(session, lambda: grants.confirm(session, actor, grant_id=grant_id))


@router.post("/api/grants/{grant_id}/refuse", response_model=MemberOut)
async def post_refuse_grant(
    grant_id: UUID, why: Refusal, actor: ActorDep, session: WriterDep, command: CommandDep
) -> Any:
    """Let a post not take effect."""
    return await command.once(
        session, lambda: grants.refuse(session, actor, grant_id=grant_id, reason=why.reason)
    )


@router.get("/api/offices")
async def get_offices(
    actor: ActorDep,
    session: ReaderDep,
    under: Annotated[int, Query(ge=0, lt=10**12, description="area code")] = NATION,
    q: Annotated[
        str | None, Query(min_length=1, max_length=64, description="in the office's or area's name")
    ] = None,
    after: Annotated[UUID | None, Query(description="`next` of a page")] = None,
    limit: Limit = 50,
) -> OfficesOut:
    """List the directory of an area and everything below it."""
    items = await people.offices(session, under=under, q=q, after=after, limit=limit)
    return OfficesOut(
        items=items,
        moves=moves(actor, {members.MANAGE: actor.area}),
        next=items[-1].id if len(items) == limit else None,
    )


@router.post("/api/offices", status_code=201, response_model=OfficeRecordOut)
async def post_office(
    wish: OfficeWish, actor: ActorDep, session: AdministrationWriterDep, command: CommandDep
) -> Any:
    """Create an office."""
    return await command.once(session, lambda: people.create_office(session, actor, wish=wish))


def register(app: FastAPI) -> None:
    """Add the routes and say who may."""
    administrators = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}
    declare(members.READ, roles=administrators, second_factor=True)
    declare(grants.CONFIRM, roles={Role.SECURITY_ADMIN}, second_factor=True)
    declare(members.MANAGE, roles={Role.SYSTEM_ADMIN}, second_factor=True)
    declare(members.SECURE, roles={Role.SECURITY_ADMIN}, second_factor=True)
    for name in ("post_one_administration", "post_separate", "post_grant_one_administration"):
        explain_constraint(f"ck_{name}", grants.alone())
    explain_constraint("uq_person_account", Conflict("账号已存在", "The account exists"))
    explain_constraint(
        "uq_office_area_name",
        Conflict("该区域已有同名机构", "The area has an office of this name"),
    )
    app.include_router(router)
