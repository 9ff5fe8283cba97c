"""Which suite a config belongs to."""

import textwrap

import pytest
import yaml

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites import load_schedule
from paddle_lrkit.suites.detect import NoSuiteError, detect
from tests.suites.other_programs import OTHER_PROGRAMS
from tests.suites.reference_cases import NAMES, cases, only_with_cases

COSINE = {"name": "Cosine", "learning_rate": 0.1}
SCHEDULER = {"type": "StepDecay", "learning_rate": 0.1, "step_size": 3}
KNOWN = [
    ("ppdet", {"epoch": 12, "LearningRate": {}}),
    ("ppdet", {"LearningRate": {"base_lr": 0.01}, "TrainReader": {"batch_size": 2}}),
    ("ppcls", {"Global": {"epochs": 9}, "Arch": {}, "Optimizer": {"name": "Momentum", "lr": COSINE}}),
    ("ppcls", {"Global": {"epochs": 9}, "Arch": {}, "Optimizer": {"name": "Momentum", "lr": {"name": "Cosin"}}}),
    ("ppcls", {"Global": {"epochs": 9}, "Optimizer": {"lr": COSINE}}),
    ("ppcls", {"Global": {"epochs": 9}, "Optimizer": {"name": "SGD", "lr": {**COSINE, "warmup_epoch": 1}}}),
    ("ppcls", {"Global": {"epochs": 9}, "Optimizer": [{"SGD": {"scope": "all", "lr": COSINE}}]}),
    ("ppcls", {"Global": {"epochs": 9}, "Optimizer": {"name": "SGD", "lr": {"name": "ConstLR", "learning_rate": 1.0}}}),
    ("ppocr", {"Global": {"epoch_num": 9}, "Architecture": {}, "Optimizer": {"name": "Adam", "lr": COSINE}}),
    ("ppseg", {"iters": 9, "lr_scheduler": SCHEDULER}),
    ("ppseg", {"iters": 9, "lr_scheduler": {"type": "StepDecai"}}),
    ("ppseg", {"iters": 9, "lr_scheduler": SCHEDULER, "model": {"type": "UNet"}, "loss": {"coef": [1]}}),
    ("ppseg", {"iters": 9, "lr_scheduler": SCHEDULER, "model": {}, "train_dataset": {"type": "MattingDataset"}}),
    ("ppseg", {"iters": 9, "lr_scheduler": SCHEDULER, "model": {}, "data": {"source": {}, "target": {}}}),
    ("ppseg", {"iters": 9, "learning_rate": {"value": 0.1, "decay": {"type": "poly"}}}),
    ("ppvideo", {"epochs": 9, "OPTIMIZER": {"learning_rate": {"name": "PiecewiseDecay", "boundaries": [3]}}}),
    ("ppvideo", {"epochs": 9, "OPTIMIZER": {"learning_rate": 0.1}}),
    ("pp3d", {"epochs": 9, "lr_scheduler": SCHEDULER}),
    ("pp3d", {"epochs": 9, "lr_scheduler": {"type": "OneCycleWarmupDecayLr", "base_learning_rate": 0.001}}),
    ("pp3d", {"iters": 9, "lr_scheduler": SCHEDULER, "model": {}, "train_dataset": {"type": "KittiPCDataset"}}),
    ("pp3d", {"iters": 9, "lr_scheduler": {"type": "LinearWarmup", "learning_rate": SCHEDULER}}),
    ("pp3d", {"iters": 9, "lr_scheduler": {"type": "ExponentialDecay", "lr_init": 0.1, "delay_rate": 0.1}}),
    ("pp3d", {"iters": 9, "optimizer": {"type": "SGD", "learning_rate": 0.1}, "ray_batch_size": 4000}),
    ("pp3d", {"quant_config": {}, "finetune_config": {"epochs": 5, "lr_scheduler": SCHEDULER}}),
    ("ppnlp", {"learning_rate": 1e-4, "num_train_epochs": 3}),
    ("ppnlp", {"per_device_train_batch_size": 8, "warmup_ratio": 0.1}),
    ("ppnlp", {"d_model": 512, "warmup_steps": 4000, "learning_rate": 2.0}),
    ("ppnlp", {"Engine": {}, "Model": {}, "Optimizer": {"lr": {"max_lr": 1e-4, "warmup_rate": 0.01}}}),
    ("ppsci", {"TRAIN": {"epochs": 20, "lr_scheduler": {"epochs": 20, "learning_rate": 0.001, "gamma": 0.9}}}),
    ("ppsci", {"TRAIN": {"epochs": 20, "learning_rate": "1e-3"}, "MODEL": {}}),
    ("ppsci", {"TRAIN": {"lr_scheduler": {"epochs": 20, "decay_epochs": [9], "values": [0.1, 0.01]}}, "epochs": 20}),
    ("ppformers", {"stage": "SFT", "learning_rate": 1e-5, "lr_scheduler_type": "cosine", "min_lr": 1e-6}),
    ("ppformers", {"stage": "VL-SFT", "batch_size": 1, "max_steps": 100}),
    ("ppformers", {"fine_tuning": "Full", "batch_size": 1, "num_train_epochs": 1, "warmup_steps": 20}),
    ("ppformers", {"tensor_model_parallel_size": 8, "learning_rate": 1e-5}),
    ("ernie_pretrain", {"stage": "ernie_pretrain", "max_steps": 9, "lr_scheduler": "wsd:5"}),
    ("ernie_pretrain", {"trainer_args": {"learning_rate": 2e-4, "lr_scheduler": "wsd:120", "max_steps": 200}}),
    ("ppmix", {"learning_rate": 5e-6, "lr_scheduler": "constant", "lr_warmup_steps": 0, "max_train_steps": 50}),
    ("ppmix", {"learning_rate": 5e-6, "max_train_steps": 50, "gradient_accumulation_steps": 2}),
    ("ppmix", {"get_scheduler": {"name": "linear"}, "total": 50}),
    ("ppmix", {"learning_rate": 1e-3, "num_train_epochs": 10, "eta_min": 1e-5, "lr_scheduler_name": "CosineDecay"}),
    ("ppmix", {"learning_rate": 1e-3, "num_train_epochs": 10, "warmup_epochs": 1}),
    ("ppnlp", {"learning_rate": 1e-3, "num_train_epochs": 10, "warmup_steps": 1}),
    ("lrkit", {"Global": {"epochs": 9}, "Architecture": {}, "Optimizer": {"name": "SGD", "lr": COSINE}}),
    ("lrkit", {"Global": {"epochs": 9}, "Architecture": {}, "Optimizer": {"name": "SGD", "lr": {"name": "Cosin"}}}),
    (
        "lrkit",
        {
            "Global": {"epochs": 9},
            "Architecture": {},
            "Optimizer": {"name": "SGD", "lr": {"name": "OneCycleLR", "max_learning_rate": 0.1}},
        },
    ),
    ("lrkit", {"Global": {"updates": 9}, "Optimizer": {"name": "SGD", "lr": COSINE}}),
    ("lrkit", {"Global": {"epochs": 9}, "Optimizer": {"name": "SGD", "lr": {**COSINE, "warmup": "1ep"}}}),
    ("lrkit", {"Global": {"epochs": 9}, "Optimizer": {"name": "SGD", "lr": {**COSINE, "T_max": "10%"}}}),
    ("lrkit", {"Global": {"epochs": 9}, "Optimizer": {"name": "SGD", "lr": {"name": "WSD", "learning_rate": 0.1}}}),
    ("lrkit", {"Global": {"epochs": 9}, "LearningRate": {"base_lr": 0.01}}),
    ("paddlex", {"Global": {"model": "PicoDet-S", "mode": "train"}, "Train": {"epochs_iters": 5, "warmup_steps": 9}}),
    ("paddlex", {"Global": {"model": "PP-DocBee-2B", "mode": "predict"}, "Predict": {"batch_size": 1}}),
    ("ppspeech", {"n_epoch": 9, "accum_grad": 1, "scheduler": "warmuplr", "optim_conf": {"lr": 0.002}}),
    ("ppspeech", {"n_epoch": 9, "accum_grad": 1, "lr": 0.1, "lr_decay": 0.9}),
    ("ppspeech", {"n_epoch": 9, "wavlm_scheduler": "constantlr"}),
    ("ppspeech", {"train_max_steps": 9, "generator_scheduler_params": {"learning_rate": 0.1, "step_size": 3}}),
    ("ppspeech", {"max_epoch": 9, "mapping_network_scheduler_params": {"max_learning_rate": 0.1}}),
    ("ppspeech", {"max_epoch": 9, "scheduler_params": {"learning_rate": 0.1, "gamma": 0.9}}),
    ("ppspeech", {"max_epoch": 9, "optimizer": {"optim": "adam", "learning_rate": 0.1}}),
    ("ppspeech", {"train_max_steps": 9, "learning_rate": 0.1}),
    ("ppspeech", {"epochs": 9, "learning_rate": "1e-8", "max_lr": "1e-3", "step_size": 3}),
    ("ppspeech", {"training": {"epochs": 9, "learning_rate": 0.1}, "model": {"backbone": "paddlespeech.cls:x"}}),
    ("ppspeech", {"epochs": 9, "learning_rate": 0.1, "backbone": "paddlespeech.kws.models:MDTC"}),
    ("ppgan", {"total_iters": 9, "lr_scheduler": {"name": "MultiStepDecay", "milestones": [5]}}),
    ("ppgan", {"epochs": 9, "lr_scheduler": {"name": "MultiStepDecay", "milestones": [50]}}),
    ("ppgan", {"epochs": 9, "lr_scheduler": {"name": "LinearDecay", "start_epoch": 5}}),
    ("passl", {"Global": {"epochs": 9}, "LRScheduler": {"name": "TimmCosin"}, "Model": {"name": "cait"}}),
    ("passl", {"Global": {"epochs": 9}, "Model": {}, "Optimizer": {"lr_decay_unit": "epoch", "lr": COSINE}}),
    ("passl", {"Global": {"epochs": 9}, "Optimizer": {"lr": {"name": "TimmCosine", "learning_rate": 0.1}}}),
    ("passl", {"Global": {"epochs": 9}, "Optimizer": {"lr": 0.1, "param_groups": [{"name": "head"}]}}),
    ("passl", {"Global": {"epochs": 9, "train_loop": "A"}, "Optimizer": {"lr": 0.1}}),
    ("passl", {"epochs": 9, "lr_scheduler": {"name": "CosineWarmup"}, "optimizer": {"name": "AdamW"}}),
    ("passl", {"epochs": 9, "lr_scheduler": {"name": "MultiStepDecay", "milestones": [5]}}),
    ("passl", {"epochs": 9, "lr_scheduler": {"name": "MultiStepDecay", "milestones": [50]}, "dataloader": {}}),
    ("ppvit", {"TRAIN": {"NUM_EPOCHS": 300, "WARMUP_EPOCHS": 20, "BASE_LR": 0.001}}),
    ("ppvit", {"DATA": {"IMAGE_SIZE": 224, "CROP_PCT": 0.9}, "MODEL": {"TYPE": "CvT", "NAME": "CvT-21"}}),
    ("ppvit", {"TRAIN": {"ACCUM_ITER": 2}, "DATA": {"BATCH_SIZE": 64}}),
    ("ppvit", {"TRAIN": {"ITERS": 300, "LR_SCHEDULER": {"NAME": "WarmupPolyLR"}}}),
    ("ppgan", {"epochs": 9, "lr_scheduler": {"epoch_milestones": [5], "lr_generator": 0.1}}),
]


