"""Who is shut out after wrong passwords, and who is not."""

import asyncio

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from core.access.locks import COOKIE
from core.db import Database
from tests.core.access.test_sessions import ACCOUNT, ask, browser, change, sign_in

OLDER = "update core.login_attempt set at = at - interval '16 minutes'"
ELSEWHERE = """
insert into core.login_attempt (account, kind, address, source, ok)
select :account, 'password', a, a, false from (select '192.0.2.' || n / 4 a
                                               from generate_series(1, :n) n) x
"""


@pytest.mark.parametrize("account", [ACCOUNT, "999999-nobody"])
async def test_five_failures_lock_an_account_whether_it_exists_or_not(
    client, owner_database, account
):
    for _ in range(5):
        assert (await sign_in(client, account=account, password="wrong")).status_code == 401
    locked = await sign_in(client, account=account)
    assert locked.status_code == 429
    assert locked.json()["code"] == "locked"
    assert 14 * 60 < int(locked.headers["retry-after"]) <= 15 * 60 + 1
    # Looking in again and again does not lengthen it.
    await change(owner_database, OLDER)
    assert (await sign_in(client, account=account)).status_code == (
        200 if account == ACCOUNT else 401
    )


async def test_success_forgets_earlier_failures(client):
    for _ in range(2):
        for _ in range(4):
            assert (await sign_in(client, password="wrong")).status_code == 401
        assert (await sign_in(client)).status_code == 200


async def test_many_at_once_do_not_slip_past_the_lock(client, owner_database):
    answers = await asyncio.gather(*(sign_in(client, password="wrong") for _ in range(12)))
    assert sorted(a.status_code for a in answers) == [401] * 5 + [429] * 7
    assert await ask(owner_database, "select count(*) from core.login_attempt") == 5


async def test_failures_elsewhere_shut_nobody_out_here(client, owner_database):
    await change(owner_database, ELSEWHERE, account=ACCOUNT, n=20)
    assert (await sign_in(client)).status_code == 200


@pytest.mark.parametrize("account", [ACCOUNT, "999999-nobody"])
async def test_many_failures_everywhere_leave_in_only_browsers_the_account_knows(
    app, client, owner_database, account
):
    await sign_in(client)
    await change(owner_database, ELSEWHERE, account=account, n=25)
    async with browser(app) as stranger:
        assert (await sign_in(stranger, account=account)).json()["code"] == "locked"
        if account == ACCOUNT:
            assert (await sign_in(client)).status_code == 200
            assert (await sign_in(stranger)).json()["code"] == "locked"
        await change(owner_database, OLDER)
        assert (await sign_in(stranger)).status_code == 200


async def test_a_known_browser_is_not_shut_out_by_its_neighbours(app, client):
    await sign_in(client)
    async with browser(app) as neighbour:
        for _ in range(5):
            assert (await sign_in(neighbour, password="wrong")).status_code == 401
        assert (await sign_in(neighbour)).json()["code"] == "locked"
    assert (await sign_in(client)).status_code == 200
    for _ in range(5):
        assert (await sign_in(client, password="wrong")).status_code == 401
    assert (await sign_in(client)).json()["code"] == "locked"


def browsers_mark(client: httpx.AsyncClient) -> tuple[str, str]:
    return next((n, v) for n, v in client.cookies.items() if n.startswith(COOKIE))


async def test_no_browser_makes_itself_known(app, client, owner_database):
    await sign_in(client, account="371426-leader")
    await sign_in(client)
    (name, leaders), (own, mine) = sorted(
        ((n, v) for n, v in client.cookies.items() if n.startswith(COOKIE)),
        key=lambda found: found[1] == browsers_mark(client)[1],
        reverse=True,
    )
    assert (name, leaders) != (own, mine)
    await change(owner_database, ELSEWHERE, account=ACCOUNT, n=25)
    for forged in (leaders, mine[:-1], mine.replace(".", ""), "", "x." + mine.split(".")[1]):
        async with browser(app) as stranger:
            headers = {"Cookie": f"{own}={forged}"}
            answer = await stranger.post(
                "/api/session", json={"account": ACCOUNT, "password": "x"}, headers=headers
            )
            assert answer.json()["code"] == "locked"


async def test_walls_that_sign_in_together_are_not_shut_out(app: FastAPI, owner_database: Database):
    async with asyncio.TaskGroup() as group:

        async def wall() -> int:
            async with browser(app) as opened:
                return (await sign_in(opened, account="371426-kiosk")).status_code

        walls = [group.create_task(wall()) for _ in range(9)]
    assert [done.result() for done in walls] == [200] * 9


async def test_an_attempt_nobody_decided_is_no_failure(client, owner_database):
    undecided = ELSEWHERE.replace("false", "null").replace("'192.0.2.' || n / 4", "'127.0.0.1'")
    await change(owner_database, undecided, account=ACCOUNT, n=7)
    await change(owner_database, "update core.login_attempt set at = at - interval '31 seconds'")
    assert (await sign_in(client)).status_code == 200
    async with owner_database.reading(None) as session:
        assert await session.scalar(text("select count(*) from core.login_attempt where ok")) == 1
