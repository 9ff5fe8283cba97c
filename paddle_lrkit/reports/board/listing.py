"""Which runs VisualDL's server lists, and the numbers in its table of settings."""

from __future__ import annotations

from functools import partial
from typing import Any

from paddle_lrkit.reports.board.runs import shown_files


def list_shown_runs(reader_class: Any, lib: Any) -> None:
    """Makes the server list the runs of `shown_files` whose record file exists.

    The original lists the ramps of range tests among the runs, and each run that it has ever read.

    Args:
        reader_class: ``visualdl.LogReader``.
        lib: The module ``visualdl.server.lib``.
    """
    find_files, get_logs = reader_class.logs, lib.get_logs

    def logs(self: Any, update: bool = False) -> dict[str, str]:
        self.walks = shown_files(find_files(self, update))
        return dict(self.walks)

    def get_shown_logs(log_reader: Any, component: str) -> dict[str, list[Any]]:
        found = get_logs(log_reader, component)
        folders = {*log_reader.walks, *(log_reader.tags2name.get(folder) for folder in log_reader.walks)}
        shown = [(run, tags) for run, tags in zip(found["runs"], found["tags"], strict=True) if _is_of(run, folders)]
        return {"runs": [run for run, _ in shown], "tags": [tags for _, tags in shown]}

    reader_class.logs, lib.get_logs = logs, get_shown_logs
    for component in lib.components:
        setattr(lib, f"get_{component}_tags", partial(get_shown_logs, component=component))


def round_metrics(lib: Any) -> None:
    """Makes the table of settings show metrics with six digits; the original shows 32-bit floats as 0.010000000149.

    Args:
        lib: The module ``visualdl.server.lib``.
    """
    get_list = lib.get_hparam_list

    def get_rounded_list(log_reader: Any) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = get_list(log_reader)
        for row in rows:
            for name, value in row["metrics"].items():
                if isinstance(value, float):
                    row["metrics"][name] = float(f"{value:.6g}")
        return rows

    lib.get_hparam_list = get_rounded_list


def _is_of(run: str, folders: set[Any]) -> bool:
    """Whether a run is that of a folder, or one of the lines that VisualDL's ``add_scalars`` makes of it."""
    return run in folders or any(run.startswith(f"{folder}/") for folder in folders)
