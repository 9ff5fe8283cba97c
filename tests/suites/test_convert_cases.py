"""Every pair of suites over the configs of a directory of cases; opt-in, because the cases are not part of the project.

What is written is read back without the name of its suite, and its curve is compared at updates of its own.
``LRKIT_SUITE_CASES`` takes a sample; with ``LRKIT_ALL_PAIRS`` every case is translated.
"""

import collections
import os
from itertools import islice

import pytest

from paddle_lrkit.config.dump import dump_yaml
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites import load_schedule
from paddle_lrkit.suites.convert import translate
from paddle_lrkit.suites.load import read_source
from paddle_lrkit.suites.source import open_source
from paddle_lrkit.suites.table import SUITES
from paddle_lrkit.units import LengthOptions
from tests.suites.reference_cases import NAMES, cases, only_with_cases, selection, world_size, written

pytestmark = only_with_cases
STEP = 1 if os.environ.get("LRKIT_ALL_PAIRS") else 9
_LONGEST = 20_000


def outcome(data, schedule, target, folder):
    """``exact``, why it is refused, or what is wrong."""
    try:
        translation = translate(schedule, data, target)
    except ConfigError as error:
        return f"refused: {error.message[:60]}"
    if translation.data is None:
        assert translation.missing
        return f"refused: {translation.missing[0][:60]}"
    file = folder / "written.yml"
    file.write_text(dump_yaml(translation.data), encoding="utf-8")
    try:
        again = load_schedule(file, steps_per_epoch=schedule.steps_per_epoch)
    except ConfigError as error:
        return f"WRONG: {error}"
    if (again.suite, again.total_updates) != (target, schedule.total_updates):
        return f"WRONG: {again.suite}, {again.total_updates} instead of {schedule.total_updates} updates"
    total = schedule.total_updates
    asked = {*range(0, total, max(total // 300, 1)), total - 1, schedule.warmup_updates, schedule.warmup_updates - 1}
    gaps = [abs(again.curve(update) - schedule.curve(update)) for update in asked if 0 <= update < total]
    peak = max(abs(schedule.curve(update)) for update in asked if 0 <= update < total)
    return "exact" if max(gaps) <= 1e-9 * peak else f"WRONG: differs by {max(gaps)}"


@pytest.mark.parametrize("source", NAMES)
def test_every_pair_of_suites(source, tmp_path):
    count = {target: collections.Counter() for target in SUITES}
    for case in islice(cases(source), 0, None, STEP):
        steps, chosen = case["steps_per_epoch"], selection(case)
        file, base = written(case, tmp_path)
        length = LengthOptions(min(steps or 10, 60), world_size=world_size(case))
        try:
            config = open_source(file, source, chosen, base=base)
            schedule = read_source(config, length, chosen.optimizer_index)
        except ConfigError:
            continue
        if not 0 < schedule.total_updates <= _LONGEST or schedule.plateau:
            continue
        for target in SUITES:
            if target != source:
                count[target][outcome(config.document.data, schedule, target, tmp_path)] += 1
    for target, outcomes in count.items():
        print(source, "->", target, dict(outcomes.most_common()))
        assert not [found for found in outcomes if found.startswith("WRONG")]
