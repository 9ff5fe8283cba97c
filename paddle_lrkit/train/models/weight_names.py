"""The names that the suites give to the weights of our models."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Literal

from paddle_lrkit.messages import tr
from paddle_lrkit.text import join_names

_PREFIXES = ("ernie_gram.", "ernie.")
_ENCODER = ("embeddings.", "encoder.", "pooler.")
_LONG_STAGE = 10
_WIDTH = 64
"""Channels inside the first block of a plain ResNet."""
_BLOCK = re.compile(r"layer(\d)\.(\d+)\.(conv|bn|downsample\.)(\d)\.(\w+)")
_STEM = re.compile(r"(conv|bn)1\.(\w+)")
_BACKBONE = re.compile(r"backbone\.(stem\.([01])|stages\.(\d))\.(.+)")
_DETECTOR = {
    **{f"neck.lateral.{stage}": f"neck.fpn_inner_res{stage + 2}_sum_lateral" for stage in range(3)},
    "neck.lateral.3": "neck.fpn_inner_res5_sum",
    **{f"neck.smooth.{stage}": f"neck.fpn_res{stage + 2}_sum" for stage in range(4)},
    "rpn.conv": "rpn_head.rpn_feat.rpn_conv",
    "rpn.objectness": "rpn_head.rpn_rois_score",
    "rpn.offsets": "rpn_head.rpn_rois_delta",
    "box_head.fc6": "bbox_head.head.fc6",
    "box_head.fc7": "bbox_head.head.fc7",
    "box_head.scores": "bbox_head.bbox_score",
    "box_head.offsets": "bbox_head.bbox_delta",
}
"""Our layer -> PaddleDetection's."""


def paddleclas_names(own: Collection[str]) -> dict[str, str]:
    """Name in a ResNet of ``paddle.vision`` -> PaddleClas' name; empty for another model.

    Example:
        >>> paddleclas_names(["conv1.weight", "layer1.0.bn1.bias", "layer2.0.downsample.0.weight"])["layer1.0.bn1.bias"]
        'blocks.0.conv0.bn.bias'
    """
    sizes = _stages(own)
    before = [0, *accumulate(sizes)]

    def renamed(name: str) -> str | None:
        if stem := _STEM.fullmatch(name):
            return f"stem.0.{stem[1]}.{stem[2]}"
        if not (block := _BLOCK.fullmatch(name)):
            return name if name.startswith("fc.") else None
        stage, number, kind, position, part = block.groups()
        short = kind == "downsample."
        layer = "short" if short else f"conv{int(position) - 1}"
        conv = position == "0" if short else kind == "conv"
        return f"blocks.{before[int(stage) - 1] + int(number)}.{layer}.{'conv' if conv else 'bn'}.{part}"

    return _complete(own, renamed) if sizes else {}


def paddledetection_names(own: Collection[str]) -> dict[str, str]:
    """Name in `FasterRCNN`, or in a ResNet of ``paddle.vision``, -> PaddleDetection's name; empty for another model.

    A ResNet alone is a backbone, which has no ``fc``.

    Example:
        >>> paddledetection_names(["rpn.conv.weight", "backbone.stem.0.weight"])["backbone.stem.0.weight"]
        'backbone.conv1.conv1.conv.weight'
    """
    residual = {name: _of_residual(name) for name in own}
    sizes = _stages(residual.values())

    def renamed(name: str) -> str | None:
        layer, _, part = name.rpartition(".")
        if layer in _DETECTOR:
            return f"{_DETECTOR[layer]}.{part}"
        backbone = _backbone_name(residual[name], sizes)
        return backbone and ("backbone." if name.startswith("backbone.") else "") + backbone

    return _complete([name for name in own if not name.startswith("fc.")], renamed)


def paddlenlp_names(own: Collection[str], found: Iterable[str]) -> dict[str, str]:
    """Name of `Ernie` -> name in a file of PaddleNLP, whose encoder has the prefix ``ernie.``, ``ernie_gram.`` or none.

    Example:
        >>> paddlenlp_names(["ernie.pooler.dense.bias"], ["pooler.dense.bias"])
        {'ernie.pooler.dense.bias': 'pooler.dense.bias'}
    """
    names: dict[str, str] = {}
    for name in found:
        bare = next((name.removeprefix(one) for one in _PREFIXES if name.startswith(one)), name)
        key = f"ernie.{bare}" if bare.startswith(_ENCODER) else name
        if key in names:
            raise ValueError(tr("{} would both become {}", join_names([names[key], name]), key))
        names[key] = name
    return {key: name for key, name in names.items() if key in own}


def suite_names(suite: Literal["ppcls", "ppdet"], shapes: Mapping[str, Sequence[int]]) -> dict[str, str]:
    """Our name -> the name in a suite, of a model with arrays of these shapes; empty if the suite has no such model.

    PaddleClas has a network of its own for ResNeXt.

    Example:
        >>> suite_names("ppdet", {"rpn.conv.bias": [256]})
        {'rpn.conv.bias': 'rpn_head.rpn_feat.rpn_conv.bias'}
    """
    if suite == "ppdet":
        return paddledetection_names(shapes)
    plain = shapes.get("layer1.0.conv1.weight", (0,))[0] == _WIDTH
    return paddleclas_names(shapes) if plain else {}


def _complete(own: Collection[str], renamed: Callable[[str], str | None]) -> dict[str, str]:
    """The new names, if all of them have one."""
    names = {name: renamed(name) for name in own}
    known = {name: new for name, new in names.items() if new is not None}
    return known if len(known) == len(names) else {}


def _stages(names: Iterable[str]) -> list[int]:
    """Blocks in each stage of a ResNet with names of ``paddle.vision``."""
    sizes: dict[int, int] = {}
    for name in names:
        if block := _BLOCK.fullmatch(name):
            sizes[int(block[1])] = max(sizes.get(int(block[1]), 0), int(block[2]) + 1)
    return [sizes[stage] for stage in sorted(sizes)]


def _of_residual(name: str) -> str:
    """``backbone.stages.0.1.conv2.weight`` -> ``layer1.1.conv2.weight``; other names as they are."""
    found = _BACKBONE.fullmatch(name)
    if found is None:
        return name
    _, stem, stage, rest = found.groups()
    return f"{('conv1', 'bn1')[int(stem)]}.{rest}" if stem else f"layer{int(stage) + 1}.{rest}"


def _backbone_name(name: str, sizes: list[int]) -> str | None:
    """PaddleDetection's name in the backbone, of a name of ``paddle.vision``."""
    if stem := _STEM.fullmatch(name):
        return f"conv1.conv1.{'conv' if stem[1] == 'conv' else 'norm'}.{stem[2]}"
    block = _BLOCK.fullmatch(name)
    if block is None:
        return None
    stage, number, kind, position, part = block.groups()
    short = kind == "downsample."
    layer = "short" if short else f"branch2{'abc'[int(position) - 1]}"
    conv = position == "0" if short else kind == "conv"
    where = f"res{int(stage) + 1}"
    letter = f"b{number}" if sizes[int(stage) - 1] > _LONG_STAGE and int(number) else chr(ord("a") + int(number))
    return f"{where}.{where}{letter}.{layer}.{'conv' if conv else 'norm'}.{part}"
