"""What is wrong with a curve or its state, and what the catalogue says of each, in Chinese."""

from __future__ import annotations

import pytest

from paddle_lrkit import curves
from paddle_lrkit.curves import catalog
from paddle_lrkit.curves.greedy import Greedy
from paddle_lrkit.curves.plateau import Plateau
from paddle_lrkit.curves.resume import resume
from paddle_lrkit.curves.resume_plateau import resume_plateau
from paddle_lrkit.errors import LrkitError
from paddle_lrkit.messages import in_language
from tests.chinese import english_in

SHORT, LONG = curves.linear(0.1, 0.0, 100), curves.linear(0.1, 0.0, 200)
STATE = {"last_epoch": 50, "last_lr": 0.05, "fingerprint": SHORT.fingerprint, "length": 100}
RATES = {"last_epoch": 9, "last_lr": 0.05, "best": 0.3, "num_bad_epochs": 1, "cooldown_counter": 0}
WRONG = {
    "negative": lambda: SHORT(-1),
    "not whole": lambda: SHORT(0.5),
    "too large": lambda: curves.exponential(1.0, 10.0)(5000),
    "multiple": lambda: curves.batch_size(curves.multistep(0.1, [3], 0.1), 31, 100, 2),
    "no rate": lambda: curves.batch_size(curves.linear(0.0, 0.1, 3), 32, 100),
    "rest": lambda: curves.batch_size_ramp(1, 10, 4, 100),
    "steps": lambda: curves.batch_size_ramp(1, 10**7, 1, 10**9),
    "power of two": lambda: curves.chebyshev(0.1, 0.01, 3),
    "function": lambda: curves.custom(3),
    "function's value": lambda: curves.custom(lambda update: -1.0)(3),
    "ascend": lambda: curves.multistep(0.1, [5, 3], 0.1),
    "a list": lambda: curves.multistep(0.1, 5, 0.1),
    "values": lambda: curves.piecewise_constant([5], [0.1]),
    "points": lambda: curves.interpolated([0, 5], [0.1]),
    "shape": lambda: curves.decay(0.1, 0.0, 10, "exponential"),
    "empty": lambda: curves.join(),
    "endless": lambda: curves.constant(0.1).then(SHORT),
    "a curve": lambda: curves.join(3),
    "no end": lambda: curves.repeat(curves.constant(0.1), 2),
    "interval": lambda: catalog.find("InverseTimeDecay").factory(0.1, 100),
    "name": lambda: catalog.find("Cosin"),
    "greedy": lambda: Greedy(0.1, max_lr=0.05),
    "another": lambda: resume(LONG, STATE),
    "no longer": lambda: resume(curves.linear(0.1, 0.0, 40), STATE, "extend"),
    "no rate of the state": lambda: resume(LONG, {**STATE, "last_lr": None}, "extend"),
    "zero": lambda: resume(LONG, {**STATE, "last_lr": 0.0}, "extend"),
    "no length": lambda: resume(curves.constant(0.1), STATE, "rescale"),
    "no state": lambda: resume(LONG, {}),
    "policy": lambda: resume(LONG, STATE, "keeep"),
    "no plateau": lambda: resume_plateau(Plateau(0.1, patience=2), STATE),
    "another plateau": lambda: resume_plateau(
        Plateau(0.1, patience=3), {**RATES, "fingerprint": "x", "curve": repr(Plateau(0.1, patience=2))}
    ),
}


@pytest.mark.parametrize("call", WRONG.values(), ids=WRONG)
def test_a_mistake_is_told_in_chinese(call):
    with in_language("zh"), pytest.raises(LrkitError) as error:
        call()
    assert english_in(str(error.value)) == []
    assert any("\u4e00" <= letter <= "\u9fff" for letter in str(error.value))


def test_each_schedule_has_a_chinese_summary():
    summaries = [entry.summary for entry in (*catalog.ENTRIES, *catalog.OPTIONS, *catalog.RAMPS)]
    assert [summary.en for summary in summaries if english_in(summary.zh) or summary.zh == summary.en] == []
