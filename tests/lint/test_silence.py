"""What looks like a mistake and is none, or is another one than it seems."""

import pytest

from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.engine import check_config, check_file
from paddle_lrkit.units import LengthOptions


def found(config, suite, **options):
    given = CheckOptions(suite=suite, length=LengthOptions(**options))
    return {finding.rule: finding for finding in check_config(config, given)}


def ppcls(epochs, **lr):
    return {"Global": {"epochs": epochs}, "Optimizer": {"lr": lr}}


def ppdet(decay, warmup=None, **more):
    return {"LearningRate": {"base_lr": 0.01, "schedulers": [decay, *([warmup] if warmup else [])]}, **more}


def test_a_ramp_in_epochs_has_no_jump_where_it_ends():
    lr = {"name": "Cosine", "learning_rate": 0.1, "warmup_epoch": 3, "warmup_start_lr": 0.0001, "by_epoch": True}
    assert "seam-jump" not in found(ppcls(200, **lr), "ppcls")


def test_the_run_of_an_overlay_is_not_known():
    cosine, warmup = {"name": "CosineDecay", "max_epochs": 300}, {"name": "LinearWarmup", "steps": 300}
    assert "cosine-longer-than-run" not in found(ppdet(cosine, warmup), "ppdet")
    assert "cosine-longer-than-run" in found(ppdet(cosine, warmup, epoch=12), "ppdet")


def test_a_floor_of_a_tenth_is_not_high():
    cosine = {"name": "CosineDecay", "max_epochs": 36, "min_lr_ratio": 0.1}
    warmup = {"name": "LinearWarmup", "epochs": 1}
    assert "ends-high" not in found(ppdet(cosine, warmup, epoch=36), "ppdet")
    given, high = ({**cosine, "min_lr_ratio": floor} for floor in (0.12, 0.3))
    assert found(ppdet(given, warmup, epoch=36), "ppdet")["ends-high"].severity == "info"
    assert found(ppdet(high, warmup, epoch=36), "ppdet")["ends-high"].severity == "warning"


def test_the_end_is_not_known_where_a_warmup_in_updates_may_be_long_or_short():
    """5,130 updates of warmup are a tenth of 7 epochs of 7,329 updates, and six epochs of 900."""
    lr = {"name": "LinearWarmupCosine", "learning_rate": 0.001, "start_lr": 0.0, "min_lr": 1e-5, "warmup_steps": 5130}
    config = {"Global": {"epoch_num": 7}, "Optimizer": {"lr": lr}}
    assert "ends-high" not in found(config, "ppocr")
    assert "ends-high" not in found(config, "ppocr", steps_per_epoch=7329)
    assert {"warmup-too-long", "warmup-not-subtracted"} == set(found(config, "ppocr", steps_per_epoch=900))


@pytest.mark.parametrize(("mark", "severity"), [(11, "info"), (47, "warning")])
def test_a_late_drop_of_a_published_recipe_is_only_worth_knowing(mark, severity):
    decay = {"name": "PiecewiseDecay", "gamma": 0.1, "milestones": [mark]}
    epochs = 12 if mark == 11 else 50
    config = ppdet(decay, {"name": "LinearWarmup", "epochs": 1}, epoch=epochs)
    assert found(config, "ppdet")["decay-too-late"].severity == severity


def test_without_a_warmup_the_message_names_none():
    decay = {"name": "PiecewiseDecay", "gamma": [1.0], "milestones": [24], "use_warmup": False}
    assert "from the start to the end of the run" in found(ppdet(decay, epoch=36), "ppdet")["never-decays"].message
    warmed = ppdet({**decay, "use_warmup": True}, {"name": "LinearWarmup", "epochs": 1}, epoch=36)
    assert "from the end of the warmup to the end of the run" in found(warmed, "ppdet")["never-decays"].message


def ocr(epochs, warmup):
    lr = {"name": "Cosine", "learning_rate": 0.001, "warmup_epoch": warmup}
    return {"Global": {"epoch_num": epochs}, "Optimizer": {"lr": lr}}


