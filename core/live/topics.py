"""Live topics: each module declares what a screen that starts now must be given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from pydantic import BaseModel

from core.access.scope import Scope
from core.db import Reader
from core.errors import Invalid

Snapshot = Callable[[Reader, Scope], Awaitable[list[dict[str, Any]]]]

_snapshots: dict[str, Snapshot] = {}
_projections: dict[str, type[BaseModel]] = {}


def declare(name: str, snapshot: Snapshot, projection: type[BaseModel]) -> None:
    """Declare a topic.

    Parameters
    ----------
    name : str
        As given to `core.events.emit`.
    snapshot : callable
        Returns the projections of all its entities that are visible to a scope: the same documents,
        with `id` and `version`, that the topic's events carry.
    projection : type of BaseModel
        Describes such a document. The topic's test holds the documents against it.
    """
    _snapshots[name] = snapshot
    _projections[name] = projection


def names() -> tuple[str, ...]:
    """Return all declared topics."""
    return tuple(sorted(_snapshots))


def projections() -> dict[str, type[BaseModel]]:
    """Return what describes each topic's documents."""
    return {name: _projections[name] for name in names()}


def check(topics: Sequence[str] | None) -> tuple[str, ...]:
    """Return the topics asked for, all of them if none are named.

    Raises
    ------
    Invalid
        A topic is not declared.
    """
    if not topics:
        return names()
    for name in topics:
        if name not in _snapshots:
            raise Invalid(f"没有主题 {name}", f"There is no topic {name}", pointer="/topics")
    return tuple(dict.fromkeys(topics))


async def snapshot(session: Reader, scope: Scope, topics: Sequence[str]) -> dict[str, Any]:
    """Return the projections of several topics, by topic."""
    return {name: await _snapshots[name](session, scope) for name in topics}
