"""How the API describes documents that are not checked again on their way out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, TypeAdapter
from pydantic.json_schema import JsonSchemaValue, models_json_schema

REFERENCE = "#/components/schemas/{model}"


@dataclass(frozen=True, slots=True)
class Described:
    """Annotates a value with the type that describes it, without the cost of checking it."""

    by: Any

    def __get_pydantic_json_schema__(
        self, _plain: Any, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the schema of the describing type."""
        return handler(TypeAdapter(self.by).core_schema)


class Fault(BaseModel):
    """One fault of an input; `pointer` (RFC 6901) says where."""

    model_config = ConfigDict(extra="allow")

    pointer: str


class Problem(BaseModel):
    """What every refusal answers (RFC 9457); people read `number` to the help desk."""

    model_config = ConfigDict(extra="allow")

    type: str
    status: int
    code: str
    title: str
    title_en: str
    detail: str
    detail_en: str
    number: str
    pointer: str | None = None
    faults: list[Fault] = []
    current: dict[str, Any] | None = Field(default=None, description="the record as it is now")
    enrol: bool = Field(default=False, description="one-time codes must be set up first")


PROBLEM: dict[str, Any] = {
    "description": "Refused",
    "content": {
        "application/problem+json": {"schema": {"$ref": REFERENCE.format(model="Problem")}}
    },
}
"""What the description says of every answer that is not a success."""


def describe_problems(app: FastAPI) -> None:
    """Add the document to which every operation's `PROBLEM` refers."""
    plain = app.openapi
    _, described = models_json_schema([(Problem, "serialization")], ref_template=REFERENCE)

    def openapi() -> dict[str, Any]:
        document = plain()
        document["components"]["schemas"].update(described["$defs"])
        return document

    app.openapi = openapi  # type: ignore[method-assign]
