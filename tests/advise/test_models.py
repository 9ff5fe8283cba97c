"""Names of models."""

import pytest

from paddle_lrkit.advise.models import FAMILIES, MODELS, TASKS, find_model, read_size
from paddle_lrkit.errors import ConfigError, UsageError


@pytest.mark.parametrize(
    ("name", "task", "found", "family"),
    [
        ("ResNet50_vd", "classification", "ResNet50", "cnn"),
        ("resnet-18", "classification", "ResNet18", "cnn"),
        ("SwinTransformer_tiny_patch4_window7_224", "classification", "Swin-Transformer-tiny", "vit"),
        ("ViT_base_patch16_224", "classification", "ViT-base", "vit"),
        ("faster_rcnn_r50_fpn_1x_coco", "detection", "Faster-RCNN", "two-stage"),
        ("ppyoloe_plus_crn_l_80e_coco", "detection", "PP-YOLOE-plus", "one-stage"),
        ("PP-YOLOE+", "detection", "PP-YOLOE-plus", "one-stage"),
        ("ppyoloe_crn_l_300e_coco", "detection", "PP-YOLOE", "one-stage"),
        ("rtdetr_r50vd_6x_coco", "detection", "RT-DETR", "detr"),
        ("DETR", "detection", "DETR", "detr"),
        ("ernie-3.0-base-zh", "text-finetune", "ERNIE-3.0-base", "encoder"),
        ("ernie-1.0", "text-pretrain", "ERNIE", "encoder"),
        ("gpt2", "text-pretrain", "GPT2", "decoder"),
        ("PP-OCRv4_rec", "ocr", "PP-OCRv4-rec", "ocr"),
        ("DB_r50", "ocr", "DB", "ocr"),
    ],
)
def test_names_go_on_after_the_known_part(name, task, found, family):
    model = find_model(name, task)
    assert (model.name, model.family) == (found, family)


@pytest.mark.parametrize(("text", "size"), [("124M", 124_000_000), ("1.3b", 1_300_000_000), ("25 M", 25_000_000)])
def test_a_size_is_a_model_of_the_usual_family(text, size):
    assert read_size(text) == size
    assert find_model(text, "text-pretrain").parameters == size


@pytest.mark.parametrize("text", ["M", "12", "ResNet50", "1.2.3M", ""])
def test_what_is_no_size(text):
    assert read_size(text) is None


@pytest.mark.parametrize(
    ("name", "size"), [("LLaMA-7B", 7 * 10**9), ("gpt3-1.3B-en", 1_300_000_000), ("qwen2", None), ("GPT2", 124_000_000)]
)
def test_the_size_may_stand_in_the_name_of_a_language_model(name, size):
    assert find_model(name, "text-pretrain").parameters == size


def test_an_unknown_model_is_refused_with_the_nearest_name():
    with pytest.raises(ConfigError, match="unknown model 'mobilnet'; did you mean 'MobileNet"):
        find_model("mobilnet", "classification")


def test_the_nearest_model_is_one_of_the_task():
    with pytest.raises(ConfigError, match=r"known: .*CRNN.*, those of --list-models \(--model may"):
        find_model("zzzz", "ocr")
    with pytest.raises(ConfigError, match="unknown model") as caught:
        find_model("fooNet", "classification")
    assert "OCRNet" not in str(caught.value)


def test_a_model_of_ones_own_need_not_be_named():
    words = r"'MixNet_S'\? \(--model may be left out, or be a size such as 25M\)$"
    with pytest.raises(ConfigError, match=words):
        find_model("MyNet", "classification")


@pytest.mark.parametrize(
    ("name", "task", "known"),
    [
        ("ResNet5O", "classification", False),
        ("ResNetXYZ", "classification", False),
        ("RegNetX_7GF", "classification", False),
        ("ResNet", "classification", True),
        ("ResNet50_vd", "classification", True),
        ("ViT_base_patch16_224", "classification", True),
        ("picodet_s", "detection", True),
        ("PP-OCRv4_rec", "ocr", True),
        ("gpt2-xl", "text-pretrain", False),
        ("LLaMA-7B", "text-pretrain", True),
        ("350M", "text-pretrain", True),
    ],
)
def test_a_name_that_only_its_line_is_known_of(name, task, known):
    assert find_model(name, task).known == known


@pytest.mark.parametrize("name", ["optimus", "vitamin", "dbx", "fcnn", "", "  "])
def test_a_short_name_is_no_beginning_of_a_word(name):
    with pytest.raises(ConfigError, match="unknown model"):
        find_model(name, "ocr")


def test_a_model_of_another_task_is_refused():
    with pytest.raises(UsageError, match="FasterRCNN is for detection, not for classification"):
        find_model("FasterRCNN", "classification")


def test_a_model_without_weights_is_refused():
    with pytest.raises(UsageError, match="at least one weight"):
        find_model("0M", "classification")


def test_the_tables_agree():
    assert {model.family for model in MODELS.values()} == set(FAMILIES)
    for task, family in TASKS.items():
        assert task in FAMILIES[family].tasks
    assert {task for family in FAMILIES.values() for task in family.tasks} == set(TASKS)
