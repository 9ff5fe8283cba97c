"""The table of cases, one module a task. The first row that fits is the advice."""

from paddle_lrkit.advise.row import Row
from paddle_lrkit.advise.rows import classification, detection, ocr, open_length, segmentation, text

ROWS: tuple[Row, ...] = (
    *open_length.ROWS,
    *text.ROWS,
    *classification.ROWS,
    *detection.ROWS,
    *segmentation.ROWS,
    *ocr.ROWS,
)

__all__ = ["ROWS"]
