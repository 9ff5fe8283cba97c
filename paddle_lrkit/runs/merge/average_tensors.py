"""The weighted average of safetensors files, a part of a tensor at a time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

import numpy as np

from paddle_lrkit.errors import CheckpointError, LrkitError, os_reason, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.tensor_file import BFLOAT16, TensorFile, file_header

_MOST_VALUES = 2**22
"""Values that are averaged at a time, so that memory does not grow with the model."""
_AVERAGED = ("float16", BFLOAT16, "float32", "float64")


def average_files(files: Sequence[Path], weights: Sequence[float], target: Path) -> list[str]:
    """Writes ``sum_j weights[j] * tensor_j`` of each tensor.

    Floating-point tensors are averaged in float64 and rounded once to their own type. Other tensors, such as counters,
    are those of the last file.

    Args:
        files: Files with the same tensors.
        weights: One for each; their sum is 1.
        target: The new file.

    Returns:
        The names of the tensors.

    Raises:
        CheckpointError: The files have other names, shapes or types, or an average is not finite.
        LrkitError: The new file cannot be written.
    """
    sources = [TensorFile(file) for file in files]
    for file, source in zip(files[:-1], sources[:-1], strict=True):
        _check_alike(file, source, files[-1], sources[-1])
    last = sources[-1]
    names, header = file_header(last.kinds, last.shapes)
    try:
        with target.open("wb") as stream:
            stream.write(header)
            for name in names:
                _write(stream, name, sources, weights, target)
    except OSError as error:
        raise LrkitError(tr("{}: cannot be written: {}", target, os_reason(error))) from error
    return names


def _check_alike(file: Path, source: TensorFile, other_file: Path, other: TensorFile) -> None:
    for name in sorted(source.kinds.keys() ^ other.kinds.keys()):
        has, lacks = (file, other_file) if name in source.kinds else (other_file, file)
        raise CheckpointError(
            tr("{}: lacks the tensor {} of {}, so the two are of different models", lacks, shown(name), has)
        )
    for name in source.kinds:
        one, two = ((part.kinds[name], list(part.shapes[name])) for part in (source, other))
        if one != two:
            raise CheckpointError(
                tr(
                    "{}: {} is {} {}, and {} {} in {}, so the two are of different models",
                    *(other_file, shown(name), *two, *one, file),
                )
            )


def _write(stream: IO[bytes], name: str, sources: Sequence[TensorFile], weights: Sequence[float], target: Path) -> None:
    last = sources[-1]
    kind, shape = last.kinds[name], last.shapes[name]
    for part in _parts(shape):
        if kind not in _AVERAGED:
            stream.write(_read(last, name, part).tobytes())
            continue
        total = np.zeros((), np.float64)
        for source, weight in zip(sources, weights, strict=True):
            if weight:
                total = total + weight * _as_float64(_read(source, name, part), kind)
        if not np.isfinite(total).all():
            raise CheckpointError(tr("{}: the average of {} is not finite", target.stem, shown(name)))
        stream.write(_rounded(total, kind).tobytes())


def _parts(shape: tuple[int, ...]) -> Iterator[tuple[int, int] | None]:
    """Ranges of rows with a limited number of values; None for a tensor without dimensions."""
    if not shape:
        yield None
        return
    rows = max(_MOST_VALUES // max(math.prod(shape[1:]), 1), 1)
    for begin in range(0, shape[0], rows):
        yield begin, min(begin + rows, shape[0])


def _read(source: TensorFile, name: str, part: tuple[int, int] | None) -> np.ndarray:
    return source.array(name) if part is None else source.rows(name, *part)


def _as_float64(array: np.ndarray, kind: str) -> np.ndarray:
    if kind == BFLOAT16:
        array = (array.astype(np.uint32) << 16).view(np.float32)
    return array.astype(np.float64)


def _rounded(values: np.ndarray, kind: str) -> np.ndarray:
    """The values in their own type, rounded to the nearest, a half to even."""
    if kind != BFLOAT16:
        return values.astype(kind)
    near = np.asarray(values, np.float32)
    cut = np.where(np.abs(near) > np.abs(values), np.nextafter(near, np.float32(0)), near)
    bits = cut.view(np.uint32) | (cut != values)  # The last bit says that digits were cut off: no tie is made.
    return ((bits + (0x7FFF + ((bits >> 16) & 1))) >> 16).astype(np.uint16)
