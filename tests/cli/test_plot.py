"""``lrkit plot``."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import pytest
from click.testing import CliRunner

from paddle_lrkit.cli.plot import command
from paddle_lrkit.curves import catalog
from paddle_lrkit.errors import LrkitError
from paddle_lrkit.text import cells
from tests.programs import running

CONFIG = """\
Global: {{epochs: 10}}
Architecture: {{name: ResNet18}}
Optimizer:
  name: Momentum
  lr: {{name: {name}, learning_rate: 0.1, warmup: 50it}}
Train:
  dataset: {{name: Digits}}
  num_samples: 6400
  loader: {{batch_size: 64}}
"""


@pytest.fixture(autouse=True)
def english(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def cosine(tmp_path):
    (tmp_path / "cosine.yml").write_text(CONFIG.format(name="CosineAnnealingDecay"))
    return str(tmp_path / "cosine.yml")


@pytest.fixture
def line(tmp_path):
    (tmp_path / "line.yml").write_text(CONFIG.format(name="LinearDecay"))
    return str(tmp_path / "line.yml")


def run(*arguments, **options):
    return CliRunner(**options).invoke(command, list(arguments), catch_exceptions=False)


def printed(*arguments, **options):
    result = run(*arguments, **options)
    assert result.exit_code == 0
    return result.stdout


def test_a_terminal_chart(cosine):
    text = printed(cosine, "--width", "90", "--height", "20")
    assert "cosine: CosineAnnealingDecay" in text
    assert "warmup 50" in text
    assert re.search("[⠁-⣿]", text)
    assert len(text.splitlines()) == 20
    assert max(cells(row) for row in text.splitlines()) <= 90


def test_the_terminal_gives_the_width(cosine, monkeypatch):
    monkeypatch.setenv("COLUMNS", "61")
    assert max(cells(row) for row in printed(cosine).splitlines()) in (60, 61)


def test_a_pipe_gets_no_color_and_ascii_where_braille_cannot_be_written(cosine):
    text = printed(cosine, charset="ascii")
    assert text.isascii()
    assert "\x1b" not in printed(cosine)


def test_a_name_that_the_terminal_cannot_write_is_replaced(cosine):
    command = [sys.executable, "-m", "paddle_lrkit", "plot", cosine, "--title", "learning rate 学"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("learning rate ?\n")


def test_chinese_by_choice_and_by_locale(cosine, monkeypatch):
    assert "学习率" in printed(cosine, "--lang", "zh")
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "学习率" in printed(cosine)
    assert "学习率" not in printed(cosine, "--lang", "en")


def test_several_files_overlay(cosine, line):
    text = printed(cosine, line)
    assert "A cosine" in text
    assert "B line" in text


def test_a_picture(cosine, line, tmp_path):
    target = tmp_path / "out.svg"
    assert (
        printed(cosine, line, "-O", str(target), "--title", "Two", "--width", "700", "--height", "500")
        == f"wrote {target}\n"
    )
    root = ElementTree.parse(target).getroot()
    assert (root.get("width"), root.get("height"), root.get("aria-label")) == ("700", "500", "Two")
    names = [shape.get("data-series") for shape in root.iter() if shape.get("data-series")]
    assert names == ["cosine", "line"]


def test_the_options_reach_the_schedule(cosine):
    text = printed(cosine, "--steps-per-epoch", "7", "-o", "Optimizer.lr.learning_rate=0.5", "--x", "epochs")
    assert "70 updates = 10 epochs of 7" in text
    assert "peak 0.5" in text
    assert "200 updates" not in text
    assert "250 updates = 10 epochs of 25" in printed(cosine, "--gpus", "4")


def test_a_logarithmic_axis(cosine):
    assert re.search(r"^ *1e-5 ┤", printed(cosine, "--log-y"), re.MULTILINE)


def test_the_catalogue(tmp_path):
    text = printed("--catalogue", "--width", "100")
    assert all(entry.name in text for entry in catalog.ENTRIES)
    target = tmp_path / "all.html"
    printed("--catalogue", "-O", str(target), "--lang", "zh")
    assert all(f">{entry.name}<" in target.read_text() for entry in catalog.ENTRIES)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "give one or several files, or --catalogue"),
        (["FILE", "--catalogue"], "give one or several files, or --catalogue without files"),
        (["FILE", "-O", "x.eps"], "x.eps: a picture ends in .svg, .png, .pdf or .html"),
        (["FILE", "-O", "/nowhere/x.svg"], "/nowhere/x.svg: cannot be written: No such file or directory"),
        (["FILE", "--width", "39"], "--width: must be >= 40 and <= 1000, got 39"),
        (["FILE", "--height", "11"], "--height: must be >= 12 and <= 1000, got 11"),
        (["FILE", "-O", "x.svg", "--width", "100"], "--width: must be >= 320 and <= 8000, got 100"),
        (["missing.yml"], "missing.yml: cannot be read: No such file or directory"),
    ],
)
def test_wrong_use_is_one_sentence(cosine, arguments, sentence):
    with pytest.raises(LrkitError) as caught:
        run(*[cosine if argument == "FILE" else argument for argument in arguments])
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2


def test_as_a_program_on_a_terminal_with_color(cosine):
    pty = pytest.importorskip("pty", reason="needs a Unix terminal")
    environ = {**os.environ, "TERM": "xterm", "COLUMNS": "70", "LINES": "24", "PYTHONIOENCODING": "utf-8"}
    environ.pop("NO_COLOR", None)
    call = [sys.executable, "-m", "paddle_lrkit", "plot", cosine]

    def shown(environ):
        master, slave = pty.openpty()
        screen = os.fdopen(master, "rb", buffering=0)
        with screen, running(call, stdout=slave, stderr=slave, env=environ) as program:
            os.close(slave)
            content = b""
            try:
                while part := screen.read(65536):
                    content += part
            except OSError:
                pass
            assert program.wait(timeout=60) == 0
        return content.decode()

    assert "\x1b[36m" in shown(environ)
    assert "\x1b" not in shown({**environ, "NO_COLOR": "1"})


def test_a_run_directory_is_drawn_with_its_lengths_and_its_name(tmp_path):
    folder = tmp_path / "output" / "my run"
    folder.mkdir(parents=True)
    text = CONFIG.format(name="CosineAnnealingDecay").replace("  num_samples: 6400\n", "").replace("Digits", "Mine")
    (folder / "config.yml").write_text(text)
    with pytest.raises(LrkitError, match="the number of updates in an epoch is not known"):
        run(str(folder), catch_exceptions=False)
    rows = ('{"update": 150, "epoch": 1.5}', '{"update": 151, "epoch": 1.51}')
    (folder / "log.jsonl").write_text("\n".join(rows) + "\n")
    for given in (folder, f"{folder}/", folder / "config.yml"):
        result = run(str(given))
        assert result.output.startswith("my run: CosineAnnealingDecay")
        assert "1,000 updates = 10 epochs of 100" in result.output


def test_a_run_without_an_update_is_not_drawn(tmp_path):
    (tmp_path / "none.yml").write_text("iters: 0\nlr_scheduler: {type: PolynomialDecay, learning_rate: 0.01}\n")
    with pytest.raises(LrkitError, match=r"none.yml: the run makes no update: its length in the config is 0$"):
        run(str(tmp_path / "none.yml"), catch_exceptions=False)


def test_a_run_that_would_be_squashed_is_drawn_in_per_cent(cosine, tmp_path):
    long = tmp_path / "long.yml"
    long.write_text(CONFIG.format(name="LinearDecay").replace("epochs: 10", "epochs: 1000"))
    target = tmp_path / "both.svg"
    for more, unit in (((), "of the run"), (("--x", "updates"), "updates")):
        CliRunner().invoke(command, [cosine, str(long), "-O", str(target), *more], catch_exceptions=False)
        assert f">{unit}</text>" in target.read_text()


@pytest.mark.parametrize("suffix", ["png", "pdf"])
def test_a_picture_does_not_fail_because_of_the_locale(cosine, tmp_path, monkeypatch, suffix):
    manager = pytest.importorskip("matplotlib.font_manager", reason="needs the extra 'plot'")
    latin = [entry for entry in manager.fontManager.ttflist if entry.name.startswith("DejaVu")]
    monkeypatch.setattr(manager.fontManager, "ttflist", latin)
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    target = tmp_path / f"a.{suffix}"
    result = CliRunner().invoke(command, [cosine, "-O", str(target)], catch_exceptions=False)
    assert (result.exit_code, result.stdout) == (0, f"已写入 {target}\n")
    assert "未安装中文字体" in result.stderr
    assert target.stat().st_size > 1000
