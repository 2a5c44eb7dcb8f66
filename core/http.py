"""What routes are made of: sessions, the actor, command ids, versions, input models, problems."""

from __future__ import annotations

import hashlib
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar
from uuid import UUID, uuid4

import orjson
import structlog
from annotated_types import Ge, Le
from fastapi import Depends, FastAPI, Header, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, model_validator
from sqlalchemy import text
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException

from core.access.scope import Actor
from core.access.sessions import current_actor
from core.clock import FIRST, LAST
from core.db import Reader, Writer
from core.errors import (
    CommandReused,
    Conflict,
    Forbidden,
    Invalid,
    Problem,
    TooLarge,
    TooMany,
    Unauthenticated,
    Unavailable,
    Unreadable,
    WrongMediaType,
)

log = structlog.get_logger(__name__)
T = TypeVar("T")

ActorDep = Annotated[Actor, Depends(current_actor)]


async def _reader(request: Request, actor: ActorDep) -> AsyncIterator[Reader]:
    async with request.app.state.database.reading(actor.scope) as session:
        yield session


async def _writer(request: Request, actor: ActorDep) -> AsyncIterator[Writer]:
    async with request.app.state.database.writing(actor.scope) as session:
        yield session


async def _administration_reader(request: Request, actor: ActorDep) -> AsyncIterator[Reader]:
    async with request.app.state.database.reading(actor.jurisdiction) as session:
        yield session


async def _administration_writer(request: Request, actor: ActorDep) -> AsyncIterator[Writer]:
    async with request.app.state.database.writing(actor.jurisdiction) as session:
        yield session


# `scope="function"` commits before the response starts; the default would answer 200 first and
# commit afterwards, and a client could be told "saved" for something that then fails.
ReaderDep = Annotated[Reader, Depends(_reader, scope="function")]
WriterDep = Annotated[Writer, Depends(_writer, scope="function")]

# For accounts, offices and the audit alone: an administrator's other sessions see no row.
AdministrationReaderDep = Annotated[Reader, Depends(_administration_reader, scope="function")]
AdministrationWriterDep = Annotated[Writer, Depends(_administration_writer, scope="function")]


@dataclass(frozen=True, slots=True)
class Command:
    """A change as its client named it: repeated, it has one effect and the same answer."""

    id: UUID | None
    digest: bytes
    person_id: UUID

    async def once(self, session: Writer, act: Callable[[], Awaitable[T]]) -> T | Any:
        """Run `act` unless this command was already carried out; return its answer either way.

        Raises
        ------
        CommandReused
            The id was used for something else, or by another person.
        """
        if self.id is None:
            return await act()
        fresh = await session.scalar(
            _CLAIM, {"id": self.id, "who": self.person_id, "d": self.digest}
        )
        if fresh is None:
            stored = (await session.execute(_STORED, {"id": self.id})).one()
            if stored.digest != self.digest or stored.person_id != self.person_id:
                raise CommandReused()
            return stored.answer
        answer = await act()
        encoded = orjson.dumps(jsonable_encoder(answer)).decode()
        await session.execute(_KEEP, {"id": self.id, "answer": encoded})
        return answer


_CLAIM = text(
    "insert into core.command (id, person_id, digest) values (:id, :who, :d)"
    " on conflict (id) do nothing returning id"
)
_STORED = text("select person_id, digest, answer from core.command where id = :id")
_KEEP = text("update core.command set answer = cast(:answer as jsonb) where id = :id")


async def _command(
    request: Request,
    actor: ActorDep,
    command_id: Annotated[UUID | None, Header(description="UUIDv7 chosen by the client")] = None,
) -> Command:
    body = await request.body()
    what = f"{request.method} {request.url.path}?{request.url.query}\n".encode()
    return Command(command_id, hashlib.sha256(what + body).digest(), actor.person_id)


CommandDep = Annotated[Command, Depends(_command)]


async def _if_match(
    if_match: Annotated[str | None, Header(description='version read, as "3"')] = None,
) -> int | None:
    if if_match is None:
        return None
    digits = if_match.strip().removeprefix("W/").strip('"')
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        raise Unreadable('If-Match 须为版本号，例如 "3"', 'If-Match must be a version such as "3"')
    return int(digits)


VersionDep = Annotated[int | None, Depends(_if_match)]


class In(BaseModel):
    """Base of all that comes from outside: unknown members and unstorable text are refused."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, str_strip_whitespace=True)

    @model_validator(mode="before")
    @classmethod
    def _storable(cls, value: Any) -> Any:
        _refuse_unstorable(value)
        return value


DEEPEST = 64
"""Levels of nesting a body may have: deeper ones exhaust the stack of whatever walks them."""

MOST_VALUES = 20_000
"""Members, items and names a body may have: each is looked at before anybody knows whose it is."""

MOST_FAULTS = 20
"""Faults that are listed; who sends more of them learns how many."""


def _refuse_unstorable(value: Any) -> None:
    """Raise ValueError for what the database cannot hold, anywhere in a JSON value."""
    level = [value]
    seen = 0
    for _ in range(DEEPEST):
        seen += len(level)
        if seen > MOST_VALUES:
            raise ValueError("内容过多 too many values")
        if not level:
            return
        below: list[Any] = []
        for item in level:
            _refuse_scalar(item)
            if isinstance(item, dict):
                below += [*item.keys(), *item.values()]
            elif isinstance(item, list):
                below += item
        level = below
    raise ValueError("嵌套过深 nested too deeply")


def _refuse_scalar(value: Any) -> None:
    if isinstance(value, str):
        if "\x00" in value:
            raise ValueError("含有空字符 contains a NUL character")
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise ValueError("含有无效字符 contains a lone surrogate") from error
    elif isinstance(value, float) and not math.isfinite(value):
        raise ValueError("不是数 not a finite number")
    elif isinstance(value, int) and abs(value) >= 2**63:
        raise ValueError("数值过大 number too large")


Instant = Annotated[AwareDatetime, Ge(FIRST), Le(LAST)]
"""An instant with its offset, within what every later sum and time zone can bear."""


class Out(BaseModel):
    """Base of everything that goes out."""

    model_config = ConfigDict(from_attributes=True)


_constraints: dict[str, Problem] = {}


def explain_constraint(name: str, problem: Problem) -> None:
    """Give a database constraint the problem its violation means to a person."""
    _constraints[name] = problem


def problem_response(problem: Problem, number: str) -> Response:
    """Return the problem document as a response; `number` finds it in the service's log."""
    headers = {}
    if "retry_after" in problem.extra:
        headers["Retry-After"] = str(problem.extra["retry_after"])
    return JSONResponse(
        jsonable_encoder(problem.document(number)),
        problem.status,
        headers,
        media_type="application/problem+json",
    )