@pytest.mark.parametrize(("suite", "data"), KNOWN)
def test_by_its_keys(suite, data):
    assert detect(data) == suite


@pytest.mark.parametrize("program", OTHER_PROGRAMS)
def test_a_config_of_another_program_is_of_no_suite(program):
    data = yaml.safe_load(textwrap.dedent(OTHER_PROGRAMS[program]))
    with pytest.raises(NoSuiteError, match="no suite has these keys"):
        detect(data)


@pytest.mark.parametrize(
    ("data", "closest", "rest"),
    [
        (
            {"lr_scheduler": SCHEDULER},
            "PaddleSeg: lr_scheduler found, iters missing (--suite ppseg",
            "PaddleDetection",
        ),
        ({"iters": 9}, "PaddleSeg: iters found, lr_scheduler missing (--suite ppseg", "PaddleDetection"),
        (
            {"Global": {"epochs": 3}, "Optimizer": {"name": "SGD"}},
            "paddle_lrkit: Global.epochs, Global.updates or Global.samples found, a schedule in Optimizer.lr missing "
            "(--suite lrkit",
            "PaddleClas: Global.epochs found, a schedule in Optimizer.lr missing",
        ),
        (
            {"Architecture": {}, "PostProcess": {}, "Optimizer": {"lr": COSINE}},
            "PaddleOCR: Optimizer.lr found, Global.epoch_num missing (--suite ppocr",
            "nothing of PaddleDetection",
        ),
        (
            {"num_train_epochs": 3},
            "PaddleNLP: num_train_epochs or max_steps found, learning_rate or warmup missing (--suite ppnlp",
            "nothing of paddle_lrkit",
        ),
        (
            {"min_lr": 0, "max_steps": 3, "learning_rate": 0.1},
            "PaddleNLP: num_train_epochs or max_steps and learning_rate or warmup found, but also min_lr, which it",
            "nothing of paddle_lrkit",
        ),
    ],
)
def test_the_error_says_what_was_found_and_what_is_missing(data, closest, rest):
    with pytest.raises(NoSuiteError) as caught:
        detect(data)
    assert caught.value.message.startswith(f"no suite has these keys; {closest}")
    assert rest in caught.value.message
    assert caught.value.signs.startswith(f"no suite has these keys; {closest}")
    assert "nothing of" not in caught.value.signs


