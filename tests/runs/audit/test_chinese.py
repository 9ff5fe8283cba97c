"""What an audit says, in Chinese; the names of verdicts, kinds and families stay."""

from __future__ import annotations

import math

import pytest

from paddle_lrkit.curves import linear
from paddle_lrkit.messages import in_language
from paddle_lrkit.runs.audit.audit_log import audit_log
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength
from tests.chinese import english_in
from tests.runs.audit.losses.logs import found
from tests.runs.audit.written_log import COSINE, EPOCH, PEAK, STEPS, UPDATES, WARMUP, audited, cosine, log_of, steps

NAN = math.nan
AUDITS = {
    "agrees": lambda: audited(cosine),
    "shorter": lambda: audited(cosine, stop=500),
    "begins late": lambda: audited(cosine, begin=200),
    "does not move": lambda: audited(lambda update: 0.1, linear(0.1, 0.1, UPDATES)),
    "tiny": lambda: audited(lambda update: 3e-7, linear(3e-7, 1e-7, UPDATES)),
    "of one's own": lambda: audited(lambda update: cosine(update + 1), suite="", decimals=9),
    "never changed": lambda: audited(lambda update: 0.1),
    "froze": lambda: audited(lambda update: cosine(min(update, 555))),
    "off by one": lambda: audited(lambda update: cosine(max(update - 1, 0))),
    "factor": lambda: audited(lambda update: 2 * cosine(update)),
    "resumed": lambda: audited(lambda update: cosine(update % 500), events=[("resume", 500, 500)]),
    "restarted": lambda: audited(lambda update: cosine(update % 483)),
    "behind": lambda: audited(lambda update: cosine(update if update < 400 else update - 77)),
    "an epoch": lambda: audited(lambda update: cosine(update // EPOCH)),
    "twice": lambda: audited(lambda update: cosine(min(2 * update, UPDATES))),
    "accumulation": lambda: audited(lambda update: cosine(min(4 * update, UPDATES)), accumulate=4),
    "each update": lambda: audited(lambda update: cosine(min(EPOCH * update, UPDATES)), interval=1),
    "stretched": lambda: audited(lambda update: cosine(min(update, 500), 500)),
    "no warmup": lambda: audited(lambda update: PEAK if update < WARMUP else cosine(update)),
    "milestones": lambda: audited(lambda update: steps(update, (450, 750)), STEPS),
    "floor": lambda: audited(lambda update: cosine(update, floor=0.005)),
    "jump": lambda: audited(lambda update: cosine(update) * (0.2 if 305 <= update < 645 else 1)),
    "zero": lambda: audited(lambda update: cosine(update) if update < 400 else 0.0),
    "another": lambda: audited(lambda update: PEAK * 0.3 ** (update / UPDATES)),
    "none": lambda: audited(lambda update: PEAK * (0.5 + 0.4 * math.sin(update * update))),
    "no plan": lambda: audit_log(log_of(cosine), None),
    "no plan, stairs": lambda: audit_log(log_of(steps, stop=600), None),
    "no plan, two rows": lambda: audit_log(log_of(cosine, stop=20), None),
}


def texts(result):
    yield from (result.summary, result.advice, result.convention)
    yield from (note.text for note in result.notes)
    for other in result.also_possible:
        yield from (other.text, other.told_apart_by)
    if result.shape is not None:
        yield from (result.shape.words, *result.shape.unknown, *(other.text for other in result.shape.also))


@pytest.mark.parametrize("audit", AUDITS.values(), ids=AUDITS)
def test_an_audit_speaks_chinese(audit):
    with in_language("zh"):
        said = [text for text in texts(audit()) if text]
    assert [text for text in said if english_in(text)] == []


PLAN = Schedule(linear(0.0, 0.1, 1000).then(linear(0.1, 0.0, 9000)), "ppdet", RunLength(10_000), warmup_updates=1000)
LOSSES = {
    "explodes": lambda: found([2.24, 8e27, 5.1e30], PLAN.curve, PLAN, every=20),
    "rises": lambda: found([2 - row / 100 + row % 3 / 50 for row in range(150)] + [6.9, 6.8] * 20),
    "NaN": lambda: found([2.0, 1.5, 1.2, NAN, NAN], schedule=PLAN),
    "NaN in the warmup": lambda: found([2.0] * 90 + [NAN] * 5, PLAN.curve, PLAN, skips=[90]),
    "NaN at the start": lambda: found([NAN] * 5),
    "NaN at a tiny rate": lambda: found([NAN, NAN], lambda update: 5e-7 * update, every=2, begins=2),
    "infinite once": lambda: found([2.0] * 90 + [math.inf] + [2.0] * 90),
    "spike": lambda: found([30.0 if row == 200 else 2.0 + row % 3 / 50 for row in range(300)]),
}  # fmt: skip


@pytest.mark.parametrize("findings", LOSSES.values(), ids=LOSSES)
def test_what_the_loss_says_is_chinese(findings):
    with in_language("zh"):
        said = [one.text for one in findings()]
    assert said
    assert [text for text in said if english_in(text)] == []


def test_names_stay_in_json():
    with in_language("zh"):
        result = audited(lambda update: PEAK * 0.3 ** (update / UPDATES), COSINE)
        assert (result.verdict, result.certainty, result.parameters["seen"]) == (
            "other-schedule",
            "medium",
            "exponential",
        )
