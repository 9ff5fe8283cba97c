"""``lrkit advise``."""

import json
import os
import pty
import select
import sys
import time

import pytest
from click.testing import CliRunner

from paddle_lrkit.advise.data import rows, verdicts
from paddle_lrkit.advise.dialects import DIALECTS
from paddle_lrkit.advise.models import TASKS
from paddle_lrkit.cli.advise import command
from paddle_lrkit.cli.main import main
from paddle_lrkit.errors import LrkitError
from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.engine import check_file
from paddle_lrkit.suites import load_schedule
from paddle_lrkit.text import cells
from tests.programs import running

RESNET = ["--task", "classification", "--model", "ResNet50", "--epochs", "90", "--batch-size", "64", "--gpus", "4"]
IMAGENET = ["--dataset-size", "1281167"]
ERNIE = ["--task", "text-finetune", "--model", "ernie", "--epochs", "3", "--batch-size", "32"]


def run(*arguments, **more):
    more.setdefault("env", {"LANG": "C", "LC_ALL": "C", "COLUMNS": "100"})
    return CliRunner().invoke(command, [str(argument) for argument in arguments], standalone_mode=False, **more)


def report(*arguments):
    result = run(*arguments, "--json")
    assert result.exception is None, result.exception
    return json.loads(result.output)


def test_the_contract_of_json():
    advice = report(*RESNET, *IMAGENET)
    assert list(advice)[:5] == ["schedule", "warmup", "min_lr", "reasons", "config"]
    assert (advice["schedule"], advice["warmup"], advice["min_lr"]) == ("LinearDecay", 5004, 0.0)
    assert all(set(reason) >= {"text", "source", "grade"} for reason in advice["reasons"])
    assert (advice["peak_lr"], advice["global_batch"], advice["total_updates"]) == (0.1, 256, 450_360)
    assert (advice["row"], advice["abstained"], advice["not_known"]) == ("cnn", False, [])


@pytest.mark.parametrize("suite", DIALECTS)
def test_the_config_is_a_file_of_the_suite(tmp_path, suite):
    advice = report(*RESNET, *IMAGENET, "--suite", suite)
    file = tmp_path / "c.yml"
    file.write_text(advice["config"], encoding="utf-8")
    read = load_schedule(str(file), steps_per_epoch=5004)
    assert (read.suite, read.total_updates, read.peak_lr) == (suite, 450_360, 0.1)
    assert load_schedule(advice["section"], suite=suite, steps_per_epoch=5004).curve(5004) == read.curve(5004)


def test_without_the_size_of_the_data_the_warmup_is_a_duration():
    advice = report("--task", "classification", "--epochs", 100, "--batch-size", 256)
    assert (advice["warmup"], advice["min_lr"], advice["total_updates"]) == ("1ep", 0.0, None)
    assert advice["assumed"] == ["model", "optimizer", "pretrained"]


ANSWER = (
    "schedule   LinearDecay [A] CNN from scratch, SGD, known length",
    "peak       0.1 [A] Recipe: ResNet, 0.1 for 256 images on 4 GPUs.",
    "warmup     1ep = 5,004 updates, 1.1% of the run, from 0.01",
    "decay      in a straight line over the rest of the run",
    "floor      0",
    "optimizer  Momentum, weight decay 1e-4",
    "taken      Momentum, from scratch (not given)",
)
WHY = (
    "[A: Budgeted Training, arXiv 1905.04753; REX, arXiv 2107.04197]",
    "learning rate",
    'guide      "Image classification: StepDecay',
    "Momentum keeps 1 copy of the weights in float32 (102 MB)",
)


def test_the_answer_comes_first_and_is_short():
    output = run(*RESNET, *IMAGENET).output
    assert tuple(output.splitlines()[: len(ANSWER)]) == ANSWER
    assert "    name: LinearDecay" in output
    assert not any(words in output for words in WHY)
    assert len(output.splitlines()) <= 25


def test_explain_adds_reasons_sources_guide_and_chart():
    answer, output = run(*RESNET, *IMAGENET).output, run(*RESNET, *IMAGENET, "--explain").output
    assert output.startswith(answer)
    assert all(words in output for words in WHY)
    assert max(cells(line) for line in output.splitlines() if not line.startswith("#")) <= 100


