"""A continued checkpoint: chart, table and sentences."""

from __future__ import annotations

import os
import shlex
from dataclasses import replace
from typing import Any

from paddle_lrkit.messages import tr
from paddle_lrkit.plot.chart import Chart
from paddle_lrkit.plot.schedule_chart import schedule_chart
from paddle_lrkit.plot.series import Event, Series
from paddle_lrkit.plot.words import Words
from paddle_lrkit.printable import printable
from paddle_lrkit.runs.extension.extend import Extension
from paddle_lrkit.suites.table import detector_of, resume_of
from paddle_lrkit.text import format_count, format_rate, join_names, table

NEXT = 10
"""Number of rates in ``next_rates``."""
_SHARES = (0.1, 0.25, 0.5, 0.75, 0.9)


def extension_report(found: Extension, output: str | None) -> dict[str, Any]:
    """What ``--json`` prints.

    Args:
        found: The continued checkpoint.
        output: The file that the config was written to.
    """
    reach, plain, promised = found.reach, found.plain_schedule, found.promised
    updates = range(found.update, min(found.update + NEXT, found.total_updates))
    return {
        "update": found.update,
        "rate": found.rate,
        "next_rates": None if plain is None else [plain.curve(update) for update in updates],
        "policy": found.policy,
        "config": None if found.written is None else found.written.text,
        "checkpoint": os.fspath(found.checkpoint.path),
        "suite": reach.plan.suite,
        "epochs": reach.done if reach.unit == "ep" else None,
        "steps_per_epoch": reach.plan.steps_per_epoch,
        "total_updates": found.total_updates,
        "decayed": found.decayed,
        "before_decay": None if found.earlier is None else os.fspath(found.earlier[0].path),
        "native_policies": list(found.native) or None,
        "needs_exec": found.written is not None and not found.written.native,
        "problem": found.problem or None,
        "rates": [
            {
                "update": update,
                "plain": None if plain is None else plain.curve(update),
                "continued": None if promised is None else promised.curve(update),
            }
            for update in shown_updates(found)
        ],
        "notes": notes(found),
        "output": output,
    }


def shown_updates(found: Extension) -> list[int]:
    """The first updates after the checkpoint, some on the way, and the last one."""
    begin, end, unit = found.update, found.total_updates, found.reach.per_tick
    near = [begin + index * unit for index in (0, 1, 2, 10)]
    far = [begin + round(share * (end - begin)) for share in _SHARES]
    return sorted({update for update in (*near, *far, end - 1) if begin <= update < end})


def notes(found: Extension) -> list[str]:
    """Facts that the numbers do not show."""
    reach, said = found.reach, []
    if reach.from_checkpoint:
        said.append(
            tr(
                "an epoch has {} updates, from the checkpoint: {} in {} epochs",
                format_count(reach.plan.steps_per_epoch or 0),
                format_count(reach.start),
                format_count(reach.done),
            )
        )
    elif reach.expected != reach.start:
        done = format_count(reach.done)
        counted = tr("{} epochs", done) if reach.unit == "ep" else tr("{} updates", done)
        said.append(
            tr(
                "the scheduler of the checkpoint is at {}, but its {} are {} with this config: the checkpoint was "
                "saved inside an epoch, updates were skipped, or the updates in an epoch changed; the rates here "
                "count from the scheduler",
                format_count(reach.start),
                counted,
                format_count(reach.expected),
            )
        )
    if reach.saved.factor != 1:
        said.append(
            tr(
                "the rates of the run are times {:g} from update {} on; the new config has that in its rates, a "
                "plain resume with --policy keep drops it",
                reach.saved.factor,
                format_count(reach.saved.since),
            )
        )
    others = len(found.checkpoint.progress.schedulers) - 1
    if others:
        said.append(tr("only one of {} optimizers is continued; --optimizer-index names another one", others + 1))
    said += group_notes(found)
    if found.plain is None:
        said.append(tr("a plain resume is not possible: {}", found.plain_problem))
    first = found.written.continuation.top if found.written and not found.written.continuation.ramp else found.rate
    if found.written is not None and found.written.native and first != found.rate:
        said.append(
            tr(
                "the first update still uses {}: Paddle takes the rate of the checkpoint for it",
                format_rate(found.rate),
            )
        )
    return said


def group_notes(found: Extension) -> list[str]:
    """What a longer run does to groups with a schedule or a freeze window of their own, which are not extended."""
    before = {group.name: group for group in found.reach.plan.groups}
    said, last, now = [], max(found.update - 1, 0), found.update
    for group in found.written.groups if found.written is not None else ():
        old = before.get(group.name)
        if old is None:
            continue
        if group.curve is not None and old.curve is not None and group.curve != old.curve:
            said.append(
                tr(
                    "the schedule of the group {} is not extended but read for the longer run: its rate is {} at "
                    "update {}, after {}",
                    group.name,
                    format_rate(group.curve(now)),
                    format_count(now),
                    format_rate(old.curve(last)),
                )
            )
        if group.frozen != old.frozen and group.frozen is not None:
            start, stop = group.frozen
            said.append(
                tr(
                    "the group {} is frozen in updates {} to {} of the longer run",
                    group.name,
                    format_count(start),
                    format_count(stop - 1),
                )
            )
    return said


