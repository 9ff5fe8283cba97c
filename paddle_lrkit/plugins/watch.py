"""``import paddle_lrkit.plugins.watch`` watches the schedules and optimizers of a program and reports at its end.

Put it after ``import paddle`` and before the first schedule is built. It does what ``lrkit watch -- train.py`` does.
The report goes to standard error. Of several processes that were launched together the first one reports, and says what
the others did otherwise.
"""

from __future__ import annotations

from paddle_lrkit.plugins.watching.session import start_here

start_here()
