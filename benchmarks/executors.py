"""Does a comparison that is killed twice on the way give the JSON of an undisturbed one, on every executor?

python -m benchmarks.executors [local ray submitit slurm] [--small] [-O DIR]

40 small trainings (softmax regression on the digits: two schedules, five rates, three seeds, five final seeds). The
undisturbed comparison runs once, with ``--executor local``. Then each executor has the same comparison: when a third of
the trainings is done, all processes of one training that has a checkpoint get a SIGKILL, as if its machine were lost;
when two thirds are done, the comparison itself gets one, and the same command runs again. The results must be equal in
every number but the seconds. ``submitit`` is ``--executor slurm`` with submitit's local executor, which starts the jobs
on this machine; ``slurm``, which has to be named, needs a machine where Slurm jobs are submitted.

``--small`` has four trainings. A few minutes on 2 cores; needs ``pip install 'paddle-lrkit[cpu,train,ray,slurm]'``.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.measuring.machine import machine, versions

HERE = Path(__file__).resolve().parent
EXECUTORS = {
    "local": [],
    "ray": ["--executor", "ray"],
    "submitit": ["--executor", "slurm", "--executor-option", "cluster=local"],
    "slurm": ["--executor", "slurm"],
}
DEFAULT = ("local", "ray", "submitit")
PACKAGES = {"ray": "ray", "submitit": "submitit", "slurm": "submitit"}
TRAINING = ["-c", str(HERE / "schedules" / "softmax.yml"), "-o", "Global.eval_every=1ep", "--device", "cpu"]
WHOLE = [*TRAINING, "--schedule", "Constant", "LinearDecay", "--extensions", "0", "--jobs", "2"]
SMALL = [
    *TRAINING,
    "-o",
    "Test=null",
    "-o",
    "Global.epochs=8",
    "--arms",
    "rates",
    "--rates",
    "0.1,0.3",
    "--seeds",
    "2",
    "--jobs",
    "2",
]
LIMIT_S = 3600


def killed_twice(arguments: Sequence[str], output: Path) -> dict[str, Any]:
    """Runs a comparison, kills one of its trainings and then the comparison, and runs it again.

    Args:
        arguments: Of ``lrkit compare``.
        output: Its directory.

    Returns:
        Its JSON, and what happened on the way.
    """
    first = Comparison(arguments, output)
    first.until(lambda: first.done * 3 >= first.total)
    killed = first.until(lambda: kill_training(output))
    first.until(lambda: first.done * 3 >= first.total * 2 and first.losses)
    first.process.kill()
    first.process.wait()
    done, lost, seconds = first.done, first.losses, first.seconds
    if first.printed:
        raise RuntimeError(f"the comparison printed something else than its result:\n{first.printed[-3000:]}")
    again = Comparison(arguments, output)
    again.until(lambda: again.process.poll() is not None)
    return {
        "results": results(again),
        "killed training": killed,
        "lost workers": [*lost, *again.losses],
        "done when the comparison was killed": done,
        "seconds": round(seconds + again.seconds, 1),
    }


def undisturbed(arguments: Sequence[str], output: Path) -> dict[str, Any]:
    """Runs a comparison to its end and returns its JSON."""
    whole = Comparison(arguments, output)
    whole.until(lambda: whole.process.poll() is not None)
    return results(whole)


class Comparison:
    """A running ``lrkit compare``.

    Attributes:
        lines: What it has reported, up to now.
    """

    def __init__(self, arguments: Sequence[str], output: Path) -> None:
        output.parent.mkdir(parents=True, exist_ok=True)
        self.log, self._json, self._began = output.with_suffix(".log"), output.with_suffix(".json"), time.monotonic()
        self._start = self.log.stat().st_size if self.log.exists() else 0
        command = [sys.executable, "-m", "paddle_lrkit", "compare", *arguments, "-O", str(output), "--json"]
        environment = os.environ | {"OMP_NUM_THREADS": "1", "RAY_raylet_start_wait_time_s": "300"}
        with self.log.open("ab") as log, self._json.open("wb") as result:
            self.process = subprocess.Popen(command, stdout=result, stderr=log, env=environment)

    @property
    def lines(self) -> list[str]:
        return self.log.read_bytes()[self._start :].decode(errors="replace").splitlines()

    @property
    def printed(self) -> str:
        """Its standard output."""
        return self._json.read_text(encoding="utf-8")

    @property
    def counts(self) -> tuple[int, int]:
        """Trainings that are done, and all."""
        found = [re.match(r"(\d+)/(\d+) ", line) for line in self.lines]
        counts = [(int(match[1]), int(match[2])) for match in found if match]
        return counts[-1] if counts else (0, sys.maxsize)

    @property
    def done(self) -> int:
        return self.counts[0]

    @property
    def total(self) -> int:
        return self.counts[1]

    @property
    def losses(self) -> list[str]:
        """What it has reported about lost workers."""
        return [line for line in self.lines if "its worker was lost" in line]

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    def until(self, condition: Callable[[], Any]) -> Any:
        """Waits until a condition is met, and returns its value.

        Raises:
            RuntimeError: The comparison ended before, or too much time has passed.
        """
        while not (value := condition()):
            if self.process.poll() is not None and not condition():
                raise RuntimeError(f"the comparison ended too early:\n{self.log.read_text()[-3000:]}")
            if self.seconds > LIMIT_S:
                self.process.kill()
                raise RuntimeError(f"the comparison takes too long:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.02)
        return value


def kill_training(output: Path) -> str | None:
    """Kills all processes of one training that has a checkpoint; returns its name, or None if there is none now."""
    for folder, processes in trainings(output).items():
        run = output / "runs" / folder
        if any((run / "checkpoints").glob("last/manifest.json")):
            for process in processes:
                os.kill(process, signal.SIGKILL)
            return str(folder)
    return None


def trainings(output: Path) -> dict[Path, list[int]]:
    """The running trainings: folder -> the processes that hold its lock."""
    found, trials = defaultdict[Path, list[int]](list), (output / "trials").resolve()
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            file = Path(os.readlink(link))
        except OSError:
            continue
        if file.name == ".lock" and file.is_relative_to(trials):
            found[file.parent.relative_to(trials)].append(int(link.parts[2]))
    return found


def results(comparison: Comparison) -> dict[str, Any]:
    """The JSON of a comparison without the seconds."""
    if comparison.process.returncode != 0:
        raise RuntimeError(f"the comparison failed:\n{comparison.log.read_text()[-3000:]}")
    content: dict[str, Any] = json.loads(comparison.printed)
    del content["seconds"]
    return content


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("executors", nargs="*", metavar="EXECUTOR", choices=[*EXECUTORS, []], help=", ".join(EXECUTORS))
    parser.add_argument("--small", action="store_true")
    parser.add_argument("-O", "--output", type=Path, default=Path("output") / "executors")
    options = parser.parse_args()
    shutil.rmtree(options.output, ignore_errors=True)
    common = SMALL if options.small else WHOLE
    reference = undisturbed(common, options.output / "undisturbed")
    rows = {}
    for name in options.executors or DEFAULT:
        found = killed_twice([*common, *EXECUTORS[name]], options.output / name)
        rows[name] = {"equal": found.pop("results") == reference, **found}
        print(f"{name}: {'equal' if rows[name]['equal'] else 'NOT EQUAL'}, {found}")
    if not options.small:
        write(rows, reference["trainings"])
    sys.exit(not all(row["equal"] for row in rows.values()))


def write(rows: dict[str, Any], count: int) -> None:
    """Writes results/executors.json, with the rows of the executors that were not measured now."""
    file = HERE / "results" / "executors.json"
    before: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    rows = before.get("executors", {}) | rows
    content = {
        "question": str(__doc__).splitlines()[0],
        "command": "python -m benchmarks.executors",
        "goal": "equal for each executor",
        "verdict": "met" if all(row["equal"] for row in rows.values()) else "missed",
        "trainings": count,
        "executors": rows,
        "machine": machine(),
        "versions": versions() | {package: version(package) for name, package in PACKAGES.items() if name in rows},
    }
    text = json.dumps(content, indent=1) + "\n"
    file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
