import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from sqlalchemy import text

from core.access.one_time_codes import code_at
from core.access.passwords import new_password, password_faults
from core.clock import real_now
from core.db import Database
from core.ids import uuid7
from tests.fixtures.service import AsPost

PINGYUAN, DEZHOU, LIAOCHENG = 371426000000, 371400000000, 371500000000
NEW = "Ganz neu und lang 7"


async def ask(owner: Database, statement: str, **values: object):
    async with owner.reading(None) as session:
        return await session.scalar(text(statement), values)


async def person_of(owner: Database, account: str) -> str:
    return str(await ask(owner, "select id from core.person where account = :a", a=account))


async def office_in(client: httpx.AsyncClient, area: int) -> str:
    found = (await client.get("/api/offices", params={"under": area, "limit": 1})).json()
    assert found["items"][0]["area"] == area
    return found["items"][0]["id"]


async def wish(client, account="zhang.san", area=PINGYUAN, roles=("duty",), title="值班员"):
    office = await office_in(client, area)
    return {
        "account": account,
        "name": "张三",
        "posts": [{"office_id": office, "title": title, "roles": list(roles)}],
    }


@pytest.fixture
async def admin(as_post: AsPost) -> httpx.AsyncClient:
    return await as_post("370000-sysadmin")


@pytest.fixture
async def guard(as_post: AsPost) -> httpx.AsyncClient:
    return await as_post("370000-secadmin")


async def enter(client: httpx.AsyncClient, account: str, password: str) -> dict:
    """Sign in afresh, forgetting whoever was signed in."""
    client.cookies.clear()
    said = await client.post("/api/session", json={"account": account, "password": password})
    assert said.status_code == 200, said.text
    client.headers["X-CSRF"] = said.json()["csrf"]
    return said.json()


async def settle(client: httpx.AsyncClient, made: dict) -> dict:
    """Sign in with an initial password and change it."""
    account, initial = made["person"]["account"], made["initial_password"]
    said = await enter(client, account, initial)
    changed = {"present": initial, "wished": NEW}
    assert (await client.post("/api/session/password", json=changed)).status_code == 204
    return said


async def test_from_nobody_to_a_confirmed_decider(admin, guard, client):
    made = await admin.post("/api/people", json=await wish(admin, roles=["decider"]))
    assert made.status_code == 201, made.text
    assert made.headers["cache-control"] == "no-store"
    await confirm(guard, made.json()["person"])
    said = await settle(client, made.json())
    assert said["must_change_password"] is True
    assert said["post"]["area"] == PINGYUAN
    offered = (await client.post("/api/session/second-factor/enrol")).json()
    code = code_at(offered["secret"], real_now())
    done = await client.post("/api/session/second-factor/confirm", json={"code": code})
    assert done.json()["second_factor"] == {"enrolled": True, "given": True}
    listed = (await admin.get("/api/people", params={"q": "zhang."})).json()["items"]
    assert [(p["account"], p["enrolled"], p["must_change_password"]) for p in listed] == [
        ("zhang.san", True, False)
    ]


async def confirm(guard: httpx.AsyncClient, person: dict) -> dict:
    """Let what was asked for a person take effect."""
    (asked,) = person["asked"]
    done = await guard.post(f"/api/grants/{asked['id']}/confirm")
    assert done.status_code == 200, done.text
    return done.json()


async def test_an_initial_password_is_good_and_kept_nowhere(admin, owner_database):
    assert password_faults(new_password(), account="zhang.san", shortest=12) == []
    made = (await admin.post("/api/people", json=await wish(admin))).json()
    for table in ("core.command", "core.audit", "core.person"):
        rows = await ask(owner_database, f"select string_agg(t::text, '') from {table} t")
        assert made["initial_password"] not in (rows or "")
    line = "select count(*) from core.audit where verb = 'create' and noun = 'person'"
    assert await ask(owner_database, line) == 1


async def test_an_account_exists_once(admin):
    body = await wish(admin)
    assert (await admin.post("/api/people", json=body)).status_code == 201
    again = await admin.post("/api/people", json=body)
    assert (again.status_code, again.json()["detail"]) == (409, "账号已存在")


@pytest.mark.parametrize(
    ("roles", "status"),
    [
        (["service"], 422),
        ([], 422),
        (["king"], 422),
        (["system_admin", "duty"], 409),
        (["duty", "decider"], 201),
    ],
)
async def test_roles_that_may_be_given(admin, roles, status):
    answer = await admin.post("/api/people", json=await wish(admin, roles=roles))
    assert answer.status_code == status, answer.text


