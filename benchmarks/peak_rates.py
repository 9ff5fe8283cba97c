"""What does a run lose by the peak rate that `lrkit advise` gives a pre-training, and how often is the best one inside?

LRKIT_STEPLAW=steplaw/data/dense_lr_bs_loss.csv LRKIT_SCHAIPP=lr-scheduling/data python -m benchmarks.peak_rates

The data are public: github.com/step-law/steplaw (the mixture of experts lies beside the file that the variable names)
and github.com/fabian-sp/lr-scheduling. A sweep is one size and one number of tokens, trained at 5 to 12 rates times 10
batches; its loss is the column ``smooth loss``. The excess of a rate and a batch is the loss there above the lowest of
the sweep, in per cent of it, taken in three ways:

* nearest: at the run whose rate and batch are nearest by logarithm, as the goals are meant;
* interpolated: linear between the runs around it, in the logarithms of rate and batch;
* bowl: by the quadratic in both logarithms that fits the runs within 1% of the best, above its own lowest point. A
  single run is about 0.1% off that bowl, so the lowest of 120 runs is partly luck; this one is free of it.

"Fitted without" means that the five numbers of the law are fitted as its authors do (least squares through all runs
within 0.25% of the best of their sweep), and the power of the batch and the interval anew, without what is tested.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from benchmarks.measuring.figure import Figure
from benchmarks.measuring.interval import Interval
from benchmarks.measuring.question import Run, command
from benchmarks.peak_rate_lengths import lengths
from benchmarks.peak_rate_sweeps import (
    OTHER_RECIPE,
    OTHER_SWEEP,
    TOKENS,
    Law,
    Pair,
    Sweep,
    best_rate,
    bowl,
    exact,
    fitted,
    gpt3,
    interpolated,
    nearest,
    published,
    read_sweeps,
    without,
)
from paddle_lrkit.advise import pretraining

LEVEL = 0.9
POWERS = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
EXCESS = {"nearest": nearest, "interpolated": interpolated, "bowl": bowl}


def excesses(run: Run, sweeps: dict[Pair, Sweep]) -> None:
    """The loss of each rule."""
    rules: dict[str, tuple[Law, bool]] = {
        "as advised": (published, True),
        "fitted without the sweep": (without(sweeps), True),
        "fitted without the size": (without(sweeps, size_too=True), False),
        "GPT-3's table": (gpt3, False),
    }
    for name, (law, goal) in rules.items():
        for way, excess in EXCESS.items():
            if law is gpt3 and way != "nearest":
                continue
            found = [excess(sweep, *law(*key)) for key, sweep in sweeps.items()]
            limits = (0.1, 0.35) if goal and way == "nearest" else (None, None)
            said = f"{len(found)} sweeps; 95% over sweeps {_resampled(found)}"
            shown = way == "nearest"
            run.figures += [
                Figure(f"{name}, {way}: mean excess", exact(np.mean(found)), "%", limits[0], None, shown, said),
                Figure(f"{name}, {way}: worst excess", exact(max(found)), "%", limits[1], None, shown),
            ]
    ratios = [min(sweep, key=lambda one: sweep[one])[0] / gpt3(*key)[0] for key, sweep in sweeps.items()]
    run.figures.append(Figure("best rate / GPT-3's", exact(float(np.median(ratios))), "x", note=_range(ratios)))


class Spread:
    """The interval around a law: a prediction interval of the logarithm of the best rate.

    Args:
        sweeps: The sweeps that it is computed from.
        law: Gives their rates.
    """

    def __init__(self, sweeps: dict[Pair, Sweep], law: Law) -> None:
        self.points = np.log([[*key] for key in sweeps])
        gaps = [best_rate(sweep) - math.log(law(*key)[0]) for key, sweep in sweeps.items()]
        free = len(gaps) - 3
        self.half = float(stats.t.ppf((1 + LEVEL) / 2, free) * math.sqrt(np.square(gaps).sum() / free))
        self.mean = self.points.mean(axis=0)
        centred = self.points - self.mean
        self.inverse = np.linalg.inv(centred.T @ centred)

    def __call__(self, size: float, tokens: float) -> float:
        """Half of the interval."""
        gap = np.log([size, tokens]) - self.mean
        return self.half * math.sqrt(1 + 1 / len(self.points) + gap @ self.inverse @ gap)


def coverage(run: Run, sweeps: dict[Pair, Sweep]) -> None:
    """How often the interval holds the best rate, and that the package has its numbers."""
    spread = Spread(sweeps, published)
    first, mixed, second = pretraining._INVERSE
    ours = np.array([*pretraining._MEAN, first, mixed, second, pretraining._HALF_WIDTH])
    theirs = np.array([*spread.mean, spread.inverse[0, 0], spread.inverse[0, 1], spread.inverse[1, 1], spread.half])
    run.figures.append(
        Figure("constants of the package, largest error", exact(abs(ours / theirs - 1).max()), "x", 1e-5)
    )
    shares = {"as advised": [], "fitted without the sweep": []}  # type: dict[str, list[bool]]
    laws = {"as advised": published, "fitted without the sweep": without(sweeps)}
    for key, sweep in sweeps.items():
        rest = {other: runs for other, runs in sweeps.items() if other != key}
        for name, law in laws.items():
            inside = abs(best_rate(sweep) - math.log(law(*key)[0])) <= (
                pretraining.half_width(*key) if law is published else Spread(rest, fitted(rest))(*key)
            )
            shares[name].append(bool(inside))
    for name, held in shares.items():
        run.figures.append(_share(f"{name}: sweeps whose best rate the 90% interval holds", held, headline=True))


def batches(run: Run, sweeps: dict[Pair, Sweep]) -> None:
    """The rate at other batches than the advised one: each batch of a sweep is a line of runs."""
    lines = [(key, batch, line) for key, sweep in sweeps.items() for batch, line in _lines(sweep).items()]
    rules: dict[str, Callable[[float, Any], float]] = {
        "the same rate": lambda ratio, _: 1.0,
        "root of the batch": lambda ratio, _: math.sqrt(ratio),
        "in proportion to the batch": lambda ratio, _: ratio,
        "as advised": lambda ratio, _: min(1.0, ratio**pretraining.SMALL_BATCH),
    }
    chosen = {key: _best_power([line for line in lines if line[0] != key]) for key in sweeps}
    rules["power chosen without the sweep"] = lambda ratio, key: min(1.0, ratio ** chosen[key])
    for name, rule in rules.items():
        found = [_on_line(key, batch, line, rule) for key, batch, line in lines]
        said = f"{len(found)} batches" + (f"; powers {sorted(set(chosen.values()))}" if "chosen" in name else "")
        shown = name in ("as advised", "power chosen without the sweep")
        run.figures += [
            Figure(f"rate at another batch, {name}: mean excess", exact(np.mean(found)), "%", None, None, shown, said),
            Figure(f"rate at another batch, {name}: worst excess", exact(max(found)), "%", headline=shown),
        ]
    held = []
    for key, batch, line in lines:
        rate = pretraining.law_rate(*key) * pretraining.batch_factor(batch * TOKENS, key[1])
        best = min(line, key=lambda one: line[one])
        held.append(abs(math.log(best / rate)) <= pretraining.half_width(*key))
    run.figures.append(_share("rate at another batch: batches whose best rate the interval holds", held, headline=True))
    large = [
        100 * (min(line.values()) / min(sweeps[key].values()) - 1)
        for key, batch, line in lines
        if batch * TOKENS >= 4 * pretraining.advised_batch(key[1])
    ]
    run.figures.append(
        Figure("batch of 4 times the advised and more: excess at its best rate", exact(np.mean(large)), "%")
    )


def _lines(sweep: Sweep) -> dict[float, dict[float, float]]:
    """Batch -> rate -> loss, for batches with at least five rates."""
    found: dict[float, dict[float, float]] = {}
    for (rate, batch), loss in sorted(sweep.items()):
        found.setdefault(batch, {})[rate] = loss
    return {batch: line for batch, line in found.items() if len(line) >= 5}


def _on_line(key: Pair, batch: float, line: dict[float, float], rule: Callable[[float, Any], float]) -> float:
    """Excess above the best rate of the same batch, interpolated in the logarithm of the rate, in per cent."""
    rate, best = published(*key)
    wanted = math.log(rate * rule(batch / best, key))
    return float(100 * (np.interp(wanted, np.log(list(line)), list(line.values())) / min(line.values()) - 1))


def _best_power(lines: Iterable[tuple[Pair, float, dict[float, float]]]) -> float:
    kept = list(lines)
    return min(POWERS, key=lambda power: sum(_on_line(*line, lambda ratio, _: min(1.0, ratio**power)) for line in kept))


def mixtures(run: Run, file: Path) -> None:
    """The same for a mixture of experts, by all weights and by the active ones."""
    sweeps = read_sweeps(file, ("N", "D", "Na"))
    for column, name in ((0, "all weights"), (2, "active weights")):
        found = [nearest(sweep, *published(key[column], key[1])) for key, sweep in sweeps.items()]
        shown, said = column == 0, f"{len(found)} sweeps"
        run.figures += [
            Figure(f"mixture of experts, {name}: mean excess", exact(np.mean(found)), "%", None, None, shown, said),
            Figure(f"mixture of experts, {name}: worst excess", exact(max(found)), "%", headline=shown),
        ]
    held = [
        abs(best_rate(sweep) - math.log(pretraining.law_rate(*key[:2]))) <= pretraining.half_width(*key[:2])
        for key, sweep in sweeps.items()
    ]
    run.figures.append(_share("mixture of experts: sweeps whose best rate the interval holds", held, headline=True))


def elsewhere(run: Run) -> None:
    """Best rates of other people's sweeps, most of them smaller, shorter or larger."""
    for name, rows in (("another sweep", OTHER_SWEEP), ("another recipe", OTHER_RECIPE)):
        ratios, held = [], []
        for size, tokens, batch, rate in rows:
            found = pretraining.pretraining_rate(size, tokens, batch)
            ratios.append(rate / found.rate)
            held.append(found.interval[0] <= rate <= found.interval[1])
        run.figures += [
            _share(f"{name}: best rates that the widened interval holds", held, headline=True),
            Figure(f"{name}: best rate / law", exact(float(np.median(ratios))), "x", note=_range(ratios)),
        ]


