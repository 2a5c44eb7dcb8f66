"""Who is listed where: where people are now, or were last, not wherever they once were."""

import pytest
from sqlalchemy import text

from core.access import queries_people
from core.access.scope import Scope
from core.audit_queries import sign_ins
from core.db import Database

pytestmark = pytest.mark.commits

DEZHOU, LIAOCHENG = 371400000000, 371500000000
ACCOUNT = "371426-duty"
MOVE = """
insert into core.post (id, person_id, office_id, title, roles, lo, hi, up, position)
select gen_random_uuid(), p.id, o.id, '聊城市值班员（新）', '{duty}', 371500000000, 371599999999,
       '{0,370000000000}', 1
from core.person p, core.office o where p.account = '371426-duty' and o.area = 371500000000
"""
END = """
update core.post set ended_at = now()
where person_id = (select id from core.person where account = '371426-duty') and title {which}
"""
ASK = """
insert into core.post_grant (id, person_id, office_id, title, roles, requested_by, decided_by,
                             decided_at, confirmed)
select gen_random_uuid(), p.id, o.id, '聊城市决定人', '{decider}', q.id, d.id, now(), false
from core.person p, core.office o, core.person q, core.person d
where p.account = '371426-duty' and o.area = 371500000000 and q.account = '370000-sysadmin'
  and d.account = '370000-secadmin'
"""
TRIED = """
insert into core.login_attempt (account, kind, address, source, ok)
values ('371426-duty', 'password', '-', '-', true)
"""


async def change(owner: Database, *statements: str) -> None:
    async with owner.writing(None) as session:
        for statement in statements:
            await session.execute(text(statement))


async def listed_in(owner: Database, area: int) -> tuple[bool, bool]:
    """Return whether a city lists the person, and the person's attempts to sign in."""
    scope = Scope.of(area)
    async with owner.reading(scope) as session:
        people = await queries_people.people(session, scope, q=ACCOUNT, after=None, limit=5)
        tried = await sign_ins(session, scope, account=ACCOUNT, before=None, limit=5)
    return bool(people), bool(tried)


@pytest.fixture
async def owner(owner_database: Database) -> Database:
    await change(owner_database, TRIED)
    return owner_database


async def test_who_moved_is_listed_where_the_new_post_is(owner):
    assert await listed_in(owner, DEZHOU) == (True, True)
    await change(owner, MOVE)
    assert await listed_in(owner, DEZHOU) == (True, True)
    assert await listed_in(owner, LIAOCHENG) == (True, True)
    await change(owner, END.format(which="= '平原县值班员'"))
    assert await listed_in(owner, DEZHOU) == (False, False)
    assert await listed_in(owner, LIAOCHENG) == (True, True)


async def test_who_has_no_post_left_is_listed_where_there_was_one(owner):
    await change(owner, MOVE, END.format(which="is not null"))
    assert await listed_in(owner, DEZHOU) == (True, True)
    assert await listed_in(owner, LIAOCHENG) == (True, True)


async def test_a_post_that_was_refused_lists_nobody(owner):
    await change(owner, ASK.replace("d.id, now(), false", "null, null, null"))
    assert (await listed_in(owner, LIAOCHENG))[0]
    await change(owner, "delete from core.post_grant", ASK)
    assert await listed_in(owner, LIAOCHENG) == (False, False)
