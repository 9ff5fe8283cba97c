"""A shorter warmup leaves a longer decay, whose key may be in a section inside that of the warmup."""

from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.engine import check_config
from paddle_lrkit.units import LengthOptions
from tests.lint.following import followed


def test_the_length_of_the_decay_is_written_where_it_belongs():
    inner = {"type": "CosineAnnealingDecay", "learning_rate": 0.01, "T_max": 700}
    ramp = {"type": "LinearWarmup", "learning_rate": inner, "warmup_steps": 300, "start_lr": 0.001, "end_lr": 0.01}
    config = {"epochs": 10, "lr_scheduler": ramp}
    options = CheckOptions(suite="pp3d", length=LengthOptions(100))
    (found,) = (each for each in check_config(config, options) if each.rule == "warmup-in-iterations")
    assert found.fix == "{warmup_steps: 50, learning_rate: {T_max: 950}}  # 5% of the run"
    changed = followed(config, found)
    assert changed["lr_scheduler"]["learning_rate"] == {**inner, "T_max": 950}
    assert "warmup-in-iterations" not in {each.rule for each in check_config(changed, options)}
