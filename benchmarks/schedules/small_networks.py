"""Does `lrkit rank` order schedules on small classifiers that are trained long enough to tell them apart?

python -m benchmarks.schedules.small_networks [--updates 2040]

Softmax regression and a perceptron with 32 hidden units learn the digits, with right labels and with a fifth of them
wrong: momentum 0.9, batches of 64, in NumPy and many at once, as `lrkit compare` would need hours for them. Six
schedules with a warmup of 5%. Their peak rates are tuned with three seeds at 14 rates a factor of 2 apart, and ten
fresh seeds train at the best. Each model is judged twice: by what training makes small, the loss of all training data
plus the L2 penalty, which was tuned for too, and by the loss of the test data, tuned for on validation data. The file
has the form of several results of `lrkit compare`; `benchmarks.ranking` reads it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
import numpy as np

from benchmarks.measuring.machine import machine
from paddle_lrkit.suites.load import load_schedule
from paddle_lrkit.train.data.toy.digits import Digits

RESULT = Path(__file__).resolve().parent / "results" / "small_networks.json"
SCHEDULES: dict[str, dict[str, Any]] = {
    "Constant": {"name": "Constant", "learning_rate": 1.0, "warmup": "5%"},
    "MultiStepDecay": {"name": "MultiStepDecay", "learning_rate": 1.0, "milestones": ["60%", "85%"], "warmup": "5%"},
    "CosineAnnealingDecay": {"name": "CosineAnnealingDecay", "learning_rate": 1.0, "warmup": "5%"},
    "LinearDecay": {"name": "LinearDecay", "learning_rate": 1.0, "warmup": "5%"},
    "WSD": {"name": "WSD", "learning_rate": 1.0, "decay_steps": "20%", "warmup": "5%"},
    "OneCycleLR": {"name": "OneCycleLR", "max_learning_rate": 1.0, "end_learning_rate": 0.0},
}
RATES = 0.00125 * 2.0 ** np.arange(14)
TUNE_SEEDS, SEEDS = range(3), range(1000, 1010)
MOMENTUM, BATCH, NOISE = 0.9, 64, 0.2
NETWORKS = {"softmax": (), "perceptron": (32,)}
"""Name -> hidden units."""
WEIGHT_DECAY = {"softmax": 1e-3, "perceptron": 5e-4}
POINTS = 101
TEST_KINDS = {0.0: "classification, right labels", NOISE: "classification"}
"""Share of wrong labels -> kind of a comparison by the test loss."""


@dataclass(frozen=True)
class Split:
    """Images as rows of numbers, and their labels."""

    images: np.ndarray
    labels: np.ndarray


def digits(noise: float) -> dict[str, Split]:
    """The data as the configs of this folder have them."""
    found = {}
    for split in ("train", "val", "test"):
        data = Digits(split, channels=1, val_fraction=0.2, label_noise=noise)
        images = (data.images.reshape(len(data), -1) / 255 - 0.3) / 0.38
        found[split] = Split(images.astype(np.float32), data.labels)
    return found


class Networks:
    """Networks of one shape that are trained side by side.

    Args:
        sizes: Values of the image, hidden units, classes.
        seeds: A seed for each network; a network without hidden units begins at 0.
    """

    def __init__(self, sizes: Sequence[int], seeds: Sequence[int]) -> None:
        self.weights: list[np.ndarray] = []
        for layer, (inputs, outputs) in enumerate(pairwise(sizes)):
            scale = (2 / inputs) ** 0.5 if len(sizes) > 2 else 0.0
            drawn = [np.random.default_rng([seed, layer]).normal(0, scale, (inputs, outputs)) for seed in seeds]
            zeros = np.zeros((len(seeds), 1, outputs))
            self.weights.append(np.concatenate([drawn, zeros], axis=1).astype(np.float32))
        self.speeds = [np.zeros_like(weight) for weight in self.weights]

    def forward(self, images: np.ndarray) -> list[np.ndarray]:
        """Inputs of each layer, and log probabilities."""
        found: list[np.ndarray] = []
        values = images
        for weight in self.weights:
            values = np.maximum(values, 0) if found else values
            found.append(values)
            values = values @ weight[:, :-1] + weight[:, -1:]
        top = values - values.max(axis=-1, keepdims=True)
        return [*found, top - np.log(np.exp(top).sum(axis=-1, keepdims=True))]

    def losses(self, split: Split) -> np.ndarray:
        """The mean loss of each network."""
        logs = self.forward(split.images[None])[-1]
        return -logs[:, np.arange(len(split.labels)), split.labels].mean(axis=1)

    def update(self, images: np.ndarray, labels: np.ndarray, rates: np.ndarray, decay: float) -> None:
        """One step of SGD with momentum and L2 decay of the weights, as in Paddle's ``Momentum``."""
        *inputs, logs = self.forward(images)
        networks, rows = np.arange(len(labels))[:, None], np.arange(labels.shape[1])[None]
        error = np.exp(logs)
        error[networks, rows, labels] -= 1
        error /= labels.shape[1]
        for layer in reversed(range(len(self.weights))):
            weight, values = self.weights[layer], inputs[layer]
            slope = np.concatenate([values.swapaxes(1, 2) @ error, error.sum(axis=1, keepdims=True)], axis=1)
            if layer:
                error = (error @ weight[:, :-1].swapaxes(1, 2)) * (values > 0)
            self.speeds[layer] = MOMENTUM * self.speeds[layer] + slope + decay * weight
            weight -= rates[:, None, None] * self.speeds[layer]


