from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from core.access.one_time_codes import code_at
from core.access.sessions import COOKIE, hash_token, look_up
from core.access.sign_in import describe
from core.db import Database
from core.errors import Unauthenticated
from core.ids import uuid7
from tests.fixtures.databases import PASSWORD
from tests.fixtures.service import ADDRESS, AsPost

ACCOUNT = "371426-duty"
DECIDER = "371426-decider"


async def sign_in(client: httpx.AsyncClient, account=ACCOUNT, password=PASSWORD, **more):
    return await client.post("/api/session", json={"account": account, "password": password} | more)


async def change(owner: Database, statement: str, **values: object) -> None:
    async with owner.writing(None) as session:
        await session.execute(text(statement), values)


async def ask(owner: Database, statement: str, **values: object):
    async with owner.reading(None) as session:
        return await session.scalar(text(statement), values)


async def secret_of(owner: Database, account: str) -> str:
    return await ask(
        owner,
        "select secret from core.second_factor join core.person on id = person_id"
        " where account = :a",
        a=account,
    )


async def test_the_session_document_tells_who_and_where(client):
    answer = await sign_in(client)
    assert answer.status_code == 200
    said = answer.json()
    assert said["person"]["account"] == ACCOUNT
    assert said["person"]["name"] == "平原县值班员"
    assert said["post"]["roles"] == ["duty"]
    assert (said["post"]["area"], said["post"]["area_name"]) == (371426000000, "平原县")
    assert said["post"]["tier"] == 3
    assert said["post"]["office"]["name"] == "平原县应急管理局"
    assert said["posts"] == [said["post"]]
    assert said["second_factor"] == {"enrolled": False, "given": False}
    assert said["must_change_password"] is False
    assert (await client.get("/api/session")).json() == said


async def test_the_cookie_is_out_of_reach(client, owner_database):
    answer = await sign_in(client)
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith(COOKIE)).lower()
    for attribute in ("httponly", "secure", "samesite=strict", "path=/"):
        assert attribute in cookie
    assert "max-age" not in cookie
    token = client.cookies[COOKIE]
    assert len(token) >= 43
    stored = await ask(owner_database, "select token_hash from core.session")
    assert stored == hash_token(token)
    assert token not in answer.text


async def test_wrong_password_and_unknown_account_look_alike(client):
    wrong = await sign_in(client, password="not the password")
    unknown = await sign_in(client, account="999999-nobody")
    assert wrong.status_code == unknown.status_code == 401
    for answer in (wrong, unknown):
        assert answer.headers["content-type"] == "application/problem+json"
        assert COOKIE not in answer.cookies
    different = {"number"}
    one, other = (
        {k: v for k, v in a.json().items() if k not in different} for a in (wrong, unknown)
    )
    assert one == other
    assert one["code"] == "credentials"


async def test_an_address_that_fails_often_must_wait(app: FastAPI, client):
    app.state.sign_in_limits.tokens = 2
    app.state.sign_in_limits._buckets.clear()
    codes = [
        (await sign_in(client, account=f"99999{i}-nobody", password="wrong")).status_code
        for i in range(3)
    ]
    assert codes == [401, 401, 429]
    assert int((await sign_in(client)).headers["retry-after"]) >= 1


async def test_good_sign_ins_do_not_use_up_the_limit(app: FastAPI, client):
    app.state.sign_in_limits.tokens = 2
    app.state.sign_in_limits._buckets.clear()
    assert [(await sign_in(client)).status_code for _ in range(4)] == [200] * 4


async def test_changes_need_the_sessions_token(client, owner_database):
    csrf = (await sign_in(client)).json()["csrf"]
    for headers in ({}, {"X-CSRF": "x" * 43}, {"X-CSRF": csrf[:-1]}):
        refused = await client.delete("/api/session", headers=headers)
        assert refused.status_code == 403
        assert refused.json()["code"] == "csrf"
    assert (await client.get("/api/session")).status_code == 200
    assert await ask(owner_database, "select ended_at from core.session") is None


async def test_signing_out_ends_the_session_at_once(client, owner_database):
    said = (await sign_in(client)).json()
    token = client.cookies[COOKIE]
    answer = await client.delete("/api/session", headers={"X-CSRF": said["csrf"]})
    assert answer.status_code == 204
    assert COOKIE not in client.cookies
    again = await client.get("/api/session", headers={"Cookie": f"{COOKIE}={token}"})
    assert again.status_code == 401
    assert await ask(owner_database, "select ended_because from core.session") == "signed-out"


