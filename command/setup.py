"""Set-up: install what is missing, then hand over to the command line in the virtual environment.

Standard library only: it runs on the machine's own Python before anything is installed.  Every step
leaves a fingerprint of what it was made from, so a second start takes a moment.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from command import machine
from command.machine import SetupError

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOG = VAR / "log" / "setup.log"
UV = "uv==0.13.9"

SERVING = {"demo", "serve"}
INSTALLING = SERVING | {
    *("test", "worker", "hub", "tailer", "migrate", "seed", "bench", "administrators"),
}
ASKING = {"stop", "status", "check", "code", "logins"}

USAGE = """\
金民 Jinmin

  ./jinmin demo              安装并演示平原地震 install, play the Pingyuan earthquake
  ./jinmin demo --check      最快速度演一遍并核对 the same at full speed, verified
  ./jinmin test              全部测试 all tests
  ./jinmin serve             启动服务 start the service
  ./jinmin stop | status     停止 | 状态 stop it | show it
  ./jinmin check             检查配置 check the configuration
  ./jinmin administrators    设立首任管理员 make the first administrators, no samples
  ./jinmin logins [--reset]  样例账号 the sample accounts
  ./jinmin code ACCOUNT      当前动态口令 an account's present one-time code
  ./jinmin worker | hub | tailer | migrate | seed | bench NAME

  --help 可跟在任何命令之后 may follow any command
"""


def main(arguments: list[str]) -> None:
    """Prepare what the command needs and become it."""
    command = arguments[0] if arguments else "help"
    if command not in INSTALLING | ASKING:
        print(USAGE)
        sys.exit(0 if command in ("help", "-h", "--help") else 2)
    helping = {"-h", "--help"} & set(arguments)
    try:
        if command in ASKING or (helping and PYTHON.exists()):
            require_environment()
        else:
            prepare(command)
    except SetupError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
    except PermissionError as error:
        print(not_ours(error), file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    os.execve(  # noqa: S606 - we become the command, so that signals reach it
        PYTHON, [str(PYTHON), "-m", "command.cli", *arguments], environment()
    )


def require_environment() -> None:
    """Raise unless something is installed that can be asked."""
    if not PYTHON.exists():
        raise SetupError("尚未安装：请先运行 ./jinmin demo。", "Not set up yet: run ./jinmin demo.")


def not_ours(error: PermissionError) -> SetupError:
    """Say that this folder is another user's: root unpacked it, somebody else starts it."""
    return SetupError(
        f"没有权限：{error.filename}。请由目录的所有者运行，或先交给本用户：chown -R 用户 {ROOT}",
        f"Not allowed: {error.filename}. Run as this folder's owner, or make it yours first:"
        f" chown -R USER {ROOT}",
    )


