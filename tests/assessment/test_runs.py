"""From the alert to the stored estimate, and the official map beside it."""

from datetime import timedelta
from uuid import UUID

import orjson
import pytest
from sqlalchemy import text

from assessment.formulas.quake import QUANTILES, Quake, chance_of_at_least
from assessment.runs import service
from assessment.runs.compute import compute
from assessment.runs.jobs import exposure, first_estimate
from assessment.runs.layer import layer
from assessment.runs.schemas import EstimateInputs
from core.access.may import system_actor
from core.access.scope import Scope
from core.clock import real_now
from core.ids import uuid7
from core.jobs import Jobs
from core.settings import ROOT
from core.worlds import worlds
from tests.fixtures.live import assert_live_triple

PINGYUAN, DEZHOU, SHANDONG = 371426000000, 371400000000, 370000000000
OFFICIAL = {
    "kind": "official",
    "source_zh": "中国地震局 2023-08-08",
    "strike_deg": 45,
    "long_km": 24,
    "short_km": 12,
    "max_intensity": 7,
    "area_vi_km2": 224,
    "area_vii_km2": 22,
}


@pytest.fixture
def jobs(app, settings, system_database) -> Jobs:
    """The worker's tools; the prepared cells are the project's own."""
    app.state.settings = settings.model_copy(update={"var": ROOT / "var"})
    return Jobs(system_database, app.state.settings)


@pytest.fixture
async def inputs(app, system_database) -> EstimateInputs:
    async with system_database.reading(None) as session:
        real = (await worlds(session))[0]
    return EstimateInputs(
        incident_id=uuid7(),
        world_id=real.id,
        area=SHANDONG,
        lon=116.34,
        lat=37.16,
        magnitude=5.5,
        depth_km=10,
    )


async def test_the_alert_asks_for_an_estimate_and_the_worker_makes_it(as_post, jobs):
    province = await as_post("370000-duty")
    answer = await province.post(
        "/api/alerts",
        json={
            "hazard": "020100",
            "occurred_at": (real_now() - timedelta(minutes=1)).isoformat(),
            "lon": 116.34,
            "lat": 37.16,
            "magnitude": 5.5,
            "depth_km": 10,
            "source_zh": "中国地震台网",
        },
    )
    incident = answer.json()
    async with jobs.database.reading(None) as session:
        asked = (
            await session.execute(
                text(
                    "select args from procrastinate.procrastinate_jobs where task_name ="
                    " 'assessment.runs.first_estimate'"
                )
            )
        ).scalars()
        (args,) = list(asked)
    await first_estimate(jobs, **args)
    await first_estimate(jobs, **args)  # a job may run twice
    listed = (await province.get(f"/api/incidents/{incident['id']}/estimates")).json()["items"]
    assert [(e["run_version"], e["kind"]) for e in listed] == [(1, "model")]
    (made,) = listed
    assert made["headline"]["exposed"]["6"]["hi"] > made["headline"]["exposed"]["6"]["value"] > 0
    assert "无可靠公开模型" in made["headline"]["not_modelled_zh"]
    assert "后备模型" in made["headline"]["fallback_note_zh"]
    assert [b["label"] for b in made["footprint"]["bands"]] == ["Ⅵ", "Ⅶ", "Ⅷ"]
    detail = (await province.get(f"/api/estimates/{made['id']}")).json()
    assert detail["counties"][0]["name"] == "平原县"
    assert "德州市" in {city["name"] for city in detail["cities"]}
    assert detail["inputs"]["quake"]["magnitude"] == 5.5
    figures = await province.get(
        f"/api/incidents/{incident['id']}/figures", params={"area": SHANDONG}
    )
    deaths = next(i for i in figures.json()["items"] if i["indicator"] == "deaths")
    assert deaths["estimated"]["lo"] <= deaths["estimated"]["value"] <= deaths["estimated"]["hi"]
    assert deaths["reported"]["value"] is None


async def test_a_job_that_comes_late_does_not_undo_a_correction(jobs, inputs):
    people = exposure(jobs.settings.var)
    corrected = inputs.model_copy(update={"magnitude": 4.8, "version": 2})
    newest = await service.make_first_estimate(jobs.database, given=corrected, exposure=people)
    assert await service.make_first_estimate(jobs.database, given=inputs, exposure=people) is None
    async with jobs.database.reading(None) as session:
        run = await service.latest(session, inputs.incident_id)
    assert run is not None
    assert run.id == newest
    again = inputs.model_copy(update={"version": 3})
    assert await service.make_first_estimate(jobs.database, given=again, exposure=people)


