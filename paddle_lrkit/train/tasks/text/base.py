"""What the text tasks share: tokens, batches, and the model with its head."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import paddle

from paddle_lrkit.config.bind import Component
from paddle_lrkit.config.settings import Data, Loader, Settings
from paddle_lrkit.errors import ConfigError, DataError
from paddle_lrkit.messages import tr
from paddle_lrkit.train.data.loading.sampler import EpochOrder, EvalBatchSampler, TrainBatchSampler
from paddle_lrkit.train.data.loading.workers import BatchLoader
from paddle_lrkit.train.data.text.batches import IGNORED, TargetFunction, TextBatch, TextFetcher
from paddle_lrkit.train.data.text.length_order import LengthOrder
from paddle_lrkit.train.data.text.vocabulary import FILE_NAME, PAD, SPECIAL
from paddle_lrkit.train.data.text.wordpiece import Encoded
from paddle_lrkit.train.inference.description import VOCABULARY
from paddle_lrkit.train.models.ernie.config import config_text
from paddle_lrkit.train.registry import DATASETS, LOSSES, MODELS, TOKENIZERS
from paddle_lrkit.train.tasks.base import one_per_line
from paddle_lrkit.train.tasks.samplers import eval_sampler, order_by_batch, train_sampler
from paddle_lrkit.train.tasks.unused_keys import check_unused


class TextTask:
    """A network that maps token and segment numbers, int64 ``[N, length]``, to scores.

    Args:
        settings: The whole config with ``Tokenizer``; metrics need ``Eval``.

    Attributes:
        head: Head of the model: ``sequence``, ``token`` or ``masked_lm``.
        by_word: Whether the data set has words with a tag each, instead of texts.
        labelled: Whether the data set needs labels.
        unused: Keys that the task does not use, see `check_unused`.

    Raises:
        ConfigError: A section is invalid for text, or sizes do not match.
        DataError: A file cannot be used.
    """

    metric = "accuracy"
    higher_is_better = True
    head: ClassVar[str]
    by_word: ClassVar[bool] = False
    labelled: ClassVar[bool] = True
    unused: ClassVar[tuple[str, ...]] = (
        "*.batch_transforms",
        "*.loader.aspect_ratio_grouping",
        "Eval.loader.length_window",
        "Test.loader.length_window",
        "Global.data_format",
    )

    def __init__(self, settings: Settings) -> None:
        check_unused(settings, *self.unused)
        if settings.Tokenizer is None:
            raise ConfigError(tr("the task {} needs this section", settings.Global.task), key="Tokenizer")
        if settings.Train.loader.length_window and not settings.Train.loader.shuffle:
            raise ConfigError(tr("needs shuffle: true"), key="Train.loader.length_window")
        self.settings = settings
        self.tokenizer = settings.Tokenizer.build(TOKENIZERS)
        self.train_set = self._dataset(settings.Train, "Train")
        self.eval_set: Any = self._dataset(settings.Eval, "Eval") if settings.Eval else None
        if self.labelled and self.eval_set is not None and list(self.eval_set.labels) != list(self.train_set.labels):
            raise ConfigError(
                tr("has other labels than the training set: {}", self.eval_set.labels), key="Eval.dataset"
            )
        self.num_samples = len(self.train_set)
        self.model = self._model()
        self.loss = (settings.Loss or Component("CrossEntropy")).build(LOSSES)

    def _dataset(self, data: Data, section: str) -> Any:
        dataset = data.dataset.build(DATASETS)
        texts, label = dataset[0] if len(dataset) else (None, None)
        lacking = None
        if not isinstance(texts, tuple) or isinstance(label, tuple) != self.by_word:
            lacking = tr("words with a tag each") if self.by_word else tr("texts")
        elif self.labelled and not dataset.labels:
            lacking = tr("labels")
        if lacking:
            raise ConfigError(
                tr("{} has no {}, which {} needs", data.dataset.name, lacking, self.settings.Global.task),
                key=f"{section}.dataset",
            )
        return dataset

    def _model(self) -> paddle.nn.Layer:
        vocabulary = self.tokenizer.vocabulary
        known = {
            "head": self.head,
            "tokens": len(vocabulary),
            "pad_token_id": vocabulary.numbers[PAD],
            "num_classes": max(len(self.train_set.labels), 1),
        }
        model = self.settings.Architecture.build(MODELS, reserved=known)
        config = getattr(getattr(model, "ernie", None), "config", None)
        if config is not None:
            self._check_fit(config)
        return model

    def _check_fit(self, config: Any) -> None:
        """Raises a ConfigError when the model lacks embeddings for the length or the segments of the texts."""
        if self.tokenizer.max_length > config.max_position_embeddings:
            raise ConfigError(
                tr(
                    "must be at most {}, the positions that the model has, got {}",
                    config.max_position_embeddings,
                    self.tokenizer.max_length,
                ),
                key="Tokenizer.max_length",
            )
        sets = {"Train": self.train_set, "Eval": self.eval_set}
        for section, dataset in sets.items():
            if dataset and not self.by_word and len(dataset[0][0]) > config.type_vocab_size:
                raise ConfigError(
                    tr("has pairs of texts, but type_vocab_size of the model is {}", config.type_vocab_size),
                    key=f"{section}.dataset",
                )

    def encode(self, dataset: Any) -> list[Encoded]:
        """The tokens of all samples."""
        texts = (dataset[index][0] for index in range(len(dataset)))
        encoded: list[Encoded] = (self.tokenizer.encode_words if self.by_word else self.tokenizer.encode)(texts)
        return encoded

    @cached_property
    def train_tokens(self) -> list[Encoded]:
        """The training set, encoded.

        Raises:
            DataError: The vocabulary has no token of the training set.
        """
        encoded, vocabulary = self.encode(self.train_set), self.tokenizer.vocabulary
        special = [vocabulary.numbers[token] for token in SPECIAL]
        if all(np.isin(row.ids, special).all() for row in encoded):
            raise DataError(tr("{}: the vocabulary has no token of the training texts", vocabulary.source))
        return encoded

    @cached_property
    def eval_tokens(self) -> list[Encoded]:
        """The evaluation set, encoded."""
        return self.encode(self.eval_set)

    def target(self, dataset: Any, train: bool) -> TargetFunction:
        """The function that gives inputs and labels of each sample of ``dataset``."""
        raise NotImplementedError

    def train_batches(self, start_batch: int) -> BatchLoader:
        sampler = train_sampler(self.settings, self.num_samples, start_batch, self._order())
        target = self.target(self.train_set, train=True)
        return self._loader(self.train_tokens, target, sampler, self.settings.Train.loader)

    def _order(self) -> EpochOrder | None:
        loader = self.settings.Train.loader
        if not loader.length_window:
            return None
        lengths = [len(row.ids) for row in self.train_tokens]
        seed = self.settings.Global.seed
        return order_by_batch(
            self.settings, self.num_samples, lambda block: LengthOrder(lengths, block, loader.length_window, seed)
        )

    def eval_batches(self) -> BatchLoader | tuple[()]:
        """Every evaluation sample once, in order; processes share the samples."""
        data = self.settings.Eval
        if data is None:
            return ()
        target = self.target(self.eval_set, train=False)
        return self._loader(self.eval_tokens, target, eval_sampler(data, len(self.eval_set)), data.loader)

    def _loader(
        self,
        tokens: Sequence[Encoded],
        target: TargetFunction,
        sampler: TrainBatchSampler | EvalBatchSampler,
        options: Loader,
    ) -> BatchLoader:
        fetch = TextFetcher(tokens, target, self.tokenizer.vocabulary.numbers[PAD])
        longest = max(len(row.ids) for row in tokens)
        batch_bytes = sampler.batch_size * longest * len(TextBatch._fields) * np.int64().nbytes
        return BatchLoader(fetch, sampler, options.num_workers, batch_bytes, TextBatch._make, options.timeout)

    def pictures(self) -> dict[str, np.ndarray]:
        return {}

    def export_files(self) -> dict[str, str]:
        vocabulary, labels = self.tokenizer.vocabulary, self.train_set.labels if self.labelled else ()
        files = {FILE_NAME: one_per_line(vocabulary.tokens)}
        config = getattr(getattr(self.model, "ernie", None), "config", None)
        if config is not None:
            files["config.json"] = config_text(config, type(self.model).__name__, len(labels))
        return {**files, "labels.txt": one_per_line(labels)} if labels else files

    def inference(self) -> dict[str, Any]:
        component = self.settings.Tokenizer
        tokenizer = {"name": component.name, **component.arguments} if component else {}
        if VOCABULARY in tokenizer:
            tokenizer[VOCABULARY] = FILE_NAME
        return {"classes": list(self.train_set.labels), "tokenizer": tokenizer}

    def inference_network(self, model: paddle.nn.Layer) -> paddle.nn.Layer:
        return model

    def input_spec(self) -> list[Any]:
        return [paddle.static.InputSpec([None, None], "int64", name) for name in ("input_ids", "token_type_ids")]


def labelled_positions(labels: Any) -> Any:
    """Positions of the labels that are not `IGNORED` in the flattened ``labels``, int64 ``[k]``."""
    return paddle.nonzero(labels.flatten() != IGNORED).flatten()


def zero_loss(scores: Any) -> Any:
    """The loss of a batch without labels: 0 with zero gradients, where a mean would be NaN."""
    return scores.sum() * 0
