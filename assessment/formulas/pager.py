"""Expected deaths by intensity: the empirical PAGER model with its numbers for China.

It is a fallback: written for the Modified Mercalli scale, which is close to GB/T 17742 but not
identical, and ignorant of Shandong's present buildings.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from assessment.formulas.formula import Card

Floats = NDArray[np.float64]

CARD = Card(
    name_zh="PAGER 中国经验死亡模型（MMI，后备）",
    name_en="PAGER empirical fatality model for China (MMI, fallback)",
    needs=("people", "intensity, MMI"),
    valid_for="MMI 5–9; countries as a whole, not single towns",
    unit="persons",
    source_zh="美国地质调查局 PAGER fatality.xml v2.2（CC0），中国参数",
    source_en="USGS PAGER fatality.xml v2.2 (CC0), parameters for China",
    version="pager-cn-2.2",
)
THETA = 10.328811
BETA = 0.100058
ZETA = 2.013134
"""Standard deviation of ln(deaths) around the expected number."""


def fatality_rate(intensity: Floats, *, theta: float = THETA, beta: float = BETA) -> Floats:
    """Share of the people exposed to an intensity who die.

    Parameters
    ----------
    intensity : (n,) float, MMI; below 4.5 nobody dies, above 9 counts as 9
    theta, beta : float
        The model's parameters; those of China unless given.

    Returns
    -------
    (n,) float, 0..1: Phi(ln(MMI / theta) / beta)

    References
    ----------
    [1] Jaiswal and Wald (2010), Earthquake Spectra 26(4); [2] `CARD.source_en`.
    Verified in tests/assessment/test_pager.py against the numbers of PAGER's own test.
    """
    shaking = np.clip(intensity, LEAST, 9.0)
    rate: Floats = np.where(intensity < LEAST, 0.0, ndtr(np.log(shaking / theta) / beta))
    return rate


LEAST = 4.5
