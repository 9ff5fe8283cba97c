"""Masked language modelling."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import paddle

from paddle_lrkit.config.settings import Data, Settings
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.data.masking import MaskTokens
from paddle_lrkit.train.data.sampler import Position
from paddle_lrkit.train.data.text import IGNORED
from paddle_lrkit.train.data.vocabulary import FILE_NAME
from paddle_lrkit.train.data.wordpiece import Encoded
from paddle_lrkit.train.processes import gather_array
from paddle_lrkit.train.registry import TEXT_TRANSFORMS
from paddle_lrkit.train.tasks.classification import judge
from paddle_lrkit.train.tasks.text_base import TextTask

_EVAL_KEY = 11


class MaskedLM(TextTask):
    """Guesses hidden tokens; the labels of the data set are not looked at.

    Sample ``index`` of an epoch is masked with ``default_rng([seed, epoch, index])``; evaluation hides the same tokens
    each time.

    Args:
        settings: The whole config; ``transforms`` of ``Train`` and ``Eval`` may have one ``MaskTokens``.
    """

    metric = "loss"
    higher_is_better = False
    head = "masked_lm"

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.train_masking = self._masking(settings.Train, "Train")
        self.eval_masking = self._masking(settings.Eval or settings.Train, "Eval")

    def _masking(self, data: Data, section: str) -> MaskTokens:
        if len(data.transforms) > 1:
            raise ConfigError(f"takes one MaskTokens, got {len(data.transforms)}", key=f"{section}.transforms")
        vocabulary = self.tokenizer.vocabulary
        if not data.transforms:
            return MaskTokens(vocabulary)
        made: MaskTokens = data.transforms[0].build(TEXT_TRANSFORMS, reserved={"vocabulary": vocabulary})
        return made

    def target(self, dataset: Any, train: bool) -> Any:
        masking = self.train_masking if train else self.eval_masking
        key = () if train else (_EVAL_KEY,)

        def masked(row: Encoded, index: int, position: Position) -> tuple[np.ndarray, np.ndarray]:
            return masking(row.ids, np.random.default_rng([self.settings.Global.seed, *position, *key]))

        return masked

    def companions(self) -> dict[str, str]:
        return {name: text for name, text in super().companions().items() if name == FILE_NAME}

    def losses(self, model: paddle.nn.Layer, batch: Any) -> dict[str, Any]:
        scores, labels = self._scores(model, batch)
        return {"loss": self.loss(scores, labels)}

    def _scores(self, model: paddle.nn.Layer, batch: Any) -> tuple[Any, Any]:
        """Scores ``[k, vocab]`` and true tokens ``[k]`` of the hidden ones."""
        ids, types, labels = batch
        hidden = paddle.nonzero(labels.flatten() != IGNORED).flatten()
        return model(ids, types, hidden), paddle.gather(labels.flatten(), hidden)

    def evaluate(self, model: paddle.nn.Layer) -> dict[str, float]:
        sums = np.zeros(3)
        for batch in self.eval_batches():
            scores, labels = self._scores(model, batch)
            judged = judge(scores.astype("float32").numpy(), labels.numpy())
            sums += [sum(one["accuracy"] for one in judged), sum(one["loss"] for one in judged), len(judged)]
        hits, losses, count = gather_array(sums).sum(axis=0).tolist()
        if not count:
            return {}
        loss = losses / count
        return {"accuracy": hits / count, "loss": loss, "perplexity": math.exp(min(loss, 700.0))}
