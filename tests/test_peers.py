"""The same formulas as torch, timm, transformers and optax, where they are installed, at 100 points each.

Not installed by any extra: ``pip install torch timm transformers optax pytest pytest-timeout hypothesis`` into an
environment of its own, then ``python -m pytest tests/test_peers.py``. Paddle is not needed.
"""

import importlib
import importlib.util
import math
import sys
import types

import pytest

from paddle_lrkit import curves
from paddle_lrkit.curves import constant, cosine, linear

N = 100
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]


def rates(curve, count=N):
    return [curve(update) for update in range(count)]


def close(found, curve, tolerance=1e-9):
    peak = max(map(abs, found))
    assert rates(curve, len(found)) == pytest.approx(found, rel=0, abs=tolerance * peak)


def sgd(rate=0.1, **options):
    torch = pytest.importorskip("torch", reason="torch is not installed")
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=rate, **options)


def walk_torch(make, count=N, rate=0.1, key="lr", **options):
    optimizer = sgd(rate, **options)
    scheduler = make(__import__("torch").optim.lr_scheduler, optimizer)
    found = []
    for _ in range(count):
        found.append(optimizer.param_groups[0][key])
        optimizer.step()
        scheduler.step()
    return found


TORCH = {
    "StepLR": (lambda s, o: s.StepLR(o, 30), curves.step(0.1, 30)),
    "MultiStepLR": (lambda s, o: s.MultiStepLR(o, [20, 70], 0.5), curves.multistep(0.1, [20, 70], 0.5)),
    "ExponentialLR": (lambda s, o: s.ExponentialLR(o, 0.97), curves.exponential(0.1, 0.97)),
    "CosineAnnealingLR": (lambda s, o: s.CosineAnnealingLR(o, N, 0.001), cosine(0.1, 0.001, N)),
    "CosineAnnealingWarmRestarts": (
        lambda s, o: s.CosineAnnealingWarmRestarts(o, 10, 2, 0.001),
        curves.cosine_restarts(0.1, 0.001, 10, 2),
    ),
    "ConstantLR": (lambda s, o: s.ConstantLR(o, 0.5, 40), constant(0.05, 40).then(constant(0.1))),
    "LinearLR": (lambda s, o: s.LinearLR(o, 0.2, 1.0, 60), linear(0.02, 0.1, 60)),
    "PolynomialLR": (lambda s, o: s.PolynomialLR(o, 80, 2.0), curves.polynomial(0.1, 0.0, 80, 2.0)),
    "LambdaLR": (lambda s, o: s.LambdaLR(o, lambda e: 1 / (1 + e)), curves.custom(lambda e: 1 / (1 + e), 0.1)),
    "MultiplicativeLR": (lambda s, o: s.MultiplicativeLR(o, lambda e: 0.98), curves.cumulative(0.1, lambda e: 0.98)),
    "CyclicLR": (
        lambda s, o: s.CyclicLR(o, 0.01, 0.1, 12, 20, "triangular2", cycle_momentum=False),
        curves.cyclic(0.01, 0.1, 12, 20, "triangular2"),
    ),
    "CyclicLR exp_range": (
        lambda s, o: s.CyclicLR(o, 0.01, 0.1, 12, mode="exp_range", gamma=0.98, cycle_momentum=False),
        curves.cyclic(0.01, 0.1, 12, mode="exp_range", gamma=0.98),
    ),
    "OneCycleLR": (
        lambda s, o: s.OneCycleLR(o, 0.1, N, cycle_momentum=False, div_factor=25, final_div_factor=100),
        curves.one_cycle(0.004, 0.1, 0.00004, N, 29),
    ),
    "OneCycleLR linear": (
        lambda s, o: s.OneCycleLR(
            o, 0.1, N, pct_start=0.3, anneal_strategy="linear", cycle_momentum=False, three_phase=True
        ),
        curves.one_cycle(0.004, 0.1, 0.004 / 1e4, N, 29, "linear", three_phase=True),
    ),
    "SequentialLR": (
        lambda s, o: s.SequentialLR(o, [s.LinearLR(o, 0.1, 1.0, 20), s.ExponentialLR(o, 0.95)], [20]),
        linear(0.01, 0.1, 20).then(curves.exponential(0.1, 0.95)),
    ),
    "ChainedScheduler": (
        lambda s, o: s.ChainedScheduler([s.ConstantLR(o, 0.5, 40), s.ExponentialLR(o, 0.95)]),
        curves.product(constant(0.5, 40).then(constant(1.0)), curves.exponential(0.1, 0.95)),
    ),
}


