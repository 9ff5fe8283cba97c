"""Object detection."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from operator import itemgetter
from typing import Any

import numpy as np
import paddle

from paddle_lrkit.config.bind import Component
from paddle_lrkit.config.settings import Data, Settings
from paddle_lrkit.errors import ConfigError, DataError, LrkitError
from paddle_lrkit.train.data.boxes.dataset import BoxedImage, no_boxes
from paddle_lrkit.train.data.boxes.drawing import draw_boxes
from paddle_lrkit.train.data.boxes.grouping import AspectOrder
from paddle_lrkit.train.data.boxes.loader import BoxBatch, Unreadable, box_loader
from paddle_lrkit.train.data.boxes.transforms import apply
from paddle_lrkit.train.data.loading.sampler import EvalBatches, TrainBatches
from paddle_lrkit.train.distributed.processes import gather, rank, world_size
from paddle_lrkit.train.registry import BOX_TRANSFORMS, DATASETS, MODELS
from paddle_lrkit.train.tasks.average_precision import Detections, average_precision, check_installed
from paddle_lrkit.train.tasks.companions import lines
from paddle_lrkit.train.tasks.refuse import refuse

_PICTURES = 4
_LEAST_SCORE = 0.5
_FOREIGN = (
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
    """A network that finds boxes; see `FasterRCNN` for what it takes and gives.

    The best checkpoint is chosen by what the evaluation set is customarily judged by: ``AP`` for COCO, ``AP50`` for
    Pascal VOC and DigitScenes.

    Args:
        settings: The whole config; ``Eval`` is needed for metrics.

    Raises:
        ConfigError: A section does not fit to detection.
        DataError: The data cannot be used.
    """

    higher_is_better = True

    def __init__(self, settings: Settings) -> None:
        refuse(settings, *_FOREIGN)
        self.settings = settings
        self.train_set = _dataset(settings.Train, "Train")
        self.train_transforms = _transforms(settings.Train, "Train")
        self.num_samples = len(self.train_set)
        self.eval_set: Any = self._eval_set(settings.Eval) if settings.Eval else None
        self.eval_transforms = _transforms(settings.Eval, "Eval") if settings.Eval else []
        self.metric: str = (self.eval_set or self.train_set).metric
        self.model = settings.Architecture.build(MODELS, reserved={"num_classes": len(self.train_set.names)})
        self._unreadable = Unreadable(self.train_set)
        self._pictures: dict[str, np.ndarray] = {}

    def _eval_set(self, data: Data) -> Any:
        check_installed()
        dataset = _dataset(data, "Eval")
        if dataset.names != self.train_set.names:
            raise ConfigError(
                f"has other classes than the training set: {', '.join(dataset.names[:8])} instead of "
                f"{', '.join(self.train_set.names[:8])}",
                key="Eval.dataset",
            )
        if any(transform.name == "RandomFlip" for transform in data.transforms):
            raise ConfigError("mirrors images, but not their annotations; remove RandomFlip", key="Eval.transforms")
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
            order=self._order(),
        )
        fetch = BoxBatch(self.train_set, self.train_transforms, seed=run.seed)
        return box_loader(fetch, batches, loader.batch_size, loader.num_workers)

    def _order(self) -> AspectOrder | None:
        loader = self.settings.Train.loader
        if not loader.aspect_ratio_grouping:
            return None
        wide = np.array([one.width > one.height for one in self.train_set.annotations])
        return AspectOrder(wide, loader.batch_size * world_size(), self.settings.Global.seed, loader.shuffle)

    def losses(self, model: paddle.nn.Layer, batch: Any) -> dict[str, Any]:
        images, sizes, boxes, labels, counts, _, unreadable = batch
        self._unreadable.take(unreadable.tolist())
        each = list(enumerate(counts.tolist()))
        objects = [boxes[image, :count] for image, count in each]
        classes = [labels[image, :count] for image, count in each]
        terms: dict[str, Any] = model(images, sizes, objects, classes)
        return terms

    def evaluate(self, model: paddle.nn.Layer) -> dict[str, float]:
        if self.eval_set is None:
            return {}
        found = self.detect(model)
        self._pictures = {f"detections/{number}": self._picture(one) for number, one in enumerate(found[:_PICTURES])}
        return average_precision(self._ground_truth, self.eval_set.category_ids, found)

    @cached_property
    def _ground_truth(self) -> dict[str, Any]:
        truth: dict[str, Any] = self.eval_set.ground_truth()
        return truth

    @cached_property
    def _unreadable_in_evaluation(self) -> Unreadable:
        return Unreadable(self.eval_set)

    def detect(self, model: paddle.nn.Layer) -> list[Detections]:
        """Detections on all readable images of ``Eval``, in their order; processes share the images."""
        data = self.settings.Eval
        if data is None:
            return []
        fetch = BoxBatch(self.eval_set, self.eval_transforms, replace=False)
        batches = EvalBatches(len(self.eval_set), data.loader.batch_size, rank(), world_size())
        found = []
        for images, sizes, _, _, _, indices, failed in box_loader(
            fetch, batches, data.loader.batch_size, data.loader.num_workers
        ):
            self._unreadable_in_evaluation.take(failed.tolist())
            outputs = zip(indices.tolist(), sizes.numpy(), model(images, sizes), strict=True)
            found += [(index, self._original(index, size, output)) for index, size, output in outputs if index >= 0]
        everything = [one for part in gather(found) for one in part]
        return [detections for _, detections in sorted(everything, key=itemgetter(0))]

    def _original(self, index: int, size: np.ndarray, output: tuple[Any, Any, Any]) -> Detections:
        """Detections with the coordinates of the image file."""
        annotation = self.eval_set.annotations[index]
        boxes, scores, labels = (one.numpy() for one in output)
        factors = np.array([annotation.width / size[1], annotation.height / size[0]] * 2, np.float32)
        return Detections(annotation.image_id, boxes * factors, scores, labels)

    def _picture(self, found: Detections) -> np.ndarray:
        index = next(i for i, one in enumerate(self.eval_set.annotations) if one.image_id == found.image_id)
        sure = found.scores >= _LEAST_SCORE
        image = self.eval_set[index].image
        return draw_boxes(image, found.boxes[sure], found.labels[sure], found.scores[sure], self.eval_set.names)

    def pictures(self) -> dict[str, np.ndarray]:
        return self._pictures

    def companions(self) -> dict[str, str]:
        return {"labels.txt": lines(self.train_set.names)}

    def input_spec(self) -> list[Any]:
        raise LrkitError("a detector cannot be exported yet; its checkpoints are read by lrkit eval")


def _dataset(data: Data, section: str) -> Any:
    dataset = data.dataset.build(DATASETS)
    if not hasattr(dataset, "ground_truth"):
        raise ConfigError(f"{data.dataset.name} has no boxes, which detection needs", key=f"{section}.dataset")
    if not any(len(one.labels) for one in dataset.annotations):
        raise DataError(f"{getattr(dataset, 'source', data.dataset.name)}: no object that could be found is in it")
    return dataset


def _transforms(data: Data, section: str) -> list[Any]:
    components: list[Component] = data.transforms
    transforms = [component.build(BOX_TRANSFORMS) for component in components]
    blank = BoxedImage(np.zeros((64, 64, 3), np.uint8), no_boxes(), np.zeros(0, np.int64))
    kind = apply(transforms, blank, np.random.default_rng(0)).image.dtype
    if kind != np.float32:
        raise ConfigError(f"must end with Normalize, which gives float32; got {kind}", key=f"{section}.transforms")
    return transforms
