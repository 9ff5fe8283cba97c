"""How long does ``lrkit audit`` take for a log of a million rows, and how much memory?

python benchmarks/audit_log.py
"""

from __future__ import annotations

import argparse
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import paddle_lrkit as lrkit

EPOCHS, WINDOW = 100, 20

PPDET = f"""\
epoch: {EPOCHS}
LearningRate:
  base_lr: 0.01
  schedulers:
  - !CosineDecay {{max_epochs: {EPOCHS}}}
  - !LinearWarmup {{start_factor: 0.1, steps: 1000}}
OptimizerBuilder:
  optimizer: {{momentum: 0.9, type: Momentum}}
TrainReader: {{batch_size: 8}}
"""
PPOCR = f"""\
Global: {{epoch_num: {EPOCHS}, log_smooth_window: {WINDOW}, print_batch_step: 1}}
Optimizer:
  name: Adam
  lr: {{name: Cosine, learning_rate: 0.01}}
Train: {{loader: {{batch_size_per_card: 64}}}}
"""
OURS = f"""\
Global: {{epochs: {EPOCHS}, task: classification}}
Optimizer:
  name: Momentum
  lr: {{name: CosineAnnealingDecay, learning_rate: 0.01, warmup: 1000it}}
"""

Curve = Callable[[int], float]


def ppdet(curve: Curve, total: int) -> Iterator[str]:
    """PaddleDetection: the applied rate, 6 decimals."""
    epoch = total // EPOCHS
    for update in range(total):
        yield (
            f"[06/08 {clock(update)}] ppdet.engine INFO: Epoch: [{update // epoch}] [{update % epoch:5d}/{epoch}] "
            f"learning_rate: {curve(update):.6f} loss_cls: 0.512345 loss: {loss(update, total):.6f} eta: 13:33:58 "
            "batch_cost: 0.2303 data_cost: 0.0002 ips: 34.8128 images/s\n"
        )


def ppocr(curve: Curve, total: int) -> Iterator[str]:
    """PaddleOCR: the median of the last rates."""
    epoch = total // EPOCHS
    rates: list[float] = []
    for update in range(total):
        rates = [*rates[-WINDOW + 1 :], curve(update)]
        yield (
            f"[2022/08/16 {clock(update)}] ppocr INFO: epoch: [{update // epoch + 1}/{EPOCHS}], "
            f"global_step: {update + 1}, lr: {median(rates):.6f}, acc: 0.500000, loss: {loss(update, total):.6f}, "
            "avg_reader_cost: 0.00382 s, avg_batch_cost: 0.32390 s, avg_samples: 64.0, ips: 197.59045 samples/s, "
            "eta: 9 days, 2:29:27\n"
        )


def csv(curve: Curve, total: int) -> Iterator[str]:
    """A table of one's own."""
    yield "step,lr,loss\n"
    for update in range(total):
        yield f"{update},{curve(update):.8g},{loss(update, total):.6g}\n"


def jsonl(curve: Curve, total: int) -> Iterator[str]:
    """One object a line."""
    for update in range(total):
        yield f'{{"step": {update}, "lr": {curve(update)!r}, "loss": {loss(update, total):.6g}}}\n'


def clock(update: int) -> str:
    """The time of a line."""
    return f"{update // 3600 % 24:02d}:{update // 60 % 60:02d}:{update % 60:02d}"


def loss(update: int, total: int) -> float:
    """A noisy loss."""
    noise = 0.1 * math.sin(12.9898 * update) * math.sin(4.1414 * update)
    return (0.5 + 4 * math.exp(-6 * update / total)) * (1 + noise)


FORMATS = {"ppdet": (ppdet, PPDET), "ppocr": (ppocr, PPOCR), "csv": (csv, OURS), "jsonl": (jsonl, OURS)}


def audited(log: Path, config: Path, steps: int) -> tuple[str, float, float, int]:
    """Runs the command; returns its verdict or error, seconds, CPU seconds and peak memory in MB."""
    command = [sys.executable, "-m", "paddle_lrkit", "audit", str(log), "-c", str(config)]
    with tempfile.TemporaryFile("w+") as output:
        begin = time.perf_counter()
        process = subprocess.Popen([*command, "--steps-per-epoch", str(steps)], stdout=output, stderr=output)
        _, _, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        output.seek(0)
        printed = [line.strip() for line in output if not line.startswith("lrkit audit:")]
        verdict = printed[0].removeprefix(f"{log}: ")
    return verdict, seconds, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024


def read_once(log: Path) -> float:
    """CPU seconds that Python takes to go through the lines."""
    begin = time.process_time()
    with open(log, encoding="utf-8") as stream:
        for _ in stream:
            pass
    return time.process_time() - begin


def main() -> None:
    """Writes a log in each format and audits it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--formats", nargs="+", choices=FORMATS, default=list(FORMATS))
    parser.add_argument("--keep", metavar="DIR", help="write the logs here and use those that are there already")
    asked = parser.parse_args()
    steps = asked.rows // EPOCHS
    with tempfile.TemporaryDirectory() as temporary:
        for name in asked.formats:
            lines, config = FORMATS[name]
            folder = Path(asked.keep or temporary, f"{name}_{asked.rows}")
            folder.mkdir(parents=True, exist_ok=True)
            plan, log = folder / "plan.yml", folder / "log.txt"
            plan.write_text(config, encoding="utf-8")
            if not log.exists():
                with open(log, "w", encoding="utf-8") as stream:
                    stream.writelines(lines(lrkit.load_schedule(str(plan), steps_per_epoch=steps).curve, asked.rows))
            once = read_once(log)
            verdict, seconds, cpu, memory = audited(log, plan, steps)
            size = log.stat().st_size // 1_000_000
            print(f"{name}, {size} MB: {seconds:.1f} s, {cpu:.1f} s of CPU, {memory} MB, ", end="")
            print(f"{cpu / once:.0f} times going through the lines ({once:.2f} s); {verdict}", flush=True)
            if asked.keep is None:
                log.unlink()


if __name__ == "__main__":
    main()
