"""The index of subscribers, against the plain rule it is an index of."""

from hypothesis import given
from hypothesis import strategies as st

from core.access.scope import Scope
from core.live.subscribers import Subscribers

AREAS = [
    0,
    370000000000,
    371400000000,
    371426000000,
    371426001000,
    371426001002,
    371427000000,
    371500000000,
    371526000000,
    370100000000,
    370171000000,
    110000000000,
]
TOPICS = ("incidents", "orders", "reports")
AREA = st.sampled_from(AREAS)
SUBSCRIBERS = st.lists(
    st.tuples(AREA, st.lists(st.sampled_from(TOPICS), unique=True).map(tuple)), max_size=30
)


def heard(index: Subscribers[int], *event: object) -> list[int]:
    return sorted(who for bucket in index.hearing(*event) for who in bucket)  # type: ignore[arg-type]


@given(
    SUBSCRIBERS,
    st.sampled_from(TOPICS),
    st.sampled_from(["up", "down", "down_to", "addressed"]),
    AREA,
    AREA,
    st.sets(st.integers(0, 29)),
)
def test_each_hears_once_what_its_scope_hears(subscribers, topic, flow, area, far, gone):
    index: Subscribers[int] = Subscribers()
    for who, (place, topics) in enumerate(subscribers):
        index.add(who, place, topics)
    for who in gone & set(range(len(subscribers))):
        index.remove(who, *subscribers[who])
    to_area = far if flow in ("down_to", "addressed") else None
    expected = [
        who
        for who, (place, topics) in enumerate(subscribers)
        if who not in gone and topic in topics and Scope.of(place).hears(flow, area, to_area)
    ]
    assert heard(index, topic, flow, area, to_area) == expected


def test_removing_twice_is_harmless():
    index: Subscribers[int] = Subscribers()
    index.add(1, AREAS[3], TOPICS)
    index.remove(1, AREAS[3], TOPICS)
    index.remove(1, AREAS[3], TOPICS)
    assert heard(index, "orders", "up", AREAS[3], None) == []
