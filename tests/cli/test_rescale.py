"""``lrkit rescale``."""

import json

import pytest
from click.testing import CliRunner

from paddle_lrkit.cli.rescale import command
from paddle_lrkit.errors import UsageError
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


def test_both_rates_are_shown_over_the_samples(write):
    path = write(SEG)
    output = run(path, "--gpus", "4:1").stderr
    assert "linear rule: rate times 0.25\n" in output
    assert f"    50%  40,000  {load_schedule(path).curve(40000):.4g}" in output


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
    assert output.startswith("config over the samples seen\nA before: 4 GPU x 4  peak 0.01")
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
    from paddle_lrkit.cli.rescale import _context
    from paddle_lrkit.plot.words import ENGLISH
    from paddle_lrkit.reports.rescale import rescaled_chart, rescaled_schedule
    from paddle_lrkit.suites.rescale import Change, rescaling

    context, gpus, batch = _context(str(write(SEG)), "auto", None), Change(8, 1), Change(4, 16)
    chart = rescaled_chart(
        context,
        rescaled_schedule(context, rescaling(context.source, context.fields, gpus, batch)),
        gpus,
        batch,
        ENGLISH,
    )
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


@pytest.mark.parametrize(
    ("lr", "note"),
    [
        ("type: ExponentialDecay, learning_rate: 0.1, gamma: 0.9999", "the same decay takes gamma ** 0.125"),
        ("type: NoamDecay, d_model: 8, warmup_steps: 100, learning_rate: 1", "the lengths of NoamDecay were left"),
    ],
    ids=["exponential", "noam"],
)
def test_values_that_cannot_be_rescaled_are_noted(write, lr, note):
    path = write(f"iters: 80000\noptimizer: {{type: SGD}}\nlr_scheduler: {{{lr}}}\n")
    notes = json.loads(run(path, "--gpus", "8:1", "--json").stdout)["notes"]
    assert any(note in said for said in notes)


def test_an_equal_batch_size_is_not_a_change(write):
    report = json.loads(run(write(DET), "--gpus", "8:1", "--batch-size", "2:2", "--json").stdout)
    assert "TrainReader.batch_size" not in report["changes"]


def test_several_optimizers_are_noted(write):
    one = "{{scope: {}, lr: {{name: Cosine, learning_rate: 0.1}}}}"
    path = write(f"Global: {{epochs: 9}}\nOptimizer:\n- SGD: {one.format('a')}\n- SGD: {one.format('b')}\n")
    report = json.loads(run(path, "--gpus", "8:1", "--json").stdout)
    assert report["changes"] == {"Optimizer.0.SGD.lr.learning_rate": 0.0125}
    assert any("2 optimizers and only the first" in note for note in report["notes"])


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