def test_updates_are_not_made_up_where_an_epoch_has_no_known_length():
    message = found(ocr(20, 2), "ppocr")["warmup-not-subtracted"].message
    start = "the cosine starts after the warmup, at epoch 2, and would end at epoch 22; the run ends at epoch 20, "
    assert message.startswith(start)
    known = found(ocr(20, 2), "ppocr", steps_per_epoch=50)["warmup-not-subtracted"].message
    assert "would end at update 1,100; the run ends at update 1,000, at 2.5% of the peak" in known


def test_a_decay_that_all_but_ends_is_left_alone_where_nothing_can_be_changed():
    assert "warmup-not-subtracted" not in found(ocr(1200, 2), "ppocr")


@pytest.mark.parametrize(
    "text",
    [
        "lr_scheduler: {type: WarmupPolyLR, args: {warmup_epoch: 3}}\ntrainer: {epochs: 1200}\n",
        "lr_scheduler: linear_warmup_decay\nbatch_size: 2\n",
        "scheduler: cosine\nlearning_rate: 0.001\nd_model: 512\nwarmup_steps: 0\neta_min: 0.0\n",
        "lr_scheduler: {type: StepDecay, learning_rate: 0.1, step_size: 3}\n",
    ],
    ids=["another trainer", "a name", "another schedule", "half a config"],
)
def test_a_config_of_no_suite_has_no_finding(tmp_path, text):
    path = tmp_path / "config.yml"
    path.write_text(text, encoding="utf-8")
    assert not check_file(str(path))


def test_a_suite_that_is_named_says_what_a_config_lacks(tmp_path):
    path = tmp_path / "config.yml"
    path.write_text("lr_scheduler: {type: StepDecay, learning_rate: 0.1, step_size: 3}\n", encoding="utf-8")
    found = check_file(str(path), CheckOptions(suite="ppseg"))
    assert [finding.message for finding in found if finding.rule == "cannot-build"] == [
        "is missing, and PaddleSeg needs it"
    ]


BASE = """\
iters: 80000
batch_size: 2
optimizer: {type: SGD}
lr_scheduler: {type: PolynomialDecay, learning_rate: 0.01, end_lr: 0, power: 0.9}
"""


def inheriting(folder, child, base=BASE):
    (folder / "base.yml").write_text(base, encoding="utf-8")
    path = folder / "child.yml"
    path.write_text(f"_base_: base.yml\n{child}", encoding="utf-8")
    return {finding.rule: finding for finding in check_file(str(path)) or []}


@pytest.mark.parametrize(
    ("child", "reported"),
    [
        ("batch_size: 4\n", True),
        ("batch_size: 4\nlr_scheduler: {learning_rate: 0.01}\n", True),
        ("batch_size: 4\nlr_scheduler: {learning_rate: 0.02}\n", False),
    ],
)
def test_a_batch_that_changed_alone(tmp_path, child, reported):
    assert ("batch-changed-rate-not" in inheriting(tmp_path, child)) is reported


def test_a_rate_that_the_base_does_not_have_is_not_the_same(tmp_path):
    child = "batch_size: 4\nlr_scheduler: {type: PolynomialDecay, learning_rate: 0.01, end_lr: 0}\n"
    assert "batch-changed-rate-not" not in inheriting(tmp_path, child, "iters: 80000\nbatch_size: 2\n")


def test_the_fix_of_a_changed_batch_names_the_section(tmp_path):
    fix = inheriting(tmp_path, "batch_size: 4\n")["batch-changed-rate-not"].fix
    assert fix == "lr_scheduler: {learning_rate: 0.02}  # linear scaling"


@pytest.mark.parametrize(("optimizer", "reported"), [("sgd", True), ("AdamW", False)])
def test_rates_of_two_optimizers_are_not_compared(tmp_path, optimizer, reported):
    child = f"batch_size: 4\noptimizer: {{type: {optimizer}}}\nlr_scheduler: {{learning_rate: 0.05}}\n"
    assert ("not-linear-scaling" in inheriting(tmp_path, child)) is reported


