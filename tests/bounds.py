"""Configs whose numbers were replaced, and what each command makes of them within limits of time and memory."""

from __future__ import annotations

import contextlib
import copy
import io
import json
import math
import resource
import signal
from pathlib import Path

import click

from paddle_lrkit.cli.main import cli
from paddle_lrkit.errors import LrkitError

MOST_SECONDS = 20
LONG = 10_000
MOST_MEGABYTES = 512
VALUES = (
    *(0, -1, 1, 3, -1.0, 0.5, 1e-320, 10**9, 10**12, 10**15, 10**18, 1e9, 1e15, 1e308, -1e308, 10**400),
    *(math.nan, math.inf, -math.inf, True, False, None, "", "x", "1e9", "-1", "nan"),
    *([], {}, [None], [math.nan], [-1, 10**15], [10**9, 1], [1, [2]], [0.1] * LONG, list(range(1, LONG + 1))),
)
"""What a number, a text or a list of a config is replaced with."""

LENGTHS = ("10ep", "1000000000ep", "1000000000000000it", "1e17it", "0it", "100000%", "1e18sa", "1e18tok", "-1it")
"""The same for a length of our own dialect."""


def ppdet(*schedulers, **more):
    section = {"base_lr": 0.01, "schedulers": list(schedulers)}
    reader = {"batch_size": 2, "drop_last": True}
    optimizer = {"optimizer": {"type": "Momentum", "momentum": 0.9}}
    config = {"architecture": "FasterRCNN", "epoch": 12, "TrainReader": reader, "OptimizerBuilder": optimizer}
    return "ppdet", {**config, "LearningRate": section, **more}


def ppcls(**lr):
    return "ppcls", {
        "Arch": {"name": "ResNet50"},
        "Global": {"epochs": 120, "update_freq": 1, "iter_per_epoch": 50},
        "Optimizer": {"name": "Momentum", "momentum": 0.9, "lr": lr},
        "DataLoader": {"Train": {"sampler": {"batch_size": 64, "drop_last": False}}},
    }


def ppocr(**lr):
    return "ppocr", {
        "Global": {"epoch_num": 500},
        "Optimizer": {"name": "Adam", "lr": lr},
        "Architecture": {"model_type": "det", "algorithm": "DB"},
        "Train": {"loader": {"batch_size_per_card": 8, "drop_last": False}},
    }


def ppseg(**scheduler):
    optimizer = {"type": "SGD", "momentum": 0.9}
    model = {"type": "DeepLabV3P"}
    return "ppseg", {"batch_size": 2, "iters": 80000, "optimizer": optimizer, "model": model, "lr_scheduler": scheduler}


def ppnlp(**arguments):
    common = {"learning_rate": 3e-5, "per_device_train_batch_size": 16, "gradient_accumulation_steps": 2}
    return "ppnlp", {**common, **arguments}


def own(**lr):
    return "lrkit", {
        "Global": {"task": "classification", "epochs": 10, "accumulate_steps": 2},
        "Optimizer": {"name": "Momentum", "lr": lr},
        "Architecture": {"name": "LeNet"},
        "Train": {"num_samples": 6400, "dataset": {"name": "Digits"}, "loader": {"batch_size": 32}},
    }


