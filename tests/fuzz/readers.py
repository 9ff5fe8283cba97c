"""The readers of files that come from elsewhere, each with inputs that it accepts and that mutations begin with."""

from __future__ import annotations

import hashlib
import io
import json
import pickle
import random
import struct
import tarfile
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.curves import cosine
from paddle_lrkit.errors import LrkitError
from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.engine import checked_file
from paddle_lrkit.plot.words import ENGLISH
from paddle_lrkit.reports.plot import resumed_run
from paddle_lrkit.runs.audit.place_rows import place_rows
from paddle_lrkit.runs.log import FILE_NAME, read_log
from paddle_lrkit.runs.logged import applied_rates, logged_metric, updates_logged
from paddle_lrkit.runs.logs.read_logs import LogOptions, read_logs
from paddle_lrkit.runs.manifest import MANIFEST, STATE
from paddle_lrkit.runs.run_config import lengths_of_run
from paddle_lrkit.runs.vdl_records import check_records, torn_bytes, trim_records
from paddle_lrkit.runs.vdl_writer import ScalarPoint, write_scalars
from paddle_lrkit.scripts.read_options import ReadOptions
from paddle_lrkit.scripts.script_programs import ScriptPrograms
from paddle_lrkit.scripts.script_schedules import script_drawing
from paddle_lrkit.suites import load_schedule
from paddle_lrkit.suites.lrkit.training_set import training_set
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import LengthOptions, RunLength, parse_duration
from tests.fuzz.mutations import as_text, damaged_bytes, damaged_value
from tests.runs.checkpoints import scheduler_state
from tests.runs.logs.tables import event
from tests.suites.lrkit_config import CONFIG
from tests.suites.test_mutations import CONFIGS


class Reader(NamedTuple):
    """Something that reads files of others.

    Args:
        seeds: Inputs that it accepts; documents, or bytes.
        read: Input and a folder for files -> nothing; it may raise `LrkitError` alone.
    """

    seeds: Sequence[Any]
    read: Callable[[bytes, Path], None]


def mutated(random: random.Random, seeds: Sequence[Any]) -> bytes:
    """An input that begins as one of the seeds."""
    seed = random.choice(seeds)
    if isinstance(seed, bytes):
        return damaged_bytes(random, seed)
    if random.randrange(3):
        return as_text(damaged_value(random, seed))
    return damaged_bytes(random, as_text(seed))


def _written(content: bytes, folder: Path, name: str) -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


def _config(content: bytes, folder: Path) -> None:
    schedule = load_schedule(_written(content, folder, "c.yml"), steps_per_epoch=10)
    for update in (0, 7, 10**6):
        schedule.curve(update)


def _check(content: bytes, folder: Path) -> None:
    checked_file(str(_written(content, folder, "k.yml")), CheckOptions(length=LengthOptions(10)), ConfigFiles())


def _script(content: bytes, folder: Path) -> None:
    file = str(_written(content, folder, "s.py"))
    checked_file(file, CheckOptions(), ConfigFiles())
    for schedule in script_drawing(file, ScriptPrograms(ConfigFiles(), ReadOptions(10))).schedules:
        schedule.curve(7)


def _log(content: bytes, folder: Path) -> None:
    file = _written(content, folder, FILE_NAME)
    lengths_of_run(str(folder / "config.yml"), LengthOptions())
    rows = read_log(file)
    applied_rates(rows)
    updates_logged(rows)
    logged_metric(rows, "loss", file)


def _training_log(content: bytes, folder: Path) -> None:
    for log in read_logs([str(_written(content, folder, "training"))], LogOptions()):
        place_rows(log, steps_per_epoch=7)
        log.rows.place[-1]


def _record(content: bytes, folder: Path) -> None:
    file = _written(content, folder, "vdlrecords.run.log")
    torn_bytes(file)
    check_records(file)
    trim_records(file, 5)


@cache
def _schedule() -> Schedule:
    return load_schedule({"iters": 1000, "lr_scheduler": {"type": "PolynomialDecay", "learning_rate": 0.1}})


def _run(folder: Path, manifest: bytes, state: bytes) -> Path:
    last = folder / "run" / "checkpoints" / "last"
    last.mkdir(parents=True, exist_ok=True)
    (last / MANIFEST).write_bytes(manifest)
    (last / STATE).write_bytes(state)
    return folder / "run"


def _state(content: bytes, folder: Path) -> None:
    run = _run(folder, json.dumps({STATE: hashlib.sha256(content).hexdigest()}).encode(), content)
    lengths_of_run(str(run / "config.yml"), LengthOptions())
    for policy in (None, "keep", "extend", "rescale"):
        with suppress(LrkitError):
            resumed_run(_schedule(), str(run), policy, ENGLISH)


