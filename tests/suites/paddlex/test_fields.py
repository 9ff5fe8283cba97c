"""Each part of a schedule is at the key that changes it: in the PaddleX config, else in the base config."""

import pytest

from paddle_lrkit.config.document import Document
from paddle_lrkit.errors import UsageError
from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.engine import check_file
from paddle_lrkit.suites.base import Selection
from paddle_lrkit.suites.paddlex.fields import FIELDS
from paddle_lrkit.suites.rescale.batch_change import BatchChange, Change
from paddle_lrkit.suites.rescale.rescaling import rescaled
from paddle_lrkit.suites.source import open_source
from paddle_lrkit.units import LengthOptions

BASE = """\
Global: {epochs: 100, update_freq: 2}
Optimizer:
  name: AdamW
  lr: {name: Cosine, learning_rate: 1e-3, eta_min: 2e-5, warmup_epoch: 5}
DataLoader: {Train: {sampler: {batch_size: 64}}}
"""
CONFIG = """\
Global: {model: ResNet50, device: "gpu:0,1,2,3"}
Train:
  epochs_iters: 20
  batch_size: 32
  learning_rate: 0.004
  warmup_steps: 4
"""


def files(folder, config=CONFIG, base=BASE):
    for name, text in (("config.yaml", config), ("base.yaml", base)):
        (folder / name).write_text(text)
    return str(folder / "config.yaml"), str(folder / "base.yaml")


def fields(tmp_path, config=CONFIG, base=BASE):
    config, base = files(tmp_path, config, base)
    source = open_source(config, base=base)
    return FIELDS.read(source.document, source.selection, 10)


def test_what_paddlex_writes_is_at_its_keys(tmp_path):
    found = fields(tmp_path)
    places = {name: getattr(found, name).path for name in ("run", "rate", "batch", "warmup", "floor", "devices")}
    assert places == {
        "run": ("Train", "epochs_iters"),
        "rate": ("Train", "learning_rate"),
        "batch": ("Train", "batch_size"),
        "warmup": ("Train", "warmup_steps"),
        "floor": ("Optimizer", "lr", "eta_min"),
        "devices": ("Global", "device"),
    }
    assert (found.rate.value, found.run.value, found.optimizer) == (0.004, 20, "AdamW")
    assert "Global.update_freq" in found.behaviour.accumulates_by


def test_null_is_at_the_key_that_keeps_the_base(tmp_path):
    found = fields(tmp_path, CONFIG.replace("0.004", "null").replace(": 20", ": null"))
    assert (found.rate.number, found.rate.path) == (0.001, ("Train", "learning_rate"))
    assert (found.run.value, found.run.path) == (100, ("Train", "epochs_iters"))


def test_there_are_no_fields_without_a_base():
    document = Document({"Global": {"model": "MaskRCNN-ResNet50-vd-SSLDv2-FPN"}, "Train": {"epochs_iters": 3}})
    assert FIELDS.read(document, Selection(), None) is None


def test_a_finding_in_the_base_names_its_file_and_line_and_edits_nothing(tmp_path):
    base = BASE.replace("eta_min: 2e-5", "eta_min: 1e-2")
    config, base = files(tmp_path, base=base)
    (found,) = [one for one in check_file(config, CheckOptions(base=base)) if one.rule == "floor-above-peak"]
    assert (found.path, found.line, found.key, found.edits) == (base, 4, "Optimizer.lr.eta_min", ())
    assert found.fix.endswith("in the base config")


def test_a_rate_that_only_the_base_holds_is_not_rescaled(tmp_path):
    config, base = files(tmp_path)
    change = BatchChange(Change(4, 1))
    with pytest.raises(
        UsageError, match=r"Optimizer.lr.eta_min is a rate that only the base config holds.* write 1e-05"
    ):
        rescaled(open_source(config, base=base), config, change, LengthOptions(10))
    plain = BASE.replace(" eta_min: 2e-5,", "")
    config, base = files(tmp_path, base=plain)
    result = rescaled(open_source(config, base=base), config, change, LengthOptions(10))
    made = {edit.path: edit.value for edit in result.config.made}
    assert made == {("Train", "learning_rate"): 0.002, ("Global", "device"): "gpu:0"}
    with pytest.raises(UsageError, match=r"PaddleX has no key for it; its base config has Global.update_freq"):
        rescaled(open_source(config, base=base), config, BatchChange(Change(4, 1), accumulate=8), LengthOptions(10))


def test_updates_of_warmup_and_of_the_run_are_rescaled(tmp_path):
    detection = (
        "{Global: {model: PicoDet-L}, Train: {epochs_iters: 50, batch_size: 16, learning_rate: 0.08, "
        "warmup_steps: 100}}"
    )
    segmentation = "{Global: {model: OCRNet_HRNet-W18}, Train: {epochs_iters: 500, batch_size: 2, learning_rate: 0.01}}"
    wanted = {"warmup_steps": 400, "epochs_iters": 2000}
    for key, text in (("warmup_steps", detection), ("epochs_iters", segmentation)):
        (tmp_path / "config.yaml").write_text(text)
        file = str(tmp_path / "config.yaml")
        result = rescaled(open_source(file), file, BatchChange(Change(4, 1)), LengthOptions(100))
        assert {edit.path[-1]: edit.value for edit in result.config.made}[key] == wanted[key]


def test_what_the_class_of_the_base_ignores_is_at_its_key(tmp_path):
    base = """\
Global: {epoch_num: 50}
Optimizer: {lr: {name: Piecewise, decay_epochs: [9, 15], values: [0.1, 0.01, 0.001]}}
Train: {loader: {batch_size_per_card: 8}}
"""
    config = "Global: {model: PP-OCRv4_mobile_rec}\n" + CONFIG.partition("\n")[2]
    config, base = files(tmp_path, config, base)
    (found,) = (each for each in check_file(config, CheckOptions(base=base)) if each.rule == "ignored-key")
    assert (found.key, found.fix) == ("Train.learning_rate", "learning_rate: null")
    assert found.message == "learning_rate 0.004 has no effect: the Piecewise of the base config has no learning_rate"


def test_a_key_that_the_base_lacks_is_written_there(tmp_path):
    base = "{iters: 1000, batch_size: 4, lr_scheduler: {type: PolynomialDecay, learning_rate: 0.01, power: 0.9}}\n"
    config = "Global: {model: PP-LiteSeg-T}\n" + CONFIG.partition("\n")[2].replace(": 20", ": 5000")
    config, base = files(tmp_path, config, base)
    (found,) = (each for each in check_file(config, CheckOptions(base=base)) if each.rule == "polynomial-default-end")
    assert (found.key, found.fix) == ("lr_scheduler", "end_lr: 0  # in the base config")