@pytest.mark.parametrize(
    "spoil",
    [
        "update core.session set last_seen = now() - interval '13 hours'",
        "update core.session set expires_at = now() - interval '1 second'",
        "update core.session set ended_at = now()",
        "update core.person set active = false where account = '371426-duty'",
        "update core.post set ended_at = now() where title = '平原县值班员'",
    ],
)
async def test_a_session_that_is_over_is_refused(client, owner_database, spoil):
    csrf = (await sign_in(client)).json()["csrf"]
    await change(owner_database, spoil)
    answer = await client.get("/api/session")
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert (await client.delete("/api/session", headers={"X-CSRF": csrf})).status_code == 401


async def test_invented_tokens_are_nobody(client):
    for cookie in ("", "x", "x" * 5000, "é", "a" * 43):
        headers = {"Cookie": f"{COOKIE}={cookie}".encode()}
        assert (await client.get("/api/session", headers=headers)).status_code == 401


async def test_a_wall_stays_signed_in(client, owner_database):
    said = (await sign_in(client, account="371426-kiosk")).json()
    assert datetime.fromisoformat(said["expires_at"]) > datetime.now(UTC) + timedelta(days=6)
    await change(owner_database, "update core.session set last_seen = now() - interval '3 days'")
    assert (await client.get("/api/session")).status_code == 200


async def give_second_post(owner: Database, role: str = "duty") -> str:
    await change(
        owner,
        """
        insert into core.post (id, person_id, office_id, title, roles, lo, hi, up, position)
        select :id, p.id, o.id, '德州市值班员（兼）', array[:role], 371400000000, 371499999999,
               '{0,370000000000}', 1
        from core.person p, core.office o
        where p.account = '371426-duty' and o.area = 371400000000
        """,
        id=(post := uuid7()),
        role=role,
    )
    return str(post)


async def test_switching_posts_changes_range_and_tokens(client, owner_database):
    city = await give_second_post(owner_database)
    said = (await sign_in(client)).json()
    assert [p["area"] for p in said["posts"]] == [371426000000, 371400000000]
    old_token = client.cookies[COOKIE]
    answer = await client.post(
        "/api/session/post", json={"post": city}, headers={"X-CSRF": said["csrf"]}
    )
    assert answer.status_code == 200
    now = answer.json()
    assert now["post"]["area"] == 371400000000
    assert now["csrf"] != said["csrf"]
    assert now["expires_at"] == said["expires_at"]
    assert client.cookies[COOKIE] != old_token
    assert (await client.get("/api/session")).json()["post"]["id"] == city
    old = await client.get("/api/session", headers={"Cookie": f"{COOKIE}={old_token}"})
    assert old.status_code == 401


