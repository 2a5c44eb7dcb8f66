"""People as administrators see them: with what they hold and what was asked for them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from core.access import queries_grants, queries_people
from core.access.people_schemas import AskedPostOut, MemberOut
from core.access.schemas import OfficeOut, PostOut
from core.db import Reader


async def member(session: Reader, person_id: UUID) -> MemberOut:
    """Return one person."""
    return (await described(session, [await queries_people.person(session, person_id)]))[0]


async def described(session: Reader, rows: list[Row[Any]]) -> list[MemberOut]:
    """Return people with their posts, the usual one first."""
    held: dict[UUID, list[PostOut]] = {row.id: [] for row in rows}
    asked: dict[UUID, list[AskedPostOut]] = {row.id: [] for row in rows}
    for post in await queries_people.posts(session, list(held)):
        held[post.person_id].append(
            PostOut(
                id=post.id,
                title=post.title,
                roles=post.roles,
                area=post.area,
                area_name=post.area_name,
                tier=post.tier,
                office=OfficeOut(id=post.office_id, name=post.office_name),
            )
        )
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
        )
        for row in rows
    ]


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
