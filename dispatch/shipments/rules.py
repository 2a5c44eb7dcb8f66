"""Pure rules of shipments: states and what a receiver may confirm."""

from __future__ import annotations

from collections.abc import Mapping

STATES = ("ordered", "departed", "arrived", "received", "cancelled")
OPEN = ("ordered", "departed", "arrived")
"""States in which goods are promised but not yet counted by the receiver."""

MOVES = {
    "depart": ("ordered", "departed"),
    "arrive": ("departed", "arrived"),
    "receive": ("arrived", "received"),
    "cancel": ("ordered", "cancelled"),
}
"""Move to (state before, state after). Goods on the road can no longer be cancelled."""

FROM_END = ("depart",)
TO_END = ("arrive", "receive")
OWNER = ("cancel",)


def moves_from(state: str) -> tuple[str, ...]:
    """Return the moves a shipment in this state can make."""
    return tuple(move for move, (before, _) in MOVES.items() if before == state)


def shortfalls(sent: Mapping[str, int], available: Mapping[str, int]) -> dict[str, int]:
    """Return by item how much is missing for what is asked; nothing may be promised twice."""
    lacking = {item: qty - available.get(item, 0) for item, qty in sent.items()}
    return {item: missing for item, missing in lacking.items() if missing > 0}


def receipt_faults(sent: Mapping[str, int], counted: Mapping[str, int]) -> list[str]:
    """Return the items that a receipt does not count, counts without their being sent, or above it.

    The receiver counts every line: nothing is taken as complete because nobody spoke of it.
    """
    return sorted(
        item
        for item in sent.keys() | counted.keys()
        if item not in sent or item not in counted or counted[item] > sent[item]
    )
