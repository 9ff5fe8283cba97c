"""The names of models that ``lrkit advise`` knows, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from paddle_lrkit.advise.models import FAMILIES, MODELS
from paddle_lrkit.advise.zoo.known import model_names
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.table import detector_of
from paddle_lrkit.suites.zoo import ZOOS, commit_of
from paddle_lrkit.text import wrap

_INDENT = "    "


def models_json(tasks: Sequence[str]) -> list[dict[str, object]]:
    """One object a task: ``task``, ``suite``, ``commit``, ``groups`` with kind, line and names, ``known``."""
    return [
        {
            "task": task,
            "suite": ZOOS[task],
            "commit": commit_of(ZOOS[task]),
            "groups": [
                {"kind": kind, "line": line, "models": names}
                for kind, lines in model_names(task).items()
                for line, names in lines.items()
            ],
            "known": _known(task),
        }
        for task in tasks
    ]


def models_text(tasks: Sequence[str], columns: int) -> str:
    """The names of the tasks' models: one paragraph a line of models, under the heading of their kind."""
    return "\n".join(line for task in tasks for line in _of_task(task, columns))


def _of_task(task: str, columns: int) -> Iterator[str]:
    yield f"{task} ({detector_of(ZOOS[task]).title})"
    for kind, lines in model_names(task).items():
        yield f"  {kind}"
        for names in lines.values():
            yield from wrap(f"{_INDENT}{', '.join(names)}", columns, _INDENT)
    yield f"  {tr('also by these names')}"
    yield from wrap(f"{_INDENT}{', '.join(_known(task))}", columns, _INDENT)


def _known(task: str) -> list[str]:
    """The names of the guide, each of which may continue."""
    return [model.name for model in MODELS.values() if task in FAMILIES[model.family].tasks]