def prepare(command: str) -> None:
    """Run the steps a command needs; each does nothing where it was done before."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with alone():
        packages = machine.missing_packages(browser=command == "test")
        if packages:
            what = " ".join(packages)
            step(f"系统软件包 system packages: {what}", lambda: machine.install(packages, LOG))
        make_environment()
        install_web_packages()
        if command in SERVING:
            build_web()


@contextmanager
def alone() -> Iterator[None]:
    """Let one set-up work at a time in this folder; who has to wait says for whom."""
    with (VAR / "setup.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            who = lock.read().strip() or "?"
            print(f"· 等待另一个安装完成 waiting for another set-up (pid {who}) …", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def make_environment() -> None:
    """Make the virtual environment hold exactly what requirements.lock says."""
    lock = ROOT / "requirements.lock"
    mark = VENV / "jinmin.mark"
    wanted = fingerprint([lock], UV, str(VENV))
    if read(mark) == wanted and PYTHON.exists():
        return
    if not _works(PYTHON):
        shutil.rmtree(VENV, ignore_errors=True)
        step("虚拟环境 virtual environment", lambda: run(sys.executable, "-m", "venv", str(VENV)))
    pip = (str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV)
    step("安装工具 installer (uv)", lambda: run(*pip))
    sync = (str(VENV / "bin" / "uv"), "pip", "sync", "--quiet", str(lock))
    step("Python 软件包 Python packages", lambda: run(*sync, extra=_uv_settings()))
    mark.write_text(wanted)


def _works(python: Path) -> bool:
    if not python.exists():
        return False
    code = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([python, "-c", code], capture_output=True, check=False).returncode == 0


def _uv_settings() -> dict[str, str]:
    """Return uv's settings; it reads none of pip's, so the way to the packages is passed on."""
    chosen = {
        "UV_HTTP_TIMEOUT": "300",
        "UV_LINK_MODE": "copy",
        "UV_PYTHON_DOWNLOADS": "never",
        "VIRTUAL_ENV": str(VENV),
    }
    index = os.environ.get("PIP_INDEX_URL") or _pip_says("index-url")
    if index:
        chosen["UV_DEFAULT_INDEX"] = index
    certificates = os.environ.get("PIP_CERT") or _pip_says("cert")
    if certificates:
        chosen["SSL_CERT_FILE"] = certificates
    return {name: value for name, value in chosen.items() if name not in os.environ}


def _pip_says(setting: str) -> str:
    done = subprocess.run(
        [PYTHON, "-m", "pip", "config", "get", f"global.{setting}"],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() if done.returncode == 0 else ""


def install_web_packages() -> None:
    """Install the front end's packages; the names of the divisions come from one of them."""
    web = ROOT / "web"
    mark = web / "node_modules" / "jinmin.mark"
    wanted = fingerprint([web / "package.json", web / "package-lock.json"], str(web))
    if read(mark) == wanted:
        return
    npm = str(VENV / "bin" / "npm")
    step(
        "前端软件包 front-end packages",
        lambda: run(npm, "ci", "--no-audit", "--no-fund", "--loglevel=error", cwd=web),
    )
    mark.write_text(wanted)


def build_web() -> None:
    """Build the front end if a source of it changed."""
    web = ROOT / "web"
    mark = web / "dist" / "jinmin.mark"
    skipped = {"node_modules", "dist"}
    sources = sorted(
        path
        for top in web.iterdir()
        if top.name not in skipped and not top.name.startswith(".")
        for path in (top.rglob("*") if top.is_dir() else (top,))
        if path.is_file() and ".gen." not in path.name  # only types, which no build holds
    )
    wanted = fingerprint(sources)
    if read(mark) == wanted:
        return
    step("构建前端 front end", lambda: run(str(VENV / "bin" / "npm"), "run", "build", cwd=web))
    mark.write_text(wanted)


def fingerprint(files: Iterable[Path], *words: str) -> str:
    """Return a digest of files' contents and of words."""
    digest = hashlib.sha256()
    for word in words:
        digest.update(word.encode() + b"\0")
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def read(mark: Path) -> str:
    """Return what a fingerprint file says, empty where there is none."""
    try:
        return mark.read_text()
    except OSError:
        return ""


def step(title: str, act: Callable[[], None]) -> None:
    """Say what is being done and how long it took."""
    print(f"· {title} …", end="", flush=True)
    started = time.monotonic()
    try:
        act()
    except BaseException:
        print(" ✗", flush=True)
        raise
    print(f" {time.monotonic() - started:.1f} s", flush=True)


def environment() -> dict[str, str]:
    """Return the environment in which our own Python and Node come first.

    Python keeps what it compiled, whatever the machine says elsewhere: five processes that compile
    all their packages anew take twice as long to start.
    """
    path = os.pathsep.join((str(VENV / "bin"), os.environ.get("PATH", os.defpath)))
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PATH": path, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}


def run(*arguments: str, cwd: Path = ROOT, extra: dict[str, str] | None = None) -> None:
    """Run a program with its output in the set-up log.

    Raises
    ------
    SetupError
        It failed; the end of its output is in the message.
    """
    with LOG.open("ab") as out:
        out.write(f"\n$ {' '.join(arguments)}\n".encode())
        out.flush()
        done = subprocess.run(
            arguments,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env=environment() | (extra or {}),
            check=False,
        )
    if done.returncode:
        tail = "\n".join(LOG.read_text(errors="replace").splitlines()[-20:])
        raise SetupError(f"失败，日志末尾（{LOG}）：\n{tail}", "This step failed, see above.")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except BrokenPipeError:
        sys.exit(1)
