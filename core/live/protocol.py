"""What goes over the wire: frames of the live feed, encoded once for all who get them."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

SUBPROTOCOL = "jinmin.v1"
TICKET_PREFIX = "ticket."

SLOW = 3008
SESSION_ENDED = 4401
REFUSED = 4403
GONE = 1001
RESTARTED = 1012
TRY_LATER = 1013

Row = tuple[int, str, str, UUID, int, int, int | None, str, UUID | None, datetime, str]
"""Columns of `queries.READ_FROM`; the body is JSON text."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A numbered event as the hub keeps it: who hears it, and its frame."""

    off: int
    topic: str
    area: int
    to_area: int | None
    flow: str
    frame: bytes


def text_frame(payload: bytes) -> bytes:
    """Return a WebSocket text frame from server to client: final, unmasked, not compressed."""
    size = len(payload)
    if size < 126:
        return struct.pack("!BB", 0x81, size) + payload
    if size < 1 << 16:
        return struct.pack("!BBH", 0x81, 126, size) + payload
    return struct.pack("!BBQ", 0x81, 127, size) + payload


def message(value: dict[str, Any]) -> bytes:
    """Return a control message (`hello`, `recovered`, `upto`) as a frame."""
    return text_frame(orjson.dumps(value))


def entry(row: Row) -> Entry:
    """Return the hub's entry of an event read from the log."""
    off, topic, kind, entity, version, area, to_area, flow, incident, at, body = row
    head = orjson.dumps(event_head(off, topic, kind, entity, version, area, incident, at))
    # The body is already JSON: it is set in as text, neither parsed nor encoded again.
    payload = head[:-1] + b',"b":' + body.encode() + b"}"
    return Entry(off, topic, area, to_area, flow, text_frame(payload))


def event_head(
    off: int,
    topic: str,
    kind: str,
    entity: UUID,
    version: int,
    area: int,
    incident: UUID | None,
    at: datetime,
) -> dict[str, Any]:
    """Return an event message without its body `b`."""
    return {
        "o": off,
        "t": topic,
        "k": kind,
        "e": str(entity),
        "v": version,
        "a": area,
        "i": str(incident) if incident else None,
        "at": at.isoformat(),
    }
