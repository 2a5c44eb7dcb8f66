"""What other packages show on a situation map: they publish, this package draws."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Set
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from core.access.scope import Scope
from core.db import Reader

PointKind = Literal["event", "depot", "report", "found"]
ShapeKind = Literal["estimate", "verified", "ordered", "departed", "arrived", "received"]
"""A zone by its certainty, or the way of a shipment by its state."""


@dataclass(frozen=True, slots=True)
class MapPoint:
    """Something to mark on the map. `label` is plain text; the map opens on `event` points."""

    lon: float
    lat: float
    label: str
    kind: PointKind = "event"


@dataclass(frozen=True, slots=True)
class MapShape:
    """A GeoJSON line or polygon in degrees, with a plain text."""

    geometry: Mapping[str, Any] = field(hash=False)
    label: str
    kind: ShapeKind


@dataclass(frozen=True, slots=True)
class Overlay:
    """What one package shows of an incident; `notes` are written across the top, such as 演练."""

    points: tuple[MapPoint, ...] = ()
    shapes: tuple[MapShape, ...] = ()
    notes: tuple[str, ...] = ()


EVENT = "event"
"""The layer of the incident itself, which is always shown."""
BORDERS = "borders"
"""The layer of the base: borders within the province, and names."""

Layer = Callable[[Reader, Scope, UUID], Awaitable[Overlay]]

_layers: dict[str, Layer] = {}


def publish(name: str, layer: Layer) -> None:
    """Add a layer to every situation map; the same name replaces it.

    Parameters
    ----------
    name : str
        Those that the screens' maps switch by are switched by here too: `footprint`, `supplies`.
    layer : callable
        Session, reader's scope and incident id to what that reader may see of it.
    """
    _layers[name] = layer


def switched_off(written: str) -> frozenset[str]:
    """Return the layers that `-footprint,-borders` turns off; names of none turn nothing off."""
    known = {BORDERS, *_layers} - {EVENT}
    return frozenset(name for name in known if f"-{name}" in written.split(","))


async def overlay(
    session: Reader, scope: Scope, incident_id: UUID, off: Set[str] = frozenset()
) -> Overlay:
    """Return what all layers but those turned off show of an incident, in the order of names."""
    found = [
        await layer(session, scope, incident_id)
        for name, layer in sorted(_layers.items())
        if name not in off
    ]
    return Overlay(
        tuple(point for one in found for point in one.points),
        tuple(shape for one in found for shape in one.shapes),
        tuple(dict.fromkeys(note for one in found for note in one.notes)),
    )
