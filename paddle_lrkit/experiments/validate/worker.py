"""The process of one check: ``python -m paddle_lrkit.experiments.validate.worker NAME OPTIONS``; prints JSON lines."""

from __future__ import annotations

import json
import sys

from paddle_lrkit.experiments.validate.checks import CHECKS
from paddle_lrkit.experiments.validate.finding import Options
from paddle_lrkit.train.start import start_paddle


def main(name: str, options: str) -> None:
    """Runs a check and prints its findings.

    Args:
        name: One of `CHECKS`.
        options: `Options` as JSON.
    """
    start_paddle(quiet=True)
    for finding in CHECKS[name].function()(Options(**json.loads(options))):
        print(finding.to_json(), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
