"""The classification task."""

from __future__ import annotations

import pytest

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.session import open_session
from tests.train.tiny import CONFIG, write_config


def test_invalid_evaluation_transforms_are_an_error_before_training(tmp_path):
    config = write_config(tmp_path, CONFIG)
    overrides = ["Eval.transforms=[{CenterCrop: {size: 0}}]", f"Global.output_dir={tmp_path / 'run'}"]
    with pytest.raises(ConfigError, match=r"CenterCrop\.size: must be >= 1, got 0"):
        open_session(config, overrides, device="cpu")
