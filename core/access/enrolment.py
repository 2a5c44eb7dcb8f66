"""Setting up one's own one-time codes: a secret is offered, and kept once its first code is given.

The secret leaves the service only in the answer to the offer, never in the log or the audit.
"""

from __future__ import annotations

from dataclasses import replace

from core import audit
from core.access import queries
from core.access.locks import Gate, begin_code, judged
from core.access.one_time_codes import new_secret, otpauth_uri, picture, step_of
from core.access.schemas import EnrolmentOut
from core.access.sessions import Recognised
from core.clock import real_now
from core.errors import CodeWrong, Conflict

OFFER_SECONDS = 900
"""A page left open longer than this has to ask anew."""


async def offer(gate: Gate, known: Recognised) -> EnrolmentOut:
    """Offer a secret; the same one again while the offer lasts.

    Raises
    ------
    Conflict
        The person has one-time codes already; only a security administrator takes them away.
    """
    person = known.actor.person_id
    async with gate.database.writing(None) as session:
        if await queries.one_time_secret(session, person) is not None:
            raise _enrolled_already()
        secret = await queries.offer_secret(session, person, new_secret(), lasts=OFFER_SECONDS)
    uri = otpauth_uri(secret, known.account)
    return EnrolmentOut(secret=secret, otpauth_uri=uri, qr_svg=picture(uri))


async def confirm(gate: Gate, known: Recognised, *, code: str, address: str) -> Recognised:
    """Keep the offered secret and confirm the session; return the session as it is then.

    Raises
    ------
    Conflict
        Nothing is on offer any more, or the person has one-time codes already.
    Locked
        Too many wrong codes.
    CodeWrong
        The telephone shows something else.
    """
    actor = known.actor
    async with gate.database.reading(None) as session:
        if await queries.one_time_secret(session, actor.person_id) is not None:
            raise _enrolled_already()
        secret = await queries.offered_secret(session, actor.person_id, lasts=OFFER_SECONDS)
        if secret is None:
            raise Conflict("绑定已过时，请重新开始", "The offer is over, please begin again")
    attempt = await begin_code(gate, account=known.account, address=address)
    step = step_of(secret, code, real_now())
    await judged(gate, attempt, good=step is not None)
    if step is None:
        raise CodeWrong()
    async with gate.database.writing(actor.scope) as session:
        if not await queries.enrol(session, actor.person_id, secret, step=step):
            raise _enrolled_already()
        await queries.confirm_session(session, actor.session_id)
        await audit.record(
            session,
            actor,
            verb="enrol",
            noun="second-factor",
            entity=actor.person_id,
            area=actor.area,
        )
    return replace(known, enrolled=True, actor=replace(actor, second_factor=True, enrolled=True))


def _enrolled_already() -> Conflict:
    return Conflict("本账号已绑定动态口令", "This account has one-time codes already")
