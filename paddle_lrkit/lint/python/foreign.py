"""Schedules of a script that are not read: those of other libraries, of other modules, and of its own classes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from paddle_lrkit.lint.file_report import NotUnderstood
from paddle_lrkit.lint.python.binding import dotted_name
from paddle_lrkit.lint.python.imports import HOMES, Imports
from paddle_lrkit.lint.python.values import short
from paddle_lrkit.suites.paddle.table import CLASSES

_OWNERS = {
    "torch": "PyTorch's",
    "pytorch_lightning": "PyTorch Lightning's",
    "lightning": "PyTorch Lightning's",
    "tensorflow": "TensorFlow's",
    "keras": "Keras's",
    "jax": "JAX's",
    "optax": "Optax's",
    "flax": "Flax's",
    "mxnet": "MXNet's",
    "timm": "timm's",
    "transformers": "Transformers'",
    "mmengine": "MMEngine's",
    "mmcv": "MMCV's",
    "deepspeed": "DeepSpeed's",
}
_SUITES = ("paddlenlp", "paddleformers", "ppdet", "ppcls", "paddleseg", "ppocr", "paddlex", "ppsci", "paddlets")
_SCHEDULE = re.compile(
    r"lr_?schedul|Schedul|(?<![a-z])LR(?![a-z])|LRS?$|Decay|Warmup|WarmUp|Annealing|Restarts|_schedule|_lr$|_decay$|learning_rate"
)
_NOT_ONE = re.compile(
    r"WeightDecay|L[12]Decay|weight_decay|^(get|set|print|log|update|adjust|current)_(lr|learning_rate)s?$"
)
_TRAINERS = ("Trainer", "TrainingArguments", "Seq2SeqTrainer", "Seq2SeqTrainingArguments", "PdArgumentParser")


def not_followed(tree: ast.Module, imports: Imports) -> Iterator[NotUnderstood]:
    """The places of a script that build or choose a schedule and are not read, each with the reason.

    Args:
        tree: The script.
        imports: Its imports.
    """
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    inside, classes = set[int](), list[ast.ClassDef]()
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            classes.append(node)
            inside.update(id(base) for base in node.bases)
        elif isinstance(node, ast.Call) and dotted_name(node.func) in ("isinstance", "issubclass", "hasattr"):
            inside.update(id(part) for argument in node.args for part in ast.walk(argument))
        elif isinstance(node, (ast.AnnAssign, ast.arg)) and node.annotation is not None:
            inside.update(id(part) for part in ast.walk(node.annotation))
    own = _own_schedules(classes, imports)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            why = _call(node, imports, own)
        elif isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Load):
            why = _choice(node, imports) if id(node) not in called and id(node) not in inside else ""
        else:
            continue
        if why:
            yield NotUnderstood(node.lineno, why)


def _own_schedules(classes: list[ast.ClassDef], imports: Imports) -> set[str]:
    """The classes that derive from a scheduler of Paddle, themselves or through another class of the script."""
    children: dict[str, list[str]] = {}
    todo = []
    for node in classes:
        for base in node.bases:
            path = imports.path(base)
            children.setdefault(path, []).append(node.name)
            if imports.scheduler(base) or path.rpartition(".")[2] in ("LRScheduler", "LearningRateDecay"):
                todo.append(node.name)
    found = set[str]()
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += children.get(name, [])
    return found


def _call(node: ast.Call, imports: Imports, own: set[str]) -> str:
    """Why the schedule that a call builds is not read; empty where it builds none, or one that is read."""
    path = imports.path(node.func)
    root, _, _ = path.partition(".")
    home, _, name = path.rpartition(".")
    if not path or imports.scheduler(node.func):
        return ""
    if dotted_name(node.func) == "getattr" and node.args and imports.path(node.args[0]) in HOMES:
        return f"{short(node)} chooses the schedule when the script runs"
    if path in own:
        return f"{name} is a scheduler of this script; its rates are not read"
    if root in _OWNERS:
        return _foreign(path, name, root)
    if path.startswith("paddle.fluid.") and (_names_schedule(name) or "optimizer" in home):
        return f"{path} is of Paddle 1, which is not read"
    if home in HOMES and home.startswith("paddle.") and name[:1].isupper():
        return f"{path} is not known; read are {', '.join(sorted(CLASSES)[:3])} and the other classes of Paddle"
    if home in HOMES and (name == "scheduler" or name.endswith("LR")):
        return f"{path} is not read from a script; lrkit reads it from a config"
    if root in _SUITES:
        if name in _TRAINERS:
            return f"{path} builds the schedule from its arguments, which are not read from a script"
        return f"{path} is not read yet" if _names_schedule(name) else ""
    return _of_another_module(path, name, imports)


def _foreign(path: str, name: str, root: str) -> str:
    if _names_schedule(name) or "lr_scheduler" in path or ".schedules." in path:
        return f"{path} is {_OWNERS[root]}; only Paddle's schedulers are read"
    if (".optim." in path or ".optimizers." in path) and name[:1].isupper():
        return f"{path} is {_OWNERS[root]}; only Paddle's optimizers are read"
    if name in _TRAINERS:
        return f"{path} is {_OWNERS[root]} and builds the schedule from its arguments, which are not read"
    return ""


def _of_another_module(path: str, name: str, imports: Imports) -> str:
    """The reason for a function or class that is imported and named like a schedule."""
    if root_is_paddle(path) or not _names_schedule(name) or ("." in path and path.partition(".")[0] in ("self", "cls")):
        return ""
    if path in imports.own:
        return ""
    imported = "." in path and any(path == known or path.startswith(f"{known}.") for known in imports.modules.values())
    if imported:
        return f"{path} is not followed: it is in another module"
    if "." not in path and imports.stars:
        return f"{name}() comes from an import of * (line {imports.stars[0][0]}), which is not followed"
    return ""


def root_is_paddle(path: str) -> bool:
    """Whether a path is one of Paddle's or this package's."""
    return path.partition(".")[0] in ("paddle", "paddle_lrkit")


def _choice(node: ast.Name | ast.Attribute, imports: Imports) -> str:
    """Why a scheduler class that is named and not called is not followed."""
    name = imports.scheduler(node)
    if name is None or (isinstance(node, ast.Name) and node.id not in imports.modules):
        return ""
    return f"{name} is named here without a call, so the schedule that is made of it is not followed"


def _names_schedule(name: str) -> bool:
    return bool(_SCHEDULE.search(name)) and not _NOT_ONE.search(name)
