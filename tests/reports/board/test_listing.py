"""The runs that the server lists, and rounded metrics."""

from __future__ import annotations

from types import SimpleNamespace

from paddle_lrkit.reports.board.listing import list_shown_runs, round_metrics


class Reader:
    """Stands for VisualDL's."""

    def __init__(self, files):
        self.files, self.walks, self.tags2name = files, {}, {}

    def logs(self, update=False):
        return dict(self.files)


def changed(files, known):
    class Changed(Reader):
        pass

    lib = SimpleNamespace(
        components={"scalar": None, "text": None},
        get_logs=lambda reader, component: {"runs": known, "tags": [[f"{component}/{run}"] for run in known]},
    )
    list_shown_runs(Changed, lib)
    return Changed(files), lib


def test_ramps_are_not_listed_among_runs():
    reader, _ = changed({"a": "vdlrecords.run.log", "a-find/ramp_1": "vdlrecords.find.log"}, [])
    assert reader.logs(update=True) == reader.walks == {"a": "vdlrecords.run.log"}


def test_a_run_without_a_file_is_not_listed_and_sub_lines_of_add_scalars_are():
    reader, lib = changed({"a": "vdlrecords.1.log", "named": "vdlrecords.2.log"}, ["a", "a/loss_x", "gone", "ab", "N"])
    reader.tags2name = {"named": "N"}
    reader.logs(update=True)
    assert lib.get_scalar_tags(reader) == {
        "runs": ["a", "a/loss_x", "N"],
        "tags": [["scalar/a"], ["scalar/a/loss_x"], ["scalar/N"]],
    }
    assert lib.get_text_tags(reader)["tags"][0] == ["text/a"]
    assert lib.get_logs(reader, "text")["runs"] == ["a", "a/loss_x", "N"]


def test_metrics_have_six_digits():
    row = {"name": "a", "hparams": {"rate": 0.1}, "metrics": {"eval/loss": 0.010000000149011612, "x": None, "y": "nan"}}
    lib = SimpleNamespace(get_hparam_list=lambda reader: [row])
    round_metrics(lib)
    assert lib.get_hparam_list(None)[0]["metrics"] == {"eval/loss": 0.01, "x": None, "y": "nan"}
