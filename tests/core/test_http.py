"""Bad input on core's routes, and what the parts that routes are made of promise."""

import asyncio
import json
import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlalchemy import text

from core.access.sessions import SAFE_METHODS
from core.errors import Invalid, NotFound, Problem
from core.http import (
    DEEPEST,
    MOST_FAULTS,
    MOST_VALUES,
    CommandDep,
    In,
    VersionDep,
    WriterDep,
    explain_constraint,
)
from core.ids import uuid7
from core.worlds import World
from tests.fixtures.databases import PASSWORD

OPEN_TO_ALL = {("POST", "/api/session")}


class Wish(In):
    name: str = ""
    number: float | None = None
    more: dict[str, Any] | None = None


async def counts(owner) -> dict[str, int]:
    tables = ("session", "audit", "event", "file", "command", "world")
    async with owner.reading(None) as session:
        return {t: await session.scalar(text(f"select count(*) from core.{t}")) for t in tables}


def is_problem(answer: httpx.Response) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    said = answer.json()
    assert {"type", "status", "code", "title", "title_en", "detail", "detail_en", "number"} <= set(
        said
    )
    assert said["status"] == answer.status_code
    assert 400 <= answer.status_code < 500
    return said


BODIES = [
    b"",
    b"{",
    b"null",
    b"[]",
    b"1e999",
    b"NaN",
    b'"text"',
    b"\xff\xfe\x00",
    b"\x00",
    b'{"account": null, "password": []}',
    b'{"account": {"a": 1}, "password": true}',
    b'{"account": "a\\u0000b", "password": "x"}',
    b'{"account": "\\ud800", "password": "x"}',
    b'{"\\ud800": 1}',
    b'{"account": "a", "password": "x", "\\ud800": 1}',
    b'{"account": "a", "password": "x", "extra": 1}',
    b'{"account": "a", "password": "x", "post": "not a uuid"}',
    b'{"account": "a", "password": NaN}',
    b'{"account": 1' + b"0" * 5000 + b', "password": "x"}',
    b'{"account": "' + b"a" * 100_000 + b'", "password": "x"}',
    b'{"account": "a", "password": "' + b"p" * 100_000 + b'"}',
    b"[" * 100_000,
    b'{"account":' * 900 + b"1" + b"}" * 900,
    json.dumps({"account": "'; drop table core.person; --", "password": "x"}).encode(),
]


async def test_bad_sign_ins_are_problems_and_leave_nothing(client, owner_database):
    before = await counts(owner_database)
    for body in BODIES:
        answer = await client.post(
            "/api/session", content=body, headers={"Content-Type": "application/json"}
        )
        is_problem(answer)
    assert await counts(owner_database) == before


async def test_a_flood_of_faults_is_told_in_short(client):
    body = {f"k{n}": 0 for n in range(1200)}
    said = is_problem(await client.post("/api/session", json=body))
    assert (said["code"], len(said["faults"])) == ("invalid", MOST_FAULTS)
    # Two members are missing besides.
    assert said["more_faults"] == len(body) + 2 - MOST_FAULTS
    assert "more_faults" not in is_problem(await client.post("/api/session", json={}))


def test_a_flood_of_values_is_one_fault():
    for more in ({f"k{n}": 0 for n in range(MOST_VALUES)}, {"list": [0] * MOST_VALUES}):
        with pytest.raises(ValidationError, match="too many values") as found:
            Wish(more=more)
        assert found.value.error_count() == 1
        with pytest.raises(ValidationError, match="too many values") as found:
            Wish.model_validate(more)
        assert found.value.error_count() == 1


