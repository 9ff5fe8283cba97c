"""Numbers in the name of a file that are lengths of a run, and others."""

import pytest

from paddle_lrkit.lint.engine import check_file

CONFIG = "iters: {}\nlr_scheduler: {{type: PolynomialDecay, learning_rate: 0.01, end_lr: 0}}\n"


@pytest.mark.parametrize(
    ("name", "length", "named"),
    [
        ("segformer_512x512_160k_ade20k", 2000, 160_000),
        ("setr-80k", 160_000, 80_000),
        ("setr-80k", 159_000, None),
        ("deeplab_ade20k_in22k", 2000, None),
        ("unet_4k_160k", 160_000, None),
        ("unet", 2000, None),
    ],
)
def test_only_a_number_of_its_own_is_a_length(name, length, named, tmp_path):
    file = tmp_path / f"{name}.yml"
    file.write_text(CONFIG.format(length))
    found = [one for one in check_file(str(file)) if one.rule == "run-unlike-its-name"]
    assert [one.fix for one in found] == ([] if named is None else [f"iters: {named}"])


def test_a_run_in_epochs_has_no_such_name(tmp_path):
    file = tmp_path / "resnet_10k.yml"
    file.write_text("Global: {epochs: 90}\nArch: {}\nOptimizer: {name: SGD, lr: {name: Cosine, learning_rate: 0.1}}\n")
    assert "run-unlike-its-name" not in [one.rule for one in check_file(str(file))]
