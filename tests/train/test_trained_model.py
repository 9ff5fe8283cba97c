"""`lrkit eval` and `lrkit export` use the weights of the checkpoint."""

from __future__ import annotations

import json

import numpy as np
import paddle
import pytest
from click.testing import CliRunner

from paddle_lrkit.cli.eval import command as eval_command
from paddle_lrkit.cli.export import command as export_command
from paddle_lrkit.errors import LrkitError, UsageError


@pytest.mark.parametrize("overrides", [(), ("Global.ema_decay=0.9",)], ids=["weights", "average"])
def test_eval_gives_exactly_the_metric_of_the_training(train_tiny, overrides):
    session, result = train_tiny("run", *overrides)
    answer = CliRunner().invoke(eval_command, ["--checkpoint", str(session.run.path), "--json"], catch_exceptions=False)
    report = json.loads(answer.stdout)
    assert report["accuracy"] == result.value
    assert report["loss"] == session.state.metrics["loss"]
    assert report["updates"] == 33


@pytest.mark.parametrize("overrides", [(), ("Global.ema_decay=0.9",)], ids=["weights", "average"])
def test_the_exported_model_gives_the_outputs_of_the_checkpoint(train_tiny, tmp_path, overrides):
    session, _ = train_tiny("run", "Global.epochs=1", *overrides)
    path = str(session.run.path)
    answer = CliRunner().invoke(export_command, ["--checkpoint", path], catch_exceptions=False)
    assert "paddle.jit.load" in answer.output
    exported = paddle.jit.load(f"{path}/export/model")
    exported.eval()
    images = paddle.to_tensor(np.random.default_rng(0).normal(size=[5, 3, 8, 8]).astype("float32"))
    session.engine.model.eval()
    with session.engine.evaluation_weights(), paddle.no_grad():
        expected = session.engine.model(images).numpy()
    np.testing.assert_allclose(exported(images).numpy(), expected, rtol=1e-5, atol=1e-6)


def test_the_export_as_json(train_tiny, tmp_path):
    session, _ = train_tiny("run", "Global.updates=2", "Global.epochs=null")
    arguments = ["--checkpoint", str(session.run.path), "-O", str(tmp_path / "out"), "--json"]
    answer = CliRunner().invoke(export_command, arguments, catch_exceptions=False)
    report = json.loads(answer.stdout)
    assert list(report) == ["checkpoint", "task", "updates", "model", "files"]
    assert (report["task"], report["updates"]) == ("classification", 2)
    assert report["checkpoint"] == str(session.run.checkpoint("last"))
    assert report["model"] == str(tmp_path / "out" / "model")
    assert report["files"] == sorted(file.name for file in (tmp_path / "out").iterdir())
    assert "model.pdiparams" in report["files"]


def test_an_export_to_a_file_is_wrong_usage(train_tiny, tmp_path):
    session, _ = train_tiny("run", "Global.updates=1", "Global.epochs=null")
    (tmp_path / "taken").write_text("")
    with pytest.raises(UsageError, match="taken: the model cannot be written there: File exists"):
        CliRunner().invoke(
            export_command,
            ["--checkpoint", str(session.run.path), "-O", str(tmp_path / "taken")],
            catch_exceptions=False,
        )


def test_a_directory_without_a_checkpoint_is_an_error(tmp_path):
    with pytest.raises(LrkitError, match="neither a run directory with checkpoints nor a checkpoint"):
        CliRunner().invoke(eval_command, ["--checkpoint", str(tmp_path)], catch_exceptions=False)


NORMALIZE = "{Normalize: {mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5]}}"
TEST_SECTION = f"Test={{dataset: {{name: Digits, split: train}}, transforms: [{NORMALIZE}]}}"


def test_eval_on_the_test_section(train_tiny):
    """The training ignores the section; `--on Test` evaluates its data."""
    session, result = train_tiny("run", "Global.epochs=1", TEST_SECTION)
    arguments = ["--checkpoint", str(session.run.path), "--json"]
    answers = [
        json.loads(CliRunner().invoke(eval_command, [*arguments, *more], catch_exceptions=False).stdout)
        for more in ((), ("--on", "Test"), ("-o", "Eval.dataset.split=train"))
    ]
    assert answers[0]["accuracy"] == result.value
    assert answers[1] == answers[2]
    assert answers[1]["loss"] != answers[0]["loss"]


def test_an_error_in_the_test_section_names_its_line(train_tiny):
    session, _ = train_tiny("run", "Global.epochs=1", TEST_SECTION)
    config = session.run.config
    config.write_text(config.read_text().replace("split: train\n  transforms", "split: trian\n  transforms"))
    line = next(number for number, text in enumerate(config.read_text().splitlines(), 1) if "trian" in text)
    arguments = ["--checkpoint", str(session.run.path), "--on", "Test"]
    answer = CliRunner().invoke(eval_command, arguments)
    assert f"config.yml:{line}: " in str(answer.exception)


def test_a_missing_test_section_is_an_error(train_tiny):
    session, _ = train_tiny("run", "Global.epochs=1")
    answer = CliRunner().invoke(eval_command, ["--checkpoint", str(session.run.path), "--on", "Test"])
    assert "the section 'Test' is missing" in str(answer.exception)
