"""The text quickstart reaches 90% accuracy; counting characters reaches less than 50%."""

from __future__ import annotations

from pathlib import Path

import paddle
import pytest

from paddle_lrkit.train.loop import train
from paddle_lrkit.train.session import open_session
from paddle_lrkit.train.trained_model import load_trained_model

CONFIG = Path(__file__).resolve().parent.parent.parent / "configs" / "text" / "ernie_tiny_corpus_linear.yml"


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.skipif(paddle.__version__.startswith("2."), reason="takes minutes; once, with Paddle 3, is enough")
def test_the_quickstart_reaches_its_accuracy(tmp_path):
    output = f"Global.output_dir={tmp_path / 'run'}"
    session = open_session(str(CONFIG), [output, "Tracker.visualdl=false"], device="cpu")
    train(session, quiet=True)
    best = str(session.run.checkpoint("best"))
    trained = load_trained_model(best, overrides=["Eval.dataset.split=test"], device="cpu")
    assert trained.engine.evaluate(trained.task)["accuracy"] >= 0.9
