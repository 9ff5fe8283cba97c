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
HEAD = """\
import paddle
scheduler = paddle.optimizer.lr.CosineAnnealingDecay(learning_rate=0.1, T_max=90)
optimizer = paddle.optimizer.SGD(scheduler, parameters=net.parameters())
"""
EPOCHS = """\
for epoch in range(90):
    for batch in loader:
        optimizer.step()
    scheduler.step()
"""
LOOP = HEAD + EPOCHS
TWO = f"""\
{LOOP}
other = {LR}.StepDecay(0.2, 30)
second = paddle.optimizer.SGD(other, parameters=head.parameters())
for epoch in range(60):
    for batch in loader:
        second.step()
    other.step()
"""


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
    assert result.stdout.startswith(
        "train.py:3: LinearWarmup(MultiStepDecay)\npeak 0.01 · last 1e-4 · warmup 500 · 520 calls of"
    )
    assert "no optimizer is built, so the rates are shown over calls of step()" in result.stderr


def test_the_curve_is_that_of_paddles_classes(script):
    answer = json.loads(run(curve.command, script(TUTORIAL), "--json", "--at", "0,250,511,512,516").stdout)
    assert answer["suite"] == "python"
    assert answer["lr"] == pytest.approx([1e-4, 0.00505, 0.01, 0.001, 0.0001])


def cosine(tick, span=90):
    return 0.05 * (1 + math.cos(math.pi * tick / span))


def test_without_the_batches_of_an_epoch_the_rates_are_shown_by_epoch(script):
    result = run(plot.command, script(LOOP), "--lang", "en")
    assert result.stdout.startswith("train.py:2: CosineAnnealingDecay, per epoch\npeak 0.1 · last 3.046e-5 · 90 epochs")
    assert "the batches in an epoch are not known, so rates are shown by epoch" in result.stderr
    answer = json.loads(run(curve.command, script(LOOP), "--json", "--at", "0,45,89").stdout)
    assert (answer["total_updates"], answer["steps_per_epoch"]) == (None, None)
    assert (answer["unit"], answer["total"]) == ("epoch", 90)
    assert answer["lr"] == pytest.approx([cosine(0), cosine(45), cosine(89)])
    chinese = run(plot.command, script(LOOP), "--lang", "zh")
    assert "每轮步进一次" in chinese.stdout
    assert "每轮的批数未知" in chinese.stderr


RESUME = """\
start = 0
if os.path.exists("last.pd"):
    state = paddle.load("last.pd")
    scheduler.set_state_dict(state["scheduler"])
    start = state["epoch"] + 1
"""


def test_a_run_that_may_resume_is_drawn_from_its_beginning(script):
    path = script(f"import os\n{HEAD}{RESUME}{EPOCHS.replace('range(90)', 'range(start, 90)')}")
    answer = json.loads(run(curve.command, path, "--json", "--steps-per-epoch", "10", "--at", "0,450,899").stdout)
    assert answer["total_updates"] == 900
    assert answer["lr"] == pytest.approx([cosine(0), cosine(45), cosine(89)])


def test_after_a_state_that_is_loaded_in_any_case_nothing_is_drawn(script):
    path = script(HEAD + 'scheduler.set_state_dict(paddle.load("s"))\n' + EPOCHS.replace("(90)", "(45, 90)"))
    with pytest.raises(UsageError, match=r"train\.py:4: .* only the state that is loaded here says where the schedule"):
        run(curve.command, path)


def test_last_epoch_is_drawn_from_the_tick_at_which_paddle_begins(script):
    paddle = pytest.importorskip("paddle")
    text = LOOP.replace("T_max=90", "T_max=90, last_epoch=44").replace("range(90)", "range(45, 90)")
    answer = json.loads(run(curve.command, script(text), "--json", "--steps-per-epoch", "1", "--every", "1").stdout)
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
    assert answer["lr"] == pytest.approx([cosine(0), cosine(44), cosine(45)])


def test_steps_per_epoch_gives_the_length_of_a_loop_over_batches(script):
    text = LOOP.replace("    scheduler.step()", "        scheduler.step()")
    result = run(curve.command, script(text), "--steps-per-epoch", "10", "--json", "--at", "899")
    answer = json.loads(result.stdout)
    assert (answer["total_updates"], answer["lr"]) == (900, pytest.approx([cosine(899)]))
    assert result.stderr == ""
    with pytest.raises(UsageError, match=r"`len\(loader\)`.* not known; give --steps-per-epoch"):
        run(curve.command, script(text))


def test_steps_per_epoch_is_not_ignored_without_a_word(script):
    text = LOOP.replace("for batch in loader", "for batch in range(20)")
    result = run(curve.command, script(text), "--steps-per-epoch", "10", "--json")
    assert json.loads(result.stdout)["total_updates"] == 1800
    assert "--steps-per-epoch 10 changes nothing: the script itself says how many updates it makes" in result.stderr


