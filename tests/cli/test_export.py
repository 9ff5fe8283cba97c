"""``lrkit export --format pdparams``: files that a suite loads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

paddle = pytest.importorskip("paddle")

CONFIG = """
Global: {updates: 2, output_dir: out, ema_decay: 0.5}
Architecture: {name: ResNet18}
Optimizer: {name: SGD, lr: {name: LinearDecay, learning_rate: 0.1}}
Train:
  dataset: {name: Digits, split: train}
  transforms: [{Normalize: {mean: [0.3, 0.3, 0.3], std: [0.38, 0.38, 0.38]}}]
  loader: {batch_size: 8}
Tracker: {visualdl: false}
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A trained ResNet-18, with averaged weights."""
    from paddle_lrkit.train.loop import train
    from paddle_lrkit.train.session import open_session

    folder = tmp_path_factory.mktemp("export")
    (folder / "run.yml").write_text(CONFIG)
    session = open_session(str(folder / "run.yml"), [f"Global.output_dir={folder / 'out'}"], device="cpu")
    train(session, quiet=True)
    return session


def lrkit(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    from paddle_lrkit.cli.main import main

    capfd.readouterr()
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    out, err = capfd.readouterr()
    return int(ended.value.code or 0), out, err


def exported(capfd: pytest.CaptureFixture[str], run: Any, folder: Path, *options: str) -> dict[str, Any]:
    given = ("--format", "pdparams", "-O", str(folder), "--json", *options)
    code, out, err = lrkit(capfd, "export", "--checkpoint", str(run.run.path), *given)
    assert code == 0, err
    report: dict[str, Any] = json.loads(out)
    assert report["model"] == str(folder / "model_state.pdparams")
    return report


def test_paddle_vision_loads_the_weights_and_gives_the_same_answers(run, tmp_path, capfd):
    loaded = paddle.load(exported(capfd, run, tmp_path)["model"])
    model = paddle.vision.models.resnet18(num_classes=10)
    assert loaded.keys() == model.state_dict().keys()
    missing, unexpected = model.set_state_dict(loaded)
    assert (missing, unexpected) == ([], [])
    images = paddle.to_tensor(np.random.default_rng(0).normal(size=[4, 3, 32, 32]).astype("f4"))
    own = run.engine.model
    own.eval()
    model.eval()
    with run.engine.evaluation_weights(), paddle.no_grad():
        np.testing.assert_array_equal(model(images).numpy(), own(images).numpy())


@pytest.mark.parametrize(
    ("suite", "name", "lacks"), [("ppcls", "stem.0.conv.weight", 0), ("ppdet", "conv1.conv1.conv.weight", 2)]
)
def test_the_names_of_a_suite_and_back(run, tmp_path, capfd, suite, name, lacks):
    exported(capfd, run, tmp_path, "--suite", suite)
    loaded = paddle.load(str(tmp_path / "model_state.pdparams"))
    with run.engine.evaluation_weights():
        state = {own: tensor.numpy() for own, tensor in run.engine.model.state_dict().items()}
    np.testing.assert_array_equal(loaded[name].numpy(), state["conv1.weight"])
    assert len(loaded) == len(state) - lacks
    from paddle_lrkit.train.models.weights import load_weights

    model = paddle.vision.models.resnet18(num_classes=10)
    report = load_weights(model, tmp_path)
    assert len(report.loaded) == len(loaded)
    for own in report.loaded:
        np.testing.assert_array_equal(model.state_dict()[own].numpy(), state[own], err_msg=own)


def test_a_network_that_the_suite_has_in_another_form() -> None:
    from paddle_lrkit.train.models.weight_names import suite_names

    with paddle.LazyGuard():
        shapes = {name: list(t.shape) for name, t in paddle.vision.models.resnext50_32x4d().state_dict().items()}
    assert suite_names("ppcls", shapes) == {}
    assert suite_names("ppdet", shapes)["conv1.weight"] == "conv1.conv1.conv.weight"
    assert suite_names("ppdet", {"head.weight": [3, 4]}) == {}


def test_wrong_usage(run, tmp_path, capfd):
    code, _, err = lrkit(capfd, "export", "--checkpoint", str(run.run.path), "--suite", "ppcls")
    assert (code, err) == (2, "lrkit: --suite needs --format pdparams\n")


def test_the_export_of_a_run_gives_initial_weights(run, tmp_path, capfd):
    """The inference model too, on which other programs run."""
    from paddle_lrkit.train.models.weights import load_weights

    code, _, err = lrkit(capfd, "export", "--checkpoint", str(run.run.path), "-O", str(tmp_path))
    assert code == 0, err
    model = paddle.vision.models.resnet18(num_classes=10)
    report = load_weights(model, tmp_path)
    assert str(report) == f"initial weights from {tmp_path / 'model.pdiparams'}: 102 of 102 arrays of the model loaded"
    with run.engine.evaluation_weights():
        for own, tensor in run.engine.model.state_dict().items():
            np.testing.assert_array_equal(model.state_dict()[own].numpy(), tensor.numpy(), err_msg=own)
