"""People as administrators see them: with what they hold and what was asked for them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from core.access import queries_grants, queries_people
from core.access.may import moves
from core.access.people_schemas import AskedPostOut, MemberOut
from core.access.schemas import OfficeOut, PostOut
from core.access.scope import Actor, common_area
from core.db import Reader

READ = "people.read"
MANAGE = "people.manage"
SECURE = "people.secure"


async def member(session: Reader, actor: Actor, person_id: UUID) -> MemberOut:
    """Return one person."""
    rows = [await queries_people.person(session, person_id)]
    return (await described(session, actor, rows))[0]


async def described(session: Reader, actor: Actor, rows: list[Row[Any]]) -> list[MemberOut]:
    """Return people with their posts, the usual one first, and what the actor may do."""
    held: dict[UUID, list[PostOut]] = {row.id: [] for row in rows}
    asked: dict[UUID, list[AskedPostOut]] = {row.id: [] for row in rows}
    for post in await queries_people.posts(session, list(held)):
        held[post.person_id].append(PostOut.of(post))
    for grant in await queries_grants.of_people(session, list(asked)):
        asked[grant.person_id].append(asked_post(grant))
    return [
        MemberOut(
            id=row.id,
            account=row.account,
            name=row.name,
            active=row.active,
            must_change_password=row.must_change_password,
            enrolled=row.enrolled,
            posts=held[row.id],
            asked=asked[row.id],
            moves=_moves(actor, row.id, [*held[row.id], *asked[row.id]]),
        )
        for row in rows
    ]


def _moves(actor: Actor, person_id: UUID, posts: list[PostOut]) -> list[str]:
    """Return what the actor may do with somebody who belongs wholly inside the area."""
    if person_id == actor.person_id:
        return []
    # Where nothing is held or asked for any more, it was a post inside that led here.
    area = common_area(tuple(post.area for post in posts)) if posts else actor.area
    return moves(actor, {MANAGE: area, SECURE: area})


def asked_post(row: Row[Any]) -> AskedPostOut:
    """Return a post that waits for its confirmation."""
    return AskedPostOut(
        id=row.id,
        title=row.title,
        roles=row.roles,
        area=row.area,
        area_name=row.area_name,
        tier=row.tier,
        office=OfficeOut(id=row.office_id, name=row.office_name),
        requested_at=row.requested_at,
        requested_by=row.requested_by_name,
    )
