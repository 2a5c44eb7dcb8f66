"""How an order moves and who may move it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal

STATE_ZH: Final[Mapping[str, str]] = {
    "issued": "已发",
    "delivered": "送达",
    "read": "阅知",
    "accepted": "接受",
    "done": "完成",
    "refused": "不能执行",
    "cancelled": "已撤销",
}
STATES: Final = tuple(STATE_ZH)

PENDING: Final = ("issued", "delivered", "read", "accepted")

MOVES: Final[Mapping[str, tuple[tuple[str, ...], str]]] = {
    "deliver": (("issued",), "delivered"),
    "read": (("issued", "delivered"), "read"),
    "accept": (("issued", "delivered", "read"), "accepted"),
    "done": (("accepted",), "done"),
    "refuse": (("issued", "delivered", "read"), "refused"),
    "cancel": (PENDING, "cancelled"),
}
"""Move → (states it starts from, state it leads to). A step may be skipped, never taken back."""

NOTE_NEEDED: Final = ("refuse", "cancel")

End = Literal["issuer", "addressee"]

ENDS: Final[tuple[End, ...]] = ("addressee", "issuer")


def moved_by(move: str) -> End:
    """Return which end makes a move."""
    return "issuer" if move == "cancel" else "addressee"


def moves_from(state: str, end: End) -> tuple[str, ...]:
    """Return the moves one end may make now."""
    return tuple(m for m, (sources, _) in MOVES.items() if state in sources and moved_by(m) == end)


def number(on: datetime, sequence: int) -> str:
    """Return an office's order number of a day, for example `令-2023-0806-003`."""
    return f"令-{on:%Y-%m%d}-{sequence:03d}"
