from __future__ import annotations

import math

import pytest

from paddle_lrkit.curves.plateau import Plateau, PlateauState
from paddle_lrkit.curves.resume_plateau import resume_plateau
from paddle_lrkit.errors import CheckpointError, ConfigError

RULE = Plateau(0.1, patience=2)
STATE = {"last_epoch": 9, "last_lr": 0.05, "best": 0.3, "num_bad_epochs": 1, "cooldown_counter": 4}
HERE = (9, PlateauState(0.05, 0.3, 1, 4))


def test_the_same_rule_and_a_state_without_a_fingerprint_go_on():
    assert resume_plateau(RULE, {**STATE, "fingerprint": RULE.fingerprint}) == HERE
    assert resume_plateau(RULE, STATE) == HERE
    assert resume_plateau(RULE, {**STATE, "best": None}) == (9, PlateauState(0.05, None, 1, 4))


@pytest.mark.parametrize("policy", ["keep", "extend"])
def test_another_rule_keeps_rate_and_counters_by_policy(policy):
    state = {**STATE, "fingerprint": "another", "curve": "Plateau(0.1, patience=7)"}
    assert resume_plateau(RULE, state, policy) == HERE
    for refused in (None, "rescale"):
        with pytest.raises(CheckpointError, match=r"patience was 7 and is 2 now; name the policy keep to continue"):
            resume_plateau(RULE, state, refused)


def test_a_state_of_something_else_is_refused():
    with pytest.raises(CheckpointError, match="not of a ReduceOnPlateau: it has no best, cooldown_counter"):
        resume_plateau(RULE, {key: STATE[key] for key in ("last_epoch", "last_lr", "num_bad_epochs")})
    with pytest.raises(ConfigError, match="policy: must be one of"):
        resume_plateau(RULE, STATE, "stretch")


def test_fingerprints_tell_rules_apart():
    prints = {
        Plateau(0.1, patience=patience, factor=factor).fingerprint for patience in range(4) for factor in (0.1, 0.5)
    }
    assert len(prints) == 8
    assert Plateau(0.1, patience=2).fingerprint == RULE.fingerprint
    assert all(len(text) == 16 and not math.isnan(int(text, 16)) for text in prints)
