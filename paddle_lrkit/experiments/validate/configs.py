"""The configs of the checks: small, with data sets of the package, without dropout."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from paddle_lrkit.experiments.validate.options import ValidationOptions

Config = dict[str, Any]

_SCALE = {"mean": [0.5, 0.5, 0.5], "std": [0.25, 0.25, 0.25]}


def classification(options: ValidationOptions, updates: int) -> Config:
    """A residual network of 20 layers on handwritten digits of 8 by 8 pixels."""
    return {
        "Global": _run("classification", updates),
        "Architecture": {"name": "ResNetCifar", "depth": 20},
        "Optimizer": {"name": "Momentum", "weight_decay": 1e-4, "lr": _rate(0.002)},
        "Train": {
            "dataset": {"name": "Digits"},
            "transforms": [{"RandomCrop": {"size": 8, "padding": 1}}, {"Normalize": _SCALE}],
            "loader": {"batch_size": 32},
        },
        "Tracker": _tracker(),
    }


def detection(options: ValidationOptions, updates: int) -> Config:
    """A narrow Faster R-CNN on drawn scenes; it samples the first boxes instead of random ones."""
    return {
        "Global": _run("detection", updates),
        "Architecture": {
            "name": "FasterRCNN",
            "backbone": {"depth": 18, "freeze_at": -1, "freeze_norm": False},
            "neck": {"out_channel": 16},
            "rpn_head": {
                "anchor_generator": {"anchor_sizes": [[8], [16], [32], [64], [128]]},
                "rpn_target_assign": {"batch_size_per_im": 32, "use_random": False},
                "train_proposal": {"pre_nms_top_n": 50, "post_nms_top_n": 20},
                "test_proposal": {"pre_nms_top_n": 50, "post_nms_top_n": 20},
            },
            "bbox_head": {
                "head": {"out_channel": 32},
                "roi_extractor": {"resolution": 3, "sampling_ratio": 2},
                "bbox_assigner": {"batch_size_per_im": 16, "use_random": False},
            },
        },
        "Optimizer": {"name": "Momentum", "weight_decay": 1e-4, "clip_norm": 10.0, "lr": _rate(0.002)},
        "Train": {
            "dataset": {
                "name": "DigitScenes",
                "num_images": 24,
                "size": 64,
                "directory": str(Path(options.directory) / "data"),
            },
            "transforms": [{"RandomFlip": {}}, {"Normalize": _SCALE}],
            "loader": {"batch_size": 2},
        },
        "Tracker": _tracker(),
    }


def text_classification(options: ValidationOptions, updates: int) -> Config:
    """A two-layer ERNIE on the Chinese corpus."""
    return {
        "Global": _run("text_classification", updates),
        "Architecture": {
            "name": "Ernie",
            "hidden_size": 32,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "intermediate_size": 64,
            "max_position_embeddings": 64,
            "hidden_dropout_prob": 0.0,
            "attention_probs_dropout_prob": 0.0,
            "initializer_range": 0.1,
        },
        "Tokenizer": {"name": "WordPiece", "vocab": "corpus", "max_length": 64},
        "Optimizer": {"name": "AdamW", "weight_decay": 0.01, "clip_norm": 1.0, "lr": _rate(1e-3)},
        "Train": {"dataset": {"name": "Corpus", "split": "dev"}, "loader": {"batch_size": 16}},
        "Tracker": _tracker(),
    }


TASKS = {"classification": classification, "detection": detection, "text_classification": text_classification}
"""Task -> function that returns its config."""


def changed(config: Config, changes: dict[str, Any]) -> Config:
    """Returns a copy of a config with other values at dotted keys.

    Example:
        >>> changed({"Global": {"seed": 0}}, {"Global.seed": 3, "Global.amp": {"level": "O1"}})
        {'Global': {'seed': 3, 'amp': {'level': 'O1'}}}
    """
    made = dict(config)
    for key, value in changes.items():
        *sections, last = key.split(".")
        inner = made
        for section in sections:
            inner[section] = dict(inner.get(section, {}))
            inner = inner[section]
        inner[last] = value
    return made


def _run(task: str, updates: int) -> Config:
    return {"task": task, "updates": updates, "seed": 0, "log_every": "1it", "eval_every": f"{updates}it"}


def _rate(peak: float) -> Config:
    """A cosine after a warmup that starts above zero, so that the first update changes weights."""
    return {"name": "CosineAnnealingDecay", "learning_rate": peak, "warmup": "20%", "warmup_start_factor": 0.1}


def _tracker() -> Config:
    return {"visualdl": importlib.util.find_spec("visualdl") is not None}
