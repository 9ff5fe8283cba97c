"""Image classification."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import paddle
import paddle.nn.functional as F

from paddle_lrkit.config.bind import Component
from paddle_lrkit.config.settings import Data, Settings
from paddle_lrkit.errors import ConfigError, check_number
from paddle_lrkit.train.data.loader import eval_loader, train_loader
from paddle_lrkit.train.data.sampler import TrainBatches
from paddle_lrkit.train.registry import BATCH_TRANSFORMS, DATASETS, LOSSES, MODELS, TRANSFORMS


class Classification:
    """A network that maps images ``[N, C, H, W]`` (or ``[N, H, W, C]``) to scores ``[N, classes]``.

    Args:
        settings: The whole config; ``Eval`` is needed for metrics.
    """

    metric = "accuracy"
    higher_is_better = True

    def __init__(self, settings: Settings) -> None:
        _refuse(settings)
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
            start_batch=start_batch,
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
            _build_all(data.transforms, TRANSFORMS),
            batch_size=data.loader.batch_size,
            num_workers=data.loader.num_workers,
            data_format=self.data_format,
        )
        scores, labels = [], []
        for images, target in loader:
            scores.append(model(images).astype("float32").numpy())
            labels.append(np.asarray(target))
        return classification_metrics(np.concatenate(scores), np.concatenate(labels))

    def pictures(self) -> dict[str, np.ndarray]:
        return {}

    def input_spec(self) -> list[Any]:
        image, _ = next(iter(self.train_batches(0)))
        return [paddle.static.InputSpec([None, *image.shape[1:]], "float32", "image")]


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
    scores = scores.astype(np.float64)
    own = scores[np.arange(len(labels)), labels]
    best_first = np.argsort(-scores, axis=1, kind="stable")
    hits = best_first == labels[:, None]
    peak = scores.max(axis=1)
    log_sum = peak + np.log(np.exp(scores - peak[:, None]).sum(axis=1))
    metrics = {"accuracy": float(hits[:, 0].mean()), "loss": float((log_sum - own).mean())}
    if scores.shape[1] > 5:
        metrics["top5_accuracy"] = float(hits[:, :5].any(axis=1).mean())
    return metrics


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
    if not hasattr(dataset, "num_classes"):
        raise ConfigError(f"{data.dataset.name} has no classified images", key=f"{section}.dataset")
    return dataset


def _refuse(settings: Settings) -> None:
    """Raises a ConfigError for a key that this task does not use."""
    loader = settings.Train.loader
    given = {
        "Tokenizer": settings.Tokenizer is not None,
        "Train.loader.length_window": bool(loader.length_window),
        "Train.loader.aspect_ratio_grouping": loader.aspect_ratio_grouping,
    }
    for key, unfit in given.items():
        if unfit:
            raise ConfigError("classification does not use this key; remove it", key=key)


def _build_all(components: list[Component], registry: Any, supplied: dict[str, Any] | None = None) -> list[Any]:
    return [component.build(registry, supplied=supplied or {}) for component in components]
