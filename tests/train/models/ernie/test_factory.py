"""Published files: names, and errors for what does not match."""

from __future__ import annotations

import json
import logging
import os
import pickle
from pathlib import Path

import numpy as np
import paddle
import pytest
from safetensors.numpy import save_file

from paddle_lrkit.errors import ConfigError, DataError
from paddle_lrkit.train.models.ernie.factory import ernie
from tests.train.models.ernie.test_config import NANO

SMALL = {
    **NANO,
    "hidden_size": 12,
    "intermediate_size": 20,
    "num_hidden_layers": 2,
    "num_attention_heads": 3,
    "max_position_embeddings": 16,
    "vocab_size": 100,
}


def published_shapes(config: dict[str, object]) -> dict[str, list[int]]:
    """The table of a published ERNIE 3.0, written from its sizes."""
    h, f = config["hidden_size"], config["intermediate_size"]
    shapes = {
        "ernie.embeddings.word_embeddings.weight": [config["vocab_size"], h],
        "ernie.embeddings.position_embeddings.weight": [config["max_position_embeddings"], h],
        "ernie.embeddings.token_type_embeddings.weight": [config["type_vocab_size"], h],
        "ernie.embeddings.task_type_embeddings.weight": [config["task_type_vocab_size"], h],
        "ernie.embeddings.layer_norm.weight": [h],
        "ernie.embeddings.layer_norm.bias": [h],
        "ernie.pooler.dense.weight": [h, h],
        "ernie.pooler.dense.bias": [h],
    }
    for n in range(config["num_hidden_layers"]):
        layer = f"ernie.encoder.layers.{n}"
        for part in ("q_proj", "k_proj", "v_proj", "out_proj"):
            shapes[f"{layer}.self_attn.{part}.weight"] = [h, h]
            shapes[f"{layer}.self_attn.{part}.bias"] = [h]
        shapes[f"{layer}.linear1.weight"] = [h, f]
        shapes[f"{layer}.linear1.bias"] = [f]
        shapes[f"{layer}.linear2.weight"] = [f, h]
        shapes[f"{layer}.linear2.bias"] = [h]
        for part in ("norm1", "norm2"):
            shapes[f"{layer}.{part}.weight"] = [h]
            shapes[f"{layer}.{part}.bias"] = [h]
    return shapes


HEAD = {
    "cls.predictions.transform.weight": [12, 12],
    "cls.predictions.transform.bias": [12],
    "cls.predictions.layer_norm.weight": [12],
    "cls.predictions.layer_norm.bias": [12],
    "cls.predictions.decoder_weight": [100, 12],
    "cls.predictions.decoder_bias": [100],
}


def arrays(shapes: dict[str, list[int]], seed: int = 0) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    return {name: rng.standard_normal(shape, dtype="float32") for name, shape in shapes.items()}


def publish(folder: Path, weights: dict[str, np.ndarray], config: dict[str, object] | None = None) -> str:
    """A folder as PaddleNLP publishes it: a pickle of ``(name, array)`` by name, and the sizes."""
    folder.mkdir(parents=True, exist_ok=True)
    saved = {name: (f"linear_{number}.w_0", array) for number, (name, array) in enumerate(weights.items())}
    saved["StructuredToParameterName@@"] = {name: pair[0] for name, pair in saved.items()}
    with open(folder / "model_state.pdparams", "wb") as file:
        pickle.dump(saved, file, protocol=4)
    if config is not None:
        (folder / "config.json").write_text(json.dumps(config))
    return str(folder)


def own_arrays(model: paddle.nn.Layer) -> dict[str, np.ndarray]:
    return {name: tensor.numpy() for name, tensor in model.state_dict().items()}


def test_ernie_3_nano_in_its_real_size(tmp_path, caplog):
    """72 names, 17.9 million numbers; the published vocabulary has 39,979 tokens for 40,000 rows."""
    weights = arrays(published_shapes(NANO))
    assert len(weights) == 8 + 4 * 16 == 72
    folder = publish(tmp_path, weights, NANO)
    with caplog.at_level(logging.WARNING):
        model = ernie("sequence", tokens=39979, num_classes=15, pretrained=folder)
    assert "72 of 74 arrays of the model loaded; not there and left at initial values: class" in caplog.text
    assert "left out" not in caplog.text
    loaded = own_arrays(model)
    assert loaded.keys() - weights.keys() == {"classifier.weight", "classifier.bias"}
    for name, array in weights.items():
        np.testing.assert_array_equal(loaded[name], array, err_msg=name)


@pytest.mark.parametrize("prefix", ["ernie.", "ernie_gram.", ""])
def test_every_prefix(tmp_path, prefix):
    weights = arrays(published_shapes(SMALL))
    renamed = {prefix + name.removeprefix("ernie."): array for name, array in weights.items()}
    loaded = own_arrays(ernie("token", tokens=100, num_classes=3, pretrained=publish(tmp_path, renamed, SMALL)))
    for name, array in weights.items():
        np.testing.assert_array_equal(loaded[name], array, err_msg=name)


def test_a_name_with_and_without_prefix_is_refused(tmp_path):
    weights = arrays(published_shapes(SMALL))
    twice = {**weights, "pooler.dense.bias": weights["ernie.pooler.dense.bias"]}
    with pytest.raises(DataError, match=r"ernie\.pooler\.dense\.bias and pooler\.dense\.bias would both become"):
        ernie("sequence", tokens=100, pretrained=publish(tmp_path, twice, SMALL))


