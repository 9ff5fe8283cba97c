"""The files of a run that fails before its first value."""

from __future__ import annotations

import pytest

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.train.loop import train
from paddle_lrkit.train.session import open_session
from tests.train.tiny import CONFIG, write_config

pytest.importorskip("visualdl")


def test_a_run_that_fails_at_its_first_batch_leaves_no_visualdl_records(tmp_path):
    model = "{name: SoftmaxRegression, in_features: 100}"
    config = write_config(
        tmp_path, CONFIG.replace("{name: TinyNet}", model).replace("visualdl: false", "visualdl: true")
    )
    session = open_session(config, [f"Global.output_dir={tmp_path / 'run'}"], device="cpu")
    with pytest.raises((ValueError, LrkitError), match="matmul"):
        train(session, quiet=True)
    assert list(session.run.path.glob("*vdlrecords*")) == []
    assert (session.run.path / "log.jsonl").read_bytes() == b""
