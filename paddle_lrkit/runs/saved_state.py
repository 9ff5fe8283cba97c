"""``state.json`` of a checkpoint, compared with the manifest and checked key by key."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from paddle_lrkit.errors import CheckpointError, os_reason, shown
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.runs.json_file import read_json
from paddle_lrkit.runs.manifest import STATE, check_digest, read_manifest

FORMAT = 1
NEEDED = ("update", "batch", "metrics", "best", "scheduler", "scaler")
"""Keys without which a run cannot continue."""
MERGED = "merged"
"""Key of the state of a checkpoint that was averaged from others; it has none of what a run needs to continue."""


class _Kind(NamedTuple):
    """What a value must be, in words, and whether one is."""

    words: Message
    holds: Callable[[Any], bool]


def saved_state(checkpoint: Path, needed: Iterable[str] = ()) -> dict[str, Any]:
    """The state that a checkpoint holds.

    Args:
        checkpoint: The directory.
        needed: Keys that must be there.

    Raises:
        CheckpointError: The file or the manifest is missing or damaged, or a value is of the wrong type.
    """
    file = check_digest(checkpoint, STATE, read_manifest(checkpoint)[STATE])
    try:
        state = read_json(file)
    except (OSError, ValueError) as error:
        raise CheckpointError(tr("{}: not readable: {}", file, os_reason(error))) from None
    if not isinstance(state, dict):
        raise CheckpointError(tr("{}: must be a JSON object with the state of a run, got {}", file, shown(state)))
    missing = [key for key in needed if key not in state]
    if missing and MERGED in state:
        raise CheckpointError(
            tr(
                "{}: merged from other checkpoints, for eval and export; it has no optimizer state, so resume from "
                "one of those instead",
                checkpoint,
            )
        )
    if missing:
        raise CheckpointError(tr("{}: has no {!r}, so a run cannot continue from it", file, missing[0]))
    _check(file, "", state, _STATE)
    _check(file, "data.", state.get("data", {}), _DATA)
    _check(file, "scaler.", state.get("scaler", {}), {"scale": _NUMBERS})
    if state.get("scaler") and "scale" not in state["scaler"]:
        raise CheckpointError(tr("{}: scaler has no 'scale'", file))
    _check_scheduler(file, "scheduler", state.get("scheduler"))
    return state


def _check_scheduler(file: Path, path: str, state: Any) -> None:
    """Checks the known keys of a scheduler's state, and of the states inside it."""
    if isinstance(state, dict):
        _check(file, f"{path}.", state, _SCHEDULER)
        for key, inner in state.items():
            _check_scheduler(file, f"{path}.{key}", inner)
    elif isinstance(state, list):
        for number, inner in enumerate(state):
            _check_scheduler(file, f"{path}[{number}]", inner)


def _check(file: Path, prefix: str, values: dict[str, Any], kinds: dict[str, _Kind]) -> None:
    for key, kind in kinds.items():
        if key in values and not kind.holds(values[key]):
            raise CheckpointError(tr("{}: {}{} must be {}, got {}", file, prefix, key, kind.words, shown(values[key])))


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, float) or _is_whole(value)


def _or_null(kind: _Kind) -> _Kind:
    return _Kind(Message("{} or null").filled(kind.words), lambda value: value is None or kind.holds(value))


_COUNT = _Kind(Message("a whole number >= 0"), lambda value: _is_whole(value) and 0 <= value < 2**63)
_PARTS = _Kind(Message("a whole number >= 1"), lambda value: _is_whole(value) and 1 <= value < 2**63)
_NUMBER = _Kind(Message("a number"), _is_number)
_TEXT = _Kind(Message("text"), lambda value: isinstance(value, str))
_OBJECT = _Kind(Message("an object"), lambda value: isinstance(value, dict))
_NUMBERS = _Kind(
    Message("a number or a list of numbers"),
    lambda value: _is_number(value) or (isinstance(value, list) and all(map(_is_number, value)) and value != []),
)
_METRICS = _Kind(
    Message("an object of numbers"), lambda value: isinstance(value, dict) and all(map(_is_number, value.values()))
)
_STATE = {
    "format": _Kind(
        Message("{}, the format of this version").filled(FORMAT), lambda value: _is_whole(value) and value == FORMAT
    ),
    "update": _COUNT,
    "made": _COUNT,
    "batch": _COUNT,
    "metrics": _METRICS,
    "best": _or_null(_NUMBER),
    "scheduler": _OBJECT,
    "scaler": _OBJECT,
    "data": _OBJECT,
    "log": _or_null(_OBJECT),
    MERGED: _OBJECT,
}
_BATCHES = _Kind(
    Message("{}, or an object").filled(_PARTS.words), lambda value: isinstance(value, dict) or _PARTS.holds(value)
)
_DATA = {"Train.loader.batch_size": _BATCHES, "Global.accumulate_steps": _BATCHES, "processes": _PARTS}
_SCHEDULER = {
    "last_epoch": _COUNT,
    "last_lr": _or_null(_NUMBER),
    "fingerprint": _or_null(_TEXT),
    "curve": _or_null(_TEXT),
    "length": _or_null(_COUNT),
    "factor": _NUMBER,
    "since": _COUNT,
    "best": _or_null(_NUMBER),
    "num_bad_epochs": _COUNT,
    "cooldown_counter": _COUNT,
}
