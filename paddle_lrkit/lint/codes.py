"""The table of rules: name -> code and severity. A code is never given to another rule."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from paddle_lrkit.errors import UsageError, did_you_mean
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr

_TABLE = """
LR101 never-decays                warning
LR102 milestone-after-end         error
LR103 decay-too-late              warning
LR104 cosine-longer-than-run      warning
LR105 cosine-rises-again          error
LR106 warmup-not-subtracted       warning
LR107 warmup-longer-than-run      error
LR108 warmup-too-long             warning
LR109 ends-high                   warning
LR110 zero-tail                   warning
LR111 collapses-early             warning
LR112 decay-start-misplaced       warning
LR113 run-unlike-its-name         warning
LR114 group-never-trained         warning
LR115 group-of-other-length       warning
LR116 decay-under-averaging       warning
LR117 batch-change-after-end      warning
LR201 mixed-units                 error
LR202 steps-as-epochs             error
LR203 warmup-in-iterations        info
LR204 stretched-by-accumulation   warning
LR301 seam-jump                   warning
LR302 zero-first-rate             info
LR303 milestone-inside-warmup     error
LR304 shifted-by-warmup           info
LR305 full-rate-first             warning
LR306 warmup-above-its-end        warning
LR401 number-as-string            error
LR402 unsorted-milestones         error
LR403 values-length               error
LR404 negative-or-nan             error
LR405 floor-above-peak            error
LR406 polynomial-default-end      warning
LR407 gamma-per-milestone         warning
LR408 extreme-gamma               warning
LR501 ignored-key                 warning
LR502 overwritten-key             warning
LR503 values-discarded            error
LR504 warmup-ignored              error
LR505 legacy-section              error
LR506 unknown-key                 error
LR507 repeated-key                warning
LR601 batch-changed-rate-not      warning
LR602 large-batch-no-warmup       warning
LR603 not-linear-scaling          info
LR604 gpu-count-unstated          info
LR605 rate-off-recipe             warning
LR606 rate-per-parameter          info
LR607 muon-version                info
LR608 global-batch-mismatch       error   ernie_pretrain
LR609 learned-rate-scaled         warning
LR701 plateau-under-warmup        error
LR702 by-epoch-warmup-units       error
LR703 two-step-cosine-200         warning
LR704 float-warmup-epoch          error
LR705 per-update-table            info
LR706 cannot-build                error
LR707 unit-of-module              warning paddlex
LR708 milestones-of-base          warning
LR709 nested-schedule-replaced    warning paddlex
LR710 rate-off-base               warning paddlex
LR711 scheduler-refused           error
LR801 no-warmup-finetune          info
LR802 step-size-guide             info
LR803 exponential-gamma-guide     info
LR804 floor-guide                 info
LR805 short-run-step-decay        info
LR901 step-order                  error   python
LR902 step-place                  error   python
LR903 optimizer-has-float         error   python
LR904 never-stepped               error
LR905 stepped-per-batch-and-per-epoch error   python
LR906 stepped-more-often-than-optimizer error   python
LR907 length-in-batches           error   python
LR908 step-argument               error   python
LR909 last-epoch-misused          error   python
LR910 weights-only-resume         warning python
LR911 rebuilt-every-epoch         error   python
LR912 set-lr-with-schedule        error   python
LR913 plateau-without-metric      error   python
LR914 piecewise-rises             warning
LR915 world-size-twice            warning python
LR916 two-different-rates         warning python
LR917 manual-rate-ignored         warning python
"""
"""Code, name, severity, and the suite of a rule about one suite; for configs of others it is not imported."""


@dataclass(frozen=True)
class Rule:
    """A rule.

    Args:
        code: Stable code.
        name: Name for people; its module is `paddle_lrkit.lint.rules` and the name with underscores.
        severity: Severity unless a finding says otherwise.
        suite: The only suite whose schedules it looks at, ``python`` for scripts; empty for all.
        explains: Codes of the rules whose findings in the same schedule only repeat what this one found.
    """

    code: str
    name: str
    severity: str
    suite: str = ""
    explains: tuple[str, ...] = ()

    @cached_property
    def check(self) -> Callable[[Any], Iterable[Violation]]:
        """The function that looks at a context."""
        function: Callable[[Any], Iterable[Violation]] = _module(self.name).check
        return function

    @property
    def documentation(self) -> str:
        """The page of the rule: the docstring of its module, which is read and not imported."""
        file = os.path.join(os.path.dirname(__file__), "rules", f"{_file(self.name)}.py")
        with open(file, encoding="utf-8") as stream:
            return stream.read().split('"""')[1].strip()

    @property
    def summary(self) -> str:
        """The first line of the page."""
        return self.documentation.partition("\n")[0]


