"""Object detection."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from operator import itemgetter
from typing import Any

import numpy as np
import paddle

from paddle_lrkit.config.settings import Data, Settings
from paddle_lrkit.errors import ConfigError, DataError
from paddle_lrkit.messages import in_language, tr
from paddle_lrkit.text import plural
from paddle_lrkit.train.data.boxes.aspect_order import AspectRatioOrder
from paddle_lrkit.train.data.boxes.dataset import DetectionSample, as_boxes
from paddle_lrkit.train.data.boxes.drawing import beside, draw_boxes, none_above, with_caption
from paddle_lrkit.train.data.boxes.loader import DetectionBatch, DetectionFetcher, UnreadableImages
from paddle_lrkit.train.data.images.transforms.base import apply
from paddle_lrkit.train.data.loading.sampler import EpochOrder
from paddle_lrkit.train.data.loading.workers import BatchLoader, measured_loader
from paddle_lrkit.train.distributed.collectives import all_gather
from paddle_lrkit.train.inference.description import as_plain
from paddle_lrkit.train.models.faster_rcnn.one_image import OneImageDetector
from paddle_lrkit.train.registry import BOX_TRANSFORMS, DATASETS, MODELS
from paddle_lrkit.train.tasks.average_precision import ImageDetections, average_precision, check_installed
from paddle_lrkit.train.tasks.base import one_per_line
from paddle_lrkit.train.tasks.samplers import eval_sampler, order_by_batch, train_sampler
from paddle_lrkit.train.tasks.unused_keys import check_unused

_PICTURES = 4
_MIN_SCORE = 0.5
_UNUSED = (
    "Loss",
    "Tokenizer",
    "*.batch_transforms",
    "*.loader.length_window",
    "Eval.loader.aspect_ratio_grouping",
    "Test.loader.aspect_ratio_grouping",
    "Global.data_format",
    "Global.to_static",
)


class Detection:
    """A network that detects objects; see `FasterRCNN` for its inputs and outputs.

    The best checkpoint is selected by the metric that is customary for the evaluation set: ``AP`` for COCO, ``AP50``
    for Pascal VOC and DigitScenes.

    Args:
        settings: The whole config; metrics need ``Eval``.

    Raises:
        ConfigError: A section is invalid for detection.
        DataError: The data cannot be used.
    """

    higher_is_better = True

    def __init__(self, settings: Settings) -> None:
        check_unused(settings, *_UNUSED)
        self.settings = settings
        self.train_set = _dataset(settings.Train, "Train")
        self.train_transforms = _transforms(settings.Train, "Train")
        self.num_samples = len(self.train_set)
        self.eval_set: Any = self._eval_set(settings.Eval) if settings.Eval else None
        self.eval_transforms = _transforms(settings.Eval, "Eval") if settings.Eval else []
        self.metric: str = (self.eval_set or self.train_set).metric
        self.model = settings.Architecture.build(MODELS, reserved={"num_classes": len(self.train_set.names)})
        self._unreadable = UnreadableImages(self.train_set)
        self._pictures: dict[str, np.ndarray] = {}

    def _eval_set(self, data: Data) -> Any:
        check_installed()
        dataset = _dataset(data, "Eval")
        if dataset.names != self.train_set.names:
            raise ConfigError(
                tr(
                    "has other classes than the training set: {} instead of {}",
                    tr(", ").join(dataset.names[:8]),
                    tr(", ").join(self.train_set.names[:8]),
                ),
                key="Eval.dataset",
            )
        if any(transform.name == "RandomFlip" for transform in data.transforms):
            raise ConfigError(tr("mirrors images, but not their annotations; remove RandomFlip"), key="Eval.transforms")
        return dataset

    def train_batches(self, start_batch: int) -> BatchLoader:
        sampler = train_sampler(self.settings, self.num_samples, start_batch, self._order())
        fetch = DetectionFetcher(self.train_set, self.train_transforms, seed=self.settings.Global.seed)
        return measured_loader(fetch, sampler, self.settings.Train.loader, DetectionBatch._make)

    def _order(self) -> EpochOrder | None:
        loader = self.settings.Train.loader
        if not loader.aspect_ratio_grouping:
            return None
        wide = np.array([one.width > one.height for one in self.train_set.annotations])
        seed = self.settings.Global.seed
        return order_by_batch(
            self.settings, self.num_samples, lambda size: AspectRatioOrder(wide, size, seed, loader.shuffle)
        )

    def losses(self, model: paddle.nn.Layer, batch: DetectionBatch) -> dict[str, Any]:
        self._unreadable.record(batch.unreadable.tolist())
        terms: dict[str, Any] = model(batch.images, batch.sizes, *batch.objects())
        return terms

    def evaluate(self, model: paddle.nn.Layer) -> dict[str, float]:
        if self.eval_set is None:
            return {}
        detected = self.detect(model)
        self._pictures = {f"detections/{number}": self._picture(one) for number, one in enumerate(detected[:_PICTURES])}
        return average_precision(self._ground_truth, self.eval_set.category_ids, detected)

    @cached_property
    def _ground_truth(self) -> dict[str, Any]:
        truth: dict[str, Any] = self.eval_set.ground_truth()
        return truth

    @cached_property
    def _unreadable_in_evaluation(self) -> UnreadableImages:
        return UnreadableImages(self.eval_set)

    def eval_batches(self) -> Iterator[DetectionBatch]:
        data = self.settings.Eval
        if data is None:
            return
        sampler = eval_sampler(data, len(self.eval_set))
        fetch = DetectionFetcher(self.eval_set, self.eval_transforms, replace=False)
        for batch in measured_loader(fetch, sampler, data.loader, DetectionBatch._make):
            self._unreadable_in_evaluation.record(batch.unreadable.tolist())
            yield batch._replace(unreadable=batch.unreadable[:1])

    def detect(self, model: paddle.nn.Layer) -> list[ImageDetections]:
        """Detections on all readable images of ``Eval``, in order; processes share the images."""
        own: list[tuple[int, ImageDetections]] = []
        for batch in self.eval_batches():
            outputs = zip(batch.indices.tolist(), batch.sizes.numpy(), model(batch.images, batch.sizes), strict=True)
            own += [(index, self._original(index, size, output)) for index, size, output in outputs if index >= 0]
        detected = [one for part in all_gather(own) for one in part]
        return [detections for _, detections in sorted(detected, key=itemgetter(0))]

    def _original(self, index: int, size: np.ndarray, output: Any) -> ImageDetections:
        """Detections in the pixels of the image file."""
        annotation = self.eval_set.annotations[index]
        factors = np.array([annotation.width / size[1], annotation.height / size[0]] * 2, np.float32)
        boxes = output.boxes.numpy() * factors
        return ImageDetections(annotation.image_id, boxes, output.scores.numpy(), output.labels.numpy())

    def _picture(self, detected: ImageDetections) -> np.ndarray:
        """The objects of an image, and beside them the detections of which the model is sure."""
        index = next(i for i, one in enumerate(self.eval_set.annotations) if one.image_id == detected.image_id)
        sure = detected.scores >= _MIN_SCORE
        sample, names = self.eval_set[index], self.eval_set.names
        truth = draw_boxes(sample.image, sample.boxes, sample.labels, None, names)
        boxes, labels, scores = detected.boxes[sure], detected.labels[sure], detected.scores[sure]
        found = draw_boxes(sample.image, boxes, labels, scores, names)
        with in_language("en"):  # the font has no other letters
            number = f"{plural(len(labels), 'box', 'boxes')} above {_MIN_SCORE:g}"
            objects = plural(len(sample.labels), "object")
        caption = number if len(labels) else none_above(_MIN_SCORE, detected.scores)
        return beside(with_caption(truth, f"ground truth: {objects}"), with_caption(found, caption))

    def pictures(self) -> dict[str, np.ndarray]:
        return self._pictures

    def export_files(self) -> dict[str, str]:
        return {"labels.txt": one_per_line(self.train_set.names)}

    def inference(self) -> dict[str, Any]:
        evaluation = self.settings.Eval
        return {
            "classes": list(self.train_set.names),
            "stride": DetectionFetcher.stride,
            "transforms": evaluation and as_plain(evaluation.transforms),
        }

    def inference_network(self, model: paddle.nn.Layer) -> paddle.nn.Layer:
        return OneImageDetector(model)

    def input_spec(self) -> list[Any]:
        image = paddle.static.InputSpec([1, 3, None, None], "float32", "image")
        return [image, paddle.static.InputSpec([1, 2], "float32", "size")]


def _dataset(data: Data, section: str) -> Any:
    dataset = data.dataset.build(DATASETS)
    if not hasattr(dataset, "ground_truth"):
        raise ConfigError(tr("{} has no boxes, which detection needs", data.dataset.name), key=f"{section}.dataset")
    if not any(len(one.labels) for one in dataset.annotations):
        raise DataError(tr("{}: the images have no object to detect", getattr(dataset, "source", data.dataset.name)))
    return dataset


def _transforms(data: Data, section: str) -> list[Any]:
    transforms = [component.build(BOX_TRANSFORMS) for component in data.transforms]
    empty = DetectionSample(np.zeros((64, 64, 3), np.uint8), as_boxes([]), np.zeros(0, np.int64))
    dtype = apply(transforms, empty, np.random.default_rng(0)).image.dtype
    if dtype != np.float32:
        raise ConfigError(
            tr("must end with Normalize, which gives float32; got {}", dtype), key=f"{section}.transforms"
        )
    return transforms
