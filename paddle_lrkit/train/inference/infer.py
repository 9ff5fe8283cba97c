"""Predicts for files and writes the answers; what cannot be read is said and left out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from paddle_lrkit.errors import DataError, UsageError, did_you_mean
from paddle_lrkit.messages import tr
from paddle_lrkit.train.inference.predictor import InferenceSample, Prediction, Predictor
from paddle_lrkit.train.run_directory import check_writable, not_writable

PREDICTIONS, PICTURES = "predictions.jsonl", "pictures"

_REASON = re.compile(r"\([A-Z]\w+\) (.+?)(?:\. |\.?$)", re.MULTILINE)
"""The first sentence of what Paddle says after the kind of an error, as in ``(InvalidArgument) ...``."""


@dataclass
class InferenceResult:
    """What was predicted.

    Attributes:
        predicted: Predictions made.
        boxes: Boxes among them.
        pictures: Pictures written.
        failed: ``input``, ``line`` of a text file, and ``error`` of each input without a prediction.
    """

    predicted: int = 0
    boxes: int = 0
    pictures: int = 0
    failed: list[dict[str, Any]] = field(default_factory=list)


class PredictionFolder:
    """Writes ``predictions.jsonl`` and ``pictures/``, in the place of older ones.

    Args:
        path: The folder; created if it is missing.

    Raises:
        UsageError: The folder cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._taken: set[Path] = set()
        try:
            check_writable(path)
            self._file = (path / PREDICTIONS).open("w", encoding="utf-8", newline="\n")
        except OSError as error:
            raise not_writable(path, tr("the predictions"), error, "-O") from error

    def line(self, row: dict[str, Any]) -> None:
        """Writes a row."""
        self._file.write(json_line(row) + "\n")

    def picture(self, source: InferenceSample, image: np.ndarray) -> None:
        """Writes a picture under the name of its source."""
        from PIL import Image

        place = Path(f"{source.name}.png" if source.name.suffix.lower() != ".png" else source.name)
        stem, number = place.stem, 1
        while place in self._taken:
            number += 1
            place = place.with_name(f"{stem}-{number}.png")
        self._taken.add(place)
        file = self._path / PICTURES / place
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(file)

    def close(self) -> None:
        """Closes the file."""
        self._file.close()


def json_line(row: dict[str, Any]) -> str:
    """A row as JSON, readable in every script; a file name that is not UTF-8 is escaped."""
    text = json.dumps(row, ensure_ascii=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(row)
    return text


def check_inputs(inputs: Iterable[str]) -> list[Path]:
    """The inputs as paths.

    Raises:
        UsageError: One does not exist.
    """
    paths = [Path(one) for one in inputs]
    for path in paths:
        if not path.exists():
            beside = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
            raise UsageError(tr("{}: no such file or folder{}", path, did_you_mean(path.name, beside)))
    return paths


def infer(
    predictor: Predictor,
    inputs: Iterable[Path],
    *,
    batch_size: int,
    line: Callable[[dict[str, Any]], None],
    folder: PredictionFolder | None = None,
    say: Callable[[str], None],
    report: Callable[[float], None],
) -> InferenceResult:
    """Predicts for all inputs, in their order.

    Args:
        predictor: The predictor of the task.
        inputs: Files and folders.
        batch_size: Sources that are read and predicted together.
        line: Takes the row of each source: a prediction, or an ``error``.
        folder: Gets the pictures; None for none.
        say: Takes a sentence for each input without a prediction.
        report: Takes the share that is done.
    """
    result = InferenceResult()

    def fail(row: dict[str, Any], error: DataError) -> None:
        result.failed.append({**row, "error": str(error)})
        line(result.failed[-1])
        say(str(error))

    sources: list[InferenceSample] = []
    for path in inputs:
        try:
            sources += predictor.sources(path)
        except DataError as error:
            fail({"input": str(path)}, error)
    for start in range(0, len(sources), batch_size):
        batch = sources[start : start + batch_size]
        for source, answer in zip(batch, _answers(predictor, batch), strict=True):
            if isinstance(answer, DataError):
                fail(source.row(), answer)
                continue
            line({**source.row(), **answer.row})
            _count(result, answer)
            if folder and answer.draw:
                folder.picture(source, answer.draw())
                result.pictures += 1
        report((start + len(batch)) / len(sources))
    return result


def _answers(predictor: Predictor, batch: list[InferenceSample]) -> list[Prediction | DataError]:
    """A prediction for each source, or why there is none."""
    loaded: list[Any] = []
    for source in batch:
        try:
            loaded.append(predictor.load(source))
        except DataError as error:
            loaded.append(error)
    whole = [(source, one) for source, one in zip(batch, loaded, strict=True) if not isinstance(one, DataError)]
    answers = iter(_predicted(predictor, whole))
    return [one if isinstance(one, DataError) else next(answers) for one in loaded]


def _predicted(predictor: Predictor, loaded: list[tuple[InferenceSample, Any]]) -> list[Prediction | DataError]:
    """The predictions; where the network refuses a batch, those of each source alone."""
    try:
        return list(predictor.predict([one for _, one in loaded])) if loaded else []
    except (ValueError, RuntimeError, OSError) as error:
        if len(loaded) > 1:
            return [answer for one in loaded for answer in _predicted(predictor, [one])]
        said = _REASON.findall(str(error)) or [str(error).partition("\n")[0]]
        return [DataError(tr("{}: the network cannot take it: {}", loaded[0][0].input, said[-1]))]


def _count(result: InferenceResult, answer: Prediction) -> None:
    result.predicted += 1
    result.boxes += len(answer.row.get("boxes", ()))
