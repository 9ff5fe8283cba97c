"""Which schedule is best on four small tasks, and do the advice, the ranking and the range test foretell it?

Each task is compared with `lrkit compare` under equal tuning; then three questions are put to the results:

1. Is what `lrkit advise` recommends in the group of schedules that cannot be told from the best?
2. Does the order of `lrkit rank`, which trains nothing, agree with the measured one (Spearman's correlation)?
3. Is the suggestion of `lrkit find` within a factor of 2 of the rate that tuning chose?

Run it with: python benchmarks/schedules/run.py [digits softmax text detection]

It goes on where it was stopped. The results are written beside it, into results/.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paddle_lrkit.curves import catalog

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"
FACTOR = 2.0


@dataclass(frozen=True)
class Task:
    """One comparison.

    Args:
        arms: The schedules.
        compare: Other options of `lrkit compare`.
        advise: The case as options of `lrkit advise`.
        find: Options of `lrkit find`.
    """

    arms: tuple[str, ...]
    compare: str
    advise: str
    find: str = ""


SIX = ("Constant", "MultiStepDecay", "CosineAnnealingDecay", "LinearDecay", "WSD", "OneCycleLR")
IMAGES = "--task classification --optimizer Momentum --epochs 20 --batch-size 64 --dataset-size 1150 --from-scratch"
TASKS = {
    "digits": Task(SIX, "--rate-count 5 --tune-seeds 3 --seeds 8 --extensions 1", IMAGES),
    "softmax": Task(SIX, "--rate-count 5 --tune-seeds 3 --seeds 10 --extensions 1", IMAGES),
    "text": Task(
        ("Constant", "StepDecay", "CosineAnnealingDecay", "LinearDecay"),
        "--rates 0.0005,0.001,0.002 --tune-seeds 1 --seeds 4 --extensions 1",
        "--task text-finetune --optimizer AdamW --updates 2000 --batch-size 16 --dataset-size 12000 --from-scratch",
        "--ramps 3",
    ),
    "detection": Task(
        ("Constant", "MultiStepDecay:milestones=[67%,92%]", "CosineAnnealingDecay"),
        "--rates 0.01,0.02,0.04 --tune-seeds 1 --seeds 3 --extensions 0",
        "--task detection --optimizer Momentum --epochs 4 --batch-size 8 --dataset-size 400 --from-scratch",
        "--ramps 3 --updates 50",
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tasks", nargs="*", metavar="TASK", help=f"{', '.join(TASKS)}; by default all")
    parser.add_argument("--work", type=Path, default=Path("output") / "schedules", help="where the runs go")
    options = parser.parse_args()
    unknown = set(options.tasks) - set(TASKS)
    if unknown:
        parser.error(f"unknown task {', '.join(sorted(unknown))}; known: {', '.join(TASKS)}")
    RESULTS.mkdir(exist_ok=True)
    for name in options.tasks or TASKS:
        root = options.work / name
        content = compared(name, root)
        answers = asked(name, content, root)
        (RESULTS / f"{name}-questions.json").write_text(json.dumps(answers, indent=1) + "\n", encoding="utf-8")
        print(sentences(answers))


def compared(name: str, root: Path) -> dict[str, Any]:
    """The results of `lrkit compare`; table and charts are copied into `RESULTS`."""
    task = TASKS[name]
    config = ["-c", str(HERE / f"{name}.yml"), "-O", str(root)]
    content = lrkit("compare", *config, *task.compare.split(), "--schedule", *task.arms)
    (RESULTS / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False) + "\n", encoding="utf-8")
    shutil.copy(root / "table.md", RESULTS / f"{name}.md")
    shutil.copy(root / "charts" / "differences.svg", RESULTS / f"{name}.svg")
    shutil.copy(root / "charts" / "rates.svg", RESULTS / f"{name}-rates.svg")
    return content


def asked(name: str, content: dict[str, Any], root: Path) -> dict[str, Any]:
    """The answers to the three questions."""
    (part,) = content["budgets"]
    return {
        "task": name,
        "best": part["best"],
        "tied": part["tied"],
        "advice": advice(name, part),
        "rank": ranking(part, root, content["lower_is_better"]),
        "find": found(name, part),
    }


def advice(name: str, part: dict[str, Any]) -> dict[str, Any]:
    """Whether the recommended schedule is in the best group; None when it was no arm.

    Where the guide has no row for weights from scratch it is asked for its nearest row, that of pretrained weights.
    """
    case = [*TASKS[name].advise.split(), "--lr", str(part["arms"][0]["rate"]), "--tuned"]
    schedule = lrkit("advise", *case)["schedule"]
    abstained = schedule is None
    if abstained:
        pretrained = ["--pretrained" if option == "--from-scratch" else option for option in case]
        schedule = lrkit("advise", *pretrained)["schedule"]
    arm = next((arm["name"] for arm in part["arms"] if arm["lr"]["name"] == canonical(schedule)), None)
    inside = None if arm is None else arm in part["tied"]
    return {"schedule": schedule, "nearest_row": abstained, "arm": arm, "in_best_group": inside}


def canonical(schedule: str | None) -> str | None:
    """The catalogue's name of a schedule."""
    return catalog.find(schedule).name if schedule in catalog.names() else schedule


