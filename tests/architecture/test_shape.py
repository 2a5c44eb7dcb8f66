"""The rules of the house that a program can check."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("core", "gis", "registry", "assessment", "dispatch", "command")
LONGEST = 400


def tracked(*suffixes: str) -> list[Path]:
    """Files of the repository with one of the endings."""
    out = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    found = [ROOT / name for name in out.split("\0") if name.endswith(suffixes)]
    return [path for path in found if path.is_file()]


def python_of_packages() -> list[Path]:
    return [p for p in tracked(".py") if p.relative_to(ROOT).parts[0] in PACKAGES]


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def test_files_are_short():
    long = [
        f"{p.relative_to(ROOT)}: {n}"
        for p in tracked(".py", ".ts", ".tsx")
        if ".gen." not in p.name and "migrations" not in p.parts
        for n in [len(p.read_text(encoding="utf-8").splitlines())]
        if n > LONGEST
    ]
    assert long == []


def test_only_the_boundary_commits():
    found = [
        f"{p.relative_to(ROOT)}:{call.lineno}"
        for p in python_of_packages()
        if p.relative_to(ROOT).parts[:2] not in (("core", "db.py"), ("core", "migrations"))
        for call in calls(ast.parse(p.read_text(encoding="utf-8")))
        if isinstance(call.func, ast.Attribute) and call.func.attr == "commit"
    ]
    assert found == []


def test_selects_live_in_queries():
    found = [
        f"{p.relative_to(ROOT)}:{call.lineno}"
        for p in python_of_packages()
        if p.relative_to(ROOT).parts[0] != "core" and not p.name.startswith("queries")
        for call in calls(ast.parse(p.read_text(encoding="utf-8")))
        if isinstance(call.func, ast.Name) and call.func.id == "select"
    ]
    assert found == []


@pytest.mark.parametrize("word", ["utils", "helpers", "manager", "common", "misc"])
def test_names_say_something(word):
    assert [p for p in tracked(".py", ".ts", ".tsx") if p.stem == word] == []


def test_no_registry_host_or_machine_path():
    hosts = "|".join(("py" + "pi", "python" + "hosted", "npm" + "js", "debian"))
    host = re.compile(rf"\b(?:{hosts})\.(?:org|com)")
    machine = re.compile(r"(?<![\w.])/(?:work|root|farm)/")
    found = [
        f"{p.relative_to(ROOT)}:{i}"
        for p in tracked(".py", ".ts", ".tsx", ".sh", ".toml", ".json", ".md", ".lock", "jinmin")
        for i, line in enumerate(p.read_text(encoding="utf-8").splitlines(), 1)
        if host.search(line) or machine.search(line)
    ]
    assert found == []


def test_the_front_end_writes_no_document_of_the_service_again():
    source = (ROOT / "web" / "src" / "api" / "types.ts").read_text(encoding="utf-8")
    code = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    members = re.findall(r"\binterface\b|^\s+\w+\??:.*|[{;]\s*\w+\??:.*", code, flags=re.MULTILINE)
    assert members == []
    assert "components['schemas']" in code
    calls = [
        f"{p.relative_to(ROOT)}:{i}"
        for p in tracked(".ts", ".tsx")
        for i, line in enumerate(p.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"\bapi\.\w+<(?!A>)", line)
    ]
    assert calls == []


def test_import_contracts_hold():
    done = subprocess.run(
        [ROOT / ".venv" / "bin" / "lint-imports"],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
