"""Is the peak rate that `lrkit find` suggests the one that trainings prefer?

python -m benchmarks.range_test [--truth] [--recorded] [--trial-updates N] [PROBLEM ...]

The truth is measured first (`--truth` trains what is missing in results/range_truth.json): each problem of
`benchmarks.range_problems` is trained at rates a factor of 2 apart with the same seeds at every rate, linear to 0, and
the mean validation loss decides. More rates are added until the best has two others on either side. The *best* rate is
that with the lowest mean. *Tied* with it are the rates next to it, without a gap, whose loss is not significantly
higher (one-sided paired t-test over the seeds, 5%) and at most 5% higher.

A suggestion *agrees* if it is within a factor of 2 of the best rate, or, counted apart, of the tied ones. It is
*silently wrong* if it is off by more than a factor of 3. The goal: it agrees, or abstains, on at least 8 of 10
problems, and is silently wrong on none. The rule of `lrkit find` was chosen on the problems marked as design;
results of the others were seen before it had its last form. Weights and batches of `lrkit find` have another
seed than those of the truth. The usual rules, which read a rate from the ramps alone, are beside it.
"""

from __future__ import annotations

import json
import math
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
from scipy import stats

from benchmarks.measuring.machine import machine, versions
from benchmarks.range_problems import PROBLEMS, Problem, known_models

RESULTS = Path(__file__).resolve().parent / "results"
TRUTH, ANSWER = RESULTS / "range_truth.json", RESULTS / "range_test.json"
LEVEL, MOST_EXCESS, MOST_RATES, AGREES, WRONG = 0.05, 0.05, 12, 2.0, 3.0
KEPT = ("suggestion", "interval", "reason", "steepest", "minimum", "edge", "updates", "trial_updates", "initial_loss")
KEPT += ("trials",)
GOAL, LEAST_AGREE = "at least 8 of 10 within a factor of 2 or abstained, none off by more than 3", 0.8
SEED = 1000
"""The seed of `lrkit find`, which no training of the truth has."""

Losses = dict[str, list[float | None]]
"""Rate as text -> validation loss with each seed; None where the training diverged."""


@dataclass(frozen=True)
class Truth:
    """What the trainings of a problem show.

    Args:
        best: The rate with the lowest mean loss.
        tied: The lowest and the highest rate that are tied with it.
        losses: Rate -> mean loss, infinite where a training diverged.
    """

    best: float
    tied: tuple[float, float]
    losses: Mapping[float, float]

    def factor(self, rate: float) -> float:
        """How far a rate is from the best, at least 1."""
        return max(rate / self.best, self.best / rate)

    def factor_to_tied(self, rate: float) -> float:
        """How far a rate is from the tied rates, 1 among them."""
        return max(rate / self.tied[1], self.tied[0] / rate, 1.0)


def truth_of(measured: Losses) -> Truth:
    """Reads the best rate and those tied with it.

    Args:
        measured: The losses of a problem.
    """
    values = {
        float(rate): np.array([math.inf if x is None else x for x in losses]) for rate, losses in measured.items()
    }
    rates = sorted(values)
    means = {rate: float(values[rate].mean()) for rate in rates}
    place = min(range(len(rates)), key=lambda index: means[rates[index]])
    ends = []
    for step in (-1, 1):
        end = place
        while 0 <= end + step < len(rates) and _is_tied(values[rates[end + step]], values[rates[place]]):
            end += step
        ends.append(rates[end])
    return Truth(rates[place], (ends[0], ends[1]), means)


def _is_tied(losses: np.ndarray, best: np.ndarray) -> bool:
    if not losses.mean() <= (1 + MOST_EXCESS) * best.mean():
        return False
    differences = losses - best
    error = differences.std(ddof=1) / math.sqrt(len(differences))
    return bool(differences.mean() <= stats.t.ppf(1 - LEVEL, len(differences) - 1) * error)


