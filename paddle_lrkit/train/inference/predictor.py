"""The protocol of predictors: from files to predictions, one predictor for each kind of task."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np

from paddle_lrkit.config.registry import Registry
from paddle_lrkit.errors import ConfigError, UsageError
from paddle_lrkit.messages import tr
from paddle_lrkit.train.inference.description import InferenceDescription

Network = Callable[..., list[np.ndarray]]
"""Arrays in, arrays out: the network of a checkpoint or of an export."""

_HERE = "paddle_lrkit.train.inference"
PREDICTORS = Registry(
    "paddle_lrkit.predictors",
    {
        "classification": f"{_HERE}.images:ImageClassifier",
        "detection": f"{_HERE}.boxes:ObjectDetector",
        "text_classification": f"{_HERE}.texts:TextClassifier",
        "token_classification": f"{_HERE}.texts:WordTagger",
        "masked_lm": f"{_HERE}.texts:MaskFiller",
    },
)
"""Name of a task -> its predictor; installed packages add those of their tasks."""

TOP = 5
"""Classes or tokens that a prediction lists."""


class InferenceSample(NamedTuple):
    """What one prediction is about.

    Args:
        input: The file.
        name: Path of the file in the folder that was given, or its name.
        line: 1-based line of a text file; None for an image.
        text: The line.
    """

    input: Path
    name: Path
    line: int | None = None
    text: str = ""

    def row(self) -> dict[str, Any]:
        """The beginning of its line in the output."""
        return {"input": str(self.input), **({} if self.line is None else {"line": self.line})}


class Prediction(NamedTuple):
    """The answer for one source.

    Args:
        row: Plain data, for a JSON line.
        draw: Makes a picture, uint8 ``[height, width, 3]``; None where there is none to make.
    """

    row: dict[str, Any]
    draw: Callable[[], np.ndarray] | None = None


class Predictor(Protocol):
    """Predicts with a trained network.

    Args:
        network: The network.
        description: Preprocessing and names.
        threshold: Smallest score of a box.
    """

    def __init__(self, network: Network, description: InferenceDescription, threshold: float) -> None: ...

    def sources(self, path: Path) -> list[InferenceSample]:
        """What there is to predict in a file or a folder.

        Raises:
            DataError: There is nothing, or the file cannot be read.
        """

    def load(self, source: InferenceSample) -> Any:
        """What the network needs of a source.

        Raises:
            DataError: The source cannot be read.
        """

    def predict(self, loaded: Sequence[Any]) -> list[Prediction]:
        """The predictions for what `load` gave, at least one."""


def build_predictor(network: Network, description: InferenceDescription, threshold: float) -> Predictor:
    """The predictor of a task.

    Raises:
        UsageError: The task has none.
    """
    try:
        factory = PREDICTORS.find(description.task)
    except ConfigError:
        raise UsageError(
            tr("{}: lrkit infer has no predictor for the task {!r}", description.source, description.task)
        ) from None
    predictor: Predictor = factory(network, description, threshold)
    return predictor


def ranked(scores: np.ndarray, names: Sequence[str], key: str = "label") -> list[dict[str, Any]]:
    """The best names with their probabilities.

    Args:
        scores: Logits, shape ``[n]``.
        names: Their names; numbers stand for missing ones.
        key: What a name is called.

    Example:
        >>> ranked(np.log([0.25, 0.75]), ["cat", "dog"])
        [{'label': 'dog', 'score': 0.75}, {'label': 'cat', 'score': 0.25}]
    """
    values = probabilities(scores)
    best = np.argsort(-values, kind="stable")[:TOP].tolist()
    return [{key: name_of(number, names), "score": round(float(values[number]), 6)} for number in best]


def probabilities(scores: np.ndarray) -> np.ndarray:
    """Softmax over the last axis, float64."""
    scores = scores.astype(np.float64)
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: np.ndarray = powers / powers.sum(axis=-1, keepdims=True)
    return shares


def name_of(number: int, names: Sequence[str]) -> str:
    """The name of a class, or its number if the names are not known."""
    return names[number] if number < len(names) else str(number)
