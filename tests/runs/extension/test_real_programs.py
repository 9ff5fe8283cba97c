"""Checkpoints that the suites' own programs wrote: resumed by these programs, with the rates that `extend` predicts.

Each program trains for a few updates on a tiny made-up data set, with a schedule that ends; then it resumes with a
larger number of epochs, and with each config that `extend` writes. Needs checkouts and an interpreter, as in
``tests/plugins/test_real_suites.py``.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from paddle_lrkit.reports.extend import extension_report
from paddle_lrkit.runs.extension.extend import Extension, extend
from paddle_lrkit.runs.extension.wish import EXTENSION_POLICIES, ExtensionWish
from paddle_lrkit.suites.source import open_source
from paddle_lrkit.units import LengthOptions, parse_duration
from tests.plugins import test_real_suites as real

EPOCHS, LONGER, STEPS = 2, 5, 4


class Program:
    """A suite's ``tools/train.py`` with a config for `EPOCHS` epochs of `STEPS` updates."""

    suite = variable = pattern = template = checkpoint = ""
    to = f"{LONGER}ep"
    early = 0
    """How many updates early a line prints a rate under ``lrkit exec``: 1 for that of the next update."""

    def __init__(self, folder: Path) -> None:
        self.place, self.folder = real.checkout(self.variable), folder
        self.data()

    def data(self) -> None:
        raise NotImplementedError

    def arguments(self, config: Path) -> list[str]:
        return ["-c", str(config)]

    def config(self, lr: str) -> Path:
        file = self.folder / ("c.yml" if self.suite != "ppcls" else "c.yaml")
        file.write_text(self.template.format(out=self.folder, place=self.place.resolve(), lr=lr, schedulers=lr))
        return file

    def resume(self, checkpoint: Path) -> list[str]:
        raise NotImplementedError

    def saved(self, kept: Path, epoch: int) -> Path:
        return kept / self.checkpoint.format(epoch)

    def train(self, config: Path, *options: str, by_lrkit: bool = False) -> list[float]:
        """The rates that a training logs."""
        text = self.run(["exec", "--suite", self.suite, "--"] if by_lrkit else [], config, *options)
        return [float(rate) for rate in re.findall(self.pattern, text)]

    def run(self, lrkit: list[str], config: Path, *options: str) -> str:
        before = ["-m", "paddle_lrkit", *lrkit] if lrkit else []
        command = [real.PYTHON, *before, "tools/train.py", *self.arguments(config), *options]
        environment = {**os.environ, "PYTHONPATH": f"{real.ROOT}{os.pathsep}{self.place}", "OMP_NUM_THREADS": "1"}
        done = subprocess.run(
            command, cwd=self.place, env=environment, capture_output=True, text=True, check=False, timeout=600
        )
        text = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)
        assert done.returncode == 0, text[-3000:]
        return text


class Clas(Program):
    suite, variable, early = "ppcls", "LRKIT_PADDLECLAS", 1
    pattern = real.TestPaddleClas.PATTERN
    template = real.TestPaddleClas.CONFIG.replace("save_interval: 9", "save_interval: 1").replace(
        "output_dir: {out}", "output_dir: {out}/run"
    )
    checkpoint = "epoch_{}"

    def data(self) -> None:
        real.images(self.folder, 16)
        (self.folder / "train.txt").write_text("".join(f"{number}.png {number % 2}\n" for number in range(16)))

    def resume(self, checkpoint: Path) -> list[str]:
        return ["-o", f"Global.checkpoints={checkpoint}"]

    def train(self, config: Path, *options: str, by_lrkit: bool = False) -> list[float]:
        """It prints ``get_lr()`` of its scheduler, which for a cosine without warmup is never used as a rate."""
        if by_lrkit:
            return super().train(config, *options, by_lrkit=True)
        file = self.folder / "watched.json"
        self.run(["watch", "--json", str(file), "--"], config, *options)
        record = json.loads(file.read_text())
        rates = dict(record["schedulers"][0]["rates"])
        for update in range(1, record["updates"]):
            rates.setdefault(update, rates[update - 1])
        return [rates[update] for update in range(record["updates"])]


