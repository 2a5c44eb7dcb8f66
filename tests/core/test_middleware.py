"""What guards every request, on an application that has nothing else."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI, Request, Response

from core import middleware
from core.access.sessions import COOKIE
from core.http import handle_problems
from core.settings import DatabaseSettings, ServerSettings, Settings

LIMIT, FILES_LIMIT, SESSION_LIMIT = 1000, 2000, 100
OWN = "https://jinmin.example:8600"


def settings(**server: object) -> Settings:
    values = {
        "max_json_bytes": LIMIT,
        "max_file_bytes": FILES_LIMIT,
        "max_session_bytes": SESSION_LIMIT,
        "origins": (OWN,),
    } | server
    return Settings(
        database=DatabaseSettings(url="postgresql://nobody@127.0.0.1/none"),
        server=ServerSettings(**values),
    )


def build(**server: object) -> FastAPI:
    app = FastAPI()
    handle_problems(app)
    middleware.install(app, settings(**server))
    app.state.done = []

    @app.get("/api/things/{name}")
    async def _get(name: str, q: str = "") -> dict[str, str]:
        return {"name": name, "q": q}

    @app.post("/api/things")
    async def _post(request: Request) -> dict[str, int]:
        body = await request.body()
        app.state.done.append(len(body))
        return {"got": len(body)}

    @app.post("/api/json")
    async def _json(wish: dict[str, int]) -> dict[str, int]:
        app.state.done.append(1)
        return wish

    @app.get("/framed")
    async def _framed() -> Response:
        return Response("x", headers={"Content-Security-Policy": "default-src 'none'"})

    @app.get("/api/broken")
    async def _broken() -> None:
        raise ZeroDivisionError("a secret of the service")

    return app


def browser(app: FastAPI) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=OWN)


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/api/files", FILES_LIMIT),
        ("/api/files/x", LIMIT),
        ("/api/session", SESSION_LIMIT),
        ("/api/session/password", SESSION_LIMIT),
        ("/api/sessions", LIMIT),
    ],
)
async def test_only_files_may_be_large_and_signing_in_is_small(path, limit):
    async with browser(build()) as client:
        client.cookies.set(COOKIE, "x")
        assert problem(await client.put(path, content=b"x" * (limit + 1))) == (413, "too-large")
        assert problem(await client.put(path, content=b"x" * limit))[0] == 404


async def test_a_file_from_nobody_is_refused_before_its_body_is_read():
    app, read = build(), []

    async def body() -> AsyncIterator[bytes]:
        read.append(1)
        yield b"x" * 100

    @app.post("/api/files")
    async def _post(request: Request) -> dict[str, int]:
        return {"got": len(await request.body())}

    async with browser(app) as client:
        refused = await client.post("/api/files", content=body())
        assert problem(refused) == (401, "unauthenticated")
        assert refused.headers["connection"] == "close"
        assert read == []
        client.cookies.set(COOKIE, "x")
        assert (await client.post("/api/files", content=body())).json() == {"got": 100}


async def in_pieces(total: int, piece: int = 100) -> AsyncIterator[bytes]:
    for _ in range(total // piece):
        yield b"x" * piece


def problem(answer: httpx.Response) -> tuple[int, str]:
    """Return status and code of an answer that is a whole problem."""
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert said["status"] == answer.status_code
    assert said["title"]
    assert said["title_en"]
    assert said["number"] == answer.headers["x-request-id"]
    return said["status"], said["code"]


@pytest.mark.parametrize("path", ["/api/things", "/api/json"])
async def test_a_body_above_the_limit_is_refused_by_its_stated_length(path):
    app = build()
    async with browser(app) as client:
        answer = await client.post(path, content=b"x" * (LIMIT + 1))
    assert problem(answer) == (413, "too-large")
    assert answer.headers["connection"] == "close"
    assert app.state.done == []


@pytest.mark.parametrize("path", ["/api/things", "/api/json"])
async def test_a_body_in_pieces_is_counted(path):
    app = build()
    async with browser(app) as client:
        answer = await client.post(path, content=in_pieces(LIMIT + 100))
    assert problem(answer) == (413, "too-large")
    assert app.state.done == []


@pytest.mark.parametrize("stated", ["1" * 5000, "9" * 19])
async def test_an_absurd_length_is_refused(stated):
    async with browser(build()) as client:
        answer = await client.post(
            "/api/things", content=in_pieces(100), headers={"Content-Length": stated}
        )
    assert problem(answer) == (413, "too-large")


async def test_a_body_at_the_limit_passes_whole():
    async with browser(build()) as client:
        assert (await client.post("/api/things", content=b"x" * LIMIT)).json() == {"got": LIMIT}
        assert (await client.post("/api/things", content=in_pieces(LIMIT))).json() == {"got": LIMIT}


async def test_a_lying_length_does_not_help():
    async with browser(build()) as client:
        answer = await client.post(
            "/api/things", content=in_pieces(LIMIT + 100), headers={"Content-Length": "5"}
        )
    assert problem(answer) == (413, "too-large")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": OWN + ".elsewhere.example"},
        {"Origin": OWN.replace("https", "http")},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": OWN, "Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_another_sites_page_changes_nothing(headers):
    app = build()
    async with browser(app) as client:
        assert problem(await client.post("/api/things", headers=headers)) == (403, "origin")
        assert problem(await client.delete("/api/things", headers=headers)) == (403, "origin")
        assert (await client.get("/api/things/a", headers=headers)).status_code == 200
    assert app.state.done == []


@pytest.mark.parametrize("headers", [{}, {"Origin": OWN}, {"Sec-Fetch-Site": "same-origin"}])
async def test_our_own_pages_and_programs_pass(headers):
    async with browser(build()) as client:
        assert (await client.post("/api/things", headers=headers)).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/api/things/%00",
        "/api/things/a%00b",
        "/api/things/%FF",
        "/api/things/%ED%A0%80",
        "/api/things/%C0%AF",
        "/api/things/a?q=%00",
        "/api/things/a?q=%E5%B9",
        "/api/things/a?%FF=1",
    ],
)
async def test_addresses_that_are_no_text_are_refused(address):
    async with browser(build()) as client:
        assert problem(await client.get(address)) == (400, "unreadable")


async def test_chinese_addresses_are_text():
    async with browser(build()) as client:
        answer = await client.get("/api/things/平原县", params={"q": "王打卦镇 50%"})
    assert answer.json() == {"name": "平原县", "q": "王打卦镇 50%"}


async def test_security_headers_are_on_every_answer():
    async with browser(build()) as client:
        answers = [
            await client.get("/api/things/a"),
            await client.get("/nowhere"),
            await client.post("/api/things", content=b"x" * (LIMIT + 1)),
            await client.get("/api/things/%00"),
            await client.get("/api/broken"),
        ]
    for answer in answers:
        policy = dict(
            part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; ")
        )
        assert policy["default-src"] == "'self'"
        assert "script-src" not in policy
        assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == "'none'"
        assert "wss://jinmin.example:8601" in policy["connect-src"].split()
        assert "ws://127.0.0.1:8601" in policy["connect-src"].split()
        assert "*" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "geolocation=(self)" in answer.headers["permissions-policy"]
        assert "strict-transport-security" not in answer.headers


async def test_api_answers_are_not_cached_unless_they_say_so():
    async with browser(build()) as client:
        assert (await client.get("/api/things/a")).headers["cache-control"] == "private, no-store"
        assert "cache-control" not in (await client.get("/framed")).headers


async def test_a_route_may_be_stricter():
    async with browser(build()) as client:
        answer = await client.get("/framed")
    assert answer.headers["content-security-policy"] == "default-src 'none'"


async def test_https_is_remembered_by_browsers():
    async with browser(build(https=True)) as client:
        answer = await client.get("/api/things/a")
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    assert "wss://127.0.0.1:8601" in answer.headers["content-security-policy"]


async def test_a_failure_tells_its_number_and_nothing_else():
    async with browser(build()) as client:
        answer = await client.get("/api/broken")
    assert problem(answer) == (500, "internal")
    said = answer.json()
    assert "secret" not in answer.text
    assert "ZeroDivision" not in answer.text
    assert len(said["number"]) == 8


async def test_unknown_addresses_and_methods_are_problems():
    async with browser(build()) as client:
        assert problem(await client.get("/api/nothing")) == (404, "not-found")
        assert problem(await client.put("/api/things")) == (405, "method")
