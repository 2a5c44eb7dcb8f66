"""Tickets: what a browser shows the hub instead of its cookie, good once and for 30 seconds."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson

from core.access.scope import Actor, Scope
from core.errors import Forbidden
from core.ids import uuid7

TICKET_SECONDS = 30


class BadTicketError(ValueError):
    """The ticket is forged, damaged or too old."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a ticket allows: topics within the post's area, as long as the session lasts."""

    id: UUID
    person_id: UUID
    post_id: UUID
    session_id: UUID
    area: int
    topics: tuple[str, ...]
    expires: float

    @property
    def scope(self) -> Scope:
        """What the holder hears."""
        return Scope.of(self.area)


def issue(key: str, actor: Actor, topics: Sequence[str], *, now: float) -> str:
    """Return a signed ticket for an actor.

    Parameters
    ----------
    key : str
        The installation's ticket key.
    topics : sequence of str
        Topics to hear.
    now : float
        Unix time, seconds.

    Raises
    ------
    Forbidden
        The actor only administers and hears nothing.
    ValueError
        The key is too short to sign with.
    """
    if actor.scope != Scope.of(actor.area):
        raise Forbidden("管理岗位不接收实时数据", "An administrator's post hears no live data")
    payload = orjson.dumps(
        [
            str(uuid7()),
            str(actor.person_id),
            str(actor.post_id),
            str(actor.session_id),
            actor.area,
            list(topics),
            now + TICKET_SECONDS,
        ]
    )
    return f"{_encode(payload)}.{_encode(_sign(key, payload))}"


def read(key: str, ticket: str, *, now: float) -> Grant:
    """Return what a ticket grants.

    Raises
    ------
    BadTicketError
        It was not signed with this key, is damaged, or has expired.
    """
    body, _, signature = ticket.partition(".")
    try:
        payload = _decode(body)
        if not hmac.compare_digest(_decode(signature), _sign(key, payload)):
            raise BadTicketError("signature")
        number, person, post, session, area, topics, expires = orjson.loads(payload)
    except (binascii.Error, UnicodeError, orjson.JSONDecodeError) as error:
        raise BadTicketError("damaged") from error
    if now > expires:
        raise BadTicketError("expired")
    return Grant(
        UUID(number), UUID(person), UUID(post), UUID(session), area, tuple(topics), expires
    )


def _sign(key: str, payload: bytes) -> bytes:
    if len(key) < 16:
        raise ValueError("the ticket key must have at least 16 characters")
    return hmac.digest(key.encode(), payload, hashlib.sha256)


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    raw = text.encode("ascii")
    return base64.b64decode(raw + b"=" * (-len(raw) % 4), altchars=b"-_", validate=True)
