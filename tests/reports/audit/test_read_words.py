"""What was read of a log, in Chinese."""

from __future__ import annotations

import re

import pytest

from paddle_lrkit.reports.audit.read_words import read_words
from paddle_lrkit.runs.audit.audit_log import audit_log
from paddle_lrkit.runs.logs.training_log import LogRows, TrainingLog
from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits


@pytest.mark.parametrize("printed", ["applied", "after", "median", "unknown"])
@pytest.mark.parametrize(
    "digits", [PrintedDigits("decimals", 6), PrintedDigits("significant", 4), PrintedDigits("exact")]
)
def test_no_english_is_left(printed, digits):
    rows = LogRows()
    rows.add(0.1, step=0)
    result = audit_log(TrainingLog("-", LogFormat("f", "", "", "run", 0, 0, printed, digits), rows, digits), None)
    for words in (result.convention, result.digits):
        assert read_words(words, "en") == words
        assert not re.search("[a-z]", read_words(words, "zh"))
        assert re.findall(r"\d+", read_words(words, "zh")) == re.findall(r"\d+", words)
