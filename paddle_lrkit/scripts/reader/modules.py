"""Imports: modules of the project are read, those of libraries are only named."""

from __future__ import annotations

import ast
import os
import sys
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import External
from paddle_lrkit.scripts.reader.flow import Flow
from paddle_lrkit.scripts.reader.objects import ABSENT, Module, Namespace, Package
from paddle_lrkit.scripts.source_text import read_script
from paddle_lrkit.scripts.unknown import Unknown

if TYPE_CHECKING:
    from paddle_lrkit.scripts.reader.machine import Machine

MOST_LETTERS = 256 * 1024
_MOST_MODULES = 150
_LIBRARIES = frozenset(
    (
        *("paddle", "paddlenlp", "paddleformers", "paddle_lrkit", "visualdl", "numpy", "scipy", "sklearn", "pandas"),
        *("yaml", "yacs", "easydict", "omegaconf", "addict", "box", "ml_collections", "absl", "click", "toml"),
        *("tqdm", "rich", "cv2", "PIL", "matplotlib", "torch"),
    )
)


@lru_cache(maxsize=512)
def parsed(text: str, file: str) -> ast.Module:
    """The syntax tree of a file; each file is parsed once.

    Raises:
        SyntaxError: It is not valid Python.
    """
    return ast.parse(text, file)


