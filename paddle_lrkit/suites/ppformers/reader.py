"""Reads configs of PaddleFormers and ERNIEKit: flat arguments of a Trainer, whose ``stage`` names the program."""

from __future__ import annotations

import math
from fractions import Fraction

from paddle_lrkit.config.document import Document
from paddle_lrkit.errors import ConfigError, check_choice, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import Selection, SuiteReader
from paddle_lrkit.suites.build_schedule import build_schedule
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.ppformers.arguments import DEFAULTS, UncastArguments, learning_rate, refuse_unknown
from paddle_lrkit.suites.ppformers.program import ENTRIES, TrainingProgram, likely_program, program_of
from paddle_lrkit.suites.ppformers.wsd import steady_steps, wsd
from paddle_lrkit.suites.reference_curves import annealing, lines
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.section import Section
from paddle_lrkit.suites.shape import ShapeName
from paddle_lrkit.suites.values import positive
from paddle_lrkit.units import LengthOptions, RunLength, unknown_epoch

SHAPES: dict[str, ShapeName] = {
    "linear": "polynomial",
    "cosine": "cosine",
    "constant": "constant",
    "constant_with_warmup": "constant",
    "polynomial": "polynomial",
}
"""Values of ``lr_scheduler_type`` -> shape."""
SIZED = ("map", "pretrain", "offline")
"""Values of ``dataset_type`` whose number of samples is known; ``iterable`` is the default."""


class PaddleFormersReader(SuiteReader):
    """The arguments of a Trainer; ERNIEKit is the variant, found from its keys."""

    variants = ("erniekit",)
    entries = ENTRIES

    def read(self, document: Document, options: LengthOptions, selection: Selection) -> Schedule:
        """The schedule of a config."""
        try:
            program = program_of(document.data, selection)
        except ConfigError as error:
            raise document.located(error, ()) if error.key == "stage" else error from None
        config = Section(document, (), document.data, program.title)
        if not program.is_erniekit:
            refuse_unknown(config)
        kind = scheduler_type(config)
        check_ratio(config)
        steps, horizon = _lengths(config, options, program)
        total = max(int(horizon), 1)
        arguments = UncastArguments(config, total)
        if program.entry == "erniekit_vl":
            kind = str(config.get("lr_scheduler", "cosine"))
            rates = _vision(arguments, horizon)
        elif program.is_ahead and kind in ("linear", "cosine"):
            rates = _pretraining(arguments, horizon, kind == "cosine")
        elif config.get("freeze_training", False) and not program.is_erniekit:
            first_updates(arguments, horizon)
            rates = SchedulerRates(lines.level(0.0))
        else:
            rates = _trainer(arguments, horizon, kind)
        check_end(arguments, rates)
        length = RunLength(total, steps, options.batch_size or _batch(config, program), options.processes)
        variant = "erniekit" if program.is_erniekit else None
        pretraining = program.is_ahead or document.data.get("stage") == "PT"
        return build_schedule(
            "ppformers", config, rates, length, kind, variant, program.entry, program.assumed, pretraining
        )

    def program(self, document: Document, selection: Selection) -> str:
        """PaddleFormers or ERNIEKit."""
        return likely_program(document.data, selection).title


def scheduler_type(config: Section) -> str:
    """``lr_scheduler_type``, which every program checks, also those that do not use it."""
    return config.read("lr_scheduler_type", lambda key, value: check_choice(key, value, SHAPES), "linear")


def check_ratio(config: Section) -> None:
    """Refuses a ``warmup_ratio`` that is not between 0 and 1, also one that is not used."""
    ratio = UncastArguments(config).number("warmup_ratio", 0.0)
    if not 0 <= ratio <= 1:
        raise config.error(tr("must be >= 0 and <= 1, got {}", ratio), "warmup_ratio")
    if ratio > 0:
        UncastArguments(config).number("warmup_steps", 0)


def check_end(arguments: UncastArguments, rates: SchedulerRates) -> None:
    """Refuses a run whose scheduler fails when it is moved after the last update."""
    if not math.isfinite(rates.curve(arguments.total)):
        raise arguments.fails(arguments.total, tr("its scheduler cannot compute the next rate"))


def first_updates(arguments: UncastArguments, horizon: float) -> float | int:
    """Updates of the warmup: ``warmup_steps``, else a part of the run, rounded down."""
    steps = arguments.number("warmup_steps", 0)
    return steps if steps > 0 else int(arguments.number("warmup_ratio", 0.0) * horizon)


def _batch_key(program: TrainingProgram) -> tuple[str, int]:
    return ("batch_size", 1) if program.is_erniekit else ("per_device_train_batch_size", 8)


def _batch(config: Section, program: TrainingProgram) -> int:
    key, default = _batch_key(program)
    return config.read(key, positive, default)


