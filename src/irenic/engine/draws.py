"""Luck: counter-based random numbers, the same whatever block, worker or strategy asks for them."""

from typing import Any

import numpy as np

from irenic.engine.state import Array, Draws

ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))
PARITY = 0x1BD11BDA
OBSERVED = 24  # normals reserved for what strategists see
UNIFORMS = (
    "u_spoil", "u_sign", "u_seat", "u_endorse", "u_hit", "u_perm", "u_relapse", "u_thin",
    "u_plot",
)  # fmt: skip
DISTRICT_UNIFORMS = ("u_rise", "u_deal", "u_launch", "u_break", "u_campaign", "u_lull")

# Giles 2012, table for single precision: central and tail polynomial in w = -log(1-x^2).
_CENTRE = (
    2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 2.1858087e-4,
    -1.25372503e-3, -4.17768164e-3, 2.46640727e-1, 1.50140941,
)  # fmt: skip
_TAIL = (
    -2.00214257e-4, 1.00950558e-4, 1.34934322e-3, -3.67342844e-3, 5.73950773e-3,
    -7.6224613e-3, 9.43887047e-3, 1.00167406, 2.83297682,
)  # fmt: skip


def threefry(xp: Any, key: tuple[Array, Array], counter: tuple[Array, Array]) -> tuple[Array, Array]:
    """Threefry-2x32 with 20 rounds on uint32 arrays (broadcast together) -> two uint32 arrays.

    References
    ----------
    Salmon, Moraes, Dror & Shaw 2011, Parallel random numbers: as easy as 1, 2, 3. Known answers are tested.
    """
    word = np.uint32
    schedule = (key[0], key[1], key[0] ^ key[1] ^ word(PARITY))
    x, y = counter[0] + schedule[0], counter[1] + schedule[1]
    for round_ in range(20):
        turn = ROTATIONS[(round_ // 4) % 2][round_ % 4]
        x = x + y
        y = ((y << word(turn)) | (y >> word(32 - turn))) ^ x
        if round_ % 4 == 3:
            step = round_ // 4 + 1
            x = x + schedule[step % 3]
            y = y + (schedule[(step + 1) % 3] + word(step))
    return x, y


def lane_keys(seed: int, worlds: np.ndarray, replicates: np.ndarray) -> np.ndarray:
    """Keys of lanes (world, replicate) under a study's seed -> (2, lane) uint32.

    Parameters
    ----------
    seed : 0 to 2**64-1
    worlds, replicates : (lane,), non-negative integers below 2**32

    References
    ----------
    docs/model.md, "Luck": luck depends on seed, world and replicate only.
    """
    low, high = np.uint32(seed & 0xFFFFFFFF), np.uint32((seed >> 32) & 0xFFFFFFFF)
    with np.errstate(over="ignore"):
        pair = threefry(np, (low, high), (worlds.astype(np.uint32), replicates.astype(np.uint32)))
    return np.stack(pair)


def uniforms(xp: Any, key: Array, month: Array, count: int, dtype: Any) -> Array:
    """Uniforms in (0, 1), (count, lane), multiples of 2**-23 plus 2**-24, so that neither 0 nor 1 occurs.

    Parameters
    ----------
    key : (2, lane) uint32
    month : scalar, 1 for the first
    count : how many per lane

    References
    ----------
    docs/model.md, "Luck". 23 bits: with 24, single precision rounds the largest to 1. Slot k does
    not depend on `count`.
    """
    half = (count + 1) // 2
    index = xp.arange(half, dtype=np.uint32)[:, None]
    counter = (index, xp.zeros_like(index) + xp.asarray(month).astype(np.uint32))
    pair = threefry(xp, (key[0][None], key[1][None]), counter)
    bits = xp.stack(pair, 1).reshape(2 * half, *key.shape[1:])[:count]
    steps = (bits >> np.uint32(9)).astype(np.int32).astype(dtype)
    return (steps + 0.5) * 2.0**-23


def normal_from(xp: Any, u: Array) -> Array:
    """Standard normal quantile of uniforms in (0, 1), any shape; relative error about 1e-6.

    References
    ----------
    Giles 2012, Approximating the erfinv function, single-precision table (both branches, no branch taken).
    """
    x = 2.0 * u - 1.0
    w = -xp.log((1.0 - x) * (1.0 + x))
    centre, tail = _CENTRE[0], _TAIL[0]
    near, far = w - 2.5, xp.sqrt(w) - 3.0
    for a, b in zip(_CENTRE[1:], _TAIL[1:], strict=True):
        centre = centre * near + a
        tail = tail * far + b
    return np.sqrt(2.0).astype(u.dtype) * x * xp.where(w < 5.0, centre, tail)


def draws_of_month(xp: Any, key: Array, month: Array, sizes: tuple[int, int, int], dtype: Any) -> Draws:
    """All luck of one month for the lanes of `key`.

    Parameters
    ----------
    key : (2, lane) uint32
    month : scalar, 1 for the first
    sizes : groups, districts, patrons

    Returns
    -------
    Draws, arrays with lanes last.

    References
    ----------
    docs/model.md, "Luck": the order of the slots.
    """
    groups, districts, patrons = sizes
    common = 2 + OBSERVED + patrons + districts
    places = common + len(UNIFORMS)
    events, own = places + len(DISTRICT_UNIFORMS) * districts, districts + 4
    u = uniforms(xp, key, month, events + groups * own, dtype)
    z = normal_from(xp, u[:common])
    by_group = u[events:].reshape(groups, own, *u.shape[1:])
    normal_by_group = normal_from(xp, by_group[:, :-1])
    return Draws(
        patrons=z[2 + OBSERVED : 2 + OBSERVED + patrons], report_district=z[2 + OBSERVED + patrons :],
        fortune=normal_by_group[:, 0], report_group=normal_by_group[:, 2], combat=normal_by_group[:, 3:],
        strike=z[0], foreign=z[1], fragmentation=normal_by_group[:, 1], observe=z[2 : 2 + OBSERVED],
        u_leader=by_group[:, -1],
        **dict(zip(DISTRICT_UNIFORMS, u[places:events].reshape(-1, districts, *u.shape[1:]), strict=True)),
        **dict(zip(UNIFORMS, u[common:places], strict=True)),
    )  # fmt: skip