async def test_posts_are_given_ended_and_taken_up_again(admin, client, owner_database):
    made = (await admin.post("/api/people", json=await wish(admin))).json()
    person = made["person"]["id"]
    await settle(client, made)
    leader = {
        "office_id": await office_in(admin, DEZHOU),
        "title": "市领导",
        "roles": ["leader"],
    }
    where = f"/api/people/{person}/posts"
    given = (await admin.post(where, json=leader)).json()
    assert [p["area"] for p in given["posts"]] == [PINGYUAN, DEZHOU]
    assert (await admin.post(where, json=leader)).status_code == 409
    auditor = leader | {"title": "审计", "roles": ["audit_admin"]}
    assert (await admin.post(where, json=auditor)).status_code == 409
    first, second = (p["id"] for p in given["posts"])
    assert (await admin.post(f"{where}/{first}/end")).json()["posts"][0]["id"] == second
    assert (await client.get("/api/session")).status_code == 401
    assert (await admin.post(f"{where}/{first}/end")).status_code == 404
    back = made["person"]["posts"][0]
    again = await admin.post(
        where, json={"office_id": back["office"]["id"], "title": back["title"], "roles": ["duty"]}
    )
    assert {p["id"] for p in again.json()["posts"]} == {first, second}


async def test_a_locked_account_is_out_until_unlocked(guard, as_post, owner_database):
    duty = await as_post("371426-duty")
    person = await person_of(owner_database, "371426-duty")
    gone = await guard.post(f"/api/people/{person}/deactivate")
    assert gone.json()["active"] is False
    assert (await duty.get("/api/session")).status_code == 401
    back = await guard.post(f"/api/people/{person}/activate")
    assert back.json()["active"] is True


async def test_a_reset_password_must_be_changed(admin, as_post, client, owner_database):
    duty = await as_post("371426-duty")
    person = await person_of(owner_database, "371426-duty")
    reset = (await admin.post(f"/api/people/{person}/password")).json()
    assert (await duty.get("/api/session")).status_code == 401
    said = await enter(client, "371426-duty", reset["initial_password"])
    assert said["must_change_password"] is True
    assert (await client.get("/api/offices")).json()["code"] == "password-change"


async def test_a_lost_telephone(admin, guard, as_post, client, owner_database):
    decider = await as_post("371426-decider")
    person = await person_of(owner_database, "371426-decider")
    where = f"/api/people/{person}/second-factor/reset"
    assert (await admin.post(where)).json()["code"] == "forbidden"
    assert (await guard.post(where)).json()["enrolled"] is False
    assert (await decider.get("/api/session")).status_code == 401
    assert (await guard.post(where)).status_code == 409


async def test_a_security_administrator_signs_people_out_and_makes_nobody(
    guard, as_post, owner_database
):
    duty = await as_post("371426-duty")
    person = await person_of(owner_database, "371426-duty")
    assert (await guard.post(f"/api/people/{person}/sessions/end")).status_code == 200
    assert (await duty.get("/api/session")).status_code == 401
    assert (await guard.post(f"/api/people/{person}/password")).json()["code"] == "forbidden"
    assert (await guard.post("/api/people", json=await wish(guard))).status_code == 403


async def test_nobody_administers_their_own_account(admin, guard, owner_database):
    own = await person_of(owner_database, "370000-sysadmin")
    office = await office_in(admin, DEZHOU)
    post = {"office_id": office, "title": "x", "roles": ["duty"]}
    for act, body in (("password", {}), ("posts", post)):
        refused = await admin.post(f"/api/people/{own}/{act}", json=body)
        assert refused.json()["code"] == "forbidden"
    own = await person_of(owner_database, "370000-secadmin")
    for act in ("second-factor/reset", "deactivate", "sessions/end"):
        assert (await guard.post(f"/api/people/{own}/{act}")).status_code == 403


