"""A section of a suite's config, and the call of a class with its keys."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from paddle_lrkit.config.document import Document, Path
from paddle_lrkit.errors import ConfigError, did_you_mean, shown, unknown_name
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.schedule_class import ScheduleClass
from paddle_lrkit.units import LengthOptions, RunLength

T = TypeVar("T")


@dataclass(frozen=True, eq=False, repr=False)
class Section:
    """The mapping at a path of a document, with the suite's name for errors.

    Args:
        document: The config.
        path: Path of the mapping.
        values: The mapping.
        suite: Title of the suite, such as ``PaddleClas``.
    """

    document: Document
    path: Path
    values: Mapping[str, Any]
    suite: str

    @classmethod
    def at(cls, document: Document, path: Path, suite: str) -> Section:
        """The section at ``path``.

        Raises:
            ConfigError: There is no mapping at ``path``.
        """
        whole = cls(document, (), document.data, suite)
        for step in path:
            whole = whole.section(step)
        return whole

    def section(self, key: str | int) -> Section:
        """The section under ``key``."""
        value = self.need(str(key)) if isinstance(key, str) else self.values[key]  # type: ignore[index]
        if not isinstance(value, Mapping):
            raise self.error(tr("must be a section with keys, got {}", shown(value)), key)
        return Section(self.document, (*self.path, key), value, self.suite)

    def need(self, key: str) -> Any:
        """The value of ``key``; a ConfigError when the key is missing."""
        if key not in self.values:
            raise self.error(tr("is missing, and {} needs it", self.suite), key)
        return self.values[key]

    def get(self, key: str, default: Any = None) -> Any:
        """The value of ``key``, or ``default``."""
        return self.values.get(key, default)

    def read(self, key: str, check: Callable[[str, Any], T], default: Any = inspect.Parameter.empty) -> T:
        """The value of ``key`` after ``check(key, value)``; an error gets file and line."""
        value = self.need(key) if default is inspect.Parameter.empty else self.get(key, default)
        try:
            return check(key, value)
        except ConfigError as error:
            raise self.located(error) from None

    def batches(self, options: LengthOptions, batch_size: Any, drop_last: Any, key: str) -> int | None:
        """Batches in an epoch on one process; see `LengthOptions.batches`. Errors get file and line."""
        try:
            return options.batches(batch_size, drop_last=drop_last, key=key)
        except ConfigError as error:
            raise self.located(error) from None

    def run_length(self, options: LengthOptions, total: int, steps: int | None, batch_size: Path) -> RunLength:
        """The length of the run; the batch size is the caller's, else the one at a path of the document."""
        written = self.document.get(batch_size)
        size = options.batch_size or (written if isinstance(written, int) else None)
        return RunLength(total, steps, size, options.processes)

    def error(self, message: str, *keys: str | int) -> ConfigError:
        """A ConfigError with file and line of this section, or of a key of it."""
        return self.document.error(message, (*self.path, *keys))

    def located(self, error: ConfigError) -> ConfigError:
        """The same error with the file and line of the key that it names."""
        return self.document.located(error, self.path)


def find(section: Section, key: str, name: Any, table: Mapping[str, T], kind: str) -> T:
    """The entry of ``table`` with the ``name`` that the config gives under ``key``.

    Raises:
        ConfigError: The table has no such name; the nearest one is suggested.
    """
    if not isinstance(name, str):
        raise section.error(tr("must be the name of a {}, got {}", kind, shown(name)), key)
    if name not in table:
        raise section.located(unknown_name(kind, name, table, key=key))
    return table[name]


def call(
    schedule_class: ScheduleClass[T],
    section: Section,
    given: Mapping[str, Any],
    name: str,
    supplied: Mapping[str, Any] | None = None,
) -> T:
    """Calls a class with the keys of a config, as ``name(**given)`` does in the suite.

    Args:
        schedule_class: The class.
        section: The section that holds the keys.
        given: The keys.
        name: Name of the class, for errors.
        supplied: Arguments that the suite computes; they replace those in ``given``.

    Raises:
        ConfigError: A key is unknown or missing, or the class refuses a value; with file and line.
    """
    parameters = schedule_class.parameters
    arguments = {**given, **(supplied or {})}
    for key in list(arguments):
        if key in parameters:
            continue
        if not schedule_class.ignores_unknown:
            hint = did_you_mean(key, parameters) or _listed(parameters)
            raise section.error(tr("{} of {} takes no argument {}{}", name, section.suite, shown(key), hint), key)
        del arguments[key]
    for key, default in parameters.items():
        if key not in arguments and default is inspect.Parameter.empty:
            raise section.error(tr("is missing, and {} of {} needs it", name, section.suite), key)
    try:
        return schedule_class.build(**arguments)
    except ConfigError as error:
        raise section.located(error) from None


def _listed(names: Iterable[str]) -> str:
    return tr("; it takes {}", tr(", ").join(names))