class Det(Program):
    suite, variable = "ppdet", "LRKIT_PADDLEDETECTION"
    pattern = real.TestPaddleDetection.PATTERN
    template = real.TestPaddleDetection.CONFIG.replace("snapshot_epoch: 9", "snapshot_epoch: 1")

    def data(self) -> None:
        real.images(self.folder, 8, (64, 64))
        boxes = [{"id": i + 1, "image_id": i, "category_id": 1 + i % 2, "bbox": [8, 8, 30, 30]} for i in range(8)]
        content = {
            "images": [{"id": i, "file_name": f"{i}.png", "width": 64, "height": 64} for i in range(8)],
            "annotations": [{**box, "area": 900, "iscrowd": 0} for box in boxes],
            "categories": [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}],
        }
        (self.folder / "a.json").write_text(json.dumps(content))

    def saved(self, kept: Path, epoch: int) -> Path:
        return kept / ("model_final" if epoch == EPOCHS else str(epoch - 1))

    def resume(self, checkpoint: Path) -> list[str]:
        return ["-r", str(checkpoint)]


class Ocr(Program):
    suite, variable = "ppocr", "LRKIT_PADDLEOCR"
    pattern = real.TestPaddleOCR.PATTERN
    template = f"{real.TestPaddleOCR.CONFIG}Train:\n{real.TestPaddleOCR.DATA}Eval:\n{real.TestPaddleOCR.DATA}".replace(
        "save_epoch_step: 9", "save_epoch_step: 1"
    )
    checkpoint = "iter_epoch_{}"

    def data(self) -> None:
        real.images(self.folder, 16, (48, 96))
        (self.folder / "train.txt").write_text("".join(f"{number}.png\t{number % 2 * 180}\n" for number in range(16)))

    def resume(self, checkpoint: Path) -> list[str]:
        return ["-o", f"Global.checkpoints={checkpoint}"]


class Seg(Program):
    suite, variable, to = "ppseg", "LRKIT_PADDLESEG", f"{LONGER * STEPS}it"
    pattern = real.TestPaddleSeg.PATTERN
    template = real.TestPaddleSeg.CONFIG.replace("iters: 6", f"iters: {EPOCHS * STEPS}")

    def data(self) -> None:
        real.images(self.folder, 8, (64, 64))
        for number in range(8):
            Image.fromarray(np.eye(64, dtype=np.uint8)).save(self.folder / f"{number}_label.png")
        lines = "".join(f"{number}.png {number}_label.png\n" for number in range(8))
        (self.folder / "train.txt").write_text(lines)

    def arguments(self, config: Path) -> list[str]:
        saving = ["--save_interval", str(STEPS), "--save_dir", str(self.folder / "run")]
        return ["--config", str(config), "--device", "cpu", "--log_iters", "1", *saving]

    def saved(self, kept: Path, epoch: int) -> Path:
        return kept / f"iter_{epoch * STEPS}"

    def resume(self, checkpoint: Path) -> list[str]:
        return ["--resume_model", str(checkpoint)]


CASES = [
    (Det, "[!CosineDecay {{max_epochs: 2}}, !LinearWarmup {{start_factor: 0.1, steps: 2}}]"),
    (Det, "[!CosineDecay {{max_epochs: 2, use_warmup: false}}]"),
    (Det, "[!PiecewiseDecay {{gamma: 0.1, milestones: [1]}}, !LinearWarmup {{start_factor: 0.1, steps: 2}}]"),
    (Clas, "{{name: Cosine, learning_rate: 0.1, warmup_epoch: 1}}"),
    (Clas, "{{name: Cosine, learning_rate: 0.1}}"),
    (Clas, "{{name: Cosine, learning_rate: 0.1, by_epoch: True}}"),
    (Clas, "{{name: MultiStepDecay, learning_rate: 0.1, milestones: [1], gamma: 0.1}}"),
    (Ocr, "{{name: Cosine, learning_rate: 0.001, warmup_epoch: 1}}"),
    (Ocr, "{{name: Cosine, learning_rate: 0.001}}"),
    (Ocr, "{{name: Linear, learning_rate: 0.001, warmup_epoch: 1}}"),
    (Seg, "{{type: PolynomialDecay, learning_rate: 0.01, end_lr: 0, power: 0.9}}"),
    (Seg, "{{type: CosineAnnealingDecay, learning_rate: 0.01, T_max: 8}}"),
    (Seg, "{{type: CosineAnnealingDecay, learning_rate: 0.01, T_max: 6, warmup_iters: 2, warmup_start_lr: 0.001}}"),
]