_WARMUP = {"name": "LinearWarmup", "start_factor": 0.1, "steps": 1000}
CONFIGS = (
    ppdet({"name": "PiecewiseDecay", "gamma": 0.1, "milestones": [8, 11]}, _WARMUP),
    ppdet({"name": "PiecewiseDecay", "gamma": [0.5, 0.1], "milestones": [8, 11]}, {**_WARMUP, "epochs": 1}),
    ppdet({"name": "PiecewiseDecay", "values": [0.1, 0.01], "milestones": [8], "use_warmup": False}),
    ppdet({"name": "CosineDecay", "max_epochs": 15, "min_lr_ratio": 0.05, "last_plateau_epochs": 1}, _WARMUP),
    ppdet({"name": "CosineDecay", "max_epochs": 12, "use_warmup": False}),
    ppdet({"name": "CosineDecay", "max_epochs": 12}, {"name": "ExpWarmup", "steps": 100, "power": 2}),
    ppdet({"name": "CosineDecay", "max_epochs": 12}, _WARMUP, ssod_method="ARSL", epoch_iter=100, max_iter=950),
    ppcls(name="Cosine", learning_rate=0.1, eta_min=0.0, warmup_epoch=5, warmup_start_lr=0.001),
    ppcls(name="Cosine", learning_rate=0.1, by_epoch=True, warmup_epoch=5),
    ppcls(name="Linear", learning_rate=0.1, end_lr=0.0, power=0.9, cycle=True, warmup_epoch=5),
    ppcls(name="Step", learning_rate=0.1, step_size=2.4, gamma=0.97, warmup_epoch=3),
    ppcls(name="Piecewise", learning_rate=0.1, decay_epochs=[30, 60], values=[0.1, 0.01, 0.001], warmup_epoch=1),
    ppcls(name="Piecewise", decay_epochs=[30, 60], values=[0.1, 0.01, 0.001]),
    ppcls(name="MultiStepDecay", learning_rate=0.1, milestones=[30, 60], gamma=0.1, last_epoch=0),
    ppcls(
        name="Cyclic",
        base_learning_rate=0.01,
        max_learning_rate=0.1,
        warmup_epoch=0,
        warmup_start_lr=0,
        step_size_up=11,
        step_size_down=7,
        mode="exp_range",
        exp_gamma=0.99,
    ),
    ppcls(name="OneCycleLR", max_learning_rate=0.1, divide_factor=25, end_learning_rate=1e-5, phase_pct=0.3),
    ppcls(name="CosineFixmatch", learning_rate=0.03, num_warmup_steps=5, num_cycles=0.4375),
    ppcls(name="ReduceOnPlateau", learning_rate=0.1, patience=3, factor=0.5, threshold=1e-4, by_epoch=True),
    ppcls(name="ConstLR", learning_rate=0.1, warmup_epoch=5),
    ppocr(name="Cosine", learning_rate=0.001, warmup_epoch=5),
    ppocr(name="Linear", learning_rate=0.001, end_lr=0.0, power=0.9, warmup_epoch=5),
    ppocr(name="TwoStepCosine", learning_rate=0.001, warmup_epoch=1, last_epoch=3),
    ppocr(name="CyclicalCosine", learning_rate=0.001, cycle=2, warmup_epoch=1),
    ppocr(name="OneCycle", max_lr=0.01, warmup_epoch=2),
    ppocr(name="Piecewise", decay_epochs=[300, 400], values=[0.001, 0.0005, 0.0001], warmup_epoch=5),
    ppocr(name="Step", learning_rate=0.001, step_size=3, gamma=0.5, warmup_epoch=5),
    ppocr(name="LinearWarmupCosine", learning_rate=0.001, start_lr=1e-5, warmup_steps=9, min_lr=1e-8),
    ppocr(name="DecayLearningRate", learning_rate=0.01, factor=0.9, end_lr=0),
    ppseg(type="PolynomialDecay", learning_rate=0.01, power=0.9, end_lr=0, warmup_iters=9, warmup_start_lr=0.001),
    ppseg(type="PolynomialDecay", learning_rate=0.01, decay_steps=1000, cycle=True),
    ppseg(type="PiecewiseDecay", boundaries=[1000, 2000], values=[0.1, 0.01, 0.001]),
    ppseg(type="MultiStepDecay", learning_rate=0.1, milestones=[1000, 2000], gamma=0.1),
    ppseg(type="StepDecay", learning_rate=0.1, step_size=1000, gamma=0.5),
    ppseg(type="CosineAnnealingDecay", learning_rate=0.1, T_max=1000, eta_min=0.001),
    ppseg(type="CosineAnnealingWarmRestarts", learning_rate=0.1, T_0=10, T_mult=2, eta_min=0.001),
    ppseg(type="LinearLR", learning_rate=0.1, total_steps=30, start_factor=0.5, end_factor=1.0),
    ppseg(type="ExponentialDecay", learning_rate=0.1, gamma=0.999),
    ppseg(type="NaturalExpDecay", learning_rate=0.1, gamma=0.001),
    ppseg(type="InverseTimeDecay", learning_rate=0.1, gamma=0.05),
    ppseg(type="NoamDecay", d_model=64, warmup_steps=20, learning_rate=1.0),
    ppseg(type="CyclicLR", base_learning_rate=0.01, max_learning_rate=0.1, step_size_up=11, step_size_down=7),
    ppseg(type="OneCycleLR", max_learning_rate=0.1, total_steps=80000, divide_factor=25, phase_pct=0.3),
    ppseg(type="ReduceOnPlateau", learning_rate=0.1, factor=0.1, patience=10, cooldown=0, min_lr=0),
    ppnlp(lr_scheduler_type="linear", warmup_ratio=0.1, num_train_epochs=3),
    ppnlp(lr_scheduler_type="cosine", warmup_steps=100, max_steps=1000, num_cycles=0.5),
    ppnlp(lr_scheduler_type="polynomial", max_steps=1000, lr_end=1e-7, power=2.0, decay_steps=900),
    ppnlp(lr_scheduler_type="cosine", min_learning_rate=1e-5, warmup_ratio=0.01, max_steps=1000, decay_steps=900),
    ("ppnlp", {"d_model": 512, "warmup_steps": 40, "learning_rate": 2.0, "epoch": 3, "max_iter": 1000}),
    own(name="CosineAnnealingDecay", learning_rate=0.1, warmup="5%", warmup_start_factor=0.1),
    own(name="MultiStepDecay", learning_rate=0.1, milestones=["6ep", "8ep"], gamma=0.1, warmup="10it"),
    own(name="StepDecay", learning_rate=0.1, step_size="3ep", gamma=0.5, warmup_start_lr=0.001, warmup="1ep"),
    own(name="StepDecay", learning_rate=0.1, step_size="1it", gamma=0.999),
    own(name="ExponentialDecay", learning_rate=0.1, gamma=0.999, interval="2it", staircase=True),
    own(name="Chebyshev", learning_rate=0.1, eta_min=0.001, nodes=64, every="2it"),
    own(name="CosineCycleDecay", learning_rate=0.1, T_0="1ep", T_mult=2, cycle_decay=0.9, cycles=3),
    own(name="CosineCycles", learning_rate=0.1, cycles=2.5, eta_min=0.0),
    own(name="CosineHardRestarts", learning_rate=0.1, cycles=4, eta_min=0.0),
    own(name="CosineNoise", learning_rate=0.1, amplitude=0.1, seed=3, start="1ep", every="1it"),
    own(name="InverseSqrt", learning_rate=0.1, timescale="100it", cooldown_steps="1ep", end_lr=0.0),
    own(name="KDecay", learning_rate=0.1, k=2.0, eta_min=0.0, power=2.0),
    own(name="PiecewiseInterpolated", updates=["0it", "5ep", "10ep"], values=[0.0, 0.1, 0.0]),
    own(name="PolynomialDecay", learning_rate=0.1, decay_steps="2ep", end_lr=0.0, power=2.0, cycle=True),
    own(name="Power", learning_rate=0.1, factor=4.0, exponent=-0.51, cooldown_steps="1ep"),
    own(name="SWA", learning_rate=0.1, swa_start="5ep", swa_lr=0.05, anneal_steps="1ep"),
    own(name="TanhDecay", learning_rate=0.1, eta_min=0.0, lower=-6.0, upper=3.0),
    own(name="WSD", learning_rate=0.1, decay_steps="20%", warmup="5%"),
    own(name="CyclicLR", base_learning_rate=0.01, max_learning_rate=0.1, step_size_up="1ep"),
    own(name="CosineAnnealingWarmRestarts", learning_rate=0.1, T_0="1ep", T_mult=2, eta_min=0.0),
    own(name="PiecewiseDecay", boundaries=["6ep", "8ep"], values=[0.1, 0.01, 0.001]),
    own(name="ReduceOnPlateau", learning_rate=0.1, patience=3, factor=0.5),
)
"""A good config of each class of each suite."""


