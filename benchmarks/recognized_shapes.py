"""Does `lrkit audit` name random schedules from their printed rates alone?

python benchmarks/recognized_shapes.py [--count 300] [--seed 0]

Prints each schedule that is not recognized: another family, or a number off by more than 1% and outside its interval.
"""

from __future__ import annotations

import argparse
import random
import struct
from array import array
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from paddle_lrkit import curves
from paddle_lrkit.curves.base import Curve
from paddle_lrkit.runs.audit.contradiction import contradicted
from paddle_lrkit.runs.audit.printing import Printing
from paddle_lrkit.runs.audit.recognized import FittedNumber, Recognized, recognize
from paddle_lrkit.runs.audit.run_rows import RunRows
from paddle_lrkit.suites.log_format import PrintedDigits

DIGITS = (
    PrintedDigits("decimals", 6),
    PrintedDigits("decimals", 8),
    PrintedDigits("significant", 4),
    PrintedDigits("float32"),
    PrintedDigits("exact"),
)
PRINTINGS = (Printing("applied"), Printing("after"), Printing("median", 20))
PEAKS = (0.4, 0.1, 0.05, 0.02, 0.0125, 0.01, 0.001, 0.000625, 0.0003)
ALSO = {"step": {"multistep"}, "multistep": {"step"}}
"""Family -> others that are the same schedule where few drops are seen."""


class Body(NamedTuple):
    """A schedule after its warmup, and its parameters; positions count from the start of the run."""

    curve: Curve
    wanted: Mapping[str, float]


def _bodies(chance: random.Random, peak: float, warmup: int, total: int) -> dict[str, Callable[[], Body]]:
    """Family -> a schedule of that family with random parameters."""
    left, floor = total - warmup, peak * chance.choice((0.0, 0.0, 0.01, 0.1))
    fall = {"peak": peak, "floor": floor, "end": total}
    power, gamma, rate = chance.choice((0.5, 0.9, 1.5, 2.0, 3.0)), chance.choice((0.1, 0.2, 0.5)), chance.uniform(2, 6)
    stay, first = round(left * chance.choice((0.5, 0.7, 0.8, 0.9))), left // chance.choice((2, 3, 4, 5))
    step, up = total // chance.choice((3, 4, 6)), total // chance.choice((3, 4))
    cycle = {"peak": peak, "floor": 0.0, "end": total - 1}
    return {
        "constant": lambda: Body(curves.constant(peak), {"rate": peak}),
        "linear": lambda: Body(curves.linear(peak, floor, left), fall),
        "cosine": lambda: Body(curves.cosine(peak, floor, left), fall),
        "polynomial": lambda: Body(curves.polynomial(peak, floor, left, power), {**fall, "power": power}),
        "wsd": lambda: Body(
            curves.stable_decay(peak, floor, left, left - stay), {**fall, "decay_start": warmup + stay}
        ),
        "restarts": lambda: Body(
            curves.cosine_restarts(peak, floor, first), {"peak": peak, "floor": floor, "first_length": first}
        ),
        "exponential": lambda: Body(
            curves.exponential(peak, 2.0 ** (-rate / left)), {"peak": peak, "gamma": 2.0 ** (-rate / left)}
        ),
        "step": lambda: Body(
            curves.shift(curves.step(peak, step, gamma), -warmup), {"peak": peak, "step_size": step, "gamma": gamma}
        ),
        "multistep": lambda: Body(
            curves.multistep(peak, [left * 2 // 3, left * 8 // 9], gamma), {"peak": peak, "gamma": gamma}
        ),
        "one-cycle": lambda: Body(curves.one_cycle(peak / 25, peak, 0.0, total, up), cycle),
        "noam": lambda: Body(curves.shift(curves.inverse_sqrt(peak, warmup or 1), -warmup), {"peak": peak}),
    }


def _printed(rate: float, digits: PrintedDigits) -> float:
    if digits.kind == "decimals":
        return round(rate, digits.count)
    if digits.kind == "significant":
        return float(f"{rate:.{digits.count - 1}e}")
    single: float = struct.unpack("f", struct.pack("f", rate))[0] if digits.kind == "float32" else rate
    return single


def _rows(chance: random.Random, curve: Curve, total: int, epoch: int, digits: PrintedDigits) -> RunRows:
    """What a program with this curve prints up to the end of the run."""
    printing, every = chance.choice(PRINTINGS), min(chance.choice((10, 20, 50, 100)), total // 60)
    updates = array("q", range(0, total, every))
    rates = array("d", (_printed(printing.value(curve, update), digits) for update in updates))
    rows = RunRows(printing, updates, rates, array("q", range(len(updates))), array("h", bytes(2 * len(updates))))
    rows.epoch, rows.total = epoch, total
    return rows


def _wrong(found: Recognized | None, family: str, wanted: Mapping[str, float], rows: RunRows) -> str:
    """What is wrong about a recognized shape; empty where nothing is."""
    if found is None:
        return "not recognized"
    if found.family != family and found.family not in ALSO.get(family, ()):
        return f"{found.certainty} certainty: {found.words}"
    if contradicted(found.curve, rows, found.digits) is not None:
        return f"contradicts a row: {found.words}"
    for name, value in wanted.items():
        number = found.parameters.get(name)
        outside = isinstance(number, FittedNumber) and not number.low - 1e-12 <= value <= number.high + 1e-12
        if outside and not _near(number, value, wanted):
            return f"{name} is {value:.8g}: {found.words}"
    return ""


def _near(number: Any, value: float, wanted: Mapping[str, float]) -> bool:
    """Whether a number is within 1%; a floor, of a hundredth of the peak at least."""
    return abs(number.value - value) <= 0.01 * max(abs(value), 0.01 * wanted.get("peak", 0.0))


def main() -> None:
    """Recognizes random schedules and counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    right = certain = numbers = near = 0
    for number in range(options.count):
        chance = random.Random(f"{options.seed} {number}")
        epoch = chance.choice((100, 238, 400, 625, 1252))
        total, peak = epoch * chance.choice((6, 12, 24, 50, 100)), chance.choice(PEAKS)
        family = chance.choice(sorted(_bodies(chance, peak, 0, total)))
        must = family == "noam"
        warmup = 0 if family == "one-cycle" else min(chance.choice((0 if not must else 200, epoch, 500)), total // 6)
        body = _bodies(chance, peak, warmup, total)[family]()
        curve = curves.linear(0.0, peak, warmup).then(body.curve) if warmup else body.curve
        digits = chance.choice(DIGITS)
        rows = _rows(chance, curve, total, epoch, digits)
        found = recognize(rows, digits)
        wrong = _wrong(found, family, body.wanted, rows)
        right += not wrong
        fitted = [(found.parameters[name], value) for name, value in body.wanted.items() if found and not wrong]
        numbers += len(fitted)
        near += sum(_near(number, value, body.wanted) for number, value in fitted)
        certain += bool(wrong) and found is not None and found.certainty == "high"
        if wrong:
            print(f"{number}: {family}, {curve!r}, {digits.words}, {rows.printing.printed}: {wrong}")
    print(f"{right} of {options.count} right; {certain} wrong with high certainty; ", end="")
    print(f"{near} of {numbers} numbers within 1%, the others inside their intervals")


if __name__ == "__main__":
    main()
