"""How far are the forecasts of `lrkit predict` off, and how often is the loss in the interval?

LRKIT_LOSS_CURVES=MultiPowerLaw/loss_curve_repo LRKIT_ANNEALING=ScalingLaw/data/gpt_loss+lrs.pkl \
LRKIT_SCHAIPP=lr-scheduling/data python -m benchmarks.forecasts

The data are public: github.com/thu-yao-01-luo/MultiPowerLaw (nine schedules at 25M, 100M and 400M parameters),
github.com/zkshan2002/ScalingLaw (three at 100M) and github.com/fabian-sp/lr-scheduling (124M, four peak rates). A
curve is either fitted or forecast. An error is relative, in per cent of the loss; that of a whole curve is the mean
over its rows after the warmup, that of a final loss is that of its last row.

What was chosen on what: usual values and widths of the shapes come from the papers; their weight, MISFIT, the usual r
of the functional law and the order of the laws from the curves at 25M. Nothing was chosen on the others.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from scipy import stats

from benchmarks.forecast_curves import (
    FITTED,
    SINGLE,
    Curves,
    annealing_curves,
    decay_curves,
    multi_power_curves,
)
from benchmarks.measuring.figure import Figure
from benchmarks.measuring.interval import Interval
from benchmarks.measuring.question import Run, command
from paddle_lrkit.forecast.best_schedule import gain_over
from paddle_lrkit.forecast.bootstrap import bootstrap
from paddle_lrkit.forecast.forecast import CONFIDENCE, MISFIT, QUANTILE, ScoredLaw, deviation, fit_laws, unseen

SETS = (FITTED, *((name,) for name in (*SINGLE, "wsdcon_9", "wsdcon_3")), (SINGLE[0], "cosine_24000"))
MORE_SETS = (("cosine_24000", "cosine_72000"), ("constant_24000", SINGLE[0]), (SINGLE[0], "wsdcon_9"))
WHOLE_GOALS = {"25": 0.15, "100": 0.20, "400": 0.20}
FINAL_GOAL = 0.25
SAME_LENGTH = 0.01
"""Relative difference of lengths up to which two schedules are compared, as `lrkit predict --best` does."""


@dataclass(frozen=True)
class FinalLosses:
    """Forecasts of final losses by the chosen law.

    Args:
        errors: Difference of the log losses of each.
        parts: What the standard deviations consist of, as `deviation` takes it.
    """

    errors: np.ndarray
    parts: tuple[np.ndarray, float, np.ndarray, np.ndarray]

    def held(self, misfit: float = MISFIT) -> list[bool]:
        """Whether each interval holds the loss."""
        held: list[bool] = (np.abs(self.errors) <= QUANTILE * deviation(*self.parts, misfit)).tolist()
        return held

    def width(self) -> float:
        """Half of the mean interval."""
        return float(QUANTILE * deviation(*self.parts).mean())


def fitted_laws(curves: Curves, names: Sequence[str]) -> list[ScoredLaw]:
    """The laws that are fitted to some curves."""
    return fit_laws([curves[name].for_fit() for name in names])


def final_losses(curves: Curves, names: Sequence[str], laws: Sequence[ScoredLaw]) -> FinalLosses:
    """The final losses of all other curves."""
    others = [curve for name, curve in curves.items() if name not in names]
    best, seen = laws[0].fitted, [curves[name].for_fit() for name in names]
    finals = np.array([[one.fitted.losses(each.path, each.updates[-1:])[0] for one in laws] for each in others])
    last = [best.points(each.path, each.updates[-1:]) for each in others]
    noise, apart = bootstrap(best, seen, last).std(axis=0), np.log(finals).std(axis=1, ddof=1)
    errors = np.log(finals[:, 0]) - np.log([each.losses[-1] for each in others])
    return FinalLosses(errors, (noise, laws[0].held_out_error, apart, unseen(best, seen, last)))


def gains(curves: Curves, names: Sequence[str], laws: Sequence[ScoredLaw]) -> Iterator[tuple[bool, bool | None]]:
    """For two other curves of one length each: whether the gain is in its interval, and whether its sign is right.

    The sign is None where the interval contains 0, so that nothing is claimed.
    """
    seen = [curves[name].for_fit() for name in names]
    others = [curve for name, curve in curves.items() if name not in names]
    for one, other in combinations(others, 2):
        if abs(one.path.updates / other.path.updates - 1) < SAME_LENGTH:
            found, true = gain_over(laws, seen, one.path, other.path), float(other.losses[-1] - one.losses[-1])
            low, high = found.interval
            yield low <= true <= high, None if low <= 0 <= high else (found.value > 0) == (true > 0)


def curve_errors(curves: Curves, names: Sequence[str], law: ScoredLaw) -> tuple[list[float], list[float]]:
    """Errors of whole curves and of final losses, in per cent, of all other curves."""
    whole, final = [], []
    for name, curve in curves.items():
        if name not in names:
            gaps = 100 * np.abs(law.fitted.losses(curve.path, curve.updates) / curve.losses - 1)
            kept = curve.updates >= curve.for_fit().updates[0]
            whole.append(float(gaps[kept].mean()))
            final.append(float(gaps[-1]))
    return whole, final


def compare_laws(run: Run, size: str, curves: Curves) -> None:
    """The split of the authors, and one WSD run."""
    for names, title in ((FITTED, "fitted as the authors do"), *(((one,), f"fitted on {one}") for one in SINGLE)):
        laws = fitted_laws(curves, names)
        for one in laws:
            whole, final = curve_errors(curves, names, one)
            chosen, label = one is laws[0], f"{size}M, {title}, {one.law.name}"
            bar = WHOLE_GOALS[size] if names is FITTED and one.law.name == "multi-power" else None
            final_bar = FINAL_GOAL if names == SINGLE[:1] and chosen else None
            said = f"held-out error {one.held_out_error:.2%}{', chosen' if chosen else ''}"
            run.figures += [
                mean_error(f"{label}: whole curves", whole, said, bar, headline=bar is not None),
                mean_error(f"{label}: final losses", final, said, final_bar, headline=final_bar is not None),
            ]


def coverage(run: Run, curves: Mapping[str, Curves]) -> None:
    """How often the intervals hold final losses, at each size."""
    for size, known in curves.items():
        fitted = [(names, fitted_laws(known, names)) for names in (*SETS, *MORE_SETS)]
        found = [final_losses(known, names, laws) for names, laws in fitted]
        if size == "25":
            shares = {m / 100: np.mean([held for one in found for held in one.held(m / 100)]) for m in range(1, 31)}
            least = min((misfit for misfit, share in shares.items() if share >= CONFIDENCE), default=float("nan"))
            run.figures.append(Figure("25M: least MISFIT with 90% held", exact(least), "x"))
        said = f"half of the interval {np.mean([one.width() for one in found]):.2%}"
        held = [held for one in found for held in one.held()]
        run.figures.append(share(f"{size}M: final losses in their 90% intervals", held, said))
        told = [gain for names, laws in fitted for gain in gains(known, names, laws)]
        signs = [right for _, right in told if right is not None]
        run.figures.append(share(f"{size}M: gains in their 90% intervals", [held for held, _ in told]))
        run.figures.append(share(f"{size}M: signs of gains whose interval is without 0", signs))


def elsewhere(run: Run, name: str, curves: Curves, names: Sequence[str]) -> list[bool]:
    """Final losses of other people's runs."""
    laws = fitted_laws(curves, names)
    found = final_losses(curves, names, laws)
    errors = (100 * np.abs(np.expm1(found.errors))).tolist()
    said = f"{laws[0].law.name}, held-out error {laws[0].held_out_error:.2%}, half of the interval {found.width():.2%}"
    run.figures.append(mean_error(f"{name}: final losses", errors, said, headline=True))
    return found.held()


