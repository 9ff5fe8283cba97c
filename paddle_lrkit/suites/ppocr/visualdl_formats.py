"""What PaddleOCR writes for VisualDL; ``pattern`` is the tag of the rate.

Versions 2.0 to 2.3 count from 0 and write two rates a step, first the median and then the applied one; later ones
count from 1 and write the median. The counter begins at its first value in each process.
"""

from __future__ import annotations

from dataclasses import replace

from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits

_MEDIAN = LogFormat(
    "visualdl-ppocr",
    "ppocr",
    "TRAIN/lr",
    "run",
    first_epoch=1,
    first_step=1,
    printed="median",
    digits=PrintedDigits("float32"),
    counter_restarts=True,
    resumes_by_epoch=True,
    window_key="Global.log_smooth_window",
)
VISUALDL = (
    replace(_MEDIAN, name="visualdl-ppocr-2.0-2.3", first_step=0, printed="applied", values_a_step=2),
    _MEDIAN,
)
