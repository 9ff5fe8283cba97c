"""Imports go down only, neighbours do not import each other, and Paddle stays in the packages that need it."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import paddle_lrkit

ROOT = Path(paddle_lrkit.__file__).parent
NAME = ROOT.name
LAYERS = (
    ("messages", "lazy", "printable", "notebook"),
    ("text",),
    ("errors", "child_process", "terminal"),
    ("batch_plan",),
    ("units", "pickles", "devices"),
    ("curves",),
    ("config",),
    ("suites",),
    ("scripts",),
    ("lint", "advise", "ranking", "forecast", "runs", "plot", "schedulers", "optimizers"),
    ("plugins",),
    ("train",),
    ("experiments",),
    ("reports", "diagnostics"),
    ("cli",),
    ("__init__", "__main__"),
)
"""From the lowest to the highest. The first are neighbours: errors may use text, and units may use both."""

HEIGHT = {part: height for height, layer in enumerate(LAYERS) for part in layer}
WITH_PADDLE = {"schedulers", "optimizers", "plugins", "train", "experiments"}
STANDARD_ONLY = {
    "messages",
    "text",
    "lazy",
    "printable",
    "notebook",
    "terminal",
    "child_process",
    "errors",
    "batch_plan",
    "devices",
    "units",
    "curves",
}
WITH_NUMPY = {"curves/values.py"}
"""Modules of those layers that import NumPy inside a function, where it is installed."""
LIGHT = {
    "pickles": set(),
    "config": {"yaml"},
    "suites": {"yaml"},
    "cli": {"click"},
    "reports": {"click"},
    "plot": set(),
    "lint": set(),
    "advise": set(),
}
"""Other packages that may be imported when a module of a light part is imported; inside functions others may be."""


def modules():
    return sorted(ROOT.rglob("*.py"))


def part_of(file):
    """The layer's name for a file of the package."""
    inside = file.relative_to(ROOT).parts
    return inside[0].removesuffix(".py")


def imports(file):
    """``(module, line, whether at module level)`` for each import of a file, inside functions too."""
    tree = ast.parse(file.read_text(encoding="utf-8"), str(file))
    lazy = {id(inner) for node in ast.walk(tree) if isinstance(node, FUNCTIONS) for inner in ast.walk(node)}
    typing_only = {id(inner) for node in ast.walk(tree) if is_type_checking(node) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            at_once = id(node) not in lazy | typing_only
            yield from ((name, node.lineno, at_once) for name in names(node, file))


FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def is_type_checking(node):
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def names(node, file):
    """The modules that an import statement names; ``from paddle_lrkit import x`` names ``paddle_lrkit.x``."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if node.level:
        package = [NAME, *file.relative_to(ROOT).parts[:-1]]
        base = ".".join(package[: len(package) - node.level + 1])
        module = f"{base}.{node.module}" if node.module else base
    else:
        module = node.module
    return [f"{module}.{alias.name}" for alias in node.names] if module == NAME else [module]


def upward(file):
    """Imports of a file that do not go down."""
    own = part_of(file)
    for name, line, _ in imports(file):
        top, _, rest = name.partition(".")
        other = rest.partition(".")[0]
        if top == NAME and other and other != own and HEIGHT.get(other, len(LAYERS)) >= HEIGHT[own]:
            yield f"{file.relative_to(ROOT.parent)}:{line} imports {name}"


@pytest.mark.parametrize("part", sorted({part_of(file) for file in modules()}))
def test_imports_go_down_only(part):
    assert part in HEIGHT, f"{part} has no place in the layers"
    assert [found for file in modules() if part_of(file) == part for found in upward(file)] == []


def test_paddle_is_imported_only_where_it_is_needed():
    found = [
        f"{file.relative_to(ROOT.parent)}:{line}"
        for file in modules()
        if part_of(file) not in WITH_PADDLE
        for name, line, _ in imports(file)
        if name.partition(".")[0] in ("paddle", "ppdet", "ppcls", "ppocr", "paddleseg", "paddlenlp")
    ]
    assert found == []


def test_the_lowest_layers_need_the_standard_library_alone():
    found = [
        f"{file.relative_to(ROOT.parent)}:{line} imports {name}"
        for file in modules()
        if part_of(file) in STANDARD_ONLY
        for name, line, at_once in imports(file)
        if name.partition(".")[0] not in {*sys.stdlib_module_names, NAME}
        and (at_once or name != "numpy" or file.relative_to(ROOT).as_posix() not in WITH_NUMPY)
    ]
    assert found == []


@pytest.mark.parametrize("part", sorted(LIGHT))
def test_a_light_part_loads_only_what_it_is_allowed(part):
    found = [
        f"{file.relative_to(ROOT.parent)}:{line} imports {name}"
        for file in modules()
        if part_of(file) == part
        for name, line, at_once in imports(file)
        if at_once and name.partition(".")[0] not in {*sys.stdlib_module_names, NAME, *LIGHT[part]}
    ]
    assert found == []


def test_the_architecture_page_has_every_part_and_the_layers():
    page = (ROOT.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    drawn = [line.replace("(paddle)", "").split() for line in page.split("```")[1].strip().splitlines()]
    parts = {part_of(file) for file in modules()}
    built = [[part for part in layer if part in parts] for layer in reversed(LAYERS[:-1])]
    assert [sorted(line) for line in drawn] == [sorted(layer) for layer in built]
    names = {
        f"{part}.py" if (ROOT / f"{part}.py").exists() else f"{part}/" for part in parts - {"__init__", "__main__"}
    }
    assert [name for name in names if f"`{name}`" not in page] == []


@pytest.mark.parametrize(
    ("place", "code", "names"),
    [
        ("curves/x.py", "from paddle_lrkit.config import load", 1),
        ("curves/x.py", "def f():\n    import paddle_lrkit.cli.main", 1),
        ("plot/x.py", "from paddle_lrkit.runs.log import read", 1),
        ("plot/x.py", "from paddle_lrkit import train", 1),
        ("plot/x.py", "from ..runs import log", 1),
        ("plot/x.py", "from . import axis", 0),
        ("plot/x.py", "import paddle_lrkit.curves, paddle_lrkit.plot.axis, yaml", 0),
        ("cli/x.py", "from paddle_lrkit.train.loop import run", 0),
        ("unknown.py", "import paddle_lrkit.curves", None),
    ],
)
def test_the_test_itself_sees_what_goes_up(tmp_path, monkeypatch, place, code, names):
    root = tmp_path / NAME
    file = root / place
    file.parent.mkdir(parents=True)
    file.write_text(code)
    monkeypatch.setattr(sys.modules[__name__], "ROOT", root)
    if names is None:
        assert part_of(file) not in HEIGHT
    else:
        assert len(list(upward(file))) == names
