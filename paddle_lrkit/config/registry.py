"""The models, data sets, tasks and schedules that a config can name.

Built-in names point to ``"module:attribute"``, which is imported on first use. Installed packages add names with entry
points of the groups ``paddle_lrkit.models``, ``.datasets``, ``.transforms``, ``.schedules`` and ``.tasks``. A config
cannot name a module, so loading it imports nothing.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any

from paddle_lrkit.errors import ConfigError, unknown_name
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.text import join_names

_KINDS = (
    Message("task"),
    Message("model"),
    Message("dataset"),
    Message("transform"),
    Message("box_transform"),
    Message("batch_transform"),
    Message("text_transform"),
    Message("tokenizer"),
    Message("loss"),
    Message("predictor"),
    Message("schedule"),
)
"""What `Registry.kind` can be."""


class Registry:
    """The components of one kind.

    Args:
        group: Entry-point group, such as ``paddle_lrkit.models``.
        builtin: Name -> ``"module:attribute"``.

    Example:
        >>> registry = Registry("paddle_lrkit.examples", {"Fraction": "fractions:Fraction"})
        >>> registry.find("Fraction")(1, 2)
        Fraction(1, 2)
    """

    def __init__(self, group: str, builtin: Mapping[str, str]) -> None:
        self.group = group
        self.builtin = dict(builtin)

    @property
    def kind(self) -> str:
        """The name of one component in errors: ``model``, ``dataset``, ..."""
        plural = self.group.rsplit(".", 1)[-1]
        return plural.removesuffix("es" if plural.endswith("sses") else "s")

    def names(self) -> list[str]:
        """All names, built-in and installed."""
        return sorted({*self.builtin, *(point.name for point in self._entry_points())})

    def find(self, name: str) -> Callable[..., Any]:
        """The factory of a name; a built-in name has priority over an installed one.

        Raises:
            ConfigError: The name is unknown, two packages offer it, or the package cannot be imported.
        """
        if name in self.builtin:
            module, _, attribute = self.builtin[name].partition(":")
            factory: Callable[..., Any] = getattr(importlib.import_module(module), attribute)
            return factory
        points = {point.value: point for point in self._entry_points() if point.name == name}
        if not points:
            raise unknown_name(self.kind, name, self.names(), key="name")
        if len(points) > 1:
            values = join_names(map(repr, sorted(points)))
            raise ConfigError(
                tr("the {} {!r} comes from {}; uninstall one of them", tr(self.kind), name, values), key="name"
            )
        return self._load(*points.values())

    def _entry_points(self) -> Any:
        from importlib.metadata import entry_points

        try:
            return entry_points(group=self.group)
        except Exception as error:
            raise ConfigError(
                tr("the entry points of the installed packages cannot be read: {}", error), key="name"
            ) from error

    def _load(self, point: Any) -> Callable[..., Any]:
        origin = tr("the {} {!r} comes from {!r}", tr(self.kind), point.name, point.value)
        try:
            factory: Callable[..., Any] = point.load()
        except (Exception, SystemExit) as error:
            reason = f"{type(error).__name__}: {error}"
            raise ConfigError(tr("{}, which cannot be imported: {}", origin, reason), key="name") from error
        if not callable(factory):
            raise ConfigError(tr("{}, which is not a function or class", origin), key="name")
        return factory
