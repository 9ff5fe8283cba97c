"""The encoder and its heads: shapes, names, padding, depths."""

from __future__ import annotations

import numpy as np
import paddle
import pytest

from paddle_lrkit.train.models.ernie.config import ErnieConfig
from paddle_lrkit.train.models.ernie.heads import (
    ErnieForMaskedLM,
    ErnieForSequenceClassification,
    ErnieForTokenClassification,
)

SIZES = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 24}


def config(**options) -> ErnieConfig:
    return ErnieConfig(vocab_size=30, max_position_embeddings=12, **{**SIZES, **options})


def tokens(*rows):
    ids = paddle.to_tensor(np.array(rows, dtype="int64"))
    return ids, paddle.zeros_like(ids)


@pytest.fixture
def classifier():
    paddle.seed(0)
    model = ErnieForSequenceClassification(config(initializer_range=0.3), num_classes=3, dropout=0.1)
    model.eval()
    return model


def test_padding_changes_nothing(classifier):
    short = classifier(*tokens([1, 7, 8, 2])).numpy()
    padded = classifier(*tokens([1, 7, 8, 2, 0, 0, 0])).numpy()
    np.testing.assert_allclose(padded, short, atol=1e-6)


def test_order_and_segment_matter(classifier):
    ids, types = tokens([1, 7, 8, 2])
    scores = classifier(ids, types).numpy()
    assert np.abs(classifier(*tokens([1, 8, 7, 2])).numpy() - scores).max() > 1e-4
    assert np.abs(classifier(ids, types + 1).numpy() - scores).max() > 1e-4


def test_shapes_of_the_heads():
    ids, types = tokens([1, 7, 8, 2], [1, 9, 2, 0])
    assert ErnieForSequenceClassification(config(), 3, 0.0)(ids, types).shape == [2, 3]
    assert ErnieForTokenClassification(config(), 5, 0.0)(ids, types).shape == [2, 4, 5]
    model = ErnieForMaskedLM(config())
    model.eval()
    everywhere = model(ids, types)
    assert everywhere.shape == [2, 4, 30]
    chosen = model(ids, types, paddle.to_tensor([1, 6]))
    np.testing.assert_allclose(chosen.numpy(), everywhere.numpy().reshape(8, 30)[[1, 6]], atol=1e-6)


def test_the_task_embedding_is_there_on_request():
    names = set(ErnieForSequenceClassification(config(use_task_id=True, task_id=2), 3, 0.0).state_dict())
    without = set(ErnieForSequenceClassification(config(), 3, 0.0).state_dict())
    assert names - without == {"ernie.embeddings.task_type_embeddings.weight"}


def test_all_layer_norms_have_the_epsilon(classifier):
    norms = [layer for layer in classifier.sublayers() if isinstance(layer, paddle.nn.LayerNorm)]
    assert len(norms) == 5
    assert {norm._epsilon for norm in norms} == {1e-12}


def test_random_weights_have_the_requested_deviation():
    model = ErnieForSequenceClassification(config(initializer_range=0.5), 3, 0.0)
    for weight in (model.ernie.encoder.layers[1].linear1.weight, model.ernie.embeddings.word_embeddings.weight):
        assert 0.4 < weight.numpy().std() < 0.6


def test_depths_rise_from_the_embeddings_to_the_head(classifier):
    depths = classifier.layer_depths()
    assert depths.keys() == {name for name, _ in classifier.named_parameters()}
    assert depths["ernie.embeddings.word_embeddings.weight"] == depths["ernie.embeddings.layer_norm.bias"] == 0
    assert depths["ernie.encoder.layers.0.linear1.weight"] == 1
    assert depths["ernie.encoder.layers.1.norm2.weight"] == 2
    assert depths["ernie.pooler.dense.bias"] == depths["classifier.weight"] == 3
