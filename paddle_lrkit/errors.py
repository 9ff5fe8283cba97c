"""The errors of the package. A message is one sentence: what is wrong, where, what is allowed, the nearest name."""

from __future__ import annotations

import math
import os
import reprlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from paddle_lrkit.messages import Message, tr

_MOST_BITS, _MOST_CHARACTERS = 1024, 80
_BRIEF = reprlib.Repr()
_BRIEF.maxstring = _BRIEF.maxother = _BRIEF.maxlong = _MOST_CHARACTERS


class LrkitError(Exception):
    """Base of all errors that the user can solve; the command line prints them as one line."""

    exit_code = 1


class UsageError(LrkitError):
    """A command was called in a wrong way."""

    exit_code = 2


class ConfigError(LrkitError, ValueError):
    """A value is not allowed.

    Args:
        message: What is wrong, without the place.
        key: Dotted key or argument name, such as ``Optimizer.lr.gamma``.
        file: File that holds the value.
        line: 1-based line of the value in ``file``.

    Example:
        >>> print(ConfigError("must be > 0, got -1", key="gamma", file="a.yml", line=3))
        a.yml:3: gamma: must be > 0, got -1
    """

    exit_code = 2

    def __init__(
        self,
        message: str,
        *,
        key: str | None = None,
        file: str | os.PathLike[str] | None = None,
        line: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.key = key
        self.file = None if file is None else os.fspath(file)
        self.line = line

    def __str__(self) -> str:
        text = tr("{}: {}", self.key, self.message) if self.key else self.message
        if self.file and self.line is not None:
            return f"{self.file}:{self.line}: {text}"
        return tr("{}: {}", self.file, text) if self.file else text


class NotWholeError(ConfigError):
    """A value is not a whole number."""


class UnknownEpochError(ConfigError):
    """The number of updates in an epoch is not known."""


class NoScheduleError(ConfigError):
    """A config has no schedule, or one that is decided by a metric or a file that is not here; it is not wrong."""


class NothingToTrainError(NoScheduleError):
    """A config is not for a training."""


class DataError(LrkitError):
    """A data set, image or label file cannot be used."""

    exit_code = 2


class CheckpointError(LrkitError):
    """A checkpoint or a scheduler state cannot be used."""

    exit_code = 2


_REASONS = (
    Message("No such file or directory"),
    Message("Permission denied"),
    Message("Is a directory"),
    Message("Not a directory"),
    Message("File exists"),
    Message("No space left on device"),
    Message("Read-only file system"),
    Message("File name too long"),
    Message("Too many levels of symbolic links"),
    Message("Input/output error"),
    Message("Directory not empty"),
    Message("Operation not permitted"),
    Message("Disk quota exceeded"),
    Message("Address already in use"),
    Message("Connection refused"),
    Message("embedded null byte"),
)
"""What Linux, or Python of a file name, says most often."""


def os_reason(error: Exception) -> str:
    """Why the operating system refused, such as ``No such file or directory``."""
    return tr(getattr(error, "strerror", None) or str(error))


def did_you_mean(name: object, known: Iterable[str], nearness: float = 0.6) -> str:
    """The end of an error message: the nearest known name, if one is close; ``nearness`` is 1 for the same name.

    Example:
        >>> did_you_mean("learing_rate", ["learning_rate", "gamma"])
        "; did you mean 'learning_rate'?"
        >>> did_you_mean("zzz", ["learning_rate"])
        ''
    """
    known = list(known)
    folded = {k.lower(): k for k in known}
    import difflib

    close = difflib.get_close_matches(
        (name if isinstance(name, str) else shown(name)).lower(), folded, n=1, cutoff=nearness
    )
    return tr("; did you mean {!r}?", folded[close[0]]) if close else ""


def unknown_name(kind: str, name: object, known: Iterable[str], *, key: str | None = None) -> ConfigError:
    """The error for an unknown name, with the nearest known name, or with all if they are few."""
    names = sorted(known)
    hint = did_you_mean(name, names)
    if not hint and len(names) <= 40:
        hint = tr("; known: {}", tr(", ").join(names))
    return ConfigError(tr("unknown {} {}{}", tr(kind), shown(name), hint), key=key)


def shown(value: object) -> str:
    """``repr`` of a value, cut to a length that fits in a message.

    Example:
        >>> shown("1e-4"), shown([1, 2]), shown(10**10000)
        ("'1e-4'", '[1, 2]', 'a very large int')
    """
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        return tr("a very large int")
    try:
        text = _BRIEF.repr(value)
    except Exception:
        return tr("a {}", type(value).__name__)
    return text if len(text) <= _MOST_CHARACTERS else text[: _MOST_CHARACTERS - 3] + "..."


@contextmanager
def argument_names(**names: str) -> Iterator[None]:
    """Inside the block, a ConfigError about an inner argument names the argument of the caller.

    Args:
        names: Inner argument name -> name of the caller's argument.

    Example:
        >>> with argument_names(start="learning_rate"):
        ...     check_number("start", -1, at_least=0)
        Traceback (most recent call last):
        paddle_lrkit.errors.ConfigError: learning_rate: must be >= 0, got -1
    """
    try:
        yield
    except ConfigError as error:
        if error.key is not None:
            name, bracket, index = error.key.partition("[")
            error.key = names.get(name, name) + bracket + index
        raise


def check_number(
    name: str,
    value: object,
    *,
    above: float | None = None,
    at_least: float | None = None,
    below: float | None = None,
    at_most: float | None = None,
) -> float:
    """Returns ``value`` as a builtin float, or raises a ConfigError that names argument, value and limit.

    NumPy scalars are accepted; booleans, strings, NaN and infinities are refused.

    Example:
        >>> check_number("gamma", 1, above=0)
        1.0
    """
    limits = (
        ("> ", above, lambda number, limit: number > limit),
        (">= ", at_least, lambda number, limit: number >= limit),
        ("< ", below, lambda number, limit: number < limit),
        ("<= ", at_most, lambda number, limit: number <= limit),
    )
    allowed = f" {tr('and')} ".join(f"{sign}{limit:g}" for sign, limit, _ in limits if limit is not None)
    number = _as_float(value)
    if number is None or not math.isfinite(number):
        raise ConfigError(tr("must be a finite number{}, got {}", allowed and " " + allowed, shown(value)), key=name)
    for _, limit, holds in limits:
        if limit is not None and not holds(number, limit):
            raise ConfigError(tr("must be {}, got {}", allowed, shown(value)), key=name)
    return number


def check_integer(name: str, value: object, *, at_least: int | None = None, at_most: int | None = None) -> int:
    """Returns ``value`` as a builtin int, or raises a ConfigError that names argument, value and limit.

    Example:
        >>> check_integer("step_size", 30, at_least=1)
        30
    """
    limits = [f">= {at_least}"] * (at_least is not None) + [f"<= {at_most}"] * (at_most is not None)
    allowed = f" {tr('and')} ".join(limits)
    number = _as_float(value)
    if number is None or not math.isfinite(number) or not hasattr(value, "__index__"):
        raise NotWholeError(tr("must be a whole number{}, got {}", allowed and " " + allowed, shown(value)), key=name)
    whole = int(value)
    if (at_least is not None and whole < at_least) or (at_most is not None and whole > at_most):
        raise ConfigError(tr("must be {}, got {}", allowed, shown(value)), key=name)
    return int(whole)


def check_choice(name: str, value: object, choices: Iterable[str]) -> str:
    """Returns ``value`` if it is one of ``choices``, else raises a ConfigError that lists them."""
    choices = list(choices)
    if value not in choices or not isinstance(value, str):
        listed = tr(", ").join(repr(choice) for choice in choices)
        raise ConfigError(
            tr("must be one of {}, got {}{}", listed, shown(value), did_you_mean(value, choices)), key=name
        )
    return value


def _as_float(value: object) -> float | None:
    if isinstance(value, (bool, str, bytes)) or type(value).__name__ in ("bool_", "bool", "str_"):
        return None
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
