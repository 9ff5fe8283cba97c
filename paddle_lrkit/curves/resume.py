"""Resuming from a saved scheduler state: on the same curve, or on another one by a named policy."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.curves.compose import join, scale, shift, until
from paddle_lrkit.errors import CheckpointError, check_choice, shown
from paddle_lrkit.messages import tr

POLICIES = ("keep", "extend", "rescale")


class SavedState(NamedTuple):
    """The position and the curve that a scheduler state was saved with.

    Args:
        update: Update that the scheduler was at.
        rate: Rate there.
        fingerprint: Fingerprint of the curve; None in a state that Paddle's own class saved.
        curve: ``repr`` of the curve or rule, for messages.
        length: Length of the curve, None when it had no end or its length is unknown.
        factor: Factor of the curve from ``since`` on, from an earlier ``extend``.
        since: Update of that ``extend``.
    """

    update: int
    rate: float | None = None
    fingerprint: str | None = None
    curve: str | None = None
    length: int | None = None
    factor: float = 1.0
    since: int = 0


class Resumption(NamedTuple):
    """The update and the curve that a run continues with.

    Args:
        update: Update to continue at.
        curve: The curve that gives the rates from there.
        factor: Factor of the config's curve from ``since`` on; 1.0 without ``extend``.
        since: See ``factor``.
    """

    update: int
    curve: Curve
    factor: float = 1.0
    since: int = 0


def resume(curve: Curve, state: Mapping[str, Any], policy: str | None = None, length: int | None = None) -> Resumption:
    """The update and the curve to continue with after loading ``state`` into a scheduler of ``curve``.

    The same curve, and a state without a fingerprint, continue at the saved update. Another curve needs a policy:

    * ``keep``: the new curve at the saved update.
    * ``extend``: the new curve from the saved update on, times ``saved rate / curve(saved update)``, so that the
      first rate is the checkpoint's own and the rest keeps the new curve's shape.
    * ``rescale``: the new curve at ``saved update * new length / old length``, rounded, a half up.

    Args:
        curve: The curve to continue with.
        state: ``state_dict()`` of a scheduler, of this package or of Paddle.
        policy: ``keep``, ``extend``, ``rescale`` or None.
        length: Length of a schedule whose curve has no end, such as a staircase or a cosine that rises again.

    Raises:
        CheckpointError: The state belongs to another curve and no policy is named, or the policy cannot apply:
            ``extend`` of a rate of 0 would stay at 0, ``rescale`` needs curves with an end.
        ConfigError: The policy is unknown.

    Example:
        >>> from paddle_lrkit.curves import cosine
        >>> state = {"last_epoch": 50, "last_lr": 0.05, "fingerprint": "another", "length": 100}
        >>> longer = cosine(0.1, 0.0, 200)
        >>> [resume(longer, state, policy).update for policy in ("keep", "extend", "rescale")]
        [50, 50, 100]
        >>> round(resume(longer, state, "extend").curve(50), 12)
        0.05
    """
    if policy is not None:
        check_choice("policy", policy, POLICIES)
    saved, length = read_state(state), curve.length or length
    if saved.fingerprint == curve.fingerprint:
        return _continued(curve, saved.update, saved.factor, saved.since)
    if policy is None:
        if saved.fingerprint is None:
            return Resumption(saved.update, curve)
        raise CheckpointError(
            tr(
                "the state is of another schedule: {}; name a policy to continue: {}",
                _differences(curve, saved, length),
                tr(", ").join(POLICIES),
            )
        )
    if policy == "extend":
        return _extend(curve, saved, length)
    return Resumption(saved.update if policy == "keep" else _rescaled(curve, saved, length), curve)


def _differences(curve: Curve, saved: SavedState, length: int | None) -> str:
    """How a schedule differs from the one of a state, in its rate and length."""
    rate, found = curve(saved.update), []
    if saved.rate is not None and not math.isclose(saved.rate, rate, rel_tol=1e-6):
        found.append(tr("its rate at update {} was {:g} and is {:g} now", saved.update, saved.rate, rate))
    if saved.length != length:
        was, now = (tr("no end") if one is None else tr("{:,} updates", one) for one in (saved.length, length))
        found.append(tr("it had {} and has {} now", was, now))
    if not found:
        return tr("it has the same rate at update {}, and others at other updates", saved.update)
    return tr("{}, {}", *found) if found[1:] else found[0]


def read_state(state: Mapping[str, Any]) -> SavedState:
    """The state as a `SavedState`, or a CheckpointError that says what is missing or wrong in it."""
    update = state.get("last_epoch")
    if isinstance(update, bool) or not hasattr(update, "__index__") or int(update) < 0:  # type: ignore[arg-type]
        raise CheckpointError(tr("a scheduler state needs 'last_epoch', a whole number >= 0, got {}", shown(update)))
    rate = state.get("last_lr")
    return SavedState(
        update=int(update),  # type: ignore[arg-type]
        rate=None if rate is None else float(rate),
        fingerprint=state.get("fingerprint"),
        curve=state.get("curve"),
        length=state.get("length"),
        factor=float(state.get("factor", 1.0)),
        since=int(state.get("since", 0)),
    )


def _extend(curve: Curve, saved: SavedState, length: int | None) -> Resumption:
    if length is not None and length <= saved.update:
        raise CheckpointError(
            tr(
                "policy 'extend' needs a curve that is longer than the {} updates done, got one of {}",
                *(saved.update, length),
            )
        )
    if saved.rate is None or not math.isfinite(saved.rate) or saved.rate < 0:
        raise CheckpointError(tr("policy 'extend' needs the rate of the checkpoint, 'last_lr' is {}", saved.rate))
    planned = curve(saved.update)
    if math.isclose(planned, saved.rate, rel_tol=1e-12):
        return Resumption(saved.update, curve)
    if saved.rate == 0 or planned == 0:
        whose = tr("the checkpoint's rate") if saved.rate == 0 else tr("the new curve")
        raise CheckpointError(
            tr(
                "policy 'extend' cannot continue: {} is 0 at update {} and would stay 0; policy 'keep' follows the new "
                "curve from {:g}",
                *(whose, saved.update, planned),
            )
        )
    return _continued(curve, saved.update, saved.rate / planned, saved.update)


def _continued(curve: Curve, update: int, factor: float, since: int) -> Resumption:
    if factor == 1.0:
        return Resumption(update, curve)
    rest = scale(shift(curve, -since), factor)
    return Resumption(update, join(until(curve, since), rest) if since else rest, factor, since)


def _rescaled(curve: Curve, saved: SavedState, length: int | None) -> int:
    if not saved.length or length is None:
        which = tr("the checkpoint's schedule") if not saved.length else tr("the new curve")
        raise CheckpointError(
            tr("policy 'rescale' needs two lengths, and that of {} is not known; keep and extend need none", which)
        )
    return (2 * saved.update * length + saved.length) // (2 * saved.length)
