"""Continuing checkpoints of every suite: the written config, resumed, has the promised rates."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from paddle_lrkit.errors import CheckpointError, LrkitError
from paddle_lrkit.runs.extension.extend import Extension, extend
from paddle_lrkit.runs.extension.wish import EXTENSION_POLICIES, ExtensionWish
from paddle_lrkit.suites.load import load_schedule
from paddle_lrkit.suites.paddle.resumed import resumed_ticks
from paddle_lrkit.suites.source import open_source
from paddle_lrkit.units import LengthOptions, parse_duration
from tests.suites import suite_checkpoints as saved

STEPS, EPOCHS, LONGER = 10, 6, 16
START, END = STEPS * EPOCHS, STEPS * LONGER

DET = """\
epoch: 6  # the length
LearningRate:
  base_lr: 0.01
  schedulers:
  - !CosineDecay {max_epochs: 6}   # fall
  - !LinearWarmup {start_factor: 0.1, steps: 5}
# below
snapshot_epoch: 1
OptimizerBuilder: {optimizer: {type: Momentum, momentum: 0.9}}
"""
CLS = """\
Global: {epochs: 6, output_dir: out}
Arch: {name: ResNet50}
Optimizer:
  name: Momentum
  lr:
    name: Cosine     # the schedule
    learning_rate: 0.1
    warmup_epoch: 2  # its warmup
DataLoader: {Train: {sampler: {name: DistributedBatchSampler, batch_size: 8}}}
"""
OCR = """\
Global: {epoch_num: 6, use_gpu: true, save_model_dir: out}
Architecture: {model_type: rec}
Optimizer:
  name: Adam
  lr: {name: Cosine, learning_rate: 0.001, warmup_epoch: 2}  # cosine
"""
SEG = """\
iters: 60
batch_size: 4
optimizer: {type: SGD}
lr_scheduler:
  {type: PolynomialDecay, learning_rate: 0.01, end_lr: 0, power: 0.9, warmup_iters: 5, warmup_start_lr: 0.001}
