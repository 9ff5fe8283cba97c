"""The peak rate: a recipe's, scaled to the batch, or the user's own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from paddle_lrkit.advise.case import ResolvedCase
from paddle_lrkit.advise.data import recipes
from paddle_lrkit.advise.guide import Decay
from paddle_lrkit.advise.pretraining import SHAPES, PretrainingRate, pretraining_rate
from paddle_lrkit.advise.recipes import Recipe
from paddle_lrkit.advise.zoo.evidence import peak_of
from paddle_lrkit.advise.zoo.nearest import Neighbour, benchmark_of

LINEAR_UP_TO = 8192
SMALL = 1 / 3
_SAME = 0.05


class PeakRate(NamedTuple):
    """A peak rate and its origin.

    Args:
        rate: The rate; None when unknown.
        recipe: The recipe of the case, also when the user gave a rate.
        expected: The recipe's rate for this batch.
        batch: Global batch that the rate is for; None when irrelevant or unknown.
        factor: Batch divided by the recipe's.
        rule: ``linear``, ``sqrt`` or ``none``.
        capped: Whether the batch is beyond the range of the rule.
        own: Whether the rate is the user's.
        law: Step Law's rate for pre-training, which takes the place of a recipe.
    """

    rate: float | None
    recipe: Recipe | None = None
    expected: float | None = None
    batch: int | None = None
    factor: float = 1.0
    rule: str = "none"
    capped: bool = False
    own: bool = False
    law: PretrainingRate | None = None

    @property
    def small(self) -> bool:
        """Whether the user's rate is far below the recipe's."""
        return self.own and self.rate is not None and self.expected is not None and self.rate < SMALL * self.expected


def find_peak(case: ResolvedCase, published: Sequence[Neighbour] = (), decay: Decay | None = None) -> PeakRate:
    """The peak rate of a case: of the same model in its suite's zoo, else of the guide, else of the nearest in the zoo.

    In pre-training it is for a decay; by default for a decay of the whole run.

    The recipe's rate times k for SGD, up to a global batch of 8,192; times the square root of k for the Adam family.
    k is the batch divided by the nearest one that the recipe was used with.

    Example:
        >>> from paddle_lrkit.advise.case import Case, resolve_case
        >>> find_peak(resolve_case(Case("classification", "ResNet50", epochs=90, batch_size=64, gpus=4))).rate
        0.1
        >>> find_peak(resolve_case(Case("text-finetune", "ERNIE", epochs=3, batch_size=256))).rate
        6e-05
    """
    if case.follows_law:
        return _from_law(case, decay)
    recipe = recipe_of(case, published)
    scaled = PeakRate(None) if recipe is None else _scaled(recipe, case)
    if case.given.lr is None:
        return scaled
    given = scaled.recipe, scaled.expected, case.batch, scaled.factor, scaled.rule, scaled.capped
    return PeakRate(case.given.lr, *given, own=True)


def _from_law(case: ResolvedCase, decay: Decay | None) -> PeakRate:
    weights, tokens = float(case.model.parameters or 0), float(case.tokens or 0)
    shape = 1.0 if decay is None else SHAPES.get((decay.name, decay.share, decay.shape), 1.0)
    law = pretraining_rate(weights, tokens, case.batch_tokens, shape=shape, moe=case.given.moe)
    rate, own = _rounded(law.rate), case.given.lr is not None
    return PeakRate(case.given.lr if own else rate, expected=rate, batch=case.batch, own=own, law=law)


def recipe_of(case: ResolvedCase, published: Sequence[Neighbour]) -> Recipe | None:
    """The recipe of the case; the guide's where both have the same rate for the same data, as it has more sources.

    The guide's recipes for LoRA and DPO have all batches of the suites' and of the papers', whose rates are the same.
    """
    known = next((recipe.filled() for recipe in recipes() if recipe.fits(case)), None)
    near = published[0] if published and case.given.method == "full" else None
    if known is None or near is None:
        return known if near is None else peak_of(near)
    if not near.is_of_the_model or (known.grid and near.model) or known.linear:
        return known
    own = peak_of(near)
    same = math.isclose(_scaled(own, case).rate or 0.0, _scaled(known, case).rate or 0.0, rel_tol=_SAME)
    return known if same and near.recipe.data == benchmark_of(case.task) else own


def _scaled(recipe: Recipe, case: ResolvedCase) -> PeakRate:
    if recipe.batch is None:
        return PeakRate(recipe.rate, recipe, recipe.rate)
    low, high = recipe.batch
    if case.batch is None:
        return PeakRate(recipe.rate, recipe, recipe.rate, low)
    linear = case.kind == "sgd" or recipe.linear
    capped = linear and case.batch > LINEAR_UP_TO
    batch = min(case.batch, LINEAR_UP_TO) if linear else case.batch
    factor = batch / min(max(batch, low), high)
    rate = _rounded(recipe.rate * (factor if linear else math.sqrt(factor)))
    rule = "none" if factor == 1 else "linear" if linear else "sqrt"
    return PeakRate(rate, recipe, rate, case.batch, factor, rule, capped)


def _rounded(rate: float) -> float:
    """Three digits, which is more than the accuracy of any learning rate."""
    return float(f"{rate:.3g}")
