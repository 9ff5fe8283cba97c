"""Peak rates of published recipes."""

from __future__ import annotations

from dataclasses import dataclass

from paddle_lrkit.advise.case import ResolvedCase
from paddle_lrkit.advise.condition import Condition
from paddle_lrkit.text import Bilingual


@dataclass(frozen=True)
class Recipe:
    """A peak rate that a published recipe uses.

    Args:
        key: Stable name.
        name: The recipe in a few words.
        when: Condition of the recipe.
        rate: The peak.
        sources: Keys of the citations.
        grade: A key of `GRADES`.
        batch: Least and largest global batch that it was used with; between them the rate stays the same. None where
            batches are counted in tokens.
        models: Beginnings of model names in `MODELS`; all of the family when empty.
        named: Whether the user must have named a model.
        parameters: Least and largest number of weights.
        grid: Rates to try.
    """

    key: str
    name: Bilingual
    when: Condition
    rate: float
    sources: tuple[str, ...]
    grade: str
    batch: tuple[int, int] | None = None
    models: tuple[str, ...] = ()
    named: bool = False
    parameters: tuple[float, float] | None = None
    grid: tuple[float, ...] = ()

    def fits(self, case: ResolvedCase) -> bool:
        """Whether the recipe is for the case."""
        name, size = case.model.name, case.model.parameters
        if self.models and not (name.startswith(self.models) or (not name and not self.named)):
            return False
        if self.parameters and not (size is not None and self.parameters[0] <= size < self.parameters[1]):
            return False
        return not self.when.misses(case)