def load_module(machine: Machine, name: str, file: str) -> Module | None:
    """Reads a module of the project; None when that is not possible."""
    from paddle_lrkit.scripts.reader.statements import run

    file = file if os.path.isabs(machine.file) else os.path.relpath(file)
    if file in machine.modules:
        return machine.modules[file]
    if len(machine.modules) >= _MOST_MODULES:
        return None
    machine.modules[file] = None
    try:
        text = read_script(file, machine.files)
        tree = parsed(text, file) if len(text) <= MOST_LETTERS else None
    except (ConfigError, SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if tree is None:
        return None
    module = machine.modules[file] = Module(name, file)
    if file not in machine.program.files:
        machine.program.files.append(file)
    outer, machine.module = machine.module, module
    loops, machine.loops = machine.loops, []
    try:
        run(machine, tree.body, module.namespace)
    finally:
        machine.module, machine.loops = outer, loops
    return module


def _find(machine: Machine, name: str, folders: list[Path]) -> tuple[str, Path] | None:
    """The file or folder of a module of the project."""
    if name.partition(".")[0] in _LIBRARIES:
        return None
    inside = Path(*name.split("."))
    for folder in folders:
        base = folder / inside
        try:
            if base.with_suffix(".py").is_file():
                return "module", base.with_suffix(".py")
            if (base / "__init__.py").is_file():
                return "package", base / "__init__.py"
            if base.is_dir():
                return "folder", base
        except (OSError, ValueError):
            continue
    return None


def _folders(machine: Machine) -> list[Path]:
    """Where modules are looked for: beside the script, and above it up to the root of its project."""
    if len(machine.folders) == 1:
        folder = machine.folders[0]
        for above in list(folder.parents)[:3]:
            if not (folder / "__init__.py").exists() and (folder / ".git").exists():
                break
            machine.folders.append(above)
            if (above / ".git").exists() or (above / "setup.py").exists() or (above / "pyproject.toml").exists():
                break
    return machine.folders


def import_module(machine: Machine, name: str) -> Any:
    """A module by its full name: a `Module`, a `Package` without a file of its own, or `External`."""
    found = _find(machine, name, _folders(machine))
    if found is None:
        return outside(machine, name)
    kind, path = found
    if kind == "folder":
        return Package(name)
    return load_module(machine, name, str(path)) or machine.missing(name, name)


@cache
def _described() -> frozenset[str]:
    """The first names of the libraries that are described."""
    from paddle_lrkit.scripts.library.base import LIBRARY

    return frozenset(path.partition(".")[0] for path in LIBRARY if "." in path)


def outside(machine: Machine, path: str) -> Any:
    """A name of a library, or a value that is not known when the module is not one that is described."""
    from paddle_lrkit.scripts.reader.attributes import external

    root = path.partition(".")[0]
    if root in _LIBRARIES or root in sys.stdlib_module_names or root in _described():
        return external(path)
    return machine.missing(root, path)


def import_statement(machine: Machine, node: ast.Import, space: Namespace) -> Flow:
    """``import a.b as c``."""
    from paddle_lrkit.scripts.reader.targets import bind

    for alias in node.names:
        if alias.asname:
            bind(machine, alias.asname, import_module(machine, alias.name), space)
            continue
        root = alias.name.partition(".")[0]
        if "." in alias.name:
            import_module(machine, alias.name)
        bind(machine, root, import_module(machine, root), space)
    return None


def import_from_statement(machine: Machine, node: ast.ImportFrom, space: Namespace) -> Flow:
    """``from a import b``."""
    from paddle_lrkit.scripts.reader.targets import bind

    source = _relative(machine, node, space) if node.level else import_module(machine, node.module or "")
    for alias in node.names:
        if alias.name == "*":
            _import_all(machine, source, space)
            continue
        name = alias.asname or alias.name
        if isinstance(source, External):
            bind(machine, name, outside(machine, f"{source.path}.{alias.name}"), space)
        elif isinstance(source, Unknown):
            bind(machine, name, machine.derived(source, ("attribute", alias.name), alias.name), space)
        elif isinstance(source, Package):
            bind(machine, name, submodule(machine, source, alias.name), space)
        else:
            found = source.variables.get(alias.name, ABSENT)
            if found is ABSENT:
                found = star_name(source, alias.name)
            bind(machine, name, submodule_of(machine, source, alias.name) if found is ABSENT else found, space)
    return None


def _relative(machine: Machine, node: ast.ImportFrom, space: Namespace) -> Any:
    folder = Path(space.module.file).resolve().parent
    for _ in range(node.level - 1):
        folder = folder.parent
    if not node.module:
        start = folder / "__init__.py"
        if start.is_file():
            return load_module(machine, folder.name, str(start)) or Package(str(folder))
        return Package(str(folder))
    found = _find(machine, node.module, [folder])
    if found is None:
        return outside(machine, node.module)
    kind, path = found
    return (
        Package(str(path))
        if kind == "folder"
        else load_module(machine, node.module, str(path)) or machine.missing(node.module, node.module)
    )


def _loaded(machine: Machine, found: tuple[str, Path], name: str) -> Any:
    kind, path = found
    if kind == "folder":
        return Package(str(path))
    return load_module(machine, name, str(path)) or machine.missing(name, name)


def submodule(machine: Machine, package: Package, name: str) -> Any:
    """A module in a folder without ``__init__.py``."""
    if "/" in package.name or "\\" in package.name:
        found = _find(machine, name, [Path(package.name)])
        if found is None:
            return outside(machine, name)
        return _loaded(machine, found, name)
    return import_module(machine, f"{package.name}.{name}")


def submodule_of(machine: Machine, module: Module, name: str) -> Any:
    """A module in the folder of a package, or a name that the package does not show."""
    if module.file.endswith("__init__.py"):
        found = _find(machine, name, [Path(module.file).resolve().parent])
        if found is not None:
            return _loaded(machine, found, name)
    return machine.derived(_hidden(machine, module), ("name", name), f"{module.name}.{name}")


def _hidden(machine: Machine, module: Module) -> Any:
    return machine.stand_in(module, tr("is not found in {}", Path(module.file).name), machine.name_of(module))


def _import_all(machine: Machine, source: Any, space: Namespace) -> None:
    if isinstance(source, Module):
        names = source.variables.get("__all__")
        shown = names if isinstance(names, list) else [name for name in source.variables if not name.startswith("_")]
        for name in shown:
            if isinstance(name, str) and name in source.variables:
                machine.journal.write(space.variables, name, source.variables[name])
        space.module.stars += source.stars
    elif isinstance(source, External):
        space.module.stars.append(source.path)


def star_name(module: Module, name: str) -> Any:
    """A name that ``from library import *`` may have given; only those that are described."""
    from paddle_lrkit.scripts.built_rates import class_of
    from paddle_lrkit.scripts.library.base import LIBRARY

    for path in module.stars:
        full = f"{path}.{name}"
        if full in LIBRARY or class_of(full) is not None:
            return External(full)
    return ABSENT
