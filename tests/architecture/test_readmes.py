"""What the READMEs name is there: files, folders, and the calls core offers to other packages."""

import ast
import importlib
import inspect
import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.architecture.test_shape import tracked

ROOT = Path(__file__).resolve().parents[2]
READMES = sorted(p.relative_to(ROOT) for p in [*ROOT.glob("*.md"), *ROOT.glob("*/README.md")])
SPAN = re.compile(r"(?<!`)`([^`\n]+)`")
PATH = re.compile(r"[\w.-]+(/[\w.*-]+)*(/|\.(py|ts|tsx|md|html|json|csv))")
MADE = ("var/", "src/api/schema.gen.ts")
"""Not in the repository: made on the machine."""


@pytest.mark.parametrize("readme", READMES, ids=str)
def test_every_file_a_readme_names_is_there(readme):
    files = [f"/{p.relative_to(ROOT)}" for p in tracked("")]
    missing = [
        word
        for word in SPAN.findall((ROOT / readme).read_text(encoding="utf-8"))
        if PATH.fullmatch(word) and word not in MADE
        if not any(fnmatch(file, f"*/{word}{'*' if word[-1] == '/' else ''}") for file in files)
    ]
    assert missing == []


def offered() -> Iterator[tuple[str, list[str]]]:
    """Yield the calls in the table of core's README, with the modules their row names."""
    for row in (ROOT / "core" / "README.md").read_text(encoding="utf-8").splitlines():
        spans = SPAN.findall(row) if row.startswith("| ") else []
        modules = [span for span in spans if re.fullmatch(r"core(\.\w+)+", span)]
        for span in spans:
            call = span.replace("await ", "").removeprefix("@")
            if re.fullmatch(r"\w+(\.\w+)?\(.+\)", call):
                yield call, modules


@pytest.mark.parametrize(("call", "modules"), [*offered()])
def test_what_core_offers_can_be_called_that_way(call, modules):
    node = ast.parse(call.replace(", …)", ")").replace("…", "None"), mode="eval").body
    assert isinstance(node, ast.Call)
    given = [*([None] if call.startswith("command.once(") else []), *node.args]
    named = {keyword.arg or "values": None for keyword in node.keywords}
    signature = inspect.signature(meant(ast.unparse(node.func), modules))
    bind = signature.bind_partial if call.endswith(", …)") else signature.bind
    assert bind(*given, **named)


def meant(name: str, modules: list[str]) -> Callable[..., object]:
    """Return the function of a bare name in one of the modules, or of `module.name` in core."""
    if name == "command.once":
        return importlib.import_module("core.http").Command.once
    first, _, rest = name.partition(".")
    if rest:
        modules = [m for m in modules if m.endswith(f".{first}")] or [f"core.{first}"]
    found = [getattr(importlib.import_module(m), rest or first, None) for m in modules]
    (function,) = [member for member in found if inspect.isroutine(member)]
    return function