async def test_a_late_job_of_a_correction_that_was_taken_back_makes_nothing(jobs, inputs):
    people = exposure(jobs.settings.var)
    stands = await service.make_first_estimate(jobs.database, given=inputs, exposure=people)
    again = inputs.model_copy(update={"version": 3})
    assert await service.make_first_estimate(jobs.database, given=again, exposure=people) is None
    wrong = inputs.model_copy(update={"magnitude": 6.8, "version": 2})
    assert await service.make_first_estimate(jobs.database, given=wrong, exposure=people) is None
    async with jobs.database.reading(None) as session:
        run = await service.latest(session, inputs.incident_id)
    assert run is not None
    assert run.id == stands


async def test_an_edited_magnitude_makes_the_next_version(as_post, jobs, inputs):
    people = exposure(jobs.settings.var)
    first = await service.make_first_estimate(jobs.database, given=inputs, exposure=people)
    assert first is not None
    same = await service.make_first_estimate(jobs.database, given=inputs, exposure=people)
    assert same is None
    wider = inputs.model_copy(update={"area": 0})
    assert await service.make_first_estimate(jobs.database, given=wider, exposure=people)
    stronger = inputs.model_copy(update={"magnitude": 6.0})
    second = await service.make_first_estimate(jobs.database, given=stronger, exposure=people)
    async with jobs.database.reading(None) as session:
        run = await service.latest(session, inputs.incident_id)
        weak, strong = [
            await service.detail(session, Scope.of(0), found) for found in (first, second)
        ]
    assert (run.id, run.run_version) == (second, 3)
    assert strong["headline"]["exposed"]["6"]["value"] > weak["headline"]["exposed"]["6"]["value"]
    by_area = {unit.area: unit for unit in run.units}
    assert by_area[0].figures["deaths"].hi == by_area[SHANDONG].figures["deaths"].hi
    kept = by_area[SHANDONG].figures["deaths"].quantiles
    chances = [chance_of_at_least(kept, dead) for dead in (0, 10, 10_000)]
    assert 1 >= chances[0] >= chances[1] >= chances[2] >= 0
    degrees = by_area[PINGYUAN].figures["max_intensity"].quantiles
    assert len(degrees) == len(kept) == len(QUANTILES)
    assert set(by_area[PINGYUAN].figures) == {"deaths", "max_intensity"}
    shaking = by_area[PINGYUAN].figures["max_intensity"]
    assert shaking.lo < shaking.value < shaking.hi
    assert by_area[0].max_intensity == shaking.value


async def test_the_official_map_becomes_the_next_footprint(as_post, jobs, inputs):
    people = exposure(jobs.settings.var)
    await service.make_first_estimate(jobs.database, given=inputs, exposure=people)
    path = f"/api/incidents/{inputs.incident_id}/footprints"
    county = await as_post("371426-duty")
    assert (await county.post(path, json=OFFICIAL)).status_code == 403
    province = await as_post("370000-duty")
    answer = await province.post(path, json=OFFICIAL)
    assert answer.status_code == 201, answer.text
    official = answer.json()
    assert (official["kind"], official["run_version"]) == ("official", 2)
    outer, inner = official["footprint"]["bands"]
    assert (outer["certainty"], outer["area_km2"], inner["area_km2"]) == ("verified", 224, 22)
    assert inner["geometry"] is None
    compared = {row["code"]: row for row in official["comparison"]}
    assert compared["area_vi_km2"]["official"] == 224
    model = compared["area_vi_km2"]["model"]
    assert model["lo"] < 224 < model["value"] < model["hi"]
    assert compared["max_intensity"]["official"] == 7
    assert (
        compared["exposed_vi"]["model"]["lo"]
        < compared["exposed_vi"]["official"]
        < compared["exposed_vi"]["model"]["hi"]
    )
    shaken = {c["name"]: c["max_intensity"] for c in official["counties"]}
    assert shaken["平原县"] == 7
    assert set(shaken.values()) <= {6, 7}
    assert official["headline"]["deaths"] is None
    # What is stored goes out unchecked in a snapshot, checked in a list: nothing may be lost there.
    held = (await province.get("/api/live/snapshot?topics=estimates")).json()["topics"]["estimates"]
    listed = (await province.get(f"/api/incidents/{inputs.incident_id}/estimates")).json()["items"]
    assert {one["id"]: one for one in held} == {one["id"]: one for one in listed}
    assert {one["kind"] for one in listed} == {"model", "official"}
    async with jobs.database.reading(None) as session:
        assert (await service.latest(session, inputs.incident_id)).run_version == 1


