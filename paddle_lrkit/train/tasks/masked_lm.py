"""Masked language modelling."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import paddle
import paddle.nn.functional as F

from paddle_lrkit.config.settings import Data, Settings
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.data.loading.sampler import Position
from paddle_lrkit.train.data.text.masking import MaskTokens
from paddle_lrkit.train.data.text.vocabulary import FILE_NAME
from paddle_lrkit.train.data.text.wordpiece import Encoded
from paddle_lrkit.train.distributed.processes import gather_array
from paddle_lrkit.train.registry import TEXT_TRANSFORMS
from paddle_lrkit.train.tasks.text_base import TextTask, counted, no_loss

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
    labelled = False

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
        ids, types, labels = batch
        hidden = counted(labels)
        if not len(hidden):
            return {"loss": no_loss(model(ids, types, paddle.zeros([1], "int64")))}
        return {"loss": self.loss(*self._scores(model, batch, hidden))}

    def _scores(self, model: paddle.nn.Layer, batch: Any, hidden: Any) -> tuple[Any, Any]:
        """Scores ``[k, vocab]`` and true tokens ``[k]`` of the hidden ones."""
        ids, types, labels = batch
        return model(ids, types, hidden), paddle.gather(labels.flatten(), hidden)

    def evaluate(self, model: paddle.nn.Layer) -> dict[str, float]:
        sums = np.zeros(3)
        for batch in self.eval_batches():
            hidden = counted(batch[-1])
            if not len(hidden):
                continue
            scores, labels = self._scores(model, batch, hidden)
            losses = F.cross_entropy(scores.astype("float32"), labels, reduction="none").numpy()
            sums += [(scores.argmax(axis=1) == labels).numpy().sum(), losses.sum(dtype=np.float64), len(labels)]
        hits, losses, count = gather_array(sums).sum(axis=0).tolist()
        if not count:
            return {}
        loss = losses / count
        return {"accuracy": hits / count, "loss": loss, "perplexity": math.exp(min(loss, 700.0))}