def sentences(found: Extension, command: str, output: str | None) -> str:
    """The report as text.

    Args:
        found: The continued checkpoint.
        command: The command line without the checkpoint, for another one.
        output: The file that the config was written to.
    """
    reach, suite = found.reach, found.reach.plan.suite
    where = tr("update {}", format_count(found.update))
    if reach.plan.steps_per_epoch:
        epoch = reach.done if reach.unit == "ep" else format_count(found.update // reach.plan.steps_per_epoch)
        where = tr("update {} (epoch {})", format_count(found.update), epoch)
    path = printable(os.fspath(found.checkpoint.path))
    lines = [
        tr(
            "{}: a checkpoint of {} at {}, with rate {}; {} updates to go",
            path,
            detector_of(suite).title,
            where,
            format_rate(found.rate),
            format_count(found.total_updates - found.update),
        ),
        *_warnings(found, command),
        *_rates(found),
        *(tr("note: {}", note) for note in notes(found)),
    ]
    if found.problem:
        return "\n".join([*lines, tr("no config was written: {}", found.problem)])
    if found.written is None:
        neither = tr("neither {} nor lrkit exec can continue like this{}", detector_of(suite).title, _native(found))
        return "\n".join([*lines, neither])
    return "\n".join([*lines, *_how(found, output)])


def longer_run(found: Extension) -> str:
    """One line about a run of ours that continues."""
    begin, end, curve = found.update, found.total_updates, found.promised
    last = "" if curve is None else tr(" to {} at update {}", format_rate(curve.curve(end - 1)), format_count(end - 1))
    return (
        tr(
            "extended from update {} to {} with --policy {}: rate {}{}",
            format_count(begin),
            format_count(end),
            found.policy,
            format_rate(found.rate),
            last,
        )
        + (tr("; the checkpoint's rate had decayed") if found.decayed else "")
        + "".join(tr("; ") + note for note in group_notes(found))
    )


def _warnings(found: Extension, command: str) -> list[str]:
    if not found.decayed:
        return []
    said = [
        tr("warning: the rate has decayed to {:.2g} of the peak {}", found.rate / found.peak, format_rate(found.peak))
    ]
    if found.earlier is not None:
        earlier, rate = found.earlier
        path = min(os.fspath(earlier.path), os.path.relpath(earlier.path), key=len)
        again = f"{command} --from {shlex.quote(path)}"
        said.append(tr("{} is from before that, with rate {}: {}", printable(path), format_rate(rate), again))
    return said


def _rates(found: Extension) -> list[str]:
    plain, promised = found.plain_schedule, found.promised
    rows = [
        (
            f"{update:,}",
            "-" if plain is None else f"{plain.curve(update):.6g}",
            "-" if promised is None else f"{promised.curve(update):.6g}",
        )
        for update in shown_updates(found)
    ]
    return table([(tr("update"), tr("plain resume"), found.policy), *rows], ">")


def _how(found: Extension, output: str | None) -> list[str]:
    """How to resume with the config."""
    suite, written = found.reach.plan.suite, found.written
    facts = resume_of(suite)
    option = facts.resumes_with.format(shlex.quote(os.fspath(found.checkpoint.path)))
    config, title = output or "NEW.yml", detector_of(suite).title
    if suite == "lrkit":
        return [tr("continue with: lrkit train -c {} {}", shlex.quote(config), option)]
    if written is not None and written.native:
        shape = (
            tr(" (the decay is a cosine)") if found.policy == "wsd" and written.continuation.shape == "cosine" else ""
        )
        return [tr("{} itself has these rates{}; continue with {}", title, shape, option)]
    return [
        tr(
            "{} cannot express this{}; lrkit exec can: lrkit exec --suite {} -- {} {} {}",
            title,
            _native(found),
            suite,
            facts.program,
            shlex.quote(config),
            option,
        )
    ]


def _native(found: Extension) -> str:
    """Which policies the suite itself can follow."""
    return tr(" (of the policies only {})", join_names(found.native, "and")) if found.native else ""


def extension_chart(found: Extension, words: Words) -> Chart:
    """The config's rates, a plain resume and the continued run.

    Args:
        found: The continued checkpoint.
        words: Language.
    """
    plan, begin = found.reach.plan, found.update
    stop = max(min(plan.total_updates, begin), 1)
    as_written = replace(plan, length=plan.length._replace(total_updates=max(plan.total_updates, 1)))
    lines = [Series(words.config_as_written, as_written, role="reference", stop=stop)]
    mark = Event(begin, words.resume, words.update.format(format_count(begin)), words.resume)
    plain, promised = found.plain_schedule, found.promised
    if plain is not None:
        events = () if promised is not None else (mark,)
        lines.append(Series(words.plain_resume, plain, begin=begin, role="record", events=events))
    if promised is not None:
        lines.append(Series(words.continued.format(found.policy), promised, begin=begin, events=(mark,)))
    name = os.path.splitext(os.path.basename(plan.file or plan.suite))[0]
    title = words.extended.format(printable(name), printable(found.checkpoint.path.name))
    return schedule_chart(lines, title=title, words=words)
