"""Print the API's description; the front end's types are generated from it."""

import sys

import orjson

from command.app import create_app
from core.settings import DatabaseSettings, load_settings


def main() -> None:
    """Write the OpenAPI document to standard output; no database is opened."""
    app = create_app(load_settings(database=DatabaseSettings(url="postgresql://unused")))
    sys.stdout.buffer.write(orjson.dumps(app.openapi(), option=orjson.OPT_INDENT_2))


if __name__ == "__main__":
    main()
