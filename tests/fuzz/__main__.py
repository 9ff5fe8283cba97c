"""A long run over the readers: ``python -m tests.fuzz --inputs 2000000 [--reader log] [--first 0]``.

Prints a row for each reader: inputs, seconds, the slowest input, and each crash with the number of its input.
"""

from __future__ import annotations

import argparse
import random
import signal
import tempfile
import time
import traceback
import warnings
from collections import Counter
from pathlib import Path

from paddle_lrkit.errors import LrkitError
from tests.fuzz.readers import READERS, Reader, mutated

_LIMIT_S = 20


class TooSlow(BaseException):
    """An input took longer than the limit."""


def _alarm(*_: object) -> None:
    raise TooSlow


def crash_of(reader: Reader, content: bytes, folder: Path) -> str | None:
    """Type and place of what reading raises besides `LrkitError`."""
    try:
        reader.read(content, folder)
    except LrkitError as error:
        return "a message of several lines" if "\n" in str(error) and b"\n" not in content else None
    except (Exception, TooSlow) as error:
        frames = traceback.extract_tb(error.__traceback__)
        ours = [frame for frame in frames if "paddle_lrkit" in frame.filename] or frames
        return f"{type(error).__name__}: {error} at {ours[-1].filename}:{ours[-1].lineno}"[-300:]
    return None


def run(name: str, count: int, first: int, folder: Path) -> None:
    """Reads ``count`` inputs, each made by a generator that is seeded by its number."""
    reader, crashes, slowest, began = READERS[name], Counter(), 0.0, time.monotonic()
    examples: dict[str, int] = {}
    for number in range(first, first + count):
        content = mutated(random.Random(number), reader.seeds)
        signal.alarm(_LIMIT_S)
        start = time.monotonic()
        crash = crash_of(reader, content, folder)
        signal.alarm(0)
        slowest = max(slowest, time.monotonic() - start)
        if crash is not None:
            place = crash.rpartition(" at ")[2]
            crashes[place] += 1
            examples.setdefault(f"{place} {crash}", number)
    seconds = time.monotonic() - began
    print(f"| {name} | {count:,} | {seconds:.0f} | {slowest:.2f} | {len(crashes)} |", flush=True)
    for crash, number in examples.items():
        if crashes[crash.partition(" ")[0]] > 0:
            print(f"    input {number}: {crash} ({crashes[crash.partition(' ')[0]]} times)", flush=True)
            crashes[crash.partition(" ")[0]] = 0


def main() -> None:
    """Runs the readers that are asked for."""
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGALRM, _alarm)
    parser = argparse.ArgumentParser()
    parser.add_argument("--inputs", type=int, default=10_000, help="for each reader")
    parser.add_argument("--first", type=int, default=0, help="number of the first input")
    parser.add_argument("--reader", action="append", choices=READERS)
    options = parser.parse_args()
    print("| reader | inputs | seconds | slowest input, s | crashes |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name in options.reader or READERS:
            run(name, options.inputs, options.first, Path(folder))


if __name__ == "__main__":
    main()