def test_the_arguments_of_a_scheduler_class_are_no_config():
    """The keys of NoamDecay beside its name, as the sections of most suites have them, are no translation example."""
    lr = {"name": "NoamDecay", "d_model": 512, "warmup_steps": 4000, "learning_rate": 2.0}
    with pytest.raises(NoSuiteError, match="no suite has these keys"):
        detect(lr)


def test_a_config_with_nothing_of_a_suite_has_no_signs():
    with pytest.raises(NoSuiteError, match=r"keys; nothing of paddle_lrkit, PaddleDetection, .* or \w+$") as caught:
        detect({"a": 1})
    assert caught.value.signs == ""


def test_a_suite_that_is_named_reads_half_a_config():
    with pytest.raises(ConfigError, match="iters: is missing, and PaddleSeg needs it") as caught:
        load_schedule({"lr_scheduler": SCHEDULER}, suite="ppseg")
    assert caught.value.key == "iters"


def test_an_empty_config_is_called_empty():
    with pytest.raises(ConfigError, match=r"a\.yml: is empty"):
        detect({}, "a.yml")


def test_two_suites_are_both_named():
    data = {"Global": {"epochs": 9}, "Optimizer": {"name": "SGD", "lr": COSINE}}
    with pytest.raises(ConfigError, match=r"lrkit and ppcls; say which one with --suite lrkit or ppcls"):
        detect(data)
    assert load_schedule(data, suite="ppcls", steps_per_epoch=10).suite == "ppcls"
    assert load_schedule(data, suite="lrkit", steps_per_epoch=10).suite == "lrkit"