"""
NLP = "learning_rate: 0.0001\nlr_scheduler_type: linear\nmax_steps: 60\nwarmup_steps: 5\n"

Save = Callable[[Path, dict[str, Any]], Path]
CASES: dict[str, tuple[str, Save]] = {
    "ppdet": (DET, lambda folder, state: saved.ppdet(folder / "5", state, EPOCHS)),
    "ppcls": (CLS, lambda folder, state: saved.ppcls(folder / "epoch_6", state, EPOCHS)),
    "ppocr": (OCR, lambda folder, state: saved.ppocr(folder / "latest", state, EPOCHS)),
    "ppseg": (SEG, lambda folder, state: saved.ppseg(folder / "iter_60", state)),
    "ppnlp": (NLP, lambda folder, state: saved.ppnlp(folder / "checkpoint-60", state, START)),
}
NATIVE = {
    "ppdet": {"constant", "cosine", "wsd"},
    "ppcls": {"constant", "cosine", "linear", "wsd"},
    "ppocr": {"constant", "cosine", "linear"},
    "ppseg": {"constant", "cosine", "linear", "wsd"},
    "ppnlp": {"constant", "cosine", "linear"},
}


def promised(policy: str, rate: float, peak: float, update: int, cosine: bool) -> float:
    """The rates that a policy promises, from formulas of their own."""
    left = END - START
    done = update - START

    def fall(top: float, begin: int) -> float:
        part = (done - begin) / (left - begin)
        return top * (0.5 * (1 + math.cos(math.pi * part)) if cosine else 1 - part)

    if policy == "constant":
        return rate
    if policy == "wsd":
        return rate if done < 0.8 * left else fall(rate, round(0.8 * left))
    if policy == "rewarm":
        return rate + (peak - rate) * done / 5 if done < 5 else fall(peak, 5)
    return fall(rate, 0)


def extended(folder: Path, suite: str, state: dict[str, Any], wish: ExtensionWish, config: str = "") -> Extension:
    text, save = CASES[suite]
    file = folder / "config.yml"
    file.write_text(config or text)
    checkpoint = save(folder / "out", state)
    source = open_source(str(file), suite)
    wish = wish if wish.to else replace(wish, to=parse_duration(f"{END}it"))
    return extend(source, str(file), str(checkpoint), wish, LengthOptions(steps_per_epoch=STEPS))


@pytest.mark.parametrize("policy", EXTENSION_POLICIES)
@pytest.mark.parametrize("suite", CASES)
def test_the_resumed_config_has_the_promised_rates(tmp_path: Path, suite: str, policy: str) -> None:
    peak = load_schedule(_file(tmp_path, CASES[suite][0]), steps_per_epoch=STEPS).peak_lr
    rate, ramp = 0.3 * peak, parse_duration("5it")
    state = saved.state(START, rate, rate, 20)
    found = extended(tmp_path, suite, state, ExtensionWish(None, policy, ramp=ramp))
    assert found.written is not None
    assert found.promised is not None
    assert found.written.native is (policy in NATIVE[suite])
    assert (found.update, found.total_updates, found.rate) == (START, END, rate)
    cosine = found.written.continuation.shape == "cosine"
    for update in range(START, END):
        wanted = promised(policy, rate, peak, update, cosine)
        assert found.promised.curve(update) == pytest.approx(wanted, rel=1e-9, abs=1e-9 * peak), update
    if found.written.native:
        again = load_schedule(_file(tmp_path, found.written.text), steps_per_epoch=STEPS, suite=suite)
        resumed = resumed_ticks(again.curve, START, rate, rate)
        assert again.total_updates == END
        for update in range(START, END):
            assert resumed(update) == pytest.approx(found.promised.curve(update), rel=1e-9, abs=1e-12), update


def _file(folder: Path, text: str) -> str:
    file = folder / "written.yml"
    file.write_text(text)
    return str(file)


def test_comments_stay_and_stale_keys_go(tmp_path: Path) -> None:
    found = extended(tmp_path, "ppcls", saved.state(START, 0.03, 0.03, 20), ExtensionWish(policy="constant"))
    assert found.written is not None
    assert found.written.text == CLS.replace("epochs: 6", "epochs: 16").replace(
        "    name: Cosine     # the schedule\n    learning_rate: 0.1\n    warmup_epoch: 2  # its warmup\n",
        "    name: Piecewise     # the schedule\n    decay_epochs: [16]\n    values: [0.03, 0.03]\n",
    )
    det = extended(tmp_path, "ppdet", saved.state(START, 0.003), ExtensionWish(policy="cosine")).written
    assert det is not None
    assert det.text == (
        "epoch: 16  # the length\nLearningRate:\n  base_lr: 0.003\n"
        "  schedulers: [!CosineDecay {max_epochs: 16, min_lr_ratio: 0.0}, "
        "!LinearWarmup {start_factor: 1.0, steps: 60}]\n"
        "# below\nsnapshot_epoch: 1\nOptimizerBuilder: {optimizer: {type: Momentum, momentum: 0.9}}\n"
    )


def test_a_plain_resume_of_a_cosine_without_warmup_stays_at_zero(tmp_path: Path) -> None:
    """PaddleClas computes each rate from the one before: 0 times anything is 0."""
    config = CLS.replace("    warmup_epoch: 2  # its warmup\n", "")
    found = extended(tmp_path, "ppcls", saved.state(START, 0.0), ExtensionWish(), config)
    assert found.plain is not None
    assert {found.plain(update) for update in range(START, END)} == {0.0}
    assert (found.decayed, found.policy) == (True, "rewarm")


def test_a_plain_resume_of_a_warmed_cosine_jumps_after_one_update(tmp_path: Path) -> None:
    """With a warmup PaddleClas computes each rate from the tick, for the new length; only the first is the old one."""
    found = extended(tmp_path, "ppcls", saved.state(START, 0.0, 0.0, 20), ExtensionWish())
    cosine = [0.05 * (1 + math.cos(math.pi * (update - 20) / 140)) for update in range(START, END)]
    assert found.plain is not None
    assert [found.plain(update) for update in range(START, END)] == pytest.approx([0.0, *cosine[1:]])


def test_a_warmup_is_not_written_for_a_checkpoint_without_one(tmp_path: Path) -> None:
    """Paddle's LinearWarmup fails with a KeyError when the state has no ``LinearWarmup_LR``."""
    config = CLS.replace("    warmup_epoch: 2  # its warmup\n", "")
    wished = {policy: ExtensionWish(policy=policy) for policy in ("cosine", "linear", "wsd")}
    found = {
        policy: extended(tmp_path, "ppcls", saved.state(START, 0.03), wish, config) for policy, wish in wished.items()
    }
    native = {policy for policy, one in found.items() if one.written and one.written.native}
    assert native == {"linear"}


