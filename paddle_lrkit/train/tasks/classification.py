"""Image classification."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import paddle
import paddle.nn.functional as F

from paddle_lrkit.config.bind import Component
from paddle_lrkit.config.settings import Data, Settings
from paddle_lrkit.errors import ConfigError, check_number
from paddle_lrkit.train.data.images.loader import eval_loader, train_loader
from paddle_lrkit.train.data.loading.sampler import TrainBatches
from paddle_lrkit.train.distributed.processes import in_order, rank, world_size
from paddle_lrkit.train.registry import BATCH_TRANSFORMS, DATASETS, LOSSES, MODELS, TRANSFORMS
from paddle_lrkit.train.tasks.companions import lines
from paddle_lrkit.train.tasks.refuse import refuse

_FOREIGN = (
    "Tokenizer",
    "Eval.batch_transforms",
    "Test.batch_transforms",
    "*.loader.length_window",
    "*.loader.aspect_ratio_grouping",
)


class Classification:
    """A network that maps images ``[N, C, H, W]`` (or ``[N, H, W, C]``) to scores ``[N, classes]``.

    Args:
        settings: The whole config; ``Eval`` is needed for metrics.
    """

    metric = "accuracy"
    higher_is_better = True

    def __init__(self, settings: Settings) -> None:
        refuse(settings, *_FOREIGN)
        self.settings = settings
        self.data_format = settings.Global.data_format
        self.train_set = _images(settings.Train, "Train")
        self.train_transforms = _build_all(settings.Train.transforms, TRANSFORMS)
        self.batch_transforms = _build_all(
            settings.Train.batch_transforms, BATCH_TRANSFORMS, {"num_classes": self.train_set.num_classes}
        )
        self.num_samples = len(self.train_set)
        supplied = {"num_classes": self.train_set.num_classes, "data_format": self.data_format}
        self.model = settings.Architecture.build(MODELS, supplied={**supplied, "name": settings.Architecture.name})
        self.loss = (settings.Loss or Component("CrossEntropy")).build(LOSSES)
        self.eval_set = self._eval_set(settings.Eval) if settings.Eval else None
        self.eval_transforms = _build_all(settings.Eval.transforms, TRANSFORMS) if settings.Eval else []

    def _eval_set(self, data: Data) -> Any:
        dataset = _images(data, "Eval")
        if dataset.num_classes != self.train_set.num_classes:
            raise ConfigError(
                f"has {dataset.num_classes} classes, the training set has {self.train_set.num_classes}",
                key="Eval.dataset",
            )
        return dataset

    def train_batches(self, start_batch: int) -> Iterable[Any]:
        run, loader = self.settings.Global, self.settings.Train.loader
        batches = TrainBatches(
            self.num_samples,
            loader.batch_size,
            loader.shuffle,
            loader.drop_last,
            run.seed,
            run.accumulate_steps,
            rank(),
            world_size(),
            start_batch,
        )
        return train_loader(
            self.train_set,
            self.train_transforms,
            self.batch_transforms,
            batches,
            seed=run.seed,
            num_workers=loader.num_workers,
            data_format=self.data_format,
        )

    def losses(self, model: paddle.nn.Layer, batch: Any) -> dict[str, Any]:
        images, labels = batch
        return {"loss": self.loss(model(images), labels)}

    def evaluate(self, model: paddle.nn.Layer) -> dict[str, float]:
        data = self.settings.Eval
        if data is None or self.eval_set is None:
            return {}
        loader = eval_loader(
            self.eval_set,
            self.eval_transforms,
            batch_size=data.loader.batch_size,
            num_workers=data.loader.num_workers,
            data_format=self.data_format,
            rank=rank(),
            world=world_size(),
        )
        judged: list[Judgement] = []
        for images, target in loader:
            judged += judge(model(images).astype("float32").numpy(), np.asarray(target))
        return mean_of(in_order(judged))

    def pictures(self) -> dict[str, np.ndarray]:
        return {}

    def companions(self) -> dict[str, str]:
        names = getattr(self.train_set, "classes", None)
        return {"labels.txt": lines(names)} if names else {}

    def input_spec(self) -> list[Any]:
        image, _ = next(iter(self.train_batches(0)))
        return [paddle.static.InputSpec([None, *image.shape[1:]], "float32", "image")]


Judgement = dict[str, float]
"""What the metrics of one sample are."""


def judge(scores: np.ndarray, labels: np.ndarray) -> list[Judgement]:
    """Of each sample: whether it is right, whether it is among the best 5 (with more classes), its log-likelihood.

    Args:
        scores: Logits, shape ``[N, classes]``.
        labels: Class numbers, shape ``[N]``.

    Example:
        >>> judge(np.array([[0.0, 1.0]]), np.array([0]))
        [{'accuracy': 0.0, 'loss': 1.3132616875182228}]
    """
    scores = scores.astype(np.float64)
    own = scores[np.arange(len(labels)), labels]
    best_first = np.argsort(-scores, axis=1, kind="stable")
    hits = best_first == labels[:, None]
    peak = scores.max(axis=1)
    log_sum = peak + np.log(np.exp(scores - peak[:, None]).sum(axis=1))
    columns = {"accuracy": hits[:, 0].astype(np.float64), "loss": log_sum - own}
    if scores.shape[1] > 5:
        columns["top5_accuracy"] = hits[:, :5].any(axis=1).astype(np.float64)
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def mean_of(judged: Sequence[Judgement]) -> dict[str, float]:
    """The mean of each metric over the samples; nothing without samples."""
    names = list(judged[0]) if judged else []
    return {name: float(np.mean([one[name] for one in judged])) for name in names}


def classification_metrics(scores: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Accuracy, top-5 accuracy (with more than 5 classes) and mean negative log-likelihood.

    Args:
        scores: Logits, shape ``[N, classes]``.
        labels: Class numbers, shape ``[N]``.

    Example:
        >>> metrics = classification_metrics(np.array([[2.0, 0.0], [0.0, 1.0]]), np.array([0, 0]))
        >>> metrics["accuracy"], round(metrics["loss"], 4)
        (0.5, 0.7201)
    """
    return mean_of(judge(scores, labels))


class CrossEntropy:
    """Mean cross-entropy of logits against class numbers ``[N]`` or probabilities ``[N, classes]``.

    With label smoothing the target is ``(1 - label_smoothing) * target + label_smoothing / classes``.

    Args:
        label_smoothing: Between 0 and 1.
    """

    def __init__(self, label_smoothing: float = 0.0) -> None:
        self.label_smoothing = check_number("label_smoothing", label_smoothing, at_least=0, below=1)

    def __call__(self, scores: Any, labels: Any) -> Any:
        scores = scores.astype("float32")
        if labels.ndim == 1 and not self.label_smoothing:
            return F.cross_entropy(scores, labels)
        classes = scores.shape[-1]
        target = F.one_hot(labels, classes) if labels.ndim == 1 else labels
        target = target * (1 - self.label_smoothing) + self.label_smoothing / classes
        return -(target * F.log_softmax(scores, axis=-1)).sum(axis=-1).mean()


def _images(data: Data, section: str) -> Any:
    dataset = data.dataset.build(DATASETS)
    if not hasattr(dataset, "num_classes") or hasattr(dataset, "ground_truth"):
        raise ConfigError(f"{data.dataset.name} has no classified images", key=f"{section}.dataset")
    return dataset


def _build_all(components: list[Component], registry: Any, supplied: dict[str, Any] | None = None) -> list[Any]:
    return [component.build(registry, supplied=supplied or {}) for component in components]
