"""Classification of texts, of pairs of texts, and of words."""

from __future__ import annotations

from typing import Any

import numpy as np
import paddle

from paddle_lrkit.train.data.loading.sampler import SampleKey
from paddle_lrkit.train.data.text.batches import IGNORED, TargetFunction, TextBatch, word_labels
from paddle_lrkit.train.data.text.wordpiece import Encoded
from paddle_lrkit.train.distributed.collectives import gather_interleaved
from paddle_lrkit.train.tasks.sample_metrics import SampleMetrics, mean_metrics, sample_metrics
from paddle_lrkit.train.tasks.text.base import TextTask, labelled_positions, zero_loss
from paddle_lrkit.train.tasks.text.f1 import NO_TAG, entity_f1, macro_f1

_SAMPLE, _MOST = 200, 0.9
"""Sentences, and the share of words of one character, by which data of characters is told from data of words."""


class TextClassification(TextTask):
    """One class for a text or a pair of texts.

    Args:
        settings: The whole config.
    """

    head = "sequence"
    unused = ("*.transforms", *TextTask.unused)

    def target(self, dataset: Any, train: bool) -> TargetFunction:
        def labelled(row: Encoded, key: SampleKey) -> tuple[np.ndarray, np.ndarray]:
            return row.ids, np.array(dataset[key[1]][1], dtype=np.int64)

        return labelled

    def inference(self) -> dict[str, Any]:
        return {**super().inference(), "texts": len(self.train_set[0][0])}

    def losses(self, model: paddle.nn.Layer, batch: TextBatch) -> dict[str, Any]:
        return {"loss": self.loss(model(batch.input_ids, batch.token_type_ids), batch.labels)}

    def evaluate(self, model: paddle.nn.Layer) -> dict[str, float]:
        own: list[tuple[SampleMetrics, int, int]] = []
        for batch in self.eval_batches():
            scores, labels = _scores(model, batch), batch.labels.numpy()
            own += zip(sample_metrics(scores, labels), scores.argmax(axis=1).tolist(), labels.tolist(), strict=True)
        everything = gather_interleaved(own)
        if not everything:
            return {}
        samples, predicted, true = zip(*everything, strict=True)
        f1 = macro_f1(np.array(predicted), np.array(true), len(self.train_set.labels))
        return {**mean_metrics(samples), "f1": f1}


class TokenClassification(TextTask):
    """A tag for each word, predicted from the word's first token.

    Loss and accuracy are means over the words that the model sees. F1 is that of whole entities in whole sentences; a
    word after ``max_length``, or without a token, counts as predicted outside of all entities.

    Args:
        settings: The whole config.
    """

    metric = "f1"
    head = "token"
    by_word = True
    unused = ("*.transforms", *TextTask.unused)

    def target(self, dataset: Any, train: bool) -> TargetFunction:
        def tagged(row: Encoded, key: SampleKey) -> tuple[np.ndarray, np.ndarray]:
            return row.ids, word_labels(row, dataset[key[1]][1])

        return tagged

    def inference(self) -> dict[str, Any]:
        """With ``words``: whether a word is a character, as in Chinese data, or what spaces separate."""
        sample = [word for index in range(min(len(self.train_set), _SAMPLE)) for word in self.train_set[index][0]]
        alone = sum(len(word) == 1 for word in sample) >= _MOST * len(sample)
        return {**super().inference(), "words": "characters" if alone else "spaces"}

    def losses(self, model: paddle.nn.Layer, batch: TextBatch) -> dict[str, Any]:
        scores = model(batch.input_ids, batch.token_type_ids).flatten(0, 1)
        positions = labelled_positions(batch.labels)
        if not len(positions):
            return {"loss": zero_loss(scores)}
        return {"loss": self.loss(paddle.gather(scores, positions), paddle.gather(batch.labels.flatten(), positions))}

    def evaluate(self, model: paddle.nn.Layer) -> dict[str, float]:
        own: list[tuple[list[SampleMetrics], np.ndarray, np.ndarray]] = []
        loader = self.eval_batches()
        for batch, keys in zip(loader, loader.batches if loader else (), strict=True):
            for scores, labels, (_, index) in zip(_scores(model, batch), batch.labels.numpy(), keys, strict=True):
                own.append(self._sentence(scores, labels, index))
        everything = gather_interleaved(own)
        metrics = mean_metrics([word for sentence, _, _ in everything for word in sentence])
        if not metrics:
            return {}
        _, predicted, true = zip(*everything, strict=True)
        f1 = entity_f1(predicted, true, self.train_set.labels)
        return {"accuracy": metrics["accuracy"], "loss": metrics["loss"], "f1": f1}

    def _sentence(
        self, scores: np.ndarray, labels: np.ndarray, index: int
    ) -> tuple[list[SampleMetrics], np.ndarray, np.ndarray]:
        """Metrics of the words that the model sees, and predicted and true tags of all words of a sentence."""
        positions = np.flatnonzero(labels != IGNORED)
        tags = np.array(self.eval_set[index][1])
        predicted = np.full(len(tags), NO_TAG)
        predicted[self.eval_tokens[index].words[positions]] = scores[positions].argmax(axis=1)
        return sample_metrics(scores[positions], labels[positions]), predicted, tags


def _scores(model: paddle.nn.Layer, batch: TextBatch) -> np.ndarray:
    scores: np.ndarray = model(batch.input_ids, batch.token_type_ids).astype("float32").numpy()
    return scores
