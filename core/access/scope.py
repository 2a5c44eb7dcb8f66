"""Who is asking and for which areas: plain values, known to everything that reads or writes.

An area code is the authority's 12 digits as an integer; the ministry is 0.  The area and everything
below it is one code range, so that visibility is an indexable comparison.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

NATION = 0
PROVINCE, COUNTY, TOWNSHIP = 1, 3, 4
"""Tiers, as `tier_of` tells them."""

_UNITS = (10**12, 10**10, 10**8, 10**6, 10**3, 1)  # size of a code range by tier 0..5


class Role(StrEnum):
    """What a post may be asked to do."""

    DUTY = "duty"  # 值班员: verify, report, order, acknowledge
    DECIDER = "decider"  # 决定人: start, raise, lower, end a response
    REPORTER = "reporter"  # 填报员, 灾害信息员: report from the ground
    LEADER = "leader"  # 领导: read
    KIOSK = "kiosk"  # 大屏: read, no forms
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"
    SERVICE = "service"  # the system's own acts: worker, alert feed


ADMINISTRATIONS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
"""Who keeps the accounts, the rules or the audit, and does nothing else."""


def tier_of(code: int) -> int:
    """Return the tier of a code: 0 nation, 1 province, 2 city, 3 county, 4 township, 5 village.

    Raises
    ------
    ValueError
        The code is negative or has more than 12 digits.
    """
    if not 0 <= code < 10**12:
        raise ValueError(f"not an area code: {code}")
    if code == NATION:
        return 0
    for tier in (1, 2, 3, 4):
        if code % _UNITS[tier] == 0:
            return tier
    return 5


def range_of(code: int) -> tuple[int, int]:
    """Return the inclusive code range of an area and everything below it."""
    return code, code + _UNITS[tier_of(code)] - 1


def ancestors_of(code: int) -> tuple[int, ...]:
    """Return the codes above an area, highest first, the nation (0) included."""
    tier = tier_of(code)
    return tuple(code - code % _UNITS[t] if t else NATION for t in range(tier))


def common_area(codes: tuple[int, ...]) -> int:
    """Return the lowest area that contains all the given ones.

    Raises
    ------
    ValueError
        No codes are given.
    """
    if not codes:
        raise ValueError("no area given")
    chains = [(*ancestors_of(c), c) for c in codes]
    common = NATION
    for level in zip(*chains, strict=False):
        if len(set(level)) > 1:
            break
        common = level[0]
    return common


@dataclass(frozen=True, slots=True)
class Scope:
    """What a session may read: a code range and the areas above it, for what flows down."""

    lo: int
    hi: int
    up: tuple[int, ...] = ()

    @classmethod
    def of(cls, code: int) -> Scope:
        """Return the scope of a post in the given area."""
        lo, hi = range_of(code)
        return cls(lo, hi, ancestors_of(code))

    def contains(self, code: int) -> bool:
        """Tell whether an area lies in the range."""
        return self.lo <= code <= self.hi

    def hears(self, flow: str, area: int, to_area: int | None = None) -> bool:
        """Tell whether a row or event of this flow and area is for this scope (see `policies`)."""
        if self.contains(area):
            return True
        if flow == "down":
            return area in self.up
        if to_area is None:
            return False
        if flow == "down_to":
            return area in self.up and (to_area in self.up or self.contains(to_area))
        return flow == "addressed" and self.contains(to_area)


NOWHERE = Scope(lo=-1, hi=-1)
"""Reads no area's records, but the directory of offices, which every session may read."""


@dataclass(frozen=True, slots=True)
class Actor:
    """The person acting, in one post.

    `area` is the area of the post's office; `second_factor` tells whether a one-time code was given
    in this session, `enrolled` whether the person has any.
    """

    person_id: UUID
    post_id: UUID
    session_id: UUID
    name: str
    post_title: str
    office_id: UUID
    office_name: str
    area: int
    roles: frozenset[Role]
    second_factor: bool = False
    enrolled: bool = False

    @property
    def scope(self) -> Scope:
        """What this actor may read; nothing where the post only administers."""
        return NOWHERE if self.roles <= ADMINISTRATIONS else self.jurisdiction

    @property
    def jurisdiction(self) -> Scope:
        """Where the post's verbs reach, whatever it may read."""
        return Scope.of(self.area)

    @property
    def tier(self) -> int:
        """Tier of the actor's office."""
        return tier_of(self.area)
