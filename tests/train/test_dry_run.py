"""A dry run names what a training would do, and writes nothing."""

from __future__ import annotations

import pytest

from paddle_lrkit.reports.dry_run import dry_run_text
from paddle_lrkit.text import cells
from paddle_lrkit.train.dry_run import dry_run
from tests.train.tiny import write_config

GROUPS = (
    "Optimizer.groups=[{match: [conv, norm], lr: {scale: 0.5}, freeze: 1ep}, {match: '*.bias', weight_decay: 0}, "
    "{match: head, lr: {name: LinearDecay, learning_rate: 0.3}}]"
)


def planned(tmp_path, monkeypatch, *overrides):
    monkeypatch.chdir(tmp_path)
    config = write_config(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    found = dry_run(config, overrides, "cpu")
    assert sorted(tmp_path.rglob("*")) == before
    return found


def test_groups_counts_and_rates(tmp_path, monkeypatch):
    found = planned(tmp_path, monkeypatch, GROUPS, "Global.save_every=2ep", "Optimizer.no_decay_norm_bias=true")
    assert (found.updates, found.steps_per_epoch, found.evaluations, found.kept_checkpoints) == (33, 11, 3, 2)
    assert [(one.name, one.parameters, one.weights, one.weight_decay, one.frozen) for one in found.groups] == [
        ("conv, norm", 2, 216 + 8, (1e-4, 0.0), (0, 11)),
        ("conv, norm + *.bias", 2, 16, (0.0,), (0, 11)),
        ("head", 1, 1280, (1e-4,), None),
        ("head + *.bias", 1, 10, (0.0,), None),
    ]
    body, head = found.groups[0].rate, found.groups[2].rate
    assert (body.first, body.peak) == pytest.approx((0.05, 0.05))
    assert (head.first, head.last) == pytest.approx((0.3, 0.3 / 33))
    assert found.notes == [
        "conv, norm: frozen from the first update with BatchNorm statistics that were never trained, so it does not "
        "normalise; load trained weights (Architecture.pretrained), or freeze it later",
        "warning LR108: the warmup ends at update 11 of 33 (epoch 1 of 3), after 33% of the run; recipes take up "
        "to 10%",
    ]
    assert found.layers == {"conv": 2, "norm": 2, "head": 2}
    assert 1 < found.loss < 4
    text = dry_run_text(found)
    assert "0-10" in text
    assert max(map(cells, text.splitlines()[1:])) <= 80


def test_the_first_group_counts_and_it_is_said(tmp_path, monkeypatch):
    groups = "Optimizer.groups=[{match: norm, lr: {scale: 0.5}}, {match: '*.bias', lr: {scale: 2}}]"
    found = planned(tmp_path, monkeypatch, groups, "Optimizer.lr={name: ReduceOnPlateau, learning_rate: 0.1}")
    assert found.notes == ["1 parameter matches norm and *.bias; lr is that of norm, the first"]
    assert [(one.name, one.rate.peak, one.rate.last) for one in found.groups] == [
        ("", 0.1, None), ("*.bias", 0.2, None), ("norm", 0.05, None)
    ]  # fmt: skip


def test_a_taken_directory_and_a_long_name(tmp_path, monkeypatch):
    (tmp_path / "output/tiny").mkdir(parents=True)
    (tmp_path / "output/tiny/log.jsonl").touch()
    name = "a long name of a group of parameters"
    found = planned(tmp_path, monkeypatch, f"Optimizer.groups=[{{match: norm, name: {name}, freeze: 1ep}}]")
    assert found.run == "output/tiny-2"
    assert f"\n{name} " in dry_run_text(found)


def test_what_check_warns_of_is_said(tmp_path, monkeypatch):
    late = "Optimizer.groups=[{match: conv, freeze: 50ep}]"
    (note,) = [one for one in planned(tmp_path, monkeypatch, late).notes if "LR114" in one]
    assert note.startswith("warning LR114: conv is frozen until update 550 of 33")


@pytest.mark.parametrize(
    ("freeze", "frozen", "rates"),
    [
        ("1ep", (0, 11), (0.1 * 22 / 33, 0.1 * 22 / 33, 0.1 / 33)),
        ("50ep", (0, 33), (0.0, 0.0, 0.0)),
        ("[1ep, 2ep]", (11, 22), (0.1, 0.1, 0.1 / 33)),
        ("[1ep, 50ep]", (11, 33), (0.1, 0.1, 0.1 * 23 / 33)),
        ("[40ep, 50ep]", None, (0.1, 0.1, 0.1 / 33)),
    ],
)
def test_the_rates_are_those_of_updates_that_train(tmp_path, monkeypatch, freeze, frozen, rates):
    lr = "Optimizer.lr={name: LinearDecay, learning_rate: 0.1}"
    found = planned(tmp_path, monkeypatch, lr, f"Optimizer.groups=[{{match: conv, freeze: {freeze}}}]")
    (conv,) = [one for one in found.groups if one.name == "conv"]
    assert conv.frozen == frozen
    assert (conv.rate.first, conv.rate.peak, conv.rate.last) == pytest.approx(rates)


def test_lars_does_not_decay_vectors(tmp_path, monkeypatch):
    lars = "Optimizer={name: LARS, momentum: 0.9, weight_decay: 1.0e-4, lr: {name: Constant, learning_rate: 0.1}"
    monkeypatch.chdir(tmp_path)
    config = write_config(tmp_path)
    for vectors, decays in (("true", (0.0,)), ("false", (1e-4,))):
        more = f", exclude_vectors: {vectors}, groups: [{{match: norm, lr: {{scale: 0.5}}}}]}}"
        (norm,) = [one for one in dry_run(config, [lars + more], "cpu").groups if one.name == "norm"]
        assert norm.weight_decay == decays
