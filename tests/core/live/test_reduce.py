"""The reference reducer."""

from core.live.reduce import reduce, start


def event(entity: str, version: int, **body: object) -> dict[str, object]:
    return {
        "t": "orders",
        "e": entity,
        "v": version,
        "b": {"id": entity, "version": version} | body,
    }


def test_events_replace_add_and_remove():
    before = {"orders": [{"id": "a", "version": 1}, {"id": "b", "version": 1}]}
    state = reduce(before, [event("a", 2), event("c", 1), event("b", 2, removed=True)])
    assert state == start({"orders": [{"id": "a", "version": 2}, {"id": "c", "version": 1}]})


def test_known_versions_change_nothing():
    before = {"orders": [{"id": "a", "version": 3, "state": "done"}]}
    events = [event("a", 2, state="read"), event("a", 3, state="other")]
    assert reduce(before, events) == start(before)
