"""``lrkit check``."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from paddle_lrkit.cli import check
from paddle_lrkit.errors import ConfigError, UsageError
from paddle_lrkit.lint.codes import RULES
from paddle_lrkit.text import cells
from tests.programs import running

GOOD = "iters: 80000\nlr_scheduler: {type: PolynomialDecay, learning_rate: 0.01, end_lr: 0, power: 0.9}\n"
WARNING = GOOD.replace("end_lr: 0", "end_lr: 0, decay_steps: 40000")
ERROR = GOOD.replace("0.01", "1e-2")


@pytest.fixture
def write(tmp_path):
    def write(text, name="config.yml"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def run(command, *arguments):
    result = CliRunner().invoke(command, [str(argument) for argument in arguments], standalone_mode=False)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.mark.parametrize(
    ("text", "more", "code"),
    [
        (GOOD, (), 0),
        (WARNING, (), 0),
        (WARNING, ("--strict",), 1),
        (ERROR, (), 1),
        (ERROR, ("--ignore", "LR401,LR706"), 0),
    ],
)
def test_the_exit_code(write, text, more, code):
    assert run(check.command, write(text), *more).return_value == code


def test_json_has_exactly_the_promised_keys(write):
    result = json.loads(run(check.command, write(ERROR), "--json").stdout)
    assert list(result) == ["findings", "files"]
    (finding,) = result["findings"]
    assert list(finding) == ["code", "rule", "severity", "path", "line", "key", "message", "fix"]
    assert finding["fix"] == "learning_rate: 0.01"
    assert finding["line"] == 2


def test_the_json_of_a_good_file(write):
    path = write(GOOD)
    result = json.loads(run(check.command, path, "--json").stdout)
    schedule = {
        "line": 2,
        "schedule": "PolynomialDecay",
        "peak_lr": 0.01,
        "run": {"updates": 80000, "epochs": None},
        "stepped": "update",
    }
    assert result == {
        "findings": [],
        "files": [{"path": str(path), "suite": "ppseg", "schedules": [schedule], "not_understood": []}],
    }


def test_the_json_has_the_shape_that_is_documented(write, tmp_path):
    jsonschema = pytest.importorskip("jsonschema", reason="needs jsonschema")
    text = (Path(__file__).parents[2] / "docs" / "check.md").read_text(encoding="utf-8")
    schema = json.loads(text.partition("```json\n")[2].partition("```")[0])
    write(ERROR, "inner/a.yml")
    write(GOOD, "inner/b.yml")
    write("name: data\n", "inner/data.yml")
    named = write("import torch\n", "train.py")
    result = json.loads(run(check.command, tmp_path / "inner", named, "--json").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(result, schema)
    assert len(result["files"]) == 4


def test_text_ends_with_the_sum(write):
    output = run(check.command, write(ERROR)).stdout
    assert "config.yml:2: error LR401 number-as-string: lr_scheduler.learning_rate: '1e-2' is text" in output
    assert output.endswith("1 file: no schedule understood, 1 file not understood; 1 error, 0 warnings\n")


def test_what_was_understood_is_said(write):
    path = write(GOOD)
    assert run(check.command, path).stdout == (
        f"{path}:2: PaddleSeg, schedule: PolynomialDecay, peak 0.01, run: 80,000 updates, stepped: every update\n"
        "1 file: 1 schedule understood; 0 errors, 0 warnings\n"
    )


def test_the_program_of_the_suite_is_named(write):
    keys = "fine_tuning: LoRA, batch_size: 1, learning_rate: 3.0e-4, max_steps: 100"
    kit, broken = write(f"{{stage: SFT, {keys}}}\n"), write(f"{{stage: SFTT, {keys}}}\n", "broken.yml")
    assert f"{kit}: ERNIEKit, schedule of erniekit_sft: linear" in run(check.command, kit).stdout
    assert f"{broken}: ERNIEKit, not understood" in run(check.command, "--suite", "ppformers", broken).stdout


def test_github_annotations(write):
    output = run(check.command, write(ERROR), "--format", "github").stdout
    assert output.startswith("::error file=")
    assert ",line=2,title=LR401 number-as-string::" in output


def test_sarif_has_what_the_schema_asks_for(write):
    log = json.loads(run(check.command, write(ERROR, "a b/学.yml"), "--format", "sarif").stdout)
    assert log["$schema"].endswith("sarif-2.1.0.json")
    driver, results = log["runs"][0]["tool"]["driver"], log["runs"][0]["results"]
    assert {"name", "version", "rules"} <= driver.keys()
    ids = [entry["id"] for entry in driver["rules"]]
    assert len(set(ids)) == len(ids)
    for entry in driver["rules"]:
        assert entry["shortDescription"]["text"]
        assert entry["help"]["text"]
        assert entry["defaultConfiguration"]["level"] in ("error", "warning", "note")
    for result in results:
        assert result["ruleId"] in ids
        assert result["message"]["text"]
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"].endswith("/a%20b/%E5%AD%A6.yml")
        assert place["region"]["startLine"] >= 1


def test_sarif_names_rules_and_places(write):
    path = write(ERROR)
    log = json.loads(run(check.command, path, "--format", "sarif").stdout)
    (result,) = log["runs"][0]["results"]
    assert (log["version"], result["ruleId"], result["level"]) == ("2.1.0", "LR401", "error")
    place = result["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": str(path)}, "region": {"startLine": 2}}
    assert len(log["runs"][0]["tool"]["driver"]["rules"]) == len(RULES)


def test_a_directory_is_searched(write, tmp_path):
    write(ERROR, "inner/a.yml")
    write("name: data\n", "inner/data.yml")
    write("x = 1\n", "inner/script.py")
    findings = json.loads(run(check.command, tmp_path, "--json").stdout)["findings"]
    assert [finding["path"] for finding in findings] == [str(tmp_path / "inner" / "a.yml")]


@pytest.mark.parametrize(
    ("text", "name"), [("name: data\n", "a.yml"), ("import torch\n", "a.py"), ("", "a.yml"), ("", "a.py")]
)
def test_a_named_file_without_a_schedule_is_not_understood(write, text, name):
    path = write(text, name)
    result = run(check.command, path)
    first, last = result.stdout.splitlines()
    assert first.startswith(f"{path}: not understood: ")
    assert last == "1 file: no schedule understood, 1 file not understood; 0 errors, 0 warnings"
    assert (result.return_value, result.stderr) == (0, "")
    assert run(check.command, path, "--strict").return_value == 1


OTHERS = {
    "documents.yml": b"a: 1\n---\nb: 2\n",
    "list.yml": b"- 1\n- 2\n",
    "text.yml": b"just text\n",
    "no-yaml.yml": b"a: b: c\n",
    "empty.yml": b"",
    "empty.py": b"",
    "inherits.yml": b"_BASE_: empty.yml\nx: 1\n",
    "_base_/part.yml": b"lr_scheduler: {type: StepDecay, learning_rate: 0.1, step_size: 3}\n",
}


def test_other_yaml_files_have_no_findings(tmp_path):
    for name, content in OTHERS.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    result = run(check.command, tmp_path)
    broken = tmp_path / "no-yaml.yml"
    assert (result.return_value, result.stdout.splitlines()) == (
        0,
        [
            f"{broken}:1: not understood: not valid YAML: mapping values are not allowed in this context",
            "8 files: no schedule understood, 1 file not understood, 7 files without a schedule; 0 errors, 0 warnings",
        ],
    )
    assert run(check.command, broken).return_value == 1


def test_an_unreadable_file_of_a_directory_does_not_stop_the_others(write, tmp_path):
    write(ERROR)
    (tmp_path / "image.yml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "gbk.yml").write_bytes("# 学习率\niters: 1\n".encode("gbk"))
    result = run(check.command, tmp_path)
    assert "1 error" in result.stdout
    assert "image.yml:1: not understood: not a text file in UTF-8" in result.stdout
    assert "gbk.yml:1: not understood: not a text file in UTF-8" in result.stdout
    assert result.stdout.count("it reads as GBK, so save it as UTF-8") == 1
    with pytest.raises(ConfigError, match="not a text file in UTF-8"):
        run(check.command, tmp_path / "image.yml")


def test_a_script_in_its_declared_encoding(tmp_path):
    text = "# -*- coding: gbk -*-\nimport paddle\n# 学习率\nx = paddle.optimizer.lr.StepDecay(0.1, step_sise=3)\n"
    (tmp_path / "train.py").write_bytes(text.encode("gbk"))
    assert ":4: error LR506" in run(check.command, tmp_path / "train.py").stdout


def test_an_empty_directory_is_no_praise(tmp_path):
    result = run(check.command, tmp_path)
    assert (result.return_value, result.stdout) == (0, "0 files: no schedule understood; 0 errors, 0 warnings\n")
    assert run(check.command, tmp_path, "--strict").return_value == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_in_a_directory_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.yml")
    assert run(check.command, tmp_path).return_value == 0


def test_paths_of_bases_are_normalized(write, tmp_path):
    write(ERROR, "base/a.yml")
    child = write("_base_: ./../base/a.yml\n", "child/b.yml")
    (finding,) = json.loads(run(check.command, child, "--json").stdout)["findings"]
    assert finding["path"] == str(tmp_path / "base" / "a.yml")


def test_a_missing_file_is_wrong_usage(tmp_path):
    with pytest.raises(ConfigError, match=r"no\.yml: cannot be read: No such file or directory"):
        run(check.command, tmp_path / "no.yml")


def test_an_unknown_rule_is_wrong_usage(write):
    with pytest.raises(UsageError, match="no such rule 'LR9999'"):
        run(check.command, write(GOOD), "--select", "LR9999")


def test_a_dry_run_shows_the_diff_and_writes_nothing(write):
    path = write(ERROR)
    result = run(check.command, path, "--fix", "--dry-run")
    order = [
        "config.yml:2: error LR401",
        "+lr_scheduler: {type: PolynomialDecay, learning_rate: 0.01,",
        "would make 1 edit in 1 file",
        "1 file: ",
    ]
    places = [result.stdout.index(part) for part in order]
    assert places == sorted(places)
    assert result.stderr == ""
    assert path.read_text(encoding="utf-8") == ERROR
    assert result.return_value == 1


@pytest.mark.skipif(shutil.which("patch") is None, reason="needs patch")
@pytest.mark.parametrize("form", ["concise", "full"])
@pytest.mark.parametrize("end", ["\n", "", "  # \u202e\u200b学习率\n"])
def test_the_report_can_be_piped_into_patch(write, monkeypatch, form, end):
    path = write(f"{ERROR.rstrip()}{end}")
    monkeypatch.chdir(path.parent)
    report = run(check.command, path.name, "--fix", "--dry-run", "--format", form).stdout
    subprocess.run(["patch", "-p0"], input=report, text=True, encoding="utf-8", check=True, capture_output=True)
    assert path.read_text(encoding="utf-8") == f"{GOOD.rstrip()}{end}"


def test_fix_writes_and_the_second_run_is_clean(write):
    path = write(ERROR)
    assert run(check.command, path, "--fix").return_value == 0
    assert path.read_text(encoding="utf-8") == GOOD
    again = run(check.command, path, "--fix")
    assert (again.return_value, again.stderr) == (0, "")
    assert again.stdout.startswith("nothing to fix: no finding has a certain fix\n")


def test_dry_run_alone_is_wrong_usage(write):
    with pytest.raises(UsageError, match="--dry-run needs --fix"):
        run(check.command, write(GOOD), "--dry-run")


def test_paddle_is_not_loaded(write):
    code = (
        "import sys; from paddle_lrkit.cli.check import command;"
        f"command.main([{str(write(ERROR))!r}], standalone_mode=False); sys.exit('paddle' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0


def test_a_read_only_file_is_named(write):
    path = write(ERROR)
    path.chmod(0o444)
    with pytest.raises(UsageError, match="the file is read-only"):
        run(check.command, path, "--fix")
    assert run(check.command, path, "--fix", "--dry-run").return_value == 1
    assert path.read_text(encoding="utf-8") == ERROR


def test_a_section_of_a_file_can_be_named(write):
    path = write("name: x\ntrain:\n  max_steps: 50\n  warmup_steps: 60\n")
    (finding,) = json.loads(run(check.command, f"{path}#train", "--select", "LR107", "--json").stdout)["findings"]
    assert (finding["path"], finding["line"]) == (str(path), 4)


def test_what_was_left_out_is_counted(write, tmp_path):
    write(GOOD)
    for name in ("output/config.yml", "old/a.yml"):
        (tmp_path / name).parent.mkdir()
        write(ERROR, name)
    result = run(check.command, tmp_path, "--exclude", "nothing,old", "--exclude", "*.txt")
    assert result.return_value == 0
    excluded = f"2 files excluded ({tmp_path / 'old'} and {tmp_path / 'output'})"
    assert result.stdout == f"1 file: 1 schedule understood, {excluded}; 0 errors, 0 warnings\n"
    assert run(check.command, tmp_path / "output").return_value == 1
    assert run(check.command, tmp_path / "old" / "a.yml", "--exclude", "old").return_value == 1


def test_verbose_lists_every_file(write, tmp_path):
    write(GOOD, "inner/a.yml")
    assert run(check.command, tmp_path).stdout.count("\n") == 1
    first, _ = run(check.command, tmp_path, "-v").stdout.splitlines()
    assert first.startswith(f"{tmp_path / 'inner' / 'a.yml'}:2: PaddleSeg, schedule: PolynomialDecay, peak 0.01")


@pytest.mark.parametrize("form", ["json", "github", "gitlab", "junit", "sarif"])
def test_a_machine_gets_its_format_alone(write, form):
    result = run(check.command, write(ERROR), "--fix", "--dry-run", "--format", form)
    assert result.stderr == ""
    if form == "github":
        assert all(line.startswith("::") for line in result.stdout.splitlines())
    elif form == "gitlab":
        assert [issue["check_name"] for issue in json.loads(result.stdout)] == ["LR401 number-as-string"]
    elif form == "junit":
        assert ElementTree.fromstring(result.stdout.encode()).get("failures") == "1"
    else:
        keys = {"json": {"findings", "files"}, "sarif": {"$schema", "version", "runs"}}
        assert json.loads(result.stdout).keys() == keys[form]


def test_a_report_is_written_to_a_file(write, tmp_path):
    report = tmp_path / "report.xml"
    result = run(check.command, write(ERROR), "--format", "junit", "-O", report)
    assert (result.return_value, result.stdout) == (1, f"wrote {report}\n")
    assert ElementTree.parse(report).getroot().tag == "testsuites"


@pytest.mark.parametrize("form", ["text", "github"])
def test_a_format_without_a_file_says_so(write, tmp_path, form):
    with pytest.raises(UsageError, match="-O needs --format json, gitlab, junit or sarif"):
        run(check.command, write(ERROR), "--format", form, "-O", tmp_path / "x")


def test_a_good_file_has_no_annotations(write):
    assert run(check.command, write(GOOD), "--format", "github").stdout == ""


def on_a_terminal(*arguments, **environ):
    """What the command prints on a terminal of 80 columns, and its exit code."""
    pty = pytest.importorskip("pty", reason="needs a Unix terminal")
    master, slave = pty.openpty()
    environ = {**os.environ, "TERM": "xterm", "COLUMNS": "80", "PYTHONIOENCODING": "utf-8", **environ}
    call = [sys.executable, "-m", "paddle_lrkit", "check", *map(str, arguments)]
    with os.fdopen(master, "rb", buffering=0) as screen, running(call, stdout=slave, stderr=slave, env=environ) as done:
        os.close(slave)
        content = b""
        try:
            while part := screen.read(65536):
                content += part
        except OSError:
            pass
        code = done.wait(timeout=60)
    return content.decode().replace("\r\n", "\n"), code


def test_on_a_terminal_findings_have_colors_and_lines_of_the_file(write, monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    path = write("# 学习率\n" + ERROR.replace("power", "说明: 多项式, power"), "学.yml")
    text, code = on_a_terminal(path)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert code == 1
    assert plain != text
    assert on_a_terminal(path, NO_COLOR="1") == (plain, 1)
    lines = plain.splitlines()
    start = next(number for number, line in enumerate(lines) if "LR401" in line)
    source, carets = lines[start + 3], lines[start + 4]
    assert lines[start] == f"{path}:3:{ERROR.splitlines()[1].index('1e-2') + 1}: error LR401 number-as-string"
    assert source.startswith("  3 | lr_scheduler: {type: PolynomialDecay, learning_rate: 1e-2, end_lr: 0,")
    assert carets.index("^") == source.index("1e-2")
    assert carets.count("^") == len("1e-2")
    assert "\x1b" not in run(check.command, path).stdout


def test_a_terminal_has_no_line_that_is_too_long(write, monkeypatch):
    path = write("# x\n" * 99 + ERROR.replace("{", "{note: " + "学习率 " * 90 + ", "), "a.yml")
    monkeypatch.chdir(path.parent)
    text, _ = on_a_terminal(path.name, "--select", "LR401", NO_COLOR="1")
    assert "LR401" in text
    assert max(cells(line) for line in text.splitlines()[:-2]) <= 80


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_readme_shows_what_is_printed(write, monkeypatch, page):
    text = (Path(__file__).parents[2] / page).read_text(encoding="utf-8")
    path = write(text.partition('```python title="tutorial.py"\n')[2].partition("```")[0], "tutorial.py")
    monkeypatch.chdir(path.parent)
    monkeypatch.setenv("COLUMNS", "120")
    shown = text.partition("```\n$ lrkit check tutorial.py\n")[2].partition("```")[0]
    assert run(check.command, "tutorial.py", "--format", "full").stdout == shown