@pytest.mark.parametrize("suite", ["ppcls", "ppocr", "ppseg"])
def test_a_plain_resume_that_paddle_refuses(tmp_path: Path, suite: str) -> None:
    found = extended(tmp_path, suite, saved.state(START, 0.0003), ExtensionWish(policy="linear"))
    assert found.plain is None
    assert found.plain_problem.endswith("so Paddle fails with KeyError: 'LinearWarmup_LR'")
    assert found.written is not None
    assert found.written.native


def test_by_epoch_counts_epochs_and_has_no_exec(tmp_path: Path) -> None:
    config = CLS.replace("warmup_epoch: 2  #", "warmup_epoch: 2\n    by_epoch: True  #")
    state = saved.state(EPOCHS, 0.05, 0.05, 2)
    found = extended(tmp_path, "ppcls", state, ExtensionWish(policy="cosine"), config)
    assert (found.update, found.total_updates) == (START, END)
    assert found.promised is not None
    rates = [found.promised.curve(update) for update in range(START, END, STEPS)]
    assert rates == pytest.approx([0.025 * (1 + math.cos(math.pi * epoch / 10)) for epoch in range(10)])
    assert found.promised.curve(START + STEPS - 1) == rates[0]
    assert extended(tmp_path, "ppcls", state, ExtensionWish(policy="rewarm"), config).written is None
    wsd = extended(tmp_path, "ppcls", state, ExtensionWish(policy="wsd", decay=parse_duration("20it")), config)
    assert wsd.written is not None
    assert wsd.written.continuation.decay == 2


@pytest.mark.parametrize(
    ("lr", "first"),
    [("{name: Const, learning_rate: 0.002}", 0.002), ("{name: Const, learning_rate: 0.002, warmup_epoch: 1}", 0.0)],
)
def test_a_number_is_not_restored(tmp_path: Path, lr: str, first: float) -> None:
    """PaddleOCR's ``Const`` without a warmup is a float, so the rate of the checkpoint is not used."""
    config = OCR.replace("{name: Cosine, learning_rate: 0.001, warmup_epoch: 2}", lr)
    found = extended(tmp_path, "ppocr", saved.state(START, 0.0, 0.0, 20), ExtensionWish(), config)
    assert found.plain is not None
    assert [found.plain(update) for update in (START, START + 1, END - 1)] == [first, 0.002, 0.002]


def test_another_rate_begins_after_the_first_update(tmp_path: Path) -> None:
    found = extended(tmp_path, "ppseg", saved.state(START, 0.0, 0.0, 5), ExtensionWish(policy="constant", rate=0.004))
    assert found.promised is not None
    assert [found.promised.curve(update) for update in (START, START + 1, END - 1)] == [0.0, 0.004, 0.004]


@pytest.mark.parametrize("policy", ["constant", "cosine", "linear", "wsd"])
def test_a_rate_of_zero_needs_another_policy(tmp_path: Path, policy: str) -> None:
    found = extended(tmp_path, "ppdet", saved.state(START, 0.0), ExtensionWish(policy=policy))
    assert found.written is None
    assert "--policy rewarm" in found.problem


def test_the_checkpoint_before_the_decay_is_offered(tmp_path: Path) -> None:
    for epoch, rate in ((1, 0.01), (2, 0.01), (3, 0.009), (4, 0.003)):
        saved.ppdet(tmp_path / "out" / str(epoch - 1), saved.state(epoch * STEPS, rate), epoch)
    held = extended(tmp_path, "ppdet", saved.state(START, 1e-9), ExtensionWish())
    assert held.decayed
    assert held.earlier is not None
    assert held.earlier[0].path.name == "1"
    (tmp_path / "out" / "0.pdopt").unlink()
    cosine = extended(tmp_path, "ppdet", saved.state(START, 1e-9), ExtensionWish())
    assert cosine.earlier is not None
    assert cosine.earlier[0].path.name == "3"


def test_the_updates_of_an_epoch_follow_from_the_checkpoint(tmp_path: Path) -> None:
    file = tmp_path / "config.yml"
    file.write_text(DET)
    checkpoint = saved.ppdet(tmp_path / "model_final", saved.state(6 * 7329, 1e-4), 6)
    wish = ExtensionWish(parse_duration("12ep"), "cosine")
    found = extend(open_source(str(file)), str(file), str(checkpoint), wish, LengthOptions())
    assert (found.reach.from_checkpoint, found.total_updates) == (True, 12 * 7329)


