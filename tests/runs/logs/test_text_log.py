"""Text logs of the suites, as they are written and as people post them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.errors import UsageError
from paddle_lrkit.runs.logs.read_logs import LogOptions, read_logs
from paddle_lrkit.suites.table import text_log_formats
from tests.runs.logs.text_samples import SAMPLES, read, rows

OCR = SAMPLES["ppocr-2.5+"]
CLS = SAMPLES["ppcls-2.4+"]
RATES = ["0.000100", "0.000200", "0.000300", "0.000250", "0.000050"]
NOISE = [
    "W0408 11:02:13.442110   670 device_context.cc:447] Please NOTE: device: 0, GPU Compute Capability: 7.0",
    "LAUNCH INFO 2023-05-11 09:01:33,120 ------------------------- ERROR LOG DETAIL -------------------------",
    "  warnings.warn('lr: 0.100000 is large')",
    "    learning_rate: 0.123",
    "eval model:: 100%|██████████| 10/10 [00:01<00:00,  9.1it/s]",
    "学习率由调度器控制，lr: 无变化",
]
EXPECTED = [(3, step, float(rate), 1.5) for step, rate in zip(range(20, 120, 20), RATES, strict=True)]


def lines() -> list[str]:
    """Rows of PaddleOCR with other lines between them."""
    texts = [OCR.text(rate, step) for step, rate in zip(range(20, 120, 20), RATES, strict=True)]
    return [line for pair in zip(NOISE, [*texts, "done"], strict=True) for line in pair]


def broken(texts: list[str], width: int) -> list[str]:
    return [text[at : at + width] for text in texts for at in range(0, max(len(text), 1), width)]


def test_every_format_has_a_sample():
    assert {form.name for form in text_log_formats()} == set(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
def test_one_line_without_anything_around_it(name):
    sample = SAMPLES[name]
    log = read(sample.text())
    assert log.format.name == name
    assert rows(log) == [(sample.epoch, 20, float(sample.rate), 1.5)]
    assert log.events == []


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("before", ["> ", "    ", "\t", "2024-01-01T00:00:00.1Z stdout F ", "\x1b[32m"])
def test_lines_in_quotes_and_behind_prefixes(name, before):
    sample = SAMPLES[name]
    texts = [before + sample.text(step=step) for step in (20, 40)]
    assert rows(read("\n".join(texts))) == [(sample.epoch, step, float(sample.rate), 1.5) for step in (20, 40)]


@pytest.mark.parametrize("name", [name for name in SAMPLES if name != "ppnlp-trainer-dict"])
@pytest.mark.parametrize("width", [48, 80, 117])
def test_lines_that_a_terminal_broke(name, width):
    sample = SAMPLES[name]
    texts = broken([sample.text(step=step) for step in range(20, 400, 20)], width)
    log = read("\n".join(texts))
    assert log.format.name == name
    assert rows(log) == [(sample.epoch, step, float(sample.rate), 1.5) for step in range(20, 400, 20)]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.encode(),
        lambda text: text.encode("gbk", "replace"),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: text.replace("\n", "\n\n").encode(),
        lambda text: b"\0" * 3000 + text.encode(),
        lambda text: "\n".join(f"TrainProcess: 5%|#  | 3/9\r{line}" for line in text.split("\n")).encode(),
        lambda text: "\n".join("> " + line for line in broken(text.split("\n"), 80)).encode(),
        lambda text: "\n".join(broken(["  " + line for line in text.split("\n")], 90)).encode(),
    ],
)
def test_encodings_line_ends_and_quotes(change):
    log = read(change("\n".join(lines())))
    assert log.format.name == "ppocr-2.5+"
    assert rows(log) == EXPECTED


@settings(max_examples=30)
@given(
    st.lists(st.decimals("0", "0.9", places=6), min_size=12, max_size=30),
    st.integers(45, 230),
    st.sampled_from([">", "", "> > "]),
)
def test_rows_of_broken_lines_are_those_that_were_written(rates, width, quote):
    texts = broken([OCR.text(str(rate), step) for step, rate in enumerate(rates, start=1)], width)
    log = read("\n".join(quote + text for text in texts))
    assert [row[2] for row in rows(log)] == [float(rate) for rate in rates]
    assert [row[1] for row in rows(log)] == list(range(1, len(rates) + 1))


def test_places_are_line_numbers_and_clocks_are_seconds():
    log = read("\n".join(lines()))
    assert list(log.rows.place) == [2, 4, 6, 8, 10]
    assert set(log.rows.time) == {1660619253.0}
    assert (log.epochs, log.total, log.steps_per_epoch) == (400, None, None)


def test_ranks_of_prefixes_are_streams_also_where_two_lines_are_glued():
    log = read(f"[1,3]<stdout>:{OCR.text(step=20)}{OCR.text(step=40)}\n[1,0]<stdout>:{OCR.text(step=60)}\n")
    assert list(log.rows.stream) == [3, 3, 0]
    assert list(log.rows.step) == [20, 40, 60]


def test_the_rank_of_a_file_name_is_the_stream(tmp_path):
    (tmp_path / "workerlog.3").write_text(OCR.text())
    (log,) = read_logs([str(tmp_path / "workerlog.3")], LogOptions())
    assert list(log.rows.stream) == [3]


@pytest.mark.parametrize("end", range(30, 130, 7))
def test_a_last_line_that_breaks_off_is_no_row(end):
    log = read(OCR.text() + "\n" + OCR.text("0.000200", 40)[:end])
    assert rows(log) == [(3, 20, 0.0001, 1.5)]
    assert [(event.kind, event.row, event.place) for event in log.events] == [("torn", 1, 2)]


def test_a_line_that_breaks_off_before_another_one_is_torn():
    log = read(OCR.text("0.000200")[:76] + "\n" + OCR.text() + "\n")
    assert [event.kind for event in log.events] == ["torn"]
    assert rows(log) == [(3, 20, 0.0001, 1.5)]


def test_the_loss_of_a_glued_evaluation_is_not_that_of_the_row():
    evaluation = "[2022/09/01 13:09:00] ppcls INFO: [Eval][Epoch 3][Avg]CELoss: 9.0, loss: 9.0, top1: 0.7"
    log = read(CLS.text() + evaluation + "\n" + CLS.text(step=40) + "\n")
    assert [row[3] for row in rows(log)] == [1.5, 1.5]


@pytest.mark.parametrize(("text", "loss"), [("nanxxx", math.nan), ("infxxx", math.inf), ("-infxx", -math.inf)])
def test_padded_losses(text, loss):
    log = read(OCR.text(loss=text) + "\n" + OCR.text())
    assert log.rows.loss[0] == loss or math.isnan(log.rows.loss[0]) == math.isnan(loss)
    assert list(log.rows.loss_printed) == [1, 1]


def test_a_line_without_its_step_and_loss_keeps_its_rate():
    log = read("[2025/07/01 10:00:00] ppocr INFO: epoch: [1/10], lr: 0.000024, CTCLoss: 3.1,\n")
    assert (list(log.rows.step), list(log.rows.rate), list(log.rows.loss_printed)) == ([-1], [2.4e-05], [0])


def test_the_first_of_several_optimizers_counts():
    line = CLS.text().replace("CELoss", "lr(Cosine): 0.5, CELoss")
    assert rows(read(line)) == [(3, 20, 0.00125084, 1.5)]


def test_validation_lines_are_not_rows():
    train = SAMPLES["ppcls-2.0"].text()
    log = read(train.replace("train", "valid").replace("0.100000", "0.000000") + "\n" + train)
    assert rows(log) == [(3, 20, 0.1, 1.5)]


@pytest.mark.parametrize(
    ("name", "line", "value"),
    [
        (
            "ppdet-develop",
            "[06/08 16:58:12] ppdet.utils.checkpoint INFO: Finish resuming model weights: o/11.pdparams",
            11,
        ),
        ("ppcls-2.4+", "[2022/09/01 13:08:54] ppcls INFO: Finish load checkpoints from output/ResNet50/epoch_5", 5),
        ("ppcls-2.0", "2021-01-31 20:30:07 INFO: Finish initing model from ['output/ResNet50/7/ppcls']", 7),
        ("ppseg-develop", "[2024/10/18 12:00:00] INFO: Resume model from output/iter_1000", 1000),
        ("ppseg-static", "Resume model training from: ./saved_model/40", 40),
        ("ppocr-2.5+", "[2022/08/16 03:07:33] ppocr INFO: resume from ./output/rec/latest", None),
        ("ppnlp-trainer-2.6+", "[..] [    INFO] -   Continuing training from global step 500", 500),
        ("paddlex", "2021-05-16 09:13:44 [INFO]\tResume checkpoint from output/epoch_8.", 8),
    ],
)
def test_lines_of_a_resume(name, line, value):
    sample = SAMPLES[name]
    log = read("\n".join([sample.text(), line, sample.text(), ""]))
    assert [(event.kind, event.row, event.place, event.value) for event in log.events] == [("resume", 1, 2, value)]


def test_what_the_trainer_says_before_and_between_its_rows():
    sample = SAMPLES["ppnlp-trainer-2.6+"]
    start = [f"[..] [    INFO] -   {text}" for text in ("Num Epochs = 24", "Gradient Accumulation steps = 2")]
    start += ["[..] [    INFO] -   Total optimization steps = 1992"]
    skip = "[..] [ WARNING] - optimizer not run, scale_before: 32768.0, scale_after: 16384.0"
    texts = [sample.text(step=83).replace(": 0.01", ": 1.0"), skip, sample.text(step=400).replace(": 0.01", ": 4.8193")]
    log = read("\n".join([*start, *texts]))
    assert (log.total, log.epochs, log.accumulate, log.steps_per_epoch) == (1992, 24, 2, 83)
    assert [(event.kind, event.row) for event in log.events] == [("skip", 1)]


def test_the_printed_config_is_kept():
    clock = "[2022/08/16 03:07:33] ppocr INFO: "
    config = ["Global : ", "    epoch_num : 400", "Optimizer : ", "    lr : ", "        learning_rate : 0.001"]
    log = read("\n".join([NOISE[0], *(clock + line for line in config), OCR.text()]))
    assert log.config == "Global:\n  epoch_num: 400\nOptimizer:\n  lr:\n    learning_rate: 0.001\n"
    assert [(event.kind, event.place) for event in log.events] == [("config", 2)]


@pytest.mark.parametrize(("rate", "digits"), [("3e-05", "4 significant digits"), ("3.00001e-05", "repr of a float")])
def test_digits_of_paddlenlp_are_those_that_its_rates_show(rate, digits):
    assert read(SAMPLES["ppnlp-trainer-2.3-2.5"].text(rate)).digits.words == digits


def test_a_line_of_megabytes_is_read_in_parts():
    texts = [OCR.text(step=step) for step in range(1, 9001)]
    assert list(read(" ".join(texts)).rows.step) == list(range(1, 9001))


def test_blocks_of_rows_are_read_like_single_lines():
    texts = [OCR.text(f"{step % 1000 / 1e6:.6f}", step) for step in range(1, 9001)]
    texts[4000:4000] = NOISE
    log = read("\n".join(texts) + "\n")
    assert list(log.rows.step) == list(range(1, 9001))
    assert list(log.rows.rate) == [step % 1000 / 1e6 for step in range(1, 9001)]
    assert list(log.rows.place) == [*range(1, 4001), *range(4007, 9007)]


@pytest.mark.parametrize("text", ["epoch: [1/5], global_step: 2, lr: 0.1, ", "epoch:0  , train step:0  , loss: 1, "])
def test_the_same_words_again_and_again_take_linear_time(text):
    log_text = (text * 4000 + "\n") * 2 + OCR.text()
    assert read(log_text).rows.rate[-1] == 0.0001


@pytest.mark.parametrize("content", ["", "\n \n", "hello\n"])
def test_a_text_without_rates_is_an_error(content):
    with pytest.raises(UsageError, match=r"a\.log: (the file is empty|no line prints a learning rate)"):
        read(content)
