"""Serving, with everything before and after it: the database, the accounts, the addresses."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import psycopg
from psycopg import sql
from rich.console import Console
from rich.table import Table

from command import provision, queries
from command.installation import Address, Installation, ServiceError
from command.supervise import ENDS_WITH_US, Supervisor, is_free, require_free, running
from core.access.passwords import new_password
from core.cluster import make_database
from core.db import Database, Reader
from core.settings import ROOT, DatabaseSettings

APART_PORTS = range(20_000, 32_000, 4)
"""For services beside the main one; below the ports the kernel gives to outgoing connections."""

SHOWN = (
    "000000-duty",
    "370000-duty",
    "371400-duty",
    "371426-duty",
    "371426-decider",
    "371426-kiosk",
    "371426108-reporter",
)
"""Accounts that are named after a start: one for each tier and screen."""

T = TypeVar("T")
console = Console(highlight=False)
progress = Console(highlight=False, stderr=True)
"""What is being done goes to stderr: the last line of a check's output is its result."""


@contextmanager
def said(title: str) -> Iterator[None]:
    """Show that something is going on, and afterwards how long it took."""
    started = time.monotonic()
    with progress.status(title):
        yield
    progress.print(f"· {title} [dim]{time.monotonic() - started:.1f} s[/dim]")


def prepared(url: str, *, password: str | None = None) -> provision.Seeded:
    """Migrate and seed a database, saying so."""
    with said("数据库结构 tables"):
        provision.migrate(url)
    with said("区划、预案与样例账号 areas, plans and sample accounts"):
        return provision.seed(url, password=password)


def ask(url: str, question: Callable[[Reader], Awaitable[T]]) -> T:
    """Ask the database one thing as its owner."""

    async def asking() -> T:
        database = Database(DatabaseSettings(url=url).for_owner(), pool_size=1)
        try:
            async with database.reading(None) as session:
                return await question(session)
        finally:
            await database.close()

    return asyncio.run(asking())


def show_logins(url: str, password: str | None) -> None:
    """Print some of the sample log-ins, and the password if it is new."""
    _print_accounts(ask(url, lambda session: queries.named_accounts(session, SHOWN)))
    if password:
        console.print(
            f"密码 password  [bold]{password}[/bold]  （只显示这一次 shown only this once）"
        )
    else:
        console.print("密码在首次启动时显示过；重置 to reset it: ./jinmin logins --reset")
    console.print("动态口令 one-time code: ./jinmin code 371426-decider")


def list_logins(url: str, beginning: str) -> None:
    """Print all sample accounts that begin in the given way."""
    _print_accounts(ask(url, lambda session: queries.sample_accounts(session, beginning=beginning)))


def _print_accounts(accounts: list[tuple[str, str]]) -> None:
    table = Table("账号 account", "岗位 post", box=None, padding=(0, 2))
    for account, title in accounts:
        table.add_row(account, title)
    console.print(table)


def address_of(here: Installation, port: int, *, lan: bool) -> Address:
    """Return where the service shall listen."""
    if not lan:
        return Address(port=port)
    return Address("0.0.0.0", port, here.certificates())  # noqa: S104 - asked for by --lan


def show_addresses(address: Address) -> None:
    """Print where a browser finds the screens."""
    for url in (address.url, *address.lan_urls()):
        console.print(f"[bold green]{url}[/bold green]  /  /board  /wall  /field")
    if address.certificates and address.certificates.authority:
        console.print(f"手机装证书 phones: {(address.lan_urls() or [address.url])[0]}/install-ca")


def state_file(here: Installation) -> Path:
    """Return where the running service leaves its traces."""
    return here.var / "run" / "service.json"


Then = Callable[[Address, str, str | None, Supervisor], None]
"""What to do once the service answers: address, database, new password if any, the processes."""


def serve(here: Installation, *, port: int, lan: bool, then: Then) -> None:
    """Run the service with everything it needs, until told to stop.

    Raises
    ------
    ServiceError
        It is running already, a port is taken, or a process does not start.
    """
    state = running(state_file(here))
    if state:
        raise ServiceError(
            f"服务已在运行：{state['address']}。先 ./jinmin stop。",
            f"Already running at {state['address']}; ./jinmin stop first.",
        )
    address = address_of(here, port, lan=lan)
    for wanted in address.ports:
        require_free(address.host, wanted)
    with here.database() as url:
        if here.cluster and here.cluster.data != here.wanted_data_folder:
            console.print(f"数据在 the data is in {here.cluster.data}")
        seeded = prepared(url)
        supervisor = Supervisor(
            address,
            here.environment(url, address),
            here.var / "log",
            cluster=here.cluster,
            state_file=state_file(here),
            say=console.print,
        )
        with stopped_by_signals(supervisor):
            with said("启动服务 starting"):
                supervisor.start()
            if not supervisor.stopping:
                then(address, url, seeded.password, supervisor)
            supervisor.run()


