"""What a suite does with a schedule that its config does not show."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from paddle_lrkit.config.document import Path


class SuiteBehaviour(NamedTuple):
    """What a suite does with a schedule, for the rules that only concern some suites or classes.

    Args:
        accumulates_by: How the program accumulates gradients when it is not by a key of its own.
        any_order: Milestones need not ascend.
        averages_weights: Averaged weights are evaluated, so that the last rates may be high.
        batch_per_gpu: The batch size is per GPU, and the config does not tell the number of GPUs.
        builds_table: The schedule is a table with an entry for each update, searched from its start.
        casts_text: Whether text at a path is read as a number.
        counts_rays: A sample is a ray of an image, so that thousands of them are no large batch.
        counts_warmup_in_updates: A warmup given in epochs takes as many epochs as it has updates.
        divides_gamma: A single factor is divided by 10 at each further milestone.
        discards_lists: The milestones and rates of the config are replaced by a tenth every 30 epochs.
        first_cosine: Epochs of a first cosine that no key changes.
        explains_refusals: Errors about a key explain only a refusal of that key, because all sections are checked.
        harmless_text: Whether text at a path becomes a number in the program itself, or is not used as one.
        mixes_units: Why the ticks of the schedule are not what its class counts, as a sentence without a full stop.
        moves_by: The setting without which the schedule stays at its first rate.
        needs_number: Whether a value must be a number, so that any other text is an error too.
        never_stepped: The program builds the schedule and does not step it.
        open_length: The length of the run is in another file, or the run is the first of several of one schedule.
        refuses_repeated_keys: A key that is given twice is an error.
        sets_units: Lengths have units, so that a length in updates is meant.
        span_is_run: The decay always spans the whole run.
        stretches_by: How many times longer than the run accumulated batches make the schedule.
        stretches_cosine: The suite's recipes have cosines that are a little longer than the run.
        typed: Whether a number must be written with a dot where the one that it replaces has one.
        usual_warmup: A warmup of a tenth of the run, as the config writes it.
        warmup_in_updates: The key that gives the warmup in updates, where a warmup in epochs takes whole ones only.
        warmup_on_plateau: What a warmup does to a rate that depends on a metric.
        whole_warmup: A warmup with a dot is refused.
        without_overshoot: What to do against a warmup that passes its end, where it is not the rates.
        without_warmup: What to do without a warmup, where it is not enough to remove its keys.
    """

    accumulates_by: str = ""
    any_order: bool = False
    averages_weights: bool = False
    batch_per_gpu: bool = False
    builds_table: bool = False
    casts_text: Callable[[Path], bool] = lambda path: False
    counts_rays: bool = False
    counts_warmup_in_updates: bool = False
    divides_gamma: bool = False
    discards_lists: bool = False
    explains_refusals: bool = False
    first_cosine: int | None = None
    harmless_text: Callable[[Path], bool] = lambda path: False
    mixes_units: str = ""
    moves_by: str = ""
    needs_number: Callable[[Path], bool] = lambda path: False
    never_stepped: bool = False
    open_length: bool = False
    refuses_repeated_keys: bool = False
    sets_units: bool = False
    span_is_run: bool = False
    stretches_by: int = 1
    stretches_cosine: bool = False
    typed: bool = False
    usual_warmup: str = ""
    warmup_in_updates: str = ""
    warmup_on_plateau: str = ""
    whole_warmup: bool = False
    without_overshoot: str = ""
    without_warmup: str = ""