def test_another_padding_token_is_refused(tmp_path):
    folder = publish(tmp_path, arrays(published_shapes(SMALL)), SMALL)
    with pytest.raises(ConfigError, match=r"pretrained: pads with token 0, but the padding token .* is 3"):
        ernie("sequence", tokens=100, pad_token_id=3, pretrained=folder)


def test_heads_of_pretraining_are_left_out_or_used(tmp_path, caplog):
    weights = arrays({**published_shapes(SMALL), **HEAD})
    folder = publish(tmp_path, weights, SMALL)
    with caplog.at_level(logging.WARNING):
        ernie("sequence", tokens=100, pretrained=folder)
    assert "unknown to the model and ignored: cls.predictions.transform.weight" in caplog.text
    loaded = own_arrays(ernie("masked_lm", tokens=100, pretrained=folder))
    for name in HEAD.keys() - {"cls.predictions.decoder_weight"}:
        np.testing.assert_array_equal(loaded[name], weights[name], err_msg=name)


def test_a_fine_tuned_classifier_is_loaded_too(tmp_path):
    weights = arrays({**published_shapes(SMALL), "classifier.weight": [12, 4], "classifier.bias": [4]})
    folder = publish(tmp_path, weights, SMALL)
    same = own_arrays(ernie("sequence", tokens=100, num_classes=4, pretrained=folder))
    np.testing.assert_array_equal(same["classifier.weight"], weights["classifier.weight"])
    other = own_arrays(ernie("sequence", tokens=100, num_classes=5, pretrained=folder))
    assert other["classifier.weight"].shape == (12, 5)


def test_ernie_1_has_no_task_embedding(tmp_path):
    shapes = published_shapes(SMALL)
    del shapes["ernie.embeddings.task_type_embeddings.weight"]
    config = {key: value for key, value in SMALL.items() if "task" not in key}
    model = ernie("sequence", tokens=99, pretrained=publish(tmp_path, arrays(shapes), config))
    assert model.ernie.embeddings.task_type_embeddings is None


@pytest.mark.parametrize("file", ["model.safetensors", "weights.safetensors"])
def test_safetensors_and_a_bare_file(tmp_path, file):
    weights = arrays(published_shapes(SMALL))
    save_file(weights, tmp_path / file)
    path = tmp_path if file == "model.safetensors" else tmp_path / file
    sizes = {
        key: SMALL[key] for key in ("hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads")
    }
    more = {"max_position_embeddings": 16, "type_vocab_size": 4, "use_task_id": True, "task_type_vocab_size": 16}
    loaded = own_arrays(ernie("sequence", tokens=100, pretrained=str(path), **sizes, **more))
    np.testing.assert_array_equal(loaded["ernie.pooler.dense.weight"], weights["ernie.pooler.dense.weight"])


class Evil:
    def __reduce__(self):
        return (os.system, ("touch evil_was_here",))


def test_a_pickle_that_wants_to_run_code_runs_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    publish(tmp_path, arrays(published_shapes(SMALL)), SMALL)
    with open(tmp_path / "model_state.pdparams", "wb") as file:
        pickle.dump({"ernie.pooler.dense.bias": Evil()}, file)
    with pytest.raises(
        DataError, match=r"model_state\.pdparams: not a readable pickle: it asks for (posix|nt)\.system"
    ):
        ernie("sequence", tokens=100, pretrained=str(tmp_path))
    assert not (tmp_path / "evil_was_here").exists()


@pytest.mark.parametrize(("tokens", "fits"), [(100, True), (98, True), (101, False), (90, False)])
def test_vocabulary_and_embedding_belong_together(tmp_path, tokens, fits):
    folder = publish(tmp_path, arrays(published_shapes(SMALL)), SMALL)
    if fits:
        assert ernie("sequence", tokens=tokens, pretrained=folder).ernie.config.vocab_size == 100
    else:
        with pytest.raises(ConfigError, match=f"the vocabulary has {tokens} tokens, but the word embedding 100 rows"):
            ernie("sequence", tokens=tokens, pretrained=folder)


def test_sizes_that_differ_from_the_file(tmp_path):
    folder = publish(tmp_path, arrays(published_shapes(SMALL)), SMALL)
    with pytest.raises(ConfigError, match=r"hidden_size: is 24, but the pretrained model has 12"):
        ernie("sequence", tokens=100, pretrained=folder, hidden_size=24)
    model = ernie("sequence", tokens=100, pretrained=folder, hidden_dropout_prob=0.3)
    assert model.dropout.p == model.ernie.config.hidden_dropout_prob == 0.3


def test_missing_and_misshapen_weights_are_named(tmp_path, caplog):
    weights = arrays({**published_shapes(SMALL), "ernie.pooler.dense.bias": [13]})
    del weights["ernie.encoder.layers.1.norm2.bias"]
    with caplog.at_level(logging.WARNING):
        ernie("sequence", tokens=100, pretrained=publish(tmp_path / "a", weights, SMALL))
    assert "of another shape and left at initial values: ernie.pooler.dense.bias ([13] there, " in caplog.text
    assert "not there and left at initial values: ernie.encoder.layers.1.norm2.bias, classifier" in caplog.text


def test_a_folder_without_weights(tmp_path):
    with pytest.raises(DataError, match=r"neither a run nor a checkpoint, and has none of model_state\.pdparams"):
        ernie("sequence", tokens=100, pretrained=str(tmp_path), vocab_size=100)


def test_random_weights_take_the_size_of_the_vocabulary():
    model = ernie(
        "masked_lm", tokens=33, hidden_size=8, num_attention_heads=2, num_hidden_layers=1, intermediate_size=8
    )
    assert model.ernie.embeddings.word_embeddings.weight.shape == [33, 8]
