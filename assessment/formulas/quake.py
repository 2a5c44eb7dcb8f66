"""What an earthquake probably did: people by intensity and deaths, by drawing what is not known.

Each draw takes a strike (any direction, if unknown) and one deviation from the mean intensity that
holds for the whole event. The relation's sigma is not split into a part between events and a part
between places, and no published split was found; taking all of it between events gives the wider
range of county totals, which is the careful choice for a first estimate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessment.formulas import gb18306, pager
from assessment.formulas.outline import contour
from assessment.formulas.sphere import distance_and_bearing

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

STRIKES = 24
PER_STRIKE = 20
DRAWS = STRIKES * PER_STRIKE
DEGREES = (6, 7, 8, 9, 10)
ROMAN = {5: "Ⅴ", 6: "Ⅵ", 7: "Ⅶ", 8: "Ⅷ", 9: "Ⅸ", 10: "Ⅹ", 11: "Ⅺ", 12: "Ⅻ"}
RANGE = (0.05, 0.5, 0.95)
QUANTILES = tuple(np.round(np.linspace(0.0125, 0.9875, 40), 4).tolist())
"""At which probabilities deaths and strongest shaking are kept, for the chance of a threshold."""
FELT = 5.0
"""Areas whose mean intensity stays below this degree are left out of the result."""
MODEL_VERSION = f"{gb18306.CARD.version}+{pager.CARD.version}+draws-1"


@dataclass(frozen=True, slots=True)
class Quake:
    """An earthquake: place in degrees, magnitude Ms, strike in degrees from north or None."""

    lon: float
    lat: float
    magnitude: float
    strike_deg: float | None = None


@dataclass(frozen=True)
class Exposure:
    """Where people live: generated cells, each with the county it belongs to.

    Parameters
    ----------
    lon, lat : (n,) float, degrees
    people : (n,) float
    county : (n,) int, 12-digit codes
    """

    lon: Floats
    lat: Floats
    people: Floats
    county: Codes


@dataclass(frozen=True, slots=True)
class Range:
    """A quantity in question: its median and the limits of its 90 % range."""

    value: float
    lo: float
    hi: float

    @classmethod
    def of(cls, draws: Floats) -> Range:
        """Return the range of equally likely values."""
        lo, value, hi = np.quantile(draws, RANGE)
        return cls(float(value), float(lo), float(hi))


@dataclass(frozen=True, slots=True)
class AreaResult:
    """The result for one area: people at each degree and above, deaths, strongest shaking."""

    code: int
    max_intensity: Range
    intensity_quantiles: tuple[float, ...]
    exposed: dict[int, Range]
    deaths: Range
    deaths_quantiles: tuple[float, ...]


@dataclass(frozen=True)
class Result:
    """The whole result; areas by tier (1 province, 2 city, 3 county), strongest shaking first."""

    max_intensity: Range
    intensity_quantiles: tuple[float, ...]
    exposed: dict[int, Range]
    deaths: Range
    deaths_quantiles: tuple[float, ...]
    areas: dict[int, tuple[AreaResult, ...]]


def estimate(quake: Quake, exposure: Exposure, *, seed: int) -> Result:
    """Estimate exposed people and deaths.

    Parameters
    ----------
    quake : Quake
    exposure : Exposure
    seed : int
        The same seed and inputs give the same result, bit for bit.

    Returns
    -------
    Result
        Sums over counties are exact in each draw; ranges are taken after adding, never added.
    """
    random = np.random.default_rng(seed)
    start = random.random() * 180.0 / STRIKES
    strikes = (
        np.full(STRIKES, quake.strike_deg)
        if quake.strike_deg is not None
        else np.linspace(start, start + 180.0, STRIKES, endpoint=False)
    )
    shift = gb18306.SIGMA * random.standard_normal((STRIKES, PER_STRIKE))
    spread = np.exp(pager.ZETA * random.standard_normal(DRAWS))

    shaken = _shake(quake, exposure, strikes)
    exposed = {k: shaken.people_at(k + gb18306.BOUNDARY, shift) for k in DEGREES}
    deaths = shaken.deaths(shift) * spread
    strongest = shaken.strongest(shift)
    areas = {
        tier: _by_area(shaken.codes, _SIZE[tier], exposed, deaths, strongest) for tier in (1, 2, 3)
    }
    total = {k: Range.of(values.sum(axis=0)) for k, values in exposed.items()}
    peak = strongest.max(axis=0, initial=WEAKEST)
    return Result(
        max_intensity=Range.of(peak),
        intensity_quantiles=_quantiles(peak),
        exposed={k: r for k, r in total.items() if k == DEGREES[0] or r.hi > 0},
        deaths=Range.of(deaths.sum(axis=0)),
        deaths_quantiles=_quantiles(deaths.sum(axis=0)),
        areas=areas,
    )


_SIZE = {1: 10**10, 2: 10**8, 3: 10**6}


@dataclass(frozen=True)
class _Shaken:
    """People by county and mean intensity, for each strike.

    Cells are gathered into narrow classes of intensity, because a draw shifts all of them alike:
    its cost then depends on the number of classes, not of cells.

    Parameters
    ----------
    codes : (c,) int, counties
    upwards : (s, c, b + 1) float, people by strike, county, and class or any above it
    peak : (s, c) float, the county's strongest mean intensity
    """

    codes: Codes
    upwards: Floats
    peak: Floats

    def people_at(self, degree: float, shift: Floats) -> Floats:
        """People at a degree and above, (c, draws)."""
        first = np.searchsorted(_CLASSES, degree - shift)
        drawn = np.take_along_axis(self.upwards, first[:, None, :], axis=2)
        return _in_one_row(drawn)

    def deaths(self, shift: Floats) -> Floats:
        """Expected deaths, (c, draws)."""
        rate = pager.fatality_rate(_CLASSES[:, None] + shift[:, None, :])
        return _in_one_row((self.upwards[:, :, :-1] - self.upwards[:, :, 1:]) @ rate)

    def strongest(self, shift: Floats) -> Floats:
        """Strongest shaking, (c, draws)."""
        return _in_one_row(self.peak[:, :, None] + shift[:, None, :])


def _in_one_row(by_strike: Floats) -> Floats:
    """Put (s, c, per strike) into (c, draws)."""
    return np.moveaxis(by_strike, 0, 1).reshape(by_strike.shape[1], DRAWS)


WEAKEST = 1.0
_WIDTH = 0.02  # degrees; fifty times finer than the scale itself
_CLASSES = np.arange(WEAKEST, 12.0, _WIDTH) + _WIDTH / 2
_FAR_OUT = 2.0  # two sigma below the least felt degree nothing is added to any figure
_REACH_KM = 400.0


def _shake(quake: Quake, exposure: Exposure, strikes: Floats) -> _Shaken:
    """Gather the cells that may feel it into classes of mean intensity."""
    distance, bearing = distance_and_bearing(quake.lon, quake.lat, exposure.lon, exposure.lat)
    table = gb18306.IntensityTable.of(quake.magnitude)
    along = gb18306.mean_intensity_on_axis(quake.magnitude, distance, "long")
    across = gb18306.mean_intensity_on_axis(quake.magnitude, distance, "short")
    felt = np.maximum(along, across) + _FAR_OUT * gb18306.SIGMA >= pager.LEAST
    near = np.flatnonzero(felt & (distance <= _REACH_KM))
    codes, county = np.unique(exposure.county[near], return_inverse=True)
    profile, people = table.profile(distance[near]), exposure.people[near]
    upwards = np.zeros((strikes.size, codes.size, _CLASSES.size + 1))
    peak = np.full((strikes.size, codes.size), -np.inf)
    for s, strike in enumerate(strikes):
        mean = table.in_direction(profile, bearing[near] - strike)
        place = np.clip(((mean - 1.0) / _WIDTH).astype(np.intp), 0, _CLASSES.size - 1)
        classes = np.bincount(
            county * _CLASSES.size + place, people, codes.size * _CLASSES.size
        ).reshape(codes.size, _CLASSES.size)
        upwards[s, :, :-1] = classes[:, ::-1].cumsum(axis=1)[:, ::-1]
        np.maximum.at(peak[s], county, mean)
    return _Shaken(codes, upwards, peak)


def _by_area(
    codes: Codes, size: int, exposed: dict[int, Floats], deaths: Floats, strongest: Floats
) -> tuple[AreaResult, ...]:
    """Gather counties (c, draws) into areas and take each area's ranges, strongest first."""
    areas, first = np.unique(codes // size * size, return_index=True)
    if not areas.size:
        return ()
    peaks = np.maximum.reduceat(strongest, first)
    shaking, degrees = _ranges(peaks), np.quantile(peaks, QUANTILES, axis=1).T.round(4)
    people = {k: _ranges(np.add.reduceat(values, first)) for k, values in exposed.items()}
    lost = np.add.reduceat(deaths, first)
    ranges, quantiles = _ranges(lost), np.quantile(lost, QUANTILES, axis=1).T.round(4)
    found = [
        AreaResult(
            code=int(code),
            max_intensity=shaking[i],
            intensity_quantiles=tuple(degrees[i].tolist()),
            exposed={k: r[i] for k, r in people.items() if k == DEGREES[0] or r[i].hi > 0},
            deaths=ranges[i],
            deaths_quantiles=tuple(quantiles[i].tolist()),
        )
        for i, code in enumerate(areas)
        if shaking[i].value >= FELT or people[DEGREES[0]][i].hi > 0
    ]
    return tuple(sorted(found, key=lambda area: (-area.max_intensity.value, area.code)))


def _ranges(draws: Floats) -> list[Range]:
    """Return the range of each row."""
    lo, value, hi = np.quantile(draws, RANGE, axis=1)
    return [Range(*row) for row in zip(value.tolist(), lo.tolist(), hi.tolist(), strict=True)]


def _quantiles(draws: Floats) -> tuple[float, ...]:
    return tuple(np.quantile(draws, QUANTILES).round(4).tolist())


def chance_of_at_least(quantiles: tuple[float, ...], threshold: float) -> float:
    """Probability that a quantity kept by its `QUANTILES` reaches a threshold.

    Returns
    -------
    float
        0.0125 … 0.9875 inside the kept range, 0 or 1 outside it.
    """
    values = np.asarray(quantiles)
    if threshold > values[-1]:
        return 0.0
    if threshold <= values[0]:
        return 1.0
    below = int(np.searchsorted(values, threshold, side="left"))
    return float(
        1.0 - np.interp(threshold, values[below - 1 : below + 1], QUANTILES[below - 1 : below + 1])
    )


def footprint(quake: Quake) -> dict[str, Any]:
    """Return the zones an earthquake probably has, with lines of equal probability.

    Returns
    -------
    dict
        `bands` from degree Ⅵ up to the last one that has a chance of 5 % at the epicentre. A band's
        `geometry` is where the degree is as likely as not; `p` holds the lines of 5, 50 and 95 %.
        A line that does not exist is null.
    """
    table = gb18306.IntensityTable.of(quake.magnitude)
    bands = []
    for degree in DEGREES:
        lines = {
            chance: contour(
                table,
                magnitude=quake.magnitude,
                lon=quake.lon,
                lat=quake.lat,
                strike_deg=quake.strike_deg,
                degree=degree,
                chance=chance,
            )
            for chance in RANGE
        }
        if lines[RANGE[0]] is None:
            break
        bands.append(
            {
                "intensity": degree,
                "label": ROMAN[degree],
                "certainty": "estimate",
                "geometry": lines[0.5],
                "p": [{"p": chance, "geometry": line} for chance, line in lines.items()],
            }
        )
    return {
        "bands": bands,
        "strike_deg": quake.strike_deg,
        "epicentre": [quake.lon, quake.lat],
    }
