"""Signing in and out over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from core.access import enrolment, sign_in
from core.access.locks import Caller, Gate, caller_of, remember_browser
from core.access.schemas import (
    EnrolmentOut,
    OneTimeCode,
    PasswordChange,
    PostChoice,
    SessionOut,
    SignIn,
)
from core.access.sessions import COOKIE, Recognised, drop_cookie, recognise, set_cookie, settled
from core.access.sign_in import Opened

router = APIRouter(prefix="/api/session", tags=["session"])

RecognisedDep = Annotated[Recognised, Depends(recognise)]
"""Also with an initial password: to look at the session, end it, and change the password."""

SettledDep = Annotated[Recognised, Depends(settled)]


async def _gate(request: Request) -> Gate:
    state = request.app.state
    return Gate(state.database, state.settings.security, state.sign_in_limits)


GateDep = Annotated[Gate, Depends(_gate)]


def _address(request: Request) -> str:
    return request.client.host if request.client else "-"


def _caller(request: Request, account: str) -> Caller:
    return caller_of(request, account, _key(request))


def _key(request: Request) -> str:
    key: str = request.app.state.settings.security.ticket_key.get_secret_value()
    return key


async def _answer(gate: Gate, opened: Opened, response: Response) -> SessionOut:
    set_cookie(response, opened.token)
    async with gate.database.reading(opened.recognised.actor.scope) as session:
        return await sign_in.describe(session, opened.recognised)


@router.post("")
async def post_session(
    wish: SignIn, gate: GateDep, request: Request, response: Response
) -> SessionOut:
    """Sign in: the session's token is set as a cookie."""
    caller = _caller(request, wish.account)
    opened = await sign_in.sign_in(
        gate,
        account=wish.account,
        password=wish.password,
        post_id=wish.post,
        caller=caller,
        instead_of=request.cookies.get(COOKIE, ""),
    )
    remember_browser(response, caller, wish.account, _key(request))
    return await _answer(gate, opened, response)


@router.get("")
async def get_session(known: RecognisedDep, gate: GateDep) -> SessionOut:
    """Tell who is signed in."""
    async with gate.database.reading(known.actor.scope) as session:
        return await sign_in.describe(session, known)


@router.delete("", status_code=204)
async def delete_session(known: RecognisedDep, gate: GateDep, response: Response) -> None:
    """Sign out."""
    await sign_in.sign_out(gate.database, known)
    drop_cookie(response)
    # What was shown to this person is not for the next one at the same browser.
    response.headers["Clear-Site-Data"] = '"cache"'


@router.post("/post")
async def post_post(
    choice: PostChoice, known: SettledDep, gate: GateDep, response: Response
) -> SessionOut:
    """Go on in another of one's posts; cookie and X-CSRF token change."""
    opened = await sign_in.switch_post(gate, known, post_id=choice.post)
    return await _answer(gate, opened, response)


@router.post("/second-factor")
async def post_second_factor(
    given: OneTimeCode, known: SettledDep, gate: GateDep, request: Request
) -> SessionOut:
    """Confirm the session with a one-time code."""
    confirmed = await sign_in.give_code(gate, known, code=given.code, address=_address(request))
    async with gate.database.reading(known.actor.scope) as session:
        return await sign_in.describe(session, confirmed)


@router.post("/second-factor/enrol")
async def post_enrol(known: SettledDep, gate: GateDep, response: Response) -> EnrolmentOut:
    """Offer a secret for one-time codes to a person who has none."""
    response.headers["Cache-Control"] = "no-store"
    return await enrolment.offer(gate, known)


@router.post("/second-factor/confirm")
async def post_confirm(
    given: OneTimeCode, known: SettledDep, gate: GateDep, request: Request
) -> SessionOut:
    """Keep the offered secret: its first code proves that the telephone has it."""
    enrolled = await enrolment.confirm(gate, known, code=given.code, address=_address(request))
    async with gate.database.reading(known.actor.scope) as session:
        return await sign_in.describe(session, enrolled)


@router.post("/password", status_code=204)
async def post_password(
    change: PasswordChange, known: RecognisedDep, gate: GateDep, request: Request
) -> None:
    """Change one's password; one's other sessions end."""
    await sign_in.change_password(
        gate,
        known,
        present=change.present,
        wished=change.wished,
        caller=_caller(request, known.account),
    )
