"""The engine: a file -> its schedules -> the findings of all rules."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from paddle_lrkit.config.document import Document, dotted
from paddle_lrkit.config.text_file import read_text
from paddle_lrkit.config.yaml11 import read_yaml11
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.lint.bases import bases
from paddle_lrkit.lint.codes import RULES, Rule, find_rule
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Finding, Found
from paddle_lrkit.lint.suppress import kept, marks
from paddle_lrkit.suites.detect import NoSuiteError, detect
from paddle_lrkit.suites.fields_of import fields_of
from paddle_lrkit.suites.load import read_document
from paddle_lrkit.suites.paddle.table import CLASSES
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.source import load_document
from paddle_lrkit.units import LengthOptions

NOMINAL_STEPS = 1000
_LAST = "cannot-build"
_SECTIONS = ("LearningRate", "lr_scheduler")
_BASES = ("_BASE_", "_base_")
_RATES = ("learning_rate", "base_lr", "Optimizer")


@dataclass(frozen=True)
class CheckOptions:
    """How files are checked.

    Args:
        rules: The rules to run.
        suite: Whose configs they are; ``auto`` to go by the keys.
        variant: The program of the suite.
        length: What the caller says about the length of the run.
    """

    rules: tuple[Rule, ...] = RULES
    suite: str = "auto"
    variant: str | None = None
    length: LengthOptions = field(default_factory=LengthOptions)


def check_file(file: str, options: CheckOptions | None = None) -> list[Finding] | None:
    """The findings of a config, of a section of one (``FILE#section``) or of a script; None when it holds no schedule.

    Raises:
        ConfigError: The file cannot be opened.
    """
    options = options or CheckOptions()
    marks.cache_clear()
    bases.cache_clear()
    name, file = file, without_section(file)
    if file.endswith(".py"):
        from paddle_lrkit.lint.python import read_script, script_contexts

        text = read_script(file)
    else:
        text = read_text(file)
    try:
        contexts = script_contexts(file, text) if file.endswith(".py") else contexts_of(name, text, options)
    except ConfigError as error:
        return kept(_refused(file, error, options.rules), file)
    if contexts is None:
        return None
    found = kept(_unique(finding for context in contexts for finding in check(context, options.rules)), file)
    return found if name == file else [replace(finding, edits=()) for finding in found]


def check_config(config: Mapping[str, Any], options: CheckOptions | None = None) -> list[Finding]:
    """The findings of a config that was loaded already.

    Example:
        >>> config = {"epoch": 12, "LearningRate": {"schedulers": [
        ...     {"name": "PiecewiseDecay", "milestones": [8, 16]}, {"name": "LinearWarmup", "epochs": 1}]}}
        >>> [finding.rule for finding in check_config(config) if finding.severity == "error"]
        ['milestone-after-end']
    """
    options = options or CheckOptions()
    try:
        document, suite = load_document(config, options.suite, options.variant, ())
    except ConfigError as error:
        return _refused("config", error, options.rules)
    contexts = _of_document(document, suite, "", options)
    return _unique(finding for context in contexts for finding in check(context, options.rules))


def check(context: Context, rules: Iterable[Rule] = RULES) -> list[Finding]:
    """The findings of one schedule; what only repeats why it cannot be built is left out."""
    rules = list(rules)
    findings = [_placed(context, rule, found) for rule in rules for found in rule.check(context)]
    errors = [finding.key for finding in findings if finding.severity == "error" and finding.rule != _LAST]
    return [finding for finding in findings if finding.rule != _LAST or not _explained(finding, errors, context)]


def _explained(finding: Finding, errors: list[str], context: Context) -> bool:
    """Whether other errors say why a schedule cannot be built: in our own dialect those at the same key."""
    if context.suite != "lrkit":
        return bool(errors)
    return any(f"{finding.key}.".startswith(f"{key}.") or f"{key}.".startswith(f"{finding.key}.") for key in errors)


def contexts_of(file: str, text: str, options: CheckOptions) -> list[Context] | None:
    """The contexts of a config file, one an optimizer; None when it holds no schedule."""
    plain = without_section(file)
    try:
        document, suite = load_document(file, options.suite, options.variant, ())
    except NoSuiteError:
        if _has_schedule(plain, text):
            raise
        return None
    except ConfigError:
        if file == plain and not _is_config(file, text):
            return None
        raise
    if options.suite == "auto" and _is_of_another_program(document, suite):
        return None
    return _of_document(document, suite, text, options)


def _is_of_another_program(document: Document, suite: str) -> bool:
    """Whether a file only shares keys with a suite: a scheduler that is not Paddle's, or another one than Noam's."""
    if suite == "ppseg" and "iters" not in document.data:
        kind = document.get(("lr_scheduler", "type"))
        return not isinstance(kind, str) or kind not in CLASSES
    return suite == "ppnlp" and "d_model" in document.data and document.data.get("scheduler") not in (None, "noam")


def _has_schedule(file: str, text: str) -> bool:
    """Whether a file that no suite takes has a section of a schedule all the same."""
    if file.lower().endswith(".json") or not any(word in text for word in _SECTIONS):
        return False
    data = read_yaml11(file).data
    return any(word in data for word in _SECTIONS)


def _is_config(file: str, text: str) -> bool:
    """Whether a file that cannot be loaded means to be a config."""
    if file.lower().endswith(".json"):
        return True
    try:
        data = read_yaml11(file).data
    except ConfigError:
        return any(word in text for word in (*_SECTIONS, *_BASES, *_RATES))
    try:
        return bool(detect(data))
    except ConfigError:
        return any(word in data for word in (*_SECTIONS, *_BASES))


def _of_document(document: Document, suite: str, text: str, options: CheckOptions) -> list[Context]:
    count = 1
    if suite == "ppcls":
        from paddle_lrkit.suites.ppcls import optimizers

        count = max(optimizers(document), 1)
    return [_context(document, suite, index, text, options) for index in range(count)]


def _context(document: Document, suite: str, index: int, text: str, options: CheckOptions) -> Context:
    length, variant = options.length, options.variant
    schedule, problem, known = _built(document, suite, index, options)
    steps = (schedule.steps_per_epoch if schedule else None) or length.steps_per_epoch
    if steps is None and schedule is None and suite == "lrkit":
        steps = _own_steps(document, options)
        known = steps is not None
    steps = steps or NOMINAL_STEPS
    fields = fields_of(document, suite, index, steps)
    return Context(document, suite, schedule, problem, fields, steps, known, text, length.world_size, variant)


def _own_steps(document: Document, options: CheckOptions) -> int | None:
    """Updates in an epoch of a config of our own dialect whose schedule cannot be built."""
    from paddle_lrkit.suites.lrkit.reader import read_length

    try:
        return read_length(document, options.length).steps_per_epoch
    except ConfigError:
        return None


def _built(
    document: Document, suite: str, index: int, options: CheckOptions
) -> tuple[Schedule | None, ConfigError | None, bool]:
    """The schedule or why there is none, and whether the length of an epoch is the run's own."""
    length = options.length
    try:
        schedule = read_document(document, suite, length, options.variant, index)
        return schedule, None, schedule.steps_per_epoch is not None
    except ConfigError as error:
        problem = error
    if length.steps_per_epoch is None:
        nominal = replace(length, steps_per_epoch=NOMINAL_STEPS, images=None)
        try:
            return read_document(document, suite, nominal, options.variant, index), None, False
        except ConfigError as error:
            problem = error
    return None, problem, length.steps_per_epoch is not None


def _placed(context: Context, rule: Rule, found: Found) -> Finding:
    mark = context.document.mark(found.path)
    return Finding(
        rule.code,
        rule.name,
        found.severity or rule.severity,
        plain_path(mark.file),
        found.line or mark.line,
        dotted(found.path),
        found.message,
        found.fix or None,
        found.edits,
    )


def without_section(name: str) -> str:
    """The file of ``FILE#section``; a file of that very name goes first."""
    return name if os.path.exists(name) else name.rpartition("#")[0] or name


@lru_cache(maxsize=1024)
def plain_path(file: str) -> str:
    """A path without the detours of ``./`` and ``_BASE_: ../x.yml``, unless a link makes it another file."""
    plain = os.path.normpath(file)
    return plain if plain != file and os.path.realpath(plain) == os.path.realpath(file) else file


def _refused(file: str, error: ConfigError, rules: Iterable[Rule]) -> list[Finding]:
    rule = find_rule(_LAST)
    if rule not in rules:
        return []
    return [
        Finding(
            rule.code,
            rule.name,
            "error",
            plain_path(error.file or file),
            error.line,
            error.key or "",
            f"not read: {error.message}",
        )
    ]


def _unique(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once, by place."""
    seen: dict[tuple[Any, ...], Finding] = {}
    for finding in findings:
        seen.setdefault((finding.code, finding.path, finding.line, finding.key, finding.message), finding)
    return sorted(seen.values(), key=lambda finding: (finding.path, finding.line or 0, finding.code))
