"""kill -9 of API, hub and PostgreSQL in the middle of the Pingyuan play; it goes on to its end.

Each is killed while an act is in flight, at the moment that hurts most: its transaction is written
and its answer is not sent.  Who does not repeat the act has lost it; who repeats it under another
name has done it twice.
"""

import asyncio
from dataclasses import dataclass, field

import psycopg
import pytest

from command.scenario.acts import Stage, perform
from command.scenario.check import check
from command.scenario.client import Desk
from command.scenario.story import Step, load_story
from command.scenario.watching import WATCHERS
from command.supervise import is_alive
from core.settings import DatabaseSettings, Settings
from tests.faults.conftest import Site

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900)]

Server = psycopg.AsyncConnection[tuple[int]]

# Waiting for the receipt of a standby that does not exist, a commit is written and not answered.
HOLD = "alter system set synchronous_standby_names = 'nobody'"
FORGET = "alter system reset synchronous_standby_names"
RELOAD = "select pg_reload_conf()"
PROBE = "select pg_logical_emit_message(true, 'probe', '')"
HELD = "select count(*) from pg_stat_activity where wait_event = 'SyncRep' and pid = %s"
ACTS_HELD = """
    select count(distinct a.pid) from pg_stat_activity a join pg_locks l on l.pid = a.pid
    where a.wait_event = 'SyncRep' and l.relation = 'core.command'::regclass
      and l.mode = 'RowExclusiveLock'
"""
LISTENING = """
    select coalesce(max((state ->> 'clients')::int), 0) from core.process_state
    where name = 'hub' and pid = %s
"""
SESSIONS = "select count(*) from core.session"


@dataclass
class Kill:
    """What was killed, which process it was, and how far the play had come."""

    pid: int
    reports: int
    sessions: int
    repeats: int


@dataclass
class Faults:
    """Carries out the steps of a play, and kills something during some of them."""

    site: Site
    kills: dict[str, Kill] = field(default_factory=dict)

    async def carry_out(self, stage: Stage, desk: Desk, step: Step) -> None:
        victim = self._due(stage, step)
        if victim is None:
            await perform(stage, desk, step)
            return
        async with await psycopg.AsyncConnection.connect(
            self.site.cluster.url(), autocommit=True
        ) as server:
            await self._all_listening(server)
            # Notes that the session is in use: the next commit of this desk is the act's own.
            await desk.get("/api/session")
            repeats = desk.repeats
            await self._hold_commits(server)
            acting = asyncio.create_task(perform(stage, desk, step))
            while not await _number(server, ACTS_HELD):
                assert not acting.done(), "the act was answered before its transaction was over"
                await asyncio.sleep(0.02)
            sessions = await _number(server, SESSIONS)
            await server.execute(FORGET)
            reports = len(stage.receipts.get("reports", ()))
            pid = self.site.kill(victim)
            if victim != "postgresql":
                await server.execute(RELOAD)
        await acting
        self.kills[victim] = Kill(pid, reports, sessions, desk.repeats - repeats)

    def _due(self, stage: Stage, step: Step) -> str | None:
        """Return what dies during this step."""
        reports = len(stage.receipts.get("reports", ()))
        order_done = step.do == "answer" and step.details["move"] == "done"
        due = {
            "api": step.do == "report" and reports >= 5,
            "hub": order_done and reports > 0,
            "postgresql": step.do == "report" and reports >= 15,
        }
        return next((name for name, now in due.items() if now and name not in self.kills), None)

    async def _all_listening(self, server: Server) -> None:
        """Return once every subscriber is back from the death before, as the hub reports it."""
        while await _number(server, LISTENING, self.site.pid_of("hub")) < len(WATCHERS):
            await asyncio.sleep(0.1)

    async def _hold_commits(self, server: Server) -> None:
        """Return once commits wait; the servers take up the setting in their own time."""
        await server.execute(HOLD)
        await server.execute(RELOAD)
        async with await psycopg.AsyncConnection.connect(
            self.site.cluster.url(), autocommit=True
        ) as other:
            held = False
            while not held:
                probe = asyncio.create_task(other.execute(PROBE))
                while not probe.done() and not held:
                    await asyncio.sleep(0.02)
                    held = bool(await _number(server, HELD, other.info.backend_pid))
            probe.cancel()
            await asyncio.wait([probe])


async def _number(server: Server, question: str, *values: int | None) -> int:
    row = await (await server.execute(question, values or None)).fetchone()
    assert row is not None
    return row[0]


async def test_the_play_outlives_the_death_of_each_part(site: Site) -> None:
    story = load_story()
    faults = Faults(site)
    settings = Settings(database=DatabaseSettings(url=site.cluster.url()))

    result = await check(
        settings, base=site.url, password=site.password, carry_out=faults.carry_out
    )

    assert result["reports"] == sum(step.do == "report" for step in story.steps) == 25
    assert (result["orders_issued"], result["orders_done"]) == (3, 3)
    assert (result["acknowledged_lost"], result["unacknowledged_kept"]) == (0, 0)
    assert (result["lost"], result["foreign"], result["duplicated"]) == (0, 0, 0)
    assert result["subscribers"] >= 20
    assert result["ok"], (result["error"], result["faults"])
    assert set(faults.kills) == {"api", "hub", "postgresql"}
    for name, kill in faults.kills.items():
        assert site.pid_of(name) not in (kill.pid, None)
        assert not is_alive(kill.pid)
        assert 0 < kill.reports < result["reports"], "not in the middle of the play"
    # Their answers were lost on the way; the same commands again brought the stored ones.
    assert faults.kills["api"].repeats > 0
    assert faults.kills["postgresql"].repeats > 0
    # Every screen lost its connection and came back.
    assert all(row["connections"] > 1 for row in result["subscriber_counts"])
    # Nobody had to sign in again: sessions outlive the processes.
    async with await psycopg.AsyncConnection.connect(site.cluster.url()) as server:
        assert {k.sessions for k in faults.kills.values()} == {await _number(server, SESSIONS)}
