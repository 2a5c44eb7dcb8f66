"""The command line, once everything is installed; `./jinmin` leads here."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import subprocess
import sys
import time
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from command import checking, phases, provision, queries, serving
from command.installation import Address, Installation, ServiceError
from command.serving import console
from command.supervise import ENDS_WITH_US, Supervisor, is_alive, running
from core.access.one_time_codes import PERIOD_SECONDS, code_at
from core.access.passwords import new_password
from core.clock import real_now
from core.db import Database
from core.metrics import processes
from core.postgres import ClusterError
from core.settings import ROOT, DatabaseSettings
from core.tls import CertificateError

DEFAULT_PORT = 8600
STOP_SECONDS = 60
FORESEEN = (ClusterError, ServiceError, CertificateError, provision.MigrationError)

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
Port = Annotated[int, typer.Option(min=1024, max=65_000, help="API 端口；推送为下一个 (hub: +1)")]
Lan = Annotated[bool, typer.Option("--lan", help="供局域网访问 for other machines, by HTTPS")]


@app.command()
def serve(port: Port = DEFAULT_PORT, lan: Lan = False) -> None:
    """启动服务。Run the service until Ctrl-C."""
    here = Installation.here()

    def ready(address: Address, url: str, password: str | None, _running: Supervisor) -> None:
        serving.show_addresses(address)
        if password:
            serving.show_logins(url, password)

    serving.serve(here, port=port, lan=lan, then=ready)


@app.command()
def demo(
    speed: Annotated[float, typer.Option(min=0.1, max=100_000, help="世界时间倍速 pace")] = 30.0,
    port: Port = DEFAULT_PORT,
    no_play: Annotated[bool, typer.Option("--no-play", help="只启动，不演 do not play")] = False,
    lan: Lan = False,
    check: Annotated[bool, typer.Option("--check", help="全速演一遍并核对 verify")] = False,
) -> None:
    """演示平原地震。Serve and play the Pingyuan earthquake of 2023-08-06."""
    here = Installation.here()
    if check:
        sys.exit(serving.run_check(here))

    def ready(address: Address, url: str, password: str | None, service: Supervisor) -> None:
        serving.show_addresses(address)
        serving.show_logins(url, password)
        if not no_play:
            serving.play_beside(service, speed=speed)

    serving.serve(here, port=port, lan=lan, then=ready)


@app.command()
def test() -> None:
    """全部测试。Run every check and test."""
    sys.exit(1 if phases.run_all() else 0)


def _become(module: str, port: int) -> None:
    """Run one process of the service by itself, for a machine of its own."""
    here = Installation.here()
    with here.database() as url:
        environment = here.environment(url, Address(port=port))
        part = [*ENDS_WITH_US, sys.executable, "-m", module]
        with subprocess.Popen(part, cwd=ROOT, env=environment) as process:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda *_: process.terminate())
            code = process.wait()
    sys.exit(code)


@app.command()
def worker(port: Port = DEFAULT_PORT) -> None:
    """只运行后台任务。Run only the worker."""
    _become("command.worker", port)


@app.command()
def hub(port: Port = DEFAULT_PORT) -> None:
    """只运行推送。Run only the hub."""
    _become("core.live.hub", port)


@app.command()
def tailer(port: Port = DEFAULT_PORT) -> None:
    """只运行日志编号。Run only the tailer."""
    _become("core.live.tailer", port)


@app.command()
def migrate() -> None:
    """更新数据库结构。Bring the tables to the newest version."""
    with Installation.here().database() as url, serving.said("数据库结构 tables"):
        provision.migrate(url)


@app.command()
def seed() -> None:
    """装入区划、预案和样例账号。Load areas, plans and sample accounts."""
    with Installation.here().database() as url:
        seeded = serving.prepared(url)
        serving.show_logins(url, seeded.password)


@app.command()
def stop() -> None:
    """停止服务和数据库。Stop the service and its database."""
    here = Installation.here()
    state = running(serving.state_file(here))
    if state:
        pid = int(str(state["pid"]))
        os.kill(pid, signal.SIGTERM)
        until = time.monotonic() + STOP_SECONDS
        while is_alive(pid) and time.monotonic() < until:
            time.sleep(0.1)
    was_running = bool(state) or (here.cluster is not None and here.cluster.pid() is not None)
    if here.cluster and not here.cluster.stop_unless_used():
        console.print("数据库仍被其他命令使用 the database is still used by another command")
        sys.exit(1)
    console.print("已停止 stopped" if was_running else "没有在运行 nothing was running")


@app.command()
def status() -> None:
    """服务状态。Show the processes and their lag."""
    here = Installation.here()
    state = running(serving.state_file(here))
    if state is None:
        console.print("没有在运行 not running")
        sys.exit(1)
    console.print(f"[bold]{state['address']}[/bold]  pid {state['pid']}")
    table = Table("进程 process", "pid", "已运行 up", "重启 restarts", "状态 state")
    reported = {row["name"]: row for row in asyncio.run(_reported(here))}
    children: Any = state["children"]
    for child in children:
        seen = reported.get(child["name"])
        table.add_row(
            child["name"],
            str(child["pid"] or "—"),
            f"{time.time() - child['started']:.0f} s",
            str(child["restarts"]),
            _in_words(seen) if seen else "",
        )
    console.print(table)


async def _reported(here: Installation) -> list[dict[str, Any]]:
    database = Database(DatabaseSettings(url=here.url()).for_system(), pool_size=1)
    try:
        return await processes(database)
    finally:
        await database.close()


def _in_words(seen: dict[str, Any]) -> str:
    figures = "  ".join(f"{name} {value}" for name, value in seen["state"].items() if value != "")
    age = max(seen["age"], 0.0)  # a report may be younger than our transaction
    return f"{age:.0f} s ago  {figures}"


@app.command()
def check() -> None:
    """检查配置。Check that the installation is what the service relies on."""
    here = Installation.here()
    findings = checking.machine(here.var, ROOT / "web" / "dist")
    with here.database() as url:
        findings += asyncio.run(checking.database(DatabaseSettings(url=url)))
    for finding in findings:
        mark = "[green]✓[/green]" if finding.good else "[red]✗[/red]"
        advice = "" if finding.good else f"  → {finding.advice}"
        console.print(f"{mark} {finding.zh}  [dim]{finding.en}[/dim]{advice}", soft_wrap=True)
    sys.exit(0 if all(finding.good for finding in findings) else 1)


@app.command()
def bench(name: str) -> None:
    """性能基准。Run a benchmark: one JSON line for each goal."""
    script = ROOT / "tests" / "bench" / f"{name}.py"
    if not script.is_file():
        known = sorted(p.stem for p in script.parent.glob("[a-z]*.py"))
        raise ServiceError(f"没有这个基准；有：{known}", f"No such benchmark; there are: {known}")
    sys.exit(
        subprocess.run(
            [sys.executable, "-m", f"tests.bench.{name}"], cwd=ROOT, check=False
        ).returncode
    )


@app.command()
def code(account: str) -> None:
    """某账号当前的动态口令。Print an account's present one-time code."""
    here = Installation.here()
    with here.database() as url:
        secret = asyncio.run(_secret(url, account))
    if secret is None:
        console.print(f"{account} 没有动态口令 has no one-time codes")
        sys.exit(1)
    now = real_now()
    left = PERIOD_SECONDS - int(now.timestamp()) % PERIOD_SECONDS
    console.print(f"[bold]{code_at(secret, now)}[/bold]  （还有 {left} s left）")


