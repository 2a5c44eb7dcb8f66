"""The first-hour card as each tier's desk gets it."""

import pytest

from tests.command.drill import reported


@pytest.fixture
async def incident(as_post, owner_database):
    return await reported(await as_post("370000-duty"), owner_database)


async def card_of(as_post, account, incident):
    desk = await as_post(account)
    answer = await desk.get(f"/api/incidents/{incident['id']}/first-hour")
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize(
    "account",
    ["000000-duty", "370000-duty", "371400-duty", "371426-duty", "371426108-reporter"],
)
async def test_right_after_the_alert_every_tier_has_three_duties(incident, as_post, account):
    card = await card_of(as_post, account, incident)
    assert len(card["duties"]) == 3
    assert all(d["due_at"] and not d["overdue"] and d["basis_zh"] for d in card["duties"])


async def test_a_county_misses_all_of_its_townships_from_the_start(incident, as_post):
    card = await card_of(as_post, "371426-duty", incident)
    assert [d["code"] for d in card["duties"]] == ["REPORT_UP", "BULLETIN", "CONTACT_CHECK"]
    call = card["duties"][-1]
    assert "12 个未报单位" in call["title_zh"]
    assert any("静默 12 个单位" in u["zh"] for u in card["unknowns"])


async def test_who_is_not_concerned_has_nothing_to_do(incident, as_post):
    assert (await card_of(as_post, "370200-duty", incident))["duties"] == []


async def test_a_neighbours_card_is_not_shown(incident, as_post):
    desk = await as_post("371426-duty")
    path = f"/api/incidents/{incident['id']}/first-hour"
    refused = await desk.get(path, params={"area": 371427000000})
    assert refused.status_code == 403
