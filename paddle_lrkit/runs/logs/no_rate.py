"""Says why a text has no learning rate."""

from __future__ import annotations

import re
from collections.abc import Sequence

from paddle_lrkit.messages import tr
from paddle_lrkit.suites.log_format import LogFormat
from paddle_lrkit.text import join_names

_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
_PACKED = {b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip", b"\xfd7zXZ": "xz", b"BZh": "bzip2", b"\x28\xb5\x2f\xfd": "zstd"}
_MOST_CONTROLS = 0.02


def why_no_rate(text: bytes, formats: Sequence[LogFormat]) -> str:
    """Why a text has no learning rate, for a message that names the file.

    Args:
        text: The beginning of the file.
        formats: The formats that were tried.
    """
    packed = next((name for sign, name in _PACKED.items() if text.startswith(sign)), None)
    if packed is not None:
        return tr("the file is packed with {}; unpack it", packed)
    if not text.strip():
        return tr("the file is empty")
    if len(text) - len(text.translate(None, _CONTROLS)) > _MOST_CONTROLS * len(text):
        return tr("not a log: the file holds binary data that is neither of VisualDL nor of TensorBoard")
    evaluated = next((form for form in formats if form.evaluation and re.search(form.evaluation.encode(), text)), None)
    if evaluated is not None:
        return tr("has validation lines only; the rate that {} prints there is none of the training", evaluated.program)
    wrote = next((form for form in formats if form.lines and re.search(form.lines.encode(), text)), None)
    if wrote is not None:
        return tr(
            "no line prints a learning rate; {} prints one with every training line, and {} sets after how many "
            "batches",
            *(wrote.program, wrote.interval_key),
        )
    programs = join_names(list(dict.fromkeys(form.program for form in formats if form.program)), "or")
    return tr("no line prints a learning rate as {} print it", programs)
