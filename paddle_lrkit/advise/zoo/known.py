"""The models that the suites' recipes are for."""

from __future__ import annotations

from functools import cache

from paddle_lrkit.advise.zoo.names import difference, words_of
from paddle_lrkit.suites.zoo import ZOOS, ZooRecipe, zoo_of

FAMILIES_OF = dict.fromkeys(("ocr-rec", "ocr-det", "ocr-cls", "ocr-table", "ocr-sr", "ocr-e2e"), "ocr")
"""Kind of a recipe's model -> family of the guide, where they differ."""
OPTIMIZERS = {"AdamWDL": "AdamW", "AdamWDL_CAE": "AdamW"}
"""AdamW with layer decay -> AdamW."""
SAME_MODEL = 0.75
"""Largest difference of the names of one model."""
_BY_ARCHITECTURE = 0.1


@cache
def recipes_for(task: str) -> tuple[ZooRecipe, ...]:
    """The recipes of a task."""
    return tuple(recipe for recipe in zoo_of(ZOOS[task]) if recipe.task == task)


def kind_of(optimizer: str) -> str:
    """The kind of an optimizer by the name that a config gives it: ``sgd``, ``adam``, or its own name.

    Example:
        >>> kind_of("Momentum"), kind_of("AdamWDL"), kind_of("RMSProp")
        ('sgd', 'adam', 'rmsprop')
    """
    name = optimizer.lower()
    return "sgd" if name in ("sgd", "momentum") else "adam" if name.startswith("adamw") or name == "adam" else name


def known_recipe(name: str, task: str) -> ZooRecipe | None:
    """The recipe whose name is closest to a model's; None where none is of this model or its line.

    A model of the line that has no recipe may have other numbers and letters, but no word that none of the line has.

    Example:
        >>> known_recipe("PP-OCRv4_mobile_rec", "ocr").family
        'ocr-rec'
        >>> known_recipe("RegNetX_4GF", "classification").name.startswith("RegNetX_")
        True
    """
    costs = ((model_difference(name, recipe), recipe) for recipe in recipes_for(task))
    found = [(cost, recipe.path, recipe) for cost, recipe in costs if cost is not None]
    if not found:
        return None
    cost, _, nearest = min(found, key=lambda each: each[:2])
    words = {word for _, _, recipe in found for word in words_of(recipe.name)}
    spelled = all(word in words for word in words_of(name) if len(word) > 1 and word.isalpha())
    return nearest if cost <= SAME_MODEL or spelled else None


def is_model_of(name: str, recipe: ZooRecipe) -> bool:
    """Whether a recipe is for the model of a name, and not for another of its line.

    Example:
        >>> recipe = known_recipe("ResNet50_vd", "classification")
        >>> is_model_of("ResNet50_vd", recipe), is_model_of("ResNet51_vd", recipe)
        (True, False)
    """
    cost = model_difference(name, recipe)
    return cost is not None and cost <= SAME_MODEL


def model_difference(name: str, recipe: ZooRecipe) -> float | None:
    """How far a recipe's model is from the one of a name: 0 for the same, None for models of different lines.

    A name of one word may also be the architecture of a config that has a name of its own.
    """
    cost = difference(name, recipe.name)
    if cost is None and recipe.model and len(words_of(name)) == 1:
        by_model = difference(name, recipe.model)
        return None if by_model is None else max(by_model, _BY_ARCHITECTURE)
    return cost


def model_names(task: str) -> dict[str, dict[str, list[str]]]:
    """The names of a task's models by kind and by line."""
    groups: dict[str, dict[str, list[str]]] = {}
    for recipe in recipes_for(task):
        name = recipe.model if recipe.suite == "ppcls" and recipe.model else recipe.name
        listed = groups.setdefault(recipe.family, {}).setdefault(words_of(name)[0], [])
        if name not in listed:
            listed.append(name)
    return {family: {line: sorted(names) for line, names in sorted(lines.items())} for family, lines in groups.items()}
