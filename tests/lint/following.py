"""Follows the advice of a finding, as a user would: writes the YAML at its place, takes out what is to be removed."""

from __future__ import annotations

import copy
import re

from paddle_lrkit.config.yaml11 import Tagged, parse_yaml11

_REMOVE = re.compile(r"remove (the line|\w+(?: and \w+)*)(?:, because .*)?")


def followed(config, finding, steps_per_epoch=None):
    """A copy of a config with the advice of a finding; None where it is a sentence for people.

    Args:
        config: A config as data.
        finding: One of its findings.
        steps_per_epoch: What advice with this name takes for it.
    """
    config = copy.deepcopy(config)
    path = [int(part) if part.isdigit() else part for part in finding.key.split(".")] if finding.key else []
    removed = _REMOVE.fullmatch(finding.fix or "")
    if removed:
        names = [path[-1]] if removed[1] == "the line" else removed[1].split(" and ")
        sections = [_inside(config, path, name) for name in names]
        for section, name in zip(sections, names, strict=True):
            section.pop(name)
        return config
    if not finding.fix or finding.fix.endswith("in the base config"):
        return None
    advice = _parsed(finding.fix)
    replaced = re.search(r"# instead of (\w+)", finding.fix)
    if isinstance(advice, dict):
        if any(isinstance(value, dict) for value in advice.values()):
            section = next(iter(_holding(config, path, next(iter(advice)))), config)
            _merged(section, advice)
        else:
            section = _inside(config, path, next(iter(advice)))
            section.update({key: _counted(value, steps_per_epoch) for key, value in advice.items()})
        if replaced or finding.rule == "unknown-key":
            section.pop(replaced[1] if replaced else path[-1])
        return config
    if isinstance(advice, (list, float, int)):
        _at(config, path[:-1])[path[-1]] = advice
        return config
    return None


def _parsed(text):
    try:
        return parse_yaml11(f"advice:\n  {text}\n", "advice").data["advice"]
    except Exception:
        return None


def _counted(value, steps):
    """Milestones such as ``12 * steps_per_epoch - 500`` as numbers."""
    terms = (
        [re.fullmatch(r"(\d+) \* steps_per_epoch - (\d+)", str(part)) for part in value]
        if steps and isinstance(value, list)
        else []
    )
    return [int(term[1]) * steps - int(term[2]) for term in terms] if terms and all(terms) else value


def _plain(value):
    return value.value if isinstance(value, Tagged) else value


def _at(config, path):
    value = config
    for part in path:
        value = _plain(value)[part]
    return _plain(value)


def _inside(config, path, key):
    """The section that holds a key: the nearest one above the place of the finding, else the one at it."""
    return next(iter(_holding(config, path, key) or _sections(config, path)))


def _holding(config, path, key):
    return [section for section in _sections(config, path) if key in section]


def _sections(config, path):
    """The sections on the way to a place, the innermost first."""
    values = [_at(config, path[:length]) for length in range(len(path), -1, -1)]
    return [value for value in values if isinstance(value, dict)]


def _merged(config, part):
    for key, value in part.items():
        if isinstance(value, dict) and isinstance(config.get(key), dict):
            _merged(config[key], value)
        else:
            config[key] = value
