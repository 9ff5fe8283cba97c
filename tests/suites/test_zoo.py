"""The facts of published recipes, against what was read in the configs by hand."""

import os
import re

import pytest

from paddle_lrkit import units
from paddle_lrkit.suites import zoo
from paddle_lrkit.suites.zoo import STARTS, ZOOS, commit_of, recipe_at, sizes, zoo_of

SUITES = sorted(set(ZOOS.values()))
READ = """
ppdet configs/picodet/picodet_s_320_coco_lcnet.yml                 | Momentum 0.32  64x4  | cosine | 300it 0.1 | 300ep | 4e-05
ppdet configs/ppyoloe/ppyoloe_plus_crn_l_80e_coco.yml              | Momentum 0.001 8x8   | cosine 1.2 | 5ep 0 | 80ep | 0.0005
ppdet configs/faster_rcnn/faster_rcnn_r50_fpn_1x_coco.yml          | Momentum 0.01  1x8   | multistep 0.667 0.917 x0.1 | 1000it 0.1 | 12ep | 0.0001
ppdet configs/rtdetr/rtdetr_r50vd_6x_coco.yml                      | AdamW    1e-4  4x4   | constant | 2000it 0.001 | 72ep | 0.0001
ppdet configs/yolov3/yolov3_darknet53_270e_coco.yml                | Momentum 0.001 8x8   | multistep 0.8 0.9 x0.1 | 4000it 0 | 270ep | 0.0005
ppdet configs/ssd/ssd_vgg16_300_240e_voc.yml                       | Momentum 0.001 8x4   | multistep 0.667 0.833 x0.1 | 500it 0.3333 | 240ep | 0.0005
ppcls ppcls/configs/ImageNet/ResNet/ResNet50.yaml                  | Momentum 0.1   64x4  | multistep 0.25 0.5 0.75 x0.1 | 0 0 | 120ep | 0.0001
ppcls ppcls/configs/ImageNet/MobileNetV3/MobileNetV3_large_x1_0.yaml | Momentum 0.65 256x4 | cosine | 5ep 0 | 360ep | 2e-05
ppcls ppcls/configs/ImageNet/EfficientNet/EfficientNetB0.yaml      | RMSProp  0.032 128x4 | cosine | 5ep 0 | 360ep | 1e-05
ppcls ppcls/configs/ImageNet/VGG/VGG16.yaml                        | Momentum 0.01  64x4  | cosine | 0 0 | 90ep | 0.0004
ppcls ppcls/configs/ImageNet/SwinTransformer/SwinTransformer_tiny_patch4_window7_224.yaml | AdamW 1e-3 128x8 | cosine | 20ep 0.002 | 300ep | 0.05
ppcls ppcls/configs/CAE/cae_base_patch16_224_finetune.yaml         | AdamWDL  0.001 16x4  | cosine | 10ep 0.001 | 100ep | 0.05
ppcls ppcls/configs/PULC/person_exists/PPLCNet_x1_0.yaml           | Momentum 0.01  64x4  | cosine | 5ep 0 | 20ep | 4e-05
ppseg configs/segformer/segformer_b0_cityscapes_1024x1024_160k.yml | AdamW    6e-5  2x4   | linear | 0 0 | 160000it | 0.01
ppseg configs/deeplabv3p/deeplabv3p_resnet50_os8_voc12aug_512x512_40k.yml | SGD 0.01 4x4 | polynomial 0.9 | 0 0 | 40000it | 4e-05
ppseg configs/stdcseg/stdc1_seg_cityscapes_1024x512_80k.yml        | SGD      0.01  12x4  | polynomial 0.9 | 0 0 | 80000it | 4e-05
ppseg configs/pp_liteseg/pp_liteseg_stdc1_cityscapes_1024x512_scale0.5_160k.yml | SGD 0.005 4x4 | polynomial 0.9 | 1000it 0.002 | 160000it | 0.0005
ppocr configs/rec/PP-OCRv4/PP-OCRv4_mobile_rec.yml                 | Adam     0.001 192x8 | cosine late | 5ep 0 | 200ep | 3e-05
ppocr configs/rec/PP-OCRv5/PP-OCRv5_server_rec.yml                 | Adam     5e-4  128x8 | cosine late | 1ep 0 | 75ep | 3e-05
ppocr configs/det/PP-OCRv5/PP-OCRv5_mobile_det.yml                 | Adam     0.001 8x8   | cosine late | 2ep 0 | 500ep | 5e-05
ppocr configs/rec/rec_svtrnet.yml                                  | AdamW    5e-4  512x4 | cosine late | 2ep 0 | 20ep | 0.05
ppnlp legacy/model_zoo/ernie-1.0/run_gb512_s1m_trainer.sh          | AdamW    1e-4  64x8  | linear | 1% 0 | 1000000it | 0.01
ppnlp llm/config/llama/sft_argument.json                           | AdamW    3e-5  1x8   | linear | 30it 0 | 3ep |
"""  # noqa: E501