def measure_truth(problem: Problem, measured: Losses) -> Iterator[None]:
    """Trains what is missing, and yields after each training."""
    exponents = list(range(problem.rates))
    while True:
        for seed in range(problem.seeds):
            for exponent in exponents:
                losses = measured.setdefault(f"{problem.first * 2.0**exponent:.6g}", [])
                if len(losses) == seed:
                    losses.append(final_loss(problem, problem.first * 2.0**exponent, seed))
                    yield
        means = [truth_of(measured).losses[float(f"{problem.first * 2.0**exponent:.6g}")] for exponent in exponents]
        best = int(np.argmin(means))
        if len(exponents) >= MOST_RATES or 2 <= best < len(exponents) - 2:
            return
        exponents = [exponents[0] - 1, *exponents] if best < 2 else [*exponents, exponents[-1] + 1]


def final_loss(problem: Problem, rate: float, seed: int) -> float | None:
    """The validation loss at the end of one training; None if it diverged."""
    from paddle_lrkit.train.loop import train
    from paddle_lrkit.train.meter import Diverged
    from paddle_lrkit.train.session import open_session

    with tempfile.TemporaryDirectory() as folder:
        keys = {
            "Optimizer__lr__learning_rate": float(f"{rate:.6g}"),
            "Global__seed": seed,
            "Global__output_dir": folder,
        }
        session = open_session(problem.config, problem.overrides(**keys), device="cpu")
        try:
            train(session, quiet=True)
        except Diverged:
            return None
        return round(session.state.metrics["loss"], 6)


def find(problem: Problem, trial_updates: int) -> dict[str, Any]:
    """What `lrkit find` says, and the rates that other rules read from its ramps."""
    from paddle_lrkit.config.load import load_config
    from paddle_lrkit.config.read_settings import read_settings
    from paddle_lrkit.experiments.lr_finder.experiment import open_range_test, run_range_test
    from paddle_lrkit.experiments.lr_finder.plan import plan_for

    began = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        document = load_config(problem.config, problem.overrides(Global__output_dir=f"{folder}/run", Global__seed=SEED))
        settings = read_settings(document)
        plan = plan_for(problem.optimizer, None, None, 100, 3, trial_updates)
        found = run_range_test(open_range_test(document, settings, device="cpu"), plan, quiet=True).to_json()
    return {**{key: found[key] for key in KEPT}, "cpu_s": round(time.process_time() - began, 1)}


def again(problem: Problem, recorded: Mapping[str, Any]) -> dict[str, Any]:
    """What `lrkit find` says today about short trainings that were recorded."""
    from paddle_lrkit.experiments.lr_finder.suggestion import suggest_rate
    from paddle_lrkit.experiments.lr_finder.trials import ShortTrainings

    losses = {one["rate"]: math.inf if one["loss"] is None else one["loss"] for one in recorded["trials"]}
    if not losses:
        return dict(recorded)
    trials = ShortTrainings(losses, recorded["initial_loss"], recorded["trial_updates"], problem.updates, "Eval")
    found = suggest_rate(trials)
    interval = None if found.interval is None else list(found.interval)
    return {**recorded, "suggestion": found.suggestion, "interval": interval, "reason": found.reason}


def rules(found: Mapping[str, Any]) -> dict[str, float | None]:
    """Rule -> rate."""
    minimum, edge = found["minimum"], found["edge"]
    return {
        "lrkit find": found["suggestion"],
        "ramps only: geometric mean of lowest loss and edge": math.sqrt(minimum * edge),
        "ramps only: lowest loss": minimum,
        "ramps only: a tenth of lowest loss": minimum / 10,
        "ramps only: steepest": found["steepest"],
    }


def judged(found: Mapping[str, Mapping[str, Any]], truths: Mapping[str, Truth]) -> dict[str, dict[str, Any]]:
    """Half of the problems -> rule -> counts."""
    halves = {
        "all": list(found),
        "design": [name for name in found if PROBLEMS[name].design],
        "test": [name for name in found if not PROBLEMS[name].design],
    }
    return {
        half: {rule: _counts(rule, names, found, truths) for rule in rules(_any(found))}
        for half, names in halves.items()
    }


def verdict(counts: Mapping[str, Any], way: str) -> str:
    """Whether the goal is met.

    Args:
        counts: Those of a rule.
        way: The factor to the ``best`` rate decides, or that to the ``tied`` ones.
    """
    agreed = counts[f"within 2 of the {way}"] + counts["abstained"] >= LEAST_AGREE * counts["problems"]
    return "met" if agreed and not counts[f"off by more than 3 from the {way}"] else "missed"