def test_several_optimizers_are_several_lines(script, tmp_path):
    result = run(plot.command, script(TWO), "--lang", "en", "--steps-per-epoch", "10")
    assert "A train.py:2 CosineAnnealingDecay, per epoch" in result.stdout
    assert "B train.py:9 StepDecay, per epoch" in result.stdout
    picture = tmp_path / "out.svg"
    run(plot.command, script(TWO), "-O", str(picture))
    assert "train.py:9 StepDecay" in picture.read_text(encoding="utf-8")


@pytest.mark.parametrize("line", [9, 10])
def test_one_of_several_is_picked_by_the_line_of_its_schedule_or_optimizer(script, line):
    path = script(TWO)
    assert "StepDecay, per epoch (python), 60 epochs" in run(curve.command, f"{path}#{line}").stdout
    with pytest.raises(UsageError, match=r"has 2 schedules; choose one: .*train\.py#2 or .*train\.py#9"):
        run(curve.command, path)
    with pytest.raises(UsageError, match=r"no schedule and no optimizer at line 5; it has .* at 2, 9, 3 and 10"):
        run(curve.command, f"{path}#5")


def test_a_schedule_that_no_optimizer_holds_is_drawn_on_its_own_only_when_it_is_asked_for(script):
    path = script(f"{LOOP}other = {LR}.StepDecay(0.2, 30)\n")
    result = run(curve.command, path)
    assert "train.py:8: StepDecay is not drawn, because no optimizer holds it" in result.stderr
    assert "CosineAnnealingDecay" in result.stdout
    assert "StepDecay (python), 120 calls of step()" in run(curve.command, f"{path}#8").stdout


def test_several_that_one_line_builds_are_told_apart(script):
    path = script(
        f"""import paddle
scheds = [{LR}.StepDecay(rate, 3) for rate in (0.1, 0.2)]
opts = [paddle.optimizer.SGD(s, parameters=n) for s, n in zip(scheds, nets)]
for epoch in range(9):
    for batch in loader:
        for o in opts:
            o.step()
    for s in scheds:
        s.step()
"""
    )
    with pytest.raises(UsageError, match=r"choose one: .*train\.py#2\.1 or .*train\.py#2\.2"):
        run(curve.command, path)
    answer = json.loads(run(curve.command, f"{path}#2.2", "--json", "--steps-per-epoch", "10", "--at", "0,89").stdout)
    assert answer["lr"] == [0.2, pytest.approx(0.002)]
    with pytest.raises(UsageError, match=r"line 2 builds 2 of them, so there is no 2\.3"):
        run(curve.command, f"{path}#2.3")


def test_what_the_optimizer_holds_is_drawn_and_not_what_is_only_built(script):
    path = script(LOOP.replace("SGD(scheduler", "SGD(0.3"))
    answer = json.loads(run(curve.command, path, "--json", "--steps-per-epoch", "10", "--at", "0,899").stdout)
    assert answer["lr"] == [0.3, 0.3]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        ("CosineAnnealingDecay(0.1, T_max=args.epochs)", "train.py:2: CosineAnnealingDecay is not drawn: T_max: `args"),
        ("LinearWarmup(0.1, warmup_steps=n, start_lr=0, end_lr=0.1)", "LinearWarmup is not drawn: warmup_steps: `n`"),
        ("StepDecay(**options)", "StepDecay has arguments that are not known"),
        ("ExponentialDecay(0.1, 0.9)", "it has no end, and how often step() is called is not known"),
    ],
)
def test_an_unknown_argument_is_one_sentence(script, call, sentence):
    path = script(f"import paddle\nx = {LR}.{call}\n")
    with pytest.raises(UsageError, match=r"train\.py:2") as raised:
        run(plot.command, path)
    assert sentence in str(raised.value)


def test_a_rate_that_follows_a_metric_has_no_table(script):
    text = LOOP.replace("CosineAnnealingDecay(learning_rate=0.1, T_max=90)", "ReduceOnPlateau(0.1)")
    path = script(text.replace("scheduler.step()", "scheduler.step(loss)"))
    with pytest.raises(UsageError, match="ReduceOnPlateau, per epoch follows a metric that only a run gives"):
        run(curve.command, path)
    assert "the rate depends on a metric" in run(plot.command, path, "--lang", "en").stdout


def test_what_paddle_refuses_is_an_error(script):
    path = script(f"import paddle\nx = {LR}.StepDecay(0.1, 30, gamma=1.5)\n")
    with pytest.raises(UsageError, match=r"train\.py:2: .*gamma"):
        run(plot.command, path)


def test_scripts_without_schedules(script):
    with pytest.raises(UsageError, match=r"train\.py: no learning-rate schedule in it"):
        run(plot.command, script("x = 1\n"))
    with pytest.raises(UsageError, match=r"torch\.optim\.lr_scheduler\.StepLR belongs to PyTorch"):
        run(plot.command, script("import torch\ns = torch.optim.lr_scheduler.StepLR(o, 3)\n"))
    with pytest.raises(ConfigError, match="not valid Python"):
        run(plot.command, script("lr = StepDecay(\n"))
    with pytest.raises(UsageError, match="-o sets a key of a config"):
        run(plot.command, script(LOOP), "-o", "a=1")
