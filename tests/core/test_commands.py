"""A command its person sends again has one effect and one answer; its id is good for no other."""

from datetime import UTC, datetime

from sqlalchemy import text

from core.ids import uuid7
from core.worlds import World
from tests.core.test_http import is_problem

_SECOND_HAT = text(
    """
    insert into core.post (id, person_id, office_id, title, roles, lo, hi, up, position)
    select gen_random_uuid(), person_id, office_id, title || '（兼）', roles, lo, hi, up, 1
    from core.post where lo = 0 and 'duty' = any (roles)
    """
)


async def test_a_command_sent_twice_is_done_once(as_post, owner_database):
    nation = await as_post("000000-duty")
    world, command = uuid7(), {"Command-Id": str(uuid7())}
    async with owner_database.writing(None) as session:
        now = datetime(2023, 8, 6, tzinfo=UTC)
        session.add(
            World(id=world, kind="exercise", name_zh="演练", name_en="Drill", base=now, started=now)
        )
    wish = {"now": "2023-08-06T02:34:00+08:00", "rate": 60}
    path = f"/api/worlds/{world}/clock"
    answers = [await nation.post(path, json=wish, headers=command) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["version"] == 2
    async with owner_database.reading(None) as session:
        assert await session.scalar(text("select count(*) from core.event")) == 1
    other = await nation.post(path, json=wish | {"rate": 1}, headers=command)
    assert is_problem(other)["code"] == "command-reused"
    asked_otherwise = await nation.post(path + "?x=1", json=wish, headers=command)
    assert is_problem(asked_otherwise)["code"] == "command-reused"
    async with owner_database.writing(None) as session:
        await session.execute(_SECOND_HAT)
    said = (await nation.get("/api/session")).json()
    hat = next(p["id"] for p in said["posts"] if p["id"] != said["post"]["id"])
    now = (await nation.post("/api/session/post", json={"post": hat})).json()
    in_another_post = command | {"X-CSRF": now["csrf"]}
    again = await nation.post(path, json=wish, headers=in_another_post)
    assert (again.status_code, again.json()) == (200, answers[0].json())
    async with owner_database.reading(None) as session:
        assert await session.scalar(text("select count(*) from core.event")) == 1
    somebody = await as_post("000000-decider")
    assert is_problem(await somebody.post(path, json=wish, headers=command))["status"] == 422
