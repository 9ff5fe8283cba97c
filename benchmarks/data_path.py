"""How many pictures a second the data path delivers: JPEG files, a random crop, a flip, mean and std, batches.

All arms read the same files of 500 x 375 pixels, drawn from a seed, and deliver batches of 32 float32 pictures of
3 x 224 x 224 as Paddle tensors:

* ``lrkit``: the trainer's data path;
* ``PaddleClas``: its ImageNetDataset with the operators of its ResNet50 config, with OpenCV (the default) and Pillow;
* ``Pillow code``: what the field writes (decode, Inception crop, flip, array, CHW, mean, std).

The two peers run in a ``paddle.io.DataLoader``. Checked before: from the same crops Pillow code makes the same pictures
as the trainer, but for the rounding of mean and std; from whole files PaddleClas makes pictures with the same means.
OpenCV's bilinear filter reads 4 pixels for each new one and Pillow's all pixels that the new one covers, so that the
OpenCV arm does less work, for a coarser picture.

A round is one pass. Its first batches, in which workers start and fill their queues, are not timed. In process the
figures are CPU time, with workers wall time, because that holds the work of all processes.

``LRKIT_PADDLECLAS`` is the path of a checkout of PaddleClas (seen with d178931f); its environment is ``ppcls``.
"""

from __future__ import annotations

import math
import os
import random
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from functools import partial
from itertools import count
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from benchmarks.measuring.figure import Figure, worst
from benchmarks.measuring.interval import cpu_ratio, median_of, wall_ratio
from benchmarks.measuring.iterating import timed_batches
from benchmarks.measuring.question import Run, command
from benchmarks.measuring.rounds import Timings
from benchmarks.measuring.timing import Timing
from benchmarks.measuring.worker import PeerAbsentError, Worker

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
SCALE, RATIO = (0.08, 1.0), (3 / 4, 4 / 3)
OURS, PILLOW = "lrkit", "Pillow code"
PADDLECLAS = {"PaddleClas": "cv2", "PaddleClas with Pillow": "pil"}
CHECKED = 8
MOST = 20
"""Rounds at most, because one takes 20 seconds."""


@dataclass(frozen=True)
class Pass:
    """One pass over the files that ``listing`` names.

    Args:
        folder: The files.
        listing: Text file with a path and a label on each line.
        side: Height and width of the pictures in a batch.
        batch: Pictures of a batch.
        workers: Worker processes.
        skipped: Batches that are not timed.
        batches: Batches after them.
    """

    folder: str
    listing: str
    side: int
    batch: int
    workers: int
    skipped: int
    batches: int


