"""The state file of PaddleNLP's Trainer."""

from __future__ import annotations

import json
import math
from io import BytesIO

import pytest

from paddle_lrkit.errors import UsageError
from paddle_lrkit.runs.logs.trainer_state import is_trainer_state, read_trainer_state


def state_log(history: object, **more: object):
    text = json.dumps({"best_model_checkpoint": None, "log_history": history, **more}, indent=2).encode()
    assert is_trainer_state(text)
    return read_trainer_state(BytesIO(text), "trainer_state.json")


def entry(step: int, rate: float, **more: object) -> dict:
    return {"global_step": step, "learning_rate": rate, "loss": 2.0, "progress_or_epoch": step / 40, **more}


def test_rows_without_evaluations():
    log = state_log([entry(10, 3e-05), {"eval_loss": 1.0, "step": 10}, entry(20, 2.997e-05)], max_steps=400)
    assert (log.rows.step.tolist(), log.rows.rate.tolist(), log.rows.place.tolist()) == (
        [10, 20],
        [3e-05, 2.997e-05],
        [1, 3],
    )
    assert (log.format.name, log.format.printed, log.total, log.steps_per_epoch) == (
        "ppnlp-trainer-state",
        "after",
        400,
        40,
    )
    assert log.digits.words == "4 significant digits"


def test_all_digits_of_early_versions_and_the_name_step():
    log = state_log([{"step": 1, "learning_rate": 2.999206349206349e-05, "loss": math.nan, "epoch": 0.01}])
    assert (log.digits.words, log.rows.step.tolist()) == ("repr of a float", [1])
    assert math.isnan(log.rows.loss[0])


@pytest.mark.parametrize(
    ("history", "words"),
    [
        ([], "its log_history is empty, which PaddleNLP 3.0 and PaddleFormers do on purpose; audit the text log"),
        ([{"eval_loss": 1.0, "step": 1}], "no entry of its log_history has a learning_rate and a step"),
        ("none", "has no list 'log_history'"),
    ],
)
def test_a_state_without_rates_says_so(history, words):
    with pytest.raises(UsageError, match=words):
        state_log(history)


def test_a_torn_file_is_one_sentence():
    with pytest.raises(UsageError, match=r"trainer_state\.json: not a whole trainer_state\.json: it is not JSON"):
        read_trainer_state(BytesIO(b'{"log_history": [{"step": 1, "learning_rate": 0.'), "trainer_state.json")