def ranking(part: dict[str, Any], root: Path, lower: bool) -> dict[str, Any]:
    """Spearman's correlation of the order without training and the order of the mean scores."""
    from scipy.stats import spearmanr

    files = {str(config_of(root, arm["rate"], folder)): arm for arm, folder in folders(part, root)}
    rows = lrkit("rank", *files, "--json")
    order = [files[row["file"]]["name"] for row in rows]
    means = {arm["name"]: arm["mean"] for arm in part["arms"] if arm["mean"] is not None}
    known = [name for name in order if name in means]
    measured = [means[name] if lower else -means[name] for name in known]
    correlation, p_value = spearmanr(range(len(known)), measured)
    return {"order": order, "measured": list(means), "spearman": float(correlation), "p": float(p_value)}


def folders(part: dict[str, Any], root: Path) -> list[tuple[dict[str, Any], Path]]:
    """Each arm with the directory of its final trainings' configs."""
    saved = json.loads((root / "plan.json").read_text(encoding="utf-8"))
    names = {arm["name"]: arm["folder"] for arm in saved["arms"]}
    return [(arm, root / "trials" / "final" / names[arm["name"]]) for arm in part["arms"]]


def config_of(root: Path, rate: float, folder: Path) -> Path:
    """The config of one final training."""
    return next(iter(sorted(folder.glob(f"lr{rate:g}-seed*/config.yml"))))


def found(name: str, part: dict[str, Any]) -> dict[str, Any]:
    """The suggestion of the range test beside the tuned rates."""
    report = lrkit("find", "-c", str(HERE / f"{name}.yml"), "-q", *TASKS[name].find.split())
    suggestion = report["suggestion"]
    tuned = {arm["name"]: arm["rate"] for arm in part["arms"]}
    best = tuned[part["best"]]
    within = suggestion is not None and 1 / FACTOR <= suggestion / best <= FACTOR
    return {"suggestion": suggestion, "interval": report["interval"], "tuned": tuned, "within": within}


def lrkit(command: str, *arguments: str) -> Any:
    """What a command prints as JSON."""
    line = [sys.executable, "-m", "paddle_lrkit", command, *arguments]
    line += [] if "--json" in arguments else ["--json"]
    print("$ lrkit", command, *arguments, flush=True)
    done = subprocess.run(line, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode not in (0, 1) or not done.stdout.strip():
        raise SystemExit(f"lrkit {command} ended with {done.returncode}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def sentences(answers: dict[str, Any]) -> str:
    """The answers for a person."""
    advice, rank, find = answers["advice"], answers["rank"], answers["find"]
    inside = {True: "yes", False: "no", None: "it was no arm"}[advice["in_best_group"]]
    nearest = " (by the nearest row of the guide, of pretrained weights)" if advice["nearest_row"] else ""
    spearman = f"Spearman {rank['spearman']:.2f} (p {rank['p']:.2f})"
    suggestion = "none" if find["suggestion"] is None else f"{find['suggestion']:.3g}"
    return (
        f"{answers['task']}: best group {', '.join(answers['tied'])}\n"
        f"  1. advised {advice['schedule']}{nearest}; in the best group: {inside}\n"
        f"  2. rank order (best first) {', '.join(rank['order'])}; {spearman}\n"
        f"  3. range test {suggestion}, tuned {find['tuned'][answers['best']]:g}; within a factor of 2: "
        f"{'yes' if find['within'] else 'no'}"
    )


if __name__ == "__main__":
    main()
