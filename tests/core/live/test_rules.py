"""The order of numbering, against histories of transactions that lock what they change."""

from collections import defaultdict
from itertools import pairwise
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from core.live.rules import Unread, settled

ENTITIES = [UUID(int=n) for n in range(2)]


class History:
    """A database reduced to what matters: transactions take ids, lock entities, write events."""

    def __init__(self) -> None:
        self.next_xid = 100
        self.next_id = 1
        self.running: dict[int, list[Unread]] = {}
        self.locks: dict[UUID, int] = {}
        self.visible: list[Unread] = []

    def begin(self) -> None:
        self.running[self.next_xid] = []
        self.next_xid += 1

    def write(self, which: int, entity: UUID) -> None:
        xid = self.pick(which)
        if xid is None or self.locks.get(entity, xid) != xid:
            return
        self.locks[entity] = xid
        self.running[xid].append(Unread(self.next_id, str(xid), entity))
        self.next_id += 1

    def commit(self, which: int) -> None:
        xid = self.pick(which)
        if xid is not None:
            self.visible += self.running.pop(xid)
            self.locks = {e: x for e, x in self.locks.items() if x != xid}

    def pick(self, which: int) -> int | None:
        return sorted(self.running)[which % len(self.running)] if self.running else None

    @property
    def xmin(self) -> int:
        return min(self.running, default=self.next_xid)


class Reader:
    """The tailer's loop on such a history."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.cursor = (0, 0)
        self.numbered: list[Unread] = []

    def poll(self, history: History) -> None:
        unread = sorted(
            (row for row in history.visible if (int(row.xid), row.id) > self.cursor),
            key=lambda row: (int(row.xid), row.id),
        )
        rows = [row for row in unread if int(row.xid) < history.xmin][: self.limit]
        later: dict[UUID, int] = {}
        for row in unread[len(rows) :]:
            later[row.entity] = min(row.id, later.get(row.entity, row.id))
        rows = rows[: settled(rows, later)]
        if rows:
            self.numbered += sorted(rows)
            self.cursor = (int(rows[-1].xid), rows[-1].id)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("begin")),
        st.tuples(st.just("write"), st.integers(0, 5), st.sampled_from(ENTITIES)),
        st.tuples(st.just("commit"), st.integers(0, 5)),
        st.tuples(st.just("poll")),
    ),
    min_size=10,
    max_size=60,
)


@settings(max_examples=400, deadline=None)
@given(STEPS, st.integers(1, 6))
def test_nothing_is_lost_doubled_or_overtaken(steps, limit):
    history, reader = History(), Reader(limit)
    for _ in range(4):
        history.begin()
    for name, *args in steps:
        if name == "poll":
            reader.poll(history)
        else:
            getattr(history, name)(*args)
    while history.running:
        history.commit(0)
    for _ in range(len(history.visible) + 1):
        reader.limit += 1
        reader.poll(history)

    assert sorted(row.id for row in reader.numbered) == sorted(row.id for row in history.visible)
    by_entity = defaultdict(list)
    for row in reader.numbered:
        by_entity[row.entity].append(row.id)
    for ids in by_entity.values():
        assert all(a < b for a, b in pairwise(ids))


def test_an_event_waits_for_an_earlier_one_of_its_entity_not_yet_final():
    early = Unread(5, "100", ENTITIES[0])
    assert settled([early], {ENTITIES[0]: 3}) == 0
    assert settled([early], {ENTITIES[1]: 3}) == 1


def test_overtaking_transactions_are_numbered_in_one_go():
    first, second = Unread(1, "101", ENTITIES[0]), Unread(2, "100", ENTITIES[0])
    assert settled([second, first], {}) == 2
    assert settled([second], {ENTITIES[0]: first.id}) == 0