def _manifest(content: bytes, folder: Path) -> None:
    lengths_of_run(str(_run(folder, content, as_text(STATES[0])) / "config.yml"), LengthOptions())
    resumed_run(_schedule(), str(folder / "run"), "keep", ENGLISH)


def _duration(content: bytes, folder: Path) -> None:
    parse_duration(content.decode("utf-8", "replace")).updates(RunLength(1000, 10))


def _coco_count(content: bytes, folder: Path) -> None:
    from paddle_lrkit.config.document import Document

    _written(content, folder, "coco.json")
    dataset = {"name": "Coco", "dataset_dir": str(folder), "anno_path": "coco.json"}
    training_set(Document({"Train": {"dataset": dataset}}, {}, "a.yml"))


def _voc_count(content: bytes, folder: Path) -> None:
    from paddle_lrkit.config.document import Document

    (folder / "Annotations").mkdir(exist_ok=True)
    (folder / "list.txt").write_text("1\n")
    _written(content, folder / "Annotations", "1.xml")
    dataset = {"name": "Voc", "dataset_dir": str(folder), "anno_path": "list.txt"}
    training_set(Document({"Train": {"dataset": dataset}}, {}, "a.yml"))


def _clue_count(content: bytes, folder: Path) -> None:
    from paddle_lrkit.config.document import Document

    _written(content, folder, "train.json")
    dataset = {"name": "Clue", "path": str(folder), "task": "ocnli"}
    training_set(Document({"Train": {"dataset": dataset}}, {}, "a.yml"))


def _tensors(content: bytes, folder: Path) -> None:
    from paddle_lrkit.train.checkpoints.safetensors_file import load_tensors

    load_tensors(_written(content, folder, "model.safetensors"))


def _inference_weights(content: bytes, folder: Path) -> None:
    from paddle_lrkit.train.models.inference_weights import NAMES, PARAMETERS, read_inference_weights

    _written(b'["a", "b"]', folder, NAMES)
    read_inference_weights(_written(content, folder, PARAMETERS).parent)


def _pickle(content: bytes, folder: Path) -> None:
    from paddle_lrkit.pickles import safe_pickle

    safe_pickle.load_stream(io.BytesIO(content), "x")


def _optimizer_state(content: bytes, folder: Path) -> None:
    from paddle_lrkit.pickles.state import read_state

    read_state(_written(content, folder, "a.pdopt"))


def _archive(content: bytes, folder: Path) -> None:
    from paddle_lrkit.train.data.archive import read_archive

    read_archive(_written(content, folder, "a.tar"), ["d/a", "d/b"])


def _coco(content: bytes, folder: Path) -> None:
    from paddle_lrkit.train.data.boxes.coco import Coco

    (folder / "1.png").touch()
    Coco(str(_written(content, folder, "coco.json")), dataset_dir=str(folder)).ground_truth()


def _file_list(content: bytes, folder: Path) -> None:
    from paddle_lrkit.train.data.images.file_list import FileList

    (folder / "a.png").touch()
    FileList(str(folder), str(_written(content, folder, "list.txt")))


def _record_bytes() -> bytes:
    message = b"\x0a\x12" + b"\x08\x05" + b"\x12\x05train" + b"\x19" + bytes(8)
    return b"".join(struct.pack("<Q", len(part)) + part for part in (message, b"\x0a\x04\x08\x01\x10\x02", message))


def _vdl_bytes() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vdlrecords.log"
        write_scalars(path, [ScalarPoint(tag, at, 0.1, at) for at in range(9) for tag in ("TRAIN/lr", "TRAIN/loss")])
        return path.read_bytes()


def _safetensors() -> bytes:
    header = {
        "w": {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]},
        "__metadata__": {"types": '{"w": "float32"}'},
    }
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + bytes(16)


def _inference_arrays() -> bytes:
    message = b"\x08\x05\x10\x02\x10\x02"  # float32, 2 x 2
    return (bytes(16) + struct.pack("<I", len(message)) + message + bytes(16)) * 2


def _tar() -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name in ("d/a", "d/b"):
            member = tarfile.TarInfo(name)
            member.size = 700
            archive.addfile(member, io.BytesIO(b"x" * 700))
    return stream.getvalue()


