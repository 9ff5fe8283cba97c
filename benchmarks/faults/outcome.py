"""What became of one trial."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from benchmarks.faults.identical import differences
from benchmarks.faults.program import Ended
from benchmarks.faults.scene import run_of


@dataclass(frozen=True)
class Outcome:
    """A trial.

    Args:
        fault: The kind of fault, a row of the table.
        trial: Which one it was.
        lost: Why it was not survived; empty when it was.
    """

    fault: str
    trial: str
    lost: str = ""


def judged(fault: str, trial: str, ended: Ended, whole: Path, *needed: str) -> Outcome:
    """The outcome of a run that must end as the run without a fault did.

    Args:
        fault: The kind of fault.
        trial: Which one it was.
        ended: The resumed run.
        whole: The run without a fault.
        needed: Texts that the resumed run must print.
    """
    run = run_of(ended)
    if ended.code != 0 or run is None or "Traceback" in ended.text:
        return Outcome(fault, trial, f"exit code {ended.code}: {ended.text.strip()[-400:]}")
    wrong = differences(run, whole) + [f"{text!r} is not said" for text in needed if text not in ended.text]
    return Outcome(fault, trial, "; ".join(wrong))
