"""The ERNIE encoder on Paddle's own transformer layers, with the weight names of PaddleNLP."""

from __future__ import annotations

from typing import Any

import paddle
from paddle import nn

from paddle_lrkit.train.models.ernie.config import ErnieConfig

_MASKED = -1e4


class ErnieEmbeddings(nn.Layer):
    """The sum of word, position, segment and optional task embeddings, with layer norm and dropout."""

    def __init__(self, config: ErnieConfig) -> None:
        super().__init__()

        def table(rows: int, padding: int | None = None) -> nn.Embedding:
            return nn.Embedding(rows, config.hidden_size, padding_idx=padding, weight_attr=random_weights(config))

        self.word_embeddings = table(config.vocab_size, config.pad_token_id)
        self.position_embeddings = table(config.max_position_embeddings)
        self.token_type_embeddings = table(config.type_vocab_size)
        self.task_type_embeddings = table(config.task_type_vocab_size) if config.use_task_id else None
        self.task_id = config.task_id
        self.layer_norm = nn.LayerNorm(config.hidden_size, epsilon=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, input_ids: Any, token_type_ids: Any) -> Any:
        positions = paddle.cumsum(input_ids[:1] * 0 + 1, axis=1) - 1
        total = self.word_embeddings(input_ids) + self.position_embeddings(positions)
        total = total + self.token_type_embeddings(token_type_ids)
        if self.task_type_embeddings is not None:
            total = total + self.task_type_embeddings(token_type_ids * 0 + self.task_id)
        return self.dropout(self.layer_norm(total))


class ErniePooler(nn.Layer):
    """``tanh`` of a linear layer on the first token."""

    def __init__(self, config: ErnieConfig) -> None:
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.hidden_size, weight_attr=random_weights(config))

    def forward(self, hidden: Any) -> Any:
        return paddle.tanh(self.dense(hidden[:, 0]))


class ErnieModel(nn.Layer):
    """The encoder: maps tokens to one vector per token and one for the whole sequence.

    Padding tokens get ``-1e4`` added to their attention scores.

    Args:
        config: The sizes.

    Reference: arXiv 1904.09223 (ERNIE 1.0), arXiv 2107.02137 (ERNIE 3.0).
    """

    def __init__(self, config: ErnieConfig) -> None:
        super().__init__()
        self.config = config
        self.embeddings = ErnieEmbeddings(config)
        layer = nn.TransformerEncoderLayer(
            config.hidden_size,
            config.num_attention_heads,
            config.intermediate_size,
            dropout=config.hidden_dropout_prob,
            activation=config.hidden_act,
            attn_dropout=config.attention_probs_dropout_prob,
            act_dropout=0.0,
            weight_attr=random_weights(config),
        )
        self.encoder = nn.TransformerEncoder(layer, config.num_hidden_layers)
        self.pooler = ErniePooler(config)
        for norm in self.sublayers():
            if isinstance(norm, nn.LayerNorm):
                norm._epsilon = config.layer_norm_eps

    def forward(self, input_ids: Any, token_type_ids: Any) -> tuple[Any, Any]:
        """Both arguments are int64 ``[n, length]``; returns ``[n, length, hidden]`` and ``[n, hidden]``."""
        padding = (input_ids == self.config.pad_token_id).astype(self.pooler.dense.weight.dtype)
        mask = (padding * _MASKED).unsqueeze([1, 2])
        hidden = self.encoder(self.embeddings(input_ids, token_type_ids), mask)
        return hidden, self.pooler(hidden)

    def depth_of(self, name: str) -> int:
        """Depth of a weight: 0 for embeddings, 1 for the first layer, ..., layers + 1 for the pooler."""
        parts = name.split(".")
        if parts[0] == "embeddings":
            return 0
        return int(parts[2]) + 1 if parts[:2] == ["encoder", "layers"] else self.config.num_hidden_layers + 1


def random_weights(config: ErnieConfig) -> paddle.ParamAttr:
    """A truncated normal distribution around 0."""
    return paddle.ParamAttr(initializer=nn.initializer.TruncatedNormal(0.0, config.initializer_range))
