"""Logs of runs whose losses follow a law."""

from __future__ import annotations

import numpy as np

from paddle_lrkit.forecast.momentum import MomentumLaw
from tests.forecast.runs import curve, wsd


def write_csv(path, rates=None, names=("step", "lr", "loss"), every=80):
    """A table of a run from its first update on, with some noise."""
    rates = wsd() if rates is None else rates
    run = curve("w", rates, MomentumLaw(), (2.6, 0.3, 0.15), (0.45, 300.0), every=every, noise=3e-4)
    rows = [(0, rates[0], 9.0), *zip(run.updates, rates[run.updates], run.losses, strict=True)]
    last = len(rates) - 1
    if run.updates[-1] != last:
        rows.append((last, rates[-1], run.losses[-1]))
    path.write_text("\n".join([",".join(names), *(f"{int(u)},{r!r},{x!r}" for u, r, x in np.array(rows).tolist())]))
    return path
