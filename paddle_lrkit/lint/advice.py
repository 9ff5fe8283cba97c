"""What to write instead: values that the config can hold and that no rule reports."""

from __future__ import annotations

import math

from paddle_lrkit.lint.context import Context
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.config_value import ConfigValue
from paddle_lrkit.suites.schedule_fields import ScheduleFields
from paddle_lrkit.text import format_share, join_names

_SHARES = {1: (0.75,), 2: (2 / 3, 11 / 12), 3: (0.5, 0.75, 0.9)}
"""Number of milestones -> their places in the run; two as in PaddleDetection's 1x schedule."""
_WARMUP = 0.05
_LONGEST_WARMUP = 0.3
_LATEST_DROP = 0.9
_LAST_SHARE = 0.01
_HIGH = 0.101


def milestones(context: Context) -> str:
    """Milestones inside the run and behind the warmup, in their unit; empty when it has no room for them."""
    fields, total = context.fields, context.total
    item = fields.milestones if fields is not None else None
    if fields is None or item is None or item.key_path is None or not total or not context.comparable(fields.unit):
        return ""
    in_epochs = fields.unit == "ep" or ("ep" in (item.text or "") and context.steps_known)
    unit = context.steps if in_epochs else 1
    start = context.warmup / unit if context.warmup < total else 0.0
    left = total / unit - (start if fields.delayed else 0)
    marks: list[int] = []
    after = math.ceil(left)
    for share in reversed(_SHARES.get(len(item.numbers), ())):
        after = min(round(left * share), after - 1)
        marks.insert(0, after)
    least, shift = (1.0, start) if fields.delayed else (math.floor(start) + 1.0, 0.0)
    if not marks or marks[0] < least or (marks[0] + shift) * unit > _LATEST_DROP * total:
        return ""
    written = [mark * unit for mark in marks] if fields.unit == "it" else marks
    return tr("{}  # for example", _with_gamma(context, context.write(item, written), len(marks)))


