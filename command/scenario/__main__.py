"""`python -m command.scenario play|check`: run by `./jinmin demo` against a service that is up."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Annotated

import orjson
import typer

from command.scenario.check import check as run_check
from command.scenario.play import play as run_play
from core.settings import load_settings

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
Base = Annotated[str, typer.Option(help="服务地址 address of the service")]


@app.command()
def play(base: Base, speed: Annotated[float, typer.Option(min=0.1)] = 1.0) -> None:
    """按世界时钟演一遍。Play at the pace of the world's clock."""
    asyncio.run(run_play(load_settings(), speed=speed, base=base))


@app.command()
def check(base: Base) -> None:
    """全速演一遍并核对。Play at full speed and count; the last line is one JSON object."""
    password = os.environ["JINMIN_SAMPLE_PASSWORD"]
    result = asyncio.run(run_check(load_settings(), base=base, password=password))
    sys.stdout.buffer.write(orjson.dumps(result, option=orjson.OPT_APPEND_NEWLINE))
    sys.stdout.flush()
    raise typer.Exit(0 if result["ok"] else 1)


if __name__ == "__main__":
    app()