def test_chinese():
    output = run(*ERNIE, "--lang", "zh").output
    for words in (
        "策略       LinearDecay",
        "峰值       3e-5",
        "在余下的训练中线性下降",
        "并入 paddle_lrkit 的训练配置",
    ):
        assert words in output
    output = run(*ERNIE, "--lang", "zh", "--explain").output
    for words in ("全程的 6% 到 10%", "学习率", "常见说法"):
        assert words in output
    advice = report(*ERNIE, "--lang", "zh")
    assert "线性衰减到 0" in advice["reasons"][0]["text"]
    output = run(*ERNIE, env={"LANG": "zh_CN.UTF-8", "LC_ALL": "zh_CN.UTF-8"}).output
    assert "策略       LinearDecay" in output


def test_explain_says_which_row_fired_and_why_others_lost():
    output = run(*RESNET, "--explain").output
    assert "row        cnn fired: CNN from scratch, SGD, known length" in output
    assert "cnn-finetune came next: starts from pretrained weights" in output
    assert "cnn-noisy-labels after that: needs 10% or more of the training labels to be wrong" in output
    assert "StepDecay: gamma 0.1 to 0.5" in output
    assert "fired" not in run(*RESNET).output


def test_a_case_without_advice_is_not_an_error_and_has_no_config():
    unknown = ("--task", "detection", "--model", "picodet", "--epochs", 36, "--optimizer", "AdamW")
    result = run(*unknown)
    assert result.exit_code == 0
    assert "Not enough is known about this case" in result.output
    assert "lrkit compare" in result.output
    advice = report(*unknown)
    assert (advice["schedule"], advice["config"], advice["abstained"]) == (None, None, True)
    assert advice["considered"][0] == {
        "row": "one-stage",
        "misses": ["is about PP-YOLOE", "needs an optimizer of the kind sgd", "needs 80 epochs or more"],
    }


def test_an_unknown_peak_rate_still_gives_a_schedule():
    advice = report("--task", "classification", "--model", "EfficientNet", "--epochs", 90)
    assert (advice["schedule"], advice["peak_lr"], advice["config"]) == ("LinearDecay", None, None)
    assert "run lrkit find" in advice["not_known"][0]


def test_the_config_can_be_written(tmp_path):
    out = tmp_path / "advised.yml"
    result = run(*RESNET, *IMAGENET, "-O", out)
    assert result.exit_code == 0
    assert load_schedule(str(out), steps_per_epoch=10).total_updates == 900
    with pytest.raises(LrkitError, match="there is no config to write"):
        raise run("--task", "classification", "--model", "EfficientNet", "--epochs", 9, "-O", out).exception
    with pytest.raises(LrkitError, match="cannot be written"):
        raise run(*RESNET, "-O", tmp_path / "no" / "a.yml").exception


def test_a_suite_that_does_not_train_the_task_is_a_warning(capsys):
    picodet = ["--task", "detection", "--model", "picodet_s", "--epochs", "300", "--steps-per-epoch", "100"]
    for suite, warning in (("ppcls", "lrkit: PaddleClas has no program for detection; PaddleDetection"), ("ppdet", "")):
        with pytest.raises(SystemExit) as end:
            main(["advise", *picodet, "--suite", suite])
        assert not end.value.code
        said = capsys.readouterr()
        assert (said.err.count("\n"), said.err.startswith(warning)) == (bool(warning), True)
        assert "lrkit advise, for the training config of" in said.out
    assert report(*picodet, "--suite", "ppcls", "--lang", "zh")["deviations"][0].startswith("PaddleClas 没有 detection")


