"""Durations with units, the length of a run, and the conversion of durations to updates.

A duration is a number and a unit: ``5ep`` (epochs), ``500it`` (updates), ``10%`` (of the run), ``1000000sa``
(samples), ``2000000000tok`` (tokens). Inside the package the only unit is the update.

Rounding: the exact value (computed without binary rounding errors, so ``0.1`` is one tenth) is rounded to the
nearest whole update, and a half goes up: ``0.5ep`` of 7329 updates is 3665 updates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, NewType

from paddle_lrkit.batch_plan import BatchPlan
from paddle_lrkit.errors import ConfigError, UnknownEpochError, check_integer, shown
from paddle_lrkit.messages import Message, tr

Updates = NewType("Updates", int)
"""Annotation of an argument that is counted in updates; YAML may write it with any unit."""

LONGEST = 10**18
"""No duration and no run is longer, in any unit."""

UNITS = {"ep": Message("epochs"), "it": Message("updates"), "%": Message("per cent of the run")}
UNITS |= {"sa": Message("samples"), "tok": Message("tokens")}
_PATTERN = re.compile(r"([+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?)\s*(ep|it|%|sa|tok)")


_HINTS = {
    "steps_per_epoch": Message("the number of updates in an epoch (images / (batch size x GPUs); --steps-per-epoch)"),
    "total_updates": Message("the length of the run"),
    "samples_per_update": Message("the global batch size"),
    "tokens_per_update": Message("the number of tokens in an update"),
    "tokens_per_sample": Message("the number of tokens in a sample"),
}


class Duration(NamedTuple):
    """A length of training with its unit.

    Args:
        value: The exact number.
        unit: One of ``ep``, ``it``, ``%``, ``sa``, ``tok``.

    Example:
        >>> parse_duration("5ep").updates(RunLength(steps_per_epoch=100))
        500
        >>> str(parse_duration("2.5%"))
        '2.5%'
    """

    value: Fraction
    unit: str

    def __str__(self) -> str:
        number = str(self.value.numerator) if self.value.denominator == 1 else f"{float(self.value):.12g}"
        return number + self.unit

    def updates(self, length: RunLength) -> int:
        """The duration in updates, rounded to the nearest, a half up.

        Raises:
            ConfigError: The unit needs a field of ``length`` that is unknown.
        """
        if length.plan is not None and self.unit in ("ep", "sa", "tok"):
            return self._planned(length.plan, length)
        exact = self.value * self._updates_per_unit(length)
        return int((exact * 2 + 1) // 2)

    def ends_at(self, update: int, length: RunLength) -> bool:
        """Whether an update is the end of a whole number of these durations, of at least one update each; 0 is."""
        if length.plan is None or self.unit not in ("ep", "sa", "tok"):
            return update % max(self.updates(length), 1) == 0
        if self.value == 0 or update == 0:
            return True
        if self.unit == "ep":
            before = int(Fraction(length.plan.epoch(update)) / self.value)
        else:
            before = int(length.plan.samples(update) / self._samples(length))
        times = (Duration(self.value * (before + more), self.unit) for more in (0, 1))
        return any(time.value > 0 and time.updates(length) == update for time in times)

    def _planned(self, plan: BatchPlan, length: RunLength) -> int:
        """The duration in updates of a run whose batch size changes."""
        if self.unit != "ep":
            return plan.updates_nearest(self._samples(length))
        if plan.num_samples is None:
            length.need("steps_per_epoch", self)
        whole = int(self.value)
        first = plan.first_update(whole)
        part = (self.value - whole) * (plan.first_update(whole + 1) - first)
        return first + int((part * 2 + 1) // 2)

    def _samples(self, length: RunLength) -> Fraction:
        return self.value / (1 if self.unit == "sa" else length.need("tokens_per_sample", self))

    def _updates_per_unit(self, length: RunLength) -> Fraction:
        if self.unit == "it":
            return Fraction(1)
        if self.unit == "ep":
            return Fraction(length.need("steps_per_epoch", self))
        if self.unit == "%":
            return Fraction(length.need("total_updates", self), 100)
        if self.unit == "sa":
            return Fraction(1, length.need("samples_per_update", self))
        return Fraction(1, length.need("tokens_per_update", self))


class RunLength(NamedTuple):
    """The length of a run; a field is None if it is unknown.

    Args:
        total_updates: Updates in the run.
        steps_per_epoch: Updates in an epoch.
        batch_size: Samples per process and forward pass.
        world_size: Number of processes (GPUs).
        samples_per_update: Global batch: batch size x processes x accumulation.
        tokens_per_update: Samples per update x sequence length.
        epochs: Epochs in the run, if its config counts them.
        assumed: Whether ``steps_per_epoch`` is an assumption.
        counted: The training set whose samples were counted to know ``steps_per_epoch``, in words.
        plan: The batches of a run whose batch size changes; then ``steps_per_epoch``, ``samples_per_update`` and
            ``tokens_per_update`` are None.
        tokens_per_sample: Sequence length, with ``plan``.
    """

    total_updates: int | None = None
    steps_per_epoch: int | None = None
    batch_size: int | None = None
    world_size: int = 1
    samples_per_update: int | None = None
    tokens_per_update: int | None = None
    epochs: int | None = None
    assumed: bool = False
    counted: str = ""
    plan: BatchPlan | None = None
    tokens_per_sample: int | None = None

    def need(self, name: str, duration: Duration) -> int:
        """The field ``name``, which ``duration`` needs; a ConfigError if it is unknown."""
        value = getattr(self, name)
        if value is None:
            kind = UnknownEpochError if name == "steps_per_epoch" else ConfigError
            raise kind(tr("{} needs {}, which is not known", duration, _HINTS[name]))
        return int(value)


@dataclass(frozen=True, eq=False, repr=False)
class LengthOptions:
    """What the caller specifies about the length of a run; None leaves a value to the config.

    Args:
        steps_per_epoch: Updates in an epoch.
        images: Samples in the training set.
        batch_size: Samples per process and forward pass.
        world_size: Number of processes (GPUs).
    """

    steps_per_epoch: int | None = None
    images: int | None = None
    batch_size: int | None = None
    world_size: int | None = None

    def __post_init__(self) -> None:
        for name in ("steps_per_epoch", "images", "batch_size", "world_size"):
            if getattr(self, name) is not None:
                check_integer(name, getattr(self, name), at_least=1)

    @property
    def processes(self) -> int:
        """``world_size``, by default 1."""
        return self.world_size or 1

    def batches(self, batch_size: object, *, drop_last: object, key: str) -> int | None:
        """Batches in an epoch on one process, ``ceil(images / world_size) / batch_size``; None without ``images``.

        Args:
            batch_size: Batch size in the config, used if the caller gives none.
            drop_last: Whether the last incomplete batch is dropped.
            key: Key of the batch size in the config, for errors.

        Raises:
            ConfigError: The batch size is unknown, or an epoch has no batch.
        """
        if self.images is None:
            return None
        size = self.batch_size or batch_size
        if not isinstance(size, int) or size < 1:
            raise ConfigError(tr("needed to count the updates of an epoch; give --batch-size"), key=key)
        count = batches_per_epoch(self.images, size, self.processes, bool(drop_last))
        if count < 1:
            raise ConfigError(
                tr("{} images give no batch of {} on each of {} processes", self.images, size, self.processes), key=key
            )
        return count


def unknown_epoch(formula: str | Message) -> UnknownEpochError:
    """The error that asks for the number of updates in an epoch.

    Args:
        formula: How the suite computes it.
    """
    return UnknownEpochError(
        tr(
            "the number of updates in an epoch is not known: {}; give it as steps_per_epoch (--steps-per-epoch), "
            "or give --images, --batch-size and --gpus",
            formula,
        )
    )


def parse_duration(text: object) -> Duration:
    """Reads ``5ep``, ``500it``, ``10%``, ``1e6sa`` or ``2_000_000tok``.

    Raises:
        ConfigError: Not a number with a unit, a negative one, or one above `LONGEST`. A bare number is refused
            because it could be epochs or updates; 0 needs no unit.

    Example:
        >>> parse_duration("500it").updates(RunLength())
        500
        >>> parse_duration("1e6sa").updates(RunLength(samples_per_update=256))
        3906
    """
    if isinstance(text, Duration):
        return text
    if text == 0 and not isinstance(text, bool):
        return Duration(Fraction(0), "it")
    if isinstance(text, (int, float)) and not isinstance(text, bool):
        bare = shown(text)
        raise ConfigError(
            tr("{0} has no unit; write {0}it (updates), {0}ep (epochs) or a per cent of the run such as 10%", bare)
        )
    match = _PATTERN.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        units = tr(", ").join(tr("{} ({})", unit, meaning) for unit, meaning in UNITS.items())
        raise ConfigError(tr("must be a number with a unit: {}; got {}", units, shown(text)))
    value = Fraction(Decimal(match[1].replace("_", "")))
    if value < 0:
        raise ConfigError(tr("a duration must not be negative, got {}", shown(text)))
    if value > LONGEST:
        raise ConfigError(tr("a duration must be {:.0e} at most, got {}", LONGEST, shown(text)))
    return Duration(value, match[2])


def batches_per_epoch(num_samples: int, batch_size: int, world_size: int, drop_last: bool) -> int:
    """Batches of one epoch on each of ``world_size`` processes; arguments as in `steps_per_epoch`.

    Example:
        >>> batches_per_epoch(10, 4, 1, drop_last=True), batches_per_epoch(10, 4, 1, drop_last=False)
        (2, 3)
    """
    share = -(-num_samples // world_size)
    return share // batch_size if drop_last else -(-share // batch_size)


def steps_per_epoch(
    num_samples: int,
    batch_size: int,
    *,
    world_size: int = 1,
    drop_last: bool = True,
    accumulate_steps: int = 1,
) -> int:
    """Updates in one epoch of the trainer.

    ``floor(batches / accumulate_steps)`` where ``batches`` is ``ceil(num_samples / world_size) / batch_size``,
    rounded down with ``drop_last`` and up without.

    Args:
        num_samples: Samples in the training set.
        batch_size: Samples per process and forward pass.
        world_size: Number of processes (GPUs).
        drop_last: Whether the last incomplete batch is dropped.
        accumulate_steps: Batches whose gradients make one update.

    Raises:
        ConfigError: A number below 1, or an epoch without a single update.

    Example:
        >>> steps_per_epoch(1281167, 64, world_size=4)
        5004
    """
    check_integer("num_samples", num_samples, at_least=1)
    check_integer("batch_size", batch_size, at_least=1)
    check_integer("world_size", world_size, at_least=1)
    check_integer("accumulate_steps", accumulate_steps, at_least=1)
    batches = batches_per_epoch(num_samples, batch_size, world_size, drop_last)
    if batches < accumulate_steps:
        counts = num_samples, batches, batch_size, world_size, accumulate_steps
        raise ConfigError(
            tr("{} samples give {} batches of {} on each of {} processes, fewer than the {} of one update", *counts),
            key="batch_size",
        )
    return batches // accumulate_steps
