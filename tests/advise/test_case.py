"""What a case may say, and what follows from it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.advise.case import Case, resolve_case
from paddle_lrkit.errors import LrkitError, UsageError


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({}, "give the length of the run: --epochs or --updates"),
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
