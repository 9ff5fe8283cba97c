"""Tables of classified texts, and files of tagged words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from paddle_lrkit.errors import DataError
from paddle_lrkit.messages import tr
from paddle_lrkit.reports.init.found_data import FoundData, every_tenth, text_lines
from paddle_lrkit.reports.init.image_folders import EVALUATION, TRAIN, relative
from paddle_lrkit.text import plural

_SPECIAL = ("[PAD]", "[CLS]", "[SEP]", "[MASK]", "[UNK]")
_FEW = 0.2
"""A column has labels if fewer values than this share of its rows are different."""


def texts(folder: Path, config_folder: Path) -> FoundData:
    """The texts of a folder: tables with tabs and a label, or a word and its tag on each line.

    Raises:
        DataError: The folder holds none of these.
    """
    files = [file for file in sorted(folder.rglob("*")) if file.suffix in (".tsv", ".txt", ".conll", ".bio")]
    train = _named(files, TRAIN) or (files[0] if len(files) == 1 else None)
    if train is None:
        raise DataError(
            tr(
                "{}: no texts for training; what can be read: train.tsv and dev.tsv with a text and a label in each "
                "line, separated by a tab, or train.txt and dev.txt with a word and its tag in each line",
                folder,
            )
        )
    lines = text_lines(train)
    tabs = [line.split("\t") for line in lines if line.strip()]
    if all(len(parts) > 1 for parts in tabs) and all(line.strip() for line in lines):
        return _table(train, _named(files, EVALUATION), tabs, config_folder)
    ragged = next((number for number, line in enumerate(lines, 1) if line.strip() and "\t" not in line), None)
    if ragged is not None and any("\t" in line for line in lines):
        raise DataError(tr("{}:{}: has no tab, as the other lines have between text and label", train, ragged))
    return _tagged(train, _named(files, EVALUATION), lines, config_folder)


def _table(train: Path, evaluation: Path | None, rows: Sequence[Sequence[str]], config_folder: Path) -> FoundData:
    header = "label" in rows[0]
    body, columns = rows[1:] if header else rows, None if header else _columns(train, rows)
    place = (list(rows[0]) if columns is None else columns).index("label")
    labels = sorted({row[place] for row in body})
    keys = {"labels": labels, **({} if columns is None else {"columns": columns})}
    files, path, other = {}, relative(train, config_folder), ""
    if evaluation is not None:
        other = relative(evaluation, config_folder)
    else:
        top = ["\t".join(rows[0])] if header else []
        parts = {"train.tsv": [], "dev.tsv": []}  # type: dict[str, list[str]]
        for number, row in enumerate(body):
            parts["dev.tsv" if every_tenth(number) else "train.tsv"].append("\t".join(row))
        files = {name: "\n".join([*top, *part]) + "\n" for name, part in parts.items()}
        path, other, body = "train.tsv", "dev.tsv", parts["train.tsv"]
    about = [tr("{} of {} in {}", plural(len(body), "text"), plural(len(labels), "class", "classes"), train)]
    if files:
        about.append(tr("there is no part for evaluation: every tenth line is in dev.tsv, the others in train.tsv"))
    return FoundData(
        "text_classification",
        {"name": "TextTsv", "path": path, **keys},
        {"name": "TextTsv", "path": other, **keys},
        len(body),
        tuple(labels),
        tuple(about),
        files={**files, "vocab.txt": vocabulary("".join("".join(row) for row in rows))},
    )


def _columns(train: Path, rows: Sequence[Sequence[str]]) -> list[str]:
    """The names of the columns of a table without a header."""
    width = len(rows[0])
    counts = [len({row[number] for row in rows if number < len(row)}) for number in range(width)]
    place = min(range(width), key=counts.__getitem__)
    if counts[place] > max(len(rows) * _FEW, 2) or width > 3:
        raise DataError(
            tr("{}: no column has labels; write a first line with the columns label, text_a and text_b", train)
        )
    others = iter(("text_a", "text_b"))
    return ["label" if number == place else next(others) for number in range(width)]


def _tagged(train: Path, evaluation: Path | None, lines: Sequence[str], config_folder: Path) -> FoundData:
    if evaluation is None:
        raise DataError(tr("{}: no file of tagged words for evaluation; name it dev.txt or val.txt", train.parent))
    pairs = [line.split() for line in lines if line.strip()]
    wrong = next((number for number, line in enumerate(lines, 1) if line.strip() and len(line.split()) < 2), None)
    if wrong is not None or not pairs:
        raise DataError(
            tr("{}:{}: must be a word and its tag, or a text and its label separated by a tab", train, wrong or 1)
        )
    tags = sorted({parts[-1] for parts in pairs}, key=lambda tag: (tag != "O", tag))
    samples = sum(bool(line.strip()) and not before.strip() for before, line in zip(["", *lines], lines, strict=False))
    return FoundData(
        "token_classification",
        {"name": "Conll", "path": relative(train, config_folder), "labels": tags},
        {"name": "Conll", "path": relative(evaluation, config_folder), "labels": tags},
        samples,
        tuple(tags),
        (tr("{} with {} in {}", plural(samples, "text"), plural(len(tags), "tag"), train),),
        files={"vocab.txt": vocabulary("".join(parts[0] for parts in pairs))},
    )


def vocabulary(text: str) -> str:
    """The special tokens and the characters of the texts, each also as the continuation of a word."""
    letters = sorted({letter for letter in text.lower() if not letter.isspace()})
    plain = [letter for letter in letters if letter.isascii() and letter.isalnum()]
    return "\n".join([*_SPECIAL, *letters, *(f"##{letter}" for letter in plain)]) + "\n"


def _named(files: Sequence[Path], words: Sequence[str]) -> Path | None:
    return next((file for word in words for file in files if file.stem.lower().startswith(word)), None)
