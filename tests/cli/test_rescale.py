"""``lrkit rescale``."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from paddle_lrkit.cli.rescale import command
from paddle_lrkit.errors import ConfigError, LrkitError, UsageError
from paddle_lrkit.suites import load_schedule

SEG = """\
iters: 80000  # of 16 images
batch_size: 4
optimizer: {type: SGD}
lr_scheduler:
  type: PolynomialDecay
  learning_rate: 0.01
  end_lr: 0
  warmup_iters: 1000
  warmup_start_lr: 0.001
"""
DET = """\
epoch: 12
LearningRate:
  base_lr: 0.02
  schedulers:
  - !PiecewiseDecay {gamma: 0.1, milestones: [8, 11]}
  - !LinearWarmup {start_factor: 0.1, steps: 500}
TrainReader: {batch_size: 2}
OptimizerBuilder: {optimizer: {type: Momentum}}
"""


@pytest.fixture
def write(tmp_path):
    def write(text):
        path = tmp_path / "config.yml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def run(*arguments):
    result = CliRunner().invoke(command, [str(argument) for argument in arguments], standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result


def test_a_run_in_updates_sees_the_same_samples(write, tmp_path):
    out = tmp_path / "out.yml"
    path = write(SEG)
    assert run(path, "--gpus", "4:1", "--batch-size", "4:8", "-O", out).return_value == 0
    assert "iters: 160000  # of 16 images\n" in out.read_text(encoding="utf-8")
    before, after = load_schedule(path), load_schedule(out)
    assert (after.total_updates, after.warmup_updates, after.batch_size) == (160000, 2000, 8)
    assert after.curve(40000 * 2) == pytest.approx(before.curve(40000) / 2)


def test_lengths_in_epochs_stay(write):
    report = json.loads(run(write(DET), "--gpus", "8:1", "--json").stdout)
    assert report["factor"] == report["rate_factor"] == 1 / 8
    assert report["changes"] == {"LearningRate.base_lr": 0.0025, "LearningRate.schedulers.1.steps": 4000}


def test_auto_takes_the_root_for_adam(write):
    report = json.loads(run(write(SEG.replace("SGD", "AdamW")), "--gpus", "1:4", "--json").stdout)
    assert (report["rule"], report["rate_factor"]) == ("sqrt", 2.0)
    assert report["changes"]["lr_scheduler.learning_rate"] == 0.02


def test_a_learned_rate_stays(write):
    path = write(SEG.replace("SGD", "Prodigy"))
    report = json.loads(run(path, "--gpus", "1:4", "--json").stdout)
    assert (report["rule"], report["rate_factor"]) == ("none", 1.0)
    assert "Prodigy learns its rate, so the rate of the config stays" in report["notes"]
    assert "4 times the samples in an update; the rate stays\n" in run(path, "--gpus", "1:4").stderr


def test_both_rates_are_shown_over_the_samples(write):
    path = write(SEG)
    output = run(path, "--gpus", "4:1").stderr
    assert "linear rule: rate times 0.25\n" in output
    assert f"    50%         40,000     {load_schedule(path).curve(40000):.4g}" in output


def test_the_batch_size_must_be_that_of_the_config(write):
    with pytest.raises(UsageError, match="the batch size is 4, not 16"):
        run(write(SEG), "--batch-size", "16:2")


def test_unknown_batch_sizes_are_noted(write):
    report = json.loads(run(write(SEG.replace("batch_size: 4\n", "")), "--batch-size", "2:64", "--json").stdout)
    assert any("change it where it is" in note for note in report["notes"])
    assert any("range test" in note for note in report["notes"])


@pytest.mark.parametrize("pair", ["8", "0:1", "8:1:2", "a:b", "8:-1"])
def test_a_pair_is_two_whole_numbers(write, pair):
    with pytest.raises(Exception, match="must be two whole numbers"):
        run(write(SEG), "--gpus", pair)


def test_both_curves_are_drawn_over_the_samples(write):
    output = run(write(SEG), "--gpus", "4:1", "--batch-size", "4:8", "--lang", "en").stderr
    assert " over the samples seen\nA before: 4 GPU x 4  peak 0.01" in output
    assert "B after: 1 GPU x 8" in output
    assert "samples  0" in output
    assert "of the run" in run(write(DET), "--gpus", "8:1", "--lang", "en").stderr


@pytest.mark.parametrize("suffix", ["svg", "html", "SVG"])
def test_the_chart_is_written_as_a_picture(write, tmp_path, suffix):
    picture, config = tmp_path / f"both.{suffix}", tmp_path / "out.yml"
    result = run(write(DET), "--gpus", "8:1", "--steps-per-epoch", "100", "-O", picture, "-O", config)
    assert "before: 8 GPU x 2" in picture.read_text(encoding="utf-8")
    assert load_schedule(config, steps_per_epoch=800).peak_lr == 0.0025
    assert result.stdout.endswith(f"wrote {config}\nwrote {picture}\n")


def test_one_config_and_one_picture_at_most(write, tmp_path):
    with pytest.raises(UsageError, match="at most one file for the config and one picture"):
        run(write(DET), "--gpus", "8:1", "-O", tmp_path / "a.svg", "-O", tmp_path / "b.png")


def test_the_samples_of_both_curves_agree(write):
    from paddle_lrkit.plot.words import ENGLISH
    from paddle_lrkit.reports.rescale import rescaled_chart
    from paddle_lrkit.suites.rescale.batch_change import BatchChange, Change
    from paddle_lrkit.suites.rescale.rescaling import rescaled
    from paddle_lrkit.suites.source import open_source

    path, wish = str(write(SEG)), BatchChange(Change(8, 1), Change(4, 16))
    chart = rescaled_chart(rescaled(open_source(path), path, wish), wish, ENGLISH)
    ends = [line.readout.end / line.readout.span * chart.x.high for line in chart.lines]
    assert ends == pytest.approx([80000 * 32] * 2)
    assert chart.x.name == ENGLISH.samples
    before, after = (max(line.points, key=lambda point: point[1])[0] for line in chart.lines)
    assert before > 0
    assert before == pytest.approx(after)


def test_a_config_that_inherits_gets_overrides(write, tmp_path):
    (tmp_path / "base.yml").write_text(DET, encoding="utf-8")
    child, out = write("_BASE_: [base.yml]\nweights: x  # kept\n"), tmp_path / "out.yml"
    result = run(child, "--gpus", "8:1", "--batch-size", "2:4", "--steps-per-epoch", "100", "-O", out)
    assert result.return_value == 0
    assert "not changed" not in result.stdout
    assert out.read_text(encoding="utf-8").startswith("_BASE_: [base.yml]\nweights: x  # kept\n")
    before, after = load_schedule(child, steps_per_epoch=100), load_schedule(out, steps_per_epoch=400)
    assert (after.peak_lr, after.warmup_updates, after.batch_size) == (0.005, 2000, 4)
    assert [after.curve(4 * update) for update in (0, 500, 800, 1199)] == pytest.approx(
        [before.curve(update) / 4 for update in (0, 500, 800, 1199)]
    )


def test_defaults_of_the_suite_are_written_down(write, tmp_path):
    out = tmp_path / "out.yml"
    path = write(DET.replace(", steps: 500", "").replace("  base_lr: 0.02\n", ""))
    assert run(path, "--gpus", "8:1", "-O", out).return_value == 0
    after = load_schedule(out, steps_per_epoch=800)
    assert (after.peak_lr, after.warmup_updates) == (0.01 / 8, 4000)


@pytest.mark.parametrize(
    ("lr", "keys"),
    [
        ("type: OneCycleLR, max_learning_rate: 0.1, total_steps: 80000, end_learning_rate: 0.0008", ["total_steps"]),
        (
            "type: CyclicLR, base_learning_rate: 0.001, max_learning_rate: 0.1, step_size_up: 2000, step_size_down: 80",
            ["step_size_up", "step_size_down"],
        ),
        ("type: CosineAnnealingWarmRestarts, learning_rate: 0.1, T_0: 40000", ["T_0"]),
    ],
    ids=["one cycle", "cyclic", "restarts"],
)
def test_lengths_under_other_names_are_rescaled(write, tmp_path, lr, keys):
    out = tmp_path / "out.yml"
    path = write(f"iters: 80000\nbatch_size: 4\noptimizer: {{type: SGD}}\nlr_scheduler: {{{lr}}}\n")
    report = json.loads(run(path, "--gpus", "8:1", "-O", out, "--json").stdout)
    assert {f"lr_scheduler.{key}" for key in keys} <= report["changes"].keys()
    before, after = load_schedule(path), load_schedule(out)
    assert [after.curve(8 * update) for update in (0, 1000, 30000, 70000)] == pytest.approx(
        [before.curve(update) / 8 for update in (0, 1000, 30000, 70000)], rel=1e-3
    )


def test_a_decay_for_each_update_keeps_its_samples(write):
    lr = "type: ExponentialDecay, learning_rate: 0.1, gamma: 0.9999"
    path = write(f"iters: 80000\noptimizer: {{type: SGD}}\nlr_scheduler: {{{lr}}}\n")
    report = json.loads(run(path, "--gpus", "8:1", "--json").stdout)
    assert report["changes"]["lr_scheduler.gamma"] == 0.9999**0.125
    assert report["notes"] == ["lr_scheduler.gamma belongs to one update, so it is taken to the power 0.125"]


def test_a_decay_by_the_update_is_multiplied(write):
    lr = "type: InverseTimeDecay, learning_rate: 0.1, gamma: 0.002"
    path = write(f"iters: 8000\noptimizer: {{type: SGD}}\nlr_scheduler: {{{lr}}}\n")
    report = json.loads(run(path, "--gpus", "8:2", "--json").stdout)
    assert report["changes"]["lr_scheduler.gamma"] == 0.0005
    assert report["notes"] == ["lr_scheduler.gamma belongs to one update, so it is multiplied by 0.25"]


def test_a_run_directory_is_its_config_and_knows_its_lengths(tmp_path):
    """Its log has 7 updates an epoch; the files of its data set are gone."""
    folder = tmp_path / "a run"
    folder.mkdir()
    (folder / "config.yml").write_text(
        "Global: {epochs: 4}\nArchitecture: {name: ResNet18}\n"
        "Optimizer: {name: SGD, lr: {name: LinearDecay, learning_rate: 0.1}}\n"
        "Train: {dataset: {name: FileList, image_root: gone, cls_label_path: gone.txt}, loader: {batch_size: 8}}\n"
    )
    rows = [{"update": update, "epoch": update / 7} for update in range(28)]
    (folder / "log.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    report = json.loads(run(str(folder), "--gpus", "4:1", "--json").stdout)
    assert report["changes"] == {"Optimizer.lr.learning_rate": 0.025}
    assert (report["total_updates_before"], report["total_updates_after"]) == (28, 112)
    with pytest.raises(UsageError, match=r"a directory without config\.yml, the config of a run; there is one in"):
        run(str(tmp_path), "--gpus", "4:1")


def test_noam_states_why_its_key_has_another_factor(write):
    lr = "type: NoamDecay, d_model: 8, warmup_steps: 1000, learning_rate: 2.0"
    path = write(f"iters: 80000\noptimizer: {{type: SGD}}\nlr_scheduler: {{{lr}}}\n")
    report = json.loads(run(path, "--gpus", "8:1", "--json").stdout)
    assert report["rate_factor"] == 0.125
    assert report["changes"] == {
        "iters": 640000,
        "lr_scheduler.learning_rate": pytest.approx(2 * 0.125 * 8**0.5),
        "lr_scheduler.warmup_steps": 8000,
    }
    assert "multiplied by 0.3536 = 0.125 x 0.125 ** -0.5" in report["notes"][0]
    assert [row["lr_after"] for row in report["samples"]] == pytest.approx(
        [0.125 * row["lr_before"] for row in report["samples"]]
    )


def test_an_equal_batch_size_is_not_a_change(write):
    report = json.loads(run(write(DET), "--gpus", "8:1", "--batch-size", "2:2", "--json").stdout)
    assert "TrainReader.batch_size" not in report["changes"]


def test_every_optimizer_is_rescaled(write):
    one = "{{scope: {}, lr: {{name: Cosine, learning_rate: 0.1}}}}"
    path = write(f"Global: {{epochs: 9}}\nOptimizer:\n- SGD: {one.format('a')}\n- SGD: {one.format('b')}\n")
    report = json.loads(run(path, "--gpus", "8:1", "--json").stdout)
    assert report["changes"] == {f"Optimizer.{index}.SGD.lr.learning_rate": 0.0125 for index in (0, 1)}


def test_positional_values_are_changed_in_place(write, tmp_path):
    out = tmp_path / "out.yml"
    path = write(DET.replace("{start_factor: 0.1, steps: 500}", "[500, 0.1]  # by place"))
    assert run(path, "--gpus", "8:1", "-O", out).return_value == 0
    assert "- !LinearWarmup [4000, 0.1]  # by place\n" in out.read_text(encoding="utf-8")


def test_the_default_end_rate_of_paddle_is_rescaled(write, tmp_path):
    out = tmp_path / "out.yml"
    path = write(SEG.replace("  end_lr: 0\n", ""))
    report = json.loads(run(path, "--gpus", "8:1", "-O", out, "--json").stdout)
    assert report["changes"]["lr_scheduler.end_lr"] == 1.25e-05
    assert load_schedule(out).curve(10**7) == 1.25e-05


CLS = """\
Global: {epochs: 120}
Arch: {name: ResNet50}
Optimizer:
  name: Momentum
  lr: {name: Piecewise, learning_rate: 0.1, decay_epochs: [30, 60, 90], values: [0.1, 0.01, 0.001, 0.0001]}
