"""``lrkit rank``."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest
from click.testing import CliRunner

from paddle_lrkit.cli.rank import command
from paddle_lrkit.curves import catalog
from paddle_lrkit.errors import ConfigError, UsageError
from tests.cli.test_startup import PROGRAM, loaded

CONFIG = """\
Global: {{updates: {updates}}}
Architecture: {{name: ResNet18}}
Optimizer: {{name: SGD, lr: {{name: {name}, learning_rate: {peak}{more}}}}}
"""


@pytest.fixture
def write(tmp_path):
    def written(stem, name, updates=1000, peak=0.1, more=""):
        file = tmp_path / f"{stem}.yml"
        file.write_text(CONFIG.format(name=name, updates=updates, peak=peak, more=more and f", {more}"))
        return str(file)

    return written


def printed(*arguments, **options):
    result = CliRunner(**options).invoke(command, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def ranked(*arguments):
    return json.loads(printed(*arguments, "--json"))


def test_the_best_comes_first_with_everything_a_program_needs(write):
    files = write("flat", "Constant"), write("line", "LinearDecay", peak=0.3, more="warmup: 10it")
    line, flat = ranked(*files)
    assert (line["name"], line["rank"], flat["name"], flat["rank"]) == ("line", 1, "flat", 2)
    assert (line["file"], line["schedule"], line["updates"], line["peak_lr"]) == (files[1], "LinearDecay", 1000, 0.3)
    assert (line["zero_rates"], flat["zero_rates"]) == (1, 0)
    assert line["score"] < flat["score"]
    assert flat["excess"] == pytest.approx(flat["score"] / line["score"] - 1)
    assert (flat["reference"], flat["peak_factor"], flat["moved_peak_lr"]) == ("flat", 1.0, 0.1)
    assert line["peak_factor"] == pytest.approx(line["gamma"] / flat["gamma"])
    assert line["moved_peak_lr"] == pytest.approx(0.1 * line["peak_factor"])


def test_the_page_shows_how_to_move_the_rate_and_what_the_bound_does_not_cover(write):
    text = printed(write("flat", "Constant"), write("line", "LinearDecay", more="warmup: 10it"))
    assert "1,000 updates each" in text
    assert re.search(r"^ +1  line  +0\.\d+ .* [▁-█]{20}$", text, re.MULTILINE)
    text = " ".join(text.split())
    assert re.search(
        r"line is first. If the peak 0.1 of flat is tuned, try line with 2\.\d+ times that peak: 0\.2\d+\.", text
    )
    assert "left out: line (1)." in text
    assert "D = G = 1" in text
    assert "at a rate that is too small" in text
    assert "differ in length" not in text


def test_a_worse_schedule_is_not_recommended(write):
    text = " ".join(printed(write("line", "LinearDecay"), write("flat", "Constant")).split())
    assert re.search(r"If the peak 0.1 of line is tuned, flat needs 0\.\d+ times that peak", text)
    assert "try" not in text


def test_the_reference_can_be_named(write):
    files = write("flat", "Constant"), write("line", "LinearDecay", peak=0.3)
    assert {row["reference"] for row in ranked(*files, "--reference", "line")} == {"line"}
    with pytest.raises(ConfigError, match=r"--reference: unknown schedule 'lime'.*'line'"):
        printed(*files, "--reference", "lime")


def test_different_lengths_are_reported_and_can_be_made_equal(write):
    files = write("long", "LinearDecay", 4000), write("short", "LinearDecay", 1000)
    text = printed(*files)
    assert "1,000 updates to 4,000" in text
    assert "differ in length" in text
    long, short = ranked(*files)
    assert (long["name"], short["updates"]) == ("long", 1000)
    same = ranked(*files, "--updates", "2000")
    assert [row["updates"] for row in same] == [2000, 2000]
    assert [row["rank"] for row in same] == [1, 1]
    assert same[0]["score"] == pytest.approx(same[1]["score"], rel=1e-3)


def test_the_same_schedule_twice_is_tied(write):
    files = write("a", "Constant"), write("b", "Constant", peak=0.2)
    assert [(row["rank"], row["tied"]) for row in ranked(*files)] == [(1, True), (1, True)]
    assert "1=" in printed(*files)


def test_a_single_file(write):
    assert "One schedule alone has no rank" in printed(write("flat", "Constant"))


def test_the_catalogue():
    rows = ranked("--catalogue", "--updates", "1000")
    assert {row["name"] for row in rows} == {entry.name for entry in catalog.ENTRIES}
    assert {row["updates"] for row in rows} == {1000}
    assert {row["reference"] for row in rows} == {"CosineAnnealingDecay"}
    place = {row["name"]: row["rank"] for row in rows}
    assert place["LinearDecay"] < place["CosineAnnealingDecay"] < place["MultiStepDecay"] < place["Constant"]


def test_a_terminal_without_blocks(write):
    assert printed(write("a", "Constant"), write("b", "LinearDecay"), charset="ascii").isascii()


def test_the_options_reach_the_schedule(write):
    (row,) = ranked(write("a", "Constant"), "-o", "Optimizer.lr.learning_rate=0.7")
    assert row["peak_lr"] == 0.7


def test_a_plateau_is_refused(write):
    file = write("wait", "ReduceOnPlateau")
    with pytest.raises(UsageError, match=r"wait.yml: the rate of ReduceOnPlateau depends on a metric"):
        printed(file)


def test_a_schedule_without_a_rate_names_its_file(write):
    with pytest.raises(ConfigError, match=r"none.yml: no update has a positive rate"):
        printed(write("none", "Constant", peak=0.0))


@pytest.mark.parametrize("arguments", [[], ["--catalogue", "x.yml"]])
def test_files_or_the_catalogue(arguments):
    with pytest.raises(UsageError, match="give one or several files, or --catalogue"):
        printed(*arguments)


def test_a_length_that_is_too_small(write):
    with pytest.raises(ConfigError, match="--updates: must be >= 2, got 1"):
        printed(write("a", "Constant"), "--updates", "1")


def test_paddle_is_not_loaded(write):
    heavy = {"paddle", "matplotlib", "rich", "visualdl", "PIL", "sklearn", "safetensors"}
    assert not loaded(PROGRAM, "rank", write("a", "Constant")) & heavy


def test_numpy_starts_no_threads_and_the_environment_stays(write):
    program = """
