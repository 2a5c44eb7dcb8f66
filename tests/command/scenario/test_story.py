"""The play holds what was published, marks what was not, and can be acted."""

import json
import re
from pathlib import Path

import pytest

from command.scenario.acts import ACTS
from command.scenario.story import load_story

FACTS = Path(__file__).resolve().parents[4] / "shared/data/facts/hindcast_events_shandong.json"


@pytest.fixture(scope="module")
def story():
    return load_story()


def test_every_step_can_be_acted(story):
    assert {step.do for step in story.steps} <= set(ACTS)


def test_every_actor_is_a_post(story):
    assert all(re.fullmatch(r"(\d{6}|\d{9})-[a-z]+", step.who) for step in story.steps)


def test_a_step_without_a_source_is_synthetic(story):
    assert all(step.synthetic == (step.source is None) for step in story.steps)


def test_it_begins_with_the_earthquake(story):
    first = story.steps[0]
    assert story.start.isoformat() == first.details["occurred_at"] == "2023-08-06T02:33:59+08:00"
    assert (first.details["magnitude"], first.details["depth_km"]) == (5.5, 10)


def test_sourced_figures_are_the_published_ones(story):
    if not FACTS.exists():
        pytest.skip("the reference data is not on this machine")
    (event,) = [e for e in json.loads(FACTS.read_text())["events"] if e["id"] == "pingyuan-2023"]
    early, late = event["shandong_reports"]
    sourced = {
        (step.who[:6], step.at.hour): step.details["figures"]
        for step in story.steps
        if step.do == "report" and step.source
    }
    assert sourced["371400", 4]["collapsed_rooms"] == early["houses_collapsed"]
    assert sourced["371400", 4]["injured"] == early["injured"]
    assert sourced["371400", 20]["injured"] == late["injured_dezhou"]
    assert sourced["371500", 20]["injured"] == late["injured_liaocheng"]
    assert sourced["370000", 20]["injured"] == late["injured"]
    assert sourced["370000", 20]["deaths"] == late["dead"]
    assert sourced["371400", 20]["houses_or_walls_damaged"] == late["dezhou"]
    assert sourced["371500", 20]["houses_or_walls_damaged"] == late["liaocheng"]
    (official,) = [step.details for step in story.steps if step.do == "footprint"]
    published = event["intensity_official"]
    assert official["area_vi_km2"] == published["area_ge_VI_km2"]
    assert official["area_vii_km2"] == published["area_VII_km2"]
    assert (official["long_km"], official["short_km"]) == (
        published["axis_long_km"],
        published["axis_short_km"],
    )


def test_steps_out_of_order_are_refused(story, tmp_path):
    data = json.loads((Path(load_story.__globals__["PINGYUAN"])).read_text())
    data["steps"].reverse()
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps(data))
    with pytest.raises(ValueError, match="order of time"):
        load_story(broken)
