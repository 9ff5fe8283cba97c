"""Does `lrkit rank`, which trains nothing, order schedules as trainings do?

LRKIT_LR_SCHEDULING=DATA LRKIT_LOSS_CURVES=CURVES python -m benchmarks.ranking [[KIND=]COMPARISON.json...]

DATA is the folder ``data`` of the public repository fabian-sp/lr-scheduling (logs behind arXiv 2501.18965), CURVES a
folder with ``csv_<size>`` folders of the public repository thu-yao-01-luo/MultiPowerLaw, and each COMPARISON a result
of ``lrkit compare`` or of `benchmarks.schedules.small_networks`, whose KIND is its task by default. A group is a set of
trainings that differ in the schedule alone. In it the order of the bound is compared with that of the final losses:

* Spearman's correlation, with the p-value of a one-sided permutation test;
* the share of pairs of schedules in the right order, among pairs that the bound orders (its scores differ by 1% or
  more) and whose losses differ by more than the noise: 0.005 for one training a schedule, else a paired t-test.

In the logs of lr-scheduling a schedule counts with the best of the peak rates that all schedules of the group have
tried; groups where they tried fewer than three give pairs alone, at the rates of their authors.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy import stats

from benchmarks.measuring.machine import machine
from paddle_lrkit.ranking.convex_bound import TOLERANCE, convex_bound

NOISE = 0.005
"""Loss difference that two trainings of one schedule may have; those of one size and length that were repeated in the
logs differ by 0.001 to 0.004."""
FEWEST_RATES = 3


class Arm(NamedTuple):
    """A schedule of a group: the score of the bound, its final losses (one a seed), and the chosen peak rate."""

    name: str
    score: float
    losses: tuple[float, ...]
    rate: float

    @property
    def loss(self) -> float:
        return float(np.mean(self.losses))


class Group(NamedTuple):
    """Trainings that differ in the schedule alone."""

    kind: str
    name: str
    updates: int
    tuned: bool
    arms: list[Arm]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("comparisons", nargs="*", metavar="[KIND=]COMPARISON.json")
    parser.add_argument("-O", "--output", type=Path, help="write the result as JSON")
    options = parser.parse_args()
    groups = [group for argument in options.comparisons for group in of_file(argument)]
    for variable, reader in (("LRKIT_LR_SCHEDULING", lr_scheduling), ("LRKIT_LOSS_CURVES", loss_curves)):
        if variable in os.environ:
            groups += reader(Path(os.environ[variable]))
        else:
            print(f"without {variable}: see --help")
    rows = [judged(group) for group in groups]
    kinds = {
        kind: together([row for row in rows if row["kind"] == kind]) for kind in dict.fromkeys(g.kind for g in groups)
    }
    for row in rows:
        print(line(row))
    for kind, found in kinds.items():
        print(f"{kind}: {found}")
    if options.output:
        content = {"machine": machine(), "kinds": kinds, "groups": rows}
        options.output.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def lr_scheduling(folder: Path) -> list[Group]:
    """Groups of language models of 60M to 360M parameters, AdamW, 512 tokens."""
    found: dict[tuple[Any, ...], dict[str, dict[float, tuple[float, float]]]] = defaultdict(lambda: defaultdict(dict))
    for path in sorted(folder.glob("**/*.json")):
        run = json.loads(path.read_text(encoding="utf-8"))
        config, finals = run["config"], run["history"].get("final-val", {}).get("final_val_loss")
        if not finals or config["scheduler"] not in ("cos", "wsd"):
            continue
        name, rates = _schedule(config)
        data = config["dataset"], config["model"], config["n_layer"], config["n_embd"], config["iterations"]
        found[data][name][config["lr"]] = convex_bound(rates).score, finals[-1]
    groups = []
    for (dataset, model, layers, width, updates), arms in sorted(found.items()):
        common = set.intersection(*(set(arm) for arm in arms.values())) if len(arms) > 1 else set()
        tuned = {name: arm for name, arm in arms.items() if len(arm) >= FEWEST_RATES}
        shared = set.intersection(*(set(arm) for arm in tuned.values())) if tuned else set()
        enough = len(tuned) > 2 and len(shared) >= FEWEST_RATES
        chosen = {name: {rate: arm[rate] for rate in shared} for name, arm in tuned.items()} if enough else arms
        listed = []
        for name, arm in chosen.items():
            rate = min(arm, key=lambda rate: arm[rate][1])
            listed.append(Arm(name, arm[rate][0], (arm[rate][1],), rate))
        label = f"{model} {layers}x{width}, {dataset}"
        if len(listed) > 1 and (enough or not common):
            groups.append(
                Group(f"pre-training, {'tuned' if enough else 'other'} peaks", label, updates, enough, listed)
            )
    return groups


def _schedule(config: dict[str, Any]) -> tuple[str, np.ndarray]:
    """Name and relative rates: a warmup from 1% of the peak, then a cosine, or a plateau and a decay to 0."""
    total, warmup = config["iterations"], config["warmup_steps"]
    update = np.arange(total)
    if config["scheduler"] == "cos":
        final = config.get("cos_final_lr")
        floor = final / config["lr"] if final is not None and final > 0 else 0.1
        name = "cosine to 0" if floor < 0.05 else "cosine to 10%"
        progress = np.clip((update - warmup) / (total - warmup), 0, 1)
        rates = floor + (1 - floor) * (1 + np.cos(np.pi * progress)) / 2
    else:
        share, shape = config["wsd_fract_decay"], config.get("decay_type") or "linear"
        name = f"wsd {share:.3g} {shape}" if share else "constant"
        progress = np.clip((update - total * (1 - share)) / (total * share), 0, 1) if share else np.zeros(total)
        rates = 1 - (progress if shape == "linear" else np.sqrt(progress))
    return name, np.where(update < warmup, 0.01 + 0.99 * update / warmup, rates)


def loss_curves(folder: Path) -> list[Group]:
    """Groups of language models at one peak rate, 3e-4, which was not tuned for any schedule."""
    groups = []
    for size in sorted(folder.glob("csv_*"), key=lambda path: int(path.name[4:])):
        curves = {path.stem: np.loadtxt(path, delimiter=",", skiprows=1) for path in sorted(size.glob("*.csv"))}
        whole = {name: curve for name, curve in curves.items() if name.endswith("24000")}
        ends = [curve[-1, 0] for name, curve in curves.items() if name.startswith("wsdcon")]
        steps = {name: curve for name, curve in curves.items() if name.startswith("wsdcon")}
        if "constant_24000" in curves and ends:
            constant = curves["constant_24000"]
            steps["constant"] = constant[constant[:, 0] <= max(ends)]
        for label, members in (("to 24,000", whole), ("two rates", steps)):
            arms = [Arm(name, _score(curve), (_final(curve),), 3e-4) for name, curve in members.items()]
            if len(arms) > 2:
                updates = int(max(curve[-1, 0] for curve in members.values()))
                groups.append(Group("pre-training, one peak", f"{size.name[4:]}M, {label}", updates, False, arms))
    return groups


def _score(curve: np.ndarray) -> float:
    """The score of logged rates, repeated for the updates between two rows; the warmup was not logged."""
    steps, rates = curve[:, 0], curve[:, 1]
    every = np.diff(steps, append=2 * steps[-1] - steps[-2]).astype(int)
    warmup = np.linspace(0.01, 1, int(steps[0])) * rates[0]
    return convex_bound(np.concatenate([warmup, np.repeat(rates, every)])).score


def _final(curve: np.ndarray) -> float:
    """Mean of the last five logged losses, which are of one batch each."""
    return float(curve[-5:, 2].mean())


def of_file(argument: str) -> Iterator[Group]:
    """The groups of a file of one comparison or several, with its kind before ``=``."""
    kind, _, file = argument.rpartition("=")
    content = json.loads(Path(file).read_text(encoding="utf-8"))
    for each in content.get("comparisons", [content]):
        name = each["config"] if "comparisons" in content else Path(file).stem
        yield from of_comparison(each, kind or each["task"], name)


def of_comparison(content: dict[str, Any], kind: str, name: str) -> Iterator[Group]:
    """The groups of a result of ``lrkit compare``: final losses of fresh seeds at rates tuned for each arm."""
    for part in content["budgets"]:
        arms = []
        for arm in part["arms"]:
            if arm["mean"] is None:
                continue
            points = np.array(arm["schedule"], float)
            rates = np.interp(np.arange(part["updates"]), points[:, 0], points[:, 1])
            sign = 1 if content["lower_is_better"] else -1
            arms.append(
                Arm(arm["name"], convex_bound(rates).score, tuple(sign * v for v in arm["values"]), arm["rate"])
            )
        yield Group(kind, name, part["updates"], content["tuned"], arms)


def judged(group: Group) -> dict[str, Any]:
    """What the bound got right in a group."""
    scores, losses = [arm.score for arm in group.arms], [arm.loss for arm in group.arms]
    right = told = 0
    for one, other in combinations(group.arms, 2):
        if abs(one.score / other.score - 1) < TOLERANCE or not _differ(one, other):
            continue
        told += 1
        right += (one.score < other.score) == (one.loss < other.loss)
    correlation, p_value = (None, None) if len(scores) < 4 else _spearman(scores, losses)
    return {
        "kind": group.kind,
        "group": group.name,
        "updates": group.updates,
        "tuned": group.tuned,
        "spearman": correlation,
        "p": p_value,
        "pairs": told,
        "right": right,
        "arms": [
            {"name": a.name, "score": a.score, "loss": a.loss, "rate": a.rate, "seeds": len(a.losses)}
            for a in sorted(group.arms, key=lambda arm: arm.loss)
        ],
    }


def _differ(one: Arm, other: Arm) -> bool:
    if len(one.losses) == 1:
        return abs(one.loss - other.loss) > NOISE
    return bool(stats.ttest_rel(one.losses, other.losses).pvalue < 0.05)


def _spearman(scores: list[float], losses: list[float]) -> tuple[float, float]:
    def correlation(order: np.ndarray) -> float:
        return float(stats.spearmanr(order, losses).statistic)

    test = stats.permutation_test(
        (np.array(scores),), correlation, permutation_type="pairings", alternative="greater", n_resamples=9999, rng=0
    )
    return float(test.statistic), float(test.pvalue)


def together(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """All groups of one kind: pairs in the right order, with the exact 95% interval of their share."""
    right, pairs = sum(row["right"] for row in rows), sum(row["pairs"] for row in rows)
    interval = stats.binomtest(right, pairs).proportion_ci() if pairs else (0.0, 1.0)
    return {"groups": len(rows), "pairs": pairs, "right": right, "interval": [round(float(end), 3) for end in interval]}


def line(row: dict[str, Any]) -> str:
    spearman = "" if row["spearman"] is None else f"Spearman {row['spearman']:.2f} (p {row['p']:.3f}), "
    place = f"{row['kind']}, {row['group']}, {row['updates']:,} updates"
    return f"{place}: {spearman}{row['right']} of {row['pairs']} pairs, {len(row['arms'])} schedules"


if __name__ == "__main__":
    main()
