"""Notation of `docs/model.md`: small functions and the aggregates that do not count groups (D13)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Arrays = dict[str, Floats]
EPS = 1e-9

# A `Scene` holds one month's variables under the names of the model text (worlds first).
Scene = SimpleNamespace


def sig(x: Any) -> Any:
    """Return the logistic function."""
    return 1.0 / (1.0 + np.exp(-x))


def pos(x: Any) -> Any:
    """Return the smooth positive part x*sig(8x)."""
    return x * sig(8.0 * x)


def cap(r: Any, s: Any) -> Any:
    """Return `r` saturating at `s`."""
    return s * (1.0 - np.exp(-r / (s + EPS)))


def norm(x: Floats) -> Floats:
    """Return `x` divided by its sum over the last axis (districts)."""
    return np.asarray(x / (x.sum(-1, keepdims=True) + EPS))


def a1(x: Any) -> Any:
    """Give a per-world number one more axis (groups or districts)."""
    return np.asarray(x)[:, None]


def a2(x: Any) -> Any:
    """Give a per-world number two more axes (groups and districts, or pairs)."""
    return np.asarray(x)[:, None, None]


def masks(case: Any) -> Scene:
    """Return 0/1 masks of kinds (G,) and what else depends on the case alone."""
    count = len(case.groups)
    extremist = np.zeros(count)
    extremist[case.extremist] = 1.0
    splinter = np.zeros(count)
    splinter[case.splinter] = 1.0
    councils = np.zeros(count)
    if case.councils is not None:
        councils[case.councils] = 1.0
    outside = np.asarray(case.is_outside, float)
    salience, positions = np.asarray(case.salience), np.asarray(case.positions)
    weights = 0.5 * (salience[:, None, :] + salience[None, :, :])
    gaps = (positions[:, None, :] - positions[None, :, :]) ** 2 / 4.0
    dom = (1.0 - extremist) * (1.0 - outside)
    off = 1.0 - np.eye(count)
    return Scene(
        e=case.extremist,
        s=case.splinter,
        dom=dom,
        armed=np.asarray(case.is_armed, float),
        political=np.asarray(case.is_political, float),
        extremist=extremist,
        splinter=splinter,
        councils=councils,
        outside=outside,
        switches=np.clip(np.asarray(case.is_armed, float) + splinter + extremist, 0, 1),
        similar=np.exp(-4.0 * (weights * gaps).sum(-1)),
        off=off,
        pairs=np.outer(dom, dom) * off,
    )


def aggregates(v: Scene) -> None:
    """Set power, kin, weight, people, p, c and bloc from F, K, T and theta."""
    k, case = v.k, v.case
    e = k.e
    v.power = (v.theta[:, :, None] * v.F).sum(-1)
    kin = k.similar[None] * v.T
    kin[:, e, :] = 0.0
    kin[:, :, e] = 0.0
    diagonal = np.arange(kin.shape[1])
    kin[:, diagonal, diagonal] = 1.0
    v.kin = kin
    force = k.dom * (1.0 - k.political)
    standing = standings(v)
    v.weight = force * v.power + standing * np.einsum("bgh,bh->bg", v.T, force * v.power)
    held = np.einsum("bgd,d->bg", v.K[:, 1:], case.population)
    v.people = force * held + standing * np.einsum("bgh,bh->bg", v.T, force * held)
    v.p = v.weight / (v.weight.sum(1, keepdims=True) + EPS)
    v.c_share = v.people / (v.people.sum(1, keepdims=True) + EPS)
    v.bloc = np.einsum("bgh,bh->bg", kin, v.weight)


def standings(v: Scene) -> Floats:
    """Return stand_g (B, G) of political bodies, 0 for others: half of it hangs on attendance."""
    return np.asarray(v.k.political * v.case.standing * (0.5 + 0.5 * v.quorum / v.case.quorum))


def mean_of(v: Scene, lever: str) -> Floats:
    """Return xbar = sum_g p_g x_g of a per-group lever (B,)."""
    return np.asarray((v.p * v.lev[lever]).sum(1))


def contest(v: Scene, roots: Floats) -> Floats:
    """Return W of M9 (B, G+1, D): the claim of nobody and of each group on each district."""
    bloc_share = np.einsum("bgh,bhd->bgd", v.kin, v.K[:, 1:])
    power = (
        v.theta[:, :, None] * v.F * np.exp(0.5 * (bloc_share - 0.5) + a2(v.par["b_w"]) * v.mom[:, :, None])
    )
    power[:, v.k.e] *= np.exp(a1(v.par["b_R"]) * v.R)
    members = v.m[:, :, None] * v.m[:, None, :]
    allied = v.T + (1.0 - v.T) * members
    claim = power * np.sqrt(np.einsum("bgh,bhd->bgd", allied, power))
    nobody = np.broadcast_to((2.0 * v.case.population / 1000.0) ** 1.5, claim[:, :1].shape)
    return np.asarray(roots * np.concatenate([nobody, claim], axis=1))


def vacancy(v: Scene) -> Floats:
    """Return vac_d of M10 (B, D)."""
    gov = v.case.governance[None, :]
    rule = gov + (1.0 - gov) * 0.6 * a1(v.L) * (1.0 - 0.5 * a1(v.C)) * v.m
    rule = rule * (1.0 - v.k.extremist)
    return np.asarray(1.0 - np.einsum("bgd,bg->bd", v.K[:, 1:], rule))