@pytest.mark.parametrize("name", TORCH)
def test_torch(name):
    make, curve = TORCH[name]
    close(walk_torch(make), curve)


def test_torch_one_cycle_momentum():
    found = walk_torch(lambda s, o: s.OneCycleLR(o, 0.1, N), key="momentum", momentum=0.9)
    close(found, curves.one_cycle_momentum(0.95, 0.85, N, 29))


def test_torch_swa():
    torch = pytest.importorskip("torch", reason="torch is not installed")
    optimizer = sgd(0.1)
    scheduler = torch.optim.swa_utils.SWALR(optimizer, swa_lr=0.03, anneal_epochs=20)
    found = []
    for _ in range(N):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    close(found, curves.swa(constant(0.1), 0, 0.03, 20))


def test_torch_plateau():
    from paddle_lrkit.curves.plateau import Plateau

    torch = pytest.importorskip("torch", reason="torch is not installed")
    metrics = [1 / (1 + t) if t < 20 else 0.05 + 0.01 * math.sin(t) for t in range(N)]
    for mode, sign in (("min", 1), ("max", 1)):
        optimizer = sgd(0.1)
        scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, mode, 0.5, 3)
        found = []
        for metric in metrics:
            scheduler.step(sign * metric)
            found.append(optimizer.param_groups[0]["lr"])
        assert Plateau(0.1, mode, 0.5, 3).replay([sign * metric for metric in metrics]) == pytest.approx(found)


@pytest.mark.parametrize("smooth", [False, True])
@pytest.mark.parametrize("mode", ["min", "max"])
def test_transformers_greedy(mode, smooth):
    from paddle_lrkit.curves.greedy import Greedy

    module = pytest.importorskip("transformers.optimization", reason="transformers is not installed")
    if not hasattr(module, "GreedyLR"):
        pytest.skip("this transformers has no GreedyLR")
    shared = {"factor": 0.7, "patience": 1, "threshold": 1e-3, "cooldown": 1, "min_lr": 0.02, "max_lr": 0.4}
    shared |= {"smooth": smooth, "window_size": 4, "reset_start": 2}
    metrics = [1 / (1 + t) if t < 20 else 0.05 + 0.05 * math.sin(t) for t in range(N)]
    scheduler = module.GreedyLR(sgd(0.1), mode=mode, warmup=2, **shared)
    found = []
    for metric in metrics:
        scheduler.step(metric)
        found.append(scheduler.get_last_lr()[0])
    assert len(set(found)) > 5
    assert Greedy(0.1, mode, increase_cooldown=2, **shared).replay(metrics) == pytest.approx(found)


@pytest.fixture
def timm_schedulers(monkeypatch):
    """``timm.scheduler`` without the models of timm, which need a torchvision that fits torch."""
    spec = importlib.util.find_spec("timm")
    if spec is None:
        pytest.skip("timm is not installed")
    package = types.ModuleType("timm")
    package.__path__ = list(spec.submodule_search_locations)
    monkeypatch.setitem(sys.modules, "timm", package)
    return importlib.import_module("timm.scheduler")


