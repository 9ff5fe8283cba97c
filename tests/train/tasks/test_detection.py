"""Detection from the config to the metrics: exact resume, repetition, checkpoints, unreadable files."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from paddle_lrkit.errors import ConfigError, DataError
from paddle_lrkit.train.data.boxes.drawing import draw_boxes
from paddle_lrkit.train.data.images.decode import read_image
from paddle_lrkit.train.loop import train
from paddle_lrkit.train.registry import MODELS
from paddle_lrkit.train.runtime.signals import Interrupted
from paddle_lrkit.train.session import open_session
from paddle_lrkit.train.trained_model import load_trained_model
from tests.train.continued import check_continuation
from tests.train.data.boxes.samples import annotation, entry, write_coco
from tests.train.tasks.detection_run import CONFIG
from tests.train.test_resume import assert_same_run, rows, stop_at
from tests.train.tiny import write_config


@pytest.fixture(autouse=True)
def tiny_rcnn(monkeypatch):
    monkeypatch.setitem(MODELS.builtin, "TinyRCNN", "tests.train.models.faster_rcnn.tiny:tiny_rcnn")


@pytest.fixture(scope="session")
def scenes(tmp_path_factory):
    return str(tmp_path_factory.mktemp("scenes"))


@pytest.fixture
def opened(tmp_path, scenes):
    def open_run(name, *overrides, **options):
        config = write_config(tmp_path, CONFIG.replace("SCENES", scenes))
        return open_session(config, [f"Global.output_dir={tmp_path / name}", *overrides], device="cpu", **options)

    return open_run


@pytest.fixture
def trained(opened):
    def run(name, *overrides, **options):
        session = opened(name, *overrides, **options)
        return session, train(session, quiet=True)

    return run


EVERYTHING = (
    "Global.accumulate_steps=2",
    "Global.ema_decay=0.9",
    "Train.loader.aspect_ratio_grouping=true",
    "Train.loader.num_workers=2",
)


RAMP = (
    "Train.loader.batch_size={name: Steps, boundaries: [1.5ep, 2ep], values: [1, 4, 2]}",
    "Train.loader.aspect_ratio_grouping=true",
    "Train.loader.num_workers=2",
)


@pytest.mark.parametrize(
    ("overrides", "cut"),
    [((), 1), ((), 5), (EVERYTHING, 1), (EVERYTHING, 5), (RAMP, 19)],
    ids=["plain-1", "plain-5", "everything-1", "everything-5", "ramp"],
)
def test_resumed_equals_uninterrupted(opened, trained, monkeypatch, cut, overrides):
    whole, result = trained("whole", *overrides)
    with monkeypatch.context() as patch:
        stop_at(patch, cut - 1)
        with pytest.raises(Interrupted):
            train(opened("cut", *overrides), quiet=True)
    resumed, again = trained("cut", *overrides, resume="auto")
    assert (again.updates, again.value) == (result.updates, result.value)
    assert_same_run(whole, resumed)


def test_a_new_schedule_on_own_weights(opened, trained, monkeypatch):
    short = ("Global.epochs=null", "Global.updates=3")
    source, _ = trained("source", *short)
    check_continuation(source, lambda *given, **more: opened(*given, *short, **more), monkeypatch)


def test_two_runs_from_one_seed_are_equal_and_another_seed_is_not(trained):
    first, _ = trained("first")
    second, _ = trained("second")
    other, _ = trained("other", "Global.seed=4")
    assert_same_run(first, second)
    assert rows(first) != rows(other)


def test_every_term_and_metric_is_logged(trained):
    session, result = trained("run")
    found = rows(session)
    terms = {f"train/{name}" for name in ("loss", "loss_rpn_cls", "loss_rpn_reg", "loss_bbox_cls", "loss_bbox_reg")}
    assert terms <= found[0].keys()
    evaluations = [row for row in found if "eval/AP" in row]
    assert len(evaluations) == 3
    assert {"eval/AP", "eval/AP50", "eval/AP75", "eval/AR1", "eval/AR10", "eval/AR100"} <= evaluations[0].keys()
    assert result.metric == "AP50"
    assert result.value == evaluations[-1]["eval/AP50"]


@pytest.mark.parametrize("overrides", [(), ("Global.ema_decay=0.5",)], ids=["weights", "average"])
def test_a_checkpoint_evaluates_to_the_number_of_the_training(trained, overrides):
    session, _ = trained("run", "Optimizer.lr.learning_rate=0.05", *overrides)
    loaded = load_trained_model(str(session.run.path), device="cpu")
    assert loaded.engine.evaluate(loaded.task) == session.state.metrics


def test_pictures_show_the_first_images_of_the_evaluation(trained):
    session, _ = trained("run")
    pictures = session.task.pictures()
    assert sorted(pictures) == [f"detections/{number}" for number in range(4)]
    for tag, picture in pictures.items():
        assert picture.dtype == np.uint8
        assert picture.shape == (340, 644, 3)
        saved = read_image(session.run.pictures / f"{tag.replace('/', '_')}.png")
        np.testing.assert_array_equal(saved, picture)


def test_objects_are_drawn_also_where_the_model_is_sure_of_no_box(opened):
    """The left picture has the boxes of the annotations; the right one is the bare image."""
    session = opened("run")
    session.engine.evaluate(session.task)
    picture = session.task.pictures()["detections/0"]
    sample = session.task.eval_set[0]
    truth, bare = (
        draw_boxes(sample.image, *objects, None, session.task.eval_set.names)
        for objects in ((sample.boxes, sample.labels), (sample.boxes[:0], sample.labels[:0]))
    )
    assert len(sample.labels)
    np.testing.assert_array_equal(picture[20:, :320], truth)
    np.testing.assert_array_equal(picture[20:, 324:], bare)


def test_visualdl_gets_scalars_and_pictures(trained):
    session, _ = trained("run", "Tracker.visualdl=true", "Global.epochs=1", "Optimizer.lr.milestones=[1it]")
    records = (session.run.path / "vdlrecords.run.log").read_bytes()
    for tag in (b"detections", b"loss_rpn_cls", b"AP50", b"rate", b"applied"):
        assert tag in records


def coco(folder, images=4, boxes=True, **options):
    found = [annotation(n, n, [5, 5, 20, 20], 3) for n in range(1, images + 1)] if boxes else []
    write_coco(folder, [entry(n) for n in range(1, images + 1)], found)
    extra = "".join(f", {key}: {value}" for key, value in options.items())
    dataset = f"{{name: Coco, dataset_dir: '{folder}', anno_path: annotations.json, allow_empty: true{extra}}}"
    return (
        f"Train.dataset={dataset}",
        f"Eval.dataset={dataset}",
        f"Train.num_samples={images}",
        "Global.epochs=1",
        "Optimizer.lr.milestones=[1it]",
    )


def test_categories_that_never_occur_and_other_names_are_trained(trained, tmp_path):
    session, result = trained("run", *coco(tmp_path / "data"))
    assert result.metric == "AP"
    assert 0 <= result.value <= 1
    assert session.task.train_set.names == ["cat", "dog", "never"]


def test_an_evaluation_set_without_boxes_is_an_error_before_training(opened, tmp_path):
    with pytest.raises(DataError, match=r"annotations\.json: the images have no object to detect"):
        opened("run", *coco(tmp_path / "data", boxes=False))


def test_a_training_set_without_boxes_is_an_error(opened, tmp_path):
    train_set, *rest = coco(tmp_path / "empty", boxes=False)
    eval_set = coco(tmp_path / "data")[1]
    with pytest.raises(DataError, match=r"empty.annotations\.json: the images have no object to detect"):
        opened("run", train_set, eval_set, *rest)


def test_unreadable_files_are_named_and_left_out(trained, tmp_path, caplog):
    overrides = coco(tmp_path / "data")
    (tmp_path / "data" / "2.png").write_bytes(b"damaged")
    _, result = trained("run", *overrides)
    assert result.updates == 2
    assert "2.png: the image cannot be read" in caplog.text
    assert np.isfinite(result.value)


def test_a_file_that_is_evaluated_again_and_again_is_named_once(opened, tmp_path, caplog):
    session = opened("run", *coco(tmp_path / "data"))
    (tmp_path / "data" / "2.png").write_bytes(b"damaged")
    session.task.evaluate(session.engine.model)
    session.task.evaluate(session.engine.model)
    assert caplog.text.count("2.png: the image cannot be read") == 1


def test_without_pycocotools_nothing_is_trained(opened, monkeypatch):
    monkeypatch.setitem(sys.modules, "pycocotools.mask", None)
    with pytest.raises(DataError, match="evaluating detections needs pycocotools; install it with: pip install"):
        opened("run")


def test_too_many_unreadable_files_end_the_run(opened, tmp_path):
    overrides = coco(tmp_path / "data", max_unreadable=1)
    for number in (1, 2, 3):
        (tmp_path / "data" / f"{number}.png").write_bytes(b"damaged")
    session = opened("run", *overrides)
    with pytest.raises(DataError, match=r"\.png: the image cannot be read.*max_unreadable"):
        train(session, quiet=True)


def test_other_classes_in_the_evaluation_set_are_refused(opened, tmp_path):
    train_set, *_ = coco(tmp_path / "data")
    with pytest.raises(ConfigError, match="other classes"):
        opened("run", train_set, "Train.num_samples=4")


@pytest.mark.parametrize(
    ("override", "sentence"),
    [
        ("Global.to_static=true", "Global.to_static: detection does not use this key"),
        ("Global.data_format=NHWC", "Global.data_format: detection does not use this key"),
        ("Train.batch_transforms=[{Mixup: {alpha: 0.2}}]", "Train.batch_transforms: detection does not use this key"),
        ("Train.loader.length_window=4", "Train.loader.length_window: detection does not use this key"),
        (
            "Eval.loader.aspect_ratio_grouping=true",
            "Eval.loader.aspect_ratio_grouping: detection does not use this key",
        ),
        ("Tokenizer={name: WordPiece, vocab: corpus}", "Tokenizer: detection does not use this key"),
        ("Loss={name: CrossEntropy}", "Loss: detection does not use this key"),
        ("Train.dataset={name: Digits}", "Digits has no boxes"),
        ("Global.task=classification", "Train.dataset: DigitScenes has no classified images"),
        ("Eval.transforms=[{Resize: {target_size: [0, 5]}}]", r"Resize\.target_size: must be >= 1"),
        ("Eval.transforms=[Resize: {target_size: [64, 64]}]", "Eval.transforms: must end with Normalize.*got uint8"),
        ("Train.transforms=[RandomFlip]", "Train.transforms: must end with Normalize"),
        ("Eval.transforms=[RandomFlip, Normalize]", "Eval.transforms: mirrors images, but not their annotations"),
        ("Train.transforms=[CenterCrop]", "unknown box_transform 'CenterCrop'"),
    ],
)
def test_keys_that_detection_does_not_use_are_errors(opened, override, sentence):
    with pytest.raises(ConfigError, match=sentence):
        opened("run", override)


def test_the_eval_command_repeats_the_number_exactly(trained):
    from click.testing import CliRunner

    from paddle_lrkit.cli.eval import command

    session, result = trained("run", "Optimizer.lr.learning_rate=0.05")
    done = CliRunner().invoke(command, ["--checkpoint", str(session.run.path), "--device", "cpu", "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout.splitlines()[-1])["AP50"] == result.value


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_eight_images_are_overfitted(tmp_path):
    """The ResNet-18 of the shipped config, trained and evaluated on the same eight scenes."""
    config = Path(__file__).resolve().parents[3] / "configs" / "detection" / "faster_rcnn_r18_digitscenes_multistep.yml"
    dataset = f"{{name: DigitScenes, num_images: 8, size: 96, directory: '{tmp_path / 'scenes'}'}}"
    overrides = [
        *(f"Train.dataset={dataset}", f"Eval.dataset={dataset}", "Train.num_samples=8", "Eval.num_samples=8"),
        *("Global.epochs=null", "Global.updates=120", "Global.eval_every=40it", "Tracker.visualdl=false"),
        *("Optimizer.lr.milestones=[100it]", "Optimizer.lr.warmup=20it", f"Global.output_dir={tmp_path / 'run'}"),
        "Optimizer.lr.learning_rate=0.01",
    ]
    result = train(open_session(str(config), overrides, device="cpu"), quiet=True)
    assert result.metric == "AP50"
    assert result.value >= 0.95
