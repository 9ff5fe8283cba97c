"""What is left out when a published recipe is looked up in the others."""

from benchmarks.zoo_rates import looked_up, own_case, same_line, same_name
from paddle_lrkit.suites.zoo import recipe_at, zoo_of


def picodet(name):
    return recipe_at("ppdet", f"configs/picodet/{name}.yml")


def test_configs_of_one_name_and_of_one_line():
    one, other = picodet("picodet_s_320_coco_lcnet"), picodet("picodet_m_320_coco_lcnet")
    retina = recipe_at("ppdet", "configs/retinanet/retinanet_r50_fpn_1x_coco.yml")
    assert same_name(one, one)
    assert not same_name(one, other)
    assert same_line(one, other)
    assert not same_line(one, retina)


def test_the_case_of_a_recipe():
    case = own_case(picodet("picodet_s_320_coco_lcnet"))
    assert (case.batch, case.epochs, case.samples, case.kind, case.pretrained) == (256, 300, 117_266, "sgd", True)
    (rms,) = (recipe for recipe in zoo_of("ppcls") if recipe.name == "EfficientNetB0")
    assert own_case(rms) is None


def test_a_line_that_is_left_out_is_not_found_by_itself():
    found = looked_up("text-pretrain", same_line)
    assert len(found) > 5
    assert not any(each.near for each in found)