@pytest.mark.parametrize("line", READ.strip().splitlines(), ids=lambda line: line.split()[1])
def test_the_facts_are_those_of_the_config(line):
    place, trained, schedule, ramp, run, decay = (part.strip() for part in line.split("|"))
    suite, path = place.split()
    optimizer, peak, batch = trained.split()
    (found,) = (recipe for recipe in zoo_of(suite) if recipe.path == path)
    assert (found.optimizer, found.peak, f"{found.batch}x{found.gpus}") == (optimizer, float(peak), batch)
    warmup, start = ramp.split()
    assert (found.schedule, found.warmup, found.run) == (schedule, warmup, run)
    assert found.warmup_start == pytest.approx(float(start), abs=1e-4)
    assert found.weight_decay == (float(decay) if decay else None)


@pytest.mark.parametrize(
    ("task", "suite", "rate", "batch", "epochs"),
    [("tnews", "ppnlp", 3e-5, 64, 3), ("afqmc", "ppnlp", 3e-5, 32, 3), ("cmrc2018", "ppnlp", 3e-5, 24, 2)],
)
def test_the_grid_of_the_clue_page(task, suite, rate, batch, epochs):
    (found,) = (
        recipe for recipe in zoo_of(suite) if recipe.name == "ERNIE-3.0-Medium-zh" and recipe.data == f"clue-{task}"
    )
    assert (found.peak, found.samples, found.run, found.warmup) == (rate, batch, f"{epochs}ep", "10%")


def test_what_a_run_starts_from():
    starts = {
        recipe.path: recipe.start
        for suite in SUITES
        for recipe in zoo_of(suite)
    }  # fmt: skip
    assert starts["configs/ppyoloe/ppyoloe_plus_crn_l_80e_coco.yml"] == "model"
    assert starts["configs/ppyoloe/ppyoloe_crn_l_300e_coco.yml"] == "backbone"
    assert starts["configs/faster_rcnn/faster_rcnn_swin_tiny_fpn_1x_coco.yml"] == "backbone"
    assert starts["configs/yolox/yolox_s_300e_coco.yml"] == "scratch"
    assert starts["ppcls/configs/ImageNet/ResNet/ResNet50_vd.yaml"] == "scratch"
    assert starts["ppcls/configs/quick_start/ResNet50_vd.yaml -o Arch.pretrained=True"] == "model"
    assert starts["configs/rec/PP-OCRv4/PP-OCRv4_mobile_rec.yml"] == "scratch"


@pytest.mark.parametrize(
    ("path", "metric"),
    [
        ("configs/faster_rcnn/faster_rcnn_r50_fpn_1x_coco.yml", "38.4 Box AP"),
        ("configs/ppyoloe/ppyoloe_plus_crn_l_80e_coco.yml", "52.9 Box AP"),
        ("configs/picodet/picodet_s_320_coco_lcnet.yml", "29.1 mAP"),
        ("configs/rtdetr/rtdetr_r50vd_6x_coco.yml", "53.1 AP"),
        ("configs/yolov3/yolov3_darknet53_270e_coco.yml", "39.1 mAP"),
        ("ppcls/configs/ImageNet/ResNet/ResNet50_vd.yaml", "79.12 Top-1"),
        ("configs/pp_liteseg/pp_liteseg_stdc1_cityscapes_1024x512_scale0.5_160k.yml", "73.1 mIoU"),
        ("configs/deeplabv3p/deeplabv3p_resnet50_os8_cityscapes_1024x512_80k.yml", "80.36 mIoU"),
    ],
)
def test_the_metric_that_the_suite_publishes(path, metric):
    (found,) = (recipe for suite in SUITES for recipe in zoo_of(suite) if recipe.path == path)
    assert found.metric == metric


@pytest.mark.parametrize("suite", SUITES)
def test_a_table_is_whole(suite):
    assert re.fullmatch(r"[0-9a-f]{40}", commit_of(suite))
    recipes = zoo_of(suite)
    assert len(recipes) > 100
    for recipe in recipes:
        assert recipe.start in STARTS
        assert recipe.peak > 0
        assert recipe.samples >= 1
        assert 0 <= recipe.floor <= 1
        assert recipe.warmup == "0" or units.parse_duration(recipe.warmup).value > 0
        assert not recipe.run or units.parse_duration(recipe.run).value > 0
        assert not recipe.metric or 0 < float(recipe.metric.split()[0]) <= 100


def test_the_tables_are_small():
    folder = os.path.dirname(zoo.__file__)
    assert sum(os.path.getsize(os.path.join(folder, suite, "zoo.tsv")) for suite in SUITES) < 300_000


def test_sizes_have_a_source():
    assert all(size.samples > 0 and size.source and size.title for size in sizes().values())
    assert {size.name for size in sizes().values()} <= {recipe.data for suite in SUITES for recipe in zoo_of(suite)}


def test_lengths_in_updates_become_epochs_where_the_data_are_known():
    (found,) = (
        recipe for recipe in zoo_of("ppseg") if recipe.path.endswith("segformer_b0_cityscapes_1024x1024_160k.yml")
    )
    assert found.epochs == pytest.approx(160_000 * 8 / 2975)


@pytest.mark.parametrize("suite", SUITES)
def test_one_recipe_is_read_without_the_others(suite):
    first = zoo_of(suite)[0]
    assert recipe_at(suite, first.path) == first
    with pytest.raises(KeyError):
        recipe_at(suite, "configs/none.yml")
