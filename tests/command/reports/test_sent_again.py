"""A report whose answer was lost, sent again by a person who has changed posts meanwhile."""

from sqlalchemy import text

from core.ids import uuid7
from tests.command.reports.test_http import an_earthquake
from tests.fixtures.databases import PASSWORD

WANGDAGUA, NEIGHBOURING = 371426108000, 371426103000
REPORTER, NEIGHBOUR = "371426108-reporter", "371426103-reporter"


async def enter(client, account: str) -> dict:
    """Sign in afresh; what is remembered of an earlier session is dropped."""
    client.cookies.clear()
    said = await client.post("/api/session", json={"account": account, "password": PASSWORD})
    assert said.status_code == 200, said.text
    client.headers["X-CSRF"] = said.json()["csrf"]
    return said.json()


async def move(admin, owner_database, account: str, *, to: int) -> None:
    """Give a person a post elsewhere and end those they had."""
    async with owner_database.reading(None) as session:
        asked = text("select id from core.person where account = :a")
        person = await session.scalar(asked, {"a": account})
    found = (await admin.get("/api/offices", params={"under": to, "limit": 1})).json()["items"][0]
    assert found["area"] == to
    where = f"/api/people/{person}/posts"
    post = {"office_id": found["id"], "title": "灾害信息员", "roles": ["reporter"]}
    given = await admin.post(where, json=post)
    assert given.status_code == 200, given.text
    for old in given.json()["posts"]:
        if old["area"] != to:
            ended = await admin.post(f"{where}/{old['id']}/end")
            assert ended.status_code == 200, ended.text


async def test_it_gets_its_receipt_whatever_post_its_person_holds_now(
    as_post, client, owner_database
):
    incident = await an_earthquake(as_post)
    await enter(client, REPORTER)
    body = {
        "incident_id": incident,
        "area": WANGDAGUA,
        "kind": "INITIAL",
        "figures": {"injured": 2},
    }
    name = {"Command-Id": str(uuid7())}
    first = await client.post("/api/reports", json=body, headers=name)
    assert first.status_code == 201, first.text

    await move(await as_post("370000-sysadmin"), owner_database, REPORTER, to=NEIGHBOURING)
    assert (await enter(client, REPORTER))["post"]["area"] == NEIGHBOURING
    again = await client.post("/api/reports", json=body, headers=name)
    assert (again.status_code, again.json()) == (201, first.json())
    corrected = body | {"figures": {"injured": 3}}
    other = await client.post("/api/reports", json=corrected, headers=name)
    assert (other.status_code, other.json()["code"]) == (422, "command-reused")
    # What has another name is judged by the post held now.
    anew = await client.post("/api/reports", json=body, headers={"Command-Id": str(uuid7())})
    assert (anew.status_code, anew.json()["code"]) == (403, "forbidden")

    neighbour = await as_post(NEIGHBOUR)
    answer = await neighbour.post("/api/reports", json=body, headers=name)
    assert (answer.status_code, answer.json()["code"]) == (422, "command-reused")
    assert first.json()["id"] not in answer.text
    assert first.json()["receipt_no"] not in answer.text
    async with owner_database.reading(None) as session:
        assert await session.scalar(text("select count(*) from command.loss_report")) == 1
