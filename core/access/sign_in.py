"""Signing in and out, switching posts, giving a one-time code.

Each verb makes its own transactions: an attempt must stay recorded even though its request fails.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from core import audit
from core.access import queries
from core.access.locks import Caller, Gate, begin_attempt, begin_code, judged
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
    NoPost,
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


async def sign_in(
    gate: Gate,
    *,
    account: str,
    password: str,
    post_id: UUID | None,
    caller: Caller,
    instead_of: str = "",
) -> Opened:
    """Open a session for the owner of an account; it takes the place of the browser's present one.

    Raises
    ------
    TooMany
        The address failed too often in the last minute.
    Locked
        There were too many failures; whether the account exists is not said.
    BadCredentials
        Account and password do not belong together.
    NoPost
        The person holds none.
    Invalid
        The wish for a post is not one of the person's.
    """
    gate.by_address.spend(caller.address)
    attempt = await begin_attempt(gate, account=account, caller=caller)
    async with gate.database.reading(None) as session:
        person = await queries.person_by_account(session, account)
    usable = person is not None and person.active
    right = await password_matches(password, person.password_hash if person and usable else None)
    await judged(gate, attempt, good=right)
    if person is None or not right:
        raise BadCredentials()
    gate.by_address.give_back(caller.address)
    async with gate.database.reading(None) as session:
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
        await queries.end_session_of_token(session, hash_token(instead_of), "signed-in-anew")
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
                "address": caller.address,
            },
        )
        found = await _reread(session, gate.rules, token)
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
        found = await _reread(session, gate.rules, token)
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
    async with gate.database.reading(None) as session:
        secret = await queries.one_time_secret(session, actor.person_id)
        if secret is None:
            raise Conflict("本账号未启用动态口令", "This account has no one-time codes")
    attempt = await begin_code(gate, account=known.account, address=address)
    step = step_of(secret, code, real_now())
    await judged(gate, attempt, good=step is not None)
    if step is None:
        raise CodeWrong()
    async with gate.database.writing(actor.scope) as session:
        if not await queries.spend_step(session, actor.person_id, step):
            raise CodeSpent()
        await queries.confirm_session(session, actor.session_id)
        await _audit(session, actor, "confirm-second-factor")
    return replace(known, actor=replace(actor, second_factor=True))


async def change_password(
    gate: Gate, known: Recognised, *, present: str, wished: str, caller: Caller
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
    attempt = await begin_attempt(gate, account=known.account, caller=caller)
    async with gate.database.reading(None) as session:
        stored = await queries.password_of(session, actor.person_id)
    right = await password_matches(present, stored)
    await judged(gate, attempt, good=right)
    if not right:
        raise BadCredentials()
    faults = password_faults(wished, account=known.account, shortest=gate.rules.password_min_length)
    if normal(wished) == normal(present):
        faults.append(("不得与原口令相同", "Must differ from the present one"))
    hashed = None if faults else await asyncio.to_thread(hash_password, wished)
    if hashed is not None:
        async with gate.database.writing(actor.scope) as session:
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


def _lifetimes(rules: SecuritySettings, roles: list[str]) -> tuple[timedelta, timedelta]:
    """Return how long a session in a post lasts, and how long unused."""
    if roles == [Role.KIOSK]:
        return WALL_LASTS, WALL_LASTS
    shift = timedelta(hours=rules.session_hours)
    return shift, shift if READY & set(roles) else timedelta(minutes=rules.session_idle_minutes)


async def _posts(session: Reader, person_id: UUID) -> list[PostOut]:
    return [PostOut.of(row) for row in await queries.posts_of(session, person_id)]


async def _reread(session: Writer, rules: SecuritySettings, token: str) -> Recognised:
    """Recognise the session just stored, which also sets its range for the rest."""
    found = await look_up(session, token, code_minutes=rules.second_factor_minutes)
    if found is None:
        raise Unauthenticated()
    return found


async def _audit(session: Writer, actor: Actor, verb: str) -> None:
    await audit.record(
        session, actor, verb=verb, noun="session", entity=actor.session_id, area=actor.area
    )
