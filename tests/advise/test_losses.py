"""The table of final losses."""

import pytest

from paddle_lrkit.advise.data import rows
from paddle_lrkit.errors import ConfigError
from tests.advise.final_losses import FINAL_LOSS, RATES, ranked, safest, worst_regret


def test_the_table_is_whole():
    assert len(FINAL_LOSS) == 10
    assert all(len(losses) == len(RATES) and all(2.9 < loss < 3.3 for loss in losses) for losses in FINAL_LOSS.values())


def test_at_a_small_rate_the_order_turns_round():
    assert ranked(1e-4).index("cosine to 0") > ranked(1e-4).index("constant")
    assert ranked(2e-3).index("cosine to 0") < 4
    assert ranked(2e-3)[-1] == "constant"


def test_the_row_for_an_untuned_rate_is_what_the_table_says():
    row = next(row for row in rows() if row.key == "pretrain-untuned")
    assert safest() == f"{row.decay.name} {row.decay.share}% {row.decay.shape}"
    assert worst_regret(safest()) == pytest.approx(0.0083)
    assert worst_regret("cosine to 0") == pytest.approx(0.0695)


def test_a_rate_that_is_not_in_the_table():
    with pytest.raises(ConfigError, match="unknown rate"):
        ranked(3e-4)