@np.errstate(over="ignore", invalid="ignore")
def trained(network: str, data: dict[str, Split], shape: np.ndarray, runs: Sequence[tuple[float, int]]) -> np.ndarray:
    """Losses after trainings: of the training data with the L2 penalty, of the validation data and of the test data.

    The shape is ``[runs, 3]``; they are infinite where a training diverged.

    Args:
        network: A name of `NETWORKS`.
        data: The splits.
        shape: Rates of the updates at the peak 1.
        runs: Peak rate and seed of each.
    """
    rates, seeds = np.array([rate for rate, _ in runs], np.float32), [seed for _, seed in runs]
    train = data["train"]
    sizes = (train.images.shape[1], *NETWORKS[network], 10)
    found, orders = Networks(sizes, seeds), [np.random.default_rng([seed, 99]) for seed in seeds]
    steps = len(train.labels) // BATCH
    for update, relative in enumerate(shape):
        if update % steps == 0:
            order = np.array([random.permutation(len(train.labels)) for random in orders])
        rows = order[:, update % steps * BATCH :][:, :BATCH]
        found.update(train.images[rows], train.labels[rows], rates * np.float32(relative), WEIGHT_DECAY[network])
    losses = np.stack([found.losses(data[split]) for split in ("train", "val", "test")], axis=1)
    losses[:, 0] += WEIGHT_DECAY[network] / 2 * sum((weight**2).sum(axis=(1, 2)) for weight in found.weights)
    return np.where(np.isfinite(losses), losses, np.inf)


def compared(network: str, noise: float, updates: int) -> Iterator[dict[str, Any]]:
    """The two comparisons of a network: by what training makes small, and by the loss of the test data."""
    data = digits(noise)
    arms: dict[str, list[dict[str, Any]]] = {"train": [], "test": []}
    for name, section in SCHEDULES.items():
        run = {
            "Global": {"task": "classification", "updates": updates},
            "Optimizer": {"name": "Momentum", "lr": section},
        }
        shape = np.array(load_schedule(run, suite="lrkit").curve.values(range(updates)))
        tuning = [(float(rate), seed) for rate in RATES for seed in TUNE_SEEDS]
        means = trained(network, data, shape, tuning).reshape(len(RATES), len(TUNE_SEEDS), 3).mean(axis=1)
        chosen = {"train": int(means[:, 0].argmin()), "test": int(means[:, 1].argmin())}
        final = trained(network, data, shape, [(float(RATES[c]), seed) for c in chosen.values() for seed in SEEDS])
        for (split, best), values in zip(chosen.items(), np.split(final, 2), strict=True):
            losses, rate = values[:, 0 if split == "train" else 2], float(RATES[best])
            at = np.linspace(0, updates - 1, POINTS).astype(int)
            arms[split].append(
                {
                    "name": name,
                    "rate": rate,
                    "rate_at_edge": best in (0, len(RATES) - 1),
                    "mean": float(losses.mean()),
                    "values": losses.tolist(),
                    "schedule": [[int(update), float(rate * shape[update])] for update in at],
                    "tuning": np.column_stack([RATES, means[:, 0 if split == "train" else 1]]).tolist(),
                }
            )
    for split, found in arms.items():
        name = f"{network}, {'wrong' if noise else 'right'} labels, {split}"
        budget = {"updates": updates, "arms": sorted(found, key=lambda arm: arm["mean"])}
        kind = f"{network}, training objective" if split == "train" else TEST_KINDS[noise]
        yield {"config": name, "task": kind, "lower_is_better": True, "tuned": True, "budgets": [budget]}


@click.command(help=__doc__)
@click.option("--updates", default=2040, show_default=True)
@click.option("-O", "--output", type=Path, default=RESULT)
def main(updates: int, output: Path) -> None:
    found = []
    for network in NETWORKS:
        for noise in (0.0, NOISE):
            for content in compared(network, noise, updates):
                found.append(content)
                print(content["config"])
                for arm in content["budgets"][0]["arms"]:
                    edge = " at an end of the rates" if arm["rate_at_edge"] else ""
                    print(f"  {arm['name']:22}{arm['rate']:8.4g} {arm['mean']:.5f}{edge}", flush=True)
    output.write_text(json.dumps({"machine": machine(), "comparisons": found}) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
