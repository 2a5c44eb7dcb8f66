"""Pure rules of demand: how much relief a number of people needs.

need(item) = ceil(people × standard × days × loss factor) − on hand − in transit.
Standards are dated data; Sphere (2018) and Chinese relief practice are the first values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

SCOPES: dict[str, tuple[str, ...]] = {
    "bedding": ("reloc_now",),
    "food": ("reloc_now", "urgent_now"),
    "homes": ("collapsed_home_hh", "severe_home_hh"),
}
"""Which reported figures are added up for a kind of goods."""

SCOPE_NAMES = {
    "bedding": ("转移安置人口", "people relocated now"),
    "food": ("转移安置和需紧急救助人口", "people relocated or in urgent need now"),
    "homes": ("倒塌和严重损坏住房户", "households with collapsed or severely damaged homes"),
}


@dataclass(frozen=True, slots=True)
class Heads:
    """How many people or households count; `value` is none if no figure is known.

    `at_least` tells that some of the figures are unknown: the true number may be larger.
    """

    value: int | None
    at_least: bool


@dataclass(frozen=True, slots=True)
class Need:
    """What is needed of an item; none where the number of people is unknown.

    `net` is negative when there is more than needed.
    """

    gross: int | None
    net: int | None
    formula: str


UNKNOWN = Heads(None, at_least=False)


def heads(figures: Mapping[str, Heads], scope: str) -> Heads:
    """Add up the figures of a scope. Unknown is not zero: a partial sum is a lower bound."""
    stated = [figures.get(indicator, UNKNOWN) for indicator in SCOPES[scope]]
    known = [figure.value for figure in stated if figure.value is not None]
    if not known:
        return UNKNOWN
    partial = len(known) < len(stated) or any(figure.at_least for figure in stated)
    return Heads(sum(known), at_least=partial)


def in_season(months: list[int] | None, month: int) -> bool:
    """Tell whether an item is needed in a month (1-12); no months named means always."""
    return months is None or month in months


def need(
    people: int | None,
    *,
    per_head: Decimal,
    days: int,
    loss_factor: Decimal,
    on_hand: int,
    in_transit: int,
) -> Need:
    """Return the need for an item.

    Parameters
    ----------
    people : int or None
        People or households; none is unknown.
    per_head : Decimal
        Standard per head and day; for durable goods with `days` 1, per head.
    days : int
        Days to provide for.
    loss_factor : Decimal
        At least 1: what is lost, torn or given twice on the way.
    on_hand, in_transit : int
        Already there, and on its way.
    """
    product = " × ".join(_plain(v) for v in (per_head, Decimal(days), loss_factor))
    if people is None:
        return Need(None, None, f"⌈未知 × {product}⌉ − {on_hand:,} − {in_transit:,}")
    # Decimal, not float: 100 × 2.5 × 3 × 1.1 is 825 and must not become 826.
    exact = Decimal(people) * per_head * days * loss_factor
    gross = int(exact.to_integral_value(ROUND_CEILING))
    net = gross - on_hand - in_transit
    shown = f"{net:,}".replace("-", "−")
    there = f"{on_hand:,} − {in_transit:,}"
    return Need(gross, net, f"⌈{people:,} × {product}⌉ − {there} = {shown}")


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
