"""The public loss curves that forecasts are tested on."""

from __future__ import annotations

import json
import pickletools
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np

from paddle_lrkit.forecast.loss_curve import LossCurve
from paddle_lrkit.forecast.rate_path import RatePath
from paddle_lrkit.reports.predict.read_runs import read_runs
from paddle_lrkit.runs.audit.plan import PlanOptions
from paddle_lrkit.runs.logs.read_logs import LogOptions

SIZES = ("25", "100", "400")
FITTED = ("cosine_24000", "constant_24000", "wsdcon_9")
"""The curves that the authors of the multi-power law fit; they test on the others."""
SINGLE = ("wsd_20000_24000", "wsdld_20000_24000")
_ROWS = 100
Curves = dict[str, LossCurve]


def multi_power_curves(folder: Path) -> Iterator[tuple[str, Curves]]:
    """Size -> curves of github.com/thu-yao-01-luo/MultiPowerLaw, read as ``lrkit predict`` reads them.

    Args:
        folder: ``loss_curve_repo`` of that repository.
    """
    for size in SIZES:
        files = sorted((folder / f"csv_{size}").glob("*.csv"))
        if files:
            runs = read_runs([str(file) for file in files], LogOptions(), PlanOptions())
            yield size, {run.curve.name: run.curve for run in runs}


def annealing_curves(file: Path) -> Curves:
    """The three curves of github.com/zkshan2002/ScalingLaw, ``data/gpt_loss+lrs.pkl``.

    The pickle is not run: its opcodes are listed, and of each table the three blocks of numbers are taken, which are
    steps, losses and rates. The losses are those of single batches and are averaged over 100.
    """
    blocks: dict[str, list[bytes]] = {}
    with open(file, "rb") as stream:
        for opcode, value, _ in pickletools.genops(stream):
            if opcode.name.endswith("UNICODE") and (found := re.fullmatch(r"M:.*scheduler:(\w+?)_rope", str(value))):
                blocks[found[1]] = []
            elif opcode.name == "BYTEARRAY8":
                next(reversed(blocks.values())).append(value)
    curves = {}
    for name, (steps, losses, rates) in blocks.items():
        at, values = np.frombuffer(steps, "<i8"), np.frombuffer(losses, "<f8")
        whole = len(at) // _ROWS * _ROWS
        means = [column[-whole:].reshape(-1, _ROWS).mean(axis=1) for column in (at, values)]
        curves[name] = LossCurve(name, _path(at, np.frombuffer(rates, "<f8")), means[0].astype(int), means[1])
    return curves


def decay_curves(folder: Path, rate: str, updates: int = 50_000) -> Curves:
    """Validation losses of the 124M models of github.com/fabian-sp/lr-scheduling at one peak rate.

    Runs whose log is cut are left out. A run that decays continues the one with the constant rate, so that its
    beginning is that of the other.

    Args:
        folder: ``data`` of that repository.
        rate: The peak rate, as in the names of the files.
        updates: Length of the runs.
    """
    pattern = f"*slimpajama*nlayers12_nhead12_lr{rate}_*iter{updates}_*.json"
    found = {file.name: json.loads(file.read_text())["history"] for file in sorted(folder.glob(pattern))}
    trunk = next(history for name, history in found.items() if name.startswith("stable-124m"))
    curves = {}
    for name, history in found.items():
        if not name.startswith(("ann124", "cos", "stable-124m")):
            continue
        begin, shape = history["train"]["iter"][0], re.search("decay_([a-z]+)", name)
        before = trunk if begin > 1000 else history
        train = _joined(before["train"], history["train"], "train_lr", begin)
        held = _joined(before["val"], history["val"], "val_loss", begin)
        label = f"{name.split('_')[0]} {shape[1] if shape and name.startswith('ann') else ''}".strip()
        path = _path(train[0], train[1])
        if path.updates >= updates:
            curves[label] = LossCurve(label, path, held[0], held[1])
    return curves


def _joined(before: dict[str, list], after: dict[str, list], key: str, begin: int) -> tuple[np.ndarray, np.ndarray]:
    """Steps and values of a run up to a step, and of the run that continues it."""
    steps = [step for step in before["iter"] if step < begin] + after["iter"]
    values = before[key][: len(steps) - len(after["iter"])] + after[key]
    order = [0, *(place for (one, two), place in zip(pairwise(steps), range(1, len(steps)), strict=True) if two > one)]
    return np.array(steps)[order], np.array(values, float)[order]


def _path(steps: np.ndarray, rates: np.ndarray) -> RatePath:
    """The rates of each update, linear between those that are known, and from 0 before the first."""
    steps, rates = (np.append(0, steps), np.append(0.0, rates)) if steps[0] else (steps, rates)
    return RatePath(np.interp(np.arange(steps[-1] + 1), steps, rates))