def test_a_suite_and_a_variant_must_be_known():
    with pytest.raises(ConfigError, match="did you mean 'ppcls'"):
        load_schedule(KNOWN[2][1], suite="ppclas")
    with pytest.raises(ConfigError, match="no variants"):
        load_schedule(KNOWN[2][1], variant="trainer", steps_per_epoch=3)
    with pytest.raises(ConfigError, match="must be one of"):
        load_schedule({"learning_rate": 0.1, "max_steps": 3}, variant="medicalseg")


ALIKE = {
    ("pp3d", "ppseg"): {"iters", "lr_scheduler"},
    ("passl", "ppcls"): {"Global", "Optimizer"},
    ("ppmix", "ppnlp"): {"learning_rate", "max_steps", "num_train_epochs", "warmup_steps"},
    ("ppformers", "ppnlp"): {"learning_rate", "max_steps"},
}
"""A suite and the one that is answered -> keys that both have, so that a section with no other key may be of either."""
FIRST = {"ppdet", "ppcls", "ppseg", "ppocr", "ppnlp"}
"""The suites whose sections all have enough keys."""
FEW = 0.1
"""The most sections of a suite, as a share, that may have too few keys to be of any."""


def detected(config):
    try:
        return detect(config)
    except NoSuiteError:
        return None


@only_with_cases
@pytest.mark.parametrize("suite", NAMES)
def test_no_section_of_a_suite_is_read_as_another_suites(suite):
    answers = [(detected(case["config"]), case) for case in cases(suite)]
    wrong = [
        f"{case['path']}: {found}"
        for found, case in answers
        if found not in (suite, None) and not set(case["config"]) <= ALIKE.get((suite, found), set())
    ]
    assert wrong == []
    unknown = [case["path"] for found, case in answers if found is None]
    assert len(unknown) <= (FEW * len(answers) if suite not in FIRST else 0), unknown
