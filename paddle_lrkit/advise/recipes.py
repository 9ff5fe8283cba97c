"""Peak rates of published recipes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from paddle_lrkit.advise.case import ResolvedCase
from paddle_lrkit.advise.condition import Condition
from paddle_lrkit.messages import Message
from paddle_lrkit.suites.recipes import recipes_of
from paddle_lrkit.text import format_rate


@dataclass(frozen=True)
class Recipe:
    """A peak rate that a published recipe uses.

    Args:
        key: Stable name.
        name: The recipe in a few words.
        when: Condition of the recipe.
        rate: The peak; 0 until ``published`` gives it.
        sources: Keys of the citations.
        grade: A key of `GRADES`.
        batch: Least and largest global batch that it was used with; between them the rate stays the same. None where
            batches are counted in tokens.
        models: Beginnings of model names in `MODELS`; all of the family when empty.
        named: Whether the user must have named a model.
        parameters: Least and largest number of weights.
        grid: Rates to try.
        linear: Whether its authors scale the rate with the batch, also for the Adam family.
        published: Suite and key of a recipe in a suite's folder, such as ``ppdet/faster-rcnn``, which gives rate and
            batch.
    """

    key: str
    name: Message
    when: Condition
    sources: tuple[str, ...]
    grade: str
    rate: float = 0.0
    batch: tuple[int, int] | None = None
    models: tuple[str, ...] = ()
    named: bool = False
    parameters: tuple[float, float] | None = None
    grid: tuple[float, ...] = ()
    linear: bool = False
    published: str = ""

    def filled(self) -> Recipe:
        """The recipe with the numbers of the published one, also in its name."""
        if not self.published:
            return self
        suite, _, key = self.published.partition("/")
        found = next(recipe for recipe in recipes_of(suite) if recipe.key == key)
        rate = format_rate(found.rate)
        name = Message("{}, {} for {:,} images on {} GPUs").filled(self.name, rate, found.samples, found.gpus)
        batch = (found.samples, found.samples)
        return replace(self, name=name, rate=found.rate, batch=batch)

    def fits(self, case: ResolvedCase) -> bool:
        """Whether the recipe is for the case."""
        model, size = case.model, case.model.parameters
        if self.models and not (model.is_one_of(self.models) or (not model.name and not self.named)):
            return False
        if self.parameters and not (size is not None and self.parameters[0] <= size < self.parameters[1]):
            return False
        return not self.when.misses(case)
