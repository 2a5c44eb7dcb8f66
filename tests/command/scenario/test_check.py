"""The check says in one line what is not as it must be, even when it was broken off."""

import os
import subprocess
import sys

import orjson
import pytest

from command.scenario import client
from command.scenario.check import AREAS, Moments, check, expected, faults
from command.scenario.story import load_story
from core.settings import ROOT

WANTED = {"reports": 25, "orders_issued": 3, "orders_done": 3, "acts": 4, "shipments": 1}
GOOD = WANTED | {
    "areas": AREAS,
    "acknowledged_lost": 0,
    "unacknowledged_kept": 0,
    "subscribers": 24,
    "tiers": [0, 1, 2, 3, 4],
    "lost": 0,
    "foreign": 0,
    "duplicated": 0,
    "seconds_to_first_estimate_everywhere": 9.0,
    "seconds_to_proposal": 9.0,
    "seconds_to_first_order": 9.0,
    "subscriber_counts": [{"visible": 3}],
}


def test_what_the_play_does_is_counted_from_the_story() -> None:
    assert expected(load_story()) == WANTED


def test_shandong_has_its_divisions() -> None:
    assert tuple(AREAS.values()) == (1, 16, 136, 1853, 62074)


@pytest.mark.parametrize(
    ("figure", "value"),
    [
        ("areas", AREAS | {"village": 62073}),
        ("areas", None),
        ("reports", 24),
        ("orders_done", 2),
        ("acts", 3),
        ("subscribers", 19),
        ("tiers", [0, 1, 2, 3]),
        ("lost", 1),
        ("foreign", 1),
        ("duplicated", 1),
        ("acknowledged_lost", None),
        ("unacknowledged_kept", 1),
        ("seconds_to_first_estimate_everywhere", None),
        ("seconds_to_first_order", None),
        ("subscriber_counts", [{"visible": 0}]),
    ],
)
def test_each_figure_that_is_wrong_is_a_fault(figure: str, value: object) -> None:
    assert faults(GOOD, WANTED) == []
    assert faults(GOOD | {figure: value}, WANTED) == [figure]


def test_the_estimate_is_everywhere_once_the_last_subscriber_has_it() -> None:
    moments = Moments(alert=1.0)
    first = {"k": "estimate.made", "b": {"run_version": 1}}
    moments.hear("a", first)
    moments.hear("a", first)
    moments.hear("b", {"k": "estimate.made", "b": {"run_version": 2}})
    assert not moments.everywhere(2)
    moments.hear("b", first)
    assert moments.everywhere(2)


async def test_a_check_that_is_broken_off_says_what_broke_it(app, settings, monkeypatch) -> None:
    del app
    monkeypatch.setattr(client, "PATIENCE_SECONDS", 0.0)
    found = await check(settings, base="http://127.0.0.1:9", password="-")
    assert found["ok"] is False
    assert "ConnectError" in found["error"]
    assert "subscribers" in found["faults"]


def test_the_command_prints_its_line_without_a_service_or_a_database() -> None:
    told = {
        "JINMIN_SAMPLE_PASSWORD": "-",
        "JINMIN_DATABASE__URL": "postgresql://x@/x?host=/nowhere",
    }
    done = subprocess.run(
        [sys.executable, "-m", "command.scenario", "check", "--base", "http://127.0.0.1:9"],
        cwd=ROOT,
        env=os.environ | told,
        capture_output=True,
        check=False,
    )
    (line,) = done.stdout.splitlines()
    assert done.returncode == 1
    assert orjson.loads(line)["ok"] is False
    assert orjson.loads(line)["error"]
