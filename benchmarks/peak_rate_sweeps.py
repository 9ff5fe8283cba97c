"""Sweeps of peak rates: read from public files or published; the laws through them, and what a rate loses in one."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from scipy.interpolate import LinearNDInterpolator

from benchmarks.measuring.interval import Interval
from paddle_lrkit.advise import pretraining

Pair = tuple[float, float]
Sweep = dict[Pair, float]
Law = Callable[[float, float], Pair]
TOKENS = 2048
NEAR = 0.0025


def read_sweeps(file: Path, names: Sequence[str] = ("N", "D")) -> dict[tuple[Any, ...], Sweep]:
    """Size, tokens and further columns -> rate and batch in sequences -> loss."""
    sweeps: dict[tuple[Any, ...], Sweep] = {}
    with file.open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            if row["smooth loss"] and math.isfinite(float(row["smooth loss"])):
                key = tuple(float(row[name]) for name in names)
                sweeps.setdefault(key, {})[float(row["lr"]), float(row["bs"])] = float(row["smooth loss"])
    return dict(sorted(sweeps.items()))


def published(weights: float, tokens: float) -> Pair:
    """Rate and batch in sequences that `lrkit advise` gives."""
    return pretraining.law_rate(weights, tokens), pretraining.advised_batch(tokens) / TOKENS


def fitted(sweeps: dict[Pair, Sweep]) -> Law:
    """The law's five numbers through the runs within 0.25% of the best of their sweep."""
    rows = [
        (1.0, math.log(size), math.log(tokens), math.log(rate), math.log(batch * TOKENS))
        for (size, tokens), sweep in sweeps.items()
        for (rate, batch), loss in sweep.items()
        if loss < (1 + NEAR) * min(sweep.values())
    ]
    table = np.array(rows)
    rates = np.linalg.lstsq(table[:, :3], table[:, 3], rcond=None)[0]
    batches = np.linalg.lstsq(table[:, [0, 2]], table[:, 4], rcond=None)[0]

    def law(size: float, tokens: float) -> Pair:
        point = [1.0, math.log(size), math.log(tokens)]
        return math.exp(rates @ point), math.exp(batches @ [point[0], point[2]]) / TOKENS

    return law


def without(sweeps: dict[Pair, Sweep], *, size_too: bool = False) -> Law:
    """The law fitted without the sweep that is asked about, or without all of its size."""

    @cache
    def rest(size: float, tokens: float) -> Law:
        drop = (lambda key: key[0] == size) if size_too else (lambda key: key == (size, tokens))
        return fitted({key: sweep for key, sweep in sweeps.items() if not drop(key)})

    return lambda size, tokens: rest(size, tokens)(size, tokens)


def nearest(sweep: Sweep, rate: float, batch: float) -> float:
    """Excess at the nearest run, in per cent."""
    key = min(sweep, key=lambda run: math.log(run[0] / rate) ** 2 + math.log(run[1] / batch) ** 2)
    return 100 * (sweep[key] / min(sweep.values()) - 1)


def interpolated(sweep: Sweep, rate: float, batch: float) -> float:
    """Excess by linear interpolation in the logarithms, in per cent."""
    surface = LinearNDInterpolator(np.log(list(sweep)), list(sweep.values()), rescale=True)
    return 100 * (float(surface(math.log(rate), math.log(batch))) / min(sweep.values()) - 1)


def bowl(sweep: Sweep, rate: float, batch: float) -> float:
    """Excess above the lowest point of the quadratic through the runs within 1% of the best, in per cent."""
    best = min(sweep.values())
    points = [(*np.log(run), loss) for run, loss in sweep.items() if loss < 1.01 * best]
    x, y, losses = np.array(points).T
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1)
    _, first, second, xx, xy, yy = np.linalg.lstsq(terms, losses, rcond=None)[0]
    bend = np.array([[2 * xx, xy], [xy, 2 * yy]])
    step = np.log([rate, batch]) - np.linalg.solve(bend, [-first, -second])
    return float(100 * 0.5 * step @ bend @ step / best)


def best_rate(sweep: Sweep) -> float:
    """Logarithm of the rate of the best run."""
    return math.log(min(sweep, key=lambda run: sweep[run])[0])


def exact(value: float) -> Interval:
    """A figure of data that are what they are."""
    return Interval(float(value), float(value), float(value))


_GPT3 = ((250e6, 6e-4), (550e6, 3e-4), (1000e6, 2.5e-4), (2000e6, 2e-4))


def gpt3(size: float, tokens: float) -> tuple[float, float]:
    """Rate and batch in sequences of 2,048: table 2.1 of arXiv 2005.14165, 0.5M tokens in a batch."""
    return next(rate for limit, rate in _GPT3 if size < limit), 0.5e6 / 2048


OTHER_SWEEP = (
    (46006272, 127991808, 32768, 0.001953),
    (46006272, 255983616, 65536, 0.001953),
    (46006272, 511967232, 65536, 0.002762),
    (46006272, 1023934464, 131072, 0.003906),
    (109051904, 127991808, 32768, 0.000977),
    (109051904, 255983616, 65536, 0.001381),
    (109051904, 511967232, 131072, 0.001953),
    (109051904, 1023934464, 131072, 0.001953),
    (368050176, 127991808, 65536, 0.000691),
    (368050176, 255983616, 65536, 0.000977),
    (368050176, 511967232, 131072, 0.000977),
    (368050176, 1023934464, 131072, 0.000977),
    (872415232, 127991808, 65536, 0.000488),
    (872415232, 255983616, 65536, 0.000488),
    (872415232, 511967232, 131072, 0.000691),
    (872415232, 1023934464, 131072, 0.000691),
    (2944401408, 127991808, 32768, 0.000244),
    (2944401408, 255983616, 65536, 0.000345),
)
"""Weights, tokens, batch in tokens and best rate of Lingle's part III (more than 1,800 runs, rates a root of 2 apart).

AdamW, 2% warmup, cosine: lucaslingle.substack.com/p/scaling-laws-for-optimal-lr-and-batch-1d4.
"""

OTHER_RECIPE = ((520e6, 10e9, 256 * 2048, 0.004),)
"""The tuned AdamW of arXiv 2509.02046 at 520M, huggingface.co/OptimizerStudy/adamw_520m_1; batch 256, weight decay 0.2.

The batch is above the advised one from sequences of 1,200 tokens on, so their length does not matter here.
"""
