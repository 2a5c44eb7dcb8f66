"""The play at the pace of its world's clock, for the demonstration."""

from __future__ import annotations

import asyncio

from rich.console import Console

from command.scenario import queries
from command.scenario.acts import Stage, perform
from command.scenario.cast import Cast
from command.scenario.client import Refused
from command.scenario.story import load_story
from core.db import Database
from core.settings import Settings
from core.worlds import set_clock


async def play(settings: Settings, *, speed: float, base: str) -> None:
    """Play the Pingyuan earthquake in a new exercise world.

    Parameters
    ----------
    settings : Settings
        Of the running service.
    speed : float
        World seconds per real second.
    base : str
        Address of the service.
    """
    story = load_story()
    console = Console(highlight=False)
    system = Database(settings.database.for_system(), pool_size=2)
    cast = Cast(base, system)
    try:
        async with system.writing(None) as session:
            world = await queries.make_world(
                session,
                name_zh=story.name_zh,
                name_en=story.name_en,
                base=story.start,
                rate=speed,
            )
            # Announces the new world to every screen.
            await set_clock(session, world.id, now=story.start, rate=speed)
        stage = Stage(world_id=str(world.id))
        for step in story.steps:
            wait = (step.at - world.clock.now()).total_seconds() / speed
            await asyncio.sleep(max(0.0, wait))
            console.print(f"[dim]{step.at:%m-%d %H:%M:%S}[/dim] {step.zh}  [dim]{step.en}[/dim]")
            try:
                await perform(stage, await cast.desk(step.who), step)
            except Refused as refused:
                # Somebody at a screen may have done it before the play could.
                console.print(f"  [yellow]{refused}[/yellow]")
    finally:
        await cast.close()
        await system.close()
