"""PaddleOCR: importing this makes every name of the catalogue usable in its ``Optimizer.lr``.

Durations take units (``decay_steps: 10%``), ``warmup_epoch`` means what it means in PaddleOCR, the length of the run
is its ``Global.epoch_num``. PaddleOCR's own names stay its own.
"""

from paddle_lrkit.plugins.named_classes import install

install("PaddleOCR", "ppocr.optimizer", own="Cosine")
