"""Tickets, snapshots, the feed and the health pages over HTTP."""

import asyncio
import time
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from core.access.limits import TokenBuckets
from core.access.scope import Scope
from core.ids import uuid7
from core.live import tickets, topics
from core.live.connection import connect
from core.live.tailer import Tailer
from tests.fixtures.live import KEY, say

pytestmark = pytest.mark.commits

PINGYUAN, XIAJIN = 371426000000, 371427000000


UNNUMBERED = """
select count(*) from core.event e
where not exists (select from core.event_offset o where o.event_id = e.id)
"""


async def number_all(settings) -> None:
    """Number what was written, as the tailer would.

    An open change anywhere in the cluster holds the log back, also one of another test's database.
    """
    tailer = Tailer(settings.database.for_system())
    async with await connect(tailer.url, process="test") as connection:
        site, cursor = await tailer.take_lead(connection, asyncio.Event())
        while (await (await connection.execute(UNNUMBERED)).fetchone())[0]:
            if not await tailer.number_once(connection, site, cursor):
                await asyncio.sleep(0.02)


async def test_a_ticket_is_for_the_post_and_the_topics_asked(as_post):
    duty = await as_post("371426-duty")
    answer = await duty.post("/api/live/ticket", json={"topics": ["worlds"]})
    assert answer.status_code == 200
    grant = tickets.read(KEY, answer.json()["ticket"], now=time.time())
    assert (grant.area, grant.topics) == (PINGYUAN, ("worlds",))
    assert answer.json()["url"].endswith(":8601/live")


