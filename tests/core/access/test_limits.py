from core.access.limits import TokenBuckets


def test_a_bucket_empties_and_refills():
    buckets = TokenBuckets(3)
    assert [buckets.take("a", 0.0) for _ in range(4)] == [0, 0, 0, 20]
    assert buckets.take("a", 20.1) == 0
    assert buckets.take("a", 20.2) > 0


def test_keys_are_apart_and_harmless_takes_come_back():
    buckets = TokenBuckets(1)
    assert buckets.take("a", 0.0) == 0
    assert buckets.take("b", 0.0) == 0
    buckets.give_back("a", 0.0)
    assert buckets.take("a", 0.0) == 0
    assert buckets.take("a", 0.0) > 0


def test_a_bucket_never_holds_more_than_a_minute_gives():
    buckets = TokenBuckets(2)
    buckets.give_back("a", 0.0)
    assert [buckets.take("a", 3600.0) == 0 for _ in range(3)] == [True, True, False]


def test_many_tokens_at_once_come_back_over_the_period():
    buckets = TokenBuckets(1000, seconds=86_400)
    assert buckets.take("a", 0.0, n=900) == 0
    assert buckets.take("a", 0.0, n=200) == 8640
    buckets.give_back("a", 0.0, n=100)
    assert buckets.take("a", 0.0, n=200) == 0
    assert buckets.take("a", 86_400.0, n=1000) == 0


def test_memory_is_bounded():
    buckets = TokenBuckets(1, most=10)
    for i in range(100):
        buckets.take(f"address {i}", 0.0)
    assert len(buckets._buckets) == 10