DataLoader: {Train: {sampler: {batch_size: 64}}}
"""


def test_every_rate_moves_also_one_that_is_not_used(write):
    report = json.loads(run(write(CLS), "--gpus", "4:1", "--json").stdout)
    assert report["changes"] == {
        "Optimizer.lr.learning_rate": 0.025,
        "Optimizer.lr.values": [0.025, 0.0025, 0.00025, 0.000025],
    }


@pytest.mark.parametrize(
    ("config", "gpus", "updates"),
    [
        ("classification/resnet18_digits_cosine.yml", 8, 1437 // 512 * 14),
        ("classification/resnet18_digits_multistep.yml", 3, 1437 // 3 // 64 * 14),
        ("text/ernie_tiny_corpus_cosine.yml", 8, 744),
    ],
)
def test_the_run_has_the_updates_that_curve_counts(tmp_path, config, gpus, updates):
    from paddle_lrkit.cli.curve import command as curve

    folder = tmp_path / "configs"
    shutil.copytree(Path(__file__).parents[2] / "configs", folder)
    out = (folder / config).with_name("rescaled.yml")
    report = json.loads(run(folder / config, "--gpus", f"1:{gpus}", "-O", out, "--json").stdout)
    arguments = [str(out), "--gpus", str(gpus), "--json"]
    counted = json.loads(CliRunner().invoke(curve, arguments, standalone_mode=False).stdout)
    assert report["total_updates_after"] == counted["total_updates"] == updates
    assert report["steps_per_epoch_after"] == counted["steps_per_epoch"]


def test_the_length_after_is_a_range_without_the_images(write):
    path = write(DET.replace("batch_size: 2", "batch_size: 8"))
    output = " ".join(run(path, "--gpus", "1:8", "--steps-per-epoch", "95").stderr.split())
    assert "an epoch afterwards has 11 to 12 updates, taken as 11; --images gives the exact number" in output
    exact = run(path, "--gpus", "1:8", "--images", "767").stderr
    assert "1 GPU x 8: 1,140 updates\n" in exact
    assert "8 GPU x 8: 144 updates\n" in exact
    assert "an epoch afterwards" not in exact


@pytest.mark.parametrize(("gpus", "batch", "steps"), [("8:48", 2, 500), ("8:16", 1024, 500), ("1:384", 2, 234)])
def test_a_far_larger_update_gets_a_warning_and_a_longer_warmup(write, tmp_path, gpus, batch, steps):
    out = tmp_path / "out.yml"
    path = write(DET.replace("batch_size: 2", f"batch_size: {batch}"))
    report = json.loads(run(path, "--gpus", gpus, "--steps-per-epoch", "30000", "-O", out, "--json").stdout)
    assert report["changes"]["LearningRate.schedulers.1.steps"] == steps
    assert "8,192 images in an update with 5 epochs of warmup" in report["notes"][0]
    assert "NaN" in report["notes"][0]
    assert f"the warmup has {steps} updates" in report["notes"][1]
    factor = report["rate_factor"]
    after = load_schedule(out, steps_per_epoch=report["steps_per_epoch_after"])
    assert after.curve(steps) == pytest.approx(0.02 * factor)
    assert after.total_updates >= 4 * after.warmup_updates


def test_a_usual_factor_gets_no_warning(write):
    report = json.loads(run(write(DET), "--gpus", "1:8", "--json").stdout)
    assert not any("warning" in note for note in report["notes"])
    assert report["changes"]["LearningRate.schedulers.1.steps"] == 63


def test_lengths_with_a_unit_are_converted_in_place(write):
    lr = "{name: MultiStepDecay, learning_rate: 0.1, milestones: [60it, 80it], warmup: 10it}  # kept"
    text = f"Global: {{updates: 128, eval_every: 16it}}\nOptimizer:\n  name: Momentum\n  lr: {lr}\n"
    stdout = run(write(text), "--gpus", "1:8").stdout
    assert "updates: 16, eval_every: 2it" in stdout
    assert "learning_rate: 0.8, milestones: [8it, 10it], warmup: 1it}  # kept" in stdout
    shares = text.replace("[60it, 80it]", "[50%, 75%]").replace("10it", "5%")
    assert "milestones: [50%, 75%], warmup: 5%}" in run(write(shares), "--gpus", "1:8").stdout


def test_a_row_has_the_updates_with_the_same_samples_and_none_twice(write):
    text = SEG.replace("80000", "224").replace("1000", "16")
    rows = json.loads(run(write(text), "--gpus", "1:8", "--json").stdout)["samples"]
    assert [row["update_after"] for row in rows] == [0, 1, 3, 7, 14, 21, 25, 27]
    assert [row["update_before"] for row in rows] == [8 * row["update_after"] for row in rows]
    assert [row["lr_after"] for row in rows] == pytest.approx([8 * row["lr_before"] for row in rows])
    assert [row["share"] for row in rows] == [row["update_after"] / 28 for row in rows]


AUTO = """{"train_batch_size": "auto", "gradient_accumulation_steps": "auto",
 "optimizer": {"type": "AdamW", "params": {"lr": "auto"}}}"""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (AUTO, "optimizer.params.lr is 'auto', which the program that reads it replaces"),
        ('{"learning_rate": "auto", "num_train_epochs": 3}', "learning_rate"),
        ('{"num_train_epochs": 3, "warmup_steps": 10, "lr_end": 1e-6}', "PaddleNLP would take its default of 5e-05"),
    ],
)
def test_a_rate_that_is_no_number_is_refused(tmp_path, text, message):
    path, out = tmp_path / "a.json", tmp_path / "out.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LrkitError, match=message) as caught:
        run(path, "--suite", "ppnlp", "--gpus", "8:1", "-O", out)
    assert caught.value.exit_code == 2
    assert not out.exists()


def test_a_refusal_writes_nothing(write, tmp_path):
    out = tmp_path / "out.yml"
    path = write(
        SEG.replace("  end_lr: 0\n", "  end_lr: &x 0.0001\n  power: 2.0\nother: {a: *x}\n").replace(
            "  warmup_iters: 1000\n  warmup_start_lr: 0.001\n", ""
        )
    )
    with pytest.raises(UsageError, match=r"nothing was written: update .* lr_scheduler.end_lr cannot be changed alone"):
        run(path, "--gpus", "1:8", "-O", out)
    assert not out.exists()


def test_a_json_file_stays_json(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('{\n  "learning_rate": 1e-4,\n  "num_train_epochs": 3\n}\n', encoding="utf-8")
    stdout = run(path, "--gpus", "8:1", "--accumulate", "8").stdout
    assert stdout == '{\n  "learning_rate": 1e-4,\n  "num_train_epochs": 3,\n  "gradient_accumulation_steps": 8\n}\n'
    assert json.loads(stdout)["gradient_accumulation_steps"] == 8


def test_a_section_of_a_file_is_changed_in_place(tmp_path):
    path, out = tmp_path / "a.yml", tmp_path / "out.yml"
    text = "sft:\n  base: {learning_rate: 1.0e-4, max_steps: 800}\n  lora: {learning_rate: 3.0e-4, max_steps: 80}\n"
    path.write_text(text, encoding="utf-8")
    run(f"{path}#sft.lora", "--gpus", "4:1", "--rule", "linear", "-O", out)
    assert out.read_text() == text.replace("3.0e-4, max_steps: 80}", "7.5e-05, max_steps: 320}")


def test_the_output_in_another_folder_finds_the_base(write, tmp_path):
    (tmp_path / "base.yml").write_text(DET, encoding="utf-8")
    child, folder = write("_BASE_: [base.yml]\n"), tmp_path / "other"
    folder.mkdir()
    run(child, "--gpus", "8:1", "-O", folder / "out.yml")
    assert (folder / "out.yml").read_text(encoding="utf-8").startswith("_BASE_: [../base.yml]\n")


def test_broken_yaml_is_the_error(write):
    with pytest.raises(ConfigError, match=r"config.yml:3: not valid YAML"):
        run(write("iters: 100\nlr_scheduler: {type: [\n"), "--gpus", "8:1")


def test_a_script_is_refused(tmp_path):
    script = tmp_path / "train.py"
    script.write_text("print(1)\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"train.py: rescale changes a config, and this is a script"):
        run(script, "--gpus", "8:1")


def test_a_milestone_inside_a_longer_warmup_keeps_the_shorter_one(write):
    path = write(DET.replace("[8, 11]", "[2, 11]"))
    report = json.loads(run(path, "--gpus", "8:48", "--steps-per-epoch", "600", "--json").stdout)
    assert report["changes"]["LearningRate.schedulers.1.steps"] == 83
    assert report["notes"][-1] == "the warmup was not made longer, because a milestone would lie inside it"


def test_what_was_assumed_is_said(tmp_path):
    file = tmp_path / "PicoDet-S.yaml"
    file.write_text(
        "Global: {model: PicoDet-S}\n"
        "Train: {epochs_iters: 50, batch_size: 16, learning_rate: 0.08, warmup_steps: 100}\n",
        encoding="utf-8",
    )
    assert "assumed: the base config of PicoDet-S was not found" in run(str(file), "--gpus", "4:1").stderr
