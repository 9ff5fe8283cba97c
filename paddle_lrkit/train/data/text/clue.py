"""The classification tasks of CLUE, from the published JSON lines."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paddle_lrkit.config.file_paths import FilePath
from paddle_lrkit.errors import DataError, check_choice, shown, unknown_name
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.json_file import json_reason
from paddle_lrkit.train.data.text.files import TextRows
from paddle_lrkit.train.data.text.lines import check_text, label_number, nonblank_lines

Texts = tuple[str, ...]


@dataclass(frozen=True)
class ClueTask:
    """The format of a task's files.

    Args:
        labels: Names of the classes in the files.
        texts: Row and its file and line -> one or two texts.
        ignored_label: Label of rows that are ignored, because the annotators disagreed.
        train_files: Possible names of the training file.
    """

    labels: tuple[str, ...]
    texts: Callable[[dict[str, Any], str], Texts]
    ignored_label: str | None = None
    train_files: tuple[str, ...] = ("train.json",)


def _fields(*names: str) -> Callable[[dict[str, Any], str], Texts]:
    def read(row: dict[str, Any], place: str) -> Texts:
        return tuple(check_text(row.get(name), f"{name!r}", place) for name in names)

    return read


def _keywords_and_abstract(row: dict[str, Any], place: str) -> Texts:
    keywords = row.get("keyword")
    if not isinstance(keywords, list) or not all(isinstance(word, str) for word in keywords):
        raise DataError(tr("{}: 'keyword' must be a list of texts, got {}", place, shown(keywords)))
    return (check_text(" ".join(keywords), "'keyword'", place), check_text(row.get("abst"), "'abst'", place))


def _marked(row: dict[str, Any], place: str) -> Texts:
    """The text with the noun in ``_`` and the pronoun in ``[`` and ``]``."""
    text = check_text(row.get("text"), "'text'", place)
    target = row.get("target")
    if not isinstance(target, dict):
        raise DataError(tr("{}: 'target' must be an object with the spans of noun and pronoun", place))
    spans = []
    for number, (opening, closing) in ((1, "__"), (2, "[]")):
        word, start = target.get(f"span{number}_text"), target.get(f"span{number}_index")
        if not isinstance(word, str) or not isinstance(start, int) or text[start : start + len(word)] != word:
            raise DataError(tr("{}: 'span{}_text' is not at 'span{}_index' of the text", place, number, number))
        spans.append((start, start + len(word), opening, closing))
    for start, end, opening, closing in sorted(spans, reverse=True):
        text = text[:start] + opening + text[start:end] + closing + text[end:]
    return (text,)


_PAIR = _fields("sentence1", "sentence2")
_INFERENCE = ("entailment", "contradiction", "neutral")
_NEWS = (*range(100, 105), *range(106, 111), *range(112, 117))
TASKS = {
    "tnews": ClueTask(tuple(map(str, _NEWS)), _fields("sentence")),
    "iflytek": ClueTask(tuple(map(str, range(119))), _fields("sentence")),
    "afqmc": ClueTask(("0", "1"), _PAIR),
    "ocnli": ClueTask(_INFERENCE, _PAIR, "-", ("train.json", "train.50k.json")),
    "cmnli": ClueTask(_INFERENCE, _PAIR, "-"),
    "cluewsc2020": ClueTask(("true", "false"), _marked),
    "csl": ClueTask(("0", "1"), _keywords_and_abstract),
}
"""Name of a task -> its format."""


class Clue(TextRows[int]):
    """A task of the Chinese Language Understanding Evaluation.

    Args:
        path: Folder of the task's files, or a folder with the folder ``<task>_public`` or ``<task>``.
        task: ``tnews``, ``iflytek``, ``afqmc``, ``ocnli``, ``cmnli``, ``cluewsc2020`` or ``csl``.
        split: ``train`` or ``dev``; the published ``test`` has no labels.

    Attributes:
        labels: Names of the classes.

    Raises:
        ConfigError: Unknown task or split.
        DataError: The file is missing, a line is not a JSON object with the task's texts, or a label is unknown.

    Reference: arXiv 2004.05986; texts as in PaddleNLP's ``run_clue_classifier.py``.
    """

    def __init__(self, path: FilePath, task: str, split: str = "train") -> None:
        if task not in TASKS:
            raise unknown_name("CLUE task", task, TASKS, key="task")
        spec = TASKS[task]
        self.labels = spec.labels
        file = _file(Path(path), task, check_choice("split", split, ("train", "dev")))
        rows = (_row(line, f"{file}:{number}") for number, line in nonblank_lines(file))
        kept = [(row, place) for row, place in rows if spec.ignored_label is None or row["label"] != spec.ignored_label]
        super().__init__(
            [(spec.texts(row, place), label_number(str(row["label"]), spec.labels, place)) for row, place in kept]
        )


def _file(path: Path, task: str, split: str) -> Path:
    names = TASKS[task].train_files if split == "train" else (f"{split}.json",)
    folders = (path, path / f"{task}_public", path / task)
    found = [folder / name for folder in folders for name in names if (folder / name).is_file()]
    if not found:
        raise DataError(
            tr("{}: neither the folder nor {}_public or {} below it has the file {}", path, task, task, names[0])
        )
    return found[0]


def _row(line: str, place: str) -> tuple[dict[str, Any], str]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise DataError(tr("{}: each line must be a JSON object: {}", place, json_reason(error))) from None
    except RecursionError:
        raise DataError(
            tr("{}: each line must be a JSON object: lists and objects are nested too deeply", place)
        ) from None
    if not isinstance(row, dict):
        raise DataError(tr("{}: must be a JSON object, got a {}", place, type(row).__name__))
    if "label" not in row:
        raise DataError(tr("{}: the label is missing; published test files have no labels, use dev", place))
    return row, place
