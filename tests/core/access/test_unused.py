"""How long a session lasts unused, what counts as use, and what takes its place."""

from contextlib import AsyncExitStack
from datetime import timedelta

from core.access.sessions import COOKIE
from tests.core.access.test_sessions import ask, browser, change, sign_in


async def test_use_is_noted_once_a_minute(client, owner_database):
    await sign_in(client)
    seen = "select last_seen from core.session"
    first = await ask(owner_database, seen)
    await client.get("/api/session")
    assert await ask(owner_database, seen) == first
    await change(owner_database, "update core.session set last_seen = now() - interval '2 minutes'")
    before = await ask(owner_database, seen)
    await client.get("/api/session")
    assert await ask(owner_database, seen) > before + timedelta(minutes=1)


async def test_a_page_that_asks_by_itself_is_no_use(client, owner_database):
    csrf = (await sign_in(client, account="371426-leader")).json()["csrf"]
    seen = "select last_seen from core.session"
    await change(owner_database, "update core.session set last_seen = now() - interval '2 minutes'")
    before = await ask(owner_database, seen)
    headers = {"X-Unattended": "1", "X-CSRF": csrf}
    assert (await client.get("/api/session", headers=headers)).status_code == 200
    assert (await client.post("/api/live/ticket", headers=headers)).status_code == 200
    assert await ask(owner_database, seen) == before


async def test_a_wall_is_in_use_though_nobody_touches_it(client, owner_database):
    await sign_in(client, account="371426-kiosk")
    await change(owner_database, "update core.session set last_seen = now() - interval '2 minutes'")
    await client.get("/api/session", headers={"X-Unattended": "1"})
    ago = await ask(owner_database, "select now() - last_seen from core.session")
    assert ago < timedelta(minutes=1)


async def test_signing_in_anew_ends_the_browsers_session(client, owner_database):
    await sign_in(client)
    old = client.cookies[COOKIE]
    await sign_in(client, account="371426-leader")
    await sign_in(client, password="wrong")
    assert (await client.get("/api/session")).json()["person"]["account"] == "371426-leader"
    answer = await client.get("/api/session", headers={"Cookie": f"{COOKIE}={old}"})
    assert answer.status_code == 401
    ended = "select ended_because from core.session where ended_at is not null"
    assert await ask(owner_database, ended) == "signed-in-anew"


async def test_signing_out_clears_what_the_browser_kept(client):
    csrf = (await sign_in(client)).json()["csrf"]
    answer = await client.delete("/api/session", headers={"X-CSRF": csrf})
    assert answer.headers["clear-site-data"] == '"cache"'


async def test_who_stands_ready_stays_signed_in_and_others_do_not(app, owner_database):
    expected = {
        "371426-duty": 200,
        "371426101-reporter": 200,
        "371426-leader": 401,
        "371426-decider": 401,
        "370000-sysadmin": 401,
    }
    found = {}
    async with AsyncExitStack() as stack:
        for account in expected:
            opened = await stack.enter_async_context(browser(app))
            await sign_in(opened, account=account)
            found[account] = opened
        await change(
            owner_database, "update core.session set last_seen = now() - interval '31 minutes'"
        )
        statuses = {a: (await c.get("/api/session")).status_code for a, c in found.items()}
    assert statuses == expected
