"""The modules of PaddleX: which suite trains each of them, and where PaddleX writes the numbers of ``Train``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path as FilePath
from typing import Any

from paddle_lrkit.config.document import Path


@dataclass(frozen=True)
class BaseSuite:
    """The configs of a suite that PaddleX rewrites.

    Args:
        title: The suite in the names of PaddleX's folders.
        suite: Its name in `paddle_lrkit.suites.table`; ``paddlets`` has no reader of its own there.
        run: Path of the length of the run.
        section: Path of the schedule.
        rates: Keys of the schedule that may hold the rate; the first one that is there is written.
        batch: Path of the batch size.
        optimizer: Path of the type of the optimizer.
        run_unit: Unit of the length of the run: ``ep`` or ``it``.
    """

    title: str
    suite: str
    run: Path
    section: Path
    rates: tuple[str, ...]
    batch: Path
    optimizer: Path
    run_unit: str = "ep"


_CLAS = BaseSuite(
    "PaddleClas",
    "ppcls",
    run=("Global", "epochs"),
    section=("Optimizer", "lr"),
    rates=("learning_rate", "max_learning_rate"),
    batch=("DataLoader", "Train", "sampler", "batch_size"),
    optimizer=("Optimizer", "name"),
)
_DETECTION = BaseSuite(
    "PaddleDetection",
    "ppdet",
    run=("epoch",),
    section=("LearningRate",),
    rates=("base_lr",),
    batch=("TrainReader", "batch_size"),
    optimizer=("OptimizerBuilder", "optimizer", "type"),
)
_SEG = BaseSuite(
    "PaddleSeg",
    "ppseg",
    run=("iters",),
    section=("lr_scheduler",),
    rates=("learning_rate",),
    batch=("batch_size",),
    optimizer=("optimizer", "type"),
    run_unit="it",
)
_OCR = BaseSuite(
    "PaddleOCR",
    "ppocr",
    run=("Global", "epoch_num"),
    section=("Optimizer", "lr"),
    rates=("learning_rate",),
    batch=("Train", "loader", "batch_size_per_card"),
    optimizer=("Optimizer", "name"),
)
_TS = BaseSuite(
    "PaddleTS",
    "paddlets",
    run=("epoch",),
    section=("model", "model_cfg", "optimizer_params"),
    rates=("learning_rate",),
    batch=("batch_size",),
    optimizer=("model", "model_cfg", "optimizer"),
)
_VIDEO_CLS = BaseSuite(
    "PaddleVideo",
    "ppvideo",
    run=("epochs",),
    section=("OPTIMIZER", "learning_rate"),
    rates=("cosine_base_lr",),
    batch=("DATASET", "batch_size"),
    optimizer=("OPTIMIZER", "name"),
)
_VIDEO_DET = BaseSuite(
    "PaddleVideo",
    "ppvideo",
    run=("epochs",),
    section=("OPTIMIZER", "learning_rate"),
    rates=("learning_rate",),
    batch=("DATASET", "batch_size"),
    optimizer=("OPTIMIZER", "name"),
)
_3D = BaseSuite(
    "Paddle3D",
    "pp3d",
    run=("epochs",),
    section=("lr_scheduler",),
    rates=("learning_rate",),
    batch=("batch_size",),
    optimizer=("optimizer", "type"),
)


@dataclass(frozen=True)
class TrainedModule:
    """A module of PaddleX that trains.

    Args:
        base: The configs that it rewrites.
        warmup_unit: What ``Train.warmup_steps`` counts: ``ep``, ``it``, or nothing when it is not read.
    """

    base: BaseSuite
    warmup_unit: str = ""


MODULES = {
    "image_classification": TrainedModule(_CLAS, "ep"),
    "multilabel_classification": TrainedModule(_CLAS, "ep"),
    "face_recognition": TrainedModule(_CLAS, "ep"),
    "general_recognition": TrainedModule(_CLAS, "ep"),
    "object_detection": TrainedModule(_DETECTION, "it"),
    "instance_segmentation": TrainedModule(_DETECTION, "it"),
    "keypoint_detection": TrainedModule(_DETECTION, "it"),
    "layout_analysis": TrainedModule(_DETECTION, "it"),
    "semantic_segmentation": TrainedModule(_SEG),
    "anomaly_detection": TrainedModule(_SEG),
    "text_recognition": TrainedModule(_OCR),
    "text_detection": TrainedModule(_OCR),
    "table_recognition": TrainedModule(_OCR),
    "formula_recognition": TrainedModule(_OCR),
    "ts_forecast": TrainedModule(_TS),
    "ts_classification": TrainedModule(_TS),
    "ts_anomaly_detection": TrainedModule(_TS),
    "video_classification": TrainedModule(_VIDEO_CLS, "ep"),
    "video_detection": TrainedModule(_VIDEO_DET),
    "m_3d_bev_detection": TrainedModule(_3D),
}
"""Name of a module in PaddleX's code -> how it trains; other modules only predict."""


@dataclass(frozen=True)
class RecordedModels:
    """Models of one module whose base configs have the same schedule.

    Args:
        module: The module.
        models: Their names.
        run: Length of the run in the base config; None where the base is not recorded.
        schedule: The arguments of the schedule.
        batch: Samples on each GPU.
        optimizer: Type of the optimizer.
        also: Other values that decide the rate, by dotted key.
    """

    module: str
    models: tuple[str, ...]
    run: int | None = None
    schedule: Mapping[str, Any] = field(default_factory=dict)
    batch: int | None = None
    optimizer: str = ""
    also: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ModelTable:
    """The content of ``models.yml``.

    Args:
        version: The version of PaddleX whose models they are.
        groups: The models.
    """

    version: str
    groups: tuple[RecordedModels, ...]

    def of(self, model: object) -> RecordedModels | None:
        """The group of a model; None for one that PaddleX does not have."""
        return next((group for group in self.groups if model in group.models), None)


@cache
def model_table() -> ModelTable:
    """The models of PaddleX.

    Example:
        >>> group = model_table().of("SegFormer-B0")
        >>> group.module, group.schedule["learning_rate"]
        ('semantic_segmentation', 6e-05)
    """
    import yaml

    from paddle_lrkit.config.yaml_loader import Yaml12

    text = (FilePath(__file__).parent / "models.yml").read_text(encoding="utf-8")
    # A file of this package, and Yaml12 is a safe loader.
    data = yaml.load(text, Yaml12)  # noqa: S506
    groups = [
        RecordedModels(**{**entry, "module": module, "models": tuple(entry["models"])})
        for module, entries in data["modules"].items()
        for entry in entries
    ]
    return ModelTable(str(data["version"]), tuple(groups))
