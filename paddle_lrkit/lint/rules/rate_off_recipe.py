"""A peak rate far from the suite's own recipe for the model.

What it does
    Compares peak rate and global batch with those of the suite's published config for the model. With `--gpus`, a rate
    more than twice as high is a warning, and a rate that was written for fewer GPUs an info. Without it, a rate that is
    too high even on the recipe's GPUs is an info, and so is the recipe's rate for other data than the suite's where no
    comment tells the number of GPUs.

Why is this bad
    The published rates are for 4 or 8 GPUs, and no suite scales them: on one GPU the same rate is up to 8 times too
    high for the batch, and the loss often becomes NaN. With SGD the rate goes with the batch, with Adam with its square
    root. A small rate is right for fine-tuning from weights that were trained for the task.

Example
    architecture: FasterRCNN  # on one GPU
    TrainReader: {batch_size: 2}
    LearningRate: {base_lr: 0.02}

Use instead
    architecture: FasterRCNN
    TrainReader: {batch_size: 2}
    LearningRate: {base_lr: 0.0025}

Reference
    PaddleDetection's docs/tutorials/GETTING_STARTED_cn.md, PaddleClas's ppcls/engine/engine.py, PaddleSeg's
    docs/config/pre_config.md and PaddleOCR's doc/doc_en/finetune_en.md; arXiv 1706.02677 (SGD), 2205.10287 (Adam).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.lint.rules.gpu_count_unstated import mentions_gpus
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.config_value import as_number
from paddle_lrkit.suites.lrkit.batch_scaling import rate_factor
from paddle_lrkit.suites.recipes import SuiteRecipe, fitting_recipes
from paddle_lrkit.suites.scaling_rule import scaling_rule
from paddle_lrkit.suites.table import detector_of
from paddle_lrkit.text import format_count, format_factor, format_rate, plural

_TOLERANCE = 2.0 + 1e-6
_ROUNDING = 0.01
_LINEAR_UP_TO = 8192


class _Comparison(NamedTuple):
    """A config's rate beside a recipe's.

    Args:
        recipe: The recipe.
        rate: Peak rate of the config.
        batch: Samples on each GPU in an update.
        gpus: Number of GPUs.
    """

    recipe: SuiteRecipe
    rate: float
    batch: float
    gpus: int

    @property
    def samples(self) -> float:
        return self.batch * self.gpus

    def expected(self, gpus: int) -> float:
        """The recipe's rate for the config's batch on a number of GPUs."""
        factor = self.batch * gpus / self.recipe.samples
        return self.recipe.rate * rate_factor(scaling_rule(self.recipe.optimizer), factor)

    @property
    def times(self) -> float:
        """The rate over the recipe's; 1 between the linear and the square-root rule of the Adam family."""
        linear, usual = self.recipe.rate * self.samples / self.recipe.samples, self.expected(self.gpus)
        if min(linear, usual) <= self.rate <= max(linear, usual):
            return 1.0
        return self.rate / (max(linear, usual) if self.rate > usual else min(linear, usual))

    @property
    def is_for_fewer_gpus(self) -> bool:
        """Whether the rate is exactly the recipe's on fewer GPUs."""
        fewer = range(1, min(self.gpus, _LINEAR_UP_TO))
        return self.times < 1 / _TOLERANCE and any(abs(self.rate / self.expected(n) - 1) < _ROUNDING for n in fewer)

    @property
    def is_exact(self) -> bool:
        """Whether the rate is the recipe's on the recipe's GPUs."""
        return abs(self.rate / self.expected(self.recipe.gpus) - 1) < _ROUNDING

    @property
    def needs_gpus(self) -> bool:
        """Whether the rate is right on the recipe's GPUs and too high on one."""
        alone = self._replace(gpus=1)
        return self.gpus == self.recipe.gpus > 1 and self.times >= 1 / _TOLERANCE and alone.times > _TOLERANCE


