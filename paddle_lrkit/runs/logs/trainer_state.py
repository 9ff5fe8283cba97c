"""Reads the ``trainer_state.json`` of PaddleNLP and PaddleFormers."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, BinaryIO

from paddle_lrkit.errors import UsageError
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.json_file import parse_json
from paddle_lrkit.runs.logs.epoch_progress import steps_of_epoch
from paddle_lrkit.runs.logs.seen_digits import EXACT
from paddle_lrkit.runs.logs.training_log import LogRows, TrainingLog
from paddle_lrkit.suites.ppnlp.trainer_state_formats import EMPTY_HISTORY, TRAINER_STATE

_MOST_BYTES = 512 << 20
_HISTORY = "log_history"
_STEPS = ("global_step", "step")
_PROGRESS = ("progress_or_epoch", "epoch")
_RATE = "learning_rate"


def is_trainer_state(head: bytes) -> bool:
    """Whether a file begins as a JSON object that is not one line, or has a history.

    Example:
        >>> is_trainer_state(b'{"log_history": [{'), is_trainer_state(b'{"lr": 0.1}\\n')
        (True, False)
    """
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"{") and (b'"log_history"' in head or b'"best_model_checkpoint"' in head)


def read_trainer_state(stream: BinaryIO, source: str) -> TrainingLog:
    """Reads the history of a state; rows of an evaluation have no rate and are left out.

    Args:
        stream: Opened for reading bytes.
        source: Name of the file.

    Raises:
        UsageError: The file is damaged, or has no history with rates.
    """
    content = stream.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise UsageError(tr("{}: larger than {} MiB", source, _MOST_BYTES >> 20))
    try:
        state = parse_json(content.removeprefix(b"\xef\xbb\xbf"))
    except ValueError as error:
        raise UsageError(tr("{}: not a whole trainer_state.json: {}", source, error)) from None
    history = state.get(_HISTORY) if isinstance(state, dict) else None
    if not isinstance(history, list):
        raise UsageError(tr("{}: has no list {!r}, so it is not a trainer_state.json", source, _HISTORY))
    if not history:
        raise UsageError(tr("{}: {}", source, EMPTY_HISTORY))
    rows, progress = _rows(history)
    if not len(rows):
        raise UsageError(tr("{}: no entry of its log_history has a learning_rate and a step", source))
    short = all(float(f"{rate:.3e}") == rate for rate in rows.rate if rate == rate)
    digits = TRAINER_STATE.digits if short else EXACT
    total = state.get("max_steps")
    return TrainingLog(
        source,
        replace(TRAINER_STATE, digits=digits),
        rows,
        digits,
        steps_per_epoch=steps_of_epoch(rows.step, progress),
        total=total if _is_count(total) else None,
    )


def _rows(history: list[Any]) -> tuple[LogRows, array[float]]:
    """The rows with a rate, and how many epochs were done at each."""
    rows, progress = LogRows(), array("d")
    for number, entry in enumerate(history, start=1):
        if not isinstance(entry, dict):
            continue
        rate, step = _number(entry, (_RATE,)), _number(entry, _STEPS)
        if rate is None or step is None or not 0 <= step < 2**62 or step != int(step):
            continue
        rows.add(rate, step=int(step), loss=_number(entry, ("loss",)), place=number)
        progress.append(_number(entry, _PROGRESS) or 0.0)
    return rows, progress


def _number(entry: Mapping[str, Any], names: tuple[str, ...]) -> float | None:
    value = next((entry[name] for name in names if name in entry), None)
    if isinstance(value, str) and value in ("NaN", "Infinity", "-Infinity"):
        return float(value)
    try:
        return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
    except OverflowError:
        return None


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value < 2**62
