"""Rates of runs, and losses by the formulas of the papers, summed update by update."""

from __future__ import annotations

import numpy as np

from paddle_lrkit.forecast.loss_curve import LossCurve
from paddle_lrkit.forecast.rate_path import RatePath

PEAK, UPDATES, WARMUP = 3e-4, 4000, 200


def warmed(rates: np.ndarray, warmup: int = WARMUP) -> np.ndarray:
    """The rates after a linear warmup from 0."""
    return np.concatenate([np.linspace(0, rates[0], warmup, endpoint=False), rates[warmup:]])


def constant(updates: int = UPDATES) -> np.ndarray:
    return warmed(np.full(updates, PEAK))


def cosine(updates: int = UPDATES, floor: float = 0.0) -> np.ndarray:
    passed = np.clip((np.arange(updates) - WARMUP) / (updates - WARMUP), 0, 1)
    return warmed(PEAK * (floor + (1 - floor) * (1 + np.cos(np.pi * passed)) / 2))


def wsd(updates: int = UPDATES, decay: float = 0.2, floor: float = 0.1) -> np.ndarray:
    left = np.clip((updates - np.arange(updates)) / (decay * updates), 0, 1)
    return warmed(PEAK * (floor + (1 - floor) * left))


def step(updates: int = UPDATES, factor: float = 0.3) -> np.ndarray:
    return warmed(np.where(np.arange(updates) < updates // 2, PEAK, PEAK * factor))


def multi_power_drop(rates: np.ndarray, t: int, pace: float, beta: float, gamma: float) -> float:
    """``sum_{k <= t} (eta_{k-1} - eta_k) (1 - (1 + C eta_k^-gamma S_k(t))^-beta)``"""
    k = np.arange(1, t + 1)
    since = np.array([rates[i : t + 1].sum() for i in k])
    return float(((rates[k - 1] - rates[k]) * (1 - (1 + pace * rates[k] ** -gamma * since) ** -beta)).sum())


def curve(name: str, rates: np.ndarray, law, coefficients, shapes, *, every: int = 40, noise: float = 0.0) -> LossCurve:
    """The losses of a law in units of the peak and of the longest run, with noise."""
    path = RatePath(rates)
    at = np.arange(WARMUP, len(rates), every)
    from paddle_lrkit.forecast.rate_path import rate_points

    points = rate_points(path, at, PEAK, UPDATES * PEAK)
    losses = law.columns(points, np.array(shapes)) @ np.array(coefficients)
    random = np.random.default_rng(len(name)).normal(0, noise, len(at))
    return LossCurve(name, path, at, losses * np.exp(random))
