"""PaddleClas: importing this makes every name of the catalogue usable in its ``Optimizer.lr``.

Durations take units (``decay_steps: 10%``), ``warmup_epoch`` means what it means in PaddleClas, the length of the run
is its ``Global.epochs``. PaddleClas's own names stay its own.
"""

from paddle_lrkit.plugins.named_classes import install

install("PaddleClas", "ppcls.optimizer", own="Cosine")