@cache
def _module(name: str) -> Any:
    return importlib.import_module(f"paddle_lrkit.lint.rules.{_file(name)}")


def _file(name: str) -> str:
    """The name of a rule's file."""
    return name.replace("-", "_")


_EXPLAINS = """
LR101: LR802
LR102: LR101 LR304
LR103: LR802
LR105: LR202
LR107: LR101 LR203 LR303 LR304
LR108: LR101 LR103 LR203
LR109: LR802 LR803 LR804
LR111: LR110 LR802 LR803
LR112: LR101 LR109 LR301 LR306
LR201: LR110 LR111 LR304
LR202: LR101 LR102 LR103 LR109 LR110 LR111 LR304 LR802
LR204: LR101 LR107 LR108 LR109 LR203
LR301: LR306
LR302: LR804
LR404: LR110
LR405: LR101 LR109
LR406: LR101 LR109
LR408: LR101 LR109 LR110 LR111 LR407 LR802 LR803
LR504: LR602 LR801
LR605: LR601 LR603 LR604
LR701: LR302
LR702: LR101 LR302
LR703: LR110 LR111
LR707: LR107 LR108 LR101
LR708: LR103 LR111
LR902: LR101 LR102 LR103 LR104 LR105 LR107 LR108 LR109 LR110 LR111 LR201 LR202 LR302 LR802
LR903: LR101 LR109 LR802 LR803 LR804
LR904: LR101 LR109 LR802 LR803 LR804
LR905: LR101 LR103 LR105 LR109 LR110 LR111 LR202 LR802
LR906: LR101 LR103 LR105 LR108 LR109 LR110 LR111 LR202 LR802 LR902
LR907: LR101 LR102 LR104 LR106 LR107 LR108 LR109 LR802
LR908: LR101 LR102 LR103 LR104 LR105 LR107 LR108 LR109 LR110 LR111 LR202 LR802
LR909: LR101 LR104 LR109 LR110 LR111 LR802
LR915: LR101 LR104 LR109 LR110 LR111
LR911: LR101 LR102 LR103 LR104 LR106 LR107 LR108 LR109 LR110 LR111 LR202 LR302 LR802
LR912: LR101 LR102 LR104 LR107 LR108 LR109
LR913: LR101 LR706
"""
"""One cause, one finding: a rule, and those whose findings in the same schedule are left out beside it."""


def _rules() -> tuple[Rule, ...]:
    explains = dict(line.split(":") for line in _EXPLAINS.strip().splitlines())
    rows = (line.split() for line in _TABLE.strip().splitlines())
    return tuple(
        Rule(code, name, severity, "".join(suite), tuple(explains.get(code, "").split()))
        for code, name, severity, *suite in rows
    )


RULES = _rules()


def find_rule(name: str) -> Rule:
    """The rule with a code or a name.

    Raises:
        UsageError: There is none.

    Example:
        >>> find_rule("lr102").name
        'milestone-after-end'
    """
    for rule in RULES:
        if name.upper() == rule.code or name.lower().replace("_", "-") == rule.name:
            return rule
    known = [word for rule in RULES for word in (rule.code, rule.name)]
    hint = did_you_mean(name, known) or tr("; lrkit rule lists all")
    raise UsageError(tr("no such rule {!r}{}", name, hint))


def select(chosen: Iterable[str], ignored: Iterable[str]) -> tuple[Rule, ...]:
    """The rules to run: those ``chosen`` (all when empty) less those ``ignored``.

    Args:
        chosen: Codes, beginnings of codes such as ``LR1``, or names.
        ignored: The same.

    Raises:
        UsageError: One fits no rule.

    Example:
        >>> [rule.code for rule in select(["LR90", "never-decays"], ["LR90"])]
        ['LR101']
    """
    wanted = {rule for word in chosen for rule in _fitting(word)} or set(RULES)
    unwanted = {rule for word in ignored for rule in _fitting(word)}
    return tuple(rule for rule in RULES if rule in wanted - unwanted)


def _fitting(word: str) -> list[Rule]:
    start = word.upper()
    if start.startswith("LR") and any(rule.code.startswith(start) for rule in RULES):
        return [rule for rule in RULES if rule.code.startswith(start)]
    return [find_rule(word)]
