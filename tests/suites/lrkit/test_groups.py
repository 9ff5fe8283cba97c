"""``Optimizer.groups`` without Paddle: rates, windows, errors, and what the light commands make of them."""

from __future__ import annotations

import json

import pytest
import yaml

from paddle_lrkit.cli.main import main
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites import load_schedule

CONFIG = """
Global: {epochs: 10}
Architecture: {name: ResNetCifar}
Optimizer:
  name: Momentum
  lr: {name: CosineAnnealingDecay, learning_rate: 0.1, warmup: 1ep}
  groups:
    - {match: stem, lr: {scale: 0.1}, freeze: 2ep}
    - {match: "*.bias", weight_decay: 0}
    - {match: head, lr: {name: LinearDecay, learning_rate: 0.01, warmup: 10it}}
Train: {dataset: {name: Digits}, num_samples: 640, loader: {batch_size: 64}}
"""


def test_rates_and_windows():
    data = yaml.safe_load(CONFIG)
    data["Optimizer"].update(base_batch_size=32, batch_scaling="linear")
    schedule = load_schedule(data)
    stem, bias, head = schedule.groups
    assert (stem.frozen, bias.weight_decay, bias.has_rate) == ((0, 20), 0.0, False)
    rates = stem.rates(schedule.curve)
    assert [rates(update) for update in range(20)] == [0.0] * 20
    assert [rates(update) for update in range(20, 100)] == [0.1 * schedule.curve(update) for update in range(20, 100)]
    assert head.rates(schedule.curve)(10) == pytest.approx(0.02)  # The linear rule doubles it, as the others.


@pytest.mark.parametrize(
    ("group", "sentence"),
    [
        ("{match: a}", r"Optimizer.groups.0.match: changes nothing; give lr, freeze or weight_decay"),
        ("{match: a, lr: {scale: 0.1, name: Constant}}", r"groups.0.lr: has a scale and a schedule"),
        ("{match: a, lr: {scal: 1}}", "lr.scal: unknown key; did you mean 'scale'"),
        ("{match: a, lr: {scale: -1}}", "lr.scale: must be >= 0"),
        ("{match: a, lr: {name: ReduceOnPlateau, learning_rate: 1}}", "lr.name: ReduceOnPlateau follows a metric"),
        ("{match: a, freeze: [2ep, 1ep]}", "freeze: 2ep, 1ep freezes no update"),
        ("{match: a, freeze: [1ep]}", r"freeze: must be a length or \[start, stop\], got 1 values"),
        ("{match: a, freeze: 2}", "freeze: 2 has no unit"),
        ("{match: [], freeze: 1ep}", "match: must be a pattern of parameter names"),
        ("{match: a, freeze: 1ep, name: a/b}", "name: must be text without / and %"),
        ("{match: a, freeze: 1ep}, {match: [a], freeze: 2ep}", "'a' is the name of two groups"),
    ],
)
def test_errors(group, sentence):
    data = yaml.safe_load(CONFIG)
    data["Optimizer"]["groups"] = yaml.safe_load(f"[{group}]")
    with pytest.raises(ConfigError, match=sentence):
        load_schedule(data)


def test_a_ramp_of_the_weight_decay_takes_no_other_number():
    data = yaml.safe_load(CONFIG)
    data["Optimizer"]["weight_decay"] = {"name": "WeightDecayRamp", "start": 0.1, "end": 0.2}
    assert load_schedule(data).groups
    data["Optimizer"]["groups"][0]["weight_decay"] = 0.3
    with pytest.raises(ConfigError, match=r"groups.0.weight_decay: must be 0 or absent, because WeightDecayRamp"):
        load_schedule(data)


@pytest.fixture
def run(tmp_path, capfd):
    file = tmp_path / "run.yml"
    file.write_text(CONFIG.replace("freeze: 2ep", "freeze: [5it, 20it]"))

    def called(command, *arguments):
        with pytest.raises(SystemExit) as ended:
            main([command, str(file), *arguments])
        assert not ended.value.code
        return capfd.readouterr().out

    return called


def test_curve(run):
    found = json.loads(run("curve", "--at", "4,5,30", "--json"))
    stem = found["groups"][0]
    assert (stem["name"], stem["match"], stem["frozen"]) == ("stem", ["stem"], [5, 20])
    assert stem["lr"] == [0.1 * found["lr"][0], 0.0, 0.1 * found["lr"][2]]
    text = run("curve")
    assert "stem is frozen in updates 5 to 19; its rate there is shown as 0" in text
    assert "stem is trained" in text


def test_plot(run):
    text = run("plot")
    assert text.startswith("run: CosineAnnealingDecay\n")
    assert "frozen from 5 (0.5 ep) to 20 (2 ep)" in text
    assert [line.split()[1] for line in text.splitlines()[1:7] if line[:2] in ("A ", "B ", "C ")] == [
        "the",
        "stem",
        "head",
    ]
    assert "从 5（0.5 轮）到 20（2 轮）冻结" in run("plot", "--lang", "zh")


def test_rescale_changes_schedules_and_windows_of_groups(run):
    optimizer = yaml.safe_load(run("rescale", "--batch-size", "64:32"))["Optimizer"]
    assert optimizer["groups"][0] == {"match": "stem", "lr": {"scale": 0.1}, "freeze": ["10it", "40it"]}
    assert optimizer["groups"][2]["lr"]["warmup"] == "20it"


def test_convert_says_that_they_are_left_behind(tmp_path, capfd):
    file = tmp_path / "run.yml"
    file.write_text(CONFIG)
    with pytest.raises(SystemExit):
        main(["convert", str(file), "--to", "ppcls"])
    assert "Optimizer.groups" in capfd.readouterr().err
