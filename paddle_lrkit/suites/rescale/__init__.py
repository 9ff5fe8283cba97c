"""The schedule of a config for another number of GPUs, another batch size, or another accumulation.

The edits keep ``rate'(u) = f * rate(k * u)``: ``k`` times the samples in an update, rates times ``f``. What they make
of the file is read again and compared with the schedule before; see `paddle_lrkit.suites.rescale.law`.
"""