@contextmanager
def stopped_by_signals(supervisor: Supervisor) -> Iterator[None]:
    """Let Ctrl-C and SIGTERM end the service in order, and end it in any case."""

    def stop(_signal: int, _frame: object) -> None:
        supervisor.stopping = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        with said("停止 stopping"):
            supervisor.stop()
        for number, handler in before.items():
            signal.signal(number, handler)


def play_beside(supervisor: Supervisor, *, speed: float) -> None:
    """Play the scenario as a process of its own, until it ends or the service is stopped."""
    play = [*ENDS_WITH_US, sys.executable, "-m", "command.scenario", "play"]
    play += ["--speed", str(speed), "--base", supervisor.address.url]
    # In a session of its own: a Ctrl-C at the terminal is for us, and we end it.
    with subprocess.Popen(
        play, cwd=ROOT, env=supervisor.environment, start_new_session=True
    ) as player:
        supervisor.run(lambda: player.poll() is None)
        player.terminate()


def run_check(here: Installation) -> int:
    """Play at full speed in a database made for it; return the exit code of the check.

    Its result is printed at the very end, as the last line.
    """
    name = f"jinmin_check_{os.getpid()}"
    password = new_password()
    with here.database() as main_url, tempfile.TemporaryDirectory(prefix="jinmin-check-") as var:
        apart = replace(here, var=Path(var))
        share_prepared_areas(here, Path(var))
        url = make_apart(main_url, name)
        try:
            prepared(url, password=password)
            address = Address(port=free_port())
            supervisor = Supervisor(
                address,
                apart.environment(url, address),
                Path(var) / "log",
                cluster=here.cluster,
                say=progress.print,
            )
            with stopped_by_signals(supervisor):
                with said("启动服务 starting"):
                    supervisor.start()
                code, result = _check_beside(supervisor, password)
            keep_logs(here, Path(var))
        finally:
            drop(main_url, name)
    sys.stdout.write(result)
    return code


def _check_beside(supervisor: Supervisor, password: str) -> tuple[int, str]:
    check = [sys.executable, "-m", "command.scenario", "check", "--base", supervisor.address.url]
    told = supervisor.environment | {"JINMIN_SAMPLE_PASSWORD": password}
    with subprocess.Popen(check, cwd=ROOT, env=told, stdout=subprocess.PIPE, text=True) as checker:
        supervisor.run(lambda: checker.poll() is None)
        checker.terminate()
        result = checker.stdout.read() if checker.stdout else ""
    return checker.returncode, result


def share_prepared_areas(here: Installation, var: Path) -> None:
    """Let another `var` folder use the areas prepared for this installation."""
    ready = here.var / "areas"
    ready.mkdir(parents=True, exist_ok=True)
    (var / "areas").symlink_to(ready)


def keep_logs(here: Installation, var: Path) -> None:
    """Keep the logs of a check beside the others, for a look when it failed."""
    shutil.copytree(var / "log", here.var / "log" / "check", dirs_exist_ok=True)


def make_apart(main_url: str, name: str) -> str:
    """Make an empty database beside the main one and return its address."""
    make_database(main_url, name)
    head, question, query = main_url.partition("?")
    return f"{head.rpartition('/')[0]}/{name}{question}{query}"


def drop(main_url: str, name: str) -> None:
    """Drop a database, whoever is connected."""
    with psycopg.connect(main_url, autocommit=True) as connection:
        statement = sql.SQL("drop database if exists {} with (force)")
        connection.execute(statement.format(sql.Identifier(name)))


def free_port() -> int:
    """Return a port that is free like the one after it, for the hub.

    Each process begins to look elsewhere, so that checks beside each other do not meet.
    """
    first = os.getpid() * 7 % len(APART_PORTS)
    for offset in range(len(APART_PORTS)):
        port = APART_PORTS[(first + offset) % len(APART_PORTS)]
        if is_free("127.0.0.1", port) and is_free("127.0.0.1", port + 1):
            return port
    raise ServiceError("没有空闲端口。", "No port is free.")