def step_size(context: Context) -> str:
    """A step size of about a third of the run; empty when there is none."""
    fields, total = context.fields, context.total
    item = fields.step_size if fields is not None else None
    if fields is None or item is None or item.key_path is None or not total or not context.comparable(fields.unit):
        return ""
    unit = context.steps if fields.unit == "ep" else 1
    third = total / unit / 3
    fitting = (size for size in (round(third), math.ceil(third)) if 0.24 <= size * unit / total <= 0.51)
    size = next(fitting, 0)
    if not size or size == item.number:
        return ""
    drops = int((total - 1 - (context.warmup if fields.delayed else 0)) // (size * unit))
    return tr("{}  # about a third of the run", _with_gamma(context, context.write(item, size), drops))


def gamma(context: Context) -> str:
    """A factor that ends the run at 1% of the peak, but not below 0.1 a drop; empty when there is none."""
    fields = context.fields
    item = fields.gamma if fields is not None else None
    if fields is None or item is None or item.key_path is None or item.number is None:
        return ""
    drops = _drops(context)
    if drops < 1:
        return ""
    return context.write(item, "0.1" if fields.behaviour.divides_gamma else _factor(drops, fields.shape))


def _factor(drops: float, shape: str) -> str:
    """The factor that leaves 1% of the peak after all drops, rounded up; of a staircase not below 0.1."""
    exact = _LAST_SHARE ** (1 / drops)
    if shape != "exponential" and exact <= 0.1:
        return "0.1"
    for digits in range(2, 13):
        factor = math.ceil(exact * 10**digits) / 10**digits
        if factor**drops <= 2 * _LAST_SHARE:
            return f"{factor:.{digits}f}"
    return repr(exact)


def _with_gamma(context: Context, written: str, drops: int) -> str:
    """``written``, with another factor where that many drops by the one that is there would leave more than 10%."""
    fields = context.fields
    item = fields.gamma if fields is not None else None
    if fields is None or item is None or item.key_path is None or not item.number or fields.behaviour.divides_gamma:
        return written
    if drops < 1 or item.number > 1 or item.number**drops <= _HIGH:
        return written
    return f"{{{written}, {context.write(item, _factor(drops, fields.shape))}}}"


def _drops(context: Context) -> float:
    """How often the factor is applied within the run."""
    fields, curve, total = context.fields, context.curve, context.total or 0
    if fields is None or curve is None or not total:
        return 0
    if fields.shape == "multistep":
        return sum(update < total for _, update in context.milestones)
    size = fields.step_size.number if fields.step_size else None
    if fields.shape == "step" and size and context.comparable(fields.unit):
        shift = context.warmup if fields.delayed else 0
        return int(max(total - 1 - shift, 0) // context.updates(size, fields.unit))
    factor = fields.gamma.number if fields.gamma else None
    if fields.shape != "exponential" or not factor or not 0 < factor < 1 or not (after := context.after_warmup):
        return 0
    begin, first = after[0]
    lower = [(update, rate) for update, rate in after if 1e-200 * first < rate < first]
    if not lower:
        return 0
    late, rate = lower[-1]
    return math.log(rate / first) / math.log(factor) * (total - 1 - begin) / (late - begin)


def span(context: Context) -> str:
    """The length that lets a cosine or a polynomial end with the run; empty when no key holds it."""
    fields, total = context.fields, context.total
    if fields is None or fields.span is None or fields.span.key_path is None or not total:
        return ""
    left = total - context.warmup if fields.span_from_warmup else total
    return context.write_length(fields.span, left) if left >= 1 else ""


def floor(context: Context) -> str:
    """A floor of 0, or of 1% of the peak where the rate stays at it for the last part of the run; empty without one."""
    fields, curve, total = context.fields, context.curve, context.total
    item = fields.floor if fields is not None else None
    if fields is None or item is None or item.key_path is None:
        return ""
    peak = 1.0 if fields.floor_relative else fields.rate.number if fields.rate else None
    if curve is not None and total:
        places = (context.schedule.warmup_updates if context.schedule else 0, max(int(0.95 * total) - 1, 0))
        level, stays = (abs(curve(update) - curve(total - 1)) <= 1e-6 * context.peak for update in places)
        if stays and not level:
            return context.write(item, _LAST_SHARE * (peak or 0.0))
    return context.write(item, 0.0)


def warmup(context: Context) -> str:
    """A warmup of at most 5% of the run, in the unit that is there; how to do without where none is so short."""
    fields, total = context.fields, context.total
    item = fields.warmup if fields is not None else None
    if fields is None or item is None or not total:
        return ""
    if item.text is not None:
        return _with_span(context, context.write(item, "5%"), total * _WARMUP)
    if fields.warmup_unit == "%":
        return context.write(item, _WARMUP)
    if too_short_for_warmup(context):
        return _without(context, item)
    wanted = min(total * _WARMUP, _before_the_first_drop(context))
    in_updates = max(int(wanted), 1)
    if fields.warmup_unit == "it":
        return _with_share(context, item, in_updates, in_updates)
    epochs = total / context.steps
    whole = max(int(wanted / context.steps), 1)
    if wanted >= context.steps or (_whole(context) and whole <= _LONGEST_WARMUP * epochs):
        return _with_share(context, item, whole, whole * context.steps)
    if not _whole(context):
        return _with_share(context, item, float(f"{wanted / context.steps:.2g}"), wanted)
    key = fields.behaviour.warmup_in_updates
    if not context.steps_known:
        share = format_share(1 / epochs)
        return tr("use {} instead of {}, for about 5% of the run; a whole epoch is {} of it", key, item.path[-1], share)
    return tr(
        "{}: {}  # instead of {}; {} of the run", key, in_updates, item.path[-1], format_share(in_updates / total)
    )


def _before_the_first_drop(context: Context) -> float:
    """The longest warmup that leaves the first milestone where it belongs."""
    fields, total = context.fields, context.total or 0
    first = min((mark for mark, _ in context.milestones), default=0.0) if fields is not None else 0.0
    if fields is None or first <= 0:
        return math.inf
    update = context.updates(first, fields.unit)
    late = _LATEST_DROP * total - update
    room = (late if late > 0 else (total - update) / 2) if fields.delayed else update / 2
    return room if room > 0 and update < total else math.inf


def too_short_for_warmup(context: Context) -> bool:
    """Whether the shortest warmup that the config can hold takes more than 30% of the run."""
    fields, total = context.fields, context.total
    if fields is None or not total:
        return False
    by_epoch = _whole(context) and not fields.behaviour.warmup_in_updates
    return (context.steps if by_epoch else 1) > _LONGEST_WARMUP * total


def _whole(context: Context) -> bool:
    behaviour = context.fields.behaviour if context.fields is not None else None
    return behaviour is not None and (behaviour.whole_warmup or bool(behaviour.warmup_in_updates))


def _with_share(context: Context, item: ConfigValue, value: float, updates: float) -> str:
    written = _with_span(context, context.write(item, value), updates)
    return tr("{}  # {} of the run", written, format_share(updates / (context.total or 1)))


def _with_span(context: Context, written: str, updates: float) -> str:
    """``written``, with the length of the decay that a warmup of that many updates leaves, where a key holds it."""
    fields, total = context.fields, context.total or 0
    if fields is None or not fields.span_from_warmup or fields.span is None or fields.span.key_path is None:
        return written
    length = str(total - math.floor(updates + 0.5))
    if fields.span.text is not None:
        length = f"{length}it" if total % 20 else "95%"
    return f"{{{written}, {_inside(fields, context.write(fields.span, length))}}}" if fields.unit == "it" else written


def _inside(fields: ScheduleFields, span: str) -> str:
    """The key of the span, in the section that holds it where that is inside the one of the warmup."""
    outer, inner = ((part.key_path or ())[:-1] if part is not None else () for part in (fields.warmup, fields.span))
    for step in reversed(inner[len(outer) :] if inner[: len(outer)] == outer else ()):
        span = f"{step}: {{{span}}}"
    return span


def _without(context: Context, item: ConfigValue) -> str:
    fields = context.fields
    start = fields.start if fields is not None else None
    keys = [str(item.path[-1])]
    if start is not None and start.default_key is None and start.path[:-1] == item.path[:-1]:
        keys.append(str(start.path[-1]))
    way = (str(fields.behaviour.without_warmup) if fields is not None else "") or tr("remove {}", join_names(keys))
    return tr("{}, because the run is too short for a warmup", way)
