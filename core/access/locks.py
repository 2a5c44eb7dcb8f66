"""Locks: how often a password or a one-time code may be wrong, and who is shut out then.

Failures are counted in the database, for all processes, by account and by where they come from:
a browser that signed in to the account before, known by a signed cookie, or else an address.  So
nobody is shut out of an account by what others try elsewhere.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import Request, Response

from core.access import queries
from core.access.limits import TokenBuckets
from core.clock import real_now
from core.db import Database, Writer
from core.errors import Locked, TooMany
from core.settings import SecuritySettings

COOKIE = "jinmin_browser_"
COOKIE_SECONDS = 400 * 86_400
COOKIE_PATH = "/api/session"
SHORTEST_KEY = 16
TURN_SECONDS = 0.1
LONGEST_TURN_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Gate:
    """What guards signing in."""

    database: Database
    rules: SecuritySettings
    by_address: TokenBuckets


@dataclass(frozen=True, slots=True)
class Caller:
    """Where an attempt comes from: an address, and the browser if it is known to the account."""

    address: str
    browser: str | None = None

    @property
    def source(self) -> str:
        """Whose failures are counted together."""
        return f"browser {self.browser}" if self.browser else self.address


async def begin_attempt(gate: Gate, *, account: str, caller: Caller) -> int:
    """Store an attempt at a password before it is judged; return its number.

    After every fifth failure its source rests.  After many failures from everywhere the account
    rests for all but the browsers it knows.

    Raises
    ------
    Locked
        It rests; whether the account exists is not said.
    TooMany
        Too many attempts from the same source are being judged.
    """
    return await _begin(gate, account, "password", caller)


async def begin_code(gate: Gate, *, account: str, address: str) -> int:
    """Store an attempt at a one-time code, as `begin_attempt`.

    Who tries codes knows the password: here all sources count together, for there are few codes.
    """
    return await _begin(gate, account, "code", Caller(address, browser="any"))


async def judged(gate: Gate, attempt: int, *, good: bool) -> None:
    """Note how an attempt ended, in a transaction of its own."""
    async with gate.database.writing(None) as session:
        await queries.judge_attempt(session, attempt, good=good)


async def _begin(gate: Gate, account: str, kind: str, caller: Caller) -> int:
    until = time.monotonic() + LONGEST_TURN_SECONDS
    while True:
        async with gate.database.writing(None) as session:
            attempt = await _counted(session, gate.rules, account, kind, caller)
        if attempt is not None:
            return attempt
        if time.monotonic() > until:
            raise TooMany(retry_after=1)
        await asyncio.sleep(TURN_SECONDS)


async def _counted(
    session: Writer, rules: SecuritySettings, account: str, kind: str, caller: Caller
) -> int | None:
    """Store an attempt; None while those being judged might use up what the source may try."""
    most = rules.lock_after_failures
    found = await queries.failures(session, account, kind, caller.source)
    if found.failed and found.failed % most == 0:
        _refuse_until(found.latest, rules)
    if caller.browser is None:
        nth = await queries.nth_latest_failure(
            session, account, kind, rules.lock_account_after_failures
        )
        _refuse_until(nth, rules)
    if found.failed % most + found.undecided >= most:
        return None
    return await queries.begin_attempt(session, account, kind, caller.address, caller.source)


def _refuse_until(since: datetime | None, rules: SecuritySettings) -> None:
    left = locked_seconds(since, rules.lock_minutes, real_now()) if since else 0
    if left:
        raise Locked(retry_after=left)


def locked_seconds(latest: datetime, lock_minutes: int, now: datetime) -> int:
    """Return how long a lock that began at `latest` still holds, in whole seconds, 0 if over."""
    left = (latest + timedelta(minutes=lock_minutes) - now).total_seconds()
    return max(0, round(left + 0.5))


# --- browsers an account knows --------------------------------------------------------------------


def caller_of(request: Request, account: str, key: str) -> Caller:
    """Return where a request comes from, as far as an account can know it."""
    address = request.client.host if request.client else "-"
    browser, _, mark = request.cookies.get(_name(account), "").partition(".")
    known = bool(browser) and hmac.compare_digest(mark.encode(), _mark(key, account, browser))
    return Caller(address, browser if known and len(key) >= SHORTEST_KEY else None)


def remember_browser(response: Response, caller: Caller, account: str, key: str) -> None:
    """Let the browser prove next time that it has signed in to the account."""
    if len(key) < SHORTEST_KEY:
        return
    browser = caller.browser or secrets.token_hex(12)
    response.set_cookie(
        _name(account),
        f"{browser}.{_mark(key, account, browser).decode()}",
        max_age=COOKIE_SECONDS,
        path=COOKIE_PATH,
        secure=True,
        httponly=True,
        samesite="strict",
    )


def _name(account: str) -> str:
    return COOKIE + hashlib.sha256(account.encode()).hexdigest()[:12]


def _mark(key: str, account: str, browser: str) -> bytes:
    said = f"browser {browser} {account}".encode()
    return hmac.new(key.encode(), said, hashlib.sha256).hexdigest().encode()
