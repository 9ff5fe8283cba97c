"""Names of models as people write them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.advise.zoo.known import recipes_for
from paddle_lrkit.advise.zoo.names import difference, words_of
from paddle_lrkit.suites.zoo import ZOOS


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("PP-OCRv4_mobile_rec", "ppocrv4_mobile_rec"),
        ("ch_PP-OCRv4_rec", "PP-OCRv4_mobile_rec"),
        ("ch_PP-OCRv4_rec_hgnet", "PP-OCRv4_server_rec"),
        ("ch_PP-OCRv4_det_teacher", "PP-OCRv4_server_det"),
        ("PP-YOLOE+", "ppyoloe_plus"),
        ("ERNIE 3.0 Medium zh", "ernie-3.0-medium-zh"),
        ("resnet-50", "ResNet50"),
        ("rec_svtrnet", "SVTRNet"),
        ("hfl/roberta-wwm-ext", "RoBERTa-wwm-ext"),
        ("efficientnet-b3", "EfficientNetB3"),
        ("vit-base", "ViT_B"),
    ],
)
def test_the_same_name_in_other_words(one, other):
    assert "".join(words_of(one)) == "".join(words_of(other))
    assert difference(one, other) == 0


@pytest.mark.parametrize(
    ("asked", "same", "other"),
    [
        ("picodet_s", "picodet_s_320_coco_lcnet", "picodet_m_320_coco_lcnet"),
        ("ppyoloe_crn_l", "ppyoloe_crn_l_300e_coco", "ppyoloe_plus_crn_l_80e_coco"),
        ("ppyoloe+", "ppyoloe_plus_crn_s_80e_coco", "ppyoloe_crn_s_300e_coco"),
        ("resnet50_vd_ssld", "ResNet50_vd", "ResNet101_vd"),
        (
            "pp_liteseg_stdc1",
            "pp_liteseg_stdc1_cityscapes_1024x512_scale0.5_160k",
            "pp_liteseg_stdc2_camvid_960x720_10k",
        ),
        ("faster_rcnn_r50", "faster_rcnn_r50_fpn_1x_coco", "faster_rcnn_r101_fpn_1x_coco"),
        ("LLaMA", "Meta-Llama-3-8B", "Qwen2-7B"),
    ],
)
def test_a_longer_name_of_the_model_is_nearer_than_another_model(asked, same, other):
    near, far = difference(asked, same), difference(asked, other)
    assert near <= 0.5
    assert far is None or far > 1


@pytest.mark.parametrize(
    ("one", "other"), [("VGG16", "ResNet50"), ("", "ResNet50"), ("---", "x"), ("dbx", "db"), ("yolov8", "yolov3")]
)
def test_models_of_different_lines_are_not_compared(one, other):
    assert difference(one, other) is None


@settings(max_examples=50)
@given(name=st.text(max_size=30), other=st.text(max_size=30))
def test_any_text_has_a_difference_or_none(name, other):
    found = difference(name, other)
    assert found is None or 0 <= found <= 2
    assert difference(name, name) in (0, None)


@pytest.mark.parametrize("task", ZOOS)
def test_each_recipe_is_its_own_model(task):
    for recipe in recipes_for(task):
        assert difference(recipe.name, recipe.name) == 0