def mean_error(
    name: str, errors: Sequence[float], said: str, at_most: float | None = None, *, headline: bool
) -> Figure:
    """The mean of errors; the note has its 95% interval over the curves, from errors that are drawn again."""
    draws = np.random.default_rng(0).choice(errors, (10_000, len(errors))).mean(axis=1)
    low, high = np.percentile(draws, [2.5, 97.5])
    note = f"{len(errors)} curves; 95% over curves [{low:.3f}, {high:.3f}]; {said}"
    return Figure(name, exact(float(np.mean(errors))), "%", at_most, None, headline, note)


def exact(value: float) -> Interval:
    return Interval(value, value, value)


def share(name: str, held: Sequence[bool], said: str = "") -> Figure:
    """A share with its exact 95% interval (Clopper and Pearson), as if the values were independent."""
    known = stats.binomtest(sum(held), len(held)).proportion_ci(0.95, "exact")
    interval = Interval(float(np.mean(held)), float(known.low), float(known.high))
    note = f"{sum(held)} of {len(held)}{'; ' if said else ''}{said}"
    return Figure(name, interval, "share", headline=True, note=note)


def answer(run: Run) -> None:
    """All of it, as far as the data are there."""
    folder = os.environ.get("LRKIT_LOSS_CURVES")
    if folder is None:
        run.without(
            "nine schedules", "set LRKIT_LOSS_CURVES to loss_curve_repo of github.com/thu-yao-01-luo/MultiPowerLaw"
        )
    else:
        curves = dict(multi_power_curves(Path(folder)))
        for size, known in curves.items():
            compare_laws(run, size, known)
        coverage(run, curves)
    file = os.environ.get("LRKIT_ANNEALING")
    if file is None:
        run.without(
            "three schedules", "set LRKIT_ANNEALING to data/gpt_loss+lrs.pkl of github.com/zkshan2002/ScalingLaw"
        )
    else:
        known = annealing_curves(Path(file))
        held = elsewhere(run, "ScalingLaw 100M, fitted on wsd", known, ["wsd"])
        held += elsewhere(run, "ScalingLaw 100M, fitted on 811", known, ["811"])
        run.figures.append(share("ScalingLaw 100M: final losses in their 90% intervals", held))
    folder = os.environ.get("LRKIT_SCHAIPP")
    if folder is None:
        run.without("four peak rates", "set LRKIT_SCHAIPP to the folder data of github.com/fabian-sp/lr-scheduling")
        return
    held = []
    for rate in ("0.0001", "0.0005", "0.001", "0.002"):
        known = decay_curves(Path(folder), rate)
        held += elsewhere(run, f"lr-scheduling 124M at {rate}, fitted on wsd 20%", known, ["ann124-0.2 linear"])
    run.figures.append(share("lr-scheduling 124M: final losses in their 90% intervals", held))


main = command("How far are forecasts of a loss off, and how often is the loss in the interval?", answer)

if __name__ == "__main__":
    main()
