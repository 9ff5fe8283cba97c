"""Does `lrkit rank` order schedules where trainings are long enough to tell them apart?

python -m benchmarks.schedules.longer [NAME ...]

Comparisons by `lrkit compare` on the digits, 1,020 or 2,040 updates, ten seeds: softmax regression and a perceptron
with two hidden layers, with and without wrong labels. One tunes and measures the loss of the training data, which is
that of optimisation and which the bound is about; the others tune on ``Eval`` and measure on ``Test``. It goes on where
it was stopped; results are written into results/, and `benchmarks.ranking` reads them.
"""

from __future__ import annotations

import argparse
import shutil
from dataclasses import dataclass
from pathlib import Path

from benchmarks.range_problems import known_models
from paddle_lrkit.cli.main import cli as lrkit

HERE = Path(__file__).resolve().parent
SCHEDULES = ("Constant", "MultiStepDecay", "CosineAnnealingDecay", "LinearDecay", "WSD", "OneCycleLR")
PLAN = ["--tune-seeds", "3", "--seeds", "10", "--extensions", "2", "--jobs", "1", "--quiet"]


@dataclass(frozen=True)
class Comparison:
    """One comparison.

    Args:
        model: ``Architecture`` as in a config.
        noise: Share of wrong training labels.
        weight_decay: L2 decay.
        on_train: Whether the loss of the training data is measured.
        first: The lowest of six rates, a factor of 2 apart.
        updates: Length.
    """

    model: str
    noise: float
    weight_decay: float
    on_train: bool
    first: float
    updates: int = 1020

    def options(self) -> list[str]:
        """The arguments of `lrkit compare`."""
        data = f"{{name: Digits, split: train, channels: 1, val_fraction: 0.2, label_noise: {self.noise}}}"
        overrides = [
            "Global.epochs=null",
            f"Global.updates={self.updates}",
            f"Global.eval_every={self.updates // 5}it",
            "Global.log_every=100it",
            f"Architecture={self.model}",
            f"Train.dataset.label_noise={self.noise}",
            f"Optimizer.weight_decay={self.weight_decay}",
            *([f"Eval.dataset={data}", "Eval.loader.batch_size=575", "Test=null"] if self.on_train else []),
        ]
        rates = ",".join(f"{self.first * 2**number:g}" for number in range(6))
        return [*(part for each in overrides for part in ("-o", each)), "--rates", rates, "--metric", "loss"]


_SOFTMAX, _PERCEPTRON = "{name: SoftmaxRegression, in_features: 64}", "{name: Perceptron}"
COMPARISONS = {
    "softmax_noisy_train": Comparison(_SOFTMAX, 0.2, 0.0, True, 0.00625, 2040),
    "softmax_clean_test": Comparison(_SOFTMAX, 0.0, 1e-3, False, 0.025),
    "perceptron_clean_test": Comparison(_PERCEPTRON, 0.0, 5e-4, False, 0.0125),
    "perceptron_noisy_test": Comparison(_PERCEPTRON, 0.2, 5e-4, False, 0.00625),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(COMPARISONS)}; by default all")
    parser.add_argument("--work", type=Path, default=Path("output") / "longer", help="where the runs go")
    options = parser.parse_args()
    unknown = set(options.names) - set(COMPARISONS)
    if unknown:
        parser.error(f"unknown {', '.join(sorted(unknown))}; known: {', '.join(COMPARISONS)}")
    for name in options.names or COMPARISONS:
        root = options.work / name
        arguments = ["compare", "-c", str(HERE / "digits.yml"), "-O", str(root), *PLAN, *COMPARISONS[name].options()]
        with known_models():
            lrkit.main([*arguments, "--schedule", *SCHEDULES], standalone_mode=False)
        shutil.copy(root / "results.json", HERE / "results" / f"{name}.json")
        shutil.copy(root / "table.md", HERE / "results" / f"{name}.md")


if __name__ == "__main__":
    main()
