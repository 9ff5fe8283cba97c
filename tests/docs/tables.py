"""What the pages do not say about a command: why it cannot run here, how it is made shorter, how exactly it repeats."""

from __future__ import annotations

import math

NOT_HERE = {
    r"\bdocker (?:build|run) ": "needs Docker; `tests/docker/build_and_run.sh` runs the image",
    r"\bpython -m paddle\.distributed\.launch ": "starts several processes; `tests/train/distributed` does",
    r"--executor slurm ": "needs Slurm; `tests/experiments/compare/executors/test_slurm.py` has a made-up one",
    r"--executor ray ": "needs a Ray cluster; `tests/experiments/compare/executors/test_ray.py` starts one",
    r"\blrkit exec ": "needs a suite's checkout; `tests/cli/test_exec.py` has a made-up one",
    r"--device (?:gpu|npu|custom_cpu)": "needs another device; `tests/test_devices.py` has made-up ones",
}
"""Pattern of a line that needs more than one CPU: the reason. The part that starts lrkit is parsed instead."""

_FEW = ("-o", "Global.updates=4", "-o", "Optimizer.lr.warmup=1it")
_NARROW = ("-o", "Architecture={name: ResNetCifar, depth: 8, width: 2}")
_ONE_RATE = ("--rates", "0.3", "--tune-seeds", "1", "--seeds", "2", "--extensions", "0", "-o", "Global.epochs=2")
APPENDED: dict[str, tuple[str, ...]] = {
    r"^train -c \S*resnet18_digits_(?!.*--dry-run)": (*_FEW, "-o", "Train.loader.batch_size=8"),
    r"^train -c classification\.yml": _NARROW,
    r"^compare .*--rates ": ("--dry-run",),
    r"^compare .*--schedule ": _ONE_RATE,
    r"^compare .*--arm ": ("--dry-run", "--output", "arms"),
    r"^validate --device cpu": ("--only", "amp"),  # `.ci/run` runs it whole
    r"^check tutorial\.py": ("--format", "full"),
}
"""Pattern of a command: what is appended so that it takes seconds, or prints what a terminal shows."""

TOLERANCES = {
    r"^train -c classification\.yml": math.inf,
    r"^train |^plot .*--plateau-on ": 0.02,
    r"^find ": 0.05,
    r"^predict ": math.inf,
}
"""Pattern of a command whose decimals depend on the machine: by how much. Without a limit what was appended changes
them, or the page's data are not in the project."""

CODES = {
    r"^doctor$": (0, 1),
    r"^audit train\.log ": (1,),
    r"^check train\.py$": (0, 1),
}
"""Pattern of a command whose exit code the page does not show: it depends on the machine or the file."""

ANSWERS = {r"^advise$": b"classification\nResNet50\n\n90\n" + b"\n" * 9}
"""Pattern of a command that asks on a terminal: what is answered."""

FRAGMENTS = (
    r"<\w+>|\.\.\.|(?<![\w.-])[A-Z]+\b|\[--",
    r"^lrkit train --dry-run$",
    r"^lrkit plot --x epochs$",
    r"^lrkit watch --quick$",
)
"""Patterns of a command in a sentence that only names an option, or that leaves a place for a name of the reader."""
