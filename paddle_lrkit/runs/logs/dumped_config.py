"""The config that a program prints before it trains, as YAML."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import Any

from paddle_lrkit.runs.logs.row_pattern import without_colors

MOST_LINES = 5000
"""Lines before the first row in which a config is looked for."""

_FEWEST, _LONGEST, _DEEPEST = 4, 20_000, 40
_RATES = {"lr", "learning_rate", "base_lr", "lr_scheduler", "LEARNING_RATE", "LearningRate", "Optimizer"}
_PREFIX = re.compile(
    r"(?:\[\d{1,6},\d{1,6}\]<std(?:out|err)>: ?)?\[?(?:\d{4}[-/])?\d\d[-/]\d\d \d\d:\d\d:\d\d(?:[,.]\d{1,6})?"
    r"(?:\]|-)?(?: [\w.]{1,60}(?= ?(?:INFO|DEBUG|\[)))? ?(?:\[? {0,9}(?:INFO|DEBUG)\]?(?::| -)?)?[ \t]?"
)
_PRINTED = re.compile(r"( *)([\w.\-/]{1,100}) : ?(.*)")
_ARGUMENT = re.compile(r"([A-Za-z]\w{0,99}) *: ?(.*)")
_YAML = re.compile(r"[ \-]*(?:#|\[|[\w\"'./\-]{1,100}(?: \(\w{1,100}\))? ?:(?:\s|$)|- )|\s*$")
_RULE = re.compile(r"[-=* ]*$")
_MEMBER = re.compile(r"[A-Z]\w*\.([A-Z_]+)$")

Entry = tuple[int, str, str]


def dumped_config(lines: Sequence[bytes]) -> tuple[int, str] | None:
    """The first config in some lines of a log: the index of its first line, and its YAML.

    PaddleClas, PaddleOCR and PaddleVideo print ``key : value`` with four blanks for each level, PaddleNLP the arguments
    of its trainer, PaddleSeg and PaddleDetection YAML; most with the clock of the log before each line.

    Example:
        >>> clock = b"[2022/08/16 03:07:33] ppocr INFO: "
        >>> log = [clock + line for line in (b"Optimizer : ", b"    lr : ", b"        learning_rate : 1e-05", b"G : a")]
        >>> print(dumped_config(log)[1].strip())
        Optimizer:
          lr:
            learning_rate: 1.0e-05
        G: a
    """
    texts = [_body(line) for line in lines[:MOST_LINES]]
    for read in (_arguments, _printed, _yaml):
        found = read(texts)
        if found is not None:
            import yaml

            return found[0], yaml.safe_dump(found[1], sort_keys=False, allow_unicode=True)
    return None


def _body(line: bytes) -> str:
    """A line without colors and without what the logger puts before it."""
    text = without_colors(line[:_LONGEST]).decode("utf-8", "replace").rstrip("\r\n").removeprefix("\ufeff")
    prefix = _PREFIX.match(text)
    return text[prefix.end() :] if prefix else text


def _arguments(texts: Sequence[str]) -> tuple[int, dict[str, Any]] | None:
    """The arguments that PaddleNLP's trainer prints, one a line."""
    start = next((at for at, text in enumerate(texts) if text.strip() == "Training Configuration Arguments"), None)
    if start is None:
        return None
    config: dict[str, Any] = {}
    for text in texts[start + 1 :]:
        found = _ARGUMENT.match(text.strip())
        if found is None and (not text.strip() or _RULE.match(text)):
            break
        if found is not None:
            member = _MEMBER.match(found[2])
            value = member[1].lower() if member else _value(found[2])
            if isinstance(value, (int, float, str)) and not (isinstance(value, str) and value.startswith("<")):
                config[found[1]] = value
    return (start, config) if _RATES & set(config) else None


