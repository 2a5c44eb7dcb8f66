"""Signing in and out, switching posts, giving a one-time code.

Each verb makes its own transactions: an attempt must stay recorded even though its request fails.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from core import audit
from core.access import queries
from core.access.limits import TokenBuckets
from core.access.one_time_codes import step_of
from core.access.passwords import hash_password, normal, password_faults, password_matches
from core.access.schemas import (
    PersonOut,
    PostOut,
    SecondFactorOut,
    SessionOut,
)
from core.access.scope import NOWHERE, Actor, Role
from core.access.sessions import Recognised, hash_token, look_up, new_token
from core.clock import real_now
from core.db import Database, Reader, Writer, set_scope
from core.errors import (
    BadCredentials,
    CodeSpent,
    CodeWrong,
    Conflict,
    Invalid,
    Locked,
    NoPost,
    TooMany,
    Unauthenticated,
)
from core.ids import uuid7
from core.settings import SecuritySettings

WALL_LASTS = timedelta(days=7)
"""A wall display is watched, not used: it stays signed in without anybody touching it, and for as
long as it asks for what it shows (`queries.mark_seen`)."""

READY = {Role.DUTY, Role.REPORTER}
"""A desk that waits for the alert at 03:00 and a telephone that comes back from where there is no
network must act at once: they stay signed in for their shift, others only while they are used."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A session just opened: the token goes into the cookie and is kept nowhere else."""

    token: str
    recognised: Recognised


@dataclass(frozen=True, slots=True)
class Gate:
    """What guards signing in."""

    database: Database
    rules: SecuritySettings
    by_address: TokenBuckets


async def sign_in(
    gate: Gate, *, account: str, password: str, post_id: UUID | None, address: str
) -> Opened:
    """Open a session for the owner of an account.

    Raises
    ------
    TooMany
        The address failed too often in the last minute.
    Locked
        The account failed too often; whether it exists is not said.
    BadCredentials
        Account and password do not belong together.
    NoPost
        The person holds none.
    Invalid
        The wish for a post is not one of the person's.
    """
    wait = gate.by_address.take(address)
    if wait:
        raise TooMany(retry_after=wait)
    async with gate.database.writing(None) as session:
        attempt = await count_attempt(session, gate.rules, account, "password", address)
        person = await queries.person_by_account(session, account)
    usable = person is not None and person.active
    right = await password_matches(password, person.password_hash if person and usable else None)
    if person is None or not right:
        raise BadCredentials()
    gate.by_address.give_back(address)
    async with gate.database.writing(None) as session:
        await queries.attempt_succeeded(session, attempt)
        await set_scope(session, NOWHERE)
        posts = await _posts(session, person.id)
    if not posts:
        raise NoPost(
            "如为新任岗位，待安全管理员确认后生效", "A new one takes effect once confirmed"
        )
    wanted = [p for p in posts if post_id in (None, p.id)]
    if not wanted:
        raise Invalid("没有这个岗位", "Not one of your posts", pointer="/post")
    async with gate.database.writing(None) as session:
        lasts, idle = _lifetimes(gate.rules, wanted[0].roles)
        token, opened = new_token(), uuid7()
        await queries.open_session(
            session,
            {
                "id": opened,
                "token_hash": hash_token(token),
                "person_id": person.id,
                "post_id": wanted[0].id,
                "csrf": new_token(),
                "idle_seconds": int(idle.total_seconds()),
                "expires_at": real_now() + lasts,
                "second_factor_at": None,
                "address": address,
            },
        )
        found = await _reread(session, token)
        await _audit(session, found.actor, "sign-in")
    return Opened(token, found)


async def sign_out(database: Database, known: Recognised) -> None:
    """End a session."""
    async with database.writing(known.actor.scope) as session:
        await queries.end_session(session, known.actor.session_id, "signed-out")
        await _audit(session, known.actor, "sign-out")


async def switch_post(gate: Gate, known: Recognised, *, post_id: UUID) -> Opened:
    """Go on in another of one's posts.

    The old session ends and a new one with new tokens takes over its end, so that whatever is
    connected in the old range is cut off like after signing out. How long it lasts unused is the
    new post's: a decider's session is not left open for a shift because it began as a duty desk's.

    Raises
    ------
    Invalid
        The person does not hold this post.
    Unauthenticated
        The session ended meanwhile.
    """
    async with gate.database.writing(known.actor.scope) as session:
        post = await queries.post_of(session, known.actor.person_id, post_id)
        if post is None:
            raise Invalid("没有这个岗位", "Not one of your posts", pointer="/post")
        old = await queries.end_session(session, known.actor.session_id, "switched")
        if old is None:
            raise Unauthenticated()
        token = new_token()
        lasts, idle = _lifetimes(gate.rules, post.roles)
        await queries.open_session(
            session,
            {
                "id": uuid7(),
                "token_hash": hash_token(token),
                "person_id": known.actor.person_id,
                "post_id": post.id,
                "csrf": new_token(),
                "idle_seconds": int(idle.total_seconds()),
                "expires_at": min(old.expires_at, real_now() + lasts),
                "second_factor_at": old.second_factor_at,
                "address": old.address,
            },
        )
        found = await _reread(session, token)
        await _audit(session, found.actor, "switch-post")
    return Opened(token, found)


