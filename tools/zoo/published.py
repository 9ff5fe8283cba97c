"""What a suite's pages say about its configs: number of GPUs, and the metric."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

_GPUS = re.compile(r"^(gpus?|gpu *(number|num|个数|数)|gpus? *个数|gpu *num.*)$", re.IGNORECASE)
_CONFIG = re.compile(r"[\w./+-]+\.ya?ml")
_MAIN = "models/ImageNet1k"
_METRICS = {
    "classification": ("Top-1", "Top1"),
    "detection": ("Box AP", "mAP", "Mask AP", "AP"),
    "keypoint": ("AP",),
    "tracking": ("MOTA",),
    "segmentation": ("mIoU",),
    "ocr": ("Hmean", "hmean", "Acc", "acc", "精度"),
}
"""Task -> heads of columns, in the order of preference."""


class Published:
    """The tables in the pages of a repository.

    Args:
        checkout: Folder of the repository.
    """

    def __init__(self, checkout: str) -> None:
        self._rows: dict[str, list[tuple[str, dict[str, str]]]] = {}
        for place, _, names in sorted(os.walk(checkout)):
            for name in sorted(names):
                file = os.path.join(place, name)
                if name.endswith(".md") and "distributed" not in name and os.path.isfile(file):  # some are broken links
                    self._page(file, os.path.relpath(place, checkout))

    def gpus(self, path: str) -> int | None:
        """The number of GPUs of a config; None where no table says it."""
        for row in self._of(path):
            for head, cell in row.items():
                if _GPUS.match(head) and cell.isdigit():
                    return int(cell)
        return None

    def metric(self, path: str, task: str) -> str:
        """The metric of a config, with its name; empty where no table says it."""
        for row in self._of(path):
            for name in _METRICS.get(task, ()):
                for head, cell in row.items():
                    number = re.match(r"0?\.?\d+(?:\.\d+)?", cell)
                    if name in head and number and 0 < float(number[0]) <= 100:
                        value = float(number[0])
                        return f"{value * 100 if value < 1 else value:.4g} {name}"
        return ""

    def _of(self, path: str) -> Iterator[dict[str, str]]:
        """The rows about a config, those in the pages of its own folder first."""
        folder, file = os.path.split(path)
        stem = os.path.splitext(file)[0].lower()
        by_stem = self._rows.get(stem, []) if "ImageNet/" in path or "segm" in path or "PaddleSeg" in path else []
        found = self._rows.get(file.lower(), []) + (by_stem or self._rows.get(f"/{stem}/", []))
        yield from (
            row for _, row in sorted(found, key=lambda each: (not folder.startswith(each[0]), _MAIN not in each[0]))
        )

    def _page(self, file: str, place: str) -> None:
        with open(file, encoding="utf-8", errors="replace") as stream:
            lines = stream.read().splitlines()
        heads: list[str] = []
        for number, line in enumerate(lines):
            if line.count("|") < 2:
                heads = []
                continue
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if number + 1 < len(lines) and re.fullmatch(r"[\s|:-]*-[\s|:-]*", lines[number + 1]):
                heads = [_plain(cell) for cell in cells]
            elif heads and len(cells) >= len(heads):
                row: dict[str, str] = {}
                for head, cell in zip(heads, cells, strict=False):
                    row.setdefault(head, _plain(cell))  # of several columns, such as mIoU and mIoU (flip), the first
                for key in {*_keys(line), _plain(cells[0]).lower()}:
                    self._rows.setdefault(key, []).append((place, row))


def _keys(line: str) -> Iterator[str]:
    """The configs that a row names, and the folders of the weights that it links to."""
    for found in _CONFIG.findall(line):
        yield os.path.basename(found).lower()
    for found in re.findall(r"/([\w.+-]+)/(?:model|best_model|train)\.", line):
        yield f"/{found.lower()}/"


def _plain(cell: str) -> str:
    return re.sub(r"[*`]|<[^>]*>|\[|\]\([^)]*\)|\(.*\)$", "", cell).strip()
