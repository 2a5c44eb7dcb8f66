"""Print the API's description; the front end's types are generated from it."""

import sys
from pathlib import Path

import orjson

from command.app import create_app
from core.settings import DatabaseSettings, load_settings


def main() -> None:
    """Write the document to standard output, or to the file that is named; opens no database."""
    app = create_app(load_settings(database=DatabaseSettings(url="postgresql://unused")))
    document = orjson.dumps(app.openapi(), option=orjson.OPT_INDENT_2)
    if sys.argv[1:]:
        path = Path(sys.argv[1])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(document)
    else:
        sys.stdout.buffer.write(document)


if __name__ == "__main__":
    main()