def _resampled(values: Sequence[float]) -> str:
    draws = np.random.default_rng(0).choice(values, (10_000, len(values))).mean(axis=1)
    low, high = np.nanpercentile(draws, [2.5, 97.5])
    return f"[{low:.3f}, {high:.3f}]"


def _share(name: str, held: Sequence[bool], *, headline: bool) -> Figure:
    """A share with its exact 95% interval (Clopper and Pearson)."""
    known = stats.binomtest(sum(held), len(held)).proportion_ci(0.95, "exact")
    interval = Interval(float(np.mean(held)), float(known.low), float(known.high))
    return Figure(name, interval, "share", headline=headline, note=f"{sum(held)} of {len(held)}")


def _range(values: Sequence[float]) -> str:
    return f"{min(values):.2f} to {max(values):.2f}"


def answer(run: Run) -> None:
    """All of it, as far as the data are there."""
    elsewhere(run)
    dense = os.environ.get("LRKIT_STEPLAW")
    if dense is None:
        run.without("Step Law's sweep", "set LRKIT_STEPLAW to data/dense_lr_bs_loss.csv of github.com/step-law/steplaw")
    else:
        sweeps = {(key[0], key[1]): sweep for key, sweep in read_sweeps(Path(dense)).items()}
        for part in (excesses, coverage, batches):
            part(run, sweeps)
        mixtures(run, Path(dense).with_name("moe_lr_bs_loss.csv"))
    folder = os.environ.get("LRKIT_SCHAIPP")
    if folder is None:
        run.without("longer runs", "set LRKIT_SCHAIPP to the folder data of github.com/fabian-sp/lr-scheduling")
    else:
        run.figures += lengths(Path(folder))


main = command("What does a pre-training lose by the advised peak rate, and is the best one in the interval?", answer)

if __name__ == "__main__":
    main()
