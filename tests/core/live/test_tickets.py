"""Tickets: signed, short-lived, not to be forged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.access.scope import Actor, Role
from core.ids import uuid7
from core.live import tickets

KEY = "k" * 32
ACTOR = Actor(
    uuid7(), uuid7(), uuid7(), "值班员", "值班员", uuid7(), "局", 371426000000,
    frozenset({Role.DUTY}),
)  # fmt: skip


def test_a_ticket_says_who_where_and_what():
    grant = tickets.read(KEY, tickets.issue(KEY, ACTOR, ["orders"], now=1000.0), now=1029.0)
    assert (grant.person_id, grant.session_id) == (ACTOR.person_id, ACTOR.session_id)
    assert (grant.area, grant.topics) == (ACTOR.area, ("orders",))
    assert grant.scope == ACTOR.scope


def test_it_expires():
    ticket = tickets.issue(KEY, ACTOR, [], now=1000.0)
    with pytest.raises(tickets.BadTicketError, match="expired"):
        tickets.read(KEY, ticket, now=1031.0)


def test_another_key_does_not_sign_for_us():
    with pytest.raises(tickets.BadTicketError):
        tickets.read(KEY, tickets.issue("x" * 32, ACTOR, [], now=1.0), now=1.0)


def test_a_weak_key_signs_nothing():
    with pytest.raises(ValueError, match="ticket key"):
        tickets.issue("", ACTOR, [], now=1.0)


@given(st.text(max_size=80))
def test_any_other_text_is_refused(text):
    with pytest.raises(tickets.BadTicketError):
        tickets.read(KEY, text, now=1.0)


@given(st.data())
def test_a_changed_character_is_noticed(data):
    ticket = tickets.issue(KEY, ACTOR, ["orders"], now=1.0)
    body = ticket.index(".")
    place = data.draw(st.integers(0, body - 1))
    other = data.draw(st.sampled_from("ABCabc012-_").filter(lambda c: c != ticket[place]))
    with pytest.raises(tickets.BadTicketError):
        tickets.read(KEY, ticket[:place] + other + ticket[place + 1 :], now=1.0)
