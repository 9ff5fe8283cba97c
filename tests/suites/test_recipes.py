"""The recipes of the suites: whole, and those that their documents state in numbers."""

import pytest

from paddle_lrkit.config.document import Document
from paddle_lrkit.suites.recipes import fitting_recipes, recipes_of
from paddle_lrkit.suites.scaling_rule import scaling_rule
from paddle_lrkit.suites.table import SUITES

RECIPES = [(suite, recipe) for suite in SUITES for recipe in recipes_of(suite)]


@pytest.mark.parametrize(("suite", "recipe"), RECIPES, ids=lambda value: getattr(value, "key", value))
def test_a_recipe_is_whole(suite, recipe):
    assert 0 < recipe.rate < 6
    assert 1 <= recipe.gpus <= 8
    assert 1 <= recipe.batch <= 512
    assert recipe.optimizer in ("SGD", "Momentum", "Adam", "AdamW", "RMSProp")
    assert recipe.source.endswith((".yml", ".yaml"))
    assert recipe.gpus_source.endswith((".md", ".py", ".yml"))
    assert recipe.when
    assert recipe.data


@pytest.mark.parametrize("suite", SUITES)
def test_keys_are_unique(suite):
    keys = [recipe.key for recipe in recipes_of(suite)]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("suite", "key", "samples", "rate"),
    [
        ("ppdet", "yolov3", 64, 0.001),  # configs/yolov3/README.md: 8 GPUs, 64 in all
        ("ppdet", "yolox", 64, 0.01),  # configs/yolox/README.md: 0.01 for 8 x 8 = 64
        ("ppdet", "yolof", 32, 0.06),  # configs/yolof/README.md: 32 in all
        ("ppdet", "ppyolo", 192, 0.01),  # configs/ppyolo/README.md: 8 GPUs of 24
        ("ppdet", "ssd-vgg", 32, 0.001),  # configs/ssd/README.md: 4 GPUs, 32 in all
        ("ppdet", "ssd-mobilenet", 64, 0.001),  # configs/ssd/README.md: 2 GPUs, 64 in all
        ("ppcls", "resnet", 256, 0.1),  # docs/zh_CN/FAQ/faq_2020_s1.md: 0.1 k for 256 k
        ("ppcls", "convnext", 4096, 0.004),  # the comment in ConvNeXt_tiny.yaml
        ("ppocr", "db", 64, 0.001),  # doc/doc_en/finetune_en.md: 8 * 8 = 64
        ("ppocr", "recognition", 1024, 0.001),  # doc/doc_en/finetune_en.md: 8 * 128 = 1024
        ("ppocr", "svtr", 2048, 0.0005),  # doc/doc_en/algorithm_rec_svtr_en.md: 2048 in all, 0.0005
        ("ppocr", "slanet", 192, 0.001),  # doc/doc_en/table_recognition_en.md: 4 * 48 = 192
    ],
)
def test_what_the_documents_state(suite, key, samples, rate):
    (recipe,) = [recipe for recipe in recipes_of(suite) if recipe.key == key]
    assert (recipe.samples, recipe.rate) == (samples, rate)


@pytest.mark.parametrize(
    ("suite", "config", "optimizer", "keys"),
    [
        ("ppdet", {"architecture": "FasterRCNN"}, "Momentum", ["faster-rcnn"]),
        ("ppdet", {"architecture": "FasterRCNN"}, "", ["faster-rcnn"]),
        ("ppdet", {"architecture": "FasterRCNN"}, "AdamW", []),
        ("ppdet", {"architecture": "YOLOv3", "YOLOv3": {"yolo_head": "PPYOLOEHead"}}, "Momentum", ["ppyoloe"]),
        ("ppdet", {"architecture": "PPYOLOE", "PPYOLOE": {"yolo_head": "PPYOLOEHead"}}, "Momentum", ["ppyoloe"]),
        (
            "ppdet",
            {
                "architecture": "YOLOv3",
                "YOLOv3": {"yolo_head": "PPYOLOEHead"},
                "pretrain_weights": "https://bj.bcebos.com/ppyoloe_crn_l_obj365_pretrained.pdparams",
            },
            "Momentum",
            ["ppyoloe-plus"],
        ),
        ("ppdet", {"architecture": "YOLOv3"}, "Momentum", []),
        ("ppcls", {"Arch": {"name": "ResNet50_vd"}}, "Momentum", ["resnet"]),
        ("ppcls", {"Arch": {"name": "SwinTransformer_tiny_patch4_window7_224"}}, "AdamW", ["swin"]),
        ("ppcls", {"Arch": {"name": "MyNet"}}, "Momentum", []),
        ("ppcls", {"Arch": "ResNet50"}, "Momentum", []),
        ("ppseg", {"model": {"type": "DeepLabV3P"}}, "sgd", ["cityscapes", "pascal-voc"]),
        ("ppseg", {"model": {"type": "PPLiteSeg"}}, "SGD", ["pp-liteseg", "pp-liteseg-camvid"]),
        (
            "ppseg",
            {"model": {"type": "PPLiteSeg"}, "train_dataset": {"dataset_root": "data/optic_disc_seg"}},
            "SGD",
            ["quick-start"],
        ),
        ("ppocr", {"Architecture": {"model_type": "det", "algorithm": "DB"}}, "Adam", ["db"]),
        ("ppocr", {"Architecture": {"model_type": "rec", "algorithm": "DB"}}, "Adam", []),
        ("ppnlp", {"model_name_or_path": "ernie-3.0-base-zh"}, "AdamW", []),
    ],
)
def test_the_recipes_of_a_config(suite, config, optimizer, keys):
    assert [recipe.key for recipe in fitting_recipes(suite, Document(config), optimizer)] == keys


def test_the_model_has_the_name_that_the_config_gives_it():
    document = Document({"Arch": {"name": "ResNet50_vd"}})
    assert fitting_recipes("ppcls", document, "Momentum")[0].model(document) == "ResNet50_vd"


def test_the_data_of_a_suite_and_own_data():
    (recipe,) = fitting_recipes("ppcls", Document({"Arch": {"name": "ResNet50"}}), "Momentum")
    published = {"DataLoader": {"Train": {"dataset": {"image_root": "./dataset/ILSVRC2012/"}}}}
    own = {"DataLoader": {"Train": {"dataset": {"image_root": "./dataset/flowers"}}}}
    assert [recipe.has_own_data(Document(data)) for data in (published, own, {})] == [False, True, True]


@pytest.mark.parametrize(
    ("optimizer", "rule"),
    [
        ("SGD", "linear"),
        ("Momentum", "linear"),
        ("", "linear"),
        ("Adam", "sqrt"),
        ("AdamWDL", "sqrt"),
        ("Lamb", "sqrt"),
    ],
)
def test_the_rule_of_an_optimizer(optimizer, rule):
    assert scaling_rule(optimizer) == rule
