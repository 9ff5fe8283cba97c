"""What ``lrkit convert`` prints and writes."""

from __future__ import annotations

import json
from typing import Any

from paddle_lrkit.suites.convert import Translation
from paddle_lrkit.suites.schedule import Schedule


def config_text(data: dict[str, Any], file: str | None) -> str:
    """The translated config as JSON if the file ends in ``.json``, else as YAML."""
    if file and file.lower().endswith(".json"):
        return json.dumps(data, indent=2, default=lambda value: {"__tag__": value.name, **(value.value or {})}) + "\n"
    from paddle_lrkit.config.dump import dump_yaml

    return dump_yaml(data)


def report(schedule: Schedule, translation: Translation, file: str | None) -> dict[str, Any]:
    """What ``--json`` prints."""
    largest = translation.largest
    return {
        "from": schedule.suite,
        "to": translation.suite,
        "schedule": translation.name,
        "total_updates": schedule.total_updates,
        "largest_difference": largest.value if largest else None,
        "relative_difference": largest.relative if largest else None,
        "update": largest.update if largest else None,
        "missing": list(translation.missing),
        "output": file if translation.data is not None else None,
    }


def sentences(report: dict[str, Any]) -> str:
    """The report as text."""
    lines = []
    if report["largest_difference"] is not None:
        nearest = "nearest " if report["missing"] else ""
        lines.append(
            f"{nearest}{report['to']} schedule {report['schedule']}: largest difference "
            f"{report['largest_difference']:.3g} ({report['relative_difference']:.2g} of the peak) at update "
            f"{report['update']} of {report['total_updates']}"
        )
    lines += [f"{report['to']} cannot express {reason}" for reason in report["missing"]]
    if report["missing"]:
        lines.append("nothing was written")
    elif report["output"]:
        lines.append(f"wrote {report['output']}")
    return "\n".join(lines)
