"""Why a script in which nothing was understood may still have a schedule: those of other libraries and modules."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.program import NotKnown
from paddle_lrkit.scripts.unknown import CodePlace

_OWNERS = {
    "torch": "PyTorch",
    "pytorch_lightning": "PyTorch Lightning",
    "lightning": "PyTorch Lightning",
    "tensorflow": "TensorFlow",
    "keras": "Keras",
    "jax": "JAX",
    "optax": "Optax",
    "flax": "Flax",
    "mxnet": "MXNet",
    "timm": "timm",
    "transformers": "Transformers",
    "mmengine": "MMEngine",
    "mmcv": "MMCV",
    "deepspeed": "DeepSpeed",
}
_SUITES = ("paddlenlp", "paddleformers", "ppdet", "ppcls", "paddleseg", "ppocr", "paddlex", "ppsci", "paddlets")
_SCHEDULE = re.compile(
    r"lr_?schedul|Schedul|(?<![a-z])LR(?![a-z])|LRS?$|Decay|Warmup|WarmUp|Annealing|Restarts|_schedule|_lr$|_decay$|learning_rate"
)
_NOT_ONE = re.compile(
    r"WeightDecay|L[12]Decay|weight_decay|^(get|set|print|log|update|adjust|current)_(lr|learning_rate)s?$"
)
_TRAINERS = ("Trainer", "TrainingArguments", "Seq2SeqTrainer", "Seq2SeqTrainingArguments", "PdArgumentParser")
_LR = "paddle.optimizer.lr"


def unread_schedules(tree: ast.Module, file: str) -> Iterator[NotKnown]:
    """The calls of a script that build or choose a schedule and are not read, each with the reason.

    Args:
        tree: The script.
        file: Its file.
    """
    names, star = _imports(tree)
    own = {node.name for node in ast.walk(tree) if isinstance(node, (ast.ClassDef, ast.FunctionDef))}
    known = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    known |= {id(base) for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for base in node.bases}
    for node in ast.walk(tree):
        why = ""
        if isinstance(node, ast.Call):
            path = _path(node.func, names)
            why = _chosen(node, names) or ("" if path in own else _why(path, names, star))
        elif isinstance(node, ast.Attribute) and id(node) not in known:
            why = _named(_path(node, names))
        if why and isinstance(node, ast.expr):
            yield NotKnown(CodePlace(file, node.lineno, node.end_lineno or node.lineno), why)


def _named(path: str) -> str:
    """The reason for a class that is named and not called."""
    home, _, name = path.rpartition(".")
    return (
        tr("{} is named here without a call, and what calls it is not followed", name)
        if home == _LR and name[:1].isupper()
        else ""
    )


def _chosen(node: ast.Call, names: dict[str, str]) -> str:
    """The reason for ``getattr(paddle.optimizer.lr, name)``."""
    if _path(node.func, names) == "getattr" and node.args and _path(node.args[0], names) == _LR:
        return tr("`{}` chooses the schedule when the script runs", _short(ast.unparse(node)))
    return ""


def _why(path: str, names: dict[str, str], star: int) -> str:
    """Why the schedule that a call builds is not read; empty where it builds none."""
    root, _, _ = path.partition(".")
    home, _, name = path.rpartition(".")
    if root in _OWNERS:
        return _foreign(path, name, root)
    if root in _SUITES:
        if name in _TRAINERS:
            return tr("{} builds the schedule from its arguments, which are not read from a script", path)
        return tr("{} is not read yet", path) if _names_schedule(name) else ""
    if path.startswith("paddle.fluid.") and (_names_schedule(name) or "optimizer" in home):
        return tr("{} is of Paddle 1, which is not read", path)
    if home == _LR and name[:1].isupper():
        return tr("{} is not known, and Paddle 3 has no such class", path)
    if root == "paddle" or not _names_schedule(name):
        return ""
    if path in names.values() or home in names.values():
        return tr("{} is not followed: its module is not beside the script", path)
    return (
        tr("{}() comes from an import of * (line {}), which is not followed", name, star) if star and not home else ""
    )


def _foreign(path: str, name: str, root: str) -> str:
    if _names_schedule(name) or "lr_scheduler" in path or ".schedules." in path:
        return tr("{} belongs to {}; only Paddle's schedulers are read", path, _OWNERS[root])
    if (".optim." in path or ".optimizers." in path) and name[:1].isupper():
        return tr("{} belongs to {}; only Paddle's optimizers are read", path, _OWNERS[root])
    if name in _TRAINERS:
        return tr(
            "{} belongs to {} and builds the schedule from its arguments, which are not read", path, _OWNERS[root]
        )
    return ""


def _names_schedule(name: str) -> bool:
    return bool(_SCHEDULE.search(name)) and not _NOT_ONE.search(name)


def _imports(tree: ast.Module) -> tuple[dict[str, str], int]:
    """Name -> what is imported under it, and the line of an import of ``*``; 0 without one."""
    names, star = {}, 0
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                root = alias.name.partition(".")[0]
                names[alias.asname or root] = alias.name if alias.asname else root
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if alias.name == "*":
                    star = star or node.lineno
                else:
                    names[alias.asname or alias.name] = f"{node.module or ''}.{alias.name}"
    return names, star


def _path(function: ast.expr, names: dict[str, str]) -> str:
    """The dotted path of an expression with its first name resolved; empty when it is not a path."""
    parts: list[str] = []
    while isinstance(function, ast.Attribute):
        parts.append(function.attr)
        function = function.value
    if not isinstance(function, ast.Name):
        return ""
    parts.append(names.get(function.id, function.id))
    return ".".join(reversed(parts))


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."
