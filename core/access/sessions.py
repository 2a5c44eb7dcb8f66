"""Recognising who acts: the session's cookie, its token for changes, its end."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request, Response

from core.access import queries
from core.access.scope import Actor, Role
from core.db import Database, Reader
from core.errors import CsrfMissing, PasswordChangeNeeded, Unauthenticated

COOKIE = "jinmin_session"
CSRF_HEADER = "x-csrf"
UNATTENDED_HEADER = "x-unattended"
"""A page says with it that it asks by itself: nobody has touched it for some minutes."""
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
TOKEN_BYTES = 32
LONGEST_TOKEN = 64


@dataclass(frozen=True, slots=True)
class Recognised:
    """An open session: who acts in it, and what its owner's browser is told about it."""

    actor: Actor
    account: str
    csrf: str
    expires_at: datetime
    enrolled: bool
    must_change_password: bool
    unseen: bool


def new_token() -> str:
    """Return a fresh random token, 256 bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_token(token: str) -> bytes:
    """Return what is stored of a token. It is random, so a plain hash suffices."""
    return hashlib.sha256(token.encode()).digest()


async def recognise(request: Request) -> Recognised:
    """Return the session a request belongs to.

    Raises
    ------
    Unauthenticated
        No cookie, or a session that is unknown, over, or was idle for too long.
    CsrfMissing
        A change without the session's token: another site's page may have sent it.
    """
    known: Recognised | None = getattr(request.state, "recognised", None)
    if known is not None:
        return known
    token = request.cookies.get(COOKIE, "")
    if not 0 < len(token) <= LONGEST_TOKEN or not token.isascii():
        raise Unauthenticated()
    database: Database = request.app.state.database
    rules = request.app.state.settings.security
    async with database.reading(None) as session:
        found = await look_up(session, token, code_minutes=rules.second_factor_minutes)
    if found is None:
        raise Unauthenticated("会话已结束，请重新登录", "The session is over, sign in again")
    if request.method not in SAFE_METHODS:
        given = request.headers.get(CSRF_HEADER, "")
        if not hmac.compare_digest(given.encode(), found.csrf.encode()):
            raise CsrfMissing()
    if found.unseen and (UNATTENDED_HEADER not in request.headers or _watched(found.actor)):
        # Not in the reading transaction, and at most once a minute.
        async with database.writing(None) as writer:
            await queries.mark_seen(writer, found.actor.session_id)
    request.state.recognised = found
    return found


def _watched(actor: Actor) -> bool:
    """Tell whether nobody is expected to touch the screen."""
    return actor.roles == {Role.KIOSK}


async def look_up(session: Reader, token: str, *, code_minutes: int) -> Recognised | None:
    """Return the open session with this token; its range holds for the rest of the transaction."""
    row = await queries.recognise(session, hash_token(token), code_minutes=code_minutes)
    if row is None:
        return None
    office = await queries.office(session, row.office_id)
    actor = Actor(
        person_id=row.person_id,
        post_id=row.post_id,
        session_id=row.id,
        name=row.name,
        post_title=row.title,
        office_id=row.office_id,
        office_name=office.name,
        area=row.lo,
        roles=frozenset(Role(role) for role in row.roles),
        second_factor=row.second_factor,
        enrolled=row.enrolled,
    )
    return Recognised(
        actor=actor,
        account=row.account,
        csrf=row.csrf,
        expires_at=row.expires_at,
        enrolled=row.enrolled,
        must_change_password=row.must_change_password,
        unseen=row.unseen,
    )


async def settled(request: Request) -> Recognised:
    """Return the session a request belongs to, unless its password is still the one given out.

    Raises
    ------
    PasswordChangeNeeded
        Whoever set the password knows it: nothing is done in this person's name until it changes.
    """
    known = await recognise(request)
    if known.must_change_password:
        raise PasswordChangeNeeded()
    return known


async def current_actor(request: Request) -> Actor:
    """Return who is acting; see `settled`."""
    return (await settled(request)).actor


def set_cookie(response: Response, token: str) -> None:
    """Hand a session's token to the browser: out of scripts' reach, never sent from other sites.

    `Secure` always: browsers count 127.0.0.1 and localhost as trustworthy without TLS.
    """
    response.set_cookie(COOKIE, token, path="/", secure=True, httponly=True, samesite="strict")


def drop_cookie(response: Response) -> None:
    """Make the browser forget the token."""
    response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="strict")
