"""Masked language modelling."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import paddle
import paddle.nn.functional as F

from paddle_lrkit.config.settings import Data, Settings
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.train.data.loading.sampler import SampleKey
from paddle_lrkit.train.data.text.batches import TargetFunction, TextBatch
from paddle_lrkit.train.data.text.masking import MaskTokens
from paddle_lrkit.train.data.text.wordpiece import Encoded
from paddle_lrkit.train.distributed.collectives import all_gather_array
from paddle_lrkit.train.registry import TEXT_TRANSFORMS
from paddle_lrkit.train.tasks.text.base import TextTask, labelled_positions, zero_loss

_EVAL_KEY = 11


class MaskedLM(TextTask):
    """Prediction of masked tokens; ignores the labels of the data set.

    A sample is masked with ``default_rng([seed, epoch, index])``; each evaluation masks the same tokens.

    Args:
        settings: The whole config; ``transforms`` of ``Train`` and ``Eval`` may have one ``MaskTokens``.

    Raises:
        ConfigError: A section has more than one transform.
    """

    metric = "loss"
    higher_is_better = False
    head = "masked_lm"
    labelled = False

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.train_masking = self._masking(settings.Train, "Train")
        self.eval_masking = self._masking(settings.Eval or settings.Train, "Eval")

    def _masking(self, data: Data, section: str) -> MaskTokens:
        if len(data.transforms) > 1:
            raise ConfigError(tr("takes one MaskTokens, got {}", len(data.transforms)), key=f"{section}.transforms")
        vocabulary = self.tokenizer.vocabulary
        if not data.transforms:
            return MaskTokens(vocabulary)
        masking: MaskTokens = data.transforms[0].build(TEXT_TRANSFORMS, reserved={"vocabulary": vocabulary})
        return masking

    def target(self, dataset: Any, train: bool) -> TargetFunction:
        masking = self.train_masking if train else self.eval_masking
        suffix = () if train else (_EVAL_KEY,)

        def masked(row: Encoded, key: SampleKey) -> tuple[np.ndarray, np.ndarray]:
            return masking(row.ids, np.random.default_rng([self.settings.Global.seed, *key, *suffix]))

        return masked

    def inference(self) -> dict[str, Any]:
        return {name: value for name, value in super().inference().items() if name != "classes"}

    def losses(self, model: paddle.nn.Layer, batch: TextBatch) -> dict[str, Any]:
        positions = labelled_positions(batch.labels)
        if not len(positions):
            return {"loss": zero_loss(model(batch.input_ids, batch.token_type_ids, paddle.zeros([1], "int64")))}
        return {"loss": self.loss(*_scores_and_tokens(model, batch, positions))}

    def evaluate(self, model: paddle.nn.Layer) -> dict[str, float]:
        sums = np.zeros(3)
        for batch in self.eval_batches():
            positions = labelled_positions(batch.labels)
            if not len(positions):
                continue
            scores, tokens = _scores_and_tokens(model, batch, positions)
            losses = F.cross_entropy(scores.astype("float32"), tokens, reduction="none").numpy()
            sums += [(scores.argmax(axis=1) == tokens).numpy().sum(), losses.sum(dtype=np.float64), len(tokens)]
        hits, losses, count = all_gather_array(sums).sum(axis=0).tolist()
        if not count:
            return {}
        loss = losses / count
        return {"accuracy": hits / count, "loss": loss, "perplexity": math.exp(min(loss, 700.0))}


def _scores_and_tokens(model: paddle.nn.Layer, batch: TextBatch, positions: Any) -> tuple[Any, Any]:
    """Scores ``[k, vocab]`` and true tokens ``[k]`` of the masked positions ``[k]``."""
    scores = model(batch.input_ids, batch.token_type_ids, positions)
    return scores, paddle.gather(batch.labels.flatten(), positions)
