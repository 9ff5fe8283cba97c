"""The trainers of PaddleMIX that have a schedule of their own: minigpt4, blip2, clip and eva02.

Their arguments come from JSON without a cast: text is refused where a number is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.curves.compose import join
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.suites.paddle.cosines import cosine_annealing_decay
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates, refused
from paddle_lrkit.suites.paddle.warmup import linear_warmup
from paddle_lrkit.suites.ppmix.entries import BLIP2, CLIP, EVA02, MINIGPT4
from paddle_lrkit.suites.reference_curves import lines, waves
from paddle_lrkit.suites.reference_curves.ticks import entered
from paddle_lrkit.suites.section import Section
from paddle_lrkit.suites.values import number, positive, rate, whole
from paddle_lrkit.units import LengthOptions, RunLength, unknown_epoch

_FORMULA = Message("images / (per_device_train_batch_size x GPUs x gradient_accumulation_steps)")
_COSINE = {"eta_min": 1e-5, "warmup_start_lr": 1e-6}
DEFAULTS: dict[str, dict[str, Any]] = {
    MINIGPT4: {**_COSINE, "warmup": 200},
    BLIP2: {**_COSINE, "warmup_steps": 0},
    CLIP: {"warmup_steps": 0},
    EVA02: {"min_lr": 0.0, "warmup_epochs": 1, "warmup_steps": -1},
}
"""Program -> its flags that may be missing. Those of eva02 are of its fine-tuning."""


def trained(
    entry: str, config: Section, options: LengthOptions, assumed: list[str]
) -> tuple[SchedulerRates, RunLength]:
    """The schedule of a trainer and the length of its run."""
    missing = {key: value for key, value in DEFAULTS[entry].items() if config.get(key) is None}
    for key, value in missing.items():
        if key != "warmup_steps":
            of_script = Message("{} is {:g}, the default of the script")
            of_tuning = Message("{} is {:g}, the default of fine-tuning, where pre-training has 1e-5")
            assumed.append(str((of_tuning if key == "min_lr" else of_script).filled(key, value)))
    steps, total = _lengths(config, options)
    given = {**{key: config.get(key) for key in DEFAULTS[entry]}, **missing}
    rates = config.read("learning_rate", lambda _, value: _BUILDERS[entry](config, value, given, steps, total))
    return rates, config.run_length(options, total, steps, ("per_device_train_batch_size",))


def _lengths(config: Section, options: LengthOptions) -> tuple[int | None, int]:
    """Updates in an epoch, if they are known, and in the run."""
    steps = options.steps_per_epoch
    accumulated = config.read("gradient_accumulation_steps", positive, 1)
    if steps is None and options.images is not None:
        size = config.get("per_device_train_batch_size")
        steps = config.batches(options, size, False, "per_device_train_batch_size")
    steps = None if steps is None else max(steps // accumulated, 1)
    most = config.read("max_steps", whole, -1)
    if most > 0:
        return steps, most
    epochs = config.read("num_train_epochs", number)
    if steps is None:
        raise config.located(unknown_epoch(_FORMULA))
    return steps, max(int(number("num_train_epochs", steps * epochs)), 0)


def _minigpt4(config: Section, peak: Any, given: dict[str, Any], steps: int | None, total: int) -> SchedulerRates:
    """A cosine over the run that the warmup does not shift: the rate jumps down at its end."""
    warmup = given["warmup"]
    if isinstance(warmup, float):
        warmup = int(number("warmup", warmup) * total)
    return _with_ramp(peak, given, whole("warmup", warmup), waves.wave, total)


def _blip2(config: Section, peak: Any, given: dict[str, Any], steps: int | None, total: int) -> SchedulerRates:
    """The same with an argument of the cosine that is rounded down: the rate has four levels."""
    epochs = config.read("num_train_epochs", number)
    if epochs <= 0:
        raise refused("num_train_epochs", epochs, tr("above 0"))
    each = total // epochs
    family = waves.stepped_wave if each else waves.wave
    warmup = given["warmup_steps"]
    if isinstance(warmup, float):
        warmup = int(number("warmup_steps", warmup) * epochs * each)
    return _with_ramp(peak, given, whole("warmup_steps", warmup), family, epochs * each)


def _with_ramp(
    peak: Any, given: dict[str, Any], warmup: int, family: Callable[..., Curve], total: float
) -> SchedulerRates:
    top, floor = number("learning_rate", peak), number("eta_min", given["eta_min"])
    start = number("warmup_start_lr", given["warmup_start_lr"])
    rate("warmup_start_lr" if warmup > 0 else "learning_rate", start if warmup > 0 else top)
    decay = family(float(top), float(floor), total)
    if warmup <= 0:
        return SchedulerRates(decay)
    return SchedulerRates(join(lines.line(start, top, warmup, warmup), entered(decay, warmup - 1)), warmup=warmup)


def _clip(config: Section, peak: Any, given: dict[str, Any], steps: int | None, total: int) -> SchedulerRates:
    """A cosine after a warmup that ends at a rate of 1.0, whatever the rate is."""
    warmup, entry = whole("warmup_steps", given["warmup_steps"]), config.get("last_epoch", -1)
    if warmup >= total:
        raise refused("warmup_steps", warmup, tr("below the {} updates of the run", total))
    decay = cosine_annealing_decay(peak, total - warmup, 0, entry)
    return linear_warmup(decay, warmup, 0, 1.0, entry) if warmup > 0 else decay


def _eva02(config: Section, peak: Any, given: dict[str, Any], steps: int | None, total: int) -> SchedulerRates:
    """A table with an entry for each update, a ramp from 0 and a cosine to ``min_lr``; update 0 uses entry 1."""
    if steps is None:
        raise config.located(unknown_epoch(_FORMULA))
    top, floor = float(number("learning_rate", peak)), float(number("min_lr", given["min_lr"]))
    entries = config.read("num_train_epochs", number) * steps
    if entries != int(entries) or entries < 2:
        raise refused("num_train_epochs", entries, tr("whole updates, 2 or more"))
    warmup, left = _ramp_of_eva02(given, steps, int(entries))
    if not left:
        return SchedulerRates(entered(lines.line(0.0, top, warmup - 1, warmup - 1), 0), warmup=warmup - 1)
    decay = waves.falling_wave(top, floor, left, left - 1)
    if warmup == 1:  # the only entry of the ramp is never used
        return SchedulerRates(decay)
    table = join(lines.line(0.0, top, warmup - 1, warmup), decay) if warmup else decay
    return SchedulerRates(entered(table, 0), warmup=max(warmup - 1, 0))


def _ramp_of_eva02(given: dict[str, Any], steps: int, entries: int) -> tuple[int, int]:
    """Entries of the ramp, and those left for the cosine."""
    epochs, updates = number("warmup_epochs", given["warmup_epochs"]), number("warmup_steps", given["warmup_steps"])
    if epochs < 0 or (epochs == 0 and updates > 0):
        allowed = tr("above 0 with warmup_steps: the trainer stops otherwise") if updates > 0 else ">= 0"
        raise refused("warmup_epochs", epochs, allowed)
    key, warmup = ("warmup_steps", updates) if updates > 0 else ("warmup_epochs", epochs * steps)
    if not epochs:
        return 0, entries
    if whole(key, warmup) > entries:
        raise refused(key, given[key], tr("within the {} updates of the run", entries))
    return int(warmup), entries - int(warmup)


_BUILDERS = {MINIGPT4: _minigpt4, BLIP2: _blip2, CLIP: _clip, EVA02: _eva02}
