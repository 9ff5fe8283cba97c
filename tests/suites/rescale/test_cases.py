"""Every reference case, rescaled: the same over the samples seen, or refused with a reason; opt-in as the cases are."""

from collections import Counter
from fractions import Fraction

import numpy as np
import pytest

from paddle_lrkit.errors import ConfigError, UsageError
from paddle_lrkit.suites.load import read_source
from paddle_lrkit.suites.rescale.batch_change import BatchChange, Change
from paddle_lrkit.suites.rescale.rescaling import rescaled
from paddle_lrkit.suites.source import open_source
from paddle_lrkit.units import LengthOptions
from tests.suites.reference_cases import NAMES, cases, only_with_cases, selection, written

PAIRS = {"8:1": Change(8, 1), "1:2": Change(1, 2), "1:8": Change(1, 8)}

pytestmark = only_with_cases


def wrong(before, after, times, factor, drift):
    """What is wrong with the rates afterwards, each between those of two coarser updates around its samples.

    The 1% of the peak are for a peak between two updates, and for the rate that a decay holds at its last update.
    """
    if not before.total_updates or not after.total_updates:
        return None
    coarse, fine, ratio = (after, before, float(times)) if times >= 1 else (before, after, float(1 / times))
    scale = factor if times >= 1 else 1 / factor
    total, length = fine.total_updates, coarse.total_updates
    stop = int((1 + drift) * max(ratio, total / length) * (length + 1) + 2 * ratio) + 3
    curve = np.array([fine.curve(update) for update in range(stop)])
    peak = max(scale * np.nanmax(np.abs(curve[:total])), abs(coarse.peak_lr))
    for update in sorted({round(part * (length - 1) / 199) for part in range(200)}):
        places = [edge * rate for edge in (update, update + 1) for rate in (ratio, total / length)]
        slack = ratio + drift * max(places)
        first, last = int(max(min(places) - slack, 0)), int(np.ceil(max(places) + slack))
        window = scale * curve[first : last + 1]
        window = window[np.isfinite(window)]
        if len(window) and not window.min() - 1e-2 * peak <= coarse.curve(update) <= window.max() + 1e-2 * peak:
            return f"update {update}: {coarse.curve(update)}, not {window.min()} to {window.max()}"
    return None


def outcome(case, number, pair, folder):
    file, base = written(case, folder / str(number))
    out, chosen = file.with_name("after.yml"), selection(case)
    change, steps = BatchChange(PAIRS[pair]), case["steps_per_epoch"]
    try:
        source = open_source(str(file), case["suite"], chosen, base=base)
        found = rescaled(source, str(file), change, LengthOptions(steps), str(out))
    except UsageError as error:
        return "refused", str(error)
    except ConfigError as error:
        return "unreadable", str(error)
    out.write_text(found.config.text, encoding="utf-8")
    size = found.length_after.steps
    config = open_source(out, case["suite"], found.config.source.selection, base=base)
    length = LengthOptions(size, world_size=PAIRS[pair].after)
    again = [read_source(config, length, index) for index in range(len(found.schedules))]
    drift = 0.06 if any(word in case["config_yaml"] for word in ("step_size", "T_0", "cycle", "T_max")) else 0.0
    for before, after in zip((one for one, _ in found.schedules), again, strict=True):
        if before.total_updates > 400_000 or after.total_updates > 4_000_000:
            continue
        factor = found.rate_factor
        if found.rule not in ("linear", "sqrt") or not np.isclose(
            factor, float(PAIRS[pair].factor) ** (0.5 if found.rule == "sqrt" else 1)
        ):
            return "wrong", "factor"
        problem = wrong(before, after, Fraction(PAIRS[pair].factor), factor, drift)
        if problem:
            return "wrong", problem
    return "ok", ""


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("suite", NAMES)
def test_every_case_is_the_same_over_the_samples_or_refused(suite, pair, tmp_path):
    found, reasons = Counter(), []
    for number, case in enumerate(cases(suite)):
        kind, reason = outcome(case, number, pair, tmp_path)
        if case.get("error") and kind != "wrong":
            kind = "unreadable"
        found[kind] += 1
        if kind in ("refused", "wrong"):
            reasons.append(f"{kind} {case['path']}: {reason}")
    print(suite, pair, dict(found), *reasons, sep="\n  ")
    assert found["ok"]
    assert not found["wrong"], "\n".join(reasons)
