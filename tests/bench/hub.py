"""`./jinmin bench hub`: how much of the machine the fan-out leaves to the fan-out.

5,000 clients, a 300-byte event, deliveries per CPU-second of the serving process, in rounds that
take turns: a bare asyncio write loop, the hub, FastAPI's `send_json`.  Then the same crowd and two
clients elsewhere, who hear large events and read them or do not.
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
from core.live.protocol import SLOW, Entry, entry
from core.settings import ROOT
from tests.bench.parts import throwaway
from tests.bench.parts.goals import Goals
from tests.fixtures.live import free_port

CLIENTS = int(os.environ.get("JINMIN_BENCH_CLIENTS", "5000"))
EVENT_BYTES = 300
ROUNDS = 3
EVENTS = {"raw": 60, "hub": 60, "naive": 20}
DEAF, LARGE_EVENTS, LARGE_BYTES = 2, 60, 128 * 1024
"""More than the hub keeps for one client and the kernel buffers for it."""
AREA, ELSEWHERE = 371426000000, 371427000000
FRAME_HEAD = 4
SETTLE_SECONDS = 1.5

_WRITE = """
insert into core.event (site, area, flow, topic, kind, entity, version, body, at)
select 1, %s, 'up', 'reports', 'report.said', gen_random_uuid(), 1,
       jsonb_build_object('x', repeat('x', %s)), date_trunc('second', now()) + interval '1 us'
from generate_series(1, %s)
returning id
"""
_EVENTS = """
select e.topic, e.kind, e.entity, e.version, e.area, e.to_area, e.flow, e.incident_id, e.at,
       e.body::text
from unnest(%s::bigint[]) with ordinality as t (id, n) join core.event e on e.id = t.id order by n
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


def ticket(area: int) -> str:
    who = Actor(uuid7(), uuid7(), uuid7(), "", "", uuid7(), "", area, frozenset({Role.DUTY}))
    return tickets.issue(throwaway.KEY, who, ["reports"], now=time.time())


class Bench:
    """Servers, their load, and the log that feeds the hub."""

    def __init__(self, stack: ExitStack, url: str) -> None:
        self.stack = stack
        self.url = url
        self.log = stack.enter_context(psycopg.connect(url, autocommit=True))
        self.head = 0
        self.written: list[int] = []

    def write(self, count: int, size: int, *, large: int = 0) -> int:
        """Write events whose messages have about `size` bytes; return what their frames take.

        `large` ones, for those elsewhere, are spread among them and not counted.
        """
        empty = sum(len(e.frame) for e in self._entries(self._insert(AREA, 1, 0)))
        self.written = self._insert(AREA, count, size + FRAME_HEAD - empty)
        for n, event in enumerate(self._insert(ELSEWHERE, large, LARGE_BYTES)):
            self.written.insert((n + 1) * len(self.written) // (large + 1), event)
        return sum(len(e.frame) for e in self._entries(self.written) if e.area == AREA)

    def _insert(self, area: int, count: int, padding: int) -> list[int]:
        return sorted(row[0] for row in self.log.execute(_WRITE, (area, padding, count)))

    def _entries(self, ids: list[int]) -> list[Entry]:
        rows = self.log.execute(_EVENTS, (ids,)).fetchall()
        return [entry((self.head + n, *row)) for n, row in enumerate(rows, 1)]

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

    def load(self, name: str, port: int, clients: int, *, area: int = AREA, deaf: int = 0) -> Peer:
        made = self.stack.enter_context(
            peer("tests.bench.parts.load", port, clients, deaf, url=self.url)
        )
        for _ in range(clients):
            offer = f"jinmin.v1, ticket.{ticket(area)}" if name == "hub" else ""
            made.tell({"raw": "", "naive": "-", "hub": offer}[name])
        assert made.hear() == "ready"
        return made

    def measure(
        self, name: str, served: Peer, load: Peer, *, large: int = 0
    ) -> tuple[float, float]:
        """Return deliveries per CPU-second of the server and per second."""
        events = EVENTS[name]
        total = (
            self.write(events, EVENT_BYTES, large=large)
            if name == "hub"
            else events * (EVENT_BYTES + FRAME_HEAD)
        )
        load.tell(f"expect {total * CLIENTS}")
        load.hear()
        before = served.cpu
        if name == "hub":
            self.publish()
        else:
            served.tell(f"{events} {EVENT_BYTES}")
        seconds = float(load.hear())
        return events * CLIENTS / (served.cpu - before), events * CLIENTS / seconds


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
            rate, _wall = bench.measure(name, served, load)
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
    """H3: two clients stop reading, in one half of each round; in the other two read the same.

    The halves change places from round to round: what the hub keeps grows meanwhile, and must not
    count against the same half each time.
    """
    served, port = bench.server("hub")
    crowd = bench.load("hub", port, CLIENTS)
    found: dict[str, list[tuple[float, float]]] = {"all read": [], "two do not": []}
    codes: list[float] = []
    for number in range(2 * ROUNDS):
        for how in sorted(found, reverse=number % 2 == 1):
            with ExitStack() as these:
                whole, bench.stack = bench.stack, these
                deaf = DEAF if how == "two do not" else 0
                two = bench.load("hub", port, DEAF, area=ELSEWHERE, deaf=deaf)
                bench.stack = whole
                time.sleep(SETTLE_SECONDS)
                found[how].append(bench.measure("hub", served, crowd, large=LARGE_EVENTS))
                if deaf:
                    two.tell("listen")
                    codes += [float(code) for code in two.hear().split(",")]
    for place, unit in enumerate(("CPU-second", "second")):
        rates = {how: [pair[place] for pair in pairs] for how, pairs in found.items()}
        goals.say(
            f"H3 throughput of the others while two do not read, per {unit}",
            [a / b for a, b in zip(rates["two do not"], rates["all read"], strict=True)],
            f"ratio of deliveries per {unit}",
            ">= 0.9",
            against="the same clients, all reading",
            n=CLIENTS,
            show=f"{median(rates['two do not']):,.0f} deliveries per {unit}",
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
