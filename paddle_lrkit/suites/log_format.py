"""The lines in which a program prints its training: what they look like and what their numbers mean."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from paddle_lrkit.messages import tr

PrintedRate = Literal["applied", "after", "median", "unknown"]
"""Which rate a line of update u shows.

``applied``: that of update u. ``after``: the scheduler has stepped already, so that of update u + 1. ``median``: the
median of the last rates that this process applied, update u included. ``unknown``: the log of a program of one's own.
"""

FLOAT32 = 2.0**-24
_DECADE = 1e-11
"""Values so near a power of ten are looked at by themselves."""
_SMALLEST = 2.0**-150
"""Half of the smallest float32 above 0."""

_COUNT = r"[0-9]{1,15}"
_NUMBER = r"[-+]?(?:[0-9]{1,20}(?:\.[0-9]{0,40})?(?:[eE][-+]?[0-9]{1,4})?|nan|inf)"
_FIELDS = {
    "<rate>": f"(?P<rate>{_NUMBER})",
    "<loss>": r"(?P<loss>[^\s,']{1,60})",
    "<...>": r"[^\n]{0,400}?",
    "< >": " {0,20}",
}


def line_pattern(text: str) -> str:
    """The regular expression for a pattern of a `LogFormat`.

    ``<rate>``, ``<loss>`` and ``<epoch>``, ``<step>``, ... are the numbers of a line, ``<...>`` is any text and ``< >``
    any blanks. All of them have a limit, so that a search takes linear time.

    Example:
        >>> import re
        >>> re.search(line_pattern("step < ><step>/<steps>: lr <rate>,"), "step  7/9: lr 1e-3, ").groupdict()
        {'step': '7', 'steps': '9', 'rate': '1e-3'}
    """
    return re.sub("<([a-z]+|[.]{3}| )>", lambda found: _FIELDS.get(found[0], f"(?P{found[0]}{_COUNT})"), text)


@dataclass(frozen=True)
class PrintedDigits:
    """How exactly numbers are written.

    Args:
        kind: ``decimals`` after the point, ``significant`` digits, ``float32``, or ``exact`` for the ``repr`` of a
            float.
        count: Number of digits; 0 for ``float32`` and ``exact``.

    Example:
        >>> PrintedDigits("decimals", 6).half(0.01), PrintedDigits("significant", 4).half(3e-05)
        (5e-07, 5e-09)
        >>> PrintedDigits("decimals", 6).words, PrintedDigits("exact").words
        ('6 decimals', 'repr of a float')
    """

    kind: Literal["decimals", "significant", "float32", "exact"]
    count: int = 0

    def half(self, value: float) -> float:
        """Half of the last place of a printed value: the most that rounding can have moved it."""
        if self.kind == "decimals":
            return 0.5 * 10.0**-self.count
        if self.kind == "float32":
            return max(abs(value) * FLOAT32, _SMALLEST)
        if self.kind == "exact" or value == 0 or not math.isfinite(value):
            return 0.0
        return 0.5 * 10.0 ** (math.floor(math.log10(abs(value)) + 1e-12) + 1 - self.count)

    def halves(self, values: Iterable[float]) -> Iterator[float]:
        """`half` of each value, quick where neighbours have the same number of digits before the point.

        Example:
            >>> list(PrintedDigits("significant", 4).halves([3e-05, 0.0, 3.1e-05]))
            [5e-09, 0.0, 5e-09]
        """
        low, high, half = 0.0, 0.0, 0.0
        for value in values:
            size = abs(value)
            if self.kind == "significant" and not low <= size < high:
                half = self.half(value)
                power = 2 * half * 10.0 ** (self.count - 1)
                low, high = power * (1 + _DECADE), 10 * power * (1 - _DECADE)
            yield half if self.kind == "significant" else self.half(value)

    @property
    def words(self) -> str:
        """Such as ``6 decimals``, ``4 significant digits``."""
        if self.kind in ("float32", "exact"):
            return "float32" if self.kind == "float32" else tr("repr of a float")
        return tr("{} decimals", self.count) if self.kind == "decimals" else tr("{} significant digits", self.count)


@dataclass(frozen=True)
class LogFormat:
    """One format of a program's training log.

    Args:
        name: Such as ``ppdet-2.0-2.7``.
        suite: Name of the suite whose configs belong to it; empty for logs of one's own.
        pattern: Regular expression, in the notation of `line_pattern`, for the part of a line that holds the numbers,
            searched anywhere in the line: ``<rate>``, and where they are printed ``<epoch>``, ``<step>``, ``<steps>``
            (batches of an epoch), ``<epochs>`` and ``<total>`` (planned length of the run), ``<loss>`` where it is
            before the rate. A number counts only when its delimiter follows. In record files: the tag of
            the rate.
        counts: What ``step`` counts: batches of the ``epoch``, or of the ``run``.
        first_epoch: The first epoch as printed.
        first_step: The first batch as printed.
        printed: Which rate a line shows.
        digits: How exactly the rate is written.
        head: Text that every training line has, inside the pattern; a line with it and without a rate is torn.
        other: Text of lines that have ``head`` and are none.
        signs: Regular expression that only lines of this version match, where several versions print the pattern.
        loss: The same with ``<loss>``, for the text after the pattern. In record files: a tag that has to be there as
            well.
        progress: Regular expression for the text after the pattern, whose group is how many epochs are done.
        resumed: Regular expression for the line that says that a run continues; its first group, if any, is what the
            line names: an epoch, an iteration or a step, see ``resumes_at``.
        resumes_at: What ``resumed`` names: ``epoch`` done, ``update`` done, or nothing.
        skipped: Regular expression for the line that says that the optimizer did not run.
        planned: The same for other lines that tell the plan: ``<total>``, ``<epochs>`` or ``<accumulate>``.
        counter_restarts: The printed step starts at its first value when a run is resumed, while the epoch continues.
        counts_batches: ``step`` counts batches, of which an update may take several.
        resumes_by_epoch: A resumed run always begins an epoch, because checkpoints are written between epochs.
        last_batch: The last batch of an epoch is printed as well.
        values_a_step: Rates that a record file has of each step; the last one counts.
        window: Rates of the ``median``, where the config does not say.
        window_key: Where the config has ``window``, such as ``Global.log_smooth_window``.
        accumulation_key: Where the config has the batches of an update.
        interval_key: The setting of the suite that prints lines more often, for advice.
        program: The program that prints it, for messages.
        lines: Regular expression for any line of the program, for messages about logs without a rate.
        evaluation: Regular expression for lines of an evaluation, which show a rate that is none.
        asks_again: Name of a scheduler that is computed from its last rate, and that the program asks once more for
            the line when there is no warmup: the line shows a rate that is never used.
        varies: Whether scripts print these lines of which some show the rate of the update before.
        by_epoch: Key of a config section under which the scheduler steps once an epoch, after the line is printed.
    """

    name: str
    suite: str
    pattern: str
    counts: Literal["epoch", "run"]
    first_epoch: int
    first_step: int
    printed: PrintedRate
    digits: PrintedDigits
    head: str = ""
    other: str = ""
    signs: str = ""
    loss: str = ""
    progress: str = ""
    resumed: str = ""
    resumes_at: Literal["", "epoch", "update"] = ""
    skipped: str = ""
    planned: str = ""
    counter_restarts: bool = False
    counts_batches: bool = False
    resumes_by_epoch: bool = False
    last_batch: bool = False
    values_a_step: int = 1
    window: int = 20
    window_key: str = ""
    accumulation_key: str = ""
    interval_key: str = ""
    program: str = ""
    lines: str = ""
    evaluation: str = ""
    asks_again: str = ""
    by_epoch: str = ""
    varies: bool = False
