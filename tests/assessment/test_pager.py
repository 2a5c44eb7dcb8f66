"""The fatality model against the numbers of PAGER's own test."""

import numpy as np
import pytest

from assessment.formulas.pager import fatality_rate

FIVE_TO_NINE = np.arange(5.0, 10.0)


def test_the_rates_of_pagers_own_test():
    expected = [4.62833172e-10, 1.27558914e-06, 2.28027416e-04, 6.81282956e-03, 6.04383822e-02]
    found = fatality_rate(FIVE_TO_NINE, theta=10.986839, beta=0.128601)
    assert found == pytest.approx(expected, rel=1e-6)


def test_the_rates_of_china():
    expected = [2.07178e-13, 2.83944e-08, 5.05336e-05, 5.33269e-03, 8.43601e-02]
    assert fatality_rate(FIVE_TO_NINE) == pytest.approx(expected, rel=2e-5)


def test_ten_counts_as_nine_and_weak_shaking_kills_nobody():
    assert fatality_rate(np.array([10.0, 12.0])) == pytest.approx(fatality_rate(np.full(2, 9.0)))
    assert fatality_rate(np.array([1.0, 4.4])).tolist() == [0.0, 0.0]
