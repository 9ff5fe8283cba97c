"""``lrkit plot train.py`` and ``lrkit curve train.py``."""

import json
import math

import pytest
from click.testing import CliRunner

from paddle_lrkit.cli import curve, plot
from paddle_lrkit.errors import ConfigError, UsageError

LR = "paddle.optimizer.lr"
TUTORIAL = f"""\
import paddle
base = {LR}.MultiStepDecay(learning_rate=0.01, milestones=[12, 16], gamma=0.1)
scheduler = {LR}.LinearWarmup(base, warmup_steps=500, start_lr=1e-4, end_lr=0.01)
raise SystemExit("a script that is only read does not get here")
"""
LOOP = f"""\
import paddle
scheduler = {LR}.CosineAnnealingDecay(learning_rate=0.1, T_max=90)
for epoch in range(90):
    for batch in loader:
        optimizer.step()
    scheduler.step()
"""
TWO = LOOP + f"other = {LR}.StepDecay(0.2, 30)\n"


@pytest.fixture
def script(tmp_path):
    def write(text):
        path = tmp_path / "train.py"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def run(command, *arguments):
    result = CliRunner().invoke(command, list(arguments), standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result


def test_the_tutorials_schedule_is_drawn_and_not_executed(script):
    result = run(plot.command, script(TUTORIAL), "--lang", "en")
    assert result.stdout.startswith("train.py:3: MultiStepDecay\npeak 0.01 · last 1e-4 · warmup 500 · 520 calls of")
    assert "how often step() is called is not known" in result.stderr


def test_the_curve_is_that_of_paddles_classes(script):
    answer = json.loads(run(curve.command, script(TUTORIAL), "--json", "--at", "0,250,511,512,516").stdout)
    assert answer["suite"] == "python"
    assert answer["lr"] == pytest.approx([1e-4, 0.00505, 0.01, 0.001, 0.0001])


def test_a_loop_gives_the_length_without_a_note(script):
    result = run(plot.command, script(LOOP), "--lang", "en")
    assert "90 calls of step()" in result.stdout
    assert result.stderr == ""


RESUMED = f"""\
import paddle
scheduler = {LR}.CosineAnnealingDecay(learning_rate=0.1, T_max=90{{entry}})
{{load}}
for epoch in range(45, 90):
    for batch in loader:
        optimizer.step()
    scheduler.step()
"""


def test_a_resumed_loop_is_drawn_whole(script):
    path = script(RESUMED.format(entry="", load="scheduler.set_state_dict(state)"))
    answer = json.loads(run(curve.command, path, "--json", "--at", "0,45,89").stdout)
    assert answer["total_updates"] == 90
    assert answer["lr"] == pytest.approx([0.05 * (1 + math.cos(math.pi * tick / 90)) for tick in (0, 45, 89)])
    assert "an earlier run made a part of the 90 calls" in run(plot.command, path).stderr
    by_batch = json.loads(run(curve.command, path, "--json", "--steps-per-epoch", "10", "--at", "450,899").stdout)
    assert by_batch["total_updates"] == 900
    assert by_batch["lr"] == pytest.approx([answer["lr"][1], answer["lr"][2]])


def test_last_epoch_is_drawn_from_the_tick_at_which_paddle_begins(script):
    paddle = pytest.importorskip("paddle")
    path = script(RESUMED.format(entry=", last_epoch=44", load=""))
    answer = json.loads(run(curve.command, path, "--json", "--every", "1").stdout)
    scheduler, applied = paddle.optimizer.lr.CosineAnnealingDecay(0.1, 90, last_epoch=44), []
    for _ in range(45, 90):
        applied.append(scheduler())
        scheduler.step()
    assert answer["lr"] == pytest.approx(applied)


def test_steps_per_epoch_turns_epochs_into_updates(script):
    answer = json.loads(
        run(curve.command, script(LOOP), "--steps-per-epoch", "10", "--json", "--at", "0,449,450").stdout
    )
    assert (answer["total_updates"], answer["steps_per_epoch"]) == (900, 10)
    assert answer["lr"][1] > answer["lr"][2] == pytest.approx(0.05)


def test_steps_per_epoch_gives_the_length_of_a_loop_over_batches(script):
    text = LOOP.replace("    scheduler.step()", "        scheduler.step()")
    assert (
        json.loads(run(curve.command, script(text), "--steps-per-epoch", "10", "--json").stdout)["total_updates"] == 900
    )


def test_several_schedules_are_several_lines(script, tmp_path):
    result = run(plot.command, script(TWO), "--lang", "en")
    assert "A train.py:2" in result.stdout
    assert "B train.py:7" in result.stdout
    picture = tmp_path / "out.svg"
    run(plot.command, script(TWO), "-O", str(picture))
    assert "train.py:7" in picture.read_text(encoding="utf-8")


def test_one_of_several_is_picked_by_its_line(script):
    path = script(TWO)
    assert "StepDecay (python)" in run(curve.command, f"{path}#7").stdout
    with pytest.raises(UsageError, match=r"has 2 schedules; choose one: .*train\.py#2 or .*train\.py#7"):
        run(curve.command, path)
    with pytest.raises(UsageError, match="at line 5; it has schedules at 2, 7"):
        run(curve.command, f"{path}#5")


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            "CosineAnnealingDecay(0.1, T_max=args.epochs)",
            "train.py:2: CosineAnnealingDecay is left out: T_max cannot be",
        ),
        (
            "LinearWarmup(0.1, warmup_steps=n, start_lr=0, end_lr=0.1)",
            "LinearWarmup is left out: warmup_steps cannot be known",
        ),
        ("StepDecay(**options)", "an argument cannot be known"),
        ("ExponentialDecay(0.1, 0.9)", "it has no end, and how often step() is called is not known"),
    ],
)
def test_an_unknown_argument_is_one_sentence(script, call, sentence):
    path = script(f"import paddle\nx = {LR}.{call}\n")
    with pytest.raises(UsageError, match=r"train\.py:2") as raised:
        run(plot.command, path)
    assert sentence in str(raised.value)
    beside = run(plot.command, script(f"{LOOP}x = {LR}.{call}\n"))
    assert len(beside.stderr.splitlines()) == 1


def test_what_paddle_refuses_is_an_error(script):
    path = script(f"import paddle\nx = {LR}.StepDecay(0.1, 30, gamma=1.5)\n")
    with pytest.raises(UsageError, match=r"train\.py:2: .*gamma"):
        run(plot.command, path)


def test_scripts_without_schedules(script):
    with pytest.raises(UsageError, match=r"no schedule of paddle\.optimizer\.lr in it"):
        run(plot.command, script("x = 1\n"))
    with pytest.raises(ConfigError, match="not valid Python"):
        run(plot.command, script("lr = StepDecay(\n"))
    with pytest.raises(UsageError, match="-o sets a key of a config"):
        run(plot.command, script(LOOP), "-o", "a=1")