def test_the_table_holds_the_whole_guide():
    english, chinese = (run("--table", "--lang", language).output for language in ("en", "zh"))
    joined = " ".join(english.split())
    assert all(f"{row.key}: {row.case.en}" in joined for row in rows())
    assert all(verdict.claim.en in joined for verdict in verdicts())
    joined = "".join(chinese.split())
    assert all(
        "".join(verdict.evidence.text.zh.split()) in joined for verdict in verdicts() if "{}" not in verdict.claim.zh
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "give --task"),
        (["--json"], "give --task"),
        (["--epochs", "3"], "give --task"),
        (["--task", "ocr"], "give the length of the run: --epochs, --updates or --tokens"),
        (["--task", "clasification", "--epochs", "3"], "did you mean 'classification'"),
        (["--task", "ocr", "--epochs", "3", "--optimizer", "Adem"], "did you mean 'Adam'"),
        (["--task", "ocr", "--epochs", "3", "--model", "PP-OCRv3-rek"], "did you mean 'PP-OCRv3-rec'"),
        (["--task", "ocr", "--epochs", "3", "--updates", "3"], "not both"),
        (["--task", "ocr", "--epochs", "0"], "--epochs: must be >= 1"),
        (["--task", "ocr", "--epochs", "3", "--batch-size", "-2"], "--batch-size: must be >= 1"),
        (["--task", "ocr", "--epochs", "3", "--lr", "nan"], "--lr: must be a finite number"),
        (["--task", "detection", "--epochs", "12"], "--dataset-size"),
        (["--task", "classification", "--epochs", "90", "--suite", "ppseg"], "--suite ppseg counts updates here"),
        (["--task", "ocr", "--epochs", "many"], "not a valid integer"),
        (["--task", "ocr", "--epochs", "3", "--pretrained", "--from-scratch"], "contradict each other"),
        (["--task", "ocr", "--epochs", "3", "--open-length", "--fixed-length"], "--open-length contradict"),
        (["--task", "ocr", "--epochs", "3", "--lr", "1", "--tuned", "--untuned"], "--tuned and --untuned"),
    ],
    ids=" ".join,
)
def test_bad_input_is_one_sentence_and_exit_code_2(capsys, arguments, sentence):
    with pytest.raises(SystemExit) as end:
        main(["advise", *arguments])
    said = capsys.readouterr().err.strip()
    assert end.value.code == 2
    assert sentence in said
    assert "\n" not in said


@pytest.mark.parametrize("name", ["text fine-tune", "text_finetune", "TEXT-FINETUNE", "finetune"])
def test_names_in_other_spellings(name):
    assert report("--task", name, "--epochs", 3, "--optimizer", "adamw")["schedule"] == "LinearDecay"


SWEPT = ["--task", "text-pretrain", "--model", "536M", "--sequence-length", "2048"]


@pytest.mark.parametrize("tokens", ["11.4e9", "11.4B", "11400M", "11400000000"])
def test_a_pretraining_gets_rate_interval_and_batch(tokens):
    told = report(*SWEPT, "--tokens", tokens)
    assert told["peak"] == told["peak_lr"] == pytest.approx(1.79 * 536e6**-0.713 * 11.4e9**0.307, rel=5e-3)
    assert told["peak_interval"][0] < told["peak"] < told["peak_interval"][1]
    assert told["batch_tokens"] == 157 * 2048  # 0.58 * 11.4e9**0.571 = 320,568
    assert told["total_updates"] == round(11.4e9 / told["batch_tokens"])
    assert not told["abstained"]


def test_the_batch_of_the_user_moves_the_rate_and_not_the_best_batch():
    told = report(*SWEPT, "--tokens", "11.4B", "--batch-size", "8", "--gpus", "4")
    small = (32 * 2048 / (0.58 * 11.4e9**0.571)) ** 0.7
    assert told["peak"] == pytest.approx(small * 1.79 * 536e6**-0.713 * 11.4e9**0.307, rel=5e-3)
    assert (told["batch_tokens"], told["total_updates"]) == (157 * 2048, round(11.4e9 / 65536))


def test_rate_interval_and_best_batch_are_printed():
    shown = " ".join(run(*SWEPT, "--tokens", "11.4B", "--lang", "en").output.split())
    assert "0.00131 [A] likely 7.2e-4 to 0.0024; best batch 321,536 tokens (157 sequences)" in shown


def test_other_cases_have_no_interval():
    told = report("--task", "classification", "--epochs", "90")
    assert (told["peak"], told["peak_interval"], told["batch_tokens"]) == (told["peak_lr"], None, None)


@pytest.mark.parametrize("tokens", ["many", "1.5", "nan", "3X"])
def test_tokens_are_a_whole_number(tokens):
    error = run(*SWEPT, "--tokens", tokens).exception
    assert error.exit_code == 2
    assert "is not a number of tokens such as 11.4e9 or 11.4B" in str(error)


