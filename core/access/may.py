"""What a post may do: a verb, declared by its module with the roles that may, times an area."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from core.access.scope import NATION, Actor, Role
from core.errors import Forbidden, SecondFactorNeeded

Where = Literal["inside", "own", "anywhere"]


@dataclass(frozen=True, slots=True)
class Permission:
    """Who may do a verb and where."""

    roles: frozenset[Role]
    second_factor: bool
    where: Where


_permissions: dict[str, Permission] = {}


def declare(
    verb: str, *, roles: set[Role], second_factor: bool = False, where: Where = "inside"
) -> None:
    """Say who may do a verb. Saying the same again has no effect.

    Parameters
    ----------
    verb : str
        `noun.verb`, for example `orders.issue`.
    roles : set of Role
        Any one of them suffices.
    second_factor : bool
        A one-time code must have been given in the session.
    where : {'inside', 'own', 'anywhere'}
        In the post's area and below it; in exactly its area; or regardless of area.

    Raises
    ------
    ValueError
        The verb was declared differently before.
    """
    permission = Permission(frozenset(roles), second_factor, where)
    if _permissions.setdefault(verb, permission) != permission:
        raise ValueError(f"the verb {verb!r} is declared twice, differently")


def may(actor: Actor, verb: str, area: int) -> None:
    """Let a permitted act pass.

    Raises
    ------
    Forbidden
        The post's role or area does not allow it.
    SecondFactorNeeded
        It is allowed, but the session still lacks a one-time code.
    LookupError
        Nobody declared the verb.
    """
    permission = _permissions[verb]
    if not _permitted(actor, permission, area):
        raise Forbidden()
    if permission.second_factor and not (actor.second_factor or Role.SERVICE in actor.roles):
        if actor.enrolled:
            raise SecondFactorNeeded()
        raise SecondFactorNeeded(
            "本人尚未绑定动态口令，请先绑定",
            "You have no one-time codes yet; set them up first",
            enrol=True,
        )


def moves(actor: Actor, areas: Mapping[str, int]) -> list[str]:
    """Return the verbs among `areas` (verb to area) that the actor may do.

    A verb that only lacks its one-time code is among them: the browser asks for the code then.
    """
    return [verb for verb, area in areas.items() if _permitted(actor, _permissions[verb], area)]


def area_asked(actor: Actor, area: int | None) -> int:
    """Return the area a reader asks about, the post's own if it names none.

    Raises
    ------
    Forbidden
        It lies outside the actor's.
    """
    wanted = actor.area if area is None else area
    if not actor.scope.contains(wanted):
        raise Forbidden("该区划不在本岗位的区域内", "The area lies outside this post's")
    return wanted


def _permitted(actor: Actor, permission: Permission, area: int) -> bool:
    if Role.SERVICE in actor.roles:
        return actor.jurisdiction.contains(area)
    if not permission.roles & actor.roles:
        return False
    return {
        "inside": actor.jurisdiction.contains(area),
        "own": actor.area == area,
        "anywhere": True,
    }[permission.where]


_SYSTEM = UUID(int=0)


def system_actor(area: int = NATION) -> Actor:
    """Return the system itself as an actor (worker, alert feed, scenario), for one area."""
    return Actor(
        person_id=_SYSTEM,
        post_id=_SYSTEM,
        session_id=_SYSTEM,
        name="系统",
        post_title="系统",
        office_id=_SYSTEM,
        office_name="系统",
        area=area,
        roles=frozenset({Role.SERVICE}),
        second_factor=True,
    )
