from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core import audit
from core.access.may import system_actor
from core.access.scope import Scope
from core.audit import Block, digest, verify_chain
from core.audit_queries import broken_blocks
from core.db import Database
from tests.fixtures.databases import PASSWORD

COUNTY, CITY, NEIGHBOUR = 371426000000, 371400000000, 371427000000
AT = datetime(2023, 8, 6, 2, 34, 12, 345678, tzinfo=UTC)


def line(number: int, **values: object) -> dict[str, object]:
    someone = UUID(int=7)
    return {
        "id": number,
        "xid": "900",
        "at": AT,
        "person_id": someone,
        "post_id": someone,
        "session_id": someone,
        "person_name": "平原县值班员",
        "post_title": "平原县值班员",
        "area": COUNTY,
        "verb": "verify",
        "noun": "incident",
        "entity": someone,
        "before": {"state": "reported"},
        "after": {"state": "verified", "b": [1, 2.5, None]},
        "reason": None,
    } | values


def chain(sizes: list[int]) -> tuple[list[Block], dict[int, list[dict[str, object]]]]:
    blocks, lines, previous, number = [], {}, b"", 0
    for block_id, size in enumerate(sizes, 1):
        lines[block_id] = [line(number + i) for i in range(size)]
        number += size
        seal = digest(lines[block_id], previous=previous)
        blocks.append(Block(block_id, size, previous, seal))
        previous = seal
    return blocks, lines


def test_a_digest_is_the_same_in_every_time_zone_and_member_order():
    beijing = AT.astimezone(timezone(timedelta(hours=8)))
    turned = dict(
        reversed(line(1, at=beijing, after={"b": [1, 2.5, None], "state": "verified"}).items())
    )
    assert digest([turned]) == digest([line(1)])
    assert len(digest([])) == 32


@pytest.mark.parametrize("column", [c for c in audit.SEALED_COLUMNS if c != "id"])
def test_every_column_is_sealed(column):
    other = {"at": AT + timedelta(microseconds=1), "area": 0, "entity": None, "reason": "补登"}
    changed = line(1, **{column: other.get(column, "another")})
    assert digest([changed]) != digest([line(1)])


def test_lines_cannot_be_shifted_between_fields_or_blocks():
    assert digest([line(1, verb="a", noun="bc")]) != digest([line(1, verb="ab", noun="c")])
    assert digest([line(1), line(2)]) != digest([line(2), line(1)])
    assert digest([line(1)]) != digest([line(1)], previous=digest([]))


@given(st.lists(st.integers(1, 4), min_size=1, max_size=6), st.data())
def test_whatever_is_touched_is_found(sizes, data):
    blocks, lines = chain(sizes)
    assert verify_chain(blocks, lines) == []
    hit = data.draw(st.integers(1, len(sizes)))
    how = data.draw(st.sampled_from(["change", "drop", "swap in"]))
    if how == "change":
        lines[hit][0] = line(lines[hit][0]["id"], reason="改过")
    elif how == "drop":
        lines[hit].pop()
    else:
        lines[hit].append(line(999))
    assert verify_chain(blocks, lines) == [hit]


def test_a_resealed_block_breaks_the_next():
    blocks, lines = chain([2, 2, 2])
    lines[2][0] = line(2, reason="改过")
    blocks[1] = Block(2, 2, blocks[1].prev_hash, digest(lines[2], previous=blocks[1].prev_hash))
    assert verify_chain(blocks, lines) == [3]


async def write(database: Database, scope_area: int, area: int, **values: object) -> None:
    actor = system_actor(scope_area)
    async with database.writing(Scope.of(scope_area)) as session:
        await audit.record(
            session,
            actor,
            verb="verify",
            noun="incident",
            entity=UUID(int=9),
            area=area,
            **values,
        )


async def seen(database: Database, area: int) -> int:
    async with database.reading(Scope.of(area)) as session:
        return await session.scalar(text("select count(*) from core.audit"))


@pytest.mark.commits
async def test_lines_are_seen_from_their_area_and_above(database):
    await write(database, COUNTY, COUNTY, before={"state": "reported"}, reason="核实")
    assert [await seen(database, a) for a in (COUNTY, CITY, 0, NEIGHBOUR)] == [1, 1, 1, 0]


@pytest.mark.commits
async def test_an_act_upon_a_higher_areas_record_is_written_but_not_read_below(database):
    await write(database, COUNTY, CITY)
    assert [await seen(database, a) for a in (COUNTY, CITY)] == [0, 1]


@pytest.mark.commits
@pytest.mark.parametrize("who", ["app", "system", "owner"])
@pytest.mark.parametrize(
    "statement",
    [
        "update core.audit set reason = 'x'",
        "update core.audit set block_id = 1, reason = 'x'",
        "delete from core.audit",
        "truncate core.audit",
    ],
)
async def test_nobody_changes_or_removes_a_line(
    database, system_database, owner_database, who, statement
):
    await write(database, COUNTY, COUNTY)
    hand = {"app": database, "system": system_database, "owner": owner_database}[who]
    with pytest.raises(DBAPIError) as refused:
        async with hand.writing(Scope.of(0)) as session:
            await session.execute(text(statement))
    assert isinstance(refused.value.orig, psycopg.errors.InsufficientPrivilege)
    assert await seen(database, COUNTY) == 1