async def test_the_simple_map_shows_the_official_map_whatever_was_computed_since(
    as_post, database, jobs, inputs
):
    people = exposure(jobs.settings.var)
    province = await as_post("370000-duty")

    async def shown() -> set[str]:
        async with database.reading(Scope.of(SHANDONG)) as session:
            overlay = await layer(session, Scope.of(SHANDONG), inputs.incident_id)
        return {shape.kind for shape in overlay.shapes}

    assert await shown() == set()
    await service.make_first_estimate(jobs.database, given=inputs, exposure=people)
    assert await shown() == {"estimate"}
    await province.post(f"/api/incidents/{inputs.incident_id}/footprints", json=OFFICIAL)
    assert await shown() == {"verified"}
    stronger = inputs.model_copy(update={"magnitude": 6.0, "version": 2})
    await service.make_first_estimate(jobs.database, given=stronger, exposure=people)
    assert await shown() == {"verified"}


async def test_who_comes_to_be_touched_sees_the_official_map_too(database, jobs, inputs):
    people = exposure(jobs.settings.var)
    there = Scope.of(371427000000)
    below = inputs.model_copy(update={"area": PINGYUAN})
    wider = inputs.model_copy(update={"area": DEZHOU, "version": 2})

    async def kinds() -> list[str]:
        async with database.reading(there) as session:
            return [run["kind"] for run in await service.snapshot(session, there)]

    await service.make_first_estimate(jobs.database, given=below, exposure=people)
    async with jobs.database.writing(None) as session:
        stored = await service.record_footprint(
            session,
            system_actor(PINGYUAN),
            incident_id=inputs.incident_id,
            given=service.FootprintIn(**OFFICIAL),
            exposure=people,
        )
    assert await kinds() == []

    async def act():
        await service.make_first_estimate(jobs.database, given=wider, exposure=people)

    heard = await assert_live_triple(database, there, "estimates", act)
    assert [event["b"]["kind"] for event in heard] == ["model", "official"]
    assert sorted(await kinds()) == ["model", "official"]
    async with database.reading(there) as session:
        seen = await service.detail(session, there, UUID(stored["id"]))
    assert (seen["version"], seen["run_version"], seen["area"]) == (2, 2, DEZHOU)
    assert seen["counties"] == stored["counties"]
    back = inputs.model_copy(update={"area": PINGYUAN, "version": 3})
    await service.make_first_estimate(jobs.database, given=back, exposure=people)
    assert "official" in await kinds(), "who has seen it keeps it"


async def test_an_official_map_centred_over_the_border_gives_no_county_its_highest_degree(
    as_post, jobs, inputs
):
    people = exposure(jobs.settings.var)
    await service.make_first_estimate(jobs.database, given=inputs, exposure=people)
    province = await as_post("370000-duty")
    # In Hengshui of Hebei; the outer line reaches into Dezhou.
    map_ = OFFICIAL | {"lon": 115.9, "lat": 37.75, "long_km": 120, "short_km": 120}
    path = f"/api/incidents/{inputs.incident_id}/footprints"
    official = (await province.post(path, json=map_ | {"max_intensity": 9})).json()
    for areas in (official["cities"], official["counties"]):
        assert {area["max_intensity"] for area in areas} == {6}
    far = (await province.post(path, json=OFFICIAL | {"lon": 100.0, "lat": 30.0})).json()
    assert (far["cities"], far["counties"]) == ([], [])


async def test_the_county_that_holds_the_centre_is_shaken_most_however_small_the_map(
    as_post, jobs, inputs
):
    people = exposure(jobs.settings.var)
    await service.make_first_estimate(jobs.database, given=inputs, exposure=people)
    path = f"/api/incidents/{inputs.incident_id}/footprints"
    tiny = OFFICIAL | {"long_km": 0.02, "short_km": 0.01}
    official = (await (await as_post("370000-duty")).post(path, json=tiny)).json()
    assert [(c["name"], c["max_intensity"]) for c in official["counties"]] == [("平原县", 7)]


async def test_events_turn_the_snapshot_before_into_the_one_after(database, jobs, inputs):
    people = exposure(jobs.settings.var)

    async def act():
        await service.make_first_estimate(jobs.database, given=inputs, exposure=people)
        duty = system_actor(SHANDONG)
        async with jobs.database.writing(None) as session:
            await service.record_footprint(
                session,
                duty,
                incident_id=inputs.incident_id,
                given=service.FootprintIn(**OFFICIAL),
                exposure=people,
            )

    heard = await assert_live_triple(database, Scope.of(PINGYUAN), "estimates", act)
    assert [event["b"]["kind"] for event in heard] == ["model", "official"]


