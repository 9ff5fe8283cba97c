"""Directories in which the files exist that a page names."""

from __future__ import annotations

import atexit
import functools
import io
import json
import math
import shutil
import tempfile
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

import numpy as np
from PIL import Image

from paddle_lrkit.forecast.functional import FunctionalLaw
from tests.docs import files
from tests.docs.pages import ROOT
from tests.docs.shell import inside, run_lrkit
from tests.forecast.runs import curve, wsd
from tests.suites import suite_checkpoints


def lay_out(page: str, folder: Path) -> None:
    """Puts the files that a page names and does not show into the current directory, which is ``folder``."""
    for name in ("configs", "benchmarks/schedules", "benchmarks/optimizers"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("results"))
    for make in _PAGES.get(page, ()):
        make(folder)


def write(folder: Path, texts: dict[str, str]) -> None:
    """Writes files below a folder."""
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


Maker = Callable[[Path], None]
"""Puts files into a folder."""


def _written(texts: dict[str, str]) -> Maker:
    return lambda folder: write(folder, texts)


def _changed(old: str, new: str, *changes: tuple[str, str]) -> Maker:
    """Another version of a file that the page shows."""

    def make(folder: Path) -> None:
        text = (folder / old).read_text(encoding="utf-8")
        for before, after in changes:
            assert before in text, f"{old} has no {before}"
            text = text.replace(before, after)
        write(folder, {new: text})

    return make


def _pictures(*names: str) -> Maker:
    def make(folder: Path) -> None:
        grey = np.random.default_rng(0).integers(0, 256, (len(names), 12, 12, 3), np.uint8)
        for name, pixels in zip(names, grey, strict=True):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(pixels).save(folder / name)

    return make


def _paddleclas(updates: int, *epochs: int) -> Maker:
    """Checkpoints of a cosine over 10 epochs, each after one of these."""

    def make(folder: Path) -> None:
        for epoch in epochs:
            state = suite_checkpoints.state(updates * epoch, 0.05 * (1 + math.cos(math.pi * epoch / 10)))
            suite_checkpoints.ppcls(folder / f"output/epoch_{epoch}", state, epoch)

    return make


def _log(name: str, config: str, *, fault: bool = False) -> Maker:
    """The log and the config that the example writes, with its wrong resume or without one."""

    def make(folder: Path) -> None:
        source = (ROOT / "examples/06_audit_a_log.py").read_text(encoding="utf-8")
        whole = source.replace("24, 500, 12", "24, 500, 24")
        assert whole != source
        with tempfile.TemporaryDirectory() as place, inside(place), redirect_stdout(io.StringIO()):
            exec(compile(source if fault else whole, "example", "exec"), {})
            write(folder, {name: Path("train.log").read_text(), config: Path("yolov3.yml").read_text()})

    return make


def _trained(name: str, text: str, data: Maker = lambda folder: None) -> Maker:
    """A run ``output/NAME`` of our trainer, which is trained once for all pages, where its data remain."""

    @functools.cache
    def train() -> Path:
        place = Path(tempfile.mkdtemp())
        atexit.register(shutil.rmtree, place)
        write(place, {f"{name}.yml": text})
        data(place)
        with inside(place):
            code, output = run_lrkit(["train", "-c", f"{name}.yml", "-q"])
        assert code == 0, output
        return place / "output" / name

    return lambda folder: shutil.copytree(train(), folder / "output" / name)


def _losses() -> list[tuple[int, float, float]]:
    """Update, rate and loss of a run with warmup, plateau and decay whose losses follow the functional law."""
    rates = wsd()
    run = curve("run", rates, FunctionalLaw(), (2.6, 0.3, 0.15), (0.45, 300.0, 0.5, 0.12), every=80, noise=3e-4)
    rows = zip(run.updates.tolist(), rates[run.updates].tolist(), run.losses.tolist(), strict=True)
    return [(0, 0.0, 9.0), *rows]


def _tables(*names: str) -> Maker:
    """These losses as tables."""
    rows = [f"{update},{rate!r},{loss!r}\n" for update, rate, loss in _losses()]
    return _written(dict.fromkeys(names, "".join(["step,lr,loss\n", *rows])))


def _logged(folder: Path) -> None:
    """These losses as a run of our trainer."""
    keys = ("update", "epoch", "rate/planned", "rate/applied", "train/loss")
    lines = [
        json.dumps(dict(zip(keys, (update, 0.0, rate, rate, loss), strict=True))) for update, rate, loss in _losses()
    ]
    write(folder, {"output/run/log.jsonl": "\n".join(lines) + "\n", "output/run/config.yml": files.LOGGED})


