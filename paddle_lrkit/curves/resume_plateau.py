"""Resuming from the saved state of a plateau rule."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from paddle_lrkit.curves.plateau import Plateau, PlateauState
from paddle_lrkit.curves.resume import POLICIES, read_state
from paddle_lrkit.errors import CheckpointError, check_choice
from paddle_lrkit.messages import Message, join_parts, tr

INSIDE = "LinearWarmup_LR"
"""Key of the state of a plateau rule inside the state of its warmup."""

_SETTING = re.compile(r"(\w+)=([^,()]+)")


def resume_plateau(rule: Plateau, state: Mapping[str, Any], policy: str | None = None) -> tuple[int, PlateauState]:
    """The update to continue at, and the state of the rule there.

    Args:
        rule: The rule to continue with.
        state: ``state_dict()`` of the rule's scheduler: of a ``ReduceOnPlateau``, of this package or of Paddle, or of a
            ``GreedyLR``.
        policy: ``keep`` or ``extend`` to continue from the saved rate and counters with another rule.

    Raises:
        CheckpointError: The state belongs to another schedule, or is incomplete.
        ConfigError: The policy is unknown.

    Example:
        >>> state = {"last_epoch": 9, "last_lr": 0.05, "best": 0.3, "num_bad_epochs": 1, "cooldown_counter": 0}
        >>> resume_plateau(Plateau(0.1, patience=2), state)
        (9, PlateauState(rate=0.05, best=0.3, bad=1, cooldown=0))
    """
    if policy is not None:
        check_choice("policy", policy, POLICIES)
    saved = read_state(state)
    missing = [key for key in rule.saved_names.values() if key not in state]
    if missing:
        raise CheckpointError(tr("the state is not of a {}: it has no {}", rule.scheduler, tr(", ").join(missing)))
    if saved.fingerprint not in (None, rule.fingerprint) and policy not in ("keep", "extend"):
        raise CheckpointError(
            tr(
                "the state is of a {} with other settings{}; name the policy keep to continue with these",
                *(rule.scheduler, _changed(saved.curve or "", repr(rule))),
            )
        )
    found = {name: _plain(state[key]) for name, key in rule.saved_names.items()}
    return saved.update, rule.state_type(**found)


def _changed(was: str, now: str) -> str:
    """The settings that differ between two rules, as their ``repr`` has them."""
    before, after = (dict(_SETTING.findall(text)) for text in (was, now))
    changed = [key for key in after if key in before and before[key] != after[key]]
    pairs = [Message("{} was {} and is {} now").filled(key, before[key], after[key]) for key in changed]
    return tr(": {}", join_parts(pairs)) if pairs else ""


def _plain(value: Any) -> Any:
    """Builtin numbers, also for the arrays and tensors that Paddle saves, and a tuple for a list."""
    if isinstance(value, (list, tuple)):
        return tuple(float(item) for item in value)
    return value.item() if hasattr(value, "item") else value
