"""One cycle: up to the peak, down again, and the momentum that goes the other way."""

from __future__ import annotations

from paddle_lrkit.curves._interpolated import through
from paddle_lrkit.curves.base import Formula, curve
from paddle_lrkit.errors import ConfigError, check_choice, check_integer, check_number
from paddle_lrkit.messages import tr


@curve
def one_cycle(
    start: float,
    peak: float,
    end: float,
    length: int,
    up: int,
    shape: str = "cosine",
    three_phase: bool = False,
) -> Formula:
    """Up from ``start`` to ``peak`` at update ``up``, then down to ``end`` at the last update, ``length - 1``.

    ``lr(t) = start + (peak - start) * rise(t / up) if t < up
    else end + (peak - end) * rise((last - t) / (last - up))``
    with ``rise(p) = (1 - cos(pi * p)) / 2`` or, for ``linear``, ``p``, and ``last = length - 1``

    With ``three_phase`` the way down goes back to ``start`` at update ``2 * up`` and from there to ``end``.

    Args:
        start: Rate at update 0, between 0 and ``peak``; not reached when ``up`` is 0.
        peak: Largest rate, >= 0.
        end: Rate at update ``length - 1`` and after it, between 0 and ``peak``.
        length: Updates of the run, >= 1.
        up: Update of the peak, between 0 and ``length - 1``.
        shape: ``cosine`` or ``linear``.
        three_phase: Whether the way back to ``start`` is as long as the way up.

    Raises:
        ConfigError: An argument is outside its range, or three phases do not fit into the run.

    Example:
        >>> c = one_cycle(0.004, 0.1, 0.0, 101, up=30, shape="linear")
        >>> c(0), c(30), round(c(65), 12), c(100)
        (0.004, 0.1, 0.05, 0.0)

    Reference: arXiv 1708.07120; ``paddle.optimizer.lr.OneCycleLR``.
    """
    top = check_number("peak", peak, at_least=0)
    first = check_number("start", start, at_least=0, at_most=top)
    last = check_number("end", end, at_least=0, at_most=top)
    return _cycle((first, top, last), length, up, shape, three_phase)


@curve
def one_cycle_momentum(
    high: float, low: float, length: int, up: int, shape: str = "cosine", three_phase: bool = False
) -> Formula:
    """The momentum for `one_cycle`: from ``high`` down to ``low`` while the rate rises, then back to ``high``.

    ``momentum(t) = high + low - one_cycle(low, high, low, ...)(t)``

    Args:
        high: Momentum at the lowest rates, >= ``low``.
        low: Momentum at the peak of the rate, >= 0.
        length: Updates of the run, >= 1.
        up: Update of the peak of the rate.
        shape: ``cosine`` or ``linear``.
        three_phase: As for `one_cycle`; the momentum is back at ``high`` at update ``2 * up`` and stays there.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> c = one_cycle_momentum(0.95, 0.85, 101, up=30)
        >>> c(0), round(c(30), 12), c(100)
        (0.95, 0.85, 0.95)

    Reference: arXiv 1708.07120; ``cycle_momentum`` of ``torch.optim.lr_scheduler.OneCycleLR``.
    """
    least = check_number("low", low, at_least=0)
    most = check_number("high", high, at_least=least)
    return _cycle((most, least, most), length, up, shape, three_phase)


def _cycle(values: tuple[float, float, float], length: int, up: int, shape: str, three_phase: bool) -> Formula:
    first, turning, last = values
    final = check_integer("length", length, at_least=1) - 1
    turn = check_integer("up", up, at_least=0, at_most=final)
    check_choice("shape", shape, ["cosine", "linear"])
    if three_phase and (turn == 0 or 2 * turn >= final):
        raise ConfigError(tr("three phases need 0 < up < (length - 1) / 2, got {} of {}", up, length), key="up")
    points = {0: first, turn: turning, **({2 * turn: first} if three_phase else {})}
    if final > turn:
        points[final] = last
    return through(list(points), list(points.values()), shape)
