import pytest

from tests.command.drill import evaluated, reported


@pytest.fixture
async def scene(as_post, system_database, owner_database):
    """The incident, and every response as the province sees it."""
    province = await as_post("370000-duty")
    incident = await reported(province, owner_database)
    return incident, await evaluated(province, system_database, incident["id"])
