"""Posts that decide or administer take two people."""

import httpx
import pytest
from sqlalchemy import text

from tests.core.access.test_people import (
    DEZHOU,
    LIAOCHENG,
    PINGYUAN,
    admin,
    ask,
    confirm,
    enter,
    guard,
    office_in,
    wish,
)

__all__ = ["admin", "guard"]  # fixtures

TWO = ["decider", "system_admin", "security_admin", "audit_admin"]


async def asked_for(admin: httpx.AsyncClient, **of: object) -> dict:
    made = await admin.post("/api/people", json=await wish(admin, **of))
    assert made.status_code == 201, made.text
    return made.json()


@pytest.mark.parametrize("role", [*TWO, "duty", "reporter", "leader", "kiosk"])
async def test_which_posts_wait_for_a_second_person(admin, owner_database, role):
    person = (await asked_for(admin, roles=[role]))["person"]
    assert [p["roles"] for p in person["asked"]] == ([[role]] if role in TWO else [])
    assert [p["roles"] for p in person["posts"]] == ([] if role in TWO else [[role]])
    held = "select count(*) from core.post t join core.person p on p.id = t.person_id"
    assert await ask(owner_database, f"{held} where account = 'zhang.san'") == (role not in TWO)


async def test_nobody_signs_in_with_a_post_that_waits(admin, guard, client, owner_database):
    made = await asked_for(admin, roles=["decider"])
    given = {"account": "zhang.san", "password": made["initial_password"]}
    for _ in range(6):
        said = await client.post("/api/session", json=given)
        assert (said.status_code, said.json()["code"]) == (403, "no-post")
    wrong = await client.post("/api/session", json=given | {"password": "falsch"})
    assert wrong.json()["code"] == "credentials"
    confirmed = await confirm(guard, made["person"])
    assert [p["roles"] for p in confirmed["posts"]] == [["decider"]]
    assert confirmed["asked"] == []
    assert (await enter(client, **given))["post"]["roles"] == ["decider"]


async def test_who_asked_does_not_confirm(admin, guard, owner_database):
    (asked,) = (await asked_for(admin, roles=["decider"]))["person"]["asked"]
    where = f"/api/grants/{asked['id']}/confirm"
    assert (await admin.post(where)).json()["code"] == "forbidden"
    # Even someone who has changed administrations since.
    async with owner_database.writing(None) as session:
        await session.execute(
            text(
                "update core.post_grant set requested_by ="
                " (select id from core.person where account = '370000-secadmin')"
            )
        )
    refused = await guard.post(where)
    assert refused.status_code == 403
    assert "不得自行确认" in refused.json()["detail"]
    assert await ask(owner_database, "select decided_at from core.post_grant") is None


async def test_who_would_hold_it_does_not_confirm(admin, guard, owner_database):
    (asked,) = (await asked_for(admin, roles=["decider"]))["person"]["asked"]
    async with owner_database.writing(None) as session:
        await session.execute(
            text(
                "update core.post_grant set person_id ="
                " (select id from core.person where account = '370000-secadmin')"
            )
        )
    assert (await guard.post(f"/api/grants/{asked['id']}/confirm")).status_code == 403


async def test_a_second_post_that_decides_leaves_the_first_as_it_is(admin, guard):
    person = (await asked_for(admin, roles=["duty"]))["person"]
    office = await office_in(admin, DEZHOU)
    post = {"office_id": office, "title": "市决定人", "roles": ["decider"]}
    where = f"/api/people/{person['id']}/posts"
    after = (await admin.post(where, json=post)).json()
    assert [p["title"] for p in after["posts"]] == ["值班员"]
    assert (await admin.post(where, json=post)).status_code == 409
    listed = (await admin.get("/api/people", params={"q": "zhang."})).json()["items"]
    assert listed == [after]
    assert after["moves"] == ["people.manage"]
    done = await confirm(guard, after)
    assert [p["title"] for p in done["posts"]] == ["值班员", "市决定人"]
    again = await guard.post(f"/api/grants/{after['asked'][0]['id']}/confirm")
    assert again.status_code == 409


async def test_another_role_in_a_post_held_before_waits_too(admin, guard):
    person = (await asked_for(admin, roles=["duty"]))["person"]
    (held,) = person["posts"]
    where = f"/api/people/{person['id']}/posts"
    await admin.post(f"{where}/{held['id']}/end")
    same = {"office_id": held["office"]["id"], "title": held["title"], "roles": ["decider"]}
    after = (await admin.post(where, json=same)).json()
    assert after["posts"] == []
    done = await confirm(guard, after)
    assert [(p["id"], p["roles"]) for p in done["posts"]] == [(held["id"], ["decider"])]


async def test_a_refusal_gives_nothing_and_may_be_followed_by_another_wish(
    admin, guard, owner_database
):
    person = (await asked_for(admin, roles=["decider"]))["person"]
    (asked,) = person["asked"]
    where = f"/api/grants/{asked['id']}/refuse"
    assert (await guard.post(where, json={"reason": ""})).status_code == 422
    done = (await guard.post(where, json={"reason": "任命文件未附"})).json()
    assert (done["posts"], done["asked"]) == ([], [])
    # Whose person it is stays known, so that the account is not out of everybody's reach.
    (listed,) = (await admin.get("/api/people", params={"q": "zhang."})).json()["items"]
    assert listed == done | {"moves": ["people.manage"]}
    post = {"office_id": asked["office"]["id"], "title": asked["title"], "roles": ["decider"]}
    again = await admin.post(f"/api/people/{person['id']}/posts", json=post)
    assert len(again.json()["asked"]) == 1


async def test_both_people_leave_a_line(admin, guard, owner_database):
    made = await asked_for(admin, roles=["decider"])
    await confirm(guard, made["person"])
    lines = """
        select string_agg(verb || ' ' || post_title, ', ' order by id) from core.audit
        where noun = 'person' and verb like '%-post' and after->>'title' = '值班员'
    """
    assert await ask(owner_database, lines) == (
        "ask-post 山东省系统管理员, confirm-post 山东省安全管理员"
    )


async def test_what_waits_is_listed_page_by_page_for_whom_it_concerns(admin, guard, as_post):
    for number, area in enumerate((PINGYUAN, DEZHOU, LIAOCHENG)):
        await asked_for(admin, account=f"wang.{number}", area=area, roles=["decider"])
    found, after = [], None
    while True:
        params = {"limit": 2} | ({"after": after} if after else {})
        page = (await guard.get("/api/grants", params=params)).json()
        assert page["total"] == 3
        found += [item["person"]["account"] for item in page["items"]]
        assert all(item["moves"] == ["people.confirm"] for item in page["items"])
        after = page["next"]
        if after is None:
            break
    assert found == ["wang.0", "wang.1", "wang.2"]
    for account in ("370000-auditadmin", "371426-decider"):
        refused = await (await as_post(account)).get("/api/grants")
        assert refused.json()["code"] == "forbidden"


async def test_an_administration_stands_alone_also_while_it_waits(admin):
    person = (await asked_for(admin, roles=["audit_admin"]))["person"]
    office = await office_in(admin, DEZHOU)
    for roles in (["duty"], ["decider"]):
        post = {"office_id": office, "title": "x", "roles": roles}
        refused = await admin.post(f"/api/people/{person['id']}/posts", json=post)
        assert refused.status_code == 409
