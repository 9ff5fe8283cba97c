"""`lrkit extend` against the suites' own schedulers: random schedules, resumed as a program of the suite does.

For each schedule the suite's code builds a scheduler, which makes some steps and is saved; `extend` reads that
checkpoint. Then the suite's code builds the scheduler of the longer config, and of each config that `extend` wrote,
loads the state and makes the rest of the steps. The rates are compared with the predicted ones. Needs a checkout of the
suite and its packages.

    python benchmarks/extend_schedulers.py ppcls /path/to/PaddleClas
    python benchmarks/extend_schedulers.py ppseg /path/to/PaddleSeg --schedules 1000
"""

from __future__ import annotations

import argparse
import copy
import importlib
import random
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.runs.extension.extend import Extension, extend
from paddle_lrkit.runs.extension.wish import EXTENSION_POLICIES, ExtensionWish
from paddle_lrkit.suites.source import open_source
from paddle_lrkit.units import LengthOptions, parse_duration
from tests.suites import suite_checkpoints

TOLERANCE = 1e-9
SHAPES: dict[str, dict[str, list[dict[str, Any]]]] = {
    "ppcls": {
        "Cosine": [{"eta_min": 0.0}, {"eta_min": 0.001}],
        "Linear": [{"end_lr": 0.0}, {"end_lr": 0.001, "power": 0.9}],
        "Step": [{"step_size": 2, "gamma": 0.5}],
        "MultiStepDecay": [{"milestones": [2, 4], "gamma": 0.1}],
        "Piecewise": [{"decay_epochs": [2, 4], "values": [0.1, 0.01, 0.001]}],
        "ConstLR": [{}],
    },
    "ppocr": {
        "Cosine": [{}],
        "Linear": [{"end_lr": 0.0}, {"end_lr": 0.001}],
        "Step": [{"step_size": 2, "gamma": 0.5}],
        "Piecewise": [{"decay_epochs": [2, 4], "values": [0.1, 0.01, 0.001]}],
        "CyclicalCosine": [{"cycle": 2}, {"cycle": 3}],
        "MultiStepDecay": [{"milestones": [2, 4], "gamma": 0.1}],
        "TwoStepCosine": [{}],
        "Const": [{}],
    },
    "ppdet": {
        "CosineDecay": [
            {"max_epochs": 5},
            {"max_epochs": 9, "min_lr_ratio": 0.1},
            {"max_epochs": 6, "last_plateau_epochs": 1},
        ],
        "PiecewiseDecay": [{"gamma": [0.1, 0.01], "milestones": [2, 4]}],
    },
    "ppseg": {
        "PolynomialDecay": [{"end_lr": 0.0, "power": 0.9}, {"end_lr": 0.001}],
        "CosineAnnealingDecay": [{"T_max": 20}, {"T_max": 7, "eta_min": 0.001}],
        "StepDecay": [{"step_size": 7}],
        "MultiStepDecay": [{"milestones": [5, 11]}],
        "ExponentialDecay": [{"gamma": 0.9}],
        "LinearLR": [{"total_steps": 9}, {"total_steps": 40}],
        "CosineAnnealingWarmRestarts": [{"T_0": 5}, {"T_0": 8, "T_mult": 2}],
    },
}
Build = Callable[[dict[str, Any], int, int], Any]


def main() -> int:
    options = _options()
    warnings.simplefilter("ignore")
    sys.path.insert(0, str(options.checkout))
    choose, build = random.Random(options.seed), _builder(options.suite)
    found: Counter[str] = Counter()
    largest = 0.0
    for _ in range(options.schedules):
        epochs, steps = choose.choice([3, 5, 6]), choose.choice([4, 5])
        section = _section(options.suite, choose)
        scheduler = build(section, epochs, steps)
        if isinstance(scheduler, float):
            continue
        done, longer = choose.choice([1, 2, epochs]), epochs + choose.choice([1, 3, 4, 7])
        for _ in range(done * (1 if getattr(scheduler, "by_epoch", False) else steps)):
            scheduler.step()
        resumed = _Resumed(options.suite, build, section, scheduler.state_dict(), epochs, steps, done, longer)
        for name, difference in resumed.compared():
            found[name] += 1
            largest = max(largest, difference)
            if difference > TOLERANCE:
                print(f"{name}: {section}, {done} of {epochs} epochs of {steps}, to {longer}: off by {difference:.2g}")
    print(f"{options.suite}: {dict(sorted(found.items()))}, largest difference {largest:.1e}")
    return int(largest > TOLERANCE)


