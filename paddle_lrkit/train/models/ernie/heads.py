"""The heads of the ERNIE encoder, one for each task."""

from __future__ import annotations

from typing import Any

import paddle
import paddle.nn.functional as F
from paddle import nn

from paddle_lrkit.train.models.ernie.config import ErnieConfig
from paddle_lrkit.train.models.ernie.encoder import ErnieModel, random_weights


class _ErnieWithHead(nn.Layer):
    """An encoder, named ``ernie`` in the weights, for a head.

    Attributes:
        find_unused_parameters: Whether some weights, those of the pooler, get no gradient.
    """

    find_unused_parameters = True

    def __init__(self, config: ErnieConfig) -> None:
        super().__init__()
        self.ernie = ErnieModel(config)

    def layer_depths(self) -> dict[str, int]:
        """Name of each weight -> depth, from 0 (embeddings) to layers + 1 (pooler and head)."""
        top = self.ernie.config.num_hidden_layers + 1
        return {
            name: self.ernie.depth_of(name.removeprefix("ernie.")) if name.startswith("ernie.") else top
            for name, _ in self.named_parameters()
        }


class _ErnieClassifier(_ErnieWithHead):
    """An encoder with dropout and a linear classifier.

    Args:
        config: The sizes.
        num_classes: Number of classes or tags.
        dropout: Dropout probability before the last layer.
    """

    def __init__(self, config: ErnieConfig, num_classes: int, dropout: float) -> None:
        super().__init__(config)
        self.dropout = nn.Dropout(dropout)
        self.classifier = nn.Linear(config.hidden_size, num_classes, weight_attr=random_weights(config))


class ErnieForSequenceClassification(_ErnieClassifier):
    """Scores of a text or a pair, from the pooled vector."""

    find_unused_parameters = False

    def forward(self, input_ids: Any, token_type_ids: Any) -> Any:
        """int64 ``[n, length]`` -> ``[n, classes]``"""
        _, pooled = self.ernie(input_ids, token_type_ids)
        return self.classifier(self.dropout(pooled))


class ErnieForTokenClassification(_ErnieClassifier):
    """Scores of each token."""

    def forward(self, input_ids: Any, token_type_ids: Any) -> Any:
        """int64 ``[n, length]`` -> ``[n, length, tags]``"""
        hidden, _ = self.ernie(input_ids, token_type_ids)
        return self.classifier(self.dropout(hidden))


class ErnieForMaskedLM(_ErnieWithHead):
    """Scores of each token over the vocabulary; the last matrix is the word embedding.

    Args:
        config: The sizes.
    """

    def __init__(self, config: ErnieConfig) -> None:
        super().__init__(config)
        self.cls = nn.Layer()
        self.cls.predictions = ErniePredictions(config)

    def forward(self, input_ids: Any, token_type_ids: Any, positions: Any = None) -> Any:
        """int64 ``[n, length]`` -> ``[n, length, vocab]``, or ``[k, vocab]`` for ``k`` flat ``positions``."""
        hidden, _ = self.ernie(input_ids, token_type_ids)
        if positions is not None:
            hidden = paddle.gather(hidden.flatten(0, 1), positions)
        return self.cls.predictions(hidden, self.ernie.embeddings.word_embeddings.weight)


class ErniePredictions(nn.Layer):
    """Linear layer, activation, layer norm, and the product with the word embedding."""

    def __init__(self, config: ErnieConfig) -> None:
        super().__init__()
        self.transform = nn.Linear(config.hidden_size, config.hidden_size, weight_attr=random_weights(config))
        self.activation = getattr(F, config.hidden_act)
        self.layer_norm = nn.LayerNorm(config.hidden_size, epsilon=config.layer_norm_eps)
        self.decoder_bias = self.create_parameter([config.vocab_size], is_bias=True)

    def forward(self, hidden: Any, words: Any) -> Any:
        hidden = self.layer_norm(self.activation(self.transform(hidden)))
        return paddle.matmul(hidden, words, transpose_y=True) + self.decoder_bias
