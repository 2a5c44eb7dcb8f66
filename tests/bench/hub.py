"""`./jinmin bench hub`: how much of the machine the fan-out leaves to the fan-out.

5,000 clients, a 300-byte event, deliveries per CPU-second of the serving process, in rounds that
take turns: a bare asyncio write loop, the hub, FastAPI's `send_json`.  Then 100 clients and 4 kB
events, with and without two that stop reading.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from statistics import median

import psutil
import psycopg

from core.access.scope import Actor, Role
from core.ids import uuid7
from core.live import tickets
from core.live.protocol import SLOW, entry
from core.settings import ROOT
from tests.bench.parts import throwaway
from tests.bench.parts.goals import Goals
from tests.fixtures.live import free_port

CLIENTS = int(os.environ.get("JINMIN_BENCH_CLIENTS", "5000"))
EVENT_BYTES = 300
ROUNDS = 3
EVENTS = {"raw": 60, "hub": 60, "naive": 20}
CROWD, CROWD_EVENTS, CROWD_BYTES, DEAF = 100, 2_000, 4_000, 2
AREA = 371426000000
FRAME_HEAD = 4
SETTLE_SECONDS = 1.5

_WRITE = """
insert into core.event (site, area, flow, topic, kind, entity, version, body, at)
select 1, 371426000000, 'up', 'reports', 'report.said', gen_random_uuid(), 1,
       jsonb_build_object('x', repeat('x', %s)), date_trunc('second', now()) + interval '1 us'
from generate_series(1, %s)
returning id
"""
_EVENTS = """
select e.topic, e.kind, e.entity, e.version, e.area, e.to_area, e.flow, e.incident_id, e.at,
       e.body::text
