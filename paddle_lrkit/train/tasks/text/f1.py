"""F1 of classes and of tagged entities."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Span = tuple[int, int, str]
NO_TAG = -1
"""The tag number of a word without a tag."""

_OUTSIDE = "O"
_CONTINUES, _ENDS = {"I", "M", "E", "L"}, {"E", "L", "S", "U"}
_LETTERS = {_OUTSIDE, "B", "S", "U", *_CONTINUES}


def macro_f1(predicted: np.ndarray, true: np.ndarray, classes: int) -> float:
    """Mean over the classes of ``2 hits / (predicted + true)``; classes that occur in neither are ignored.

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
    """F1 of whole entities over all sentences: start, end and type must match; 0 without entities.

    Args:
        predicted: Tag numbers of each sentence; `NO_TAG` for a word without a tag, which is outside of all entities.
        true: Tag numbers of each sentence.
        labels: Names of the tags, see `spans`. Tags without a type, such as ``B`` and ``I`` for the words of Chinese
            text, have one common type.

    Example:
        >>> tags = ["O", "B-PER", "I-PER"]
        >>> entity_f1([np.array([1, 2, 0, 1])], [np.array([1, 2, 0, 0])], tags)
        0.6666666666666666
    """
    names = typed(labels)
    hits = total = 0
    for guess, truth in zip(predicted, true, strict=True):
        found, wanted = (
            set(spans([_OUTSIDE if number == NO_TAG else names[number] for number in row])) for row in (guess, truth)
        )
        hits += len(found & wanted)
        total += len(found) + len(wanted)
    return 2 * hits / total if total else 0.0


def typed(labels: Sequence[str]) -> list[str]:
    """Names of the tags for `spans`; a hyphen ends those that have no type, so that they have one in common.

    Example:
        >>> typed(["O", "B", "I"]), typed(["O", "B-PER"])
        (['O', 'B-', 'I-'], ['O', 'B-PER'])
    """
    alone = "B" in labels and set(labels) <= _LETTERS
    return [f"{label}-" if alone and label != _OUTSIDE else label for label in labels]


def spans(tags: Sequence[str]) -> list[Span]:
    """Start, end (exclusive) and type of the entities.

    ``B-`` starts an entity, ``I-`` (or ``M-``) continues it, ``E-`` (or ``L-``) continues and ends it, and ``S-`` (or
    ``U-``) is an entity of one word. A tag that continues no entity of its type starts one. Any other tag except ``O``
    is an entity of one word.

    Args:
        tags: Tags of one sentence.

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
        if dash and part in _CONTINUES and open_kind == kind:
            found[-1] = (found[-1][0], place + 1, kind)
        else:
            found.append((place, place + 1, kind if dash else tag))
        open_kind = kind if dash and part not in _ENDS else None
    return found
