"""PaddleFormers and ERNIEKit: importing this makes every name of the catalogue usable as ``lr_scheduler_type``.

``lr_scheduler_type: {name: WSD, decay_steps: 10%}``, with the ``learning_rate`` and the warmup of PaddleFormers.
"""

from paddle_lrkit.plugins.trainer_arguments import install

install("PaddleFormers", "paddleformers.trainer")
