"""How far is the peak rate of the nearest published recipe from that of a recipe that is left out?

python -m benchmarks.zoo_rates

The data are in the package. Each recipe of the five zoos is taken out, and its own case (model, data, batch, start,
length) is looked up in the rest, in two ways: without the configs of its name, and without all models of its line. The
rate found is scaled to the batch as `lrkit advise` does it. A recipe that is not found counts as an abstention, not as
an error. "Median of the kind" is the middle rate for one batch of the recipes of the same task, kind of model and kind
of optimizer, without the same ones: what an advisor without names would say. Intervals are 95%, over lines of models,
because the configs of a line have the same author.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from benchmarks.measuring.figure import Figure
from benchmarks.measuring.interval import Interval
from benchmarks.measuring.question import Run, command
from paddle_lrkit.advise.case import KINDS, Case, ResolvedCase, resolve_case
from paddle_lrkit.advise.zoo.known import OPTIMIZERS, kind_of, model_difference, recipes_for
from paddle_lrkit.advise.zoo.names import words_of
from paddle_lrkit.advise.zoo.nearest import nearest
from paddle_lrkit.errors import LrkitError
from paddle_lrkit.suites.zoo import ZOOS, ZooRecipe, sizes

DRAWS = 500
WITHIN = 2.0


class Found(NamedTuple):
    """A recipe that was left out and looked up.

    Args:
        line: The line of its model.
        octaves: Distance of the rate in powers of two; None for an abstention.
        near: Whether the recipe found is of the model and near.
        plain: The same distance of the median of the kind.
    """

    line: str
    octaves: float | None
    near: bool
    plain: float | None


def own_case(recipe: ZooRecipe) -> ResolvedCase | None:
    """The case that a recipe is for; None where the options of `lrkit advise` cannot say it."""
    optimizer = OPTIMIZERS.get(recipe.optimizer, recipe.optimizer)
    if optimizer not in KINDS or not recipe.run:
        return None
    size, whole = sizes().get(recipe.data), int(float(recipe.run[:-2]))
    backbones = recipe.task in ("detection", "segmentation")
    try:
        case = Case(
            recipe.task,
            recipe.name,
            optimizer=optimizer,
            epochs=whole if recipe.run.endswith("ep") else None,
            updates=whole if recipe.run.endswith("it") else None,
            samples=size.samples if size else None,
            batch_size=recipe.batch,
            gpus=recipe.gpus,
            accumulate=recipe.accumulation,
            pretrained=recipe.start == "model" or (recipe.start == "backbone" and backbones),
        )
        return resolve_case(case)
    except LrkitError:
        return None


def looked_up(task: str, same: Callable[[ZooRecipe, ZooRecipe], bool]) -> list[Found]:
    """Every recipe of a task, looked up in those that are not the same."""
    found = []
    for recipe in recipes_for(task):
        case = own_case(recipe)
        if case is None or recipe.model in ("lora", "prefix", "dpo"):
            continue
        rest = [other for other in recipes_for(task) if not same(recipe, other)]
        if same is same_line:  # to the zoo that is left the model is unknown
            case = case._replace(model=case.model._replace(zoo_family=""))
        first = next(iter(nearest(case, rest)), None)
        plain = [_rate(other) for other in rest if _alike(recipe, other)]
        found.append(
            Found(
                words_of(recipe.name)[0],
                None if first is None else abs(math.log2(_rate(first.recipe) / _rate(recipe))),
                first is not None and first.is_of_the_model,
                abs(math.log2(float(np.median(plain)) / _rate(recipe))) if plain else None,
            )
        )
    return found


def same_name(one: ZooRecipe, other: ZooRecipe) -> bool:
    """Whether two recipes are for the same model by name."""
    return words_of(one.name) == words_of(other.name)


def same_line(one: ZooRecipe, other: ZooRecipe) -> bool:
    """Whether two recipes are of one line of models."""
    return same_name(one, other) or model_difference(one.name, other) is not None


def _alike(one: ZooRecipe, other: ZooRecipe) -> bool:
    return one.family == other.family and kind_of(one.optimizer) == kind_of(other.optimizer)


def _rate(recipe: ZooRecipe) -> float:
    """The rate for one sample in an update, by the rule of the optimizer."""
    return recipe.peak / recipe.samples ** (1.0 if kind_of(recipe.optimizer) == "sgd" else 0.5)


def _interval(values: Sequence[tuple[str, float]], of: Callable[[np.ndarray], float]) -> Interval:
    """A statistic with its interval over lines."""
    lines: dict[str, list[float]] = {}
    for line, value in values:
        lines.setdefault(line, []).append(value)
    groups, random = [np.array(group) for group in lines.values()], np.random.default_rng(0)
    picked = random.integers(0, len(groups), (DRAWS, len(groups)))
    draws = [of(np.concatenate([groups[index] for index in row])) for row in picked]
    low, high = np.percentile(draws, [2.5, 97.5])
    return Interval(float(of(np.concatenate(groups))), float(low), float(high))


def answer(run: Run) -> None:
    """Both ways, by task and in all."""
    for name, same in (("without its configs", same_name), ("without its line", same_line)):
        tasks = {task: looked_up(task, same) for task in ZOOS if not run.smoke or task == "ocr"}
        for task, found in [*tasks.items(), ("all tasks", [each for part in tasks.values() for each in part])]:
            run.figures += _figures(f"{task}, {name}", found, task == "all tasks")


def _figures(name: str, found: Sequence[Found], shown: bool) -> list[Figure]:
    answered = [(each.line, each.octaves) for each in found if each.octaves is not None]
    kinds = {
        "": (answered, None),
        ", of the model and near": (
            [(each.line, each.octaves) for each in found if each.octaves is not None and each.near],
            0.8,
        ),
        ", median of the kind": (
            [(each.line, each.plain) for each in found if each.octaves is not None and each.plain is not None],
            None,
        ),
    }
    said = f"{len(answered)} of {len(found)} recipes"
    held = [(each.line, float(each.octaves is not None)) for each in found]
    figures = [Figure(f"{name}: answered", _interval(held, lambda values: float(values.mean())), "share", note=said)]
    for kind, (values, goal) in kinds.items():
        if not values:
            continue
        note = f"{len(values)} recipes of {len({line for line, _ in values})} lines"
        share = _interval(values, lambda each: float((each <= math.log2(WITHIN) + 1e-9).mean()))
        middle = _interval(values, lambda each: float(2 ** np.median(each)))
        limit = goal if shown else None
        figures += [
            Figure(f"{name}{kind}: rate within a factor of 2", share, "share", None, limit, shown, note),
            Figure(f"{name}{kind}: median factor", middle, "x", note=note),
        ]
    return figures


main = command("How far is the rate of the nearest published recipe from that of a recipe that is left out?", answer)

if __name__ == "__main__":
    main()