def _lengths(config: Section, options: LengthOptions, program: TrainingProgram) -> tuple[int | None, float | int]:
    """Updates in an epoch, if they matter, and the length of the run, which is a fraction in one case."""
    arguments = UncastArguments(config)
    most = arguments.number("max_steps", -1)
    if most > 0:
        return options.steps_per_epoch, most
    if program.is_ahead:
        raise config.error(tr("must be > 0 for stage {}, got {}", config.get("stage"), shown(most)), "max_steps")
    sized = program.entry in ("sft", "erniekit_sft") and config.get("dataset_type", "iterable") in SIZED
    if most != -1 and not sized:
        raise config.error(tr("must be > 0, or -1 for num_train_epochs, got {}", shown(most)), "max_steps")
    if most == -1 and config.get("mix_strategy") == "random" and not program.is_erniekit:
        raise config.error(tr("must be > 0 with mix_strategy: random, got -1"), "max_steps")
    epochs = arguments.number("num_train_epochs", 1.0)
    exact = _exact_epoch(config, options, program)
    steps = math.ceil(exact)
    total: float | int
    if not sized:
        total = math.ceil(steps * epochs if exact == steps else exact * Fraction(epochs))
    elif most != -1:
        total = int(steps * epochs)
    else:
        total = steps if program.is_erniekit else steps * epochs
        total = int(total) if options.processes > 1 else total
    if total <= 0:
        raise config.error(tr("must give at least one update, got {}", shown(epochs)), "num_train_epochs")
    return steps, total


def _exact_epoch(config: Section, options: LengthOptions, program: TrainingProgram) -> Fraction:
    """Updates in an epoch: samples by samples in an update, which need not be whole."""
    if options.steps_per_epoch is not None:
        return Fraction(options.steps_per_epoch)
    key, _ = _batch_key(program)
    accumulation = config.read("gradient_accumulation_steps", positive, 1)
    size = options.batch_size or _batch(config, program)
    if options.images is None:
        raise config.located(unknown_epoch(tr("samples / ({} x GPUs x gradient_accumulation_steps)", key)))
    return Fraction(options.images, size * options.processes * accumulation)


def _trainer(arguments: UncastArguments, horizon: float, kind: str) -> SchedulerRates:
    """The schedules of the Trainer: update ``t`` is tick ``t``."""
    config = arguments.config
    base, warmup = learning_rate(config), first_updates(arguments, horizon)
    end = config.get("decay_steps")
    if end:
        end = arguments.number("decay_steps", 0)
    end = end if end and end > 0 else horizon
    first = max(math.ceil(warmup), 0)
    if kind == "constant":
        return SchedulerRates(lines.level(base))
    if kind == "constant_with_warmup":
        curve = annealing.warmed_level(base, warmup)
    elif kind == "linear":
        curve = annealing.warmed_line(base, warmup, end)
    elif kind == "cosine":
        floor = arguments.late("min_lr", 0.0, first)
        cycles = float(arguments.late("num_cycles", 0.5, first, text_allowed=True))
        if base == 0 and first <= arguments.total:
            raise arguments.fails(first, tr("a cosine divides by learning_rate, which must not be 0"), "learning_rate")
        curve = annealing.warmed_floored_wave(base, floor, warmup, end, cycles)
    else:
        floor = arguments.number("lr_end", DEFAULTS["lr_end"])
        if not base > floor:
            raise config.error(tr("must be below learning_rate = {}, got {}", base, floor), "lr_end")
        if base == 0 and first <= arguments.total:
            raise arguments.fails(
                first, tr("a polynomial divides by learning_rate, which must not be 0"), "learning_rate"
            )
        power = arguments.late("power", 1.0, first) if first <= end else 1.0
        if first <= arguments.total and end == warmup == first:
            raise arguments.fails(
                first, tr("a polynomial divides by the length of its decay, which is {} - {}", first, first)
            )
        curve = annealing.warmed_power(base, warmup, end, floor, power)
    return SchedulerRates(curve, warmup=first)


def _pretraining(arguments: UncastArguments, horizon: float, cosine: bool) -> SchedulerRates:
    """The schedules of pre-training: one tick ahead, the warmup may end between two updates."""
    config = arguments.config
    base, steps = learning_rate(config), arguments.number("warmup_steps", 0)
    warmup = steps if steps > 0 else arguments.number("warmup_ratio", 0.0) * horizon
    given = config.get("decay_steps") is not None
    first = max(math.floor(warmup), 0)
    end = arguments.late("decay_steps", horizon, first) if given else horizon
    floor = arguments.late("min_lr", 0.0, first)
    curve = annealing.annealing(base, floor, warmup, end, cosine, first=1)
    return SchedulerRates(curve, warmup=first)


def _vision(arguments: UncastArguments, horizon: float) -> SchedulerRates:
    """The schedules of ERNIEKit's VL-SFT: a ``wsd``, and a cosine for everything else."""
    config = arguments.config
    warmup, end = first_updates(arguments, horizon), arguments.number("max_steps", -1)
    name = config.get("lr_scheduler", "cosine")
    if not isinstance(name, str):
        raise config.error(tr("must be text such as cosine or wsd:1000, got {}", shown(name)), "lr_scheduler")
    if name.startswith("wsd"):
        return wsd(arguments, warmup, steady_steps(config, name, end), end)
    return floored_cosine(arguments, warmup, end)


def floored_cosine(arguments: UncastArguments, warmup: float, end: float) -> SchedulerRates:
    """The cosine of ERNIE's trainers, which take an empty ``min_lr`` as 0."""
    base, first = learning_rate(arguments.config), max(math.ceil(warmup), 0)
    floor = arguments.late("min_lr", 0.0, first) if arguments.config.get("min_lr") else 0.0
    if base == 0 and first <= arguments.total:
        raise arguments.fails(first, tr("a cosine divides by learning_rate, which must not be 0"), "learning_rate")
    return SchedulerRates(annealing.warmed_floored_wave(base, floor, warmup, end, 0.5), warmup=first)


READER = PaddleFormersReader()