@pytest.mark.parametrize(
    ("text", "message", "fix", "severity"),
    [
        ("epoch: 9\nepoch: 12\n", "epoch is also in line 1", "remove line 1", "warning"),
        ("epoch: 12\nepoch: 12\n", "epoch is also in line 1", "keep one of them", "info"),
        ("epoch: 8\nepoch: 9\nepoch: 12\n", "in line 1 and 2, and only the last one counts: 8", None, "warning"),
        ("LearningRate: {base_lr: 1}\nepoch: 12\n", "LearningRate is also in line 1", "keep one of them", "warning"),
        ("snapshot_epoch: 1\nsnapshot_epoch: 2\nepoch: 12\n", None, None, None),
    ],
)
def test_a_repeated_key_of_the_schedule(tmp_path, text, message, fix, severity):
    path = tmp_path / "config.yml"
    body = "LearningRate: {base_lr: 0.01, schedulers: [!CosineDecay {max_epochs: 12}, !LinearWarmup {epochs: 1}]}\n"
    path.write_text(text + body, encoding="utf-8")
    repeated = {finding.rule: finding for finding in check_file(str(path)) or []}.get("repeated-key")
    assert (repeated is None) is (message is None)
    if repeated is not None and message is not None:
        assert message in repeated.message
        assert repeated.severity == severity
        assert fix in (None, repeated.fix)


def test_a_repeated_key_of_a_picked_section_has_its_line(tmp_path):
    path = tmp_path / "config.yml"
    path.write_text(
        "name: x\ntrain:\n  max_steps: 50\n  learning_rate: 0.1\n  max_steps: 100\neval:\n  max_steps: 1\n",
        encoding="utf-8",
    )
    (repeated,) = [finding for finding in check_file(f"{path}#train") or [] if finding.rule == "repeated-key"]
    assert (repeated.line, repeated.key) == (5, "max_steps")


@pytest.mark.parametrize(
    ("suite", "config", "key"),
    [
        ("ppdet", {"epoch": "12", "LearningRate": {"base_lr": 0.01}}, "epoch"),
        ("ppseg", {"iters": "9", "lr_scheduler": {"type": "StepDecay", "learning_rate": 0.1, "step_size": 3}}, "iters"),
        ("ppocr", {"Global": {"epoch_num": "9"}, "Optimizer": {"lr": {"name": "Cosine"}}}, "Global.epoch_num"),
        ("ppcls", {"Global": {"epochs": "9"}, "Optimizer": {"lr": {"name": "Cosine", "learning_rate": 1}}}, None),
    ],
)
def test_a_length_of_the_run_that_is_text(suite, config, key):
    text = found(config, suite).get("number-as-string")
    assert (text.key if text else None) == key
    assert text is None or key is None or text.fix in (f"{key.rpartition('.')[2]}: 12", f"{key.rpartition('.')[2]}: 9")


@pytest.mark.parametrize(("steps", "reported"), [(None, False), (2000, False), (834, False), (833, True), (400, True)])
def test_a_warmup_in_updates_is_reported_where_it_is_known_to_be_long(steps, reported):
    """1,000 updates are more than 10% of 12 epochs of 833 updates; without --steps-per-epoch nobody knows."""
    decay = {"name": "PiecewiseDecay", "gamma": 0.1, "milestones": [8, 11]}
    config = ppdet(decay, {"name": "LinearWarmup", "start_factor": 0.1, "steps": 1000}, epoch=12)
    assert ("warmup-in-iterations" in found(config, "ppdet", steps_per_epoch=steps)) is reported


@pytest.mark.parametrize(("steps", "reported"), [(None, False), (333, False), (334, True)])
def test_a_table_of_rates_is_reported_where_it_is_long(steps, reported):
    config = ppdet({"name": "CosineDecay", "max_epochs": 300}, {"name": "LinearWarmup", "epochs": 5}, epoch=300)
    finding = found(config, "ppdet", steps_per_epoch=steps).get("per-update-table")
    assert (finding is not None) is reported
    if finding is not None and steps is not None:
        assert f"{sum(range(300 * steps + 1)):,} comparisons" in finding.message


@pytest.mark.parametrize(
    ("ema", "epochs", "severity"),
    [(True, 360, None), (False, 360, "info"), (True, 500, "warning"), (None, 360, "info")],
)
def test_a_longer_cosine_is_meant_where_averaged_weights_are_evaluated(ema, epochs, severity):
    config = ppdet({"name": "CosineDecay", "max_epochs": epochs}, {"name": "LinearWarmup", "epochs": 5}, epoch=300)
    finding = found({**config, "use_ema": ema}, "ppdet").get("cosine-longer-than-run")
    assert (finding.severity if finding else None) == severity
