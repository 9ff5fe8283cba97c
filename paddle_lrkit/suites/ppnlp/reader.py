"""Reads PaddleNLP configs: the arguments of its trainers, and the configs of two older programs.

PaddleNLP passes every value through ``argparse``, so ``"5e-7"`` is a number. The variants are the programs:

* ``trainer``: the Trainer (fine-tuning, DPO, ...); the default.
* ``run_pretrain``: ``llm/run_pretrain.py``, which has its own linear and cosine schedules.
* ``ppfleetx``: ``model_zoo/gpt-3``; ``Optimizer.lr`` is counted in samples.
* ``noam``: the machine translation example.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.errors import ConfigError, check_choice, shown
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.suites.base import Selection, SuiteReader
from paddle_lrkit.suites.build_schedule import build_schedule
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.ppnlp.detect import DETECTOR
from paddle_lrkit.suites.reference_curves import annealing, lines
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.section import Section
from paddle_lrkit.suites.shape import ShapeName
from paddle_lrkit.suites.values import number, rate
from paddle_lrkit.units import LengthOptions, RunLength, unknown_epoch

NAME = DETECTOR.title
SHAPES: dict[str, ShapeName] = {
    "linear": "polynomial",
    "cosine": "cosine",
    "constant": "constant",
    "constant_with_warmup": "constant",
    "polynomial": "polynomial",
}
"""Values of ``lr_scheduler_type`` -> shape."""
DEFAULTS: dict[str, int | float] = {
    "learning_rate": 5e-5,
    "max_steps": -1,
    "num_train_epochs": 1.0,
    "gradient_accumulation_steps": 1,
    "per_device_train_batch_size": 8,
    "warmup_steps": 0,
    "warmup_ratio": 0.0,
    "decay_steps": 0,
    "num_cycles": 0.5,
    "lr_end": 1e-7,
    "power": 1.0,
    "min_learning_rate": 1e-5,
}
"""Argument -> default, whose type is that of the argument."""
_FORMULA = Message("images / (per_device_train_batch_size x GPUs x gradient_accumulation_steps)")
_PRETRAINING = ("min_learning_rate", "input_dir", "split")


class PaddleNLPReader(SuiteReader):
    """The arguments of the Trainer and of other programs, which are the variants.

    Without a variant the program follows from the keys: those of ``ppfleetx`` or ``noam``, ``min_learning_rate``,
    ``input_dir`` or ``split`` for ``run_pretrain``, else ``trainer``.
    """

    variants = ("trainer", "run_pretrain", "ppfleetx", "noam")

    def read(self, document: Document, options: LengthOptions, selection: Selection) -> Schedule:
        """The schedule of a PaddleNLP config."""
        config = Section(document, (), document.data, NAME)
        program = selection.variant or recognised(document.data)
        if program in ("ppfleetx", "noam"):
            from paddle_lrkit.suites.ppnlp import programs

            return (programs.ppfleetx if program == "ppfleetx" else programs.noam)(config, options)
        return _trainer(config, options, program == "run_pretrain")


def recognised(data: Any) -> str:
    """The program that a config is for."""
    optimizer = data.get("Optimizer")
    if isinstance(optimizer, Mapping) and "lr" in optimizer:
        return "ppfleetx"
    if "d_model" in data and "lr_scheduler_type" not in data:
        return "noam"
    return "run_pretrain" if any(key in data for key in _PRETRAINING) else "trainer"


@dataclass(frozen=True, eq=False, repr=False)
class _Arguments:
    """The arguments that the schedule depends on, after their casts."""

    learning_rate: float
    kind: str
    total: int
    max_steps: int
    warmup_steps: int
    warmup_ratio: float
    decay_steps: int | None
    num_cycles: float
    lr_end: float
    power: float
    min_learning_rate: float


def _trainer(config: Section, options: LengthOptions, pretraining: bool) -> Schedule:
    steps, total = _lengths(config, options, pretraining)
    names = [field.name for field in fields(_Arguments) if field.name in DEFAULTS and field.name != "decay_steps"]
    arguments = _Arguments(
        kind=config.read("lr_scheduler_type", lambda key, value: check_choice(key, value, SHAPES), "linear"),
        total=total,
        decay_steps=_cast(config, "decay_steps") if "decay_steps" in config.values else None,
        **{name: _cast(config, name) for name in names},
    )
    if not 0 <= arguments.warmup_ratio <= 1:
        raise config.error(tr("must be >= 0 and <= 1, got {}", arguments.warmup_ratio), "warmup_ratio")
    try:
        rate("learning_rate", arguments.learning_rate)
        own = pretraining and arguments.kind in ("linear", "cosine")
        scheduler = _pretraining(arguments) if own else _fine_tuning(arguments)
    except ConfigError as error:
        raise config.located(error) from None
    size = _cast(config, "per_device_train_batch_size")
    length = RunLength(total, steps, options.batch_size or size, options.processes)
    variant = "run_pretrain" if pretraining else "trainer"
    return build_schedule("ppnlp", config, scheduler, length, arguments.kind, variant, pretraining=pretraining)


def _lengths(config: Section, options: LengthOptions, pretraining: bool) -> tuple[int | None, int]:
    """Updates in an epoch, if they matter, and in the run."""
    max_steps = _cast(config, "max_steps")
    if max_steps > 0:
        return options.steps_per_epoch, max_steps
    if pretraining:
        raise config.error(tr("must be > 0 for run_pretrain of {}", NAME), "max_steps")
    epochs = _cast(config, "num_train_epochs")
    steps = options.steps_per_epoch
    if steps is None:
        accumulate = _cast(config, "gradient_accumulation_steps")
        if accumulate < 1:
            raise config.error(tr("must be >= 1, got {}", accumulate), "gradient_accumulation_steps")
        size = _cast(config, "per_device_train_batch_size")
        batches = config.batches(options, size, False, "per_device_train_batch_size")
        if batches is None:
            raise config.located(unknown_epoch(_FORMULA))
        steps = max(batches // accumulate, 1)
    return steps, max(int(number("num_train_epochs", steps * epochs)), 0)


def _pretraining(given: _Arguments) -> SchedulerRates:
    """The schedules of ``run_pretrain``: one tick ahead, the warmup may end between two updates."""
    warmup = given.warmup_steps if given.warmup_steps > 0 else given.warmup_ratio * given.max_steps
    end = given.max_steps if given.decay_steps is None else given.decay_steps
    curve = annealing.annealing(
        given.learning_rate, given.min_learning_rate, warmup, end, given.kind == "cosine", first=1
    )
    return SchedulerRates(curve, warmup=max(int(warmup), 0))


def _fine_tuning(given: _Arguments) -> SchedulerRates:
    """The schedules of the Trainer."""
    base, total = given.learning_rate, given.total
    warmup = given.warmup_steps if given.warmup_steps > 0 else int(given.warmup_ratio * total)
    end = given.decay_steps if given.decay_steps is not None and given.decay_steps > 0 else total
    if given.kind == "constant":
        return SchedulerRates(lines.level(base))
    if given.kind == "constant_with_warmup":
        curve = annealing.warmed_level(base, warmup)
    elif given.kind == "linear":
        curve = annealing.warmed_line(base, warmup, end)
    elif given.kind == "cosine":
        curve = annealing.warmed_wave(base, warmup, end, given.num_cycles)
    else:
        if not base > given.lr_end:
            raise ConfigError(tr("must be below learning_rate = {}, got {}", base, given.lr_end), key="lr_end")
        curve = annealing.warmed_power(base, warmup, end, given.lr_end, given.power)
    return SchedulerRates(curve, warmup=max(warmup, 0))


def _cast(config: Section, key: str) -> Any:
    """The value of a key after the cast of the argument parser, which sees text; its default when it is missing."""
    value, kind = config.get(key, DEFAULTS[key]), type(DEFAULTS[key])
    try:
        if isinstance(value, (str, int, float)):
            return number(key, kind(str(value)))
    except (ValueError, OverflowError):
        pass
    if kind is int:
        raise config.error(tr("must be a whole number{}, got {}", "", shown(value)), key)
    raise config.error(tr("must be a finite number{}, got {}", "", shown(value)), key)


READER = PaddleNLPReader()
