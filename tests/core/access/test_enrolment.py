import httpx
import pytest
from sqlalchemy import text

from core.access.one_time_codes import code_at
from core.clock import real_now
from core.db import Database
from core.ids import uuid7
from tests.fixtures.databases import PASSWORD
from tests.fixtures.service import AsPost

DECIDER = "371426-decider"
ENROL = "/api/session/second-factor/enrol"
CONFIRM = "/api/session/second-factor/confirm"


async def change(owner: Database, statement: str, **values: object) -> None:
    async with owner.writing(None) as session:
        await session.execute(text(statement), values)


async def ask(owner: Database, statement: str, **values: object):
    async with owner.reading(None) as session:
        return await session.scalar(text(statement), values)


@pytest.fixture
async def bare(owner_database: Database, as_post: AsPost) -> httpx.AsyncClient:
    """A decider who has no one-time codes."""
    await change(
        owner_database,
        "delete from core.second_factor f using core.person p"
        " where p.id = f.person_id and p.account = :a",
        a=DECIDER,
    )
    return await as_post(DECIDER)


async def test_a_first_code_keeps_the_secret_and_confirms_the_session(bare, owner_database):
    offered = (await bare.post(ENROL)).json()
    assert offered["otpauth_uri"].startswith("otpauth://totp/Jinmin:371426-decider?secret=")
    assert offered["secret"] in offered["otpauth_uri"]
    assert offered["qr_svg"].startswith("<svg")
    said = (await bare.get("/api/session")).json()
    assert said["second_factor"] == {"enrolled": False, "given": False}
    code = code_at(offered["secret"], real_now())
    done = await bare.post(CONFIRM, json={"code": code})
    assert done.status_code == 200, done.text
    assert done.json()["second_factor"] == {"enrolled": True, "given": True}
    assert (await bare.get("/api/session")).json() == done.json()
    again = await bare.post("/api/session/second-factor", json={"code": code})
    assert again.json()["code"] == "code-spent"
    assert await ask(owner_database, "select count(*) from core.second_factor_offer") == 0


async def test_the_secret_is_in_no_record(bare, owner_database, caplog):
    secret = (await bare.post(ENROL)).json()["secret"]
    await bare.post(CONFIRM, json={"code": code_at(secret, real_now())})
    line = await ask(
        owner_database,
        "select to_jsonb(a)::text from core.audit a where noun = 'second-factor'",
    )
    assert '"enrol"' in line
    assert secret not in line
    assert secret not in caplog.text
    kept = await ask(owner_database, "select count(*) from core.command where answer is not null")
    assert kept == 0


async def test_an_offer_is_the_same_until_it_is_over(bare, owner_database):
    first, second = [(await bare.post(ENROL)).json()["secret"] for _ in range(2)]
    assert first == second
    await change(
        owner_database,
        "update core.second_factor_offer set offered_at = now() - interval '16 minutes'",
    )
    late = await bare.post(CONFIRM, json={"code": code_at(first, real_now())})
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    assert (await bare.post(ENROL)).json()["secret"] != first


async def test_a_wrong_first_code_keeps_nothing_and_locks_in_the_end(bare, owner_database):
    secret = (await bare.post(ENROL)).json()["secret"]
    far = code_at(secret, real_now().replace(year=2020))
    codes = [(await bare.post(CONFIRM, json={"code": far})).json()["code"] for _ in range(6)]
    assert codes == ["code-wrong"] * 5 + ["locked"]
    assert await ask(owner_database, "select count(*) from core.second_factor_offer") == 1


async def test_nobody_replaces_a_secret(as_post):
    decider = await as_post(DECIDER, second_factor=False)
    assert (await decider.post(ENROL)).status_code == 409
    assert (await decider.post(CONFIRM, json={"code": "123456"})).status_code == 409


async def test_what_needs_a_code_says_whether_to_enrol(as_post, owner_database):
    enrolled = await as_post("370000-auditadmin", second_factor=False)
    refused = (await enrolled.get("/api/audit")).json()
    assert refused["code"] == "second-factor"
    assert "enrol" not in refused
    await change(owner_database, "delete from core.second_factor")
    refused = (await enrolled.get("/api/audit")).json()
    assert (refused["code"], refused["enrol"]) == ("second-factor", True)


async def test_an_initial_password_allows_only_its_change(as_post, owner_database):
    duty = await as_post("371426-duty")
    await change(
        owner_database,
        "update core.person set must_change_password = true where account = '371426-duty'",
    )
    for answer in (
        await duty.get("/api/incidents"),
        await duty.post("/api/live/ticket", json={}),
        await duty.post(ENROL),
        await duty.post("/api/session/post", json={"post": str(uuid7())}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "password-change")
    assert (await duty.get("/api/session")).json()["must_change_password"] is True
    wish = {"present": PASSWORD, "wished": "Ganz neu und lang 7"}
    assert (await duty.post("/api/session/password", json=wish)).status_code == 204
    assert (await duty.get("/api/incidents")).status_code == 200
    await change(owner_database, "update core.person set must_change_password = true")
    assert (await duty.delete("/api/session")).status_code == 204