async def give_code(gate: Gate, known: Recognised, *, code: str, address: str) -> Recognised:
    """Confirm a session with a one-time code; return the session as it is then.

    Raises
    ------
    Conflict
        The person has no one-time codes.
    Locked
        Too many wrong codes.
    CodeWrong, CodeSpent
        It is not the present code, or it was used before.
    """
    actor = known.actor
    async with gate.database.writing(None) as session:
        secret = await queries.one_time_secret(session, actor.person_id)
        if secret is None:
            raise Conflict("本账号未启用动态口令", "This account has no one-time codes")
        attempt = await count_attempt(session, gate.rules, known.account, "code", address)
    step = step_of(secret, code, real_now())
    if step is None:
        raise CodeWrong()
    async with gate.database.writing(actor.scope) as session:
        if not await queries.spend_step(session, actor.person_id, step):
            raise CodeSpent()
        await queries.attempt_succeeded(session, attempt)
        await queries.confirm_session(session, actor.session_id)
        await _audit(session, actor, "confirm-second-factor")
    return replace(known, actor=replace(actor, second_factor=True))


async def change_password(
    gate: Gate, known: Recognised, *, present: str, wished: str, address: str
) -> None:
    """Replace the password; other sessions of the person end.

    Raises
    ------
    Locked, BadCredentials
        The present password is wrong, or was too often.
    Invalid
        The new one breaks the rules, or is the present one.
    """
    actor = known.actor
    async with gate.database.writing(None) as session:
        attempt = await count_attempt(session, gate.rules, known.account, "password", address)
        stored = await queries.password_of(session, actor.person_id)
    if not await password_matches(present, stored):
        raise BadCredentials()
    faults = password_faults(wished, account=known.account, shortest=gate.rules.password_min_length)
    if normal(wished) == normal(present):
        faults.append(("不得与原口令相同", "Must differ from the present one"))
    hashed = None if faults else await asyncio.to_thread(hash_password, wished)
    async with gate.database.writing(actor.scope) as session:
        await queries.attempt_succeeded(session, attempt)
        if hashed is not None:
            await queries.set_password(session, actor.person_id, hashed, keep=actor.session_id)
            await _audit(session, actor, "change-password")
    if faults:
        raise Invalid(
            "；".join(zh for zh, _ in faults),
            "; ".join(en for _, en in faults),
            pointer="/wished",
        )


async def describe(session: Reader, known: Recognised) -> SessionOut:
    """Return what a browser is told about its session.

    Raises
    ------
    Unauthenticated
        The post ended meanwhile.
    """
    posts = await _posts(session, known.actor.person_id)
    post = next((p for p in posts if p.id == known.actor.post_id), None)
    if post is None:
        raise Unauthenticated()
    return SessionOut(
        person=PersonOut(id=known.actor.person_id, name=known.actor.name, account=known.account),
        post=post,
        posts=posts,
        csrf=known.csrf,
        second_factor=SecondFactorOut(enrolled=known.enrolled, given=known.actor.second_factor),
        expires_at=known.expires_at,
        must_change_password=known.must_change_password,
    )


async def count_attempt(
    session: Writer, rules: SecuritySettings, account: str, kind: str, address: str
) -> int:
    """Count an attempt before it is judged; after every fifth failure the account rests."""
    failed, latest = await queries.failures(session, account, kind)
    if latest is not None and failed % rules.lock_after_failures == 0:
        left = locked_seconds(latest, rules.lock_minutes, real_now())
        if left:
            raise Locked(retry_after=left)
    return await queries.begin_attempt(session, account, kind, address)


def locked_seconds(latest: datetime, lock_minutes: int, now: datetime) -> int:
    """Return how long a lock that began at `latest` still holds, in whole seconds, 0 if over."""
    left = (latest + timedelta(minutes=lock_minutes) - now).total_seconds()
    return max(0, round(left + 0.5))


def _lifetimes(rules: SecuritySettings, roles: list[str]) -> tuple[timedelta, timedelta]:
    """Return how long a session in a post lasts, and how long unused."""
    if roles == [Role.KIOSK]:
        return WALL_LASTS, WALL_LASTS
    shift = timedelta(hours=rules.session_hours)
    return shift, shift if READY & set(roles) else timedelta(minutes=rules.session_idle_minutes)


async def _posts(session: Reader, person_id: UUID) -> list[PostOut]:
    return [PostOut.of(row) for row in await queries.posts_of(session, person_id)]


async def _reread(session: Writer, token: str) -> Recognised:
    """Recognise the session just stored, which also sets its range for the rest."""
    found = await look_up(session, token)
    if found is None:
        raise Unauthenticated()
    return found


async def _audit(session: Writer, actor: Actor, verb: str) -> None:
    await audit.record(
        session, actor, verb=verb, noun="session", entity=actor.session_id, area=actor.area
    )
