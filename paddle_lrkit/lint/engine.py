"""The engine: a file -> its schedules -> the findings of all rules."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from paddle_lrkit.config.document import Mark, NoMappingError, dotted
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.errors import ConfigError, NothingToTrainError
from paddle_lrkit.lint.bases import in_base_folder
from paddle_lrkit.lint.causes import without_consequences
from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.codes import RULES, Rule, find_rule
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.file_report import CheckedFile, FileReport, NotUnderstood
from paddle_lrkit.lint.finding import Finding, Violation
from paddle_lrkit.lint.suppress import kept
from paddle_lrkit.lint.understood import config_report, not_read
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.detect import NoSuiteError
from paddle_lrkit.suites.load import read_source
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.source import Source, UnreadableError, open_source, split_section
from paddle_lrkit.suites.table import fields_of, reader_of
from paddle_lrkit.units import LengthOptions

if TYPE_CHECKING:
    from paddle_lrkit.scripts.script_programs import ScriptPrograms

NOMINAL_STEPS = 1000
_NOMINAL_IMAGES = 10**6
"""Where the batch size changes, so that no number of updates makes an epoch."""


def checked_file(
    name: str,
    options: CheckOptions | None = None,
    files: ConfigFiles | None = None,
    *,
    named: bool = True,
    programs: ScriptPrograms | None = None,
) -> CheckedFile:
    """Checks a config, a section of one (``FILE#section``) or a script.

    Args:
        name: The file.
        options: How it is checked.
        files: The files that the command has read so far.
        named: Whether the user named the file; of others, files without a schedule and parts of configs, which are in
            a folder ``_base_``, are no files that were not understood.
        programs: The scripts that the command has read so far.

    Raises:
        ConfigError: The file cannot be opened.
    """
    options, files = options or CheckOptions(), files or ConfigFiles()
    file = without_section(name)
    text = _text(file, files)
    try:
        contexts, report = _read(name, text, options, files, programs)
    except ConfigError as error:
        found, missed = _without_schedule(file, error, options, named=named)
        report = FileReport(name, "python" if file.endswith(".py") else None, (), missed)
        return CheckedFile(kept(found, file, files), report)
    empty = bool(contexts) and all(isinstance(one.problem, NothingToTrainError) for one in contexts)
    if not named and (empty or in_base_folder(file)):
        report = replace(report, not_understood=())
    if named and not report.schedules and not report.not_understood:
        report = replace(report, not_understood=(NotUnderstood(None, tr("holds no learning-rate schedule")),))
    found = kept(_unique(finding for context in contexts for finding in check(context, options.rules)), file, files)
    return CheckedFile(found if name == file else [replace(finding, edits=()) for finding in found], report)


def check_file(
    file: str, options: CheckOptions | None = None, files: ConfigFiles | None = None
) -> list[Finding] | None:
    """The findings of a file; None when it holds no schedule. See `checked_file`."""
    checked = checked_file(file, options, files, named=False)
    report = checked.report
    holds_one = report.schedules or report.not_understood or report.suite not in (None, "python")
    return checked.findings if checked.findings or holds_one else None


def _text(file: str, files: ConfigFiles) -> str:
    if not file.endswith(".py"):
        return files.text(file)
    from paddle_lrkit.scripts.source_text import read_script

    return read_script(file, files)


def _read(
    name: str, text: str, options: CheckOptions, files: ConfigFiles, programs: ScriptPrograms | None
) -> tuple[list[Context], FileReport]:
    """The contexts of a file, and what was understood of it."""
    if without_section(name).endswith(".py"):
        from paddle_lrkit.lint.script_reading import read_script_schedules
        from paddle_lrkit.scripts.script_programs import ScriptPrograms

        known = programs or ScriptPrograms(files, options.reading)
        script = read_script_schedules(without_section(name), text, known)
        return list(script.contexts), FileReport(name, "python", script.schedules, script.not_understood)
    contexts = contexts_of(name, options, files)
    return contexts, config_report(name, contexts[0].suite, contexts)


def _without_schedule(
    file: str, error: ConfigError, options: CheckOptions, *, named: bool
) -> tuple[list[Finding], tuple[NotUnderstood, ...]]:
    """The findings about a file that cannot be read as a config, and what was not understood.

    A file of a directory need not be a config, and one in a folder ``_base_`` need not be a whole one.
    """
    if isinstance(error, NoSuiteError | NoMappingError):
        if named:
            return [], (not_read(error, file),)
        signs = error.signs if isinstance(error, NoSuiteError) and not in_base_folder(file) else ""
        return [], (NotUnderstood(None, signs),) if signs else ()
    if isinstance(error, UnreadableError) and not named:
        return [], (not_read(error, file),)
    return _refused(file, error, options.rules), (not_read(error, file),)


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
        source = open_source(config, options.suite, options.selection, base=options.base)
    except ConfigError as error:
        return _refused("config", error, options.rules)
    return _unique(finding for context in _contexts(source, options) for finding in check(context, options.rules))


def check(context: Context, rules: Iterable[Rule] = RULES) -> list[Finding]:
    """The findings of one schedule, one for each cause."""
    rules = list(rules)
    found = _in_every_run(context, rules)
    return without_consequences(found, rules, context) if found else []


def _in_every_run(context: Context, rules: list[Rule]) -> list[Finding]:
    """The findings that hold in each of the runs that a script may mean, without advice on what is a part of a run."""
    rules = [rule for rule in rules if rule.suite in ("", context.suite)]
    found = [_placed(context, rule, violation) for rule in rules for violation in _violations(rule, context)]
    if context.restarts:
        found = [replace(finding, fix=None) for finding in found if finding.severity != "info"]
    for other in context.others() if found else ():
        there = {_place(finding): finding for finding in _in_every_run(other, rules)}
        found = [_shared(finding, there[_place(finding)]) for finding in found if _place(finding) in there]
    return found


def _shared(finding: Finding, other: Finding) -> Finding:
    """A finding without advice that is another one in another run."""
    return finding if finding.fix == other.fix else replace(finding, fix=None, edits=())


def _violations(rule: Rule, context: Context) -> list[Violation]:
    """What a rule finds; nothing where it asks for a rate that a function of a script does not give."""
    try:
        return list(rule.check(context))
    except ConfigError:
        if context.script is None:
            raise
        return []


def _place(finding: Finding) -> tuple[str, str, str, int | None]:
    return finding.code, finding.key, finding.path, finding.line


def contexts_of(file: str, options: CheckOptions, files: ConfigFiles) -> list[Context]:
    """The contexts of a config file, one for each optimizer.

    Raises:
        NoSuiteError: No suite has the keys of the file.
        UnreadableError: The file is neither YAML nor JSON.
        ConfigError: A base cannot be read, or the section that is named is not there.
    """
    return _contexts(open_source(file, options.suite, options.selection, (), files, options.base), options)


def _contexts(source: Source, options: CheckOptions) -> list[Context]:
    reader, entry = reader_of(source.suite), source.selection.entry
    named = entry is not None and entry in reader.optimizer_names(source.document, entry)
    count = 1 if named else reader.optimizers(source.document)
    return [_context(source, index, options.length) for index in range(max(count, 1))]


def _context(source: Source, index: int, length: LengthOptions) -> Context:
    schedule, problem, known = _built(source, index, length)
    steps = (schedule.steps_per_epoch if schedule else None) or length.steps_per_epoch
    if steps is None and schedule is None:
        try:
            steps = reader_of(source.suite).steps_per_epoch(source.document, length)
        except ConfigError:
            steps = None
        known = steps is not None
    one_length = schedule is None or schedule.length.plan is None
    steps = steps or NOMINAL_STEPS
    fields = fields_of(source.suite).read(source.document, replace(source.selection, optimizer_index=index), steps)
    return Context(
        source,
        schedule,
        problem,
        fields,
        steps,
        known and one_length,
        length.world_size,
        uneven=known and not one_length,
    )


def _built(source: Source, index: int, length: LengthOptions) -> tuple[Schedule | None, ConfigError | None, bool]:
    """The schedule or why there is none, and whether the length of an epoch is the run's own."""
    try:
        schedule = read_source(source, length, index)
        return schedule, None, schedule.steps_per_epoch is not None or schedule.length.plan is not None
    except ConfigError as error:
        problem = error
    if length.steps_per_epoch is None:
        for nominal in (
            replace(length, steps_per_epoch=NOMINAL_STEPS, images=None),
            replace(length, images=_NOMINAL_IMAGES),
        ):
            try:
                return read_source(source, nominal, index), None, False
            except ConfigError as error:
                problem = error
    return None, problem, length.steps_per_epoch is not None


def _placed(context: Context, rule: Rule, found: Violation) -> Finding:
    mark = context.mark(found.path) if found.place is None else Mark(found.place.file, found.place.line)
    fix, edits = found.fix, found.edits
    if context.rewritten_by(found.path) is not None:
        edits = ()
        fix = fix and (tr("{}; in the base config", fix) if "  # " in fix else tr("{}  # in the base config", fix))
    return Finding(
        rule.code,
        rule.name,
        found.severity or rule.severity,
        plain_path(mark.file),
        found.line or mark.line,
        dotted(found.path),
        found.message,
        fix or None,
        edits,
    )


def without_section(name: str) -> str:
    """The file of ``FILE#section``; a file of that very name goes first."""
    return split_section(name)[0] or name


@lru_cache(maxsize=1024)
def plain_path(file: str) -> str:
    """A path without the detours of ``./`` and ``_BASE_: ../x.yml``, unless a link makes it another file."""
    plain = os.path.normpath(file)
    return plain if plain != file and os.path.realpath(plain) == os.path.realpath(file) else file


def _refused(file: str, error: ConfigError, rules: Iterable[Rule]) -> list[Finding]:
    rule = find_rule("cannot-build")
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
            tr("cannot be read: {}", error.message),
        )
    ]


def _unique(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once, by place."""
    seen: dict[tuple[Any, ...], Finding] = {}
    for finding in findings:
        seen.setdefault((finding.code, finding.path, finding.line, finding.key, finding.message), finding)
    return sorted(seen.values(), key=lambda finding: (finding.path, finding.line or 0, finding.code))
