"""A check in its own process, so that a crash in a kernel costs the remaining cases of that check and no other check.

``python -m paddle_lrkit.experiments.validate.check_process NAME OPTIONS`` runs a check and prints JSON lines.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from paddle_lrkit.child_process import exit_description, limited, package_environment, start_process
from paddle_lrkit.experiments.validate.case import CaseResult
from paddle_lrkit.experiments.validate.checks import CHECKS, ValidationCheck
from paddle_lrkit.experiments.validate.options import ValidationOptions
from paddle_lrkit.messages import tr

_MODULE = "paddle_lrkit.experiments.validate.check_process"
_PATIENCE_S = 20


def run_check(check: ValidationCheck, options: ValidationOptions) -> Iterator[CaseResult]:
    """Yields the results of a check as they arrive; if the process fails, the last one tells how.

    All other output of the process is kept in ``logs/<check>.txt`` of the report's directory.
    """
    began = time.monotonic()
    log = Path(options.directory) / "logs" / f"{check.name}.txt"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as errors:
        child = start_process(
            [sys.executable, "-m", _MODULE, check.name, json.dumps(asdict(options))],
            stdout=subprocess.PIPE,
            stderr=errors,
            environment=package_environment(check.environment),
        )
        with child.popen, limited(child, check.limit_s, _PATIENCE_S):
            for line in child.popen.stdout or ():
                result = CaseResult.from_json(line)
                if result:
                    yield result
                else:
                    errors.write(line)
    code = child.poll()
    if code:
        printed = log.read_text(encoding="utf-8", errors="replace")
        reason = tr("no end within {:g} s", check.limit_s) if child.timed_out else exit_description(code, printed)
        yield CaseResult(check.name, "process", "fail", reason=reason, seconds=round(time.monotonic() - began, 2))


def main(name: str, options: str) -> None:
    """Runs a check and prints its results as JSON lines.

    Args:
        name: One of `CHECKS`.
        options: `ValidationOptions` as JSON.
    """
    from paddle_lrkit.train.runtime.paddle_import import import_paddle

    import_paddle(quiet=True)
    for result in CHECKS[name].function()(ValidationOptions(**json.loads(options))):
        print(result.to_json(), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
