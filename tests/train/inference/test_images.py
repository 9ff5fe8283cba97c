"""`lrkit infer` on images: the classes of a run, of its export, and what is said of files that are no images."""

from __future__ import annotations

import json

import numpy as np
import paddle
import pytest
from click.testing import CliRunner
from PIL import Image

from paddle_lrkit.cli.export import command as export_command
from paddle_lrkit.cli.infer import command
from paddle_lrkit.errors import DataError, UsageError
from paddle_lrkit.train.data.toy.digits import Digits

COUNT = 5


def infer(*arguments):
    return CliRunner().invoke(command, [str(one) for one in arguments], catch_exceptions=False)


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def digits(tmp_path):
    """The first test images of Digits, as files."""
    folder = tmp_path / "digits"
    folder.mkdir()
    for number in range(COUNT):
        Image.fromarray(Digits("test")[number][0]).save(folder / f"{number}.png")
    return folder


@pytest.fixture
def run(train_tiny):
    return train_tiny("run", "Global.epochs=2", "Global.ema_decay=0.5")[0]


def expected(session):
    """Probabilities from the evaluation's own arrays."""
    images = next(iter(session.task.eval_batches())).images[:COUNT]
    session.engine.model.eval()
    with session.engine.evaluation_weights(), paddle.no_grad():
        return paddle.nn.functional.softmax(session.engine.model(images)).numpy()


def test_a_run_and_its_export_give_the_classes_of_the_evaluation(run, digits, tmp_path, monkeypatch):
    path = str(run.run.path)
    done = CliRunner().invoke(export_command, ["--checkpoint", path, "-O", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    shares = expected(run)
    monkeypatch.chdir("/")
    for model in (path, tmp_path / "out"):
        answer = infer(model, digits, "--device", "cpu", "--batch-size", 2)
        rows = lines(answer.stdout)
        assert answer.exit_code == 0
        assert [row["input"] for row in rows] == [str(digits / f"{number}.png") for number in range(COUNT)]
        assert [row["label"] for row in rows] == [str(number) for number in shares.argmax(axis=1)]
        np.testing.assert_allclose([row["score"] for row in rows], shares.max(axis=1), atol=2e-6)
        assert all(len(row["top"]) == 5 for row in rows)


def test_an_export_needs_neither_config_nor_data(run, digits, tmp_path):
    trained = run.run.path
    CliRunner().invoke(export_command, ["--checkpoint", str(trained), "-O", str(tmp_path / "out")])
    (trained / "config.yml").unlink()
    assert len(lines(infer(tmp_path / "out", digits).stdout)) == COUNT
    description = json.loads((tmp_path / "out" / "inference.json").read_text())
    normalize = {"Normalize": {"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]}}
    assert (description["task"], description["transforms"]) == ("classification", [normalize])
    assert (description["channels"], description["data_format"]) == (3, "NCHW")


def test_what_is_no_image_is_said_and_the_others_are_predicted(run, digits, tmp_path):
    (digits / "bad.png").write_text("no image")
    (digits / "empty.jpg").write_bytes(b"")
    Image.new("RGB", (9, 9)).save(digits / "other size.png")
    answer = infer(run.run.path, digits, "-O", tmp_path / "out", "--json")
    report = lines(answer.stdout)[-1]
    assert answer.exit_code == 1
    assert (report["predicted"], [one["input"].rpartition("/")[2] for one in report["failed"]]) == (
        COUNT,
        ["bad.png", "empty.jpg", "other size.png"],
    )
    assert (
        f"lrkit infer: {digits / 'empty.jpg'}: the image cannot be read: the file is empty; left out" in answer.stderr
    )
    rows = lines((tmp_path / "out" / "predictions.jsonl").read_text())
    assert [("label" in row, "error" in row) for row in rows].count((True, False)) == COUNT


def test_a_path_that_does_not_exist_is_wrong_usage(run, digits):
    with pytest.raises(UsageError, match=r"0\.pmg: no such file or folder; did you mean '0\.png'"):
        infer(run.run.path, digits / "0.pmg")
    with pytest.raises(UsageError, match="nowhere: no such run, checkpoint or export"):
        infer(digits / "nowhere", digits)


def test_a_folder_without_images_is_said(run, digits, tmp_path):
    (tmp_path / "none").mkdir()
    answer = infer(run.run.path, tmp_path / "none", digits)
    assert answer.exit_code == 1
    assert "none: the folder has no image; supported suffixes: " in answer.stderr
    assert len(lines(answer.stdout)) == COUNT + 1


def test_an_older_export_and_a_damaged_one_are_told_apart(run, digits, tmp_path):
    CliRunner().invoke(export_command, ["--checkpoint", str(run.run.path), "-O", str(tmp_path / "out")])
    description = tmp_path / "out" / "inference.json"
    content = description.read_text()
    for text, sentence in (
        ("[]", "not a description of an exported model"),
        ("{", "not readable: it is not JSON"),
        (content.replace('"format": 1', '"format": 9'), "format 9 is not known here"),
        (content.replace('"classification"', '"mystery"'), "no predictor for the task 'mystery'"),
    ):
        description.write_text(text)
        with pytest.raises(UsageError, match=sentence):
            infer(tmp_path / "out", digits)
    description.write_text(content.replace('"Normalize"', '"Normalise"'))
    with pytest.raises(Exception, match=r"inference\.json: transforms\.0\.name: unknown transform 'Normalise'"):
        infer(tmp_path / "out", digits)
    description.write_text(content)
    weights = tmp_path / "out" / "model.pdiparams"
    whole = weights.read_bytes()
    weights.write_bytes(whole[:1000])
    with pytest.raises(
        UsageError, match=r"out: Paddle .* cannot load the export \(.*; write it again with lrkit export"
    ):
        infer(tmp_path / "out", digits)
    weights.unlink()
    with pytest.raises(UsageError, match=r"out: the export has no model\.pdiparams; write it again"):
        infer(tmp_path / "out", digits)
    weights.write_bytes(whole)
    other = next(file for file in (tmp_path / "out").iterdir() if file.name in ("model.json", "model.pdmodel"))
    other.rename(other.with_name("model.other"))
    with pytest.raises(UsageError, match=r"it has model\.other, model\.pdiparams.*, as another version writes it"):
        infer(tmp_path / "out", digits)
    description.unlink()
    with pytest.raises(UsageError, match=r"the export has no inference\.json; write it again"):
        infer(tmp_path / "out", digits)


def test_a_run_whose_data_is_gone_says_that_an_export_needs_none(run, digits, tmp_path):
    config = run.run.config
    config.write_text(
        config.read_text().replace("name: Digits\n", f"name: ImageFolder\n    root: {tmp_path}/gone\n", 1)
    )
    with pytest.raises(
        DataError, match="gone: no such folder; a run needs its data for its model, and an export of it"
    ):
        infer(run.run.path, digits)


def test_without_an_eval_section_the_preprocessing_is_not_known(train_tiny, digits):
    session, _ = train_tiny("run", "Global.epochs=1", "Eval=null")
    with pytest.raises(DataError, match="the preprocessing is not known, because the config has no Eval section"):
        infer(session.run.path, digits)
