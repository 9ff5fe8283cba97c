"""The rates of groups in a log, beside the groups of a plan."""

from __future__ import annotations

import json

import numpy as np
import pytest

from paddle_lrkit.cli.main import main
from paddle_lrkit.curves import constant, linear
from paddle_lrkit.runs.audit.group_rates import group_rates
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.schedule_group import ScheduleGroup
from paddle_lrkit.units import RunLength

MAIN = linear(0.1, 0.0, 10)
GROUPS = (
    ScheduleGroup("stem", ("stem",), scale=0.5, frozen=(2, 4)),
    ScheduleGroup("head", ("head",), curve=constant(0.3)),
    ScheduleGroup("bias", ("*.bias",), frozen=(0, 3)),
)
SCHEDULE = Schedule(MAIN, "lrkit", RunLength(10), groups=GROUPS)


def rows(name, rates):
    return [{"update": update, f"rate/applied/{name}": float(np.float32(rate))} for update, rate in enumerate(rates)]


def test_a_scale_a_window_and_a_schedule():
    half = [0.0 if 2 <= update < 4 else 0.5 * MAIN(update) for update in range(10)]
    log = [*rows("stem", half), *rows("head", [0.3] * 10), *rows("head + bias", [0.0] * 3 + [0.3] * 7)]
    assert [(one.text, one.differing) for one in group_rates(log, SCHEDULE)] == [
        ("The 10 rates of the group stem are the planned ones.", ()),
        ("The 10 rates of the group head are the planned ones.", ()),
        ("The 10 rates of the group head + bias are the planned ones.", ()),
    ]


def test_a_constant_factor_is_said_and_another_rate_is_a_difference():
    (layered,) = group_rates(rows("head", [0.24] * 10), SCHEDULE)
    assert not layered.differing
    assert "the planned ones times 0.8, as layer_decay" in layered.text
    (late,) = group_rates(rows("stem", [0.5 * MAIN(update) for update in range(10)]), SCHEDULE)
    assert late.differing == (2, 3)
    assert late.text == "Update 2 of the group stem has the rate 0.04, the plan 0."


CONFIG = """
Global: {updates: 4}
Architecture: {name: ResNetCifar}
Optimizer:
  name: SGD
  lr: {name: LinearDecay, learning_rate: 0.4}
  groups: [{match: head, lr: {scale: 0.5}}]
Train: {dataset: {name: Digits}}
"""


@pytest.mark.parametrize(("wrong", "code"), [(None, 0), (2, 1)])
def test_the_command_sees_a_wrong_group(tmp_path, capfd, wrong, code):
    (tmp_path / "config.yml").write_text(CONFIG)
    lines = []
    for update, rate in enumerate((0.4, 0.3, 0.2, 0.1)):
        of_group = rate if update == wrong else 0.5 * rate
        row = {"update": update, "rate/planned": rate, "rate/applied": rate, "rate/planned/head": 0.5 * rate}
        lines.append(json.dumps({**row, "rate/applied/head": of_group, "train/loss": 1.0}))
    (tmp_path / "log.jsonl").write_text("\n".join([*lines, ""]))
    with pytest.raises(SystemExit) as ended:
        main(["audit", str(tmp_path), "--json"])
    found = json.loads(capfd.readouterr().out)
    assert (ended.value.code or 0) == code
    assert found["notes"][0]["kind"] == ("group-agrees" if wrong is None else "group-differs")
    assert found["first_update"] == wrong
