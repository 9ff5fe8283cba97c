"""What a range test needs of a config."""

from __future__ import annotations

import pytest

from paddle_lrkit.config.load import load_config
from paddle_lrkit.config.read_settings import read_settings
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.experiments.lr_finder.experiment import open_range_test
from tests.train.tiny import write_config


@pytest.mark.parametrize(
    ("key", "values", "choice"),
    [("Train.loader.batch_size", [32, 64], 32), ("Global.accumulate_steps", [1, 2], 1)],
)
def test_a_batch_size_that_changes_is_refused(tmp_path, monkeypatch, key, values, choice):
    from paddle_lrkit.train.registry import MODELS

    monkeypatch.setitem(MODELS.builtin, "TinyNet", "tests.train.tiny:TinyNet")
    document = load_config(write_config(tmp_path), [f"{key}={{name: Steps, boundaries: [1ep], values: {values}}}"])
    with pytest.raises(ConfigError, match=rf"changes in the run, .* such as -o {key}={choice}$"):
        open_range_test(document, read_settings(document), device="cpu")
