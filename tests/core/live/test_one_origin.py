"""Behind a proxy, page and hub are one origin; who calls is who called the proxy."""

import orjson
import pytest
from pydantic import ValidationError
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from core.live.protocol import REFUSED, SUBPROTOCOL, TICKET_PREFIX
from core.settings import ServerSettings, Settings
from tests.fixtures.live import running_site

PUBLIC = "https://jinmin.example"
FAILURES = 2

pytestmark = pytest.mark.commits


def changed(settings: Settings, **server: object) -> Settings:
    security = settings.security.model_copy(update={"login_per_minute": FAILURES})
    return settings.model_copy(update={"server": ServerSettings(**server), "security": security})


class TestBehindAProxy:
    @pytest.fixture
    def settings(self, settings):
        return changed(settings, public_url=PUBLIC + "/")

    async def test_the_ticket_names_the_origin_of_the_page_and_the_hub_accepts_it(
        self, as_post, settings, database
    ):
        duty = await as_post("371426-duty")
        async with running_site(settings, database) as site:

            async def hub_says(origin: str) -> object:
                answer = await duty.post("/api/live/ticket", headers={"Host": "jinmin.example"})
                taken = answer.json()
                assert taken["url"] == "wss://jinmin.example/live"
                offered = [Subprotocol(SUBPROTOCOL), Subprotocol(TICKET_PREFIX + taken["ticket"])]
                # The proxy hands the connection on, its origin as it was.
                async with connect(site.url, subprotocols=offered, origin=origin) as ws:
                    try:
                        return list(orjson.loads(await ws.recv()))
                    except ConnectionClosed as closed:
                        return closed.rcvd and closed.rcvd.code

            assert await hub_says(PUBLIC) == ["hello"]
            assert await hub_says("https://elsewhere.example") == REFUSED
            assert await hub_says(PUBLIC + ":8600") == REFUSED

    async def test_programs_of_this_machine_go_beside_the_proxy(self, as_post):
        duty = await as_post("371426-duty")
        answer = await duty.post("/api/live/ticket")
        assert answer.json()["url"] == "ws://127.0.0.1:8601/live"

    async def test_pages_may_speak_to_their_own_origin_only(self, client):
        answer = await client.get("/healthz")
        policy = answer.headers["content-security-policy"]
        allowed = next(p for p in policy.split("; ") if p.startswith("connect-src")).split()[1:]
        assert allowed[:2] == ["'self'", "wss://jinmin.example"]
        assert not [address for address in allowed if address.startswith("wss://jinmin.example:")]
        assert "strict-transport-security" in answer.headers

    async def test_changes_come_from_the_public_page(self, client):
        async def sign_out(origin: str) -> str:
            return (await client.delete("/api/session", headers={"Origin": origin})).json()["code"]

        assert await sign_out(PUBLIC) == "unauthenticated"
        assert await sign_out("https://elsewhere.example") == "origin"

    async def test_each_caller_has_failures_of_their_own(self, client):
        assert await fail_until_refused(client, "192.0.2.1") == FAILURES
        assert await fail_until_refused(client, "192.0.2.2") == FAILURES
        # What the caller wrote there itself comes before the address the proxy adds.
        assert await fail_until_refused(client, "192.0.2.3, 192.0.2.2") == 0

    async def test_figures_stay_on_this_machine(self, client):
        answer = await client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.1"})
        assert answer.status_code == 403


class TestWithoutOne:
    @pytest.fixture
    def settings(self, settings):
        return changed(settings)

    async def test_nobody_is_believed_about_the_caller(self, client):
        assert await fail_until_refused(client, "192.0.2.1") == FAILURES
        assert await fail_until_refused(client, "192.0.2.2") == 0

    async def test_the_hub_is_beside_the_page(self, as_post):
        duty = await as_post("371426-duty")
        for host, url in (
            ("jinmin.example", "ws://jinmin.example:8601/live"),
            ("[::1]:8600", "ws://[::1]:8601/live"),
        ):
            answer = await duty.post("/api/live/ticket", headers={"Host": host})
            assert answer.json()["url"] == url


async def fail_until_refused(client, caller: str) -> int:
    """Return how often somebody may try a wrong password from an address."""
    for failed in range(FAILURES + 1):
        answer = await client.post(
            "/api/session",
            json={"account": f"nobody-{caller}", "password": "wrong"},
            headers={"X-Forwarded-For": caller},
        )
        if answer.status_code == 429:
            return failed
        assert answer.status_code == 401
    return FAILURES + 1


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://Jinmin.Example/", "https://jinmin.example"),
        ("https://jinmin.example:443", "https://jinmin.example"),
        ("http://jinmin.example:443", "http://jinmin.example:443"),
        ("http://[2001:db8::1]:80", "http://[2001:db8::1]"),
        ("", None),
    ],
)
def test_the_public_address_is_kept_as_browsers_write_it(written, meant):
    assert ServerSettings(public_url=written).public_url == meant


@pytest.mark.parametrize(
    "written",
    ["jinmin.example", "wss://jinmin.example", "https://a.example/jinmin", "https://u@a.example"],
)
def test_what_is_no_origin_is_refused(written):
    with pytest.raises(ValidationError, match="must be https://HOST"):
        ServerSettings(public_url=written)
