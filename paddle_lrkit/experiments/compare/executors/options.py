"""The options of an executor on the command line: ``--executor-option key=value``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from paddle_lrkit.errors import UsageError, did_you_mean
from paddle_lrkit.messages import tr

SBATCH = ("account", "constraint", "exclude", "gres", "mem", "nodelist", "partition", "qos", "reservation")
"""The options of Slurm's ``sbatch`` that are passed on."""
EXECUTORS: Mapping[str, tuple[str, ...]] = {
    "local": (),
    "ray": ("address", "cpus"),
    "slurm": ("cluster", "cpus", "setup", "time", *SBATCH),
}
"""The executors and the options that each of them knows."""


@dataclass(frozen=True)
class ExecutorOptions:
    """The options of one executor.

    Args:
        values: Key -> value, as written.
    """

    values: Mapping[str, str]

    def text(self, key: str) -> str | None:
        """The value of a key; None if it is not given."""
        return self.values.get(key)

    def count(self, key: str, default: int) -> int:
        """The value of a key, a whole number of at least 1.

        Raises:
            UsageError: It is something else.
        """
        given = self.values.get(key)
        if given is None:
            return default
        if not given.isdecimal() or int(given) < 1:
            raise UsageError(tr("--executor-option {}={}: must be a whole number of at least 1", key, given))
        return int(given)


def read_executor_options(executor: str, given: Iterable[str]) -> ExecutorOptions:
    """Reads ``key=value`` texts.

    Args:
        executor: A name in `EXECUTORS`.
        given: The texts.

    Raises:
        UsageError: A key is not known or given twice, or has no value.

    Example:
        >>> read_executor_options("slurm", ["partition=gpu", "time=90"]).count("time", 1440)
        90
        >>> read_executor_options("slurm", ["tiem=9"])
        Traceback (most recent call last):
        paddle_lrkit.errors.UsageError: --executor-option tiem: unknown with --executor slurm; did you mean 'time'?
    """
    known, values = EXECUTORS[executor], dict[str, str]()
    for text in given:
        key, equals, value = (part.strip() for part in text.partition("="))
        if key not in known:
            raise UsageError(tr("--executor-option {}: {}", key, _unknown(executor, key)))
        if not equals or not value:
            raise UsageError(tr("--executor-option {}: must be key=value", text))
        if key in values:
            raise UsageError(tr("--executor-option {} is given twice", key))
        values[key] = value
    return ExecutorOptions(values)


def _unknown(executor: str, key: str) -> str:
    known = EXECUTORS[executor]
    if not known:
        return tr("--executor {} has no options", executor)
    hint = did_you_mean(key, known) or tr("; known: {}", tr(", ").join(known))
    return tr("unknown with --executor {}{}", executor, hint)