import os, sys
from paddle_lrkit.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    assert not end.code
threads = "/proc/self/task"
print(os.environ.get("OPENBLAS_NUM_THREADS"), len(os.listdir(threads)) if os.path.isdir(threads) else 1)
"""
    given = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    for value in ({}, {"OPENBLAS_NUM_THREADS": "1"}):
        done = subprocess.run(
            [sys.executable, "-c", program, "rank", write("a", "Constant")],
            capture_output=True,
            text=True,
            check=True,
            env={**given, **value},
        )
        assert done.stdout.splitlines()[-1] == f"{value.get('OPENBLAS_NUM_THREADS')} 1"


@pytest.mark.parametrize(
    ("stage", "confirmed"), [("SFT", False), ("DPO", False), ("PT", True), ("auto-parallel", True)]
)
def test_fine_tuning_of_a_language_model_is_not_confirmed(tmp_path, stage, confirmed):
    file = tmp_path / "args.yml"
    file.write_text(f"stage: {stage}\nlearning_rate: 3.0e-4\nlr_scheduler_type: cosine\nmax_steps: 20000\n")
    (row,) = ranked(str(file))
    assert row["confirmed"] is confirmed


def test_outside_of_what_was_confirmed_the_page_says_so(write):
    text = " ".join(printed(write("flat", "Constant"), write("line", "LinearDecay")).split())
    assert "not confirmed for these trainings: nothing says that they pre-train a language model." in text
    assert "no better than chance: 28 of 55 pairs. In the training loss of softmax regression" in text
    assert "in 61 of 71 pairs; in that of a perceptron with 32 hidden units in 18 of 34 pairs." in text
    assert text.endswith("next lrkit compare trains the schedules and measures.")
    assert {row["confirmed"] for row in ranked(write("flat", "Constant"))} == {False}


@pytest.mark.parametrize(("updates", "confirmed"), [(14_999, False), (15_000, True), (62_500, True), (62_501, False)])
def test_pre_training_of_a_confirmed_length_is_confirmed(tmp_path, updates, confirmed):
    file = tmp_path / "args.yml"
    file.write_text(f"learning_rate: 3.0e-4\nlr_scheduler_type: cosine\nmax_steps: {updates}\nwarmup_steps: 300\n")
    options = ("--suite", "ppnlp", "--variant", "run_pretrain")
    (row,) = ranked(str(file), *options)
    assert row["confirmed"] is confirmed
    assert (row["not_confirmed"] is None) is confirmed
    text = " ".join(printed(str(file), *options).split())
    assert ("Confirmed in pre-training of a language model" in text) is confirmed
    assert ("updates are" in text) is not confirmed


def test_measured_gradient_norms_take_the_place_of_one(write, tmp_path):
    run = tmp_path / "run"
    run.mkdir()
    rows = [{"update": update, "train/grad_norm": 1.0 if update < 500 else 8.0} for update in range(0, 1000, 2)]
    (run / "log.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    late = "learning_rate: 0.1, milestones: [500it], gamma: 2.0"
    (tmp_path / "late.yml").write_text(
        CONFIG.format(name="MultiStepDecay", updates=1000, peak="", more="").replace("learning_rate: ", late)
    )
    files = str(tmp_path / "late.yml"), write("line", "LinearDecay")
    plain, measured = (
        {row["name"]: row["score"] for row in ranked(*files, *more)} for more in ((), ("--from", str(run)))
    )
    assert measured["late"] / measured["line"] > 1.2 * plain["late"] / plain["line"]
    text = " ".join(printed(*files, "--from", str(run)).split())
    assert f"gradient norms of {run}; lower is better" in text
    assert "the gradient norms are those of one run under its own schedule" in text
    with pytest.raises(UsageError, match="nowhere: no such run"):
        printed(*files, "--from", "nowhere")
    (run / "log.jsonl").write_text('{"update": 0, "train/loss": 1.0}\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"log.jsonl: the log has 0 gradient norms"):
        printed(*files, "--from", str(run))
