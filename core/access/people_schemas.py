"""What administrators send and see of people, posts and offices."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from core.access.schemas import PostOut
from core.access.scope import Role, tier_of
from core.http import In, Out

MOST_POSTS = 20

Name = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Account = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{2,63}$"),
    Field(description="small letters, digits, . _ -; at least three"),
]


def _assignable(roles: set[Role]) -> set[Role]:
    if Role.SERVICE in roles:
        raise ValueError("系统自身的角色不授予任何人 the system's own role is nobody's")
    return roles


def _area(code: int) -> int:
    tier_of(code)
    return code


class PostWish(In):
    """A post to give."""

    office_id: UUID
    title: Name
    roles: Annotated[set[Role], Field(min_length=1), AfterValidator(_assignable)]


class PersonWish(In):
    """A person to create, with at least one post: it says whose person it is."""

    account: Account
    name: Name
    posts: Annotated[list[PostWish], Field(min_length=1, max_length=MOST_POSTS)]


class OfficeWish(In):
    """An office to create in an area that has one already."""

    area: Annotated[int, AfterValidator(_area)]
    name: Name


class AskedPostOut(PostOut):
    """A post that was asked for and waits to be confirmed; `id` is the grant's."""

    requested_at: datetime
    requested_by: str


class MemberOut(Out):
    """A person as administrators see one."""

    id: UUID
    account: str
    name: str
    active: bool
    must_change_password: bool
    enrolled: bool
    posts: list[PostOut]
    asked: list[AskedPostOut]
    moves: list[str]


class MembersOut(Out):
    """A page of people, by account, and what the reader may do besides."""

    items: list[MemberOut]
    moves: list[str]
    next: str | None


class InitialPasswordOut(Out):
    """A password to hand over, said once and kept nowhere; it must be changed at first use."""

    person: MemberOut
    initial_password: str


class HolderOut(Out):
    """Who would hold a post."""

    id: UUID
    account: str
    name: str


class GrantOut(Out):
    """A post that waits for a security administrator."""

    id: UUID
    person: HolderOut
    post: AskedPostOut
    moves: list[str]


class GrantsOut(Out):
    """A page of what waits, the oldest first, and how many there are in all."""

    items: list[GrantOut]
    total: int
    next: UUID | None


class Refusal(In):
    """Why a post is not confirmed."""

    reason: Annotated[str, StringConstraints(min_length=2, max_length=200)]


class OfficeRecordOut(Out):
    """An office in the directory."""

    id: UUID
    area: int
    name: str
    area_name: str
    tier: int
    kind: str


class OfficesOut(Out):
    """A page of the directory, by area and name, and what the reader may do besides."""

    items: list[OfficeRecordOut]
    moves: list[str]
    next: UUID | None