@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("kind", "lr"), CASES, ids=[f"{kind.__name__} {lr}" for kind, lr in CASES])
def test_the_program_uses_the_predicted_rates(kind: type[Program], lr: str, tmp_path: Path) -> None:
    program = kind(tmp_path)
    config = program.config(lr.format())
    assert len(program.train(config)) == EPOCHS * STEPS
    kept = (tmp_path / "run").rename(tmp_path / "kept")
    last, first = (program.saved(kept, epoch) for epoch in (EPOCHS, 1))
    report: list[dict[str, Any]] = []
    for checkpoint, epoch in ((last, EPOCHS), (first, 1)):
        for policy in EXTENSION_POLICIES:
            found = _extended(config, checkpoint, policy, kind, tmp_path / f"new{config.suffix}")
            assert found.update == epoch * STEPS
            if policy == EXTENSION_POLICIES[0]:
                longer = program.train(_longer(config), *program.resume(checkpoint))
                assert found.plain_schedule is not None
                _compare(longer, found.plain_schedule.curve, found, 0, "plain", report)
            if found.written is not None:
                new = tmp_path / f"new{config.suffix}"
                new.write_text(found.written.text)
                options = program.resume(checkpoint)
                rates = program.train(new, *options, by_lrkit=not found.written.native)
                assert found.promised is not None
                name = policy if found.written.native else f"{policy} (lrkit exec)"
                early = 0 if found.written.native else program.early
                _compare(rates, found.promised.curve, found, early, name, report)
    for row in report:
        print(kind.suite, lr.format(), row)
    if out := os.environ.get("LRKIT_EXTEND_REPORT"):
        with open(out, "a") as stream:
            for row in report:
                stream.write(json.dumps({"suite": kind.suite, "lr": lr.format(), **row}) + "\n")


def _longer(config: Path) -> Path:
    """The config with nothing changed but its length."""
    file = config.with_name(f"longer{config.suffix}")
    text = config.read_text()
    text, count = re.subn(r"\b(epochs|epoch|epoch_num): 2\b", rf"\1: {LONGER}", text)
    text, more = re.subn(rf"^iters: {EPOCHS * STEPS}$", f"iters: {LONGER * STEPS}", text, flags=re.M)
    assert count + more == 1
    file.write_text(text)
    return file


def _extended(config: Path, checkpoint: Path, policy: str, kind: type[Program], output: Path) -> Extension:
    wish = ExtensionWish(
        parse_duration(kind.to), policy, decay=parse_duration(f"{STEPS}it"), ramp=parse_duration("2it")
    )
    source = open_source(str(config), kind.suite)
    found = extend(source, str(config), str(checkpoint), wish, LengthOptions(steps_per_epoch=STEPS), str(output))
    json.dumps(extension_report(found, None))
    return found


def _compare(
    printed: list[float], curve: Any, found: Extension, early: int, name: str, report: list[dict[str, Any]]
) -> None:
    """Compares the rates of a program with the computed ones, to the printed digits."""
    updates = range(found.update, found.total_updates)
    expected = [curve(update + early) for update in updates]
    assert len(printed) == len(updates), name
    compared = len(updates) - early
    largest = max(abs(a - b) for a, b in zip(printed[:compared], expected[:compared], strict=True))
    limit = 5.1e-7 if found.reach.plan.suite != "ppcls" else 5.1e-9
    report.append({"from": found.update, "policy": name, "largest_difference": largest, "printed": printed})
    assert largest <= limit, f"{name} from {found.update}: {printed} printed, {expected} computed"
