"""Intensity of an earthquake in eastern China by the elliptic relation behind GB 18306-2015.

Along each axis `I = A + B·M + C·lg(R + R0)`, R being the semi-axis of the isoseismal of degree I.
The relation was fitted to the outer edges of mapped zones, so a zone of degree k begins where the
mean intensity is exactly k: `BOUNDARY` is 0, not minus one half.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from assessment.formulas.formula import Card

Floats = NDArray[np.float64]
Axis = Literal["long", "short"]

CARD = Card(
    name_zh="GB 18306 东部强震区烈度椭圆衰减",
    name_en="GB 18306 elliptic intensity attenuation, eastern China",
    needs=("magnitude Ms", "epicentre", "strike of the long axis, degrees, or unknown"),
    valid_for="Ms 5.0–8.5, shallow earthquakes of eastern China, semi-axes up to 400 km",
    unit="degree of GB/T 17742",
    source_zh="GB 18306-2015 宣贯教材第 172 页，东部强震区参数",
    source_en="Explanatory book to GB 18306-2015, p. 172, eastern parameters",
    version="gb18306-east-1",
)
MAGNITUDES = (5.0, 8.5)
BOUNDARY = 0.0
"""Where the zone of degree k begins, relative to k; see the module's text."""


@dataclass(frozen=True, slots=True)
class Line:
    """Coefficients along one axis."""

    a: float
    b: float
    c: float
    r0_km: float


LONG = Line(5.7123, 1.3626, -4.2903, 25.0)
SHORT = Line(3.6588, 1.3626, -3.5406, 13.0)
SIGMA = 0.5826
"""Standard deviation of one intensity around the relation, in degrees."""

_LINES: dict[Axis, Line] = {"long": LONG, "short": SHORT}


def mean_intensity_on_axis(magnitude: float, distance_km: Floats, axis: Axis) -> Floats:
    """Mean intensity at a distance along one axis.

    Parameters
    ----------
    magnitude : float
        Surface-wave magnitude Ms.
    distance_km : (n,) float, km, at least 0
    axis : {'long', 'short'}

    Returns
    -------
    (n,) float, degrees

    References
    ----------
    [1] `CARD.source_zh`. Verified in tests/assessment/test_gb18306.py.
    """
    line = _LINES[axis]
    intensity: Floats = line.a + line.b * magnitude + line.c * np.log10(distance_km + line.r0_km)
    return intensity


def semi_axis_km(magnitude: float, intensity: Floats, axis: Axis) -> Floats:
    """Semi-axis of the isoseismal of a degree: the inverse of `mean_intensity_on_axis`.

    Returns
    -------
    (n,) float, km; NaN where the degree is not reached even at the epicentre.
    """
    line = _LINES[axis]
    reach = 10.0 ** ((line.a + line.b * magnitude - intensity) / -line.c) - line.r0_km
    return np.where(reach >= 0, reach, np.nan)


def epicentral_intensity(magnitude: float) -> float:
    """Mean intensity at the epicentre, the lower of what the two axes give there."""
    zero = np.zeros(1)
    return float(
        min(mean_intensity_on_axis(magnitude, zero, axis)[0] for axis in ("long", "short"))
    )


def mean_intensity(magnitude: float, distance_km: Floats, bearing_deg: Floats) -> Floats:
    """Mean intensity at points given by distance and angle from the long axis.

    A point has the degree of the ellipse through it. Both semi-axes shrink as the degree rises, so
    that degree is found by bisection.

    Parameters
    ----------
    magnitude : float
        Ms.
    distance_km : (n,) float, km from the epicentre
    bearing_deg : (n,) float, degrees between the direction to the point and the long axis

    Returns
    -------
    (n,) float, degrees, down to 1
    """
    angle = np.radians(bearing_deg)
    along, across = distance_km * np.cos(angle), distance_km * np.sin(angle)
    top = epicentral_intensity(magnitude)
    low, high = np.full(np.shape(distance_km), 1.0), np.full(np.shape(distance_km), top)
    for _ in range(_STEPS):
        middle = (low + high) / 2
        long_km = np.maximum(semi_axis_km(magnitude, middle, "long"), _TINY_KM)
        short_km = np.maximum(semi_axis_km(magnitude, middle, "short"), _TINY_KM)
        inside = (along / long_km) ** 2 + (across / short_km) ** 2 <= 1
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    intensity: Floats = (low + high) / 2
    return intensity


_STEPS = 24  # 10 degrees halved 24 times: below a millionth of a degree
_TINY_KM = 1e-9  # at the epicentre itself the ellipse is a point


@dataclass(frozen=True)
class IntensityTable:
    """The mean intensity of one event on a polar grid, for many fast look-ups.

    Parameters
    ----------
    log_reach : (r,) float, ln(km + 1), evenly spaced from 0
    values : (r, a) float, degrees; columns are angles from the long axis, 0 to 90 degrees
    """

    log_reach: Floats
    values: Floats

    @classmethod
    def of(cls, magnitude: float, *, reach_km: float = 400.0) -> IntensityTable:
        """Tabulate an event out to a distance; beyond it the last value holds."""
        log_reach = np.linspace(0.0, np.log1p(reach_km), 160)
        angles = np.linspace(0.0, 90.0, 31)
        distance, bearing = np.meshgrid(np.expm1(log_reach), angles, indexing="ij")
        return cls(log_reach, mean_intensity(magnitude, distance, bearing))

    def profile(self, distance_km: Floats) -> Floats:
        """Return the mean intensity of points (n,) in every tabulated direction, (n, a)."""
        rows = self.values.shape[0]
        step = self.log_reach[1] - self.log_reach[0]
        row = np.clip(np.log1p(distance_km) / step, 0, rows - 1.000001)
        i = row.astype(np.intp)
        part = (row - i)[:, None]
        profile: Floats = self.values[i] * (1 - part) + self.values[i + 1] * part
        return profile

    def in_direction(self, profile: Floats, bearing_deg: Floats) -> Floats:
        """Return, of each point's profile, the value at its angle from the long axis, (n,)."""
        n, columns = profile.shape
        folded = np.abs((bearing_deg + 90.0) % 180.0 - 90.0)
        column = np.clip(folded / 90.0 * (columns - 1), 0, columns - 1.000001)
        j = column.astype(np.intp)
        part = column - j
        at = np.arange(n) * columns + j
        flat = profile.ravel()
        value: Floats = flat[at] * (1 - part) + flat[at + 1] * part
        return value


def chance_of_reaching(degree: float, mean: Floats) -> Floats:
    """Probability that the intensity is at least `degree` where its mean is `mean`.

    Returns
    -------
    float of the same shape, 0..1: normal with the relation's sigma.
    """
    result: Floats = ndtr((mean - (degree + BOUNDARY)) / SIGMA)
    return result
