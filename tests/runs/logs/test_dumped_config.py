"""Configs that programs print."""

from __future__ import annotations

import pytest
import yaml

from paddle_lrkit import load_schedule
from paddle_lrkit.runs.logs.dumped_config import dumped_config

CONFIGS = {
    "ppocr": {
        "Global": {"epoch_num": 5, "print_batch_step": 20},
        "Optimizer": {"name": "Adam", "lr": {"name": "Cosine", "learning_rate": 1e-05, "warmup_epoch": 1}},
        "Architecture": {"model_type": "rec", "algorithm": "CRNN"},
        "Train": {
            "loader": {"batch_size_per_card": 8},
            "dataset": {"transforms": [{"Decode": {"mode": "BGR"}}, {"Resize": None}]},
        },
    },
    "ppcls": {
        "Global": {"epochs": 8, "device": "gpu"},
        "Arch": {"name": "ResNet50"},
        "Optimizer": [
            {"Momentum": {"scope": "A", "lr": {"name": "Cosine", "learning_rate": 0.1, "warmup_epoch": 2}}},
            {"SGD": {"scope": "B", "lr": {"name": "Constant", "learning_rate": 0.2}}},
        ],
    },
    "ppdet": {
        "epoch": 12,
        "architecture": "FasterRCNN",
        "LearningRate": {
            "base_lr": 0.01,
            "schedulers": [
                {"name": "PiecewiseDecay", "gamma": 0.1, "milestones": [8, 11]},
                {"name": "LinearWarmup", "start_factor": 0.1, "steps": 50},
            ],
        },
        "OptimizerBuilder": {"optimizer": {"type": "Momentum", "momentum": 0.9}},
    },
    "ppseg": {
        "batch_size": 4,
        "iters": 900,
        "lr_scheduler": {"type": "PolynomialDecay", "learning_rate": 0.01, "power": 0.9, "end_lr": 0.0},
        "optimizer": {"type": "sgd"},
        "model": {"type": "BiSeNetV2"},
    },
}
CLOCKS = {
    "ppocr": "[2022/08/16 03:07:33] ppocr INFO: ",
    "ppcls": "2021-01-31 20:30:07 INFO: ",
    "ppdet": "[06/08 16:58:12] ppdet.engine INFO: ",
    "ppseg": "2021-03-30 06:55:57 [INFO]\t",
}


def printed(config, ordered, depth=0):
    """``print_dict`` of PaddleClas and PaddleOCR."""
    for key, value in sorted(config.items()) if ordered else config.items():
        sections = [value] if isinstance(value, dict) else value
        if isinstance(sections, list) and sections and isinstance(sections[0], dict):
            yield " " * depth + f"{key} : "
            for section in sections:
                yield from printed(section, ordered, depth + 4)
        else:
            yield " " * depth + f"{key} : {value}"
        if not depth:
            yield "-" * 60


def dumps(suite):
    config, clock = CONFIGS[suite], CLOCKS[suite]
    yield [clock + line for line in printed(config, ordered=True)]
    yield [clock + line for line in printed(config, ordered=False)]
    yield [clock + line.replace(" :", "\x1b[0m :") for line in printed(config, ordered=False)]
    yield yaml.dump(config).splitlines()
    yield [clock + line for line in yaml.dump(config, default_flow_style=None).splitlines()]


@pytest.mark.parametrize("suite", CONFIGS)
def test_the_schedule_is_that_of_the_config(suite):
    expected = load_schedule(CONFIGS[suite], steps_per_epoch=100, suite=suite)
    for dump in dumps(suite):
        lines = ["W0408 11:02:13.4 device_context.cc:447] Please", "第 1 轮", *dump, "train with paddle 2.4.2"]
        place, text = dumped_config([line.encode() for line in lines])
        assert place == 2
        found = load_schedule(yaml.safe_load(text), steps_per_epoch=100, suite=suite)
        assert found.total_updates == expected.total_updates
        assert all(found.curve(at) == expected.curve(at) for at in range(expected.total_updates))


@pytest.mark.parametrize("colon", [": ", ":"])
def test_arguments_of_paddlenlp(colon):
    arguments = {"learning_rate": "5e-05", "lr_scheduler_type": "SchedulerType.COSINE", "max_steps": "-1", "x": "<a b>"}
    texts = ["=" * 60, f"{'Training Configuration Arguments':^40}", f"{'paddle commit id':30}{colon}abc"]
    texts += [f"{name:30}{colon}{value}" for name, value in arguments.items()]
    lines = [f"[2022-08-31 16:19:16,008] [    INFO] - {text}".encode() for text in [*texts, "", "other:1"]]
    assert yaml.safe_load(dumped_config(lines)[1]) == {
        "learning_rate": 5e-05,
        "lr_scheduler_type": "cosine",
        "max_steps": -1,
    }


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["    learning_rate: 0.123", "        optimizer: {lr: 0.5, momentum: 0.9}", "I0322 10:11"],
        ["a : 1", "b : 2", "c : 3", "d : 4"],
        ["Optimizer : " + "[" * 9000, "a : (", "b : 1e999999", "c : " + "{" * 500],
        ["lr: !!python/object/apply:os.system [true]", "a: 1", "b: 2", "c: 3"],
    ],
)
def test_other_lines_are_no_config_or_a_harmless_one(lines):
    found = dumped_config([line.encode() for line in lines])
    assert found is None or "python" not in found[1]