async def test_a_screen_gets_the_newest_of_each_kind_and_the_page_all_versions(
    as_post, jobs, inputs
):
    people = exposure(jobs.settings.var)
    province = await as_post("370000-duty")
    path = f"/api/incidents/{inputs.incident_id}"
    for magnitude in (5.0, 5.2, 5.5):
        given = inputs.model_copy(update={"magnitude": magnitude})
        await service.make_first_estimate(jobs.database, given=given, exposure=people)
        if magnitude < 5.5:
            map_ = OFFICIAL | {"source_zh": f"中国地震局 {magnitude}"}
            await province.post(f"{path}/footprints", json=map_)
    held = (await province.get("/api/live/snapshot?topics=estimates")).json()["topics"]["estimates"]
    assert {one["kind"]: one["run_version"] for one in held} == {"official": 4, "model": 5}
    assert len(held) == 2
    listed = (await province.get(f"{path}/estimates")).json()["items"]
    assert [one["run_version"] for one in listed] == [5, 4, 3, 2, 1]


async def test_an_estimate_flows_down_and_never_beyond(database, jobs, inputs):
    people = exposure(jobs.settings.var)
    below = inputs.model_copy(update={"area": DEZHOU})
    await service.make_first_estimate(jobs.database, given=below, exposure=people)
    for code, seen in ((DEZHOU, 1), (PINGYUAN, 1), (SHANDONG, 1), (371500000000, 0)):
        async with database.reading(Scope.of(code)) as session:
            assert len(await service.snapshot(session, Scope.of(code))) == seen
            units = await session.scalar(text("select count(*) from assessment.estimate_unit"))
            assert (units > 0) == bool(seen)
    async with database.reading(None) as session:
        assert await session.scalar(text("select count(*) from assessment.estimate")) == 0


async def test_bad_footprints_are_explained(as_post, inputs, jobs):
    people = exposure(jobs.settings.var)
    await service.make_first_estimate(jobs.database, given=inputs, exposure=people)
    province = await as_post("370000-duty")
    path = f"/api/incidents/{inputs.incident_id}/footprints"
    for bad in (
        {"long_km": -1},
        {"long_km": 1e9},
        {"strike_deg": 400},
        {"max_intensity": 99},
        {"source_zh": ""},
        {"source_zh": "a\u0000b"},
        {"lon": 37.16, "lat": 116.34},
        {"bands": []},
    ):
        answer = await province.post(path, json=OFFICIAL | bad)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), bad
    nowhere = await province.post(f"/api/incidents/{uuid7()}/footprints", json=OFFICIAL)
    assert nowhere.status_code == 404
    listed = await province.get(f"/api/incidents/{inputs.incident_id}/estimates")
    assert len(listed.json()["items"]) == 1


def test_what_lies_outside_the_relation_is_said():
    people = exposure(ROOT / "var")
    assert compute(Quake(116.34, 37.16, 5.5), people, depth_km=10).headline["warnings"] == []
    weak = compute(Quake(116.34, 37.16, 3.0), people, depth_km=500)
    assert len(weak.headline["warnings"]) == 2
    assert weak.headline["exposed"]["6"]["value"] == 0


@pytest.mark.parametrize("magnitude", [-2.0, 0.0, 4.9, 10.0])
@pytest.mark.parametrize(("lon", "lat"), [(116.34, 37.16), (180.0, 0.0), (0.0, 90.0), (-180, -90)])
def test_any_earthquake_anywhere_has_an_answer(magnitude, lon, lat):
    found = compute(Quake(lon, lat, magnitude), exposure(ROOT / "var"))
    people, deaths = found.headline["exposed"]["6"], found.headline["deaths"]
    assert 0 <= people["lo"] <= people["value"] <= people["hi"] <= 101_527_453
    assert 0 <= deaths["lo"] <= deaths["value"] <= deaths["hi"]
    assert b"NaN" not in orjson.dumps([found.footprint, found.headline])


def test_the_people_of_pingyuan_at_least_felt_it():
    people = exposure(ROOT / "var")
    found = compute(Quake(116.34, 37.16, 5.5), people)
    county = next(unit for unit in found.units if unit.code == PINGYUAN)
    assert county.intensity["value"] > 6
    assert county.exposed["6"]["value"] <= people.people[people.county == PINGYUAN].sum() + 1
    assert found.inputs_hash == compute(Quake(116.34, 37.16, 5.5), people).inputs_hash
