"""The schedule of an advice as a chart."""

from __future__ import annotations

from dataclasses import replace

from paddle_lrkit.advise import Advice
from paddle_lrkit.messages import current_language
from paddle_lrkit.plot.chart import Chart
from paddle_lrkit.plot.schedule_chart import schedule_chart
from paddle_lrkit.plot.series import Series, rate_facts
from paddle_lrkit.plot.words import Words


def advice_chart(advice: Advice) -> Chart | None:
    """The chart, over the share of the run if the updates in an epoch are not known; None without a schedule."""
    if advice.fitted is None:
        return None
    words, line = Words(current_language()), Series(advice.schedule or "", advice.fitted.schedule)
    if advice.fitted.nominal:
        notes = rate_facts(line.schedule.peak_lr, advice.min_lr or 0.0, words)
        line = replace(line, schedule=replace(line.schedule, warmup_updates=0), notes=notes)
    return schedule_chart([line], "percent" if advice.fitted.nominal else "updates", title=line.label, words=words)
