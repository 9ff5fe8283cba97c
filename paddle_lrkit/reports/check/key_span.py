"""The columns of the key or value that a finding in a YAML file is about."""

from __future__ import annotations

from paddle_lrkit.config.document import Path, dotted
from paddle_lrkit.config.key_places import KeyPlace, Span, key_places
from paddle_lrkit.lint.finding import Finding

ABOUT_KEYS = "LR5"
"""Codes of the rules that are about a key and not about its value."""


class KeySpans:
    """The keys of one YAML file by line.

    Args:
        text: The file.

    Raises:
        ConfigError: The text is not YAML.

    Example:
        >>> finding = Finding("LR102", "milestone-after-end", "error", "a.yml", 1, "lr.milestones.1", "..")
        >>> KeySpans("lr: {milestones: [8, 16]}").span(finding)
        (21, 23)
    """

    def __init__(self, text: str) -> None:
        self._lines: dict[int, list[KeyPlace]] = {}
        for place in key_places(text):
            self._lines.setdefault(place.line, []).append(place)

    def span(self, finding: Finding) -> Span | None:
        """The columns that a finding is about; None when its line does not have its key.

        A finding about a key that is missing is about the section that lacks it. The key of a finding may be relative
        to a section of the file, or come from an anchor through ``<<``.
        """
        places, key = self._lines.get(finding.line or 0, []), finding.key
        if not key:
            return None
        exact = [place for place in places if f".{dotted(place.path)}".endswith(f".{key}")]
        section = max(places, key=lambda place: _steps_above(place.path, key), default=None)
        if not exact and section is not None and _steps_above(section.path, key):
            return section.key
        merged = [place for place in places if f".{key}".endswith(f".{place.path[-1]}")]
        place = next(iter(exact or merged), None)
        if place is None:
            return None
        return place.key if finding.code.startswith(ABOUT_KEYS) or place.value is None else place.value


def _steps_above(path: Path, key: str) -> int:
    """How many last steps of a path a dotted key begins with."""
    tails = (path[start:] for start in range(len(path)))
    return next((len(tail) for tail in tails if key.startswith(f"{dotted(tail)}.")), 0)