@pytest.mark.commits
async def test_sealing_is_for_the_system_and_once(database, system_database):
    await write(database, COUNTY, COUNTY, after={"level": 3, "share": 0.1, "name": "平原"})
    seal = "update core.audit set block_id = {}"
    with pytest.raises(DBAPIError):
        async with database.writing(Scope.of(0)) as session:
            await session.execute(text(seal.format(1)))
    async with system_database.writing(None) as session:
        await session.execute(text(seal.format(1)))
        found = await session.execute(
            text("select *, xid::text as xid from core.audit order by id")
        )
        hash_ = digest([dict(row) for row in found.mappings()])
        await session.execute(
            text(
                "insert into core.audit_block (id, count, prev_hash, hash)"
                " values (1, 1, ''::bytea, :hash)"
            ),
            {"hash": hash_},
        )
    with pytest.raises(DBAPIError):
        async with system_database.writing(None) as session:
            await session.execute(text(seal.format(2)))
    async with system_database.reading(None) as session:
        assert await broken_blocks(session) == []


@pytest.mark.commits
async def test_what_cannot_be_json_is_still_told(database):
    await write(database, COUNTY, COUNTY, after={"at": AT, "id": UUID(int=3), "zh": "平原"})
    async with database.reading(Scope.of(COUNTY)) as session:
        after = await session.scalar(text("select after from core.audit"))
    assert after == {"at": AT.isoformat(), "id": str(UUID(int=3)), "zh": "平原"}


AUDITOR = "370000-auditadmin"


async def test_only_the_audit_administrator_reads_it(as_post):
    for account in ("370000-duty", "370000-leader"):
        for path in ("/api/audit", "/api/audit/sign-ins"):
            refused = await (await as_post(account)).get(path)
            assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    auditor = await as_post(AUDITOR)
    first = (await auditor.get("/api/audit", params={"limit": 2})).json()
    assert [i["verb"] for i in first["items"]] == ["confirm-second-factor", "sign-in"]
    rest = (await auditor.get("/api/audit", params={"before": first["next"]})).json()
    assert [i["person_name"] for i in rest["items"]] == ["山东省领导", "山东省值班员"]
    assert rest["next"] is None
    tries = (await auditor.get("/api/audit/sign-ins", params={"account": "370000-duty"})).json()
    assert [(t["kind"], t["ok"]) for t in tries["items"]] == [("password", True)]


async def test_lines_are_found_by_time_deed_person_and_area(as_post):
    auditor = await as_post(AUDITOR)
    for account in ("371426-duty", "371400-duty", "371500-duty"):
        await as_post(account)

    async def found(**by: object) -> list[str]:
        answer = await auditor.get("/api/audit", params=by)
        assert answer.status_code == 200, answer.text
        return [item["person_name"] for item in answer.json()["items"]]

    assert await found(verb="confirm-second-factor") == ["山东省审计管理员"]
    assert await found(name="德州市") == ["德州市值班员"]
    assert await found(under=371400000000) == ["德州市值班员", "平原县值班员"]
    assert await found(name="%") == []
    lines = (await auditor.get("/api/audit")).json()["items"]
    assert [i["area_name"] for i in lines if i["area"] == COUNTY] == ["平原县"]
    middle = lines[1]["at"]
    assert len(await found(since=middle)) == 2
    assert len(await found(until=middle)) == len(lines) - 2
    outside = await auditor.get("/api/audit", params={"under": 0})
    assert outside.json()["code"] == "forbidden"


async def test_attempts_are_for_the_auditor_of_the_persons_area(as_post, client, owner_database):
    auditor = await as_post(AUDITOR)
    for account in ("371426-duty", "371500-duty"):
        await as_post(account)
    wish = {"account": "a password typed here", "password": PASSWORD}
    assert (await client.post("/api/session", json=wish)).status_code == 401

    async def accounts() -> set[str]:
        answer = (await auditor.get("/api/audit/sign-ins")).json()
        return {item["account"] for item in answer["items"]}

    assert await accounts() == {AUDITOR, "371426-duty", "371500-duty", "a password typed here"}
    async with owner_database.writing(None) as session:
        await session.execute(
            text("update core.post set roles = '{audit_admin}' where title = '平原县领导'")
        )
        await session.execute(
            text(
                """
                update core.session s set post_id = t.id from core.post t, core.post was
                where t.title = '平原县领导'
                  and was.id = s.post_id and was.title = '山东省审计管理员'
                """
            )
        )
    assert await accounts() == {"371426-duty"}


async def test_how_far_the_chain_is_sealed(as_post, system_database):
    auditor = await as_post(AUDITOR)
    where = "/api/audit/state"
    before = (await auditor.get(where)).json()
    assert before == {"block": None, "at": None, "hash": None, "open": 2}
    async with system_database.writing(None) as session:
        await session.execute(
            text("insert into core.audit_block values (7, now(), 2, '', decode('ab01', 'hex'))")
        )
        await session.execute(text("update core.audit set block_id = 7"))
    after = (await auditor.get(where)).json()
    assert (after["block"], after["hash"], after["open"]) == (7, "ab01", 0)


async def test_the_other_administrators_do_not_read_it(as_post):
    for account in ("370000-sysadmin", "370000-secadmin"):
        refused = await (await as_post(account)).get("/api/audit")
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


async def test_the_auditor_needs_the_second_factor(client):
    wish = {"account": AUDITOR, "password": PASSWORD}
    assert (await client.post("/api/session", json=wish)).status_code == 200
    assert (await client.get("/api/audit")).json()["code"] == "second-factor"
