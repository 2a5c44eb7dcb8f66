"""Pure rules of demand and shipments."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.shipments.rules import MOVES, STATES, moves_from, receipt_faults, shortfalls
from dispatch.stock.rules import Heads, heads, in_season, need

counts = st.integers(0, 10**6)


def test_need_by_hand() -> None:
    # 500 people × 3 L × 3 days × 1.05 = 4,725 L; 1,000 L there, 500 L on the way.
    water = need(
        500,
        per_head=Decimal(3),
        days=3,
        loss_factor=Decimal("1.05"),
        on_hand=1000,
        in_transit=500,
    )
    assert (water.gross, water.net) == (4725, 3225)
    assert water.formula == "⌈500 × 3 × 3 × 1.05⌉ − 1,000 − 500 = 3,225"
    spare = need(
        10, per_head=Decimal(1), days=1, loss_factor=Decimal(1), on_hand=1200, in_transit=0
    )
    assert spare.formula == "⌈10 × 1 × 1 × 1⌉ − 1,200 − 0 = −1,190"


def test_need_is_rounded_up_and_exact() -> None:
    toilets = need(
        21, per_head=Decimal("0.05"), days=1, loss_factor=Decimal(1), on_hand=0, in_transit=0
    )
    assert toilets.gross == 2
    # In binary floats 100 × 2.5 × 3 × 1.1 is a little above 825 and would become 826.
    exact = need(
        100, per_head=Decimal("2.5"), days=3, loss_factor=Decimal("1.1"), on_hand=0, in_transit=0
    )
    assert exact.gross == 825


def test_unknown_people_give_an_unknown_need() -> None:
    quilts = need(
        None, per_head=Decimal(1), days=1, loss_factor=Decimal(1), on_hand=5, in_transit=0
    )
    assert (quilts.gross, quilts.net) == (None, None)
    assert "未知" in quilts.formula


@given(counts, st.integers(1, 100), st.integers(1, 30), counts, counts)
def test_need_covers_everyone_and_counts_what_is_there(
    people: int, tenths: int, days: int, on_hand: int, in_transit: int
) -> None:
    per_head = Decimal(tenths) / 10
    found = need(
        people,
        per_head=per_head,
        days=days,
        loss_factor=Decimal(1),
        on_hand=on_hand,
        in_transit=in_transit,
    )
    assert 0 <= found.gross - people * per_head * days < 1
    assert found.net == found.gross - on_hand - in_transit


def test_scopes_add_up_and_unknown_is_not_zero() -> None:
    sure, least = Heads(186, at_least=False), Heads(40, at_least=True)
    nobody = Heads(None, at_least=False)
    assert heads({"reloc_now": sure}, "bedding") == sure
    assert heads({"reloc_now": sure}, "food") == Heads(186, at_least=True)
    assert heads({"reloc_now": sure, "urgent_now": least}, "food") == Heads(226, at_least=True)
    assert heads({"reloc_now": sure, "urgent_now": Heads(0, at_least=False)}, "food") == sure
    assert heads({}, "homes") == nobody
    assert heads({"collapsed_home_hh": nobody}, "homes") == nobody


def test_seasons() -> None:
    assert in_season(None, 8)
    assert in_season([11, 12, 1], 1)
    assert not in_season([11, 12, 1], 8)


def test_moves_follow_the_states() -> None:
    assert moves_from("ordered") == ("depart", "cancel")
    assert moves_from("departed") == ("arrive",)
    assert moves_from("arrived") == ("receive",)
    assert moves_from("received") == moves_from("cancelled") == ()
    assert {state for pair in MOVES.values() for state in pair} == set(STATES)


def test_nothing_is_promised_beyond_what_is_there() -> None:
    assert shortfalls({"quilt": 5, "tent_12": 2}, {"quilt": 5}) == {"tent_12": 2}
    assert shortfalls({"quilt": 5}, {"quilt": 6}) == {}


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(1, 100), min_size=1))
def test_a_receipt_counts_every_line(sent: dict[str, int]) -> None:
    assert receipt_faults(sent, sent) == []
    assert receipt_faults(sent, dict.fromkeys(sent, 0)) == []
    assert receipt_faults(sent, {}) == sorted(sent)


@pytest.mark.parametrize(
    ("counted", "faults"),
    [
        ({"quilt": 11, "blanket": 3}, ["quilt"]),
        ({"quilt": 10, "blanket": 3, "tent_12": 1}, ["tent_12"]),
        ({"quilt": 8}, ["blanket"]),
        ({"quilt": 8, "blanket": 0}, []),
    ],
)
def test_a_receipt_counts_no_more_than_was_sent(counted: dict[str, int], faults: list[str]) -> None:
    assert receipt_faults({"quilt": 10, "blanket": 3}, counted) == faults