def places(data, path=()):
    """The path of each number, text and list of a config."""
    if path and (isinstance(data, (int, float, list)) or (isinstance(data, str) and data[:1].isdigit())):
        yield path
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield from places(value, (*path, key))


def replaced(config, path, value):
    """A copy of a config with another value at a path."""
    config = copy.deepcopy(config)
    parent = config
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = value
    return config


def yaml_of(value):
    """A value as YAML in flow style."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {yaml_of(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(yaml_of, value)) + "]"
    if isinstance(value, float) and not math.isfinite(value):
        return {"nan": ".nan", "inf": ".inf", "-inf": "-.inf"}[str(value)]
    text = json.dumps(value)
    return text if not isinstance(value, float) or "." in text else text.replace("e", ".0e")


def write(folder, config):
    """A file with a line for each key of a config."""
    file = Path(folder, "config.yml")
    file.write_text("".join(f"{key}: {yaml_of(value)}\n" for key, value in config.items()), encoding="utf-8")
    return str(file)


def commands(file, suite):
    """The commands that read a config and compute with its numbers."""
    read = ("--suite", suite)
    yield ("check", file)
    yield ("check", file, *read, "--gpus", "1", "--steps-per-epoch", "50")
    yield ("check", file, *read, "--images", "10000", "--gpus", "3", "--json")
    yield ("curve", file, *read, "--images", "10000", "--json")
    yield ("plot", file, *read, "--steps-per-epoch", "50")
    yield ("rescale", file, *read, "--gpus", "8:1", "--steps-per-epoch", "50")
    yield ("rescale", file, *read, "--gpus", "3:16", "--images", "10000")
    yield ("convert", file, *read, "--to", "ppocr" if suite == "ppcls" else "ppcls", "--steps-per-epoch", "50")
    yield ("rank", file, *read, "--steps-per-epoch", "50")


class TooLongError(BaseException):
    """A command took more than the limit; nothing catches it on the way."""


@contextlib.contextmanager
def limits(megabytes=MOST_MEGABYTES, seconds=MOST_SECONDS):
    """So many seconds of processor time, and so much memory more than now."""

    def stop(*_):
        raise TooLongError

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    old, handler = resource.getrlimit(resource.RLIMIT_AS), signal.signal(signal.SIGPROF, stop)
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + megabytes * 2**20, old[1]))
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, handler)
        resource.setrlimit(resource.RLIMIT_AS, old)


def run(command):
    """What is left of a command: None when it ended well or refused in a sentence."""
    said = io.StringIO()
    try:
        with limits(), contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            cli.main(args=list(command), prog_name="lrkit", standalone_mode=False)
    except (LrkitError, click.ClickException, click.exceptions.Exit):
        return None
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return error
    return None