TIMM = {
    "cosine": (
        "CosineLRScheduler",
        {"t_initial": 80, "lr_min": 0.001, "warmup_t": 10, "warmup_lr_init": 0.0, "warmup_prefix": True},
        cosine(0.1, 0.001, 80).warmup(10),
    ),
    "cosine with cycles": (
        "CosineLRScheduler",
        {"t_initial": 15, "lr_min": 0.001, "cycle_mul": 2.0, "cycle_decay": 0.5, "cycle_limit": 2},
        curves.cosine_restarts(0.1, 0.001, 15, 2, 0.5, 2),
    ),
    "cosine with a float multiplier": (
        "CosineLRScheduler",
        {"t_initial": 15, "lr_min": 0.001, "cycle_mul": 1.37, "cycle_decay": 0.5, "cycle_limit": 10},
        curves.cosine_restarts(0.1, 0.001, 15, 1.37, 0.5, 10),
    ),
    "k-decay": (
        "CosineLRScheduler",
        {"t_initial": N, "lr_min": 0.001, "k_decay": 1.7},
        curves.k_decay(0.1, 0.001, N, 1.7),
    ),
    "tanh": (
        "TanhLRScheduler",
        {"t_initial": N, "lr_min": 0.001, "lb": -5.0, "ub": 4.0},
        curves.tanh(0.1, 0.001, N, -5.0, 4.0),
    ),
    "polynomial with k": (
        "PolyLRScheduler",
        {"t_initial": N, "lr_min": 0.001, "power": 0.7, "k_decay": 1.4},
        curves.k_decay(0.1, 0.001, N, 1.4, "polynomial", 0.7),
    ),
    "step": ("StepLRScheduler", {"decay_t": 30, "decay_rate": 0.3}, curves.step(0.1, 30, 0.3)),
    "multistep": (
        "MultiStepLRScheduler",
        {"decay_t": [20, 70], "decay_rate": 0.3},
        curves.shift(curves.multistep(0.1, [20, 70], 0.3), -1),
    ),
}


@pytest.mark.parametrize("name", TIMM)
def test_timm(timm_schedulers, name):
    kind, options, curve = TIMM[name]
    scheduler = getattr(timm_schedulers, kind)(sgd(0.1), **options)
    close([scheduler._get_lr(update)[0] for update in range(N)], curve)


def transformers_curve(name, *args, **options):
    module = pytest.importorskip("transformers.optimization", reason="transformers is not installed")
    return walk_torch(lambda s, optimizer: getattr(module, name)(optimizer, *args, **options))


TRANSFORMERS = {
    "constant": ("get_constant_schedule_with_warmup", (20,), {}, constant(0.1).warmup(20)),
    "linear": ("get_linear_schedule_with_warmup", (20, N), {}, linear(0.1, 0.0, 80).warmup(20)),
    "cosine": ("get_cosine_schedule_with_warmup", (20, N), {}, cosine(0.1, 0.0, 80).warmup(20)),
    "cosine cycles": (
        "get_cosine_schedule_with_warmup",
        (20, N),
        {"num_cycles": 2.5},
        curves.cosine_cycles(0.1, 0.0, 80, 2.5).warmup(20),
    ),
    "hard restarts": (
        "get_cosine_with_hard_restarts_schedule_with_warmup",
        (20, N),
        {"num_cycles": 3},
        curves.cosine_hard_restarts(0.1, 0.0, 80, 3).warmup(20),
    ),
    "polynomial": (
        "get_polynomial_decay_schedule_with_warmup",
        (20, N),
        {"lr_end": 0.001, "power": 2.0},
        curves.polynomial(0.1, 0.001, 80, 2.0).warmup(20),
    ),
    "inverse square root": (
        "get_inverse_sqrt_schedule",
        (20,),
        {},
        curves.inverse_sqrt(0.1, 20).shift(-20).warmup(20),
    ),
    "inverse square root with a time scale": (
        "get_inverse_sqrt_schedule",
        (20, 70),
        {},
        curves.inverse_sqrt(0.1, 70, offset=50).shift(-20).warmup(20),
    ),
    "cosine with a floor": (
        "get_cosine_with_min_lr_schedule_with_warmup",
        (20, N),
        {"min_lr_rate": 0.1},
        cosine(0.1, 0.01, 80).warmup(20),
    ),
    "warmup-stable-decay": (
        "get_wsd_schedule",
        (20, 30),
        {"num_training_steps": N, "decay_type": "1-sqrt", "min_lr_ratio": 0.1, "warmup_type": "cosine"},
        curves.stable_decay(0.1, 0.01, 80, 30, "1-sqrt").warmup(20, 0.01, shape="cosine"),
    ),
}


