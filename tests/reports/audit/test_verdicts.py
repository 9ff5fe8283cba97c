"""The words of the verdicts."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from paddle_lrkit.reports.audit.verdicts import COLORS, OUTCOMES, VERDICT_WORDS, heading, outcome, verdict_words
from paddle_lrkit.runs.audit.result import VERDICTS
from tests.reports.audit.audits import audited, placed

PAGE = Path(__file__).parents[3] / "docs" / "audit.md"


def test_each_verdict_has_words_of_its_own_in_both_languages():
    assert list(VERDICT_WORDS) == list(VERDICTS)
    for language in ("en", "zh"):
        assert len({words.of(language) for words in VERDICT_WORDS.values()}) == len(VERDICTS)
    assert all(re.search("[一-鿿]", words.zh) for words in VERDICT_WORDS.values())


def test_a_verdict_without_words_is_shown_by_its_name():
    assert verdict_words("new-verdict").of("zh") == "new-verdict"


def test_the_documentation_explains_each_verdict():
    explained = re.findall(r"^\| `([a-z-]+)` \|", PAGE.read_text(encoding="utf-8"), re.M)
    assert sorted(set(explained) & set(VERDICTS)) == sorted(VERDICTS)


@pytest.mark.parametrize(
    ("one", "kind", "words"),
    [
        (audited(), "right", "the rates are the planned ones"),
        (audited(verdict="stepped-per-epoch"), "right", "the scheduler moves once an epoch"),
        (audited(verdict="undecided"), "open", "this log cannot tell"),
        (audited(placed=placed(factor=2.0)), "fault", "the rates are the plan times a factor"),
        (audited(None, verdict="stepped-per-epoch", fault=True), "fault", "the scheduler moves once an epoch"),
        (audited(None), "bare", "no usual shape was recognized"),
        (audited(None, shape=SimpleNamespace(family="cosine")), "bare", "recognized shape: cosine"),
    ],
)
def test_the_outcome_and_its_words(one, kind, words):
    assert (outcome(one), heading(one).en) == (kind, words)
    assert set(COLORS) == set(OUTCOMES)
    assert kind in COLORS
