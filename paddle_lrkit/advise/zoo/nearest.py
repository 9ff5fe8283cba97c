"""The published recipes nearest to a case, each with its distance as a number and in words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from paddle_lrkit.advise.case import ResolvedCase
from paddle_lrkit.advise.zoo.known import FAMILIES_OF, SAME_MODEL, kind_of, model_difference, recipes_for
from paddle_lrkit.messages import Message, join_parts
from paddle_lrkit.suites.zoo import ZooRecipe, sizes
from paddle_lrkit.text import format_count, format_factor

NEAR = 2.0
"""Largest distance of a recipe that can be copied, with its rate for the batch."""
FAR = 6.0
"""A recipe at this distance or farther is no evidence."""
AGREEMENT = 4.0
"""Recipes of other models count when the rates of most, for one batch, are within this factor."""
_OTHER_LINE, _OTHER_BACKBONE = 3.0, 3.0
_BY_DATA, _BY_EPOCHS, _BY_BATCH = 0.25, 0.15, 0.25
"""What each doubling costs."""
_MOST_DATA, _MOST_EPOCHS, _MOST_BATCH = 3.0, 1.0, 1.5
_UNKNOWN_DATA, _UNLIKE_DATA = 1.25, 0.5
_CLOSE_SIZE = 1.5
DERIVED = (
    *("distill", "_dml", "_for_test", "_npu", "ultra", "_sup0", "_xpu", "_gcu", "multi_language/", "/en_", "_auxhead"),
    *(
        "sniper",
        "/smalldet/",
        "_amp_",
        "ppyoloe_seg/",
        "/rotate/",
        "_seal_",
        "ml_decoder",
        "/pssl/",
        "/few-shot/",
        "/dcn/",
        "_enhance",
    ),
)
"""Parts of paths of configs for a special purpose, such as distillation, another device or small objects."""
_DERIVED = 1.5
_BY_SIZE = ("decoder",)
"""Kinds of models whose rate depends on their size."""
_ENOUGH = 5
_EQUAL = 0.1

_SAME = Message("the same model")
_LINE = Message("a model of the same line ({})")
_KIND = Message("another model of the kind ({})")
_DATA = Message("other data: {} samples against {} ({})")
_UNSIZED = Message("data of unknown size")
_BATCH = Message("{} of the batch")
_TIMES = Message("{} times the batch")
_START = {
    True: Message("it starts from random weights, yours from trained ones"),
    False: Message("it starts from trained weights, yours from random ones"),
}
_EPOCHS = Message("{} epochs against its {}")


Part = tuple[float, Callable[[], Message] | None]
"""A part of a distance, and what makes its words where there is something to say."""


class Neighbour(NamedTuple):
    """A recipe and its distance from a case.

    Args:
        recipe: The recipe.
        distance: 0 for the recipe's own case.
        model: The part of the distance that the model is.
        parts: The parts of the distance, first that of the model; words are made for the recipes that are shown alone.
    """

    recipe: ZooRecipe
    distance: float
    model: float
    parts: tuple[Part, ...]

    @property
    def is_of_the_model(self) -> bool:
        """Whether the recipe is of the case's model and near enough to be copied."""
        return self.model <= SAME_MODEL and self.distance <= NEAR

    @property
    def words(self) -> Message:
        """The distance in words: whether it is the same model, then the differences, the largest first."""
        ranked = [*self.parts[:1], *sorted(self.parts[1:], key=lambda part: -part[0])]
        said = [words() for _, words in ranked if words is not None]
        return join_parts(said, "; ", "；")


def nearest(case: ResolvedCase, recipes: Sequence[ZooRecipe] | None = None) -> list[Neighbour]:
    """The recipes of the case's task, model and kind of optimizer that are near enough, nearest first.

    Recipes of the model or of its line count. Those of other models of its kind count, if they agree on the rate, where
    no model is named or the zoo trains it only from another start. Empty where nothing is near.

    Args:
        case: The case.
        recipes: The recipes to look in; by default all of the task.

    Example:
        >>> from paddle_lrkit.advise.case import Case, resolve_case
        >>> case = Case("detection", "picodet_s_320_coco_lcnet", epochs=300, samples=117266, batch_size=64, gpus=4)
        >>> first = nearest(resolve_case(case))[0]
        >>> first.recipe.peak, first.distance, first.words.en
        (0.32, 0.0, 'the same model')
    """
    known = recipes_for(case.task) if recipes is None else recipes
    found = [_neighbour(recipe, case) for recipe in known if _comparable(recipe, case)]
    near = sorted((each for each in found if each.distance < FAR), key=lambda each: (each.distance, each.recipe.path))
    own = [each for each in near if each.model < _OTHER_LINE]
    if own or (case.model.zoo_family and not any(each.model < _OTHER_LINE for each in found)):
        return _typical_first(own, case, _EQUAL)
    return _typical_first(near, case, FAR) if case.family not in _BY_SIZE and _agree(near, case) else []


