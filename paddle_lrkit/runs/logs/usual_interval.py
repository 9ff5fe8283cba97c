"""How far the rows of a log are apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise


def usual_interval(updates: Sequence[int]) -> int | None:
    """The most frequent distance of two rows.

    Example:
        >>> usual_interval([0, 20, 40, 45, 60, 80])
        20
    """
    found = Counter(after - before for before, after in pairwise(updates) if after > before)
    return found.most_common(1)[0][0] if found else None