async def test_a_bad_clock_is_a_problem_and_leaves_nothing(as_post, owner_database):
    nation = await as_post("000000-duty")
    world = uuid7()
    async with owner_database.writing(None) as session:
        now = datetime(2023, 8, 6, 2, 33, tzinfo=UTC)
        session.add(
            World(id=world, kind="exercise", name_zh="演练", name_en="Drill", base=now, started=now)
        )
    before = await counts(owner_database)
    for body in (
        b'{"now": "2023-08-06T02:34:00", "rate": 1}',
        b'{"now": "2023-08-06T02:34:00+08:00", "rate": NaN}',
        b'{"now": "2023-08-06T02:34:00+08:00", "rate": Infinity}',
        b'{"now": "2023-08-06T02:34:00+08:00", "rate": -1}',
        b'{"now": "2023-08-06T02:34:00+08:00", "rate": 1e300}',
        b'{"now": 1e400, "rate": 1}',
        b'{"now": "yesterday", "rate": 1}',
        b'{"rate": 1}',
    ):
        answer = await nation.post(
            f"/api/worlds/{world}/clock", content=body, headers={"Content-Type": "application/json"}
        )
        said = is_problem(answer)
        assert said["code"] in ("invalid", "unreadable")
    good = {"now": "2023-08-06T02:34:00+08:00", "rate": 60}
    for path, headers, status in (
        (f"/api/worlds/{uuid7()}/clock", {}, 404),
        ("/api/worlds/x/clock", {}, 422),
        (f"/api/worlds/{world}/clock", {"If-Match": '"2"'}, 412),
        (f"/api/worlds/{world}/clock", {"If-Match": "\u00b2".encode()}, 400),
        (f"/api/worlds/{world}/clock", {"If-Match": "9" * 50}, 400),
        (f"/api/worlds/{world}/clock", {"Command-Id": "not an id"}, 422),
    ):
        answer = await nation.post(path, json=good, headers=headers)
        assert is_problem(answer)["status"] == status
    assert await counts(owner_database) == before
    county = await as_post("371426-duty")
    assert (await county.post(f"/api/worlds/{world}/clock", json=good)).status_code == 403


async def test_an_exercise_clock_is_set_and_the_real_one_is_not(as_post):
    nation = await as_post("000000-duty")
    real = (await nation.get("/api/worlds")).json()["items"][0]
    assert (real["kind"], real["exercise"]) == ("real", False)
    wish = {"now": "2023-08-06T02:34:00+08:00", "rate": 60}
    refused = await nation.post(f"/api/worlds/{real['id']}/clock", json=wish)
    assert is_problem(refused)["code"] == "conflict"


ADDRESSES = [
    "/api/files/x",
    "/api/files/" + "9" * 3000,
    f"/api/files/{UUID(int=0)}",
    "/api/codes/%F0%9F%92%A5",
    "/api/codes/a?on=99999999999-01-01",
    "/api/codes/a?on=2023-02-30",
    "/api/audit?before=99999999999999999999",
    "/api/audit?limit=-1",
    "/api/audit?entity=x",
    "/api/nothing",
    "/api/session/post",
]


async def test_bad_addresses_are_problems(as_post):
    client = await as_post("371426-duty")
    for address in ADDRESSES:
        assert is_problem(await client.get(address))["status"] in (404, 405, 422), address


async def test_a_body_of_20_megabytes_is_refused(client, owner_database):
    before = await counts(owner_database)
    answer = await client.post(
        "/api/session",
        content=b'{"account": "' + b"a" * 20 * 2**20 + b'"}',
        headers={"Content-Type": "application/json"},
    )
    assert is_problem(answer)["status"] == 413
    assert await counts(owner_database) == before


async def test_a_foreign_page_cannot_sign_anyone_in(client, owner_database):
    answer = await client.post(
        "/api/session",
        json={"account": "371426-duty", "password": PASSWORD},
        headers={"Origin": "https://elsewhere.example"},
    )
    assert is_problem(answer)["code"] == "origin"
    assert (await counts(owner_database))["session"] == 0


def operations(app: FastAPI) -> list[tuple[str, str]]:
    """Every operation the service offers, with something in place of its path's variables."""
    return [
        (method.upper(), re.sub(r"\{[^}]*\}", str(UUID(int=1)), path))
        for path, methods in app.openapi()["paths"].items()
        for method in methods
        if path.startswith("/api/")
    ]


async def test_nothing_is_given_or_done_without_a_session(app: FastAPI, client):
    offered = operations(app)
    assert len(offered) > 10
    open_ = set()
    for method, path in offered:
        answer = await client.request(method, path)
        if answer.status_code != 401:
            open_.add((method, path))
    assert open_ <= OPEN_TO_ALL


async def test_every_change_asks_for_the_sessions_token(app: FastAPI, as_post):
    client = await as_post("371426-duty")
    del client.headers["X-CSRF"]
    unasked = set()
    for method, path in operations(app):
        if method not in SAFE_METHODS:
            answer = await client.request(method, path)
            if answer.status_code != 403 or answer.json()["code"] != "csrf":
                unasked.add((method, path))
    assert unasked <= OPEN_TO_ALL


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