@dataclass(frozen=True)
class _Resumed:
    """A checkpoint and the ways to resume it."""

    suite: str
    build: Build
    section: dict[str, Any]
    state: dict[str, Any]
    epochs: int
    steps: int
    done: int
    longer: int

    @property
    def updates(self) -> range:
        return range(self.done * self.steps, self.longer * self.steps)

    def compared(self) -> list[tuple[str, float]]:
        """What was compared, and the largest difference."""
        rows = []
        for policy in EXTENSION_POLICIES:
            found = self._extended(policy)
            if found is None:
                continue
            if policy == EXTENSION_POLICIES[0] and found.plain_schedule is not None:
                rows.append(("plain", self._difference(self.section, found.plain_schedule.curve)))
            if found.written is not None and found.promised is not None and found.written.native:
                rows.append(
                    (policy, self._difference(_section_in(found.written.text, self.suite), found.promised.curve))
                )
        return rows

    def _extended(self, policy: str) -> Extension | None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            config = folder / "config.yml"
            config.write_text(yaml.safe_dump(_config(self.suite, self.section, self.epochs, self.steps)))
            if self.suite == "ppseg":
                checkpoint = suite_checkpoints.ppseg(folder / f"iter_{self.done * self.steps}", self.state)
            else:
                checkpoint = getattr(suite_checkpoints, self.suite)(folder / "saved", self.state, self.done)
            length = parse_duration(f"{self.longer * self.steps}it")
            wish = ExtensionWish(length, policy, decay=parse_duration(f"{self.steps}it"))
            source, given = open_source(str(config), self.suite), LengthOptions(steps_per_epoch=self.steps)
            try:
                return extend(source, str(config), str(checkpoint), wish, given)
            except LrkitError:
                return None

    def _difference(self, section: dict[str, Any], curve: Callable[[int], float]) -> float:
        scheduler = self.build(section, self.longer, self.steps)
        if isinstance(scheduler, float):
            return max(abs(scheduler - curve(update)) for update in self.updates)
        scheduler.set_state_dict(copy.deepcopy(self.state))
        largest = 0.0
        for update in self.updates:
            largest = max(largest, abs(scheduler() - curve(update)))
            if not getattr(scheduler, "by_epoch", False) or (update + 1) % self.steps == 0:
                scheduler.step()
        return largest


def _builder(suite: str) -> Build:
    """The suite's own code: section, epochs and updates of an epoch -> scheduler."""
    if suite == "ppdet":
        module = importlib.import_module("ppdet.optimizer.optimizer")
        return lambda section, epochs, steps: module.LearningRate(**copy.deepcopy(section))(steps)
    if suite == "ppseg":
        builder = importlib.import_module("paddleseg.cvlibs.builder").SegBuilder

        def build(section: dict[str, Any], epochs: int, steps: int) -> Any:
            return builder(SimpleNamespace(lr_scheduler_cfg=dict(section), iters=epochs * steps), []).lr_scheduler

        return build
    own = importlib.import_module(f"{suite}.optimizer").build_lr_scheduler
    return lambda section, epochs, steps: own(copy.deepcopy(section), epochs, steps)


def _section(suite: str, choose: random.Random) -> dict[str, Any]:
    name = choose.choice(sorted(SHAPES[suite]))
    own, base, warmup = choose.choice(SHAPES[suite][name]), choose.choice([0.1, 0.02]), choose.choice([0, 0, 1, 2])
    if suite == "ppdet":
        ramp = {"name": "LinearWarmup", "start_factor": choose.choice([0.0, 0.3]), "steps": choose.choice([3, 7])}
        return {"base_lr": base, "schedulers": [{"name": name, "use_warmup": choose.random() < 0.7, **own}, ramp]}
    if suite == "ppseg":
        ramp = {"warmup_iters": 3 * warmup, "warmup_start_lr": 0.001} if warmup else {}
        return {"type": name, "learning_rate": base, **own, **ramp}
    rate = {} if name == "Piecewise" else {"learning_rate": base}
    by_epoch = {"by_epoch": True} if suite == "ppcls" and choose.random() < 0.3 else {}
    return {"name": name, **rate, **own, "warmup_epoch": warmup, **by_epoch}


def _config(suite: str, section: dict[str, Any], epochs: int, steps: int) -> dict[str, Any]:
    if suite == "ppdet":
        return {"epoch": epochs, "LearningRate": section, "OptimizerBuilder": {"optimizer": {"type": "SGD"}}}
    if suite == "ppseg":
        return {"iters": epochs * steps, "optimizer": {"type": "SGD"}, "lr_scheduler": section}
    run = {"Global": {"epochs" if suite == "ppcls" else "epoch_num": epochs, "output_dir": "out"}}
    return {**run, "Optimizer": {"name": "Momentum", "lr": section}}


class _Tags(yaml.SafeLoader):
    """``!Class {..}`` as ``{name: Class, ..}``."""


_Tags.add_multi_constructor("!", lambda loader, tag, node: {"name": tag, **loader.construct_mapping(node, deep=True)})


def _section_in(text: str, suite: str) -> dict[str, Any]:
    data = yaml.load(text, _Tags)  # noqa: S506  (a SafeLoader)
    found: dict[str, Any] = data.get("LearningRate") or data.get("lr_scheduler") or data["Optimizer"]["lr"]
    return found


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suite", choices=sorted(SHAPES))
    parser.add_argument("checkout", type=Path)
    parser.add_argument("--schedules", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
