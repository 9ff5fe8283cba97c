"""What the text tasks share: tokens, batches, the model with its head."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import paddle

from paddle_lrkit.config.bind import Component
from paddle_lrkit.config.settings import Data, Settings
from paddle_lrkit.errors import ConfigError, DataError
from paddle_lrkit.train.data.loading.sampler import EvalBatches, Position, TrainBatches
from paddle_lrkit.train.data.loading.workers import BatchLoader
from paddle_lrkit.train.data.text.batches import IGNORED, TextBatch
from paddle_lrkit.train.data.text.length_order import LengthOrder
from paddle_lrkit.train.data.text.vocabulary import FILE_NAME, PAD, SPECIAL
from paddle_lrkit.train.data.text.wordpiece import Encoded
from paddle_lrkit.train.distributed.processes import rank, world_size
from paddle_lrkit.train.registry import DATASETS, LOSSES, MODELS, TOKENIZERS
from paddle_lrkit.train.tasks.companions import lines
from paddle_lrkit.train.tasks.refuse import refuse


class TextTask:
    """A network that maps token and segment numbers, int64 ``[N, length]``, to scores.

    Subclasses say which head it has, which keys mean nothing to it, how a sample is encoded, what its labels are, and
    what is measured.

    Args:
        settings: The whole config; ``Tokenizer`` is needed, ``Eval`` is needed for metrics.

    Raises:
        ConfigError: A section does not fit to text, or sizes do not fit together.
        DataError: A file cannot be used.
    """

    metric = "accuracy"
    higher_is_better = True
    head: ClassVar[str]
    by_word: ClassVar[bool] = False
    labelled: ClassVar[bool] = True
    foreign: ClassVar[tuple[str, ...]] = (
        "*.batch_transforms",
        "*.loader.aspect_ratio_grouping",
        "Eval.loader.length_window",
        "Test.loader.length_window",
        "Global.data_format",
    )

    def __init__(self, settings: Settings) -> None:
        refuse(settings, *self.foreign)
        if settings.Tokenizer is None:
            raise ConfigError(f"the task {settings.Global.task} needs this section", key="Tokenizer")
        if settings.Train.loader.length_window and not settings.Train.loader.shuffle:
            raise ConfigError("needs shuffle: true, because it makes an order", key="Train.loader.length_window")
        self.settings = settings
        self.tokenizer = settings.Tokenizer.build(TOKENIZERS)
        self.train_set = self._dataset(settings.Train, "Train")
        self.eval_set: Any = self._dataset(settings.Eval, "Eval") if settings.Eval else None
        if self.labelled and self.eval_set is not None and list(self.eval_set.labels) != list(self.train_set.labels):
            raise ConfigError(f"has other labels than the training set: {self.eval_set.labels}", key="Eval.dataset")
        self.num_samples = len(self.train_set)
        self.model = self._model()
        self.loss = (settings.Loss or Component("CrossEntropy")).build(LOSSES)

    def _dataset(self, data: Data, section: str) -> Any:
        dataset = data.dataset.build(DATASETS)
        texts, label = dataset[0] if len(dataset) else (None, None)
        if not isinstance(texts, tuple) or isinstance(label, tuple) != self.by_word:
            kind = "words with a tag each" if self.by_word else "texts"
            raise ConfigError(
                f"{data.dataset.name} has no {kind}, which {self.settings.Global.task} needs", key=f"{section}.dataset"
            )
        if self.labelled and not dataset.labels:
            raise ConfigError(
                f"{data.dataset.name} has no labels, which {self.settings.Global.task} needs", key=f"{section}.dataset"
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
        """Raises a ConfigError when texts would be longer, or have more segments, than the model has embeddings for."""
        if self.tokenizer.max_length > config.max_position_embeddings:
            raise ConfigError(
                f"must be at most {config.max_position_embeddings}, the positions that the model has, "
                f"got {self.tokenizer.max_length}",
                key="Tokenizer.max_length",
            )
        sets = {"Train": self.train_set, "Eval": self.eval_set}
        for section, dataset in sets.items():
            if dataset and not self.by_word and len(dataset[0][0]) > config.type_vocab_size:
                raise ConfigError(
                    f"has pairs of texts, but the model has {config.type_vocab_size} segment (type_vocab_size)",
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
            DataError: The vocabulary has not a single token of it.
        """
        encoded, vocabulary = self.encode(self.train_set), self.tokenizer.vocabulary
        special = [vocabulary.numbers[token] for token in SPECIAL]
        if all(np.isin(row.ids, special).all() for row in encoded):
            raise DataError(f"{vocabulary.source}: it has not a single token of the training texts")
        return encoded

    @cached_property
    def eval_tokens(self) -> list[Encoded]:
        """The evaluation set, encoded."""
        return self.encode(self.eval_set)

    def target(self, dataset: Any, train: bool) -> Any:
        """The function that `TextBatch` calls for each sample."""
        raise NotImplementedError

    def train_batches(self, start_batch: int) -> Iterable[Any]:
        run, loader = self.settings.Global, self.settings.Train.loader
        batches = TrainBatches(
            self.num_samples,
            loader.batch_size,
            loader.shuffle,
            loader.drop_last,
            run.seed,
            run.accumulate_steps,
            rank(),
            world_size(),
            start_batch,
            order=self._order(),
        )
        return self._loader(self.train_tokens, self.target(self.train_set, True), batches, loader.num_workers)

    def _order(self) -> LengthOrder | None:
        loader = self.settings.Train.loader
        if not loader.length_window:
            return None
        lengths = [len(row.ids) for row in self.train_tokens]
        return LengthOrder(lengths, loader.batch_size * world_size(), loader.length_window, self.settings.Global.seed)

    def eval_batches(self) -> Iterable[Any]:
        """Every evaluation sample once, in order; the share of this process when there are several."""
        if self.settings.Eval is None:
            return ()
        batches, workers = self.eval_positions(), self.settings.Eval.loader.num_workers
        return self._loader(self.eval_tokens, self.target(self.eval_set, False), batches, workers)

    def eval_positions(self) -> EvalBatches:
        """Which evaluation samples this process has in which batch."""
        if self.settings.Eval is None:
            return EvalBatches(0, 1)
        return EvalBatches(len(self.eval_set), self.settings.Eval.loader.batch_size, rank(), world_size())

    def _loader(
        self, tokens: Sequence[Encoded], target: Any, batches: Iterable[list[Position]], num_workers: int
    ) -> BatchLoader:
        fetch = TextBatch(tokens, target, self.tokenizer.vocabulary.numbers[PAD])
        longest = max(len(row.ids) for row in tokens)
        batch_size = getattr(batches, "batch_size", 1)
        return BatchLoader(fetch, batches, num_workers, batch_bytes=batch_size * longest * 3 * np.int64().nbytes)

    def pictures(self) -> dict[str, np.ndarray]:
        return {}

    def companions(self) -> dict[str, str]:
        vocabulary, labels = self.tokenizer.vocabulary, self.train_set.labels
        files = {FILE_NAME: lines(vocabulary.tokens)}
        return {**files, "labels.txt": lines(labels)} if labels else files

    def input_spec(self) -> list[Any]:
        return [paddle.static.InputSpec([None, None], "int64", name) for name in ("input_ids", "token_type_ids")]


def counted(labels: Any) -> Any:
    """Where in a flat batch the labels stand that count, int64 ``[k]``."""
    return paddle.nonzero(labels.flatten() != IGNORED).flatten()


def no_loss(scores: Any) -> Any:
    """The loss of a batch in which no label counts: 0, with gradients of 0, where a mean would be no number."""
    return scores.sum() * 0
