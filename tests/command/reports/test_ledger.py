import asyncio
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from command.reports.figures import Ledger, Told
from command.reports.kept import Kept
from core.access.scope import range_of
from core.clock import BEIJING

START = datetime(2023, 8, 6, 3, tzinfo=BEIJING)
PROVINCE, CITY, COUNTIES = 370000000000, 371400000000, (371426000000, 371427000000, 371526000000)
TOWNSHIP = 371426100000
AREAS = (PROVINCE, CITY, *COUNTIES, TOWNSHIP)

told = st.lists(
    st.builds(
        lambda area, kind, state, late, figures: (area, kind, state, late, figures),
        st.sampled_from(AREAS),
        st.sampled_from(["FOLLOWUP", "FINAL"]),
        st.sampled_from(["reported", "verified"]),
        st.integers(0, 30),
        st.dictionaries(
            st.sampled_from(["deaths", "missing", "reloc_now"]),
            st.none() | st.integers(0, 9),
        ),
    ),
    max_size=12,
)


@given(told)
def test_sums_made_for_all_areas_at_once_are_those_of_each_area_alone(said):
    reports = [
        Told(
            area,
            kind,
            state,
            START + timedelta(minutes=10 * n - late),
            START + timedelta(minutes=10 * n),
            f"{area:012d}",
            synthetic=False,
            drawn_at=None,
            figures=figures,
            findings=[],
        )
        for n, (area, kind, state, late, figures) in enumerate(said)
    ]
    units = {*COUNTIES, *(report.area for report in reports)}
    whole = Ledger(PROVINCE, reports, units)
    for area in (PROVINCE, CITY, *COUNTIES):
        low, high = range_of(area)
        alone = Ledger(area, [r for r in reports if low <= r.area <= high], units)
        for code in ("deaths", "missing", "reloc_now", "injured"):
            assert whole.reported(code, area) == alone.reported(code, area)
            assert whole.settled(code, area) == alone.settled(code, area)


async def test_a_value_is_reckoned_once_for_all_who_ask_until_its_basis_changes():
    kept: Kept[int] = Kept(2)
    reckoned: list[str] = []

    def reckoning(basis):
        async def reckon():
            await asyncio.sleep(0)
            reckoned.append(basis)
            return len(reckoned)

        return kept.get("province", basis, reckon)

    assert await asyncio.gather(*(reckoning("one report") for _ in range(3))) == [1, 1, 1]
    assert await asyncio.gather(*(reckoning("two reports") for _ in range(3))) == [2, 2, 2]
    assert reckoned == ["one report", "two reports"]


async def test_what_was_not_asked_for_longest_gives_way():
    kept: Kept[str] = Kept(2)
    reckoned: list[str] = []

    async def ask(key):
        async def reckon():
            reckoned.append(key)
            return key

        return await kept.get(key, "same", reckon)

    for key in ("a", "b", "a", "c", "a", "b"):
        assert await ask(key) == key
    assert reckoned == ["a", "b", "c", "b"]


async def test_a_failed_reckoning_is_not_kept():
    kept: Kept[int] = Kept(2)
    results = iter([ZeroDivisionError(), 7])

    async def reckon():
        result = next(results)
        if isinstance(result, Exception):
            raise result
        return result

    first, second = await asyncio.gather(
        *(kept.get("a", "same", reckon) for _ in range(2)), return_exceptions=True
    )
    assert isinstance(first, ZeroDivisionError)
    assert second == 7