def handle_problems(app: FastAPI) -> None:
    """Turn every foreseen failure of an application into a problem document.

    What nobody foresaw is answered by `core.middleware.LastResort`, inside the guards.
    """

    @app.exception_handler(Problem)
    async def _problem(request: Request, exc: Problem) -> Response:
        return problem_response(exc, request_number(request.scope))

    @app.exception_handler(RequestValidationError)
    async def _validation(request: Request, exc: RequestValidationError) -> Response:
        return problem_response(_from_validation(exc), request_number(request.scope))

    @app.exception_handler(HTTPException)
    async def _http(request: Request, exc: HTTPException) -> Response:
        return problem_response(_from_status(exc), request_number(request.scope))

    @app.exception_handler(StatementError)
    async def _database(request: Request, exc: StatementError) -> Response:
        return problem_response(_from_database(exc), request_number(request.scope))

    @app.exception_handler(PoolTimeoutError)
    async def _busy(request: Request, _exc: PoolTimeoutError) -> Response:
        return problem_response(Unavailable(retry_after=1), request_number(request.scope))

    @app.exception_handler(UnicodeError)
    async def _unicode(request: Request, _exc: UnicodeError) -> Response:
        problem = Invalid("含有无法存储的字符", "Contains text that cannot be stored")
        return problem_response(problem, request_number(request.scope))


def request_number(scope: MutableMapping[str, Any]) -> str:
    """Return the number of a request, the same in its answer, its problems and the log."""
    state = scope.setdefault("state", {})
    number: str = state.setdefault("number", uuid4().hex[:8].upper())
    return number


def _printable(text_: str) -> str:
    """Return the text with what UTF-8 cannot carry replaced."""
    return text_.encode("utf-8", "replace").decode()


def _pointer(location: Iterable[str | int]) -> str:
    """Return a JSON pointer (RFC 6901) to where a fault lies."""
    parts = (_printable(str(p)).replace("~", "~0").replace("/", "~1") for p in location)
    return "".join(f"/{p}" for p in parts)


def _from_validation(exc: RequestValidationError) -> Problem:
    found = exc.errors()
    faults = [
        {
            "pointer": _pointer(fault["loc"][1:]),
            "in": str(fault["loc"][0]),
            "code": fault["type"],
            "detail": _printable(fault["msg"].removeprefix("Value error, ")),
        }
        for fault in found[:MOST_FAULTS]
    ]
    more = {"more_faults": len(found) - len(faults)} if len(found) > len(faults) else {}
    if any(f["code"] == "json_invalid" for f in faults):
        return Unreadable("正文不是有效的 JSON", "The body is not valid JSON")
    first = faults[0] if faults else {"pointer": None, "detail": ""}
    return Invalid(
        f"第一处：{first['pointer']} {first['detail']}",
        f"First: {first['pointer']} {first['detail']}",
        pointer=first["pointer"],
        faults=faults,
        **more,
    )


class NoAddress(Problem):
    """Nothing is served under this address."""

    status, code = 404, "not-found"
    title_zh, title_en = "没有这个地址", "No such address"


class NoMethod(Problem):
    """The address does not know this method."""

    status, code = 405, "method"
    title_zh, title_en = "此地址不支持该操作", "This address does not support the method"


_BY_STATUS: dict[int, type[Problem]] = {
    400: Unreadable,
    401: Unauthenticated,
    403: Forbidden,
    404: NoAddress,
    405: NoMethod,
    413: TooLarge,
    415: WrongMediaType,
    429: TooMany,
    503: Unavailable,
}


def _from_status(exc: HTTPException) -> Problem:
    kind = _BY_STATUS.get(exc.status_code, Unreadable if exc.status_code < 500 else Problem)
    return kind("", str(exc.detail))


def _from_database(exc: StatementError) -> Problem:
    if isinstance(exc, IntegrityError):
        name = getattr(getattr(exc.orig, "diag", None), "constraint_name", None)
        log.info("constraint", name=name)
        return _constraints.get(name or "") or Conflict(
            f"违反约束 {name}", f"Violates the constraint {name}"
        )
    if isinstance(exc, DataError) or not isinstance(exc, DBAPIError):
        return Invalid("含有无法存储的内容", "Contains something that cannot be stored")
    sqlstate = getattr(exc.orig, "sqlstate", None)
    # 25P03: the machine was so busy that the database gave the waiting transaction up.
    if isinstance(exc, OperationalError) or sqlstate == "25P03":
        return Unavailable(retry_after=1)
    if sqlstate == "42501":  # a row policy refused the write
        return Forbidden("记录不在本岗位的区域内", "The record lies outside this post's area")
    log.error("database", sqlstate=sqlstate, exc_info=exc)
    return Problem()
