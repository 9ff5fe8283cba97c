"""A key of the schedule that is given twice.

What it does
    Reports keys of the schedule, of the run's length and of the batch size that a section of the file holds more than
    once. It is a warning where the values differ.

Why is this bad
    PyYAML silently keeps the last one: the values above are never read, even a whole `LearningRate` section.

Example
    epoch: 12
    LearningRate: {base_lr: 0.02}
    epoch: 24

Use instead
    epoch: 24
    LearningRate: {base_lr: 0.02}

Reference
    YAML 1.2, section 3.2.1.3: the keys of a mapping are unique; PyYAML does not check it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from paddle_lrkit.config.document import Path
from paddle_lrkit.config.yaml11 import Yaml11, parse_yaml11
from paddle_lrkit.config.yaml_loader import compose
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.text import join_names

Pair = tuple[Any, Any]


def check(context: Context) -> Iterator[Violation]:
    """A finding at the last of the keys, which is the one that counts."""
    file = context.document.file or ""
    if context.fields is None or context.script is not None or not context.source.text:
        return
    if context.fields.behaviour.refuses_repeated_keys:
        return
    try:
        if not context.source.files.parsed(file, parse_yaml11).repeated:
            return
        repeated = list(_repeated(compose(context.source.text, file, Yaml11)))
    except ConfigError:
        return
    places = _places(context)
    for pairs in repeated:
        key, last = pairs[-1]
        line = key.start_mark.line + 1
        path = next((path for path in places.get(line, ()) if path[-1] == key.value), None)
        if path is None:
            continue
        before = [str(pair[0].start_mark.line + 1) for pair in pairs[:-1]]
        dead = [pair[1] for pair in pairs[:-1] if _content(pair[1]) != _content(last)]
        lost = tr(": {} is never read", dead[0].value) if dead and isinstance(dead[0].value, str) else ""
        yield Violation(
            path,
            tr("{} is also in line {}, and only the last one counts{}", key.value, join_names(before), lost),
            tr("remove line {}", join_names(before)) if lost and str(line) not in before else tr("keep one of them"),
            severity=None if dead else "info",
            line=line,
        )


def _places(context: Context) -> dict[int, list[Path]]:
    """Line -> the keys of the schedule, the run and the batch size in it, and the sections that hold them."""
    fields, document = context.fields, context.document
    parts = (
        [] if fields is None else [part.path for part in (*fields.items, fields.run, fields.batch) if part is not None]
    )
    roots = [*parts, fields.section] if fields is not None else parts
    result: dict[int, list[Path]] = {}
    for path, mark in document.marks.items():
        near = any(path == root[: len(path)] for root in roots)
        inside = fields is not None and bool(fields.section) and path[: len(fields.section)] == fields.section
        if path and mark.line and mark.file == document.file and (near or inside):
            result.setdefault(mark.line, []).append(path)
    return result


def _repeated(node: Any) -> Iterator[list[Pair]]:
    """The nodes of each key that a mapping holds more than once, with their values."""
    children = node.value if node is not None and isinstance(node.value, list) else []
    pairs: dict[str, list[Pair]] = {}
    for child in children:
        if isinstance(child, tuple) and isinstance(child[0].value, str) and not child[0].tag.endswith(":merge"):
            pairs.setdefault(child[0].value, []).append(child)
    yield from (found for found in pairs.values() if len(found) > 1)
    for child in children:
        yield from _repeated(child[1] if isinstance(child, tuple) else child)


def _content(node: Any) -> Any:
    """A node without its place, to be compared."""
    if isinstance(node, tuple):
        return tuple(map(_content, node))
    return node.tag, [_content(child) for child in node.value] if isinstance(node.value, list) else node.value
