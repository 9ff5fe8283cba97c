"""Why a text has no learning rate."""

from __future__ import annotations

import re

import pytest

from paddle_lrkit.runs.logs.no_rate import why_no_rate
from paddle_lrkit.suites.table import text_log_formats
from tests.runs.logs.text_samples import SAMPLES

VALID = SAMPLES["ppcls-2.0"].text().replace("train step", "valid step").encode()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "the file is empty"),
        (b"\x1f\x8b\x08\x00", "packed with gzip"),
        (bytes(range(256)) * 10, "binary data"),
        (VALID, "validation lines only"),
        (b"[06/08 16:58:12] ppdet.engine INFO: Eval iter: 0", "PaddleDetection .* log_iter"),
        (b"[2022/08/16 03:07:33] ppocr INFO: save model in ./output", "PaddleOCR .* Global.print_batch_step"),
        (b"[2024-03-17 10:14:12,000] [    INFO] - ***** Running training *****", "PaddleNLP .* logging_steps"),
        (b"hello", "as lrkit train, PaddleDetection, .* or PaddleSpeech print it"),
    ],
)
def test_reasons(text, words):
    assert re.search(words, why_no_rate(text, text_log_formats()))
