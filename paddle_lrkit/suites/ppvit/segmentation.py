"""PaddleViT's semantic segmentation: ``TRAIN.ITERS`` and ``TRAIN.LR_SCHEDULER``, one tick an update."""

from __future__ import annotations

from collections.abc import Callable

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.curves.compose import clamp, join
from paddle_lrkit.errors import ConfigError, argument_names, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.build_schedule import build_schedule
from paddle_lrkit.suites.paddle.decays import polynomial_decay
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.ppvit.detect import DETECTOR
from paddle_lrkit.suites.ppvit.settings import ViTSettings
from paddle_lrkit.suites.reference_curves import lines, powers, stairs, waves
from paddle_lrkit.suites.reference_curves.ticks import entered
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.section import Section, find
from paddle_lrkit.suites.values import number, numbers, positive, rate, whole
from paddle_lrkit.units import LengthOptions


def read_segmentation(found: ViTSettings, options: LengthOptions, entry: str) -> Schedule:
    """The schedule of a segmentation config.

    Args:
        found: Its values.
        options: What the caller says about the length of the run; nothing depends on it.
        entry: The program.

    Raises:
        ConfigError: A class refuses a value.
    """
    config = Section(found.document, (), found.document.data, DETECTOR.title)
    train = config.section("TRAIN")
    total = train.read("ITERS", positive)
    section = train.section("LR_SCHEDULER")
    name = section.need("NAME")
    build = find(section, "NAME", name, _CLASSES, tr("schedule of {}", DETECTOR.title))
    rates = build(train, section, total)
    length = config.run_length(options, total, options.steps_per_epoch, ("DATA", "BATCH_SIZE"))
    return build_schedule("ppvit", train, rates, length, name, entry=entry, assumed=found.assumed)


def _polynomial(train: Section, section: Section, total: int) -> SchedulerRates:
    """Paddle's class with ``TRAIN.POWER``; ``DECAY_STEPS`` has no effect."""
    names = {"learning_rate": "BASE_LR", "end_lr": "END_LR", "power": "POWER", "decay_steps": "ITERS"}
    values = (train.need(key) for key in ("BASE_LR", "END_LR", "POWER"))
    try:
        with argument_names(**names):
            base, end, power = values
            return polynomial_decay(base, total, end, power)
    except ConfigError as error:
        raise train.located(error) from None


def _warmup_power(train: Section, section: Section, total: int) -> SchedulerRates:
    """A ramp and a power that starts after it, both not below ``END_LR``."""
    base, start, warmup = _warmup(train, section)
    floor, power = train.read("END_LR", number), section.read("POWER", number)
    if base <= floor:
        raise train.error(tr("must be below BASE_LR {} for WarmupPolyLR, got {}", shown(base), shown(floor)), "END_LR")
    if warmup == total:
        reason = tr(
            "PaddleViT fails after the last update with a warmup of ITERS {}: it divides by what is left", total
        )
        raise section.error(reason, "WARM_UP_STEPS")
    ramp = lines.line(start, base, warmup, max(warmup, 0))
    floored = ramp if start >= floor else clamp(ramp, floor)
    body = powers.floored_power(base, start, floor, total - warmup, power)
    if floor <= start == 0.0 and warmup < total:
        body = powers.power_decay(base, start, total - warmup, power)
    if warmup < 0:
        return SchedulerRates(entered(body, -warmup - 1))
    return SchedulerRates(join(floored, body) if warmup else body, warmup=warmup)


def _warmup_cosine(train: Section, section: Section, total: int) -> SchedulerRates:
    """A cosine over the run, whose start a ramp covers."""
    base, start, warmup = _warmup(train, section)
    floor = train.read("END_LR", rate)
    body = waves.wave(base, floor, total)
    return SchedulerRates(_covered(body, lines.line(start, base, warmup, max(warmup, 0))), warmup=max(warmup, 0))


def _warmup_multistep(train: Section, section: Section, total: int) -> SchedulerRates:
    """A ramp from 0 that takes one update more, then drops at absolute milestones."""
    base, _, warmup = _warmup(train, section)
    marks = section.read("MILESTONES", numbers)
    gamma = section.read("GAMMA", number)
    if marks != sorted(marks):
        raise section.error(tr("must increase, got {}", shown(marks)), "MILESTONES")
    if not marks or warmup > marks[0]:
        raise section.error(tr("must not be above the first of MILESTONES {}", shown(marks)), "WARM_UP_STEPS")
    if warmup == 0:
        reason = tr("must not be 0: WarmupMultiStepLR divides by it at update 0")
        raise section.error(reason, "WARM_UP_STEPS")
    if 0 < warmup < marks[0]:
        body = stairs.drops(base, [mark - warmup for mark in marks], gamma)
        return SchedulerRates(join(lines.line(0.0, base, warmup, warmup), body), warmup=warmup)
    body = stairs.drops(base, marks, gamma)
    return SchedulerRates(_covered(body, lines.line(0.0, base, warmup, max(warmup + 1, 0))), warmup=max(warmup, 0))


def _warmup(train: Section, section: Section) -> tuple[float, float, int]:
    base, start = train.read("BASE_LR", rate), section.read("WARM_UP_LR_INIT", number)
    return base, float(start), section.read("WARM_UP_STEPS", whole)


def _covered(body: Curve, ramp: Curve) -> Curve:
    """``ramp`` over the first updates of ``body``."""
    return join(ramp, entered(body, ramp.length - 1)) if ramp.length else body


_CLASSES: dict[str, Callable[[Section, Section, int], SchedulerRates]] = {
    "PolynomialDecay": _polynomial,
    "WarmupCosineLR": _warmup_cosine,
    "WarmupMultiStepLR": _warmup_multistep,
    "WarmupPolyLR": _warmup_power,
}
