"""Classes of texts and pairs of texts, and tags of words."""

from __future__ import annotations

from typing import Any

import numpy as np
import paddle

from paddle_lrkit.train.data.loading.sampler import Position
from paddle_lrkit.train.data.text.batches import IGNORED, word_labels
from paddle_lrkit.train.data.text.wordpiece import Encoded
from paddle_lrkit.train.distributed.processes import in_order
from paddle_lrkit.train.tasks.classification import Judgement, judge, mean_of
from paddle_lrkit.train.tasks.text_base import TextTask, counted, no_loss
from paddle_lrkit.train.tasks.text_metrics import NO_TAG, entity_f1, macro_f1


class TextClassification(TextTask):
    """One class for a text or a pair of texts.

    Args:
        settings: The whole config.
    """

    head = "sequence"
    foreign = ("*.transforms", *TextTask.foreign)

    def target(self, dataset: Any, train: bool) -> Any:
        def labelled(row: Encoded, index: int, position: Position) -> tuple[np.ndarray, np.ndarray]:
            return row.ids, np.array(dataset[index][1], dtype=np.int64)

        return labelled

    def losses(self, model: paddle.nn.Layer, batch: Any) -> dict[str, Any]:
        ids, types, labels = batch
        return {"loss": self.loss(model(ids, types), labels)}

    def evaluate(self, model: paddle.nn.Layer) -> dict[str, float]:
        own: list[tuple[Judgement, int, int]] = []
        for ids, types, target in self.eval_batches():
            scores, labels = model(ids, types).astype("float32").numpy(), target.numpy()
            own += zip(judge(scores, labels), scores.argmax(axis=1).tolist(), labels.tolist(), strict=True)
        everything = in_order(own)
        if not everything:
            return {}
        judged, predicted, true = zip(*everything, strict=True)
        f1 = macro_f1(np.array(predicted), np.array(true), len(self.train_set.labels))
        return {**mean_of(judged), "f1": f1}


class TokenClassification(TextTask):
    """A tag for each word; the first token of a word speaks for it.

    Loss and accuracy are means over the words that the model sees. F1 is that of whole entities in whole sentences: a
    word behind ``max_length``, or without a token, is guessed to be in none.

    Args:
        settings: The whole config.
    """

    metric = "f1"
    head = "token"
    by_word = True
    foreign = ("*.transforms", *TextTask.foreign)

    def target(self, dataset: Any, train: bool) -> Any:
        def tagged(row: Encoded, index: int, position: Position) -> tuple[np.ndarray, np.ndarray]:
            return row.ids, word_labels(row, dataset[index][1])

        return tagged

    def losses(self, model: paddle.nn.Layer, batch: Any) -> dict[str, Any]:
        ids, types, labels = batch
        scores, places = model(ids, types).flatten(0, 1), counted(labels)
        if not len(places):
            return {"loss": no_loss(scores)}
        return {"loss": self.loss(paddle.gather(scores, places), paddle.gather(labels.flatten(), places))}

    def evaluate(self, model: paddle.nn.Layer) -> dict[str, float]:
        own: list[tuple[list[Judgement], np.ndarray, np.ndarray]] = []
        for (ids, types, target), positions in zip(self.eval_batches(), self.eval_positions(), strict=True):
            batch_scores, batch_labels = model(ids, types).astype("float32").numpy(), target.numpy()
            for scores, labels, (_, index) in zip(batch_scores, batch_labels, positions, strict=True):
                own.append(self._judged(scores, labels, index))
        everything = in_order(own)
        metrics = mean_of([word for sentence, _, _ in everything for word in sentence])
        if not metrics:
            return {}
        _, predicted, true = zip(*everything, strict=True)
        f1 = entity_f1(predicted, true, self.train_set.labels)
        return {"accuracy": metrics["accuracy"], "loss": metrics["loss"], "f1": f1}

    def _judged(
        self, scores: np.ndarray, labels: np.ndarray, index: int
    ) -> tuple[list[Judgement], np.ndarray, np.ndarray]:
        """Of one sentence: what is said of the words that the model sees, and the guessed and true tags of all."""
        places = np.flatnonzero(labels != IGNORED)
        tags = np.array(self.eval_set[index][1])
        guess = np.full(len(tags), NO_TAG)
        guess[self.eval_tokens[index].words[places]] = scores[places].argmax(axis=1)
        return judge(scores[places], labels[places]), guess, tags