def test_a_run_that_ends_at_the_checkpoint_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        CheckpointError, match=r"5: is at epoch 6, and the run ends at epoch 6; give a longer run, such as 12ep"
    ):
        extended(tmp_path, "ppdet", saved.state(START, 0.01), ExtensionWish(parse_duration("6ep")))


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (ExtensionWish(parse_duration("95it")), "--to 95it: must be whole epochs of 10 updates"),
        (ExtensionWish(policy="wsd", decay=parse_duration("20ep")), "--decay: 20ep are 200 updates, and 100 are left"),
        (
            ExtensionWish(policy="rewarm", ramp=parse_duration("101it")),
            "--warmup: 101it are 101 updates, and 100 are left",
        ),
    ],
)
def test_lengths_that_do_not_fit(tmp_path: Path, wish: ExtensionWish, said: str) -> None:
    with pytest.raises(LrkitError, match=said):
        extended(tmp_path, "ppdet", saved.state(START, 0.01), wish)


def test_overrides_are_in_the_written_config(tmp_path: Path) -> None:
    file = tmp_path / "config.yml"
    file.write_text(CLS)
    checkpoint = saved.ppcls(tmp_path / "epoch_6", saved.state(START, 0.02, 0.02, 20), EPOCHS)
    source = open_source(str(file), overrides=["Global.output_dir=other", "Global.epochs=7"])
    wish = ExtensionWish(parse_duration("16ep"), "cosine")
    found = extend(source, str(file), str(checkpoint), wish, LengthOptions(steps_per_epoch=STEPS))
    assert found.written is not None
    assert "{epochs: 16, output_dir: other}" in found.written.text


def test_a_json_config_stays_json(tmp_path: Path) -> None:
    import json

    file = tmp_path / "arguments.json"
    file.write_text('{"learning_rate": 1e-4, "max_steps": 60, "warmup_steps": 5, "lr_scheduler_type": "linear"}')
    checkpoint = saved.ppnlp(tmp_path / "checkpoint-60", saved.state(START, 5e-5), START)
    wish = ExtensionWish(parse_duration("160it"), "cosine")
    found = extend(open_source(str(file), "ppnlp"), str(file), str(checkpoint), wish, LengthOptions())
    assert found.written is not None
    assert json.loads(found.written.text) == {
        "learning_rate": 5e-5, "max_steps": 160, "warmup_steps": 60, "lr_scheduler_type": "cosine", "warmup_ratio": 0.0
    }  # fmt: skip


@pytest.mark.parametrize(("policy", "native"), [("cosine", True), ("linear", True), ("constant", True), ("wsd", False)])
def test_run_pretrain_is_one_tick_ahead(tmp_path: Path, policy: str, native: bool) -> None:
    """Its scheduler is built with ``last_epoch=0``, and Paddle's constructor makes a step."""
    config = (
        "learning_rate: 0.001\nmin_learning_rate: 0.0001\nlr_scheduler_type: cosine\nmax_steps: 60\nwarmup_steps: 10\n"
        "input_dir: data\n"
    )
    file = tmp_path / "config.yml"
    file.write_text(config)
    checkpoint = saved.ppnlp(tmp_path / "checkpoint-40", saved.state(41, 0.0004), 40)
    wish = ExtensionWish(parse_duration("100it"), policy, floor=0.0001)
    found = extend(open_source(str(file), "ppnlp"), str(file), str(checkpoint), wish, LengthOptions())
    assert (found.update, found.total_updates) == (40, 100)
    assert found.plain_schedule is not None
    plain = [found.plain_schedule.curve(update) for update in (40, 41, 99)]
    half = [0.0001 + 0.00045 * (1 + math.cos(math.pi * (update + 1 - 10) / 90)) for update in (41, 99)]
    assert plain == pytest.approx([0.0004, *half])
    assert (found.written is not None) is native
    if policy == "cosine":
        assert found.promised is not None
        falling = [0.0001 + 0.00015 * (1 + math.cos(math.pi * done / 60)) for done in range(60)]
        assert [found.promised.curve(40 + done) for done in range(60)] == pytest.approx(falling)
