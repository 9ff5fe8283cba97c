"""F1 of classes and of tagged entities."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Span = tuple[int, int, str]


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

    With tags that are no ``B-``/``I-`` tags every word whose tag is not ``O`` is an entity.

    Args:
        predicted: Tag numbers of each sentence.
        true: Tag numbers of each sentence.
        labels: Names of the tags.

    Example:
        >>> tags = ["O", "B-PER", "I-PER"]
        >>> entity_f1([np.array([1, 2, 0, 1])], [np.array([1, 2, 0, 0])], tags)
        0.6666666666666666
    """
    hits = total = 0
    for guess, truth in zip(predicted, true, strict=True):
        found, wanted = (set(spans([labels[number] for number in row])) for row in (guess, truth))
        hits += len(found & wanted)
        total += len(found) + len(wanted)
    return 2 * hits / total if total else 0.0


def spans(tags: Sequence[str]) -> list[Span]:
    """Start, end (exclusive) and type of the entities; an ``I-`` that continues nothing begins one.

    Example:
        >>> spans(["B-PER", "I-PER", "O", "I-LOC", "B-LOC"])
        [(0, 2, 'PER'), (3, 4, 'LOC'), (4, 5, 'LOC')]
    """
    found: list[Span] = []
    for place, tag in enumerate(tags):
        part, _, kind = tag.partition("-")
        if tag == "O":
            continue
        if part == "I" and kind and found and found[-1][1:] == (place, kind):
            found[-1] = (found[-1][0], place + 1, kind)
        else:
            found.append((place, place + 1, kind or tag))
    return found
