"""Sizes from new and old files of PaddleNLP."""

from __future__ import annotations

import json

import pytest

from paddle_lrkit.errors import ConfigError, DataError
from paddle_lrkit.train.models.ernie.config import ErnieConfig, read_config_file

NANO = {
    "architectures": ["ErnieForSequenceClassification"],
    "attention_probs_dropout_prob": 0.1,
    "fuse": False,
    "hidden_act": "gelu",
    "hidden_dropout_prob": 0.1,
    "hidden_size": 312,
    "initializer_range": 0.02,
    "intermediate_size": 1248,
    "layer_norm_eps": 1e-12,
    "max_position_embeddings": 2048,
    "model_type": "ernie",
    "num_attention_heads": 12,
    "num_hidden_layers": 4,
    "pad_token_id": 0,
    "paddlenlp_version": None,
    "pool_act": "tanh",
    "task_id": 0,
    "task_type_vocab_size": 16,
    "type_vocab_size": 4,
    "use_task_id": True,
    "vocab_size": 40000,
}
OLD_ENCODER = {
    "hidden_size": 768,
    "hidden_act": "relu",
    "num_hidden_layers": 12,
    "num_attention_heads": 12,
    "max_position_embeddings": 513,
    "type_vocab_size": 2,
    "vocab_size": 18000,
    "pad_token_id": 0,
    "init_class": "ErnieModel",
}


def written(tmp_path, content, name="config.json"):
    (tmp_path / name).write_text(content if isinstance(content, str) else json.dumps(content))
    return tmp_path


def test_a_published_file(tmp_path):
    config = ErnieConfig(**read_config_file(written(tmp_path, NANO)))
    assert (config.vocab_size, config.hidden_size, config.num_hidden_layers, config.use_task_id) == (
        40000,
        312,
        4,
        True,
    )
    assert (config.intermediate_size, config.type_vocab_size, config.task_type_vocab_size) == (1248, 4, 16)
    assert config.layer_norm_eps == 1e-12


@pytest.mark.parametrize(
    "content",
    [OLD_ENCODER, {"init_args": [OLD_ENCODER], "num_classes": 2, "init_class": "ErnieForSequenceClassification"}],
)
def test_the_older_form(tmp_path, content):
    config = ErnieConfig(**read_config_file(written(tmp_path, content, "model_config.json")))
    assert (config.vocab_size, config.hidden_act, config.max_position_embeddings) == (18000, "relu", 513)
    assert (config.intermediate_size, config.use_task_id) == (3072, False)


@pytest.mark.parametrize("sign", [{"model_type": "ernie_gram"}, {"architectures": ["ErnieGramModel"]}])
def test_ernie_gram_has_another_epsilon(tmp_path, sign):
    assert read_config_file(written(tmp_path, {**OLD_ENCODER, **sign}))["layer_norm_eps"] == 1e-5


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"hidden_size": "312"}, r"config\.json: hidden_size: must be a whole number >= 1, got '312'"),
        ({"num_attention_heads": 7}, r"config\.json: num_attention_heads: must divide hidden_size"),
        ({"hidden_act": "gelu_new"}, r"config\.json: hidden_act: must be one of"),
        ({"use_task_id": "no"}, r"config\.json: use_task_id: must be true or false, got 'no'"),
        ({"pad_token_id": 40000}, r"config\.json: pad_token_id: must be >= 0 and <= 39999"),
    ],
)
def test_a_value_out_of_range_names_the_file(tmp_path, change, message):
    with pytest.raises(DataError, match=message):
        read_config_file(written(tmp_path, {**NANO, **change}))


@pytest.mark.parametrize("change", [{"init_args": 3}, {"architectures": "Ernie"}, {"init_args": ["x", None]}])
def test_other_keys_may_be_anything(tmp_path, change):
    assert read_config_file(written(tmp_path, {**NANO, **change}))["hidden_size"] == 312


def test_a_folder_without_a_file_gives_no_sizes(tmp_path):
    assert read_config_file(tmp_path) == {}


@pytest.mark.parametrize(
    ("content", "message"),
    [("{", "not a readable JSON"), ("[]", "must be a JSON object"), ({"model_type": "bert"}, "type 'bert'")],
)
def test_bad_files(tmp_path, content, message):
    with pytest.raises(DataError, match=message):
        read_config_file(written(tmp_path, content))


@pytest.mark.parametrize(
    ("options", "key"),
    [
        ({"hidden_size": 0}, "hidden_size"),
        ({"hidden_size": 10, "num_attention_heads": 3}, "num_attention_heads"),
        ({"hidden_dropout_prob": 1.0}, "hidden_dropout_prob"),
        ({"hidden_act": "swish"}, "hidden_act"),
        ({"task_id": 3}, "task_id"),
        ({"pad_token_id": 9}, "pad_token_id"),
    ],
)
def test_numbers_out_of_range(options, key):
    with pytest.raises(ConfigError) as caught:
        ErnieConfig(vocab_size=9, **options)
    assert caught.value.key == key