def answer(run: Run) -> None:
    """Times each arm with 0, 1 and 2 workers."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        passes = [_pass(folder, workers, run.smoke) for workers in ((0,) if run.smoke else (0, 1, 2))]
        check_pillow_code(passes[0])
        peers = _paddleclas(run, stack, passes[0])
        for one in passes:
            arms: dict[str, Callable[[], Timing]] = {OURS: our_arm(one), PILLOW: pillow_arm(one)}
            arms |= {name: partial(peer, **asdict(one)) for name, peer in peers.items()}
            run.measure(_where(one), arms, partial(_figures, one), MOST)
    for peer in (PILLOW, *peers):
        run.figures.append(worst(f"lrkit / {peer}", [one for one in run.figures if one.name.startswith(_ratio(peer))]))


def _ratio(peer: str) -> str:
    return f"lrkit / {peer}, "


def _where(one: Pass) -> str:
    return ("in process", "1 worker", "2 workers")[one.workers]


def _figures(one: Pass, timings: Timings) -> list[Figure]:
    where, ratio, kind = (
        (f"{one.workers} workers", wall_ratio, "wall") if one.workers else ("in process", cpu_ratio, "CPU")
    )
    pictures = one.batches * one.batch
    speeds = [
        Figure(f"{arm}, {where}", median_of(pictures / timing.wall for timing in times), "pictures/s")
        for arm, times in timings.items()
    ]
    ratios = [
        Figure(f"{_ratio(arm)}{where}, {kind}", ratio(timings[OURS], timings[arm]), "x", at_most=1.0)
        for arm in timings
        if arm != OURS
    ]
    return speeds + ratios


def _pass(folder: str, workers: int, smoke: bool) -> Pass:
    """The pass of a number of workers; draws the files that are not there."""
    size, side, batch, batches = ((60, 45), 32, 4, 3) if smoke else ((500, 375), 224, 32, 8)
    skipped = 2 * workers + 1
    names = [f"{number}.jpg" for number in range((skipped + batches) * batch)]
    for number, name in enumerate(names):
        if not Path(folder, name).exists():
            picture(number, size).save(Path(folder, name), quality=90)
    listing = Path(folder, f"{workers}.txt")
    listing.write_text("".join(f"{name} {number % 8}\n" for number, name in enumerate(names)), encoding="utf-8")
    return Pass(folder, os.fspath(listing), side, batch, workers, skipped, batches)


def picture(seed: int, size: tuple[int, int]) -> Image.Image:
    """Smooth colours, twelve objects with edges, and the grain of a camera."""
    rng = np.random.default_rng(seed)
    width, height = size
    colors = Image.fromarray(rng.integers(0, 256, (16, 21, 3), dtype=np.uint8)).resize(size, Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(colors)
    for number in range(12):
        left, top = rng.uniform(-0.1, 0.9, 2) * size
        right, bottom = (left, top) + rng.uniform(0.02, 0.3, 2) * size
        shape = draw.ellipse if number % 2 else draw.rectangle
        shape((left, top, right, bottom), fill=tuple(rng.integers(0, 256, 3).tolist()))
    grain = rng.normal(0, 6, (height, width, 1))
    return Image.fromarray(np.clip(np.asarray(colors) + grain, 0, 255).astype(np.uint8))


def our_arm(one: Pass) -> Callable[[], Timing]:
    """The trainer's data path; each pass is the next epoch."""
    from paddle_lrkit.batch_plan import BatchPlan
    from paddle_lrkit.config.settings import Loader
    from paddle_lrkit.train.data.images.file_list import FileList
    from paddle_lrkit.train.data.images.loader import ImageBatch, ImageFetcher
    from paddle_lrkit.train.data.images.transforms import Normalize, RandomFlip, RandomResizedCrop
    from paddle_lrkit.train.data.loading.sampler import SamplingOptions, TrainBatchSampler
    from paddle_lrkit.train.data.loading.workers import measured_loader

    dataset = FileList(one.folder, one.listing)
    fetch = ImageFetcher(dataset, [RandomResizedCrop(one.side, SCALE, RATIO), RandomFlip(), Normalize(MEAN, STD)])
    options, length = SamplingOptions(BatchPlan.constant(len(dataset), one.batch)), one.skipped + one.batches
    epochs = count()

    def arm() -> Timing:
        start = next(epochs) * length
        sampler = TrainBatchSampler(options, start_batch=start, stop_batch=start + length)
        loader = measured_loader(fetch, sampler, Loader(num_workers=one.workers), ImageBatch._make)
        return timed_batches(loader, one.skipped)

    return arm


def pillow_arm(one: Pass) -> Callable[[], Timing]:
    """Pillow code in a ``paddle.io.DataLoader``."""
    import paddle

    class Pictures(paddle.io.Dataset):  # type: ignore[misc]
        def __init__(self) -> None:
            rows = [line.split() for line in Path(one.listing).read_text(encoding="utf-8").splitlines()]
            self.samples = [(os.path.join(one.folder, name), int(label)) for name, label in rows]

        def __len__(self) -> int:
            return len(self.samples)

        def __getitem__(self, index: int) -> tuple[np.ndarray, int]:
            path, label = self.samples[index]
            image = Image.open(path).convert("RGB")
            return pillow_code(image, inception_box(image.size), random.random() < 0.5, one.side), label

    settings = {"batch_size": one.batch, "shuffle": True, "drop_last": True, "num_workers": one.workers}
    loader = paddle.io.DataLoader(Pictures(), **settings)
    return lambda: timed_batches(loader, one.skipped)


