"""How the best peak rate follows the length of a run and the share of its decay, and what extends a run best.

From the logs of arXiv 2501.18965: decoders of 124M (12 layers) and 210M (24 layers). A best rate is the lowest point of
the parabola through the losses at 5e-4, 1e-3 and 2e-3 over the logarithm of the rate.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.measuring.figure import Figure
from benchmarks.peak_rate_sweeps import exact
from paddle_lrkit.curves import Curve
from paddle_lrkit.ranking.convex_bound import convex_bound, peak_factor
from paddle_lrkit.suites.load import load_schedule

Kind = tuple[str, float]
Finals = dict[Kind, dict[int, dict[float, float]]]
RATES = (5e-4, 1e-3, 2e-3)
LONGEST = ("linear", 0.9)
SHAPES = {"linear": "linear", "sqrt": "1-sqrt"}


def lengths(folder: Path) -> list[Figure]:
    """All figures of the folder ``data`` of github.com/fabian-sp/lr-scheduling."""
    finals = read_finals(folder)
    return [*powers(finals), *transfers(finals), *shapes(finals), *extensions(folder / "horizon_transfer")]


def read_finals(folder: Path) -> Finals:
    """Shape and share of the decay -> updates -> rate -> final loss."""
    finals: Finals = {}
    for file in sorted(folder.glob("ann124-*.json")):
        known = json.loads(file.read_text(encoding="utf-8"))
        setting, loss = known["config"], known["summary"].get("final-val/loss")
        if loss and setting["lr"] in RATES:
            lengths = finals.setdefault((setting["decay_type"], setting["wsd_fract_decay"]), {})
            lengths.setdefault(setting["iterations"], {})[setting["lr"]] = loss
    return finals


def powers(finals: Finals) -> Iterator[Figure]:
    """The power of the length that the best rate follows at one batch, a decay at a time."""
    for (shape, share), lengths in sorted(finals.items()):
        if len(lengths) > 2:
            best = {updates: best_rate(losses) for updates, losses in lengths.items()}
            power = np.polyfit(np.log(list(best)), np.log(list(best.values())), 1)[0]
            name = f"{shape} decay over {share:.0%}: power of the length in the best rate"
            said = f"{min(best):,} to {max(best):,} updates"
            yield Figure(name, exact(float(power)), "exponent", note=said)


def transfers(finals: Finals) -> Iterator[Figure]:
    """What the best rate of 15,000 updates loses in 50,000 at the same batch, moved by a power of the length.

    -0.1 is Step Law's 0.307 less 0.7 times 0.571, for a batch below the best one; -0.5 is what kexue.fm/archives/11833
    derives from the bound of arXiv 2603.15958.
    """
    first, last = 15_000, 50_000
    for power, whose in (
        (0.0, "kept"),
        (-0.1, "the law's at a small batch"),
        (-0.32, "arXiv 2409.19913"),
        (-0.5, "arXiv 2603.15958"),
    ):
        lost = []
        for lengths in finals.values():
            if first in lengths:
                moved = math.log(best_rate(lengths[first]) * (last / first) ** power / best_rate(lengths[last]))
                lost.append(100 * bend(lengths[last]) * moved**2 / min(lengths[last].values()))
        said = f"{whose}; {len(lost)} decays, worst {max(lost):.3f}%"
        name = f"best rate of {first:,} updates in {last:,}, times the length to the power {power:g}: mean excess"
        yield Figure(name, exact(float(np.mean(lost))), "%", note=said)


def bend(losses: dict[float, float]) -> float:
    """The first coefficient of the parabola through the losses."""
    return float(np.polyfit(np.log(sorted(losses)), [losses[rate] for rate in sorted(losses)], 2)[0])


def shapes(finals: Finals) -> Iterator[Figure]:
    """Best peak rates of late decays, against that of a linear decay over 90%; by the runs and by the convex bound."""
    errors = []
    for updates in (25_000, 50_000):
        longest = convex_bound(curve(LONGEST, updates).values(range(updates)))
        for kind in sorted(set(finals) - {LONGEST}):
            measured = best_rate(finals[kind][updates]) / best_rate(finals[LONGEST][updates])
            bound = peak_factor(longest, convex_bound(curve(kind, updates).values(range(updates))))
            name = f"best peak of a {kind[0]} decay over {kind[1]:.0%} / a linear one over 90%, {updates:,} updates"
            yield Figure(f"{name}: bound / runs", exact(bound / measured), "x", note=f"runs {measured:.2f}")
            errors.append(max(bound / measured, measured / bound))
    yield Figure("best peaks of decays: largest factor between bound and runs", exact(max(errors)), "x", headline=True)


def extensions(folder: Path) -> Iterator[Figure]:
    """Final losses of runs that were extended from 50,000 updates."""
    for file in sorted(folder.glob("*.json")):
        known = json.loads(file.read_text(encoding="utf-8"))
        setting, loss = known["config"], known["summary"]["final-val/loss"]
        lower = ", a lower second plateau" if setting["scheduler"] == "wsd_twostage" else ""
        name = f"{setting['n_layer']} layers, {setting['iterations']:,} updates, decay {setting['wsd_fract_decay']:.0%}"
        yield Figure(f"{name}{lower}: loss", exact(loss), "nats")


def curve(kind: Kind, updates: int) -> Curve:
    """A warmup of 300 updates from 1%, a plateau and the decay to 0, as in those runs."""
    shape = {"shape": SHAPES[kind[0]], "decay_steps": f"{kind[1]:.0%}", "warmup": "300it", "warmup_start_factor": 0.01}
    section = {"name": "AdamW", "lr": {"name": "WSD", "learning_rate": 1.0, **shape}}
    return load_schedule({"Global": {"updates": updates}, "Optimizer": section}, suite="lrkit").curve


def best_rate(losses: dict[float, float]) -> float:
    """The rate at the lowest point of the parabola through the losses."""
    second, first, _ = np.polyfit(np.log(sorted(losses)), [losses[rate] for rate in sorted(losses)], 2)
    return float(math.exp(-first / (2 * second)))