from core.event e where e.id = any(%s) order by e.id
"""
_ALIVE = "select 1 from core.process_state where name = 'hub' and pid = %s"
_PUBLISH = """
with numbered as (
    insert into core.event_offset (site, off, event_id)
    select 1, %s + n, id from unnest(%s::bigint[]) with ordinality as t (id, n)
)
select pg_notify('jinmin_live', '')
"""


@dataclass
class Peer:
    """A process that is told things on standard input and answers on standard output."""

    process: subprocess.Popen[str]

    def tell(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def hear(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.process.args} ended")
        return line.strip()

    @property
    def cpu(self) -> float:
        """User and system time used so far, in seconds."""
        times = psutil.Process(self.process.pid).cpu_times()
        return float(times.user + times.system)


@contextmanager
def peer(module: str, *arguments: object, url: str) -> Iterator[Peer]:
    process = subprocess.Popen(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"JINMIN_DATABASE__URL": url, "JINMIN_DATABASE__POOL_SIZE": "2"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=None if module.endswith("load") else subprocess.DEVNULL,
        text=True,
    )
    try:
        yield Peer(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for_port(port: int) -> None:
    while not any(
        c.status == psutil.CONN_LISTEN and c.laddr.port == port
        for c in psutil.net_connections("tcp")
    ):
        time.sleep(0.1)


def ticket() -> str:
    who = Actor(uuid7(), uuid7(), uuid7(), "", "", uuid7(), "", AREA, frozenset({Role.DUTY}))
    return tickets.issue(throwaway.KEY, who, ["reports"], now=time.time())


class Bench:
    """Servers, their load, and the log that feeds the hub."""

    def __init__(self, stack: ExitStack, url: str) -> None:
        self.stack = stack
        self.url = url
        self.log = stack.enter_context(psycopg.connect(url, autocommit=True))
        self.head = 0
        self.written: list[int] = []

    def write(self, count: int, size: int) -> int:
        """Write events whose messages have about `size` bytes; return what all frames take."""
        empty = sum(map(len, self._frames(self._insert(1, 0))))
        self.written = self._insert(count, size + FRAME_HEAD - empty)
        return sum(map(len, self._frames(self.written)))

    def _insert(self, count: int, padding: int) -> list[int]:
        return sorted(row[0] for row in self.log.execute(_WRITE, (padding, count)))

    def _frames(self, ids: list[int]) -> list[bytes]:
        rows = self.log.execute(_EVENTS, (ids,)).fetchall()
        return [entry((self.head + n, *row)).frame for n, row in enumerate(rows, 1)]

    def publish(self) -> None:
        """Number the written events, as the tailer would, and wake the hub."""
        self.log.execute(_PUBLISH, (self.head, self.written))
        self.head += len(self.written)

    def server(self, name: str) -> tuple[Peer, int]:
        port = free_port()
        served = self.stack.enter_context(
            peer("tests.bench.parts.servers", name, port, url=self.url)
        )
        wait_for_port(port)
        # The hub listens before it follows the log; its first sign of life comes after.
        while name == "hub" and not self.log.execute(_ALIVE, (served.process.pid,)).fetchone():
            time.sleep(0.1)
        return served, port

    def load(self, name: str, port: int, clients: int, *, deaf: int = 0) -> Peer:
        made = self.stack.enter_context(
            peer("tests.bench.parts.load", port, clients, deaf, url=self.url)
        )
        for _ in range(clients):
            offer = f"jinmin.v1, ticket.{ticket()}" if name == "hub" else ""
            made.tell({"raw": "", "naive": "-", "hub": offer}[name])
        assert made.hear() == "ready"
        return made

    def measure(
        self, name: str, served: Peer, load: Peer, *, clients: int, events: int, size: int
    ) -> tuple[float, float]:
        """Return deliveries per CPU-second of the server and per second."""
        total = self.write(events, size) if name == "hub" else events * (size + FRAME_HEAD)
        load.tell(f"expect {total * clients}")
        load.hear()
        before = served.cpu
        if name == "hub":
            self.publish()
        else:
            served.tell(f"{events} {size}")
        seconds = float(load.hear())
        return events * clients / (served.cpu - before), events * clients / seconds


def fan_out(bench: Bench, goals: Goals) -> None:
    """H1 and H2."""
    peers = {}
    for name in EVENTS:
        served, port = bench.server(name)
        peers[name] = served, bench.load(name, port, CLIENTS)
    time.sleep(SETTLE_SECONDS)
    rates: dict[str, list[float]] = {name: [] for name in EVENTS}
    for _ in range(ROUNDS):
        for name, (served, load) in peers.items():
            rate, _wall = bench.measure(
                name, served, load, clients=CLIENTS, events=EVENTS[name], size=EVENT_BYTES
            )
            rates[name].append(rate)
    absolute = ", ".join(f"{name} {median(values):,.0f}" for name, values in rates.items())
    for goal, other, target, against in (
        ("H1 hub against a bare write loop", "raw", ">= 0.6", "asyncio transport.write, uvloop"),
        ("H2 hub against send_json", "naive", ">= 2.5", "FastAPI websocket.send_json, uvicorn"),
    ):
        ratios = [a / b for a, b in zip(rates["hub"], rates[other], strict=True)]
        goals.say(
            goal, ratios, "ratio of deliveries per CPU-second", target, against=against,
            n=CLIENTS, show=absolute + " deliveries per CPU-second",
        )  # fmt: skip


def stalled(bench: Bench, goals: Goals) -> None:
    """H3: two clients stop reading, in one half of each round.

    The halves change places from round to round: what the hub keeps grows meanwhile, and must not
    count against the same half each time.
    """
    served, port = bench.server("hub")
    crowd = bench.load("hub", port, CROWD)
    rates: dict[str, list[float]] = {"all read": [], "two do not": []}
    codes: list[float] = []
    for number in range(2 * ROUNDS):
        for how in sorted(rates, reverse=number % 2 == 1):
            deaf = bench.load("hub", port, DEAF, deaf=DEAF) if how == "two do not" else None
            time.sleep(SETTLE_SECONDS)
            rate, _wall = bench.measure(
                "hub", served, crowd, clients=CROWD, events=CROWD_EVENTS, size=CROWD_BYTES
            )
            rates[how].append(rate)
            if deaf is not None:
                deaf.tell("listen")
                codes += [float(code) for code in deaf.hear().split(",")]
    ratios = [a / b for a, b in zip(rates["two do not"], rates["all read"], strict=True)]
    goals.say(
        "H3 throughput of the others while two do not read",
        ratios,
        "ratio of deliveries per CPU-second",
        ">= 0.9",
        against="the same crowd, all reading",
        n=CROWD,
        show=f"{median(rates['two do not']):,.0f} deliveries of 4 kB per CPU-second",
    )
    wrong = sum(code != SLOW for code in codes)
    goals.say(
        "H3 of those two, not closed with 3008", [wrong], "clients", "== 0",
        against="the protocol", n=len(codes),
    )  # fmt: skip


def main() -> int:
    goals = Goals()
    with throwaway.database() as url, ExitStack() as whole:
        bench = Bench(whole, url)
        for part in (fan_out, stalled):
            with ExitStack() as stack:
                bench.stack = stack
                part(bench, goals)
    return goals.done


if __name__ == "__main__":
    sys.exit(main())
