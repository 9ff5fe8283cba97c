"""How a script steps one schedule."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ScriptLoops:
    """How a script steps one schedule.

    A run that resumes an earlier one counts from the begin of the earlier one, as the schedule does.

    Args:
        epochs: Epochs in the run; None where unknown.
        ticks: Ticks of the schedule in the run, which are calls of ``step``; None where unknown.
        first: Tick at which the schedule begins, which is 0 unless ``last_epoch`` says another one.
        others: Other possible pairs of ``epochs`` and ``ticks``.
        resumed: Whether an earlier run made the ticks before the loop.
        restarts: Line and first number of a loop that continues an earlier one, while the schedule begins again at 0.
        per: What a tick is, ``update`` or ``epoch``; None where unknown.
        step: Line of the call, and whether it is in the loop over batches; None without a call.
        early_steps: Line and variable of each call before the optimizer's.
        fit: Whether ``paddle.Model.fit`` calls ``step``; the line is then that of ``fit``.
        stepper: Line of ``fit`` and ``by_step``, where its callback has the same ``by_step`` and ``by_epoch``.
        unknown: Line of what is not followed, and why.
    """

    epochs: int | None = None
    ticks: int | None = None
    first: int = 0
    others: tuple[tuple[int | None, int | None], ...] = ()
    resumed: bool = False
    restarts: tuple[int, int] | None = None
    per: str | None = None
    step: tuple[int, bool] | None = None
    early_steps: tuple[tuple[int, str], ...] = field(default=())
    fit: bool = False
    stepper: tuple[int, bool] | None = None
    unknown: tuple[tuple[int, str], ...] = ()