def inception_box(size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of a random part of a picture, as torchvision draws it."""
    width, height = size
    for _ in range(10):
        area = width * height * random.uniform(*SCALE)
        ratio = math.exp(random.uniform(math.log(RATIO[0]), math.log(RATIO[1])))
        w, h = round(math.sqrt(area * ratio)), round(math.sqrt(area / ratio))
        if 0 < w <= width and 0 < h <= height:
            left, top = random.randint(0, width - w), random.randint(0, height - h)
            return left, top, left + w, top + h
    return 0, 0, width, height


def pillow_code(image: Image.Image, box: tuple[int, int, int, int], flip: bool, side: int) -> np.ndarray:
    """The float32 array ``[3, side, side]`` of a part of a picture."""
    image = image.crop(box).resize((side, side), Image.Resampling.BILINEAR)
    if flip:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    array = np.ascontiguousarray(np.array(image).transpose(2, 0, 1)).astype(np.float32)
    array /= 255
    array -= np.array(MEAN, np.float32)[:, None, None]
    array /= np.array(STD, np.float32)[:, None, None]
    return array


def check_pillow_code(one: Pass) -> None:
    """Checks that the trainer and the Pillow code make the same picture of the same part of a file."""
    from paddle_lrkit.train.data.images.decode import read_picture
    from paddle_lrkit.train.data.images.transforms import Normalize, RandomResizedCrop
    from paddle_lrkit.train.data.images.transforms.base import random_box
    from paddle_lrkit.train.data.images.transforms.pillow import apply_to_image

    for number in range(CHECKED):
        path = Path(one.folder, f"{number}.jpg")
        steps = [RandomResizedCrop(one.side, SCALE, RATIO), Normalize(MEAN, STD)]
        ours = apply_to_image(steps, read_picture(path), np.random.default_rng(number))
        image = Image.open(path).convert("RGB")
        box = random_box((image.height, image.width), SCALE, RATIO, np.random.default_rng(number))
        top, left, height, width = box or (0, 0, image.height, image.width)
        theirs = pillow_code(image, (left, top, left + width, top + height), False, one.side)
        np.testing.assert_allclose(ours.transpose(2, 0, 1), theirs, atol=2e-6)


def whole_means(one: Pass) -> list[list[float]]:
    """The mean of each channel of some pictures, made by the trainer from whole files."""
    from paddle_lrkit.train.data.images.decode import read_picture
    from paddle_lrkit.train.data.images.transforms import Normalize, Resize
    from paddle_lrkit.train.data.images.transforms.pillow import apply_to_image

    steps, rng = [Resize(one.side), Normalize(MEAN, STD)], np.random.default_rng(0)
    pictures = (read_picture(Path(one.folder, f"{number}.jpg")) for number in range(CHECKED))
    return [apply_to_image(steps, image, rng).mean((0, 1)).tolist() for image in pictures]


def _paddleclas(run: Run, stack: ExitStack, one: Pass) -> dict[str, Callable[..., Timing]]:
    """The arms of PaddleClas, which are told the pass."""
    try:
        place = os.environ.get("LRKIT_PADDLECLAS")
        if not place or not Path(place, "ppcls").is_dir():
            raise PeerAbsentError("LRKIT_PADDLECLAS is not the path of a checkout")
        worker = stack.enter_context(Worker("ppcls", "benchmarks.peers.ppcls_data"))
    except PeerAbsentError as absent:
        run.without("PaddleClas", str(absent))
        return {}
    for backend in PADDLECLAS.values():
        found = worker.ask("means", backend=backend, number=CHECKED, **asdict(one))
        np.testing.assert_allclose(found, whole_means(one), atol=0.02)
    return {name: partial(worker.time, "pass", backend=backend) for name, backend in PADDLECLAS.items()}


main = command(
    "How many pictures a second does the data path deliver, next to PaddleClas' operators and Pillow code?", answer
)

if __name__ == "__main__":
    main()
