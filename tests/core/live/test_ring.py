"""The hub's memory of recent events."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.live.protocol import Entry
from core.live.ring import GapError, Ring


def entry(off: int, size: int = 10) -> Entry:
    return Entry(off, "reports", 0, None, "up", b"x" * size)


@given(st.integers(0, 1000), st.integers(0, 200), st.integers(1, 30), st.integers(0, 250))
def test_it_holds_the_newest_run_and_gives_what_follows_an_offset(head, count, most, back):
    ring = Ring(head, most=most)
    for off in range(head + 1, head + count + 1):
        ring.add(entry(off))
    assert ring.head == head + count
    assert ring.head - ring.start == min(count, most)
    after = max(ring.start, ring.head - back)
    assert [e.off for e in ring.after(after)] == list(range(after + 1, ring.head + 1))


def test_bytes_are_bounded_too():
    ring = Ring(0, most_bytes=100)
    for off in range(1, 21):
        ring.add(entry(off, size=30))
    assert (ring.start, ring.head) == (17, 20)


def test_what_is_dropped_is_given_back_at_once():
    ring = Ring(0, most_bytes=100)
    frames = [bytes(30) + bytes([off]) for off in range(20)]
    alone = sys.getrefcount(frames[0])
    for off, frame in enumerate(frames, start=1):
        ring.add(Entry(off, "reports", 0, None, "up", frame))
    del frame
    assert sum(sys.getrefcount(f) > alone + 1 for f in frames) == ring.head - ring.start == 3


@pytest.mark.parametrize("off", [6, 4, 5])
def test_a_gap_is_not_taken(off):
    ring = Ring(5)
    if off == 6:
        ring.add(entry(off))
        off = 8
    with pytest.raises(GapError):
        ring.add(entry(off))