async def test_a_session_that_asks_without_end_must_wait(app, as_post):
    duty, other = await as_post("371426-duty"), await as_post("371427-duty")
    app.state.ticket_limits = TokenBuckets(2)
    answers = [await duty.post("/api/live/ticket") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert (await other.post("/api/live/ticket")).status_code == 200


async def test_all_topics_without_a_wish(as_post):
    duty = await as_post("371426-duty")
    answer = await duty.post("/api/live/ticket")
    grant = tickets.read(KEY, answer.json()["ticket"], now=time.time())
    assert grant.topics == topics.names()


async def test_unknown_topics_are_refused(as_post):
    duty = await as_post("371426-duty")
    for answer in (
        await duty.post("/api/live/ticket", json={"topics": ["nothing"]}),
        await duty.get("/api/live/snapshot", params={"topics": "nothing"}),
        await duty.post("/api/live/ticket", json={"topics": ["a\x00b"]}),
    ):
        assert answer.status_code == 422


async def test_nobody_listens_unless_signed_in(client):
    assert (await client.post("/api/live/ticket")).status_code == 401
    assert (await client.get("/api/live/snapshot")).status_code == 401
    feed = await client.get("/api/live/feed", params={"incident": str(uuid4())})
    assert feed.status_code == 401
    past = await client.get("/api/live/past", params={"incident": str(uuid4())})
    assert past.status_code == 401


async def test_a_snapshot_names_its_offset(as_post, database, settings):
    async with database.writing(Scope.of(PINGYUAN)) as session:
        await say(session, area=PINGYUAN)
    await number_all(settings)
    duty = await as_post("371426-duty")
    found = (await duty.get("/api/live/snapshot", params={"topics": "worlds"})).json()
    assert found["offset"] == 1
    assert [world["kind"] for world in found["topics"]["worlds"]][:1] == ["real"]


async def test_the_feed_is_newest_first_and_in_pages(as_post, database, settings):
    incident = uuid7()
    for n, area in enumerate([PINGYUAN, PINGYUAN, XIAJIN, PINGYUAN]):
        async with database.writing(Scope.of(area)) as session:
            await say(session, area=area, entity=uuid7(), number=n, incident=incident)
    await number_all(settings)
    duty = await as_post("371426-duty")
    first = (
        await duty.get("/api/live/feed", params={"incident": str(incident), "limit": 2})
    ).json()
    assert [item["b"]["number"] for item in first["items"]] == [3, 1]
    second = (
        await duty.get(
            "/api/live/feed", params={"incident": str(incident), "before": first["next"]}
        )
    ).json()
    assert [item["b"]["number"] for item in second["items"]] == [0]
    assert second["next"] is None


async def test_the_past_is_what_a_replay_up_to_then_builds(as_post, database, settings):
    incident, moved, gone = uuid7(), uuid7(), uuid7()
    story = [
        (PINGYUAN, {"entity": moved, "number": 0}),
        (PINGYUAN, {"entity": gone, "number": 1, "topic": "orders"}),
        (XIAJIN, {"entity": uuid7(), "number": 2}),
        (PINGYUAN, {"entity": moved, "number": 3, "version": 2}),
        (PINGYUAN, {"entity": gone, "removed": True, "topic": "orders", "version": 2}),
    ]
    for area, said in story:
        async with database.writing(Scope.of(area)) as session:
            await say(session, area=area, incident=incident, **said)
    async with database.writing(Scope.of(PINGYUAN)) as session:
        await say(session, area=PINGYUAN, incident=uuid7(), number=9)
    await number_all(settings)

    async def past(account: str, **asked):
        answer = await (await as_post(account)).get(
            "/api/live/past", params={"incident": str(incident), "topics": "reports,orders"} | asked
        )
        assert answer.status_code == 200
        return answer.json()

    def numbers(found, topic):
        return [one["number"] for one in found["topics"][topic]]

    before = await past("371426-duty", upto=0)
    assert before == {"event": None, "topics": {"reports": [], "orders": []}}
    then = await past("371426-duty", upto=3)
    assert (numbers(then, "reports"), numbers(then, "orders")) == ([0], [1])
    assert (then["event"]["o"], then["event"]["b"]["number"]) == (2, 1)  # not the neighbour's
    now = await past("371426-duty")
    assert (numbers(now, "reports"), numbers(now, "orders")) == ([3], [])
    assert now["event"]["o"] == 5
    assert (await past("371426-duty", upto=4, topics="orders"))["topics"].keys() == {"orders"}
    neighbour = await past("371427-duty")
    assert (numbers(neighbour, "reports"), numbers(neighbour, "orders")) == ([2], [])
    assert numbers(await past("371400-duty", upto=3), "reports") == [0, 2]
    assert (await past("371400-duty", incident=str(uuid4())))["event"] is None


@pytest.mark.parametrize(
    "bad", [{"upto": -1}, {"upto": 2**63}, {"upto": "x"}, {"topics": "nothing"}, {"incident": "x"}]
)
async def test_no_past_is_told_of_nonsense(as_post, bad):
    duty = await as_post("371426-duty")
    answer = await duty.get("/api/live/past", params={"incident": str(uuid4())} | bad)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("bad", [{"before": -1}, {"limit": 0}, {"limit": 999}, {"incident": "x"}])
async def test_bad_pages_are_refused(as_post, bad):
    duty = await as_post("371426-duty")
    answer = await duty.get("/api/live/feed", params={"incident": str(uuid4())} | bad)
    assert answer.status_code == 422


async def test_health_pages(client, app: FastAPI, owner_database):
    assert (await client.get("/healthz")).json() == {"status": "ok"}
    waiting = await client.get("/readyz")
    assert (waiting.status_code, waiting.json()["tailer"]) == (503, False)
    async with owner_database.writing(None) as session:
        await session.execute(
            text(
                "insert into core.process_state (name, pid, heartbeat, state)"
                ' values (\'tailer\', 1, now(), \'{"offset": 7, "held_by": ""}\')'
            )
        )
    ready = await client.get("/readyz")
    assert (ready.status_code, ready.json()["ready"]) == (200, True)
    figures = await client.get("/metrics")
    assert figures.status_code == 200
    assert 'jinmin_process_figure{figure="offset",process="tailer"} 7.0' in figures.text
