"""Reads JSONL: that of one's own, and ``log.jsonl`` of our runs."""

from __future__ import annotations

import json
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from paddle_lrkit.errors import UsageError
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.json_file import parse_json
from paddle_lrkit.runs.logged import APPLIED
from paddle_lrkit.runs.logs.columns import Columns, find_columns, rate_names
from paddle_lrkit.runs.logs.own_formats import JSONL
from paddle_lrkit.runs.logs.table import Table
from paddle_lrkit.runs.logs.text_lines import text_lines
from paddle_lrkit.runs.logs.training_log import TrainingLog
from paddle_lrkit.suites.lrkit.run_log_format import LOG_JSONL

_LOOK_AHEAD = 2000
_MOST_NAMES = 2000
_MOST_DEPTH = 4
_OURS = Columns("rate/applied", "update", "epoch", "train/loss", planned="rate/planned")


def is_jsonl(head: bytes) -> bool:
    """Whether the first line of a file is a JSON object that ends there.

    Example:
        >>> is_jsonl(b'{"step": 1, "lr": 0.1}\\n{"step": 2}\\n'), is_jsonl(b'{\\n "step": 1}'), is_jsonl(b"[1]")
        (True, False, False)
    """
    first = next((line for line in head.removeprefix(b"\xef\xbb\xbf").splitlines() if line.strip()), b"")
    return first.lstrip().startswith(b"{") and _object(first) is not None


def read_jsonl(stream: BinaryIO, source: str, given: Mapping[str, str]) -> TrainingLog:
    """Reads a file with one JSON object a line; names inside objects are joined with ``/``.

    Args:
        stream: Opened for reading bytes.
        source: Name of the file.
        given: Names that the user gives, see `find_columns`.

    Raises:
        UsageError: No line has a rate, or the names cannot be found.
    """
    table: Table | None = None
    waiting: list[tuple[int, list[dict[str, Any] | None], list[bytes]]] = []
    seen: dict[str, None] = {}
    some: list[dict[str, Any]] = []
    for number, lines, _ in text_lines(stream):
        objects = _objects(lines)
        if table is None:
            waiting.append((number, objects, lines))
            for each in objects[:_LOOK_AHEAD]:
                if each is not None and len(seen) < _MOST_NAMES:
                    some.append(_flat(each))
                    seen.update(dict.fromkeys(some[-1]))
            if not rate_names(seen) and "lr" not in given and len(waiting) < 16:
                continue
            table = _table(list(seen), given, source, some)
            for block in waiting:
                _add(table, *block)
            waiting = []
        else:
            _add(table, number, objects, lines)
    if table is None:
        if not waiting:
            raise UsageError(tr("{}: the file is empty", source))
        table = _table(list(seen), given, source, some)
    return table.log()


def _table(names: Sequence[str], given: Mapping[str, str], source: str, some: Sequence[dict[str, Any]]) -> Table:
    if not given and {APPLIED, "update"} <= set(names):
        return Table(source, LOG_JSONL, _OURS)
    return Table(source, JSONL, find_columns(names, given, source, some))


def _add(table: Table, first: int, objects: Sequence[dict[str, Any] | None], lines: Sequence[bytes]) -> None:
    """Adds a block: its rows at once if they are alike, else one by one."""
    columns = table.columns
    rate, loss = columns.rate, columns.loss
    before = len(table.rows)
    kept = [at for at, each in enumerate(objects) if each is not None and rate in each]
    alone = loss is not None and any(each is not None and loss in each and rate not in each for each in objects)
    if kept and not alone and _add_alike(table, [first + at for at in kept], [objects[at] for at in kept]):
        for at, each in enumerate(objects):
            if each is None and lines[at].strip():
                table.torn(first + at, _text(lines[at]), before + bisect(kept, at))
        return
    for number, (each, line) in enumerate(zip(objects, lines, strict=True), start=first):
        if each is not None:
            flat = each if rate in each else _flat(each)
            if rate in flat or (loss is not None and loss in flat):
                table.add_row(number, flat)
        elif line.strip():
            table.torn(number, _text(line))


def _add_alike(table: Table, places: Sequence[int], rows: Sequence[Any]) -> bool:
    try:
        return table.add_block(places, {name: [row[name] for row in rows] for name in table.columns.used})
    except KeyError:
        return False


def _text(line: bytes) -> str:
    return line[:80].decode("utf-8", "replace")


def _objects(lines: Sequence[bytes]) -> list[dict[str, Any] | None]:
    """The object of each line; None for what is none."""
    try:
        found = json.loads(b"[" + b",".join(lines) + b"]")
        if len(found) == len(lines) and all(type(each) is dict for each in found):
            return found
    except (ValueError, RecursionError):
        pass
    return [_object(line) for line in lines]


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        value = parse_json(line.removeprefix(b"\xef\xbb\xbf"))
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _flat(value: Mapping[str, Any]) -> dict[str, Any]:
    return dict(_pairs(value, "", _MOST_DEPTH))


def _pairs(value: Mapping[str, Any], before: str, depth: int) -> Iterator[tuple[str, Any]]:
    for name, inner in value.items():
        if isinstance(inner, dict) and depth:
            yield from _pairs(inner, f"{before}{name}/", depth - 1)
        else:
            yield before + name, inner
