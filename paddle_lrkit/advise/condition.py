"""The condition of a row, a recipe, a note or a verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from paddle_lrkit.advise.case import ResolvedCase
from paddle_lrkit.messages import Message, join_parts
from paddle_lrkit.text import format_count, format_share


@dataclass(frozen=True)
class Condition:
    """What must hold of a case; an absent part may be anything.

    Args:
        tasks: Names of `TASKS`.
        families: Names of `FAMILIES`.
        models: Beginnings of model names, or kinds of models in the suites' zoos such as ``ocr-det``.
        optimizers: Kinds: ``sgd``, ``adam``, ``lamb``.
        pretrained: Whether training starts from trained weights.
        epochs: Least number of epochs, and the number that it stays below; None for no limit.
        samples_below: Size that the training set stays below.
        batch_from: Least global batch.
        fixed: Whether the length of the run is fixed.
        tuned: Whether the peak rate is tuned; None for either, False only when the user says so.
        label_noise_from: Least share of wrong training labels.
        methods: Names of `paddle_lrkit.advise.models.METHODS`.
    """

    tasks: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    optimizers: tuple[str, ...] = ()
    pretrained: bool | None = None
    epochs: tuple[float, float | None] | None = None
    samples_below: int | None = None
    batch_from: int | None = None
    fixed: bool | None = None
    tuned: bool | None = None
    label_noise_from: float | None = None
    methods: tuple[str, ...] = ()

    def misses(self, case: ResolvedCase) -> list[Message]:
        """The conditions that a case does not meet, in words; empty when all hold."""
        return list(self._misses(case))

    def _misses(self, case: ResolvedCase) -> Iterator[Message]:
        if self.tasks and case.task not in self.tasks:
            yield Message("is about {}").filled(_any(self.tasks))
        if self.families and case.family not in self.families:
            yield Message("is about {} models").filled(_any(self.families))
        if self.models and not case.model.is_one_of(self.models):
            yield Message("is about {}").filled(_any(self.models))
        if self.optimizers and case.kind not in self.optimizers:
            yield Message("needs an optimizer of the kind {}").filled(_any(self.optimizers))
        if self.pretrained is not None and case.pretrained != self.pretrained:
            yield _PRETRAINED[self.pretrained]
        if self.fixed is not None and case.fixed != self.fixed:
            yield _FIXED[self.fixed]
        if self.tuned is not None and case.tuned != self.tuned:
            yield _TUNED[self.tuned]
        if self.label_noise_from is not None and (case.given.label_noise or 0) < self.label_noise_from:
            yield _NOISE.filled(format_share(self.label_noise_from))
        if self.methods and case.given.method not in self.methods:
            yield Message("is about --method {}").filled(_any(self.methods))
        yield from self._sizes(case)

    def _sizes(self, case: ResolvedCase) -> Iterator[Message]:
        if self.epochs is not None:
            low, high = self.epochs
            if case.epochs is None or case.epochs < low or (high is not None and case.epochs >= high):
                words = Message("needs {} epochs or more") if low else _BELOW_EPOCHS
                yield words.filled(format_count(low or high or 0))
        if self.samples_below is not None and (case.samples is None or case.samples >= self.samples_below):
            yield Message("needs fewer than {:,} examples").filled(self.samples_below)
        if self.batch_from is not None and (case.batch is None or case.batch < self.batch_from):
            yield Message("needs a global batch of {:,} or more").filled(self.batch_from)


ANY = Condition()
_BELOW_EPOCHS = Message("needs fewer than {} epochs")
_NOISE = Message("needs {} or more of the training labels to be wrong")
_PRETRAINED = {
    True: Message("starts from pretrained weights"),
    False: Message("starts from random weights"),
}
_FIXED = {
    True: Message("needs a fixed length"),
    False: Message("is for a length that is open"),
}
_TUNED = {
    True: Message("needs a tuned peak rate"),
    False: Message("is for a peak rate that is not tuned"),
}


def _any(names: tuple[str, ...]) -> Message:
    return join_parts(map(Message, names), " or ", "、")