def _typical_first(near: list[Neighbour], case: ResolvedCase, within: float) -> list[Neighbour]:
    """The recipes with the one in front that has the middle rate of those that are as near, within a distance.

    Of other models' recipes the nearest is no better than any (`benchmarks/zoo_rates.py`), so that all count there.
    """
    equal = [each for each in near if each.distance <= near[0].distance + within]
    rates = sorted(equal, key=lambda each: (_rate(each, case), each.distance, each.recipe.path))
    middle = rates[(len(rates) - 1) // 2 : len(rates) // 2 + 1]
    first = min(middle, key=lambda each: each.distance, default=None)
    return near if first is None else [first, *(each for each in near if each is not first)]


def _comparable(recipe: ZooRecipe, case: ResolvedCase) -> bool:
    """Whether a recipe is of the case's method, kind of model and optimizer."""
    method = recipe.model if recipe.model in ("lora", "prefix", "dpo") else "full"
    kind = kind_of(recipe.optimizer) == case.kind and FAMILIES_OF.get(recipe.family, recipe.family) == case.family
    return method == case.given.method and kind and case.model.zoo_family in ("", recipe.family)


def _neighbour(recipe: ZooRecipe, case: ResolvedCase) -> Neighbour:
    model, said = _model(recipe, case)
    special = _DERIVED * any(part in recipe.path.lower() for part in DERIVED)
    parts = (
        (model, said),
        (special, None),
        *_data(recipe, case),
        *_start(recipe, case),
        *_batch(recipe, case),
        *_epochs(recipe, case),
    )
    return Neighbour(recipe, sum(cost for cost, _ in parts), model, parts)


def _model(recipe: ZooRecipe, case: ResolvedCase) -> Part:
    cost = model_difference(case.model.given, recipe) if case.model.given else None
    if cost is None:
        return _OTHER_LINE, lambda: _KIND.filled(recipe.name)
    return cost, (lambda: _SAME) if cost <= SAME_MODEL else (lambda: _LINE.filled(recipe.name))


def _data(recipe: ZooRecipe, case: ResolvedCase) -> Iterator[Part]:
    size, samples = sizes().get(recipe.data), case.samples
    if size is None:
        yield (_UNKNOWN_DATA if samples else _UNLIKE_DATA), lambda: _UNSIZED
    elif samples is None:
        yield (0.0 if recipe.data == benchmark_of(case.task) else _UNLIKE_DATA), None
    else:
        ratio = samples / size.samples
        cost = min(_BY_DATA * abs(math.log2(ratio)), _MOST_DATA)
        close = 1 / _CLOSE_SIZE < ratio < _CLOSE_SIZE
        counts = samples, size.samples
        yield cost, None if close else lambda: _DATA.filled(*map(format_count, counts), size.title)


@cache
def benchmark_of(task: str) -> str:
    """The data set that most recipes of a task are for, if it is a quarter of them or more; else no name."""
    counts = Counter(recipe.data for recipe in recipes_for(task))
    name, number = counts.most_common(1)[0]
    return name if number >= counts.total() / 4 else ""


def _start(recipe: ZooRecipe, case: ResolvedCase) -> Iterator[Part]:
    """Fine-tuning and training from random weights have rates that differ by ten; a backbone alone changes little."""
    backbones = case.task in ("detection", "segmentation")
    trained = recipe.start == "model" or (recipe.start == "backbone" and backbones)
    if trained != case.pretrained:
        yield _OTHER_BACKBONE if backbones else FAR, lambda: _START[case.pretrained]


def _batch(recipe: ZooRecipe, case: ResolvedCase) -> Iterator[Part]:
    if case.batch and case.batch != recipe.samples:
        ratio = case.batch / recipe.samples
        yield min(_BY_BATCH * abs(math.log2(ratio)), _MOST_BATCH), lambda: _times(ratio)


def _times(ratio: float) -> Message:
    if ratio < 1 and (1 / ratio).is_integer():
        return _BATCH.filled(f"1/{format_count(1 / ratio)}")
    return (_BATCH if ratio < 1 else _TIMES).filled(format_factor(ratio))


def _epochs(recipe: ZooRecipe, case: ResolvedCase) -> Iterator[Part]:
    here, there = case.epochs, recipe.epochs
    if here and there:
        cost, close = (
            min(_BY_EPOCHS * abs(math.log2(here / there)), _MOST_EPOCHS),
            1 / _CLOSE_SIZE < here / there < _CLOSE_SIZE,
        )
        yield cost, None if close else lambda: _EPOCHS.filled(format_count(here), format_count(there))


def _agree(near: list[Neighbour], case: ResolvedCase) -> bool:
    """Whether the rates for one batch, without the tenth at each end, are within a factor of `AGREEMENT`."""
    rates = sorted(_rate(each, case) for each in near)
    tenth = len(rates) // 10
    return len(rates) >= _ENOUGH and rates[-1 - tenth] <= AGREEMENT * rates[tenth]


def _rate(near: Neighbour, case: ResolvedCase) -> float:
    """The rate of a recipe for one sample in an update, by the rule of the optimizer."""
    return near.recipe.peak / near.recipe.samples ** (1.0 if case.kind == "sgd" else 0.5)
