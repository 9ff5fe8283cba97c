"""The models that the zoos have."""

import pytest

from paddle_lrkit.advise.models import FAMILIES, TASKS, find_model
from paddle_lrkit.advise.zoo.known import FAMILIES_OF, kind_of, known_recipe, model_names
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites.zoo import ZOOS


@pytest.mark.parametrize(
    ("name", "task", "family"),
    [
        ("PP-OCRv4_mobile_rec", "ocr", "ocr-rec"),
        ("PP-OCRv5_server_det", "ocr", "ocr-det"),
        ("ch_PP-OCRv4_rec", "ocr", "ocr-rec"),
        ("CRNN", "ocr", "ocr-rec"),
        ("SVTR", "ocr", "ocr-rec"),
        ("SLANet_plus", "ocr", "ocr-table"),
        ("picodet_s_320_coco_lcnet", "detection", "one-stage"),
        ("ppyoloe_plus_crn_l_80e_coco", "detection", "one-stage"),
        ("rtdetr_r50vd_6x_coco", "detection", "detr"),
        ("cascade_rcnn_r50_fpn_1x_coco", "detection", "two-stage"),
        ("resnet50_vd_ssld", "classification", "cnn"),
        ("PPHGNetV2_B4", "classification", "cnn"),
        ("pp_liteseg_stdc1", "segmentation", "seg-cnn"),
        ("segformer_b2", "segmentation", "seg-transformer"),
        ("ernie-3.0-medium-zh", "text-finetune", "encoder"),
        ("uie-base", "text-finetune", "encoder"),
        ("Qwen2-7B", "text-finetune", "decoder"),
    ],
)
def test_names_as_people_write_them(name, task, family):
    assert known_recipe(name, task).family == family
    model = find_model(name, task)
    assert (model.given, model.family) == (name, FAMILIES_OF.get(family, family))


def test_an_unknown_name_gets_the_nearest_of_the_zoo():
    with pytest.raises(ConfigError, match="did you mean 'PP-OCRv4_mobile_rec'"):
        find_model("PPX-OCRv4_mobile_rek", "ocr")
    with pytest.raises(ConfigError, match="--list-models"):
        find_model("qqqq", "ocr")


def test_each_task_has_a_zoo_and_each_kind_a_family():
    assert set(ZOOS) == set(TASKS)
    for task in ZOOS:
        groups = model_names(task)
        assert {FAMILIES_OF.get(family, family) for family in groups} <= set(FAMILIES)
        assert all(names and names == sorted(set(names)) for lines in groups.values() for names in lines.values())


def test_kinds_of_optimizers():
    names = ("SGD", "Momentum", "Adam", "AdamW", "AdamWDL_CAE", "RMSProp", "Adadelta")
    assert [kind_of(name) for name in names] == ["sgd", "sgd", "adam", "adam", "adam", "rmsprop", "adadelta"]
