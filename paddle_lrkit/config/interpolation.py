"""OmegaConf's interpolations: ``${a.b}``, ``${.sibling}``, ``${name:argument}``, also inside text and each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from paddle_lrkit.config.document import Document, Path, dotted
from paddle_lrkit.config.yaml_loader import MAX_DEPTH, MAX_VALUES
from paddle_lrkit.errors import did_you_mean, shown
from paddle_lrkit.messages import tr

Resolver = Callable[..., Any]
"""Computes the value of ``${name:arguments}`` from its arguments."""

_LONGEST_TEXT = 10_000
_MOST_BITS = 1024
_WHOLE = re.compile(r"[-+]?(?:0|[1-9](?:_?[0-9])*)\Z")
_FLOAT = re.compile(
    r"[-+]?(?:(?:0|[1-9](?:_?[0-9])*)(?:\.(?:[0-9](?:_?[0-9])*)?)?|\.[0-9](?:_?[0-9])*)(?:[eE][-+]?[0-9]+)?\Z"
    r"|[-+]?(?:inf|nan)\Z",
    re.IGNORECASE,
)
_WORDS = {"null": None, "true": True, "false": False}


class Unresolved(str):
    """The text of a value whose interpolation has no value.

    Args:
        text: The text.
        reason: Why there is no value.
        fails: Whether OmegaConf fails too; it may know a resolver that we do not know.
    """

    reason: str
    fails: bool

    def __new__(cls, text: str, reason: str, fails: bool) -> Unresolved:
        """The text with its reason."""
        made = super().__new__(cls, text)
        made.reason, made.fails = reason, fails
        return made

    def __getnewargs__(self) -> tuple[str, str, bool]:  # type: ignore[override]
        """For copies."""
        return str(self), self.reason, self.fails


def interpolated(document: Document, resolvers: Mapping[str, Resolver] | None = None) -> Document:
    """The config with the values of its interpolations; text without a value becomes `Unresolved`.

    Args:
        document: The config.
        resolvers: Name -> function of the arguments, such as ``{"sum": sum}`` for ``${sum:${epochs}}``.

    Raises:
        ConfigError: The config becomes too large.

    Example:
        >>> interpolated(Document({"run": {"epochs": [3, 4], "all": "${sum:${.epochs}}", "text": "${run.all}ep"}}),
        ...     {"sum": sum}).data["run"]
        {'epochs': [3, 4], 'all': 7, 'text': '7ep'}
    """
    work = _Interpolation(document, resolvers or {})
    data = work.copied(document.data, ())
    return replace(document, data=data, interpolations=frozenset(work.known))


def check_resolved(document: Document, path: Path = (), certain: bool = False) -> None:
    """Refuses a config with an interpolation that has no value.

    Args:
        document: The config.
        path: Where to look, with everything below it.
        certain: Whether to refuse only those that fail in OmegaConf too.

    Raises:
        ConfigError: The reason, with file, line and key.
    """
    waiting = [(path, document.get(path))]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, Unresolved) and (value.fails or not certain):
            raise document.error(value.reason, place)
        waiting += [((*place, key), item) for key, item in reversed(_items(value))]


class _NoValueError(Exception):
    """An interpolation has no value."""

    def __init__(self, reason: str, fails: bool = True) -> None:
        super().__init__(reason)
        self.reason, self.fails = reason, fails


@dataclass(eq=False, repr=False)
class _Interpolation:
    """Computes the values; those that follow each other for ever are found by ``open``."""

    document: Document
    resolvers: Mapping[str, Resolver]
    known: dict[Path, Any] = field(default_factory=dict)
    open: list[Path] = field(default_factory=list)
    values: int = 0

    def copied(self, value: Any, path: Path) -> Any:
        """A value of the config with everything below it; ``path`` is where it stands."""
        self.values += 1
        if self.values > MAX_VALUES:
            raise self.document.error(tr("more than {} values once the interpolations are followed", MAX_VALUES), path)
        if len(path) > MAX_DEPTH:
            raise self.document.error(tr("nested deeper than {} levels", MAX_DEPTH), path)
        if isinstance(value, Mapping):
            return {key: self.copied(item, (*path, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [self.copied(item, (*path, index)) for index, item in enumerate(value)]
        if not isinstance(value, str) or "${" not in value:
            return value
        if path in self.known:
            return self.known[path]
        try:
            found = self._text(value, path)
        except _NoValueError as error:
            found = Unresolved(value, error.reason, error.fails)
        if not _items(found):  # a section counts again wherever it is used
            self.known[path] = found
        return found

    def _text(self, text: str, path: Path) -> Any:
        if path in self.open:
            raise _NoValueError(tr("{} leads back to itself", shown(text)))
        if len(self.open) >= MAX_DEPTH:
            raise _NoValueError(tr("follows more than {} interpolations", MAX_DEPTH))
        self.open.append(path)
        try:
            return _InterpolationReader(text, self, path).whole()
        finally:
            self.open.pop()

    def node(self, name: str, path: Path) -> Any:
        """The value of ``${name}`` in a value at ``path``: dots in front count sections upwards from its own."""
        dots = len(name) - len(name.lstrip("."))
        if dots > len(path):
            raise _NoValueError(tr("${{{}}} leads out of the config", name))
        place: Path = path[:-dots] if dots else ()
        if not name.strip("."):
            raise _NoValueError(tr("${{{}}} names no key", name))
        value = self.document.get(place, self.document.data)
        for step in re.split(r"[.\[]", name[dots:].replace("]", "")):
            value, place = self._below(value, step, place, name)
        if value == "???":
            raise _NoValueError(tr("${{{}}} has no value yet: it is ???", name))
        if any(place[: len(one)] == one or one[: len(place)] == place for one in self.open):
            raise _NoValueError(tr("${{{}}} leads back to itself", name))
        found = self.copied(value, place)
        if isinstance(found, Unresolved):
            raise _NoValueError(found.reason, found.fails)
        return found

    def _below(self, value: Any, step: str, place: Path, name: str) -> tuple[Any, Path]:
        if isinstance(value, str) and "${" in value:
            value = self.copied(value, place)
        keys: list[Any] = [step, int(step)] if re.fullmatch("[0-9]{1,9}", step) else [step]
        for key in keys:
            if key in value if isinstance(value, Mapping) else isinstance(value, list) and key in range(len(value)):
                return value[key], (*place, key)
        near = did_you_mean(step, [key for key, _ in _items(value)[:100] if isinstance(key, str)])
        if not place:
            raise _NoValueError(tr("${{{}}} names no key: there is no {}{}", name, shown(step), near))
        raise _NoValueError(tr("${{{}}} names no key: there is no {} in {}{}", name, shown(step), dotted(place), near))

    def call(self, name: str, arguments: list[Any]) -> Any:
        """The value of ``${name:arguments}``."""
        if name not in self.resolvers:
            reason = tr("the value of ${{{}:..}} comes from outside the config, and is not known", name)
            raise _NoValueError(reason, False)
        try:
            value = self.resolvers[name](*arguments)
        except (TypeError, ValueError, ArithmeticError, LookupError) as error:
            raise _NoValueError(tr("${{{}:..}} fails: {}", name, error)) from None
        if isinstance(value, int) and value.bit_length() > _MOST_BITS:
            raise _NoValueError(tr("${{{}:..}} is too large", name))
        return value


class _InterpolationReader:
    """Reads a text with interpolations from left to right."""

    def __init__(self, text: str, work: _Interpolation, path: Path) -> None:
        self.text, self.at, self.work, self.path = text, 0, work, path

    def whole(self) -> Any:
        """The value of the whole text: that of its only interpolation, else text."""
        return self._joined("", None)

    def _joined(self, ends: str, quote: str | None) -> Any:
        """The parts up to one of the characters ``ends``, which is not read."""
        parts: list[Any] = []
        plain, only = "", False
        while self.at < len(self.text) and self.text[self.at] not in ends:
            rest = self.text[self.at :]
            slashes = len(rest) - len(rest.lstrip("\\"))
            if slashes and rest[slashes : slashes + 2] == "${":
                plain += "\\" * (slashes // 2) + "${" * (slashes % 2)
                self.at += slashes + 2 * (slashes % 2)
            elif quote and rest[:2] == f"\\{quote}":
                plain, self.at = plain + quote, self.at + 2
            elif rest.startswith("${"):
                parts += [plain] if plain else []
                parts.append(self._interpolation())
                plain, only = "", len(parts) == 1
            else:
                plain, self.at = plain + rest[: max(slashes, 1)], self.at + max(slashes, 1)
        if only and not plain and len(parts) == 1:
            return parts[0]
        return _short("".join(_as_text(part) for part in (*parts, plain)))

    def _interpolation(self) -> Any:
        self.at += 2
        name = ""
        while self.at < len(self.text):
            letter = self.text[self.at]
            if self.text.startswith("${", self.at):
                name = _short(name + _as_text(self._interpolation()))
                continue
            self.at += 1
            if letter == "}":
                return self.work.node(name.strip(), self.path)
            if letter == ":":
                return self.work.call(name.strip(), self._arguments("}"))
            name += letter
        raise _NoValueError(tr("{} has no closing brace", shown(self.text)))

    def _arguments(self, end: str) -> list[Any]:
        """Values with commas between them, up to ``end``, which is read."""
        found: list[Any] = []
        self._skip()
        if self.text.startswith(end, self.at):
            self.at += 1
            return found
        while True:
            found.append(self._argument(end))
            self._skip()
            letter = self.text[self.at : self.at + 1]
            self.at += 1
            if letter == end:
                return found
            if letter != ",":
                raise _NoValueError(tr("{} is not an interpolation that OmegaConf reads", shown(self.text)))

    def _argument(self, end: str) -> Any:
        self._skip()
        letter = self.text[self.at : self.at + 1]
        if letter in ("'", '"'):
            self.at += 1
            value = _as_text(self._joined(letter, letter))
            self.at += 1
            return value
        if letter == "[":
            self.at += 1
            return self._arguments("]")
        if letter == "{":
            raise _NoValueError(tr("a mapping as an argument of an interpolation is not read"), False)
        start = self.at
        value = self._joined(f",{end}", None)
        return _typed(value.strip()) if isinstance(value, str) and "${" not in self.text[start : self.at] else value

    def _skip(self) -> None:
        while self.text[self.at : self.at + 1] == " ":
            self.at += 1


def _typed(text: str) -> Any:
    """An unquoted argument: null, a bool, a number or text."""
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _WHOLE.match(text) and len(text) <= _MOST_BITS // 4:
        return int(text)
    return float(text) if _FLOAT.match(text) else text


def _as_text(value: Any) -> str:
    if isinstance(value, (dict, list)):
        raise _NoValueError(tr("a section or a list cannot be a part of a text"))
    return str(value)


def _short(text: str) -> str:
    if len(text) > _LONGEST_TEXT:
        raise _NoValueError(tr("becomes a text of more than {} characters", _LONGEST_TEXT))
    return text


def _items(value: Any) -> list[tuple[Any, Any]]:
    if isinstance(value, Mapping):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []
