"""The small trainings on which `benchmarks.range_test` judges `lrkit find`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from paddle_lrkit.train.registry import MODELS

SCHEDULES = Path(__file__).resolve().parent / "schedules"


@dataclass(frozen=True)
class Problem:
    """A training whose rate decays linearly to 0 after a warmup of 5%.

    Args:
        file: A config of benchmarks/schedules.
        optimizer: Its name.
        batch: Samples in a batch.
        updates: Length.
        first: The lowest of the rates that are tried first.
        model: ``Architecture``; None for that of the config.
        noise: Share of wrong training labels.
        seeds: Trainings a rate.
        rates: Number of rates that are tried first.
        design: Whether it was looked at when the rule of `lrkit find` was chosen.
    """

    file: str
    optimizer: str
    batch: int
    updates: int
    first: float
    model: str | None = None
    noise: float = 0.0
    seeds: int = 3
    rates: int = 7
    design: bool = False

    @property
    def config(self) -> str:
        """The path of the config."""
        return str(SCHEDULES / self.file)

    def overrides(self, **more: object) -> list[str]:
        """The changes to the config, as for ``-o``.

        Args:
            more: Keys, with ``__`` for a dot, and values.
        """
        keys: dict[str, object] = {
            "Global.epochs": "null",
            "Global.updates": self.updates,
            "Global.eval_every": "100%",
            "Global.log_every": "5it",
            "Train.loader.batch_size": self.batch,
            "Optimizer.name": self.optimizer,
            "Optimizer.lr": "{name: LinearDecay, learning_rate: 0.01, warmup: 5%}",
            "Tracker.visualdl": "false",
            "Test": "null",
            "Train.dataset.label_noise": self.noise,
            "Optimizer.weight_decay": 0.01 if self.optimizer == "AdamW" else 5e-4,
        }
        if self.model is not None:
            keys["Architecture"] = f"{{name: {self.model}}}"
        keys |= {key.replace("__", "."): value for key, value in more.items()}
        return [f"{key}={value}" for key, value in keys.items()]


_SOFTMAX, _DIGITS = "softmax.yml", "digits.yml"

PROBLEMS = {
    "softmax, noisy, Momentum, 64": Problem(_SOFTMAX, "Momentum", 64, 340, 0.01, noise=0.2, design=True),
    "softmax, clean, AdamW, 16": Problem(_SOFTMAX, "AdamW", 16, 720, 5e-4, design=True),
    "softmax, noisy, SGD, 256": Problem(_SOFTMAX, "SGD", 256, 240, 0.05, noise=0.2),
    "perceptron, clean, Momentum, 256": Problem(_DIGITS, "Momentum", 256, 240, 0.01, "Perceptron"),
    "perceptron, noisy, AdamW, 32": Problem(_DIGITS, "AdamW", 32, 700, 5e-4, "Perceptron", 0.2, design=True),
    "perceptron, noisy, Momentum, 16": Problem(_DIGITS, "Momentum", 16, 720, 0.005, "Perceptron", 0.2),
    "convnet, clean, Momentum, 16": Problem(_DIGITS, "Momentum", 16, 570, 0.005, "ConvNet", design=True),
    "convnet, noisy, AdamW, 128": Problem(_DIGITS, "AdamW", 128, 320, 5e-4, "ConvNet", 0.2),
    "convnet, clean, AdamW, 64": Problem(_DIGITS, "AdamW", 64, 340, 5e-4, "ConvNet"),
    "ResNet-8, noisy, Momentum, 64": Problem(_DIGITS, "Momentum", 64, 340, 0.05, noise=0.2, design=True),
}


@contextmanager
def known_models() -> Iterator[None]:
    """Inside the block configs can name the models of `benchmarks.range_models`."""
    before = dict(MODELS.builtin)
    MODELS.builtin |= {name: f"benchmarks.range_models:{name}" for name in ("Perceptron", "ConvNet")}
    try:
        yield
    finally:
        MODELS.builtin.clear()
        MODELS.builtin.update(before)
