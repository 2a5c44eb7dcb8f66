from datetime import UTC, datetime, timedelta

import pytest

from core.access.one_time_codes import PERIOD_SECONDS, code_at, new_secret, step_of

# RFC 6238, appendix B, SHA-1: the last six of the eight digits.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
VECTORS = [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")]


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_codes_are_those_of_the_standard(seconds, code):
    now = datetime.fromtimestamp(seconds, UTC)
    assert code_at(SECRET, now) == code
    assert step_of(SECRET, code, now) == seconds // PERIOD_SECONDS


def test_a_clock_may_be_one_period_off():
    now = datetime(2026, 11, 23, 2, 0, 10, tzinfo=UTC)
    for periods, known in ((-2, False), (-1, True), (0, True), (1, True), (2, False)):
        code = code_at(SECRET, now + timedelta(seconds=periods * PERIOD_SECONDS))
        step = int(now.timestamp()) // PERIOD_SECONDS + periods
        assert step_of(SECRET, code, now) == (step if known else None)


def test_secrets_differ_and_are_long_enough():
    assert len({new_secret() for _ in range(50)}) == 50
    assert len(new_secret()) * 5 >= 160
