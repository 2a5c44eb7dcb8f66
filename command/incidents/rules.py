"""What an incident may become, when two are one, and what is wrong with a place on Earth."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

STATE_ZH: Final[Mapping[str, str]] = {
    "reported": "待核实",
    "verified": "已核实",
    "responding": "响应中",
    "recovering": "恢复阶段",
    "closed": "已结束",
    "merged": "已合并",
}
STATES: Final = tuple(STATE_ZH)

MOVES: Final[Mapping[str, tuple[tuple[str, ...], str]]] = {
    "verify": (("reported",), "verified"),
    "respond": (("verified",), "responding"),
    "recover": (("responding",), "recovering"),
    "close": (("verified", "recovering"), "closed"),
    "merge": (("reported", "verified", "responding"), "merged"),
}
"""Move → (states it starts from, state it leads to). `edit` keeps the state."""

KINDS: Final[Mapping[str, str]] = {
    "verify": "incident.verified",
    "respond": "incident.responding",
    "recover": "incident.recovering",
    "close": "incident.closed",
    "merge": "incident.merged",
    "edit": "incident.edited",
}
"""Move → kind of its event."""

OFFERED: Final = "incident.correction-offered"
"""The network that sent the alert now says otherwise, and people have verified it already."""

OPEN: Final = ("reported", "verified", "responding", "recovering")

EARTHQUAKE: Final = "020100"

REASON_NEEDED: Final = ("merge", "close")


def moves_from(state: str) -> tuple[str, ...]:
    """Return the moves a state allows, `edit` included while the incident is open."""
    found = tuple(move for move, (sources, _) in MOVES.items() if state in sources)
    return (*found, "edit") if state in OPEN else found


@dataclass(frozen=True, slots=True)
class Occurrence:
    """What recognises an event: kind of hazard, instant, place (degrees), and who tells of it.

    `external_id` is what `source` calls the event, where it calls it anything.
    """

    hazard: str
    occurred_at: datetime
    lon: float
    lat: float
    magnitude: float | None = None
    source: str = ""
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near two messages must be in place and time."""

    km: float
    within: timedelta


SAME_EARTHQUAKE: Final = Nearness(50.0, timedelta(seconds=90))
"""Networks agree on an origin to seconds and some 10 km; a duty room that felt it reads its clock
to the minute, half a minute late, and names its own town."""

MAGNITUDE_TOLERANCE: Final = 0.5
"""First solutions of one earthquake seldom differ by more; its largest aftershock is, on the
average, weaker by 1.2 (Båth's law), and a foreshock weaker than what follows."""

SAME_OTHER: Final = Nearness(1.0, timedelta(hours=1))
"""Other hazards last and come in swarms, so nearness says little: one village within one hour."""

MAYBE_EARTHQUAKE: Final = Nearness(100.0, timedelta(minutes=10))
MAYBE_OTHER: Final = Nearness(50.0, timedelta(hours=6))


def maybe_within(hazard: str) -> timedelta:
    """Return how far apart in time two messages of one event may lie at all."""
    return (MAYBE_EARTHQUAKE if hazard == EARTHQUAKE else MAYBE_OTHER).within


def maybe_same(one: Occurrence, other: Occurrence) -> bool:
    """Tell whether people should look if two messages tell of one event. Symmetric."""
    return _near(one, other, MAYBE_EARTHQUAKE if one.hazard == EARTHQUAKE else MAYBE_OTHER)


def same_event(one: Occurrence, other: Occurrence) -> bool:
    """Tell whether two messages tell of one event so surely that nobody need be asked. Symmetric.

    An event that is swallowed as another's duplicate is on no screen, a duplicate is merged with
    two clicks: in doubt they are two.
    """
    if one.hazard != EARTHQUAKE:
        return _near(one, other, SAME_OTHER)
    if one.magnitude is None or other.magnitude is None:
        return False
    alike = abs(one.magnitude - other.magnitude) <= MAGNITUDE_TOLERANCE + 1e-9
    return alike and _near(one, other, SAME_EARTHQUAKE)


def _near(one: Occurrence, other: Occurrence, limits: Nearness) -> bool:
    return (
        one.hazard == other.hazard
        and not _told_apart(one, other)
        and abs(one.occurred_at - other.occurred_at) < limits.within
        and distance_km(one.lon, one.lat, other.lon, other.lat) < limits.km
    )


def _told_apart(one: Occurrence, other: Occurrence) -> bool:
    """One source has given them two ids: it knows better than any distance."""
    ids = one.external_id, other.external_id
    return one.source == other.source and None not in ids and ids[0] != ids[1]


def distance_km(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Return the great-circle distance in kilometres on a sphere of 6371 km (haversine)."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half = (
        math.sin((phi2 - phi1) / 2) ** 2
        + math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    )
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(half)))


@dataclass(frozen=True, slots=True)
class PlaceFault:
    """What is wrong with coordinates, in both languages, and the input member to blame."""

    pointer: str
    zh: str
    en: str


def place_fault(lon: float, lat: float) -> PlaceFault | None:
    """Return what is wrong with a place, or None.

    Any place on Earth is allowed; coordinates that exist only the other way round are called
    swapped, because that is what they almost always are.
    """
    if -180 <= lon <= 180 and -90 <= lat <= 90:
        return None
    if -180 <= lat <= 180 and -90 <= lon <= 90:
        return PlaceFault(
            "/lat",
            f"经纬度疑似颠倒：纬度 {lat:g} 超出 ±90。若经度为 {lat:g}、纬度为 {lon:g}，请对调。",
            f"Longitude and latitude look swapped: latitude {lat:g} is beyond ±90."
            f" Did you mean longitude {lat:g}, latitude {lon:g}?",
        )
    pointer, zh, en, value, limit = (
        ("/lat", "纬度", "Latitude", lat, 90)
        if not -90 <= lat <= 90
        else ("/lon", "经度", "Longitude", lon, 180)
    )
    return PlaceFault(
        pointer,
        f"{zh} {value:g} 不存在，须在 ±{limit} 之间。",
        f"{en} {value:g} does not exist; it must lie within ±{limit}.",
    )


def reach_km(magnitude: float | None) -> float:
    """Return how far around an epicentre units are counted as touched, in kilometres.

    A working radius for addressing people, not an intensity: it keeps a felt M4 to one county and
    a M5.5 to the counties that reported damage in 2023 (Pingyuan to Gaotang, about 25 km).
    """
    if magnitude is None:
        return 10.0
    return min(300.0, max(5.0, 10 ** (0.5 * magnitude - 1.35)))


def number(office_area: int, occurred_on: date, sequence: int) -> str:
    """Return an incident's number: `E-2023-0806-01`, or `E-371426-2023-0806-01` of an office below.

    `office_area` is the area of the office that records it; each office counts its own. A township
    has three digits more than its county, a village six: their numbers would else be the same.
    """
    code = f"{office_area:012d}"
    below = code[6:].removesuffix("000").removesuffix("000")
    office = f"{code[:6]}{below}-" if office_area else ""
    return f"E-{office}{occurred_on:%Y-%m%d}-{sequence:02d}"


def default_titles(
    place_zh: str, hazard_zh: str, hazard_en: str, magnitude: float | None
) -> tuple[str, str]:
    """Return the Chinese and English title of an incident nobody has named."""
    if magnitude is None:
        return f"{place_zh}{hazard_zh}", f"{hazard_en}, {place_zh}"
    return f"{place_zh} M{magnitude:.1f} {hazard_zh}", f"M{magnitude:.1f} {hazard_en}, {place_zh}"