@pytest.mark.parametrize("share", ["20%", "0.2"])
def test_wrong_labels_have_a_row(share):
    told = report("--task", "classification", "--epochs", "90", "--label-noise", share)
    assert (told["row"], told["schedule"]) == ("cnn-noisy-labels", "MultiStepDecay")
    clean = report("--task", "classification", "--epochs", "90", "--label-noise", "1%")
    assert clean["row"] == "cnn"


def test_the_weight_decay_of_the_user_is_written():
    told = report("--task", "classification", "--epochs", "90", "--weight-decay", "0.002")
    assert told["section"]["Optimizer"]["weight_decay"] == 0.002
    assert any("Weight decay can change which shape is best" in reason["text"] for reason in told["reasons"])


def test_questions_on_a_terminal():
    answers = ["classification", "resnet5", "", "90", "64", "4", "1281167", "n", "y", "", "ppcls"]
    output = typed([sys.executable, "-m", "paddle_lrkit", "advise", "--lang", "en"], answers)
    assert "Task" in output
    assert "name: Linear" in output
    assert "warmup_epoch: 1" in output


def test_the_questions_ask_for_optimizer_and_peak_rate():
    answers = ["text-pretrain", "124M", "Adam", "0", "0", "50000", "0", "n", "y", "1e-4", "n", "lrkit"]
    output = typed([sys.executable, "-m", "paddle_lrkit", "advise", "--lang", "zh"], answers)
    assert "优化器 (SGD, Momentum, Adam, AdamW, Lamb) [AdamW]" in output
    assert "name: WSD" in output
    assert "learning_rate: 0.0001" in output
    assert "name: Adam\n" in output.replace("\r", "")


def test_the_questions_ask_a_pretraining_for_its_tokens():
    answers = ["text-pretrain", "536M", "", "11.4e9", "0", "", "n", "y", "0", ""]
    output = typed([sys.executable, "-m", "paddle_lrkit", "advise", "--lang", "en"], answers)
    assert "Tokens in a sequence [2048]" in output
    assert "learning_rate: 0.00131" in output


def test_a_model_that_is_a_size_is_taken_to_be_of_the_usual_family():
    arguments = ["--task", "classification", "--model", "25M", "--epochs", "90", "--batch-size", "256"]
    assert "taken cnn model, Momentum, from scratch (not given)" in " ".join(run(*arguments).output.split())
    assert "model" in report(*arguments)["assumed"]


def test_a_section_for_a_run_in_updates_is_clean_without_the_length_of_an_epoch(tmp_path):
    file = tmp_path / "advised.yml"
    length = ["--updates", "101", "--dataset-size", "1000", "--batch-size", "31", "--gpus", "8"]
    assert run("--task", "classification", *length, "-O", file).exception is None
    assert check_file(str(file), CheckOptions()) == []


def typed(program, answers):
    """What a program prints on a terminal where each of its questions is answered."""
    first, second = pty.openpty()
    with running(program, stdin=second, stdout=second, stderr=second, env={**os.environ, "TERM": "dumb"}) as done:
        os.close(second)
        output, end, left = b"", time.monotonic() + 60, list(answers)
        while time.monotonic() < end:
            if not select.select([first], [], [], 0.5)[0]:
                continue
            try:
                output += os.read(first, 65536)
            except OSError:
                break
            if left and output.rstrip(b" ").endswith((b":", "：".encode())):
                os.write(first, f"{left.pop(0)}\n".encode())
                output += b"\n"
        done.kill()
    os.close(first)
    return output.decode("utf-8", "replace")


def test_the_names_of_the_models_can_be_listed():
    output = run("--list-models", "--task", "ocr").output
    assert output.startswith("ocr (PaddleOCR)")
    assert "PP-OCRv4_mobile_rec" in output
    assert "ResNet50" not in output
    everything = report("--list-models")
    assert [each["task"] for each in everything] == list(TASKS)
    names = {name for each in everything for group in each["groups"] for name in group["models"]}
    assert {"picodet_s_320_coco_lcnet", "ResNet50_vd", "uie-base", "ERNIE-3.0-Medium-zh"} <= names
    assert "ERNIE" in everything[3]["known"]
