"""The play holds what was published, marks what was not, and can be acted."""

import json
import re
from pathlib import Path

import pytest

from command.scenario.acts import ACTS, footprint_of
from command.scenario.story import load_story

FACTS = Path(__file__).resolve().parents[4] / "shared/data/facts/hindcast_events_shandong.json"

CENC = "新华社/中国地震台网：2023-08-06 02:33:59"
EARLY = "新华社 2023-08-06"
PAPER = "厦门日报 2023-08-07"
OFFICIAL = "中国地震局 2023-08-08"
PUBLISHED = {
    ("370000-duty", "alert"): [
        (CENC, {"occurred_at": "2023-08-06T02:33:59+08:00", "lon": 116.34, "lat": 37.16,
                "depth_km": 10, "magnitude": 5.5}),
    ],
    ("000000-decider", "act"): [(PAPER, {"area": 0, "level": 4})],
    ("370000-decider", "act"): [(PAPER, {"area": 370000000000, "level": 3})],
    ("370000-duty", "respond"): [(PAPER, {})],
    ("371400-duty", "report"): [
        (EARLY, {"injured": 10, "collapsed_rooms": 74}),
        (PAPER, {"deaths": 0, "injured": 23, "houses_or_walls_damaged": 165}),
    ],
    ("371500-duty", "report"): [
        (PAPER, {"deaths": 0, "injured": 1, "houses_or_walls_damaged": 48}),
    ],
    ("370000-duty", "report"): [
        (PAPER, {"deaths": 0, "injured": 24, "houses_or_walls_damaged": 213}),
    ],
    ("370000-duty", "footprint"): [
        (OFFICIAL, {"long_km": 24, "short_km": 12, "max_intensity": 7, "area_vi_km2": 224,
                    "area_vii_km2": 22}),
    ],
}  # fmt: skip
"""What was published, by who says it in the play: the source and its values, and no others."""

OUR_READING = {"strike_deg"}


@pytest.fixture(scope="module")
def story():
    return load_story()


def test_every_step_can_be_acted(story):
    assert {step.do for step in story.steps} <= set(ACTS)


def test_every_actor_is_a_post(story):
    assert all(re.fullmatch(r"(\d{6}|\d{9})-[a-z]+", step.who) for step in story.steps)


def stated(step):
    """Return the values a step states: its numbers and its instant, texts left out."""
    values = step.details.get("figures", step.details)
    return {
        name: value
        for name, value in values.items()
        if (name == "occurred_at" or isinstance(value, int | float)) and name not in OUR_READING
    }


def test_a_step_without_a_source_is_synthetic(story):
    assert all(step.synthetic == (step.source is None) for step in story.steps)


def test_a_step_with_a_source_states_what_was_published_and_nothing_else(story):
    said = {}
    for step in story.steps:
        if step.source is not None:
            said.setdefault((step.who, step.do), []).append(step)
    assert {key: [stated(step) for step in steps] for key, steps in said.items()} == {
        key: [values for _, values in rows] for key, rows in PUBLISHED.items()
    }
    for key, steps in said.items():
        for step, (source, _) in zip(steps, PUBLISHED[key], strict=True):
            assert step.source.startswith(source)


def test_a_reading_of_ours_reaches_the_source_of_the_official_map(story):
    (step,) = [step for step in story.steps if step.do == "footprint"]
    sent = footprint_of(step)
    assert sent["strike_deg"] == 45
    assert sent["source_zh"] == f"{step.source}；走向按“北东”取45°"
    assert "note_zh" not in sent


def test_only_synthetic_reports_have_a_phone_s_place(story):
    placed = [step for step in story.steps if step.do == "report" and "lon" in step.details]
    assert len(placed) == 3
    assert all(step.synthetic and step.who.startswith("371426") for step in placed)
    assert all("合成" in step.details["note_zh"] for step in placed)
    assert all(step.details["accuracy_m"] > 0 for step in placed)


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
