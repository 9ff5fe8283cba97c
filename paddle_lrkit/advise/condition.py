"""The condition of a row, a recipe, a note or a verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from paddle_lrkit.advise.case import ResolvedCase
from paddle_lrkit.text import Bilingual, format_count, format_share


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

    def misses(self, case: ResolvedCase) -> list[Bilingual]:
        """The conditions that a case does not meet, in words; empty when all hold."""
        return list(self._misses(case))

    def _misses(self, case: ResolvedCase) -> Iterator[Bilingual]:
        if self.tasks and case.task not in self.tasks:
            yield Bilingual("is about {}", "针对{}任务").filled(_any(self.tasks))
        if self.families and case.family not in self.families:
            yield Bilingual("is about {} models", "针对 {} 类模型").filled(_any(self.families))
        if self.models and not case.model.is_one_of(self.models):
            yield Bilingual("is about {}", "针对 {}").filled(_any(self.models))
        if self.optimizers and case.kind not in self.optimizers:
            yield Bilingual("needs an optimizer of the kind {}", "要求优化器属于 {} 类").filled(_any(self.optimizers))
        if self.pretrained is not None and case.pretrained != self.pretrained:
            yield _PRETRAINED[self.pretrained]
        if self.fixed is not None and case.fixed != self.fixed:
            yield _FIXED[self.fixed]
        if self.tuned is not None and case.tuned != self.tuned:
            yield _TUNED[self.tuned]
        if self.label_noise_from is not None and (case.given.label_noise or 0) < self.label_noise_from:
            yield _NOISE.filled(format_share(self.label_noise_from))
        if self.methods and case.given.method not in self.methods:
            yield Bilingual("is about --method {}", "针对 --method {}").filled(_any(self.methods))
        yield from self._sizes(case)

    def _sizes(self, case: ResolvedCase) -> Iterator[Bilingual]:
        if self.epochs is not None:
            low, high = self.epochs
            if case.epochs is None or case.epochs < low or (high is not None and case.epochs >= high):
                words = Bilingual("needs {} epochs or more", "要求至少 {} 轮") if low else _BELOW_EPOCHS
                yield words.filled(format_count(low or high or 0))
        if self.samples_below is not None and (case.samples is None or case.samples >= self.samples_below):
            yield Bilingual("needs fewer than {:,} examples", "要求样本数少于 {:,}").filled(self.samples_below)
        if self.batch_from is not None and (case.batch is None or case.batch < self.batch_from):
            yield Bilingual("needs a global batch of {:,} or more", "要求全局批大小不小于 {:,}").filled(self.batch_from)


ANY = Condition()
_BELOW_EPOCHS = Bilingual("needs fewer than {} epochs", "要求少于 {} 轮")
_NOISE = Bilingual("needs {} or more of the training labels to be wrong", "要求错误标签的比例不低于 {}")
_PRETRAINED = {
    True: Bilingual("starts from pretrained weights", "从预训练权重开始"),
    False: Bilingual("starts from random weights", "从随机初始化开始"),
}
_FIXED = {
    True: Bilingual("needs a fixed length", "要求训练长度固定"),
    False: Bilingual("is for a length that is open", "针对长度未定的训练"),
}
_TUNED = {
    True: Bilingual("needs a tuned peak rate", "要求峰值学习率已经调优"),
    False: Bilingual("is for a peak rate that is not tuned", "针对峰值学习率未调优的情形"),
}


def _any(names: tuple[str, ...]) -> Bilingual:
    return Bilingual(" or ".join(names), "、".join(names))
