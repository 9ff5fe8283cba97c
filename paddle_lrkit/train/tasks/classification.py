"""Image classification."""

from __future__ import annotations

from typing import Any

import paddle

from paddle_lrkit.config.bind import Component
from paddle_lrkit.config.settings import Data, Settings
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.train.data.images.loader import ImageBatch, ImageFetcher
from paddle_lrkit.train.data.loading.workers import BatchLoader, measured_loader
from paddle_lrkit.train.distributed.collectives import gather_interleaved
from paddle_lrkit.train.inference.description import as_plain
from paddle_lrkit.train.registry import BATCH_TRANSFORMS, DATASETS, LOSSES, MODELS, TRANSFORMS
from paddle_lrkit.train.tasks.base import one_per_line
from paddle_lrkit.train.tasks.sample_metrics import SampleMetrics, mean_metrics, sample_metrics
from paddle_lrkit.train.tasks.samplers import eval_sampler, train_sampler
from paddle_lrkit.train.tasks.unused_keys import check_unused

_UNUSED = (
    "Tokenizer",
    "Eval.batch_transforms",
    "Test.batch_transforms",
    "*.loader.length_window",
    "*.loader.aspect_ratio_grouping",
)


class Classification:
    """A network that maps images ``[N, C, H, W]`` (or ``[N, H, W, C]``) to scores ``[N, classes]``.

    Args:
        settings: The whole config; metrics need ``Eval``.

    Raises:
        ConfigError: A section is invalid for classification.
        DataError: The data cannot be used.
    """

    metric = "accuracy"
    higher_is_better = True

    def __init__(self, settings: Settings) -> None:
        check_unused(settings, *_UNUSED)
        self.settings = settings
        self.train_set = _images(settings.Train, "Train")
        self.num_samples = len(self.train_set)
        known = {"num_classes": self.train_set.num_classes}
        self.train_fetcher = ImageFetcher(
            self.train_set,
            _build_all(settings.Train.transforms, TRANSFORMS),
            _build_all(settings.Train.batch_transforms, BATCH_TRANSFORMS, known),
            settings.Global.seed,
            settings.Global.data_format,
        )
        supplied = {**known, "data_format": settings.Global.data_format, "name": settings.Architecture.name}
        self.model = settings.Architecture.build(MODELS, supplied=supplied)
        self.loss = (settings.Loss or Component("CrossEntropy")).build(LOSSES)
        self.eval_fetcher = self._eval_fetcher(settings.Eval) if settings.Eval else None

    def _eval_fetcher(self, data: Data) -> ImageFetcher:
        dataset = _images(data, "Eval")
        if dataset.num_classes != self.train_set.num_classes:
            raise ConfigError(
                tr("has {} classes, the training set has {}", dataset.num_classes, self.train_set.num_classes),
                key="Eval.dataset",
            )
        transforms = _build_all(data.transforms, TRANSFORMS)
        return ImageFetcher(dataset, transforms, data_format=self.settings.Global.data_format)

    def train_batches(self, start_batch: int) -> BatchLoader:
        sampler = train_sampler(self.settings, self.num_samples, start_batch)
        return measured_loader(self.train_fetcher, sampler, self.settings.Train.loader, ImageBatch._make)

    def losses(self, model: paddle.nn.Layer, batch: ImageBatch) -> dict[str, Any]:
        return {"loss": self.loss(model(batch.images), batch.labels)}

    def eval_batches(self) -> BatchLoader | tuple[()]:
        data, fetch = self.settings.Eval, self.eval_fetcher
        if data is None or fetch is None:
            return ()
        return measured_loader(fetch, eval_sampler(data, len(fetch.dataset)), data.loader, ImageBatch._make)

    def evaluate(self, model: paddle.nn.Layer) -> dict[str, float]:
        if self.settings.Eval is None:
            return {}
        own: list[SampleMetrics] = []
        for batch in self.eval_batches():
            own += sample_metrics(model(batch.images).astype("float32").numpy(), batch.labels.numpy())
        return mean_metrics(gather_interleaved(own))

    def pictures(self) -> dict[str, Any]:
        return {}

    def export_files(self) -> dict[str, str]:
        names = getattr(self.train_set, "classes", None)
        return {"labels.txt": one_per_line(names)} if names else {}

    def inference(self) -> dict[str, Any]:
        names = getattr(self.train_set, "classes", None)
        evaluation = self.settings.Eval
        return {
            "classes": names and list(names),
            "channels": int(self.input_spec()[0].shape[1 if self.settings.Global.data_format == "NCHW" else 3]),
            "data_format": self.settings.Global.data_format,
            "transforms": evaluation and as_plain(evaluation.transforms),
        }

    def inference_network(self, model: paddle.nn.Layer) -> paddle.nn.Layer:
        return model

    def input_spec(self) -> list[Any]:
        batch = next(iter(self.train_batches(0)))
        return [paddle.static.InputSpec([None, *batch.images.shape[1:]], "float32", "image")]


def _images(data: Data, section: str) -> Any:
    dataset = data.dataset.build(DATASETS)
    if not hasattr(dataset, "num_classes") or hasattr(dataset, "ground_truth"):
        raise ConfigError(tr("{} has no classified images", data.dataset.name), key=f"{section}.dataset")
    return dataset


def _build_all(components: list[Component], registry: Any, supplied: dict[str, Any] | None = None) -> list[Any]:
    return [component.build(registry, supplied=supplied or {}) for component in components]