_APPLIED = "\n".join(["iteration,learning_rate", *(f"{at},{3e-4 * (1 - at / 1000)!r}" for at in range(0, 1000, 10))])
_FIVE = _pictures(*(f"five/{kind}/{number}.png" for kind in "abcde" for number in range(2)))
_RUN = _trained("run", files.TRAINING)
_PAGES: dict[str, tuple[Maker, ...]] = {
    "benchmarks/README.md": (_written({"softmax.yml": files.SOFTMAX, "refined.yml": files.COSINE}),),
    "docs/architecture.md": (
        _written({"faster_rcnn.yml": files.DETECTION, "run.yml": files.TRAINING}),
        _log("train.log", "yolov3.yml", fault=True),
    ),
    "docs/audit.md": (
        _log("output/train.log", "output/yolov3.yml"),
        _log("runs/a/train.log", "runs/a/yolov3.yml"),
        _log("train.log", "configs/yolov3_darknet53_270e_coco.yml"),
        _log("train.log", "config.yml"),
        _log("train.log", "yolov3.yml", fault=True),
        _written({"log.csv": _APPLIED + "\n"}),
    ),
    "docs/board.md": (_trained("run", files.TRAINING.replace("visualdl: false", "visualdl: true")),),
    "docs/check.md": (
        _written({"train.py": files.LOOP, "finetune.py": files.TORCH, "config.yml": files.COSINE}),
        _written({"resnet50.yaml": files.RESNET50, "paddlex/configs/PicoDet-S.yaml": files.PADDLEX}),
        _trained("my_run", files.TRAINING),
    ),
    "docs/continue.md": (
        _trained("ten_classes", files.TEN_CLASSES),
        _written({"five_classes.yml": files.FIVE_CLASSES}),
        _FIVE,
    ),
    "docs/extend.md": (
        _written({"c.yaml": files.PPCLS}),
        _paddleclas(4, 7, 10),
        _FIVE,
        _trained("run", files.FIVE_CLASSES, _FIVE),
    ),
    "docs/faq.md": (_paddleclas(100, 10),),
    "docs/index.md": (
        _log("output/train.log", "output/yolov3.yml"),
        _written({"train.py": files.WATCHED, "c.yaml": files.PPCLS}),
        _paddleclas(4, 7, 10),
        _trained("run", files.CONSTANT),
        _pictures(*(f"photos/{kind}/{number}.png" for kind in ("cat", "dog") for number in range(8))),
    ),
    "docs/infer.md": (
        _pictures("photos/cat.png", "photos/dog.png", "a.png", "b.png"),
        _RUN,
        _trained("text_run", files.TEXTS),
        _written({"sentences.txt": "他把书还给了图书馆。\n雨停了。\n"}),
    ),
    "docs/merge.md": (_written({"run.yml": files.LONG}),),
    "docs/plateau-and-resume.md": (
        _changed("patience_2.yml", "patience_5.yml", ("patience: 2", "patience: 5")),
        _changed("cosine.yml", "longer.yml", ("epochs: 8", "epochs: 16"), ("rate: 0.05", "rate: 0.08")),
    ),
    "docs/plugins.md": (_written({"my.yaml": files.TRAINING}),),
    "docs/predict.md": (
        _logged,
        _tables("log.csv", "a.csv", "b.csv", "wsd_20000_24000.csv"),
        _tables("wsd.csv", "cosine_24000.csv", "constant_72000.csv", "wsdcon_3.csv"),
        _written({"cosine.yml": files.COSINE, "c.yml": files.COSINE}),
    ),
    "docs/rank-and-find.md": (
        _written({"cosine.yml": files.SOFTMAX, "step.yml": files.STEP, "wsd.yml": files.WSD}),
        _written({"a.yml": files.COSINE, "b.yml": files.STEP, "config.yml": files.SOFTMAX}),
        _written({f"{name}.yml": files.ranked(name) for name in ("Constant", "CosineAnnealingDecay", "LinearDecay")}),
        _trained("run", files.UNTRAINED),
    ),
    "docs/schedules.md": (_written({"a.yml": files.COSINE, "b.yml": files.STEP}),),
    "docs/several-processes.md": (_written({"config.yml": files.TRAINING}),),
    "docs/suites.md": (
        _written({"firstorder_vox_256.yaml": files.FIRST_ORDER, "conformer.yaml": files.CONFORMER}),
        _written({"PicoDet-S.yaml": files.PADDLEX, "swin_base_patch4_window7_224.yaml": files.SWIN}),
        _written({"repo_apis/PaddleDetection_api/configs/PicoDet-S.yaml": files.DETECTION}),
    ),
    "docs/watch.md": (_written({"train.py": files.WATCHED, "project/train.py": files.WATCHED}),),
}
"""Page: its files, in this order."""