async def switch(client: httpx.AsyncClient, said: dict, post: str) -> dict:
    headers = {"X-CSRF": said["csrf"]}
    answer = await client.post("/api/session/post", json={"post": post}, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_deciders_session_rests_no_longer_for_having_begun_at_a_desk(
    client, owner_database
):
    said = (await sign_in(client)).json()
    now = await switch(client, said, await give_second_post(owner_database, "decider"))
    assert now["expires_at"] == said["expires_at"]
    await change(
        owner_database, "update core.session set last_seen = now() - interval '31 minutes'"
    )
    assert (await client.get("/api/session")).status_code == 401


async def test_a_walls_long_session_does_not_go_over_to_a_desk(client, owner_database):
    await change(owner_database, "update core.post set roles = '{kiosk}' where lo = 371426000000")
    said = (await sign_in(client)).json()
    now = await switch(client, said, await give_second_post(owner_database))
    assert datetime.fromisoformat(now["expires_at"]) < datetime.now(UTC) + timedelta(hours=13)


async def test_a_post_that_ends_while_it_is_asked_about_is_no_failure(client, database, app):
    await sign_in(client)
    async with database.writing(None) as session:
        known = await look_up(session, client.cookies[COOKIE], code_minutes=15)
        await session.execute(text("update core.post set ended_at = now()"))
        with pytest.raises(Unauthenticated):
            await describe(session, known)


async def test_signing_in_straight_to_a_post(client, owner_database):
    city = await give_second_post(owner_database)
    assert (await sign_in(client, post=city)).json()["post"]["id"] == city
    refused = await sign_in(client, post=str(uuid7()))
    assert (refused.status_code, refused.json()["pointer"]) == (422, "/post")


async def test_another_persons_post_is_not_ones_own(client, owner_database):
    said = (await sign_in(client)).json()
    other = await ask(owner_database, "select id from core.post where title = '德州市值班员'")
    answer = await client.post(
        "/api/session/post", json={"post": str(other)}, headers={"X-CSRF": said["csrf"]}
    )
    assert answer.status_code == 422
    assert (await client.get("/api/session")).json()["post"]["area"] == 371426000000


@asynccontextmanager
async def browser(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as opened:
        yield opened


async def test_a_code_confirms_once(app, client, owner_database):
    said = (await sign_in(client, account=DECIDER)).json()
    assert said["second_factor"] == {"enrolled": True, "given": False}
    code = {"code": code_at(await secret_of(owner_database, DECIDER), datetime.now(UTC))}
    path, headers = "/api/session/second-factor", {"X-CSRF": said["csrf"]}
    good = await client.post(path, json=code, headers=headers)
    assert good.json()["second_factor"] == {"enrolled": True, "given": True}
    assert (await client.get("/api/session")).json()["second_factor"]["given"] is True
    async with browser(app) as elsewhere:
        headers = {"X-CSRF": (await sign_in(elsewhere, account=DECIDER)).json()["csrf"]}
        spent = await elsewhere.post(path, json=code, headers=headers)
        assert (spent.status_code, spent.json()["code"]) == (422, "code-spent")
        said = (await elsewhere.get("/api/session")).json()
        assert said["second_factor"]["given"] is False


@pytest.mark.parametrize(("account", "lasts"), [(DECIDER, False), ("370000-sysadmin", True)])
async def test_a_deciders_code_ages(as_post, owner_database, account, lasts):
    """An administrator's lasts as long as the session, which ends after half an hour unused."""
    client = await as_post(account)
    age = "update core.session set second_factor_at = now() - interval '16 minutes'"
    await change(owner_database, age)
    assert (await client.get("/api/session")).json()["second_factor"]["given"] is lasts


async def test_wrong_codes_lock(client, owner_database):
    headers = {"X-CSRF": (await sign_in(client, account=DECIDER)).json()["csrf"]}
    secret, now = await secret_of(owner_database, DECIDER), datetime.now(UTC)
    near = {code_at(secret, now + timedelta(seconds=30 * i)) for i in range(-2, 4)}
    wrong = {"code": next(c for c in ("000000", "111111", "222222") if c not in near)}
    path = "/api/session/second-factor"
    statuses = [
        (await client.post(path, json=wrong, headers=headers)).status_code for _ in range(5)
    ]
    assert statuses == [422] * 5
    right = {"code": code_at(secret, datetime.now(UTC))}
    locked = await client.post(path, json=right, headers=headers)
    assert (locked.status_code, locked.json()["code"]) == (429, "locked")


async def test_who_has_no_codes_is_told(as_post: AsPost):
    client = await as_post(ACCOUNT)
    answer = await client.post("/api/session/second-factor", json={"code": "123456"})
    assert answer.status_code == 409


async def test_signing_in_and_out_is_audited(client, owner_database):
    csrf = (await sign_in(client)).json()["csrf"]
    await client.delete("/api/session", headers={"X-CSRF": csrf})
    async with owner_database.reading(None) as session:
        lines = await session.execute(
            text("select verb, noun, area, person_name from core.audit order by id")
        )
        assert [tuple(line) for line in lines] == [
            ("sign-in", "session", 371426000000, "平原县值班员"),
            ("sign-out", "session", 371426000000, "平原县值班员"),
        ]


async def test_a_new_password_ends_other_sessions(client, as_post: AsPost, owner_database):
    other = await as_post(ACCOUNT)
    headers = {"X-CSRF": (await sign_in(client)).json()["csrf"]}
    new = "A-better-horse-9"
    change_ = {"present": PASSWORD, "wished": new}
    answer = await client.post("/api/session/password", json=change_, headers=headers)
    assert answer.status_code == 204
    assert (await other.get("/api/session")).status_code == 401
    assert (await client.get("/api/session")).status_code == 200
    assert (await sign_in(other)).status_code == 401
    assert (await sign_in(other, password=new)).status_code == 200
    said = await ask(owner_database, "select before::text || after::text from core.audit limit 1")
    assert said is None


@pytest.mark.parametrize(
    ("present", "wished", "status", "pointer"),
    [
        ("wrong", "A-better-horse-9", 401, None),
        (PASSWORD, "short", 422, "/wished"),
        (PASSWORD, PASSWORD, 422, "/wished"),
        (PASSWORD, "371426-duty-Aa1", 422, "/wished"),
    ],
)
async def test_bad_new_passwords_are_refused(as_post, present, wished, status, pointer):
    client = await as_post(ACCOUNT)
    answer = await client.post("/api/session/password", json={"present": present, "wished": wished})
    assert (answer.status_code, answer.json().get("pointer")) == (status, pointer)
    assert (await sign_in(client)).status_code == 200
