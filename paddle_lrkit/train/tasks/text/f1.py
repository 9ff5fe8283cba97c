"""F1 of classes and of tagged entities."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Span = tuple[int, int, str]
NO_TAG = -1
"""In place of the number of a tag: the word has none."""

_OUTSIDE = "O"
_GOES_ON, _ENDS = {"I", "M", "E", "L"}, {"E", "L", "S", "U"}
_LETTERS = {_OUTSIDE, "B", "S", "U", *_GOES_ON}


def macro_f1(predicted: np.ndarray, true: np.ndarray, classes: int) -> float:
    """Mean over the classes of ``2 hits / (predicted + true)``; a class that is in neither is left out.

    Args:
        predicted: Class numbers, shape ``[n]``.
        true: Class numbers, shape ``[n]``.
        classes: Number of classes.

    Example:
        >>> round(macro_f1(np.array([0, 0, 1]), np.array([0, 1, 1]), 3), 4)
        0.6667
    """
    hits = np.bincount(true[predicted == true], minlength=classes)
    both = np.bincount(predicted, minlength=classes) + np.bincount(true, minlength=classes)
    return float((2 * hits[both > 0] / both[both > 0]).mean())


def entity_f1(predicted: Sequence[np.ndarray], true: Sequence[np.ndarray], labels: Sequence[str]) -> float:
    """F1 of whole entities, over all sentences: start, end and type must agree; 0 when there are none.

    Args:
        predicted: Tag numbers of each sentence; `NO_TAG` for a word without one, which is in no entity.
        true: Tag numbers of each sentence.
        labels: Names of the tags, see `spans`. When they are letters alone, such as those that mark the words of
            Chinese text, there is one type.

    Example:
        >>> tags = ["O", "B-PER", "I-PER"]
        >>> entity_f1([np.array([1, 2, 0, 1])], [np.array([1, 2, 0, 0])], tags)
        0.6666666666666666
    """
    alone = "B" in labels and set(labels) <= _LETTERS
    names = [f"{label}-" if alone and label != _OUTSIDE else label for label in labels]
    hits = total = 0
    for guess, truth in zip(predicted, true, strict=True):
        found, wanted = (
            set(spans([_OUTSIDE if number == NO_TAG else names[number] for number in row])) for row in (guess, truth)
        )
        hits += len(found & wanted)
        total += len(found) + len(wanted)
    return 2 * hits / total if total else 0.0


def spans(tags: Sequence[str]) -> list[Span]:
    """Start, end (exclusive) and type of the entities.

    ``B-`` begins one, ``I-`` (or ``M-``) goes on, ``E-`` (or ``L-``) goes on and ends, ``S-`` (or ``U-``) is one of a
    single word. What goes on with nothing of its type begins one. Any other tag but ``O`` is an entity of one word.

    Example:
        >>> spans(["B-PER", "I-PER", "O", "I-LOC", "B-LOC", "E-LOC"])
        [(0, 2, 'PER'), (3, 4, 'LOC'), (4, 6, 'LOC')]
    """
    found: list[Span] = []
    open_kind: str | None = None
    for place, tag in enumerate(tags):
        part, dash, kind = tag.partition("-")
        if tag == _OUTSIDE:
            open_kind = None
            continue
        if dash and part in _GOES_ON and open_kind == kind:
            found[-1] = (found[-1][0], place + 1, kind)
        else:
            found.append((place, place + 1, kind if dash else tag))
        open_kind = kind if dash and part not in _ENDS else None
    return found