def _printed(texts: Sequence[str]) -> tuple[int, dict[str, Any]] | None:
    """The first config of lines ``key : value``."""
    start, entries = 0, list[Entry]()
    for at, text in enumerate([*texts, "."]):
        found = _PRINTED.fullmatch(text) or _PRINTED.fullmatch(text + " ")
        if found is not None:
            start = start if entries else at
            entries.append((len(found[1]), found[2], found[3].strip()))
        elif entries and not _RULE.match(text):
            if len(entries) >= _FEWEST and entries[0][0] == 0:
                config = _mapping(entries, _ordered(entries))
                if isinstance(config, dict) and _has_rate(config):
                    return start, config
            entries = []
    return None


def _mapping(entries: Sequence[Entry], ordered: bool, depth: int = 0) -> Any:
    """A section, or the list of sections that was printed like one."""
    if depth > _DEEPEST:
        return {}
    sections: list[dict[str, Any]] = [{}]
    for (_, key, text), inner in _sections(entries):
        if key in sections[-1] or (ordered and sections[-1] and key < max(sections[-1])):
            sections.append({})
        value = _mapping(inner, ordered, depth + 1) if inner and not text else _value(text)
        if key == "Optimizer" and isinstance(value, dict) and all(_has(each, "lr") for each in value.values()):
            value = [{name: each} for name, each in value.items()]
        sections[-1][key] = value
    return sections if len(sections) > 1 else sections[0]


def _sections(entries: Sequence[Entry]) -> list[tuple[Entry, Sequence[Entry]]]:
    """The entries of one level, each with those below it."""
    starts = [at for at, entry in enumerate(entries) if entry[0] <= entries[0][0]]
    return [(entries[at], entries[at + 1 : end]) for at, end in zip(starts, [*starts[1:], len(entries)], strict=True)]


def _ordered(entries: Sequence[Entry], depth: int = 0) -> bool:
    """Whether the keys of each section are sorted; those of a list of sections begin again."""
    sections = _sections(entries)
    keys = [entry[1] for entry, _ in sections]
    sorted_keys = len(set(keys)) < len(keys) or keys == sorted(keys)
    inner = (below for _, below in sections if below and depth < _DEEPEST)
    return sorted_keys and all(_ordered(below, depth + 1) for below in inner)


def _has(value: Any, key: str) -> bool:
    return isinstance(value, dict) and key in value


def _yaml(texts: Sequence[str]) -> tuple[int, dict[str, Any]] | None:
    """The first config in YAML."""
    start, block = 0, list[str]()
    for at, text in enumerate([*texts, "."]):
        if _YAML.match(text) and not _RULE.match(text or "-") if not block else _YAML.match(text):
            start = start if block else at
            block.append(text)
            continue
        if len(block) >= _FEWEST and (config := _parsed(block)) is not None:
            return start, config
        block = []
    return None


def _parsed(block: Sequence[str]) -> dict[str, Any] | None:
    """The mapping of a block of YAML; names of classes behind a key and tags are left to the reader of the suite."""
    from paddle_lrkit.config.yaml11 import Tagged, parse_yaml11
    from paddle_lrkit.errors import ConfigError

    def plain(value: Any) -> Any:
        if isinstance(value, Tagged):
            value = {"name": value.name, **(value.value if isinstance(value.value, dict) else {})}
        if isinstance(value, dict):
            return {str(key).split(" (")[0]: plain(each) for key, each in value.items()}
        return [plain(each) for each in value] if isinstance(value, (list, tuple)) else value

    try:
        data = parse_yaml11("\n".join(block), "").data
    except (ConfigError, RecursionError):
        return None
    config = plain(data) if isinstance(data, dict) else {}
    return config if len(config) > 1 and _has_rate(config) else None


def _has_rate(value: Any, depth: int = 0) -> bool:
    if isinstance(value, dict):
        return bool(_RATES & set(value)) or any(_has_rate(each, depth + 1) for each in value.values())
    return isinstance(value, list) and depth < _DEEPEST and any(_has_rate(each, depth + 1) for each in value)


def _value(text: str) -> Any:
    """The value that Python prints so."""
    try:
        return _plain(ast.literal_eval(text))
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text


def _plain(value: Any) -> Any:
    """A value that YAML has as well."""
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [_plain(each) for each in value]
    return value if isinstance(value, (str, int, float, type(None))) else str(value)