@pytest.mark.parametrize("name", TRANSFORMERS)
def test_transformers(name):
    kind, arguments, options, curve = TRANSFORMERS[name]
    close(transformers_curve(kind, *arguments, **options), curve)


OPTAX = {
    "constant": (lambda o: o.constant_schedule(0.1), constant(0.1)),
    "linear": (lambda o: o.linear_schedule(0.1, 0.01, 60), linear(0.1, 0.01, 60)),
    "polynomial": (lambda o: o.polynomial_schedule(0.1, 0.01, 3, 60), curves.polynomial(0.1, 0.01, 60, 3.0)),
    "cosine": (lambda o: o.cosine_decay_schedule(0.1, 60, 0.1), cosine(0.1, 0.01, 60)),
    "cosine with an exponent": (
        lambda o: o.cosine_decay_schedule(0.1, 60, 0.1, 2.5),
        cosine(0.1, 0.01, 60, exponent=2.5),
    ),
    "cosine restarts with warmups": (
        lambda o: o.sgdr_schedule(
            [
                {"init_value": 0.01, "peak_value": 0.1, "warmup_steps": 5, "decay_steps": 25, "end_value": 0.01},
                {"init_value": 0.01, "peak_value": 0.1, "warmup_steps": 5, "decay_steps": 35, "end_value": 0.01},
                {"init_value": 0.01, "peak_value": 0.1, "warmup_steps": 5, "decay_steps": 50, "end_value": 0.01},
            ]
        ),
        curves.cosine_restarts(0.1, 0.01, 25, 1.5, cycles=3, warmup=5),
    ),
    "exponential": (lambda o: o.exponential_decay(0.1, 20, 0.5), curves.exponential(0.1, 0.5, 20)),
    "staircase": (
        lambda o: o.exponential_decay(0.1, 20, 0.5, staircase=True),
        curves.exponential(0.1, 0.5, 20, staircase=True),
    ),
    "piecewise constant": (
        lambda o: o.piecewise_constant_schedule(0.1, {20: 0.5, 60: 0.1}),
        curves.piecewise_constant([20, 60], [0.1, 0.05, 0.005]),
    ),
    "interpolated": (
        lambda o: o.piecewise_interpolate_schedule("cosine", 0.1, {30: 2.0, 90: 0.1}),
        curves.interpolated([0, 30, 90], [0.1, 0.2, 0.02], "cosine"),
    ),
    "warmup and cosine": (
        lambda o: o.warmup_cosine_decay_schedule(0.01, 0.1, 20, N, 0.001),
        cosine(0.1, 0.001, 80).warmup(20, 0.01),
    ),
    "join": (
        lambda o: o.join_schedules([o.linear_schedule(0.0, 0.1, 20), o.exponential_decay(0.1, 1, 0.95)], [20]),
        linear(0.0, 0.1, 20).then(curves.exponential(0.1, 0.95)),
    ),
}


@pytest.mark.parametrize("name", OPTAX)
def test_optax(name):
    optax = pytest.importorskip("optax", reason="optax is not installed")
    make, curve = OPTAX[name]
    schedule = make(optax)
    close([float(schedule(update)) for update in range(N)], curve, tolerance=2e-6)
