from datetime import timedelta

import pytest

from core.access.scope import Scope
from tests.command.drill import ORIGIN, PINGYUAN, SHANDONG, reported
from tests.fixtures.live import assert_live_triple

AT = (ORIGIN + timedelta(hours=3)).isoformat()


def body(**changes):
    given = {"families": ["earthquake", "relief"], "at": AT, "reason": "夜间发生，多县有感"}
    return given | changes


async def test_a_consultation_called_by_the_province_is_heard_below(
    as_post, database, owner_database
):
    province = await as_post("370000-decider")
    incident = await reported(await as_post("370000-duty"), owner_database)
    path = f"/api/incidents/{incident['id']}/consultations"
    frames = await assert_live_triple(
        database, Scope.of(PINGYUAN), "notices", lambda: province.post(path, json=body())
    )
    assert frames[0]["b"]["title_zh"] == "会商：地震应急、自然灾害救助"
    (seen,) = (await (await as_post("371426-duty")).get(path)).json()["items"]
    assert seen["area"] == SHANDONG
    assert seen["cause"] == "called"


@pytest.mark.parametrize(
    ("account", "changes", "status"),
    [
        ("370000-leader", {}, 403),
        ("370000-duty", {"families": ["fire"]}, 422),
        ("370000-duty", {"families": []}, 422),
        ("370000-duty", {"reason": ""}, 422),
        ("370000-duty", {"at": "soon"}, 422),
    ],
)
async def test_one_that_cannot_be_called_is_refused(
    as_post, owner_database, account, changes, status
):
    incident = await reported(await as_post("370000-duty"), owner_database)
    desk = await as_post(account)
    path = f"/api/incidents/{incident['id']}/consultations"
    answer = await desk.post(path, json=body(**changes))
    assert answer.status_code == status, answer.text
    assert (await desk.get(path)).json()["items"] == []
