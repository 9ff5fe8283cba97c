"""What a case may say, and what follows from it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.advise.case import Case, resolve_case
from paddle_lrkit.errors import LrkitError, UsageError


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({}, "give the length of the run: --epochs, --updates or --tokens"),
        ({"epochs": 3, "updates": 10}, r"give --epochs \(3\) or --updates \(10\), not both"),
        ({"epochs": 0}, "--epochs: must be >= 1"),
        ({"epochs": -5}, "--epochs: must be >= 1"),
        ({"epochs": 2_000_000}, "was --updates meant"),
        ({"updates": 0}, "--updates: must be >= 1"),
        ({"epochs": 3, "samples": 0}, "--dataset-size: must be >= 1"),
        ({"epochs": 3, "batch_size": 0}, "--batch-size: must be >= 1"),
        ({"epochs": 3, "batch_size": 8, "gpus": 0}, "--gpus: must be >= 1"),
        ({"epochs": 3, "batch_size": 8, "accumulate": -1}, "--accumulate: must be >= 1"),
        ({"epochs": 3, "steps_per_epoch": 0}, "--steps-per-epoch: must be >= 1"),
        ({"epochs": 3, "samples": 100}, "--dataset-size needs --batch-size"),
        ({"epochs": 3, "samples": 100, "batch_size": 64, "gpus": 2}, "no full batch of 64 x 1 on each of 2 GPUs"),
        ({"epochs": 3, "samples": 100, "batch_size": 8, "steps_per_epoch": 12}, "one follows from the other"),
        ({"epochs": 3, "gpus": 4}, "--gpus says how many times --batch-size counts"),
        ({"epochs": 3, "accumulate": 4}, "--accumulate says how many times"),
        ({"epochs": 3, "lr": 0.0}, "--lr: must be > 0"),
        ({"epochs": 3, "lr": float("nan")}, "--lr: must be a finite number"),
        ({"epochs": 3, "tuned": True}, "--tuned needs --lr"),
        ({"epochs": 3, "beta2": 1.0}, "--beta2: must be >= 0 and < 1"),
        ({"updates": 10, "tokens": 10**9}, r"give --updates \(10\) or --tokens \(1000000000\), not both"),
        ({"tokens": 0}, "--tokens: must be >= 1"),
        ({"epochs": 3, "sequence_length": 0}, "--sequence-length: must be >= 1"),
        ({"epochs": 3, "weight_decay": -0.1}, "--weight-decay: must be >= 0"),
        ({"epochs": 3, "label_noise": 1.0}, "--label-noise: must be >= 0 and < 1"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(arguments, sentence):
    with pytest.raises(LrkitError, match=sentence) as error:
        Case("classification", **arguments)
    assert error.value.exit_code == 2
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"task": "clasification"}, "--task: unknown task 'clasification'; did you mean 'classification'"),
        ({"task": "classification", "optimizer": "AdmW"}, "unknown optimizer 'AdmW'; did you mean 'AdamW'"),
        ({"task": "classification", "beta2": 0.99}, "--beta2 belongs to the Adam family, not to Momentum"),
        ({"task": "classification", "epochs": 10**6, "steps_per_epoch": 10**6}, "at most 1,000,000,000"),
        ({"task": "detection", "epochs": None, "tokens": 10**9}, "--tokens is for text-pretrain, not for detection"),
        ({"task": "ocr", "sequence_length": 512}, "--sequence-length is for text-pretrain"),
        ({"task": "text-finetune", "moe": True}, "--moe is for text-pretrain"),
        ({"task": "detection", "label_noise": 0.2}, "--label-noise is for classification"),
        ({"task": "text-finetune", "method": "lroa"}, "--method: unknown method 'lroa'; did you mean 'lora'"),
        ({"task": "classification", "method": "lora"}, "--method lora is for text-finetune, not for classification"),
        ({"task": "text-finetune", "method": "dpo", "pretrained": False}, "--method dpo starts from trained weights"),
        (
            {"task": "text-finetune", "method": "lora", "model": "ernie-3.0-base"},
            "--method lora is for a decoder such as Qwen or 7B, and ernie-3.0-base is of the kind encoder",
        ),
        (
            {"task": "text-pretrain", "model": "300M", "epochs": None, "tokens": 10**10, "batch_size": 8},
            "--tokens with --batch-size needs --sequence-length",
        ),
        (
            {"task": "text-pretrain", "model": "bert", "epochs": None, "tokens": 10**10},
            "--tokens needs --batch-size and --sequence-length here",
        ),
        (
            {"task": "text-pretrain", "model": "70B", "epochs": None, "tokens": 10**12},
            "--tokens needs --batch-size and --sequence-length here",
        ),
    ],
)
def test_names_and_pairs_are_checked(arguments, sentence):
    with pytest.raises(LrkitError, match=sentence) as error:
        resolve_case(Case(**{"epochs": 3, **arguments}))
    assert error.value.exit_code == 2


def test_gaps_are_filled_with_what_the_family_does():
    case = resolve_case(Case("detection", "rtdetr", epochs=72))
    assert (case.optimizer, case.pretrained, case.assumed) == ("AdamW", True, ("optimizer", "pretrained"))
    case = resolve_case(Case("text-pretrain", epochs=1))
    assert (case.family, case.pretrained, case.kind) == ("decoder", False, "adam")


def test_gpus_and_accumulation_count_in_the_batch_and_in_the_epoch():
    case = resolve_case(Case("classification", epochs=2, samples=10_000, batch_size=10, gpus=4, accumulate=5))
    assert (case.batch, case.steps, case.total) == (200, 50, 100)


def test_epochs_follow_from_updates():
    case = resolve_case(Case("segmentation", updates=1500, steps_per_epoch=100))
    assert (case.epochs, case.total) == (15, 1500)
    assert resolve_case(Case("segmentation", updates=1500)).epochs is None


@pytest.mark.parametrize(("beta2", "updates"), [(None, 2000), (0.95, 40), (0.98, 100), (0.0, 2)])
def test_the_warmup_of_adam(beta2, updates):
    assert resolve_case(Case("text-pretrain", epochs=1, beta2=beta2)).adam_warmup == updates


@given(
    epochs=st.one_of(st.none(), st.integers(-5, 10**7)),
    updates=st.one_of(st.none(), st.integers(-5, 10**12)),
    samples=st.one_of(st.none(), st.integers(-5, 10**12)),
    batch_size=st.one_of(st.none(), st.integers(-5, 10**12)),
    gpus=st.integers(-2, 10**10),
)
def test_no_numbers_lead_to_anything_but_a_case_or_a_usage_error(epochs, updates, samples, batch_size, gpus):
    try:
        case = resolve_case(
            Case("ocr", epochs=epochs, updates=updates, samples=samples, batch_size=batch_size, gpus=gpus)
        )
    except LrkitError as error:
        total, code = None, error.exit_code
    else:
        total, code = case.total, 2
    assert code == 2
    assert total is None or total >= 1


def test_a_usage_error_is_no_config_error():
    with pytest.raises(UsageError):
        Case("ocr")


def pretraining(**more):
    return resolve_case(Case("text-pretrain", "300M", **more))


def test_tokens_give_the_updates_of_the_batch():
    case = pretraining(tokens=10**10, batch_size=16, gpus=8, accumulate=2, sequence_length=2048)
    assert (case.batch_tokens, case.total) == (524_288, 19_073)


def test_without_a_batch_the_best_one_is_taken_in_whole_sequences():
    case = pretraining(tokens=10**10, sequence_length=4096)
    assert case.advised_batch == 73 * 4096  # 0.58 * 1e10**0.571 = 297,465 = 72.6 sequences
    assert case.total == round(10**10 / case.advised_batch)


def test_updates_batch_and_sequences_give_the_tokens():
    case = pretraining(updates=1000, batch_size=32, sequence_length=1024)
    assert case.tokens == 1000 * 32 * 1024
    assert pretraining(updates=1000, batch_size=32).tokens is None


@pytest.mark.parametrize(
    "more",
    [
        {"pretrained": True},
        {"optimizer": "Momentum"},
        {"epochs": 3, "updates": None, "steps_per_epoch": 2000},
    ],
)
def test_the_law_is_for_the_runs_of_its_sweep(more):
    usual = {"updates": 20_000, "batch_size": 128, "sequence_length": 2048}
    assert pretraining(**usual).follows_law
    assert not pretraining(**{**usual, **more}).follows_law
