"""PaddleClas' ImageNetDataset and operators, of a checkout, in a DataLoader, for ``benchmarks.data_path``."""

from __future__ import annotations

import os
import sys
from functools import cache
from typing import Any

from benchmarks.measuring.iterating import timed_batches
from benchmarks.measuring.timing import Timing
from benchmarks.measuring.worker import serve

MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]


@cache
def _dataset(folder: str, listing: str, side: int, backend: str, whole: bool) -> Any:
    sys.path.insert(0, os.environ["LRKIT_PADDLECLAS"])
    from ppcls.data.dataloader.imagenet_dataset import ImageNetDataset

    part = {"scale": [1.0, 1.0], "ratio": [4 / 3, 4 / 3]} if whole else {"use_log_aspect": True}
    operators = [
        {"DecodeImage": {"to_rgb": True, "channel_first": False, "backend": backend}},
        {"RandCropImage": {"size": side, "interpolation": "bilinear", "backend": backend, **part}},
        {"RandFlipImage": {"flip_code": 1}},
        {
            "NormalizeImage": {
                "scale": "1.0/255.0",
                "mean": [0.485, 0.456, 0.406],
                "std": [0.229, 0.224, 0.225],
                "order": "",
            }
        },
    ]
    return ImageNetDataset(folder, listing, operators)


def means(folder: str, listing: str, side: int, backend: str, number: int, **_: Any) -> list[list[float]]:
    """The mean of each channel of the first pictures, made from whole files."""
    dataset = _dataset(folder, listing, side, backend, True)
    return [dataset[index][0].mean((1, 2)).tolist() for index in range(number)]


@cache
def _loader(folder: str, listing: str, side: int, backend: str, batch: int, workers: int) -> Any:
    import paddle

    dataset = _dataset(folder, listing, side, backend, False)
    return paddle.io.DataLoader(
        dataset,
        places=paddle.CPUPlace(),
        num_workers=workers,
        return_list=True,
        use_shared_memory=True,
        batch_size=batch,
        shuffle=True,
        drop_last=True,
    )


def one_pass(
    folder: str, listing: str, side: int, backend: str, batch: int, workers: int, skipped: int, batches: int
) -> Timing:
    """The time of a pass."""
    return timed_batches(_loader(folder, listing, side, backend, batch, workers), skipped)


serve({"means": means, "pass": one_pass})