DOCUMENTS = [data for _, _, data in CONFIGS]
SCRIPT = b"""import paddle
from paddle.optimizer.lr import StepDecay, LinearWarmup
step = 3 * 2
base = StepDecay(learning_rate=0.1, step_size=step, gamma=0.1)
lr = LinearWarmup(learning_rate=base, warmup_steps=5, start_lr=0.0, end_lr=0.1)
opt = paddle.optimizer.SGD(lr, parameters=[])
for epoch in range(10):
    for i in range(100):
        opt.step()
        lr.step()
"""
ROWS = [
    {"update": update, "epoch": update / 7, "train/loss": 1.5, "rate/applied": 0.1, "eval/loss": "NaN"}
    for update in (0, 5, 9)
]
STATES = [
    {
        "format": 1,
        "update": 50,
        "batch": 50,
        "metrics": {"loss": 0.5},
        "best": 0.5,
        "scheduler": scheduler_state(cosine(0.1, 0.0, 100), 50),
        "scaler": {"scale": [1024.0], "incr_count": 3},
        "data": {"processes": 1, "number of training samples": 700, "Train.loader.batch_size": 7},
    },
    {
        "scheduler": {
            "last_epoch": 9,
            "last_lr": 0.05,
            "best": 0.3,
            "num_bad_epochs": 1,
            "cooldown_counter": 0,
            "LinearWarmup_LR": {"last_epoch": 9, "last_lr": 0.05},
        }
    },
]
COCO = {
    "images": [{"id": 1, "file_name": "1.png", "height": 40, "width": 60}],
    "annotations": [{"id": 1, "image_id": 1, "category_id": 3, "bbox": [1.5, 1, 5.0, 5], "area": 25.0, "iscrowd": 0}],
    "categories": [{"id": 3, "name": "cat"}],
}
VOC = (
    b"<annotation><size><width>60</width><height>40</height></size><object><name>cat</name><difficult>0</difficult>"
    b"<bndbox><xmin>1</xmin><ymin>1</ymin><xmax>9</xmax><ymax>9</ymax></bndbox></object></annotation>"
)
HISTORY = [{"step": step, "learning_rate": 1e-05 * step, "loss": 2.0, "epoch": step / 40} for step in (10, 20, 30)]
TRAINING_LOGS = [
    b"epoch;batch;lr;loss\n" + b"".join(b"%d;%d;0.1;2.5\n" % (at // 3, at % 3) for at in range(9)),
    b"step,lr,skipped,mode,rank\n" + b"".join(b"%d,0.0%d,%d,train,0\n" % (at, 9 - at, at % 2) for at in range(9)),
    b"".join(b"%d\t0.0%d\t%d.5\n" % (20 * at, 9 - at, at * 7 % 5) for at in range(9)),
    b"".join(as_text({"iter": at, "train": {"lr": 0.1 / 3, "loss": at / 7}}) + b"\n" for at in range(9)),
    b"".join(as_text({**row, "rate/planned": 0.1}) + b"\n" for row in ROWS),
    {"best_model_checkpoint": None, "log_history": HISTORY, "max_steps": 30},
    b"".join(event(at, tag, at / 9, at, tensor=at > 4) for at in range(9) for tag in ("lr", "loss", "epoch")),
    b"".join(b"[TRAIN] epoch: 1, iter: %d/90, loss: 2.5, lr: 0.00%d, batch_cost: 0.1\n" % (at, at) for at in range(9)),
    b"".join(
        b"[06/08 16:58:12] ppdet.engine INFO: Epoch: [0] [%d/9] learning_rate: 0.1 loss: 2.5 eta: 1\n" % at
        for at in range(9)
    ),
    _vdl_bytes(),
]
READERS = {
    "config": Reader([*DOCUMENTS, CONFIG.encode()], _config),
    "check": Reader([*DOCUMENTS, CONFIG.encode()], _check),
    "script": Reader([SCRIPT], _script),
    "duration": Reader([b"5ep", b"500it", b"10%", b"0.5ep"], _duration),
    "log": Reader([b"".join(as_text(row) + b"\n" for row in ROWS), *(as_text(row) + b"\n" for row in ROWS)], _log),
    "training log": Reader(TRAINING_LOGS, _training_log),
    "record": Reader([_record_bytes()], _record),
    "state": Reader(STATES, _state),
    "manifest": Reader([{STATE: hashlib.sha256(as_text(STATES[0])).hexdigest(), "model.safetensors": "0"}], _manifest),
    "coco count": Reader([COCO], _coco_count),
    "clue count": Reader([{"label": "-", "sentence1": "a", "sentence2": "b"}], _clue_count),
    "voc count": Reader([VOC], _voc_count),
    "file list": Reader([b"a.png 0\na.png 1\n"], _file_list),
    "coco": Reader([COCO], _coco),
    "archive": Reader([_tar()], _archive),
    "pickle": Reader(
        [pickle.dumps({"w": np.arange(6.0).reshape(2, 3), "n": [1, "a"]}, protocol) for protocol in (2, 4)], _pickle
    ),
    "optimizer state": Reader(
        [
            pickle.dumps({"m": ("m", np.ones(9)), "LR_Scheduler": {"last_epoch": 3, "last_lr": 0.1}}, protocol)
            for protocol in (2, 4)
        ],
        _optimizer_state,
    ),
    "safetensors": Reader([_safetensors()], _tensors),
    "inference weights": Reader([_inference_arrays()], _inference_weights),
}
