"""How long does ``lrkit check`` take for 2,000 configs?

The configs are made from a seed (`benchmarks.generated_configs`): PaddleDetection's on shared bases, PaddleClas',
PaddleSeg's, PaddleOCR's, PaddleNLP's and our own, 20 to 150 lines each with augmentations, sections of a model and
comments; one of ten has a fault. Each arm is a process that reads the files from a warm disk cache: ``lrkit check``
with as many processes as there are cores, and with one; ``yamllint`` with its default rules; ``ruff check`` without a
cache on as many Python files with as many lines. yamllint reads a tenth of the files, because all take minutes; what
it takes beyond its start is multiplied. The two do other work than ours: they show what checks of files take elsewhere.

    python -m benchmarks.check_files
"""

from __future__ import annotations

import random
import sys
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.generated_configs import bases, configs, script
from benchmarks.measuring.figure import Figure
from benchmarks.measuring.interval import cpu, cpu_ratio, wall, wall_ratio
from benchmarks.measuring.process import process
from benchmarks.measuring.question import Run, command
from benchmarks.measuring.rounds import Timings
from benchmarks.measuring.timing import Timing
from benchmarks.measuring.worker import ENVIRONMENTS

FILES, SMOKE_FILES = 2000, 30
SHARE = 10
"""Of so many files yamllint reads one."""
GOAL_MS = 2.0
TOOLS = ENVIRONMENTS / "tools" / "bin"


def answer(run: Run) -> None:
    """Measures all arms in alternating processes."""
    count = SMOKE_FILES if run.smoke else FILES
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_files(folder, count)
        lrkit = [sys.executable, "-W", "ignore", "-m", "paddle_lrkit", "check", str(folder / "configs"), "--json"]
        arms = {"lrkit": partial(process, lrkit), "lrkit, one process": partial(process, [*lrkit, "--jobs", "1"])}
        if TOOLS.exists():
            arms["yamllint"] = partial(process, [str(TOOLS / "yamllint"), str(folder / "tenth")])
            arms["yamllint, one file"] = partial(process, [str(TOOLS / "yamllint"), str(folder / "tenth" / "0000.yml")])
            arms["ruff"] = partial(process, [str(TOOLS / "ruff"), "check", "--no-cache", str(folder / "scripts")])
        else:
            run.without("yamllint, ruff", "no environment tools; bash benchmarks/environments.sh tools")
        run.measure("check", arms, partial(figures, count=count))


def write_files(folder: Path, count: int) -> None:
    """Writes the configs, with their bases ``count``; a tenth of them again, and Python files with as many lines."""
    chance = random.Random(19)
    for name in ("configs/detection/_base_", "configs/others", "tenth", "scripts"):
        (folder / name).mkdir(parents=True)
    texts = {f"configs/detection/_base_/{name}": text for name, text in bases(chance).items()}
    for number, (kind, text) in enumerate(configs(chance, count - len(texts))):
        texts[f"configs/{kind}/{number:04}.yml"] = text
    for number, (name, text) in enumerate(texts.items()):
        (folder / name).write_text(text, encoding="utf-8")
        (folder / f"scripts/m{number:04}.py").write_text(script(chance, text.count("\n")), encoding="utf-8")
        if number % SHARE == 0:
            (folder / f"tenth/{number:04}.yml").write_text(text, encoding="utf-8")


def figures(timings: Timings, count: int) -> list[Figure]:
    """CPU and wall time a file, and the ratios to the tools that were measured."""
    each = {name: [one.per(count) for one in times] for name, times in timings.items()}
    ours, single = _in_ms(each["lrkit"]), _in_ms(each["lrkit, one process"])
    found = [
        Figure("CPU time a config, all processes together", cpu(ours), "ms", at_most=GOAL_MS, headline=True),
        Figure("CPU time a config, one process", cpu(single), "ms", at_most=GOAL_MS, headline=True),
        Figure("wall time a config", wall(ours), "ms", headline=True),
        Figure("wall time a config, one process", wall(single), "ms"),
    ]
    if "yamllint" in timings:
        pairs = zip(timings["yamllint"], timings["yamllint, one file"], strict=True)
        each["yamllint"] = [_of_all(some, one, count).per(count) for some, one in pairs]
    for tool in ("yamllint", "ruff"):
        if tool in each:
            found.append(Figure(f"CPU time, lrkit / {tool}", cpu_ratio(each["lrkit"], each[tool]), "x", headline=True))
            found.append(Figure(f"wall time, lrkit / {tool}", wall_ratio(each["lrkit"], each[tool]), "x"))
    return found


def _in_ms(times: list[Timing]) -> list[Timing]:
    return [Timing(1000 * one.cpu, 1000 * one.wall) for one in times]


def _of_all(some: Timing, one: Timing, count: int) -> Timing:
    """The time for all files, from the times for a tenth of them and for one."""
    times = (count - 1) / (-(-count // SHARE) - 1)
    return Timing(one.cpu + times * (some.cpu - one.cpu), one.wall + times * (some.wall - one.wall))


main = command("How long does `lrkit check` take for 2,000 configs?", answer)

if __name__ == "__main__":
    main()
