"""The API's description says what every document holds; what is sent holds just that."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from core.live import topics
from tests.conformance.world import NATION, account, build

OPEN = {
    ("DecisionOut", "content"),
    ("EstimateDetail", "inputs"),
    ("EventOut", "b"),
    ("LineOut", "before"),
    ("LineOut", "after"),
    ("PlanOut", "body"),
    ("Problem", "current"),
}
"""Members that hold whatever was recorded: their readers know what, or show it as it is."""

BODIES = text("select topic, body from core.event order by id")


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield a schema and what it is made of."""
    if isinstance(schema, dict):
        yield schema
        for inner in schema.values():
            yield from parts(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from parts(inner)


def test_every_document_is_described(app):
    schemas = app.openapi()["components"]["schemas"]
    loose = {
        (name, member)
        for name, schema in schemas.items()
        for member, inner in schema.get("properties", {}).items()
        if any(part.get("additionalProperties") is True for part in parts(inner))
    }
    assert loose == OPEN


def test_every_answer_is_described(app):
    weak = [
        (method, path)
        for path, operations in app.openapi()["paths"].items()
        for method, operation in operations.items()
        for status, answer in operation["responses"].items()
        for kind, content in answer.get("content", {}).items()
        if path.startswith("/api/") and status.startswith("2") and "json" in kind
        if not content["schema"].get("$ref")
    ]
    assert weak == []


def test_refusals_are_described(app):
    description = app.openapi()
    for path, operations in description["paths"].items():
        for operation in operations.values():
            content = operation["responses"]["default"]["content"]
            assert content["application/problem+json"]["schema"]["$ref"].endswith("/Problem"), path
    assert {"pointer"} <= set(description["components"]["schemas"]["Fault"]["properties"])


def test_a_snapshot_is_described_topic_by_topic(app):
    described = app.openapi()["components"]["schemas"]["SnapshotOut"]["properties"]["topics"]
    assert {
        name: member["items"]["$ref"].rsplit("/", 1)[1]
        for name, member in described["properties"].items()
    } == {name: model.__name__ for name, model in topics.projections().items()}


@pytest.mark.commits
async def test_what_travels_is_what_topics_declare(as_post, owner_database, system_database):
    world = await build(as_post, owner_database, system_database)
    desk = await as_post(account(NATION))
    held = (await desk.get("/api/live/snapshot")).json()["topics"]
    async with owner_database.reading(None) as session:
        said = (await session.execute(BODIES)).all()
    models = topics.projections()
    documents = [(name, one) for name, items in held.items() for one in items]
    documents += [(row.topic, row.body) for row in said if not row.body.get("removed")]
    # What the worker makes has its own proof, as every topic (`assert_live_triple`).
    assert {name for name, _ in documents} == set(models) - {"estimates"}
    for name, document in documents:
        shown = models[name].model_validate(document).model_dump(mode="json")
        assert shown == document, name
    assert world.incident in {one["id"] for one in held["incidents"]}
