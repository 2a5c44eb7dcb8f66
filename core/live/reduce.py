"""The reducer every screen runs, as a pure reference: what events make of a snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

State = dict[str, dict[str, dict[str, Any]]]
"""Projections by topic and entity."""


def start(snapshot: Mapping[str, Iterable[Mapping[str, Any]]]) -> State:
    """Return the state a snapshot's `topics` stand for."""
    return {
        topic: {str(item["id"]): dict(item) for item in items} for topic, items in snapshot.items()
    }


def apply(state: State, event: Mapping[str, Any]) -> None:
    """Change a state by one event message; a version already known changes nothing.

    Parameters
    ----------
    state : State
        Changed in place.
    event : mapping
        As sent: `t`, `e`, `v`, `b`.
    """
    entities = state.setdefault(event["t"], {})
    known = entities.get(event["e"])
    if known is not None and known["version"] >= event["v"]:
        return
    if event["b"].get("removed") is True:
        entities.pop(event["e"], None)
    else:
        entities[event["e"]] = dict(event["b"])


def reduce(
    snapshot: Mapping[str, Iterable[Mapping[str, Any]]], events: Iterable[Mapping[str, Any]]
) -> State:
    """Return the state after a snapshot and the events that followed it."""
    state = start(snapshot)
    for event in events:
        apply(state, event)
    return state
