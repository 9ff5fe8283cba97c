"""Copies weights into a model by name, and reports what did not fit."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import paddle

from paddle_lrkit.errors import DataError
from paddle_lrkit.messages import tr
from paddle_lrkit.text import join_names
from paddle_lrkit.train.models.weight_names import paddleclas_names, paddledetection_names, paddlenlp_names
from paddle_lrkit.train.models.weight_source import open_weights

_SHOWN = 3
_SHORTCUT = ".short."
_STATISTICS = ("._mean", "._variance")
"""Of BatchNorm; Paddle has them as weights without a gradient."""


@dataclass(frozen=True)
class WeightReport:
    """What was copied into a model, and what was not.

    Args:
        place: Where the weights come from.
        suite: The suite whose names they have; None for those of the model.
        loaded: Names in the model that got a value.
        other_shape: Names in the model that have another shape there, with both shapes.
        missing: Names in the model that are not there.
        unused: Names there that the model lacks.
    """

    place: str
    suite: str | None
    loaded: tuple[str, ...]
    other_shape: tuple[str, ...]
    missing: tuple[str, ...]
    unused: tuple[str, ...]

    def __str__(self) -> str:
        kept = len(self.other_shape) + len(self.missing)
        names = tr(" by the names of {}", self.suite) if self.suite else ""
        loaded = tr("{} of {} arrays of the model loaded{}", len(self.loaded), len(self.loaded) + kept, names)
        parts = [tr("initial weights from {}: {}", self.place, loaded)]
        for sentence, listed in (
            (tr("of another shape and left at initial values"), self.other_shape),
            (tr("not there and left at initial values"), self.missing),
            (tr("unknown to the model and ignored"), self.unused),
        ):
            if listed:
                parts.append(tr("{}: {}", sentence, join_names(listed, most=_SHOWN)))
        return tr("; ").join(parts)


def load_weights(model: paddle.nn.Layer, path: str | os.PathLike[str]) -> WeightReport:
    """Copies weights into a model by name, converted to the data type of each parameter.

    The names are those of the model, or those that a suite has for it. A head for another number of classes, and what
    is missing, keeps its values.

    Args:
        model: Changed in place, but not when an error is raised.
        path: As for `open_weights`.

    Raises:
        CheckpointError: A checkpoint is damaged.
        DataError: The weights cannot be read, none of them fits, two of them have the same name in the model, or a
            frozen layer would keep random values.
    """
    source, state = open_weights(path), model.state_dict()
    suite, names = _naming(state, source.arrays, source.place)
    found = {name: source.arrays[there] for name, there in names.items() if there in source.arrays}
    fitting = [name for name, array in found.items() if list(array.shape) == list(state[name].shape)]
    used = {*names.values()}
    report = WeightReport(
        source.place,
        suite,
        tuple(fitting),
        tuple(
            tr("{} ({} there, {} here)", name, list(found[name].shape), list(state[name].shape))
            for name in found
            if name not in fitting
        ),
        tuple(name for name in state if name not in found),
        tuple(name for name in source.arrays if name not in used),
    )
    _check(model, report, source.arrays)
    for name in fitting:
        dtype = str(state[name].dtype).rpartition(".")[2]
        state[name].set_value(found[name].astype(dtype))
    return report


def _naming(own: Collection[str], arrays: Mapping[str, np.ndarray], place: str) -> tuple[str | None, Mapping[str, str]]:
    """The names, of the model's own and those of the suites, of which most are there: our name -> the name there."""
    try:
        prefixed = paddlenlp_names(own, arrays)
    except ValueError as error:
        raise DataError(tr("{}: {}", place, error)) from None
    detector = paddledetection_names(own)
    backbone = {name: there.removeprefix("backbone.") for name, there in detector.items()}
    candidates: list[tuple[str | None, Mapping[str, str]]] = [
        (None, {name: name for name in own}),
        (None, prefixed),
        ("PaddleClas", paddleclas_names(own)),
        ("PaddleDetection", detector),
        ("PaddleDetection", backbone),
    ]
    return max(candidates, key=lambda one: len(arrays.keys() & {*one[1].values()}))


def _check(model: paddle.nn.Layer, report: WeightReport, arrays: Mapping[str, np.ndarray]) -> None:
    place = report.place
    state = model.state_dict()
    large = {name for name, tensor in state.items() if len(tensor.shape) > 1} or {*state}
    if large.isdisjoint(report.loaded):  # A bias or a scale alone fits by chance.
        reason = (
            tr("its names have other shapes, such as {}", report.other_shape[0])
            if report.other_shape
            else tr(
                "its names are such as {}, those of the model such as {}",
                join_names([*arrays] or [tr("none")], most=_SHOWN),
                join_names(report.missing, most=_SHOWN),
            )
        )
        raise DataError(tr("{}: none of its weights fits the model: {}", place, reason))
    extra = next((name for name in report.unused if report.suite and _SHORTCUT in name), None)
    if extra is not None:
        raise DataError(
            tr(
                "{}: {} has the convolution {}, which the model lacks, so its other weights would give other answers",
                place,
                report.suite,
                extra,
            )
        )
    frozen = [name for name, parameter in model.named_parameters() if parameter.stop_gradient]
    random = [name for name in frozen if name not in report.loaded and not name.endswith(_STATISTICS)]
    if random:
        raise DataError(
            tr("{}: {} is not there or has another shape, but is frozen", place, join_names(random, most=_SHOWN))
        )
