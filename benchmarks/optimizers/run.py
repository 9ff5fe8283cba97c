"""Which optimizer is best on the digits, each at its own tuned rate, and Prodigy at none?

Run it with: python benchmarks/optimizers/run.py [softmax resnet large_batch]

It goes on where it was stopped. The results are written beside it, into results/.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"
EIGHT = (
    "Momentum,Constant",
    "Momentum,CosineAnnealingDecay",
    "Momentum,LinearDecay",
    "AdamW,CosineAnnealingDecay",
    "ScheduleFreeSGD,Constant",
    "ScheduleFreeAdamW,Constant",
    "Prodigy:untuned,Constant",
    "Muon,CosineAnnealingDecay",
)
LARGE = ("Momentum,CosineAnnealingDecay", "LARS,CosineAnnealingDecay", "Lamb,CosineAnnealingDecay")
TASKS = {
    "softmax": (EIGHT, "--rate-count 5 --tune-seeds 2 --seeds 8 --extensions 2"),
    "resnet": (EIGHT, "--rate-count 5 --tune-seeds 3 --seeds 6 --extensions 3"),
    "large_batch": (LARGE, "--rate-count 3 --tune-seeds 3 --seeds 6 --extensions 2"),
}
"""Config -> arms, and other options of `lrkit compare`."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tasks", nargs="*", metavar="TASK", help=f"{', '.join(TASKS)}; by default all")
    parser.add_argument("--work", type=Path, default=Path("output") / "optimizers", help="where the runs go")
    options = parser.parse_args()
    unknown = set(options.tasks) - set(TASKS)
    if unknown:
        parser.error(f"unknown task {', '.join(sorted(unknown))}; known: {', '.join(TASKS)}")
    RESULTS.mkdir(exist_ok=True)
    for name in options.tasks or TASKS:
        compare(name, options.work / name)


def compare(name: str, root: Path) -> None:
    """Runs one comparison and copies its table and charts."""
    arms, rest = TASKS[name]
    command = ["compare", "-c", str(HERE / f"{name}.yml"), "-O", str(root), "--device", "cpu", "--json"]
    command += [*rest.split(), *(part for arm in arms for part in ("--arm", arm))]
    done = subprocess.run(
        [sys.executable, "-m", "paddle_lrkit", *command], stdout=subprocess.PIPE, text=True, check=True
    )
    content = json.loads(done.stdout)
    (RESULTS / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False) + "\n", encoding="utf-8")
    shutil.copy(root / "table.md", RESULTS / f"{name}.md")
    for chart, suffix in (("differences", ""), ("rates", "-rates")):
        shutil.copy(root / "charts" / f"{chart}.svg", RESULTS / f"{name}{suffix}.svg")


if __name__ == "__main__":
    main()
