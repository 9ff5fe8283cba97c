"""Memory and time."""

from paddle_lrkit.advise.case import KINDS
from paddle_lrkit.advise.costs import STATE_COPIES, cost, memory


def test_every_optimizer_has_a_cost():
    assert set(KINDS) < set(STATE_COPIES)


def test_memory_follows_from_the_weights():
    assert memory("Momentum", 25_600_000) == "102 MB"
    assert memory("Prodigy", 124_000_000) == "1.98 GB"
    assert memory("AdamW", None) == ""


def test_the_sentence():
    assert cost("SGD", None).en.endswith("SGD keeps no state.")
    assert "1 copy of the weights in float32 (102 MB)" in cost("Momentum", 25_600_000).en
    assert "Prodigy 4." in cost("AdamW", None, untuned=True).en
    assert "不占内存" in cost("AdamW", None).zh
