"""``lrkit audit``."""

from __future__ import annotations

import json
import runpy
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner

from paddle_lrkit.cli.audit import command
from paddle_lrkit.cli.main import main
from paddle_lrkit.errors import ConfigError, UsageError

ROOT = Path(__file__).parents[2]
CONFIG = "iters: 1000\nlr_scheduler: {type: PolynomialDecay, learning_rate: 0.01, end_lr: 0, power: 0.9}\n"
EPOCHS = """\
Global: {epoch_num: 7}
Optimizer: {name: Adam, lr: {name: Cosine, learning_rate: 0.001, warmup_epoch: 1}}
Architecture: {model_type: rec, algorithm: CRNN}
Train: {loader: {batch_size_per_card: 8}}
"""


def planned(update):
    return 0.01 * (1 - update / 1000) ** 0.9


def seg_log(rate=planned, rows=50):
    """A log of PaddleSeg, in which iteration i shows the rate of update i - 1."""
    return "".join(
        f"2021-03-30 06:{i // 1000:02}:{i // 20 % 60:02} [INFO]\t[TRAIN] epoch: 1, iter: {i}/1000, "
        f"loss: {2000 / (i + 500):.4f}, lr: {rate(i - 1):.6f}, batch_cost: 0.5344, reader_cost: 0.07273, "
        "ips: 3.7425 samples/sec | ETA 00:04:16\n"
        for i in range(20, 20 * rows + 1, 20)
    )


@pytest.fixture(autouse=True)
def english(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def write(tmp_path):
    def written(name, text):
        (tmp_path / name).write_text(text)
        return str(tmp_path / name)

    return written


@pytest.fixture
def config(write):
    return write("seg.yml", CONFIG)


def run(*arguments, **options):
    runner = CliRunner(env={"COLUMNS": "120"})
    return runner.invoke(command, list(arguments), catch_exceptions=False, standalone_mode=False, **options)


def audited(*arguments, code=0, **options):
    result = run(*arguments, "--json", **options)
    assert result.return_value == code
    return json.loads(result.stdout)


def test_a_log_that_agrees(write, config):
    found = audited(write("train.log", seg_log()), "-c", config)
    assert (found["suite"], found["verdict"], found["certainty"]) == ("ppseg", "agrees", "high")
    assert (found["rows"], found["updates"], found["interval"], found["first_update"]) == (50, 1000, 20, None)
    assert (found["rows_that_differ"], found["fault"], found["also_possible"], found["loss"]) == (0, False, [], [])


def test_a_log_with_a_fault(write, config):
    log = write("train.log", seg_log(lambda update: 2 * planned(update)))
    found = audited(log, "-c", config, code=1)
    assert (found["verdict"], found["fault"], found["first_update"]) == ("other-peak", True, 19)
    result = run(log, "-c", config)
    assert result.return_value == 1
    assert result.stdout.startswith(f"{log}: fault: the rates are the plan times a factor\n")
    assert "rows contradict the plan, the first at update 19" in result.stdout
    assert "⣀" not in result.stdout


def test_standard_input_and_a_chart(config):
    result = run("-", "-c", config, "--chart", input=seg_log())
    assert result.return_value == 0
    assert "• printed in the log" in result.stdout


def test_several_logs_are_a_list_and_a_table(write, config):
    logs = write("a.log", seg_log()), write("b.log", seg_log(lambda update: 0.002)), write("c.log", "no rate\n")
    found = audited(*logs, "-c", config, code=2)
    assert [one.get("verdict") for one in found] == ["agrees", "never-changed", None]
    result = run(*logs[:2], "-c", config)
    assert (result.return_value, result.stdout.splitlines()[-1].split()[1]) == (1, "never-changed")
    assert run(logs[2], "-c", config, "--json").stdout == ""


def test_chinese(write, config):
    assert "：正确：学习率与计划一致" in run(write("train.log", seg_log()), "-c", config, "--lang", "zh").stdout


def test_files_are_written(write, config, tmp_path):
    log = write("train.log", seg_log())
    picture, page, records = tmp_path / "a.svg", tmp_path / "page", tmp_path / "vdl"
    result = run(log, "-c", config, "-O", str(picture), "--report", str(page), "--visualdl", str(records))
    assert result.return_value == 0
    assert picture.read_text().startswith("<svg")
    assert "<details>" in (page / "index.html").read_text()
    (record,) = records.iterdir()
    assert result.stdout.splitlines()[-3:] == [f"wrote {picture}", f"wrote {record}", f"wrote {page / 'index.html'}"]


def test_without_a_config_the_shape_is_named_and_can_be_written(write, tmp_path):
    log = write("train.log", seg_log())
    written = tmp_path / "found.yml"
    result = run(log, "--write", str(written))
    assert result.return_value == 0
    assert "plan      none: no config was given or found" in result.stdout
    assert result.stdout.startswith(f"{log}: no plan: recognized shape: polynomial\n")
    assert audited(log, "-c", str(written))["verdict"] == "agrees"
    with pytest.raises(UsageError, match=r"--write .*no -c"):
        run(log, "-c", str(written), "--write", "x.yml")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["missing.log"], "missing.log: no such file or directory"),
        (["empty"], "empty: "),
        (["words.log"], "words.log: "),
        (["words.log", "-c", "ocr.yml"], "words.log: "),
        (["train.log", "-c", "ocr.yml"], "--steps-per-epoch"),
    ],
)
def test_a_log_that_cannot_be_read_is_one_sentence(write, tmp_path, monkeypatch, arguments, sentence):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    write("words.log", "a training without a rate\n" * 30)
    write("ocr.yml", EPOCHS)
    write("train.log", seg_log())
    result = run(*arguments)
    assert result.return_value == 2
    assert (result.stdout, len(result.stderr.splitlines())) == ("", 1)
    assert result.stderr.startswith("lrkit: ")
    assert sentence in result.stderr