def check(context: Context) -> Iterator[Violation]:
    """The finding at the rate."""
    found, fields = _nearest(context), context.fields
    if found is None or fields is None or fields.rate is None:
        return
    stated = context.gpus is not None
    recipe, times = _recipe(context, found), format_factor(found.times)
    here = format_rate(found.rate), _samples(found.gpus, found.batch)
    right = _written(context, found, found.gpus)
    if found.times > _TOLERANCE:
        message, fix = (
            tr("{} for {} is {} times the rate of {}", *here, times, recipe),
            _fix(found, right) if stated else tr("{}  # give --gpus N", right),
        )
    elif stated and found.is_for_fewer_gpus:
        message, fix = (
            tr("{} for {} is {} of the rate of {}", *here, times, recipe),
            tr("{}  # unless a small rate is meant, as in fine-tuning", right),
        )
    elif not stated and found.needs_gpus and _is_own(context, found.recipe):
        message = tr("{} for {} is near the rate of {}; the number of GPUs is not given", *here, recipe)
        if found.is_exact:
            message = tr("{} for {} is the rate of {}; the number of GPUs is not given", *here, recipe)
        fix = tr("{}  # on one GPU; on {} give --gpus {}", _written(context, found, 1), found.gpus, found.gpus)
    else:
        return
    yield Violation(fields.rate.path, message, fix, severity=None if stated and found.times > 1 else "info")


def _is_own(context: Context, recipe: SuiteRecipe) -> bool:
    """Whether a config is not one of the suite's, and no comment of it tells the number of GPUs."""
    return recipe.has_own_data(context.document) and not mentions_gpus(context)


def _nearest(context: Context) -> _Comparison | None:
    """The comparison with a recipe of the config's batch, else with the nearest recipe; None without one."""
    fields = context.fields
    if fields is None or fields.rate is None or fields.batch is None or not fields.behaviour.batch_per_gpu:
        return None
    given = as_number(context.schedule.batch_size) if context.schedule is not None else None
    rate, batch = fields.rate.number or 0.0, given or fields.batch.number or 0.0
    each = batch * (fields.accumulation.number or 1.0 if fields.accumulation else 1.0)
    if rate <= 0 or each <= 0:
        return None
    recipes = fitting_recipes(context.suite, context.document, fields.optimizer)
    found = (_Comparison(recipe, rate, each, context.gpus or recipe.gpus) for recipe in recipes)
    known = [each for each in found if each.samples <= _LINEAR_UP_TO or scaling_rule(each.recipe.optimizer) == "sqrt"]
    return min(known, key=lambda each: (each.recipe.batch != batch, abs(math.log(each.times))), default=None)


def _fix(found: _Comparison, right: str) -> str:
    if not found.is_exact:
        return right
    return tr(
        "{}  # lrkit rescale FILE --gpus {}:{} writes all that belongs to it", right, found.recipe.gpus, found.gpus
    )


def _recipe(context: Context, found: _Comparison) -> str:
    recipe = found.recipe
    title, model = detector_of(context.suite).title, tr(recipe.model(context.document))
    batch = _samples(recipe.gpus, recipe.batch * recipe.accumulation)
    parts = title, model, format_rate(recipe.rate), batch, recipe.source
    if scaling_rule(recipe.optimizer) == "linear":
        return tr("{}'s recipe for {}: {} for {} ({}), scaled linearly", *parts)
    return tr("{}'s recipe for {}: {} for {} ({}), scaled by the square root", *parts)


def _written(context: Context, found: _Comparison, gpus: int) -> str:
    """The rate, or the list that it begins, as the config should have it."""
    fields = context.fields
    if fields is None or fields.rate is None:
        return ""
    factor = found.expected(gpus) / found.rate
    if fields.values is not None and fields.values.path == fields.rate.path:
        return context.write(fields.values, [_short(value * factor) for value in fields.values.numbers])
    return context.write(fields.rate, _short(found.rate * factor))


def _samples(gpus: int, batch: float) -> str:
    return f"{plural(gpus, 'GPU')} x {format_count(batch)} = {plural(round(gpus * batch), 'sample')}"


def _short(value: float) -> float:
    """Three digits, which is more than the accuracy of any learning rate."""
    return float(f"{value:.3g}")
