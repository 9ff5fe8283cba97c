"""A new run from the weights of an earlier one: classification, and what holds for every task."""

from __future__ import annotations

import numpy as np
import pytest

from paddle_lrkit.config.load import load_config
from paddle_lrkit.errors import CheckpointError, ConfigError, DataError
from paddle_lrkit.train.loop import train
from tests.train.continued import check_continuation, evaluation_weights

SHORT = ("Global.epochs=null", "Global.updates=4", "Global.eval_every=4it")


@pytest.mark.parametrize("overrides", [(), ("Global.ema_decay=0.5", "Global.accumulate_steps=2")], ids=["plain", "ema"])
def test_classification(open_tiny, train_tiny, monkeypatch, overrides):
    source, _ = train_tiny("source", *SHORT, *overrides)
    check_continuation(source, lambda *given, **more: open_tiny(*given, *SHORT, *overrides, **more), monkeypatch)


def test_the_resolved_config_repeats_the_run(open_tiny, train_tiny, tmp_path):
    source, _ = train_tiny("source", *SHORT)
    first, _ = train_tiny("first", *SHORT, f"Architecture.pretrained={source.run.path}")
    again = load_config(first.run.config)
    assert again.data["Architecture"] == {"name": "TinyNet", "pretrained": str(source.run.path)}
    from paddle_lrkit.train.session import open_session

    second = open_session(str(first.run.config), [f"Global.output_dir={tmp_path / 'second'}"], device="cpu")
    train(second, quiet=True)
    for name, value in evaluation_weights(first).items():
        np.testing.assert_array_equal(evaluation_weights(second)[name], value, err_msg=name)


def test_the_last_checkpoint_where_there_is_no_best(open_tiny, train_tiny):
    source, _ = train_tiny("source", *SHORT, "Eval=null")
    session = open_tiny("run", *SHORT, f"Architecture.pretrained={source.run.path}")
    assert str(session.initial[0]).startswith(f"initial weights from {source.run.checkpoint('last')} (update 4): ")


def test_a_damaged_checkpoint_is_refused(open_tiny, train_tiny):
    source, _ = train_tiny("source", *SHORT)
    file = source.run.checkpoint("best") / "model.safetensors"
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.unlink()  # It is a hard link to that of `last`.
    file.write_bytes(content)
    with pytest.raises(CheckpointError, match=r"best/model\.safetensors: the file is damaged"):
        open_tiny("run", *SHORT, f"Architecture.pretrained={source.run.path}")
    open_tiny("run", *SHORT, f"Architecture.pretrained={source.run.checkpoint('last')}")


def test_another_model_and_another_type_are_refused(open_tiny, train_tiny):
    source, _ = train_tiny("source", *SHORT, "Architecture={name: SoftmaxRegression, in_features: 192}")
    with pytest.raises(DataError, match=r"none of its weights fits the model: its names have other shapes, such as"):
        open_tiny("run", *SHORT, f"Architecture.pretrained={source.run.path}")
    with pytest.raises(ConfigError, match=r"Architecture\.pretrained: must be text, got 3"):
        open_tiny("run", *SHORT, "Architecture.pretrained=3")
    assert open_tiny("run", *SHORT, "Architecture.pretrained=null").initial == []
