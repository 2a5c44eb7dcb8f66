"""What the loader refuses."""

import numpy as np
import pytest
import shapely

from gis.areas import source
from gis.areas.source import AreaRow, SourceError


def province(shift: float = 0.0, columns: int = 136) -> tuple[tuple[int, ...], np.ndarray]:
    """Return a made-up province of one city and a row of square counties."""
    width = 0.1
    counties = [
        shapely.box(110 + shift + i * width, 36.6, 110 + shift + (i + 1) * width, 36.7)
        for i in range(columns)
    ]
    whole = shapely.coverage_union_all(np.array(counties))
    digits = [code for code in range(370101, 370400) if code % 100][:columns]
    codes = (370000000000, 370100000000, *(code * 10**6 for code in digits))
    return codes, np.array([whole, whole, *counties])


def test_a_coverage_that_holds_reaches_the_known_place() -> None:
    codes, outlines = province()
    # Everything fits, but 泉城广场 lies in another square than its code says.
    with pytest.raises(SourceError, match="泉城广场"):
        source.check_outlines(codes, outlines)


def test_an_overlap_is_refused() -> None:
    codes, outlines = province()
    west, south, east, north = shapely.bounds(outlines[5])
    outlines[5] = shapely.box(west, south, east + 0.01, north)
    with pytest.raises(SourceError, match="不吻合"):
        source.check_outlines(codes, outlines)


def test_a_missing_county_is_refused() -> None:
    codes, outlines = province(columns=135)
    with pytest.raises(SourceError, match="136"):
        source.check_outlines(codes, outlines)


def test_an_invalid_polygon_is_refused_by_code() -> None:
    codes, outlines = province()
    outlines[7] = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    with pytest.raises(SourceError, match=str(codes[7])):
        source.check_outlines(codes, outlines)


def test_a_province_larger_than_its_counties_is_refused() -> None:
    codes, outlines = province()
    west, south, east, north = shapely.bounds(outlines[0])
    outlines[0] = shapely.box(west, south, east, north + 0.01)
    with pytest.raises(SourceError, match="省级不符"):
        source.check_outlines(codes, outlines)


def test_a_shifted_datum_is_noticed() -> None:
    square = shapely.box(117.0168 + 0.001, 36.6, 117.1, 36.7)
    with pytest.raises(SourceError, match="坐标基准"):
        source.check_square({370102000000: square})


def test_wrong_counts_are_refused(tmp_path) -> None:
    for table in ("provinces", "cities", "areas", "streets", "villages"):
        (tmp_path / f"{table}.csv").write_text("code,name\n", encoding="utf-8")
    (tmp_path / "provinces.csv").write_text('code,name\n37,"山东省"\n', encoding="utf-8")
    with pytest.raises(SourceError, match="区划数量不符"):
        source.read_areas(tmp_path)


def test_a_missing_package_is_explained(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("JINMIN_DIVISION_DIR", str(tmp_path))
    with pytest.raises(SourceError, match="npm ci"):
        source.division_dir()


def test_identifiers_are_stable_and_parents_follow_the_code() -> None:
    row = AreaRow(371426108000, "王打卦镇", 4, "division")
    assert row.id == source.area_id(371426108000)
    assert row.parent_id == source.area_id(371426000000)
    assert AreaRow(0, "全国", 0, "nation").parent_id is None


def test_the_census_adds_up_before_and_after_folding() -> None:
    census = source.read_census()
    assert len(census.units) == 153
    assert sum(people for _, _, people in census.units) == 101_527_453
    folded = census.folded()
    assert len(folded) == 136
    assert sum(folded.values()) == 101_527_453
    city_totals = {c: sum(p for k, _, p in census.units if k // 10**8 == c) for c in (3713, 3702)}
    assert city_totals == {3713: 11_018_365, 3702: 10_071_722}


def test_places_are_in_the_seed_with_the_cities_named() -> None:
    places = source.read_places()
    assert len(places) == 371
    assert {"济南", "烟台", "威海", "潍坊", "临沂", "济宁", "滨州", "枣庄"} <= {
        p["name_zh"] for p in places
    }
