"""A base config as PaddleX rewrites it with the numbers of ``Train``.

``null`` keeps the value of the base; a key that is missing stops PaddleX with an AttributeError.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from paddle_lrkit.config.document import Document, Mark, Path, dotted, steps
from paddle_lrkit.config.yaml11 import Tagged
from paddle_lrkit.errors import ConfigError, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.paddlex.modules import MODULES, TrainedModule
from paddle_lrkit.suites.section import Section
from paddle_lrkit.text import join_names

NAME = "PaddleX"
_READ = ("batch_size", "learning_rate", "epochs_iters")
_WARMUP = "warmup_steps"
_RATES_3D = {"OneCycle": "lr_max", "OneCycleWarmupDecayLr": "base_learning_rate"}
"""Class of Paddle3D -> the key of its rate."""


@dataclass(frozen=True)
class Rewriting:
    """A rewritten base config.

    Args:
        module: Name of the module.
        how: How the module trains.
        source: The PaddleX config.
        base: The base config.
        document: The base config as the suite gets it; rewritten keys have the line of the PaddleX config.
        places: Path in it -> path in the PaddleX config, for each key that PaddleX writes.
    """

    module: str
    how: TrainedModule
    source: Document
    base: Document
    document: Document
    places: Mapping[Path, Path] = field(default_factory=dict)

    def place(self, path: Path) -> Path | None:
        """The path in the PaddleX config of a value of the rewritten one; None where only the base holds it."""
        return next((own for written, own in self.places.items() if path[: len(written)] == written), None)

    def located(self, error: ConfigError) -> ConfigError:
        """An error about the rewritten config with the key, file and line where its user changes it."""
        path = steps(error.key or "")
        place = self.place(path) if path else None
        for written, own in self.places.items():
            if len(written) > 1:
                error.message = error.message.replace(dotted(written), dotted(own))
        if place is None:
            return error
        mark = self.source.mark(place)
        return type(error)(error.message, key=dotted(place), file=mark.file, line=mark.line)


def rewriting(source: Document, base: Document, module: str) -> Rewriting:
    """The base config as PaddleX rewrites it.

    Args:
        source: The PaddleX config.
        base: The base config.
        module: Name of the module that trains.

    Raises:
        ConfigError: PaddleX stops: a key is missing, or the base has no place for a value.
    """
    how = MODULES[module]
    train = Section(source, (), source.data, NAME).section("Train")
    for key in (*_READ, *((_WARMUP,) if how.warmup_unit else ())):
        if key not in train.values:
            raise train.error(tr("is missing, and {} needs it; null keeps the value of the base config", NAME), key)
    writer = _Writer(train, base, how)
    suite = how.base.suite
    if suite == "ppseg":
        writer.write_options()
    else:
        writer.write_batch()
        writer.write_rate()
        writer.write("epochs_iters", how.base.run)
    if suite == "ppdet":
        writer.write_detection_warmup()
    elif how.warmup_unit:
        key = "warmup_epoch" if suite == "ppcls" else "warmup_epochs"
        writer.write(_WARMUP, (*how.base.section, key))
    marks = {path: mark for path, mark in base.marks.items() if not any(_is_below(path, own) for own in writer.places)}
    rewritten = replace(base, data=writer.data, marks={**marks, **writer.marks})
    return Rewriting(module, how, source, base, rewritten, writer.places)


def _is_below(path: Path, other: Path) -> bool:
    return path[: len(other)] == other


class _Writer:
    """Writes the numbers of ``Train`` into a copy of the base config."""

    def __init__(self, train: Section, base: Document, how: TrainedModule) -> None:
        self.train, self.base, self.how = train, base, how
        self.data: Any = base.data
        self.marks: dict[Path, Mark] = {}
        self.places: dict[Path, Path] = {}

    def write(self, key: str, path: Path, cast: Callable[[str, Any], Any] = lambda key, value: value) -> None:
        """Writes a value unless it is null; a null also belongs to the key of the PaddleX config."""
        own: Path = (*self.train.path, key)
        self.places[path] = own
        if self.train.values[key] is None:
            return
        self.data = _with(self.data, path, self.train.read(key, cast), self._no_section)
        self.marks[path] = self.train.document.mark(own)

    def write_batch(self) -> None:
        """The batch size; PaddleX leaves that of a PaddleClas sampler with ``first_bs`` as it is."""
        path, suite = self.how.base.batch, self.how.base.suite
        if suite != "ppcls" or self.base.get(path):
            self.write("batch_size", path)

    def write_rate(self) -> None:
        """The rate, at the key that the schedule of the base has for it."""
        section, suite = self._section(), self.how.base.suite
        rates = self.how.base.rates
        if suite == "pp3d":
            rates = (_RATES_3D.get(str(section.need("type")), rates[0]),)
        if suite in ("ppcls", "ppvideo", "paddlets"):
            written = [key for key in rates if section.get(key) is not None]
            if suite == "paddlets" and not written:
                written = [key for key in rates if key in section.values]
            if not written and self.train.values["learning_rate"] is not None:
                raise section.error(
                    tr(
                        "has no {} that {} could replace by Train.learning_rate; write null there to keep the rate of "
                        "the base config",
                        join_names(rates, "or"),
                        NAME,
                    )
                )
            rates = (*written, *rates)
        self.write("learning_rate", (*section.path, rates[0]), _float if suite == "paddlets" else _any)

    def write_detection_warmup(self) -> None:
        """``steps`` of each ``LinearWarmup`` of PaddleDetection; other warmups stay as they are."""
        if self.train.values[_WARMUP] is None:
            return
        section = self._section()
        entries = section.need("schedulers")
        if not isinstance(entries, list):
            raise section.error(tr("must be a list of a decay and a warmup, got {}", shown(entries)), "schedulers")
        for index, entry in enumerate(entries):
            given = entry.value if isinstance(entry, Tagged) else entry
            path = (*section.path, "schedulers", index)
            if not isinstance(given, Mapping):
                raise self.base.error(tr("must be a schedule class with its arguments, got {}", shown(given)), path)
            kind = given.get("name", given.get("__tag__", entry.name if isinstance(entry, Tagged) else None))
            if kind is None:
                raise self.base.error(tr("is missing, and {} needs it", NAME), (*path, "name"))
            if kind == "LinearWarmup":
                self.write(_WARMUP, (*path, "steps"))
                self.data = _with(self.data, (*path, "epochs_first"), False, self._no_section)

    def write_options(self) -> None:
        """The options of PaddleSeg's command line, which changes nothing for 0."""
        self._section()
        for key, path, cast in (
            ("batch_size", self.how.base.batch, _whole_option),
            ("learning_rate", (*self.how.base.section, "learning_rate"), _number_option),
            ("epochs_iters", self.how.base.run, _whole_option),
        ):
            value = None if self.train.values[key] is None else self.train.read(key, cast)
            if value:
                self.write(key, path, cast)
            else:
                self.places[path] = (*self.train.path, key)

    def _section(self) -> Section:
        """The schedule of the base config."""
        return Section.at(self.base, self.how.base.section, self.how.base.title)

    def _no_section(self, path: Path, value: Any) -> ConfigError:
        return self.base.error(tr("must be a section with keys, got {}", shown(value)), path)


def _with(values: Any, path: Path, new: Any, refused: Callable[[Path, Any], ConfigError], at: int = 0) -> Any:
    """A copy of ``values`` with another value at a path, and the sections that it needs."""
    if at == len(path):
        return new
    key = path[at]
    if isinstance(values, Tagged):
        return replace(values, value=_with(values.value, path, new, refused, at))
    if isinstance(values, list) and isinstance(key, int):
        return [_with(one, path, new, refused, at + 1) if index == key else one for index, one in enumerate(values)]
    if not isinstance(values, Mapping):
        raise refused(path[:at], values)
    return {**values, key: _with(values.get(key, {}), path, new, refused, at + 1)}


def _any(key: str, value: Any) -> Any:
    return value


def _float(key: str, value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        raise ConfigError(tr("must be a number, got {}", shown(value)), key=key) from None


def _number_option(key: str, value: Any) -> float:
    """A number as ``--learning_rate`` of PaddleSeg takes it."""
    return _float(key, None if isinstance(value, bool) else value)


def _whole_option(key: str, value: Any) -> int:
    """A whole number as ``--iters`` of PaddleSeg takes it, which is one without a dot."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise ConfigError(tr("must be a whole number without a dot, got {}", shown(value)), key=key)
    return value
