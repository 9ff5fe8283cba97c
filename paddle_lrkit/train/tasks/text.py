"""Classes of texts and pairs of texts, and tags of words."""

from __future__ import annotations

from typing import Any

import numpy as np
import paddle

from paddle_lrkit.config.settings import Settings
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.data.sampler import Position
from paddle_lrkit.train.data.text import IGNORED, word_labels
from paddle_lrkit.train.data.wordpiece import Encoded
from paddle_lrkit.train.tasks.classification import classification_metrics
from paddle_lrkit.train.tasks.text_base import TextTask
from paddle_lrkit.train.text_metrics import entity_f1, macro_f1


class TextClassification(TextTask):
    """One class for a text or a pair of texts.

    Args:
        settings: The whole config.
    """

    head = "sequence"

    def __init__(self, settings: Settings) -> None:
        refuse_transforms(settings)
        super().__init__(settings)

    def target(self, dataset: Any, train: bool) -> Any:
        def labelled(row: Encoded, index: int, position: Position) -> tuple[np.ndarray, np.ndarray]:
            return row.ids, np.array(dataset[index][1], dtype=np.int64)

        return labelled

    def losses(self, model: paddle.nn.Layer, batch: Any) -> dict[str, Any]:
        ids, types, labels = batch
        return {"loss": self.loss(model(ids, types), labels)}

    def evaluate(self, model: paddle.nn.Layer) -> dict[str, float]:
        scores, labels = [], []
        for ids, types, target in self.eval_batches():
            scores.append(model(ids, types).astype("float32").numpy())
            labels.append(target.numpy())
        if not labels:
            return {}
        all_scores, all_labels = np.concatenate(scores), np.concatenate(labels)
        f1 = macro_f1(all_scores.argmax(axis=1), all_labels, all_scores.shape[1])
        return {**classification_metrics(all_scores, all_labels), "f1": f1}


class TokenClassification(TextTask):
    """A tag for each word; the first token of a word speaks for it.

    Args:
        settings: The whole config.
    """

    metric = "f1"
    head = "token"
    by_word = True

    def __init__(self, settings: Settings) -> None:
        refuse_transforms(settings)
        super().__init__(settings)

    def target(self, dataset: Any, train: bool) -> Any:
        def tagged(row: Encoded, index: int, position: Position) -> tuple[np.ndarray, np.ndarray]:
            return row.ids, word_labels(row, dataset[index][1])

        return tagged

    def losses(self, model: paddle.nn.Layer, batch: Any) -> dict[str, Any]:
        ids, types, labels = batch
        scores = model(ids, types).flatten(0, 1)
        counted = paddle.nonzero(labels.flatten() != IGNORED).flatten()
        return {"loss": self.loss(paddle.gather(scores, counted), paddle.gather(labels.flatten(), counted))}

    def evaluate(self, model: paddle.nn.Layer) -> dict[str, float]:
        scores, labels = [], []
        for ids, types, target in self.eval_batches():
            batch_scores, batch_labels = model(ids, types).astype("float32").numpy(), target.numpy()
            for row_scores, row_labels in zip(batch_scores, batch_labels, strict=True):
                counted = row_labels != IGNORED
                scores.append(row_scores[counted])
                labels.append(row_labels[counted])
        if not labels:
            return {}
        metrics = classification_metrics(np.concatenate(scores), np.concatenate(labels))
        f1 = entity_f1([row.argmax(axis=1) for row in scores], labels, self.train_set.labels)
        return {"accuracy": metrics["accuracy"], "loss": metrics["loss"], "f1": f1}


def refuse_transforms(settings: Settings) -> None:
    """Raises a ConfigError for transforms, which only masked language modelling has."""
    for name, section in (("Train", settings.Train), ("Eval", settings.Eval)):
        if section is not None and section.transforms:
            raise ConfigError("is for images and for masked_lm", key=f"{name}.transforms")