async def test_a_citys_administrator_stays_inside_the_city(admin, guard, client, owner_database):
    body = await wish(admin, account="dezhou.admin", area=DEZHOU, roles=["system_admin"])
    made = (await admin.post("/api/people", json=body)).json()
    await confirm(guard, made["person"])
    await settle(client, made)
    secret = (await client.post("/api/session/second-factor/enrol")).json()["secret"]
    code = code_at(secret, real_now())
    await client.post("/api/session/second-factor/confirm", json={"code": code})
    people, after = [], None
    while True:
        params = {"limit": 200} | ({"after": after} if after else {})
        page = (await client.get("/api/people", params=params)).json()
        people += page["items"]
        after = page["next"]
        if after is None:
            break
    areas = {post["area"] for person in people for post in person["posts"]}
    assert areas
    assert all(area // 10**8 == 3714 for area in areas)
    outside = await wish(client, account="li.si", area=LIAOCHENG)
    assert (await client.post("/api/people", json=outside)).json()["code"] == "forbidden"
    assert await ask(owner_database, "select count(*) from core.person where name = '张三'") == 1
    stranger = await person_of(owner_database, "371526-duty")
    assert (await client.post(f"/api/people/{stranger}/password")).status_code == 404
    listed = await client.get("/api/people", params={"under": LIAOCHENG})
    assert listed.json()["code"] == "forbidden"
    # Someone who is also at work outside is not this administrator's alone.
    both = (await admin.post("/api/people", json=await wish(admin, account="wang.wu"))).json()
    person = both["person"]["id"]
    there = {"office_id": await office_in(admin, LIAOCHENG), "title": "值班", "roles": ["duty"]}
    assert (await admin.post(f"/api/people/{person}/posts", json=there)).status_code == 200
    refused = await client.post(f"/api/people/{person}/password")
    assert refused.json()["code"] == "forbidden"


async def test_administering_needs_the_role_and_a_code(as_post):
    duty = await as_post("371426-duty")
    assert (await duty.get("/api/people")).json()["code"] == "forbidden"
    assert (await duty.get("/api/offices", params={"under": PINGYUAN})).status_code == 200
    admin = await as_post("370000-sysadmin", second_factor=False)
    for answer in (
        await admin.get("/api/people"),
        await admin.post("/api/people", json=await wish(admin)),
        await admin.post("/api/offices", json={"area": PINGYUAN, "name": "民政局"}),
    ):
        assert answer.json()["code"] == "second-factor"


async def test_offices_are_made_where_there_are_some(admin):
    made = await admin.post("/api/offices", json={"area": PINGYUAN, "name": "平原县民政局"})
    assert made.status_code == 201, made.text
    assert made.json()["area_name"] == "平原县"
    same = await admin.post("/api/offices", json={"area": PINGYUAN, "name": "平原县民政局"})
    assert same.status_code == 409
    nowhere = await admin.post("/api/offices", json={"area": 379900000000, "name": "无"})
    assert nowhere.status_code == 422
    outside = await admin.post("/api/offices", json={"area": 0, "name": "部"})
    assert outside.status_code == 403
    first = (await admin.get("/api/offices", params={"under": PINGYUAN, "limit": 1})).json()
    params = {"under": PINGYUAN, "limit": 1, "after": first["next"]}
    second = (await admin.get("/api/offices", params=params)).json()
    names = [page["items"][0]["name"] for page in (first, second)]
    assert sorted(names) == ["平原县应急管理局", "平原县民政局"]


async def test_a_repeated_command_gives_a_post_once(admin):
    made = (await admin.post("/api/people", json=await wish(admin))).json()
    post = {"office_id": await office_in(admin, DEZHOU), "title": "x", "roles": ["duty"]}
    where, named = f"/api/people/{made['person']['id']}/posts", {"Command-Id": str(uuid7())}
    one, other = [await admin.post(where, json=post, headers=named) for _ in range(2)]
    assert one.status_code == other.status_code == 200
    assert one.json() == other.json()


class BusyThreads(ThreadPoolExecutor):
    """Threads that begin nothing until they are let go."""

    def __init__(self) -> None:
        super().__init__(max_workers=1)
        self.asked = asyncio.Event()
        self.free = threading.Event()
        super().submit(self.free.wait)

    def submit(self, *work, **more):
        self.asked.set()
        return super().submit(*work, **more)


async def test_no_transaction_is_open_while_a_password_is_hashed(admin, owner_database):
    person = await person_of(owner_database, "371426-leader")
    wished = await wish(admin)
    open_ones = (
        "select count(*) from pg_stat_activity where datname = current_database()"
        " and xact_start is not null and pid <> pg_backend_pid()"
        " and usename = 'jinmin_app'"
    )
    for path, body in (("/api/people", wished), (f"/api/people/{person}/password", None)):
        threads = BusyThreads()
        asyncio.get_running_loop().set_default_executor(threads)
        asked = asyncio.create_task(admin.post(path, json=body))
        await threads.asked.wait()
        held = await ask(owner_database, open_ones)
        threads.free.set()
        assert (await asked).is_success
        assert held == 0