@pytest.mark.parametrize(
    ("arguments", "error", "sentence"),
    [
        (["a.log", "-c", "none.yml"], ConfigError, r"none\.yml: cannot be read"),
        (["a.log", "-c", "train.py"], UsageError, r"-c train\.py: a script"),
        (["a.log", "-c", "."], UsageError, r"\.: a directory without config\.yml"),
        (["a.log", "-O", "a.jpg"], UsageError, r"a\.jpg: a picture ends in"),
        (["a.log", "b.log", "-O", "a.svg"], UsageError, r"a picture shows one log; --report DIR draws all 2"),
        (["a.csv", "--columns", "step"], UsageError, r"--columns step: give names and columns"),
    ],
)
def test_wrong_usage_is_found_before_a_log_is_read(tmp_path, monkeypatch, arguments, error, sentence):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error, match=sentence):
        run(*arguments)


def test_an_unknown_suite_names_the_nearest(capsys):
    with pytest.raises(SystemExit) as end:
        main(["audit", "a.log", "--suite", "ppdetection"])
    assert end.value.code == 2
    assert "did you mean 'ppdet'?" in capsys.readouterr().err


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """What the command prints and draws of the log of the example."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("example"))
        runpy.run_path(str(ROOT / "examples" / "06_audit_a_log.py"))
        result = run("train.log", "-c", "yolov3.yml", "-O", "audit.svg", "--lang", "en")
        page = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8")
        with redirect_stdout(StringIO()) as snippet:
            exec(page.partition("```python\n")[2].partition("```")[0], {})
        return result.stdout.removesuffix("wrote audit.svg\n"), Path("audit.svg").read_text(), snippet.getvalue()


@pytest.mark.parametrize("page", ["audit.md", "audit.zh.md"])
def test_the_page_shows_what_is_printed_and_drawn(example, page):
    shown = (ROOT / "docs" / page).read_text(encoding="utf-8").partition("$ lrkit audit train.log -c yolov3.yml\n")[2]
    assert example[0] == shown.partition("```")[0]
    assert example[1] == (ROOT / "docs" / "images" / "audit.svg").read_text()


def test_the_documented_program_says_the_same(example):
    assert example[2] == "resumed-wrong-update high 6000\n"


@pytest.mark.parametrize(("factor", "code", "word"), [(1, 0, "right: the rates"), (0.5, 1, "other-peak")])
def test_a_watch_ends_with_the_run(write, config, capsys, factor, code, word):
    log = write("train.log", seg_log(lambda update: factor * planned(update)))
    assert command.main([log, "-c", config, "--watch"], standalone_mode=False) == code
    assert word in capsys.readouterr().out


def test_a_watch_follows_one_log():
    with pytest.raises(UsageError, match="follows one log"):
        command.main(["a.log", "b.log", "--watch"], standalone_mode=False)