@given(values)
def test_what_passes_can_be_stored(value):
    try:
        wish = Wish.model_validate({"more": {"x": value}})
    except ValidationError:
        return
    stored = json.dumps(wish.model_dump(), allow_nan=False)
    assert "\\u0000" not in stored
    stored.encode()
    json.dumps(wish.model_dump(), ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "value",
    ["a\x00", "\ud800", 2**63, -(2**63), float("nan"), float("inf"), {"\x00": 1}, [["\udfff"]]],
)
def test_what_cannot_be_stored_is_refused(value):
    with pytest.raises(ValidationError):
        Wish.model_validate({"more": {"x": value}})


def test_nesting_has_a_floor():
    deep: Any = 1
    for _ in range(DEEPEST):
        deep = [deep]
    with pytest.raises(ValidationError, match="nested"):
        Wish.model_validate({"more": {"x": deep}})
    Wish.model_validate({"more": {"x": [[[1]]]}})


class Taken(Problem):
    """The name is taken."""

    status, code = 409, "taken"
    title_zh, title_en = "名称已使用", "The name is taken"


@pytest.fixture
def trial(app: FastAPI) -> FastAPI:
    """Routes that run into the database's refusals."""
    router = APIRouter(prefix="/api/trial")

    @router.post("/world")
    async def _world(session: WriterDep, wish: Wish) -> None:
        await session.execute(
            text(
                "insert into core.world (id, kind, name_zh, name_en, base, started, rate, version)"
                " values (:id, :kind, '', '', now(), now(), 1, 1)"
            ),
            {"id": uuid7(), "kind": wish.name},
        )

    @router.post("/far")
    async def _far(session: WriterDep) -> None:
        await session.execute(
            text(
                "insert into core.file_link (file_id, noun, entity, area) values (:i, 'x', :i, 13)"
            ),
            {"i": uuid7()},
        )

    @router.post("/cast")
    async def _cast(session: WriterDep, wish: Wish) -> None:
        await session.execute(text("select cast(:x as bigint)"), {"x": wish.name})

    @router.post("/half")
    async def _half(session: WriterDep, version: VersionDep, command: CommandDep) -> None:
        async def act() -> None:
            session.add(
                World(
                    id=uuid7(),
                    kind="exercise",
                    name_zh="半",
                    name_en="half",
                    base=datetime.now(UTC),
                    started=datetime.now(UTC),
                )
            )
            await session.flush()
            raise NotFound(current={"version": version})

        await command.once(session, act)

    @router.post("/slow")
    async def _slow(session: WriterDep) -> None:
        await session.execute(text("set local idle_in_transaction_session_timeout = 20"))
        await asyncio.sleep(0.5)
        await session.execute(text("select 1"))

    app.include_router(router)
    return app


async def test_a_transaction_the_database_gave_up_may_be_tried_again(trial, as_post):
    answer = await (await as_post("371426-duty")).post("/api/trial/slow", json={})
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["retry-after"] == "1"


async def test_the_databases_refusals_are_problems(trial, as_post):
    client = await as_post("371426-duty")
    explain_constraint("ck_world_kind", Taken())
    said = is_problem(await client.post("/api/trial/world", json={"name": "no such kind"}))
    assert said["code"] == "taken"
    said = is_problem(await client.post("/api/trial/far", json={}))
    assert said["code"] == "forbidden"
    for bad in ("x", "9" * 30):
        said = is_problem(await client.post("/api/trial/cast", json={"name": bad}))
        assert said["code"] == "invalid"


async def test_a_change_that_fails_leaves_nothing_and_may_be_sent_again(
    trial, as_post, owner_database
):
    client = await as_post("371426-duty")
    before = await counts(owner_database)
    headers = {"Command-Id": str(uuid7()), "If-Match": 'W/"7"'}
    for _ in range(2):
        said = is_problem(await client.post("/api/trial/half", headers=headers))
        assert (said["status"], said["current"]) == (404, {"version": 7})
    assert await counts(owner_database) == before


def test_a_problem_says_it_twice():
    said = Invalid("名称为空", "The name is empty", pointer="/name").document("AB12CD34")
    assert said["title"] == "填报内容有误"
    assert (said["detail"], said["detail_en"]) == ("名称为空", "The name is empty")
    assert (said["pointer"], said["number"], said["type"]) == (
        "/name",
        "AB12CD34",
        "/problems/invalid",
    )
    kinds = [Problem]
    for kind in kinds:
        kinds.extend(kind.__subclasses__())
    for kind in kinds:
        assert kind.title_zh
        assert kind.title_en
        assert 400 <= kind.status < 600
