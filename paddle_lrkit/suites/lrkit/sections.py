"""The keys that each section of our own dialect takes, from the dataclasses and factories that read them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from paddle_lrkit.config.batch_schedule import KINDS
from paddle_lrkit.config.bind import argument_types, parameters
from paddle_lrkit.config.document import Document, Path
from paddle_lrkit.config.optimizer_groups import OptimizerGroup
from paddle_lrkit.config.optimizer_section import BUILDER, RATE, optimizer_keys
from paddle_lrkit.config.optimizer_settings import Optimizer
from paddle_lrkit.config.settings import OPTIMIZER_SECTIONS, Settings
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.lrkit.common_keys import JaggedRestarts
from paddle_lrkit.suites.lrkit.quantities import ACCUMULATE_PATH, BATCH_PATH
from paddle_lrkit.suites.lrkit.reader import schedule_keys
from paddle_lrkit.suites.schedule_fields import ClassArguments

_LR = ("Optimizer", "lr")


def all_arguments(document: Document) -> tuple[ClassArguments, ...]:
    """The arguments of every section whose keys are known without the data, the models and the tasks."""
    hints = dict(argument_types(Settings))
    names = (*hints, *OPTIMIZER_SECTIONS[1:])
    found = [ClassArguments((), document.data, names, name=tr("a config"))]
    if BUILDER in document.data:
        from paddle_lrkit.config.optimizer_builder import OptimizerBuilder

        hints[BUILDER] = OptimizerBuilder
    for name, hint in hints.items():
        found += _arguments(document, hint, (name,))
    found += _schedule(document, _LR)
    found += _groups(document)
    for path in (BATCH_PATH, ACCUMULATE_PATH):
        given = document.get(path)
        kind = KINDS.get(str(given.get("name"))) if isinstance(given, Mapping) else None
        if kind is not None:
            found.append(ClassArguments(path, given, ("name", *parameters(kind)), name=str(given["name"])))
    return tuple(found)


def _groups(document: Document) -> Iterator[ClassArguments]:
    """The keys of the groups of parameters, and of their schedules."""
    given = document.get(("Optimizer", "groups"))
    for index, group in enumerate(given if isinstance(given, list) else ()):
        path: Path = ("Optimizer", "groups", index)
        if isinstance(group, Mapping):
            yield ClassArguments(path, group, parameters(OptimizerGroup), name=tr("a group"))
            yield from _schedule(document, (*path, "lr"))


def _arguments(document: Document, hint: Any, path: Path) -> Iterator[ClassArguments]:
    """The arguments of a section that a dataclass describes, and those of the sections in it."""
    given = document.get(path)
    kinds = [kind for kind in (hint, *get_args(hint)) if dataclasses.is_dataclass(kind) and isinstance(kind, type)]
    if not isinstance(given, Mapping) or not kinds or kinds[0].__name__ == "Component":
        return
    inner = argument_types(kinds[0])
    keys = optimizer_keys() if kinds[0] is Optimizer else tuple(inner)
    yield ClassArguments(path, given, keys, name=".".join(map(str, path)))
    for name, part in inner.items():
        yield from _arguments(document, part, (*path, name))


def _schedule(document: Document, begin: Path) -> Iterator[ClassArguments]:
    """The keys of a schedule, of its restarts and of the schedules that follow it."""
    path = begin
    while isinstance(given := document.get(path), Mapping) and RATE not in document.data:
        keys = schedule_keys(given.get("name"))
        if keys is None:
            return
        yield ClassArguments(path, given, (*keys, *("start",) * (path != begin)), name=str(given.get("name")))
        restarts = given.get("jagged_restarts")
        if isinstance(restarts, Mapping):
            inner = (*path, "jagged_restarts")
            yield ClassArguments(inner, restarts, parameters(JaggedRestarts), name="jagged_restarts")
        path = (*path, "override")
