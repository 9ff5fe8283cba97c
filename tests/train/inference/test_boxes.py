"""`lrkit infer` and the export of a detector: the boxes of the evaluation, and their pictures."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import paddle
import pytest
from click.testing import CliRunner
from PIL import Image

from paddle_lrkit.cli.infer import command
from paddle_lrkit.train.data.images.decode import read_image
from paddle_lrkit.train.inference.boxes import ObjectDetector
from paddle_lrkit.train.inference.open_model import open_model
from paddle_lrkit.train.inference.predictor import InferenceSample
from paddle_lrkit.train.loop import train
from paddle_lrkit.train.registry import MODELS
from paddle_lrkit.train.session import open_session
from paddle_lrkit.train.trained_model import load_trained_model
from tests.train.tasks.detection_run import CONFIG
from tests.train.tiny import write_config

RESIZED = "Eval.transforms=[Resize: {target_size: [40, 70]}, Normalize]"


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A run of the tiny detector whose evaluation resizes its images, and the run's export."""
    folder = tmp_path_factory.mktemp("detector")
    text = CONFIG.replace("SCENES", str(folder / "scenes"))
    overrides = [f"Global.output_dir={folder / 'run'}", "Global.epochs=1", "Optimizer.lr.milestones=[1it]", RESIZED]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(MODELS.builtin, "TinyRCNN", "tests.train.models.faster_rcnn.tiny:tiny_rcnn")
        train(open_session(write_config(folder, text), overrides, device="cpu"), quiet=True)
        loaded = load_trained_model(str(folder / "run"), device="cpu")
        loaded.export(folder / "export")
    return loaded, folder / "export"


def files(loaded):
    return [Path(one.path) for one in loaded.task.eval_set.annotations]


def test_the_export_gives_the_boxes_of_the_evaluation(trained):
    """Classes are equal, boxes to 0.01 pixels, scores to 1e-4; images are given one by one and in batches."""
    loaded, export = trained
    loaded.engine.model.eval()
    with paddle.no_grad():
        wanted = loaded.task.detect(loaded.engine.model)
    assert sum(len(one.labels) for one in wanted) > 20
    with open_model(str(export), "cpu") as (network, description):
        detector = ObjectDetector(network, description)
        for one, path in zip(wanted, files(loaded), strict=True):
            boxes, scores, labels = detector.detect(detector.load(InferenceSample(path, Path(path.name))))
            np.testing.assert_array_equal(labels, one.labels)
            np.testing.assert_allclose(boxes, one.boxes, atol=0.01)
            np.testing.assert_allclose(scores, one.scores, atol=1e-4)


@pytest.mark.parametrize("size", [(64, 64), (32, 96), (200, 90)])
def test_the_export_takes_images_of_any_size_and_finds_nothing_on_some(trained, size):
    loaded, export = trained
    loaded.engine.model.eval()
    height, width = (-(-side // 32) * 32 for side in size)
    image = np.random.default_rng(0).normal(size=(1, 3, height, width)).astype(np.float32)
    given = np.array([size], np.float32)
    with open_model(str(export), "cpu") as (network, _), paddle.no_grad():
        found = network(image, given)
        wanted = loaded.engine.model(paddle.to_tensor(image), paddle.to_tensor(given))[0]
        assert len(found[0]) == len(found[1]) == len(found[2])
        for one, other in zip(found, wanted, strict=True):
            np.testing.assert_allclose(one, other.numpy(), atol=1e-4)
        nothing = network(image * 0, np.zeros((1, 2), np.float32))
        assert [one.shape for one in nothing] == [(0, 4), (0,), (0,)]


def test_pictures_and_lines_have_the_boxes_above_the_threshold(trained, tmp_path):
    loaded, export = trained
    chosen = files(loaded)[:2]
    folder = tmp_path / "photos" / "more"
    folder.mkdir(parents=True)
    for number, path in enumerate(chosen):
        Image.fromarray(read_image(path)).save(folder / f"{number}.bmp")
    counts = {}
    for threshold in (0.0, 1.0):
        arguments = [str(export), str(tmp_path / "photos"), "-O", str(tmp_path / "out"), "--threshold", str(threshold)]
        answer = CliRunner().invoke(command, arguments, catch_exceptions=False)
        rows = [json.loads(line) for line in (tmp_path / "out" / "predictions.jsonl").read_text().splitlines()]
        counts[threshold] = sum(len(row["boxes"]) for row in rows)
        assert answer.exit_code == 0
        assert f"2 predictions in {tmp_path / 'out' / 'predictions.jsonl'}, {counts[threshold]} boxes" in answer.stdout
        assert [(row["width"], row["height"]) for row in rows] == [(64, 64)] * 2
    assert counts[0.0] > counts[1.0] == 0
    assert read_image(tmp_path / "out" / "pictures" / "more" / "0.bmp.png").shape == (340, 320, 3)