def _any(found: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    return next(iter(found.values()))


def _counts(
    rule: str, names: list[str], found: Mapping[str, Mapping[str, Any]], truths: Mapping[str, Truth]
) -> dict[str, Any]:
    given = {name: rate for name in names if (rate := rules(found[name])[rule]) is not None}
    strict = [truths[name].factor(rate) for name, rate in given.items()]
    tied = [truths[name].factor_to_tied(rate) for name, rate in given.items()]
    return {
        "problems": len(names),
        "abstained": len(names) - len(given),
        "within 2 of the best": sum(one <= AGREES for one in strict),
        "within 2 of the tied": sum(one <= AGREES for one in tied),
        "off by more than 3 from the best": sum(one > WRONG for one in strict),
        "off by more than 3 from the tied": sum(one > WRONG for one in tied),
        "largest factor to the best": round(max(strict, default=1.0), 2),
        "largest factor to the tied": round(max(tied, default=1.0), 2),
    }


def table(found: Mapping[str, Mapping[str, Any]], truths: Mapping[str, Truth]) -> str:
    """A row a problem, in Markdown."""
    rows = [
        "| problem | best rate | tied | suggestion | factor to best | to tied | updates |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, one in found.items():
        truth, rate = truths[name], one["suggestion"]
        factors = ("", "") if rate is None else (f"{truth.factor(rate):.2f}", f"{truth.factor_to_tied(rate):.2f}")
        tied = f"{truth.tied[0]:g} to {truth.tied[1]:g}"
        shown = one["reason"] if rate is None else f"{rate:g}"
        mark = " (design)" if PROBLEMS[name].design else ""
        cells = (f"{name}{mark}", f"{truth.best:g}", tied, shown, *factors, str(one["updates"]))
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def write(file: Path, content: Mapping[str, Any], arguments: str) -> None:
    """Writes a result with its command, machine and versions."""
    head = {"command": f"python -m benchmarks.range_test{arguments}", "machine": machine(), "versions": versions()}
    file.write_text(json.dumps({**head, **content}, indent=1) + "\n", encoding="utf-8")


@click.command(help=__doc__.partition("\n")[0])
@click.argument("names", nargs=-1, metavar="[PROBLEM]...")
@click.option("--truth", "train", is_flag=True, help="Train what is missing of the truth first.")
@click.option("--recorded", is_flag=True, help="Judge the recorded short trainings again instead of training.")
@click.option("--trial-updates", default=400, show_default=True, help="As for `lrkit find`.")
@click.option("-O", "--output", type=click.Path(path_type=Path), default=ANSWER, help="Where the answer goes.")
def main(names: tuple[str, ...], train: bool, recorded: bool, trial_updates: int, output: Path) -> None:
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from paddle_lrkit.train.runtime.paddle_import import import_paddle

    import_paddle(quiet=True)
    chosen = {name: PROBLEMS[name] for name in PROBLEMS if not names or name in names}
    measured: dict[str, Losses] = json.loads(TRUTH.read_text(encoding="utf-8"))["losses"] if TRUTH.exists() else {}
    records = json.loads(output.read_text(encoding="utf-8"))["problems"] if recorded else {}
    chosen = {name: problem for name, problem in chosen.items() if not recorded or name in records}
    found: dict[str, dict[str, Any]] = {}
    with known_models():
        for name, problem in chosen.items():
            for _ in measure_truth(problem, measured.setdefault(name, {})) if train else ():
                write(TRUTH, {"losses": measured}, " --truth")
        for name, problem in chosen.items():
            found[name] = again(problem, records[name]) if recorded else find(problem, trial_updates)
            print(table({name: found[name]}, {name: truth_of(measured[name])}).splitlines()[-1], flush=True)
    truths = {name: truth_of(measured[name]) for name in found}
    print(table(found, truths))
    counts = judged(found, truths)
    print(json.dumps(counts, indent=1))
    verdicts = {way: verdict(counts["all"]["lrkit find"], way) for way in ("best", "tied")}
    content = {"trial_updates": trial_updates, "goal": GOAL, "verdicts": verdicts, "problems": found, "counts": counts}
    write(output, content, f" --trial-updates {trial_updates}")


if __name__ == "__main__":
    main()