async def _secret(url: str, account: str) -> str | None:
    database = Database(DatabaseSettings(url=url).for_owner(), pool_size=1)
    try:
        async with database.reading(None) as session:
            return await queries.one_time_secret(session, account)
    finally:
        await database.close()


@app.command()
def administrators() -> None:
    """设立首任三类管理员。Make the first three administrators, instead of sample accounts."""
    with Installation.here().database() as url:
        with serving.said("数据库结构 tables"):
            provision.migrate(url)
        with serving.said("区划、预案与机构 areas, plans and offices"):
            made = provision.make_first_administrators(url)
    if not made:
        console.print("已有管理员（样例账号亦算） somebody administers already, samples included")
        sys.exit(1)
    table = Table("账号 account", "岗位 post", "初始口令 initial password", box=None)
    for one in made:
        table.add_row(one.account, one.title, one.password)
    console.print(table)
    console.print("只显示这一次：分别交给三人，首次登录须改口令并绑定动态口令")
    console.print("Shown only this once: one for each of three people, who change the password")
    console.print("and set their one-time codes up when they first sign in")


@app.command()
def logins(
    beginning: Annotated[str, typer.Argument(help="账号开头 beginning, e.g. 3714")] = "",
    reset: Annotated[bool, typer.Option("--reset", help="换新密码 a new password")] = False,
) -> None:
    """样例账号。List the sample accounts, or give them a new password."""
    with Installation.here().database() as url:
        if reset:
            seeded = provision.seed(url, password=new_password())
            if seeded.password is None:
                console.print("此库没有样例账号 this database has no sample accounts")
                sys.exit(1)
            serving.show_logins(url, seeded.password)
        else:
            serving.list_logins(url, beginning)


def main() -> None:
    """Run a command; what is foreseen ends in a sentence, not in a stack of calls."""
    os.chdir(ROOT)
    try:
        app(prog_name="./jinmin")
    except FORESEEN as error:
        console.print(Text(str(error), "red"))
        sys.exit(1)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        console.print(Text(f"磁盘已满 the disk is full: {error.filename or ROOT}", "red"))
        sys.exit(1)


if __name__ == "__main__":
    main()
