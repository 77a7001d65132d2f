# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Weights and pictures from a formula, the same here and in tests/core/models/made_weights.h."""

import numpy as np

MASK = (1 << 64) - 1


def name_seed(name):
    """FNV-1a, 64 bits."""
    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x100000001B3) & MASK
    return seed


def uniforms(name, count):
    """Values in [0, 1): splitmix64 of the name's seed plus the index."""
    with np.errstate(over="ignore"):
        z = np.uint64(name_seed(name)) + (np.arange(count, dtype=np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(40)).astype(np.float64) / (1 << 24)


def made_tensor(name, shape):
    """Weights that keep activations in a sensible range whatever the architecture."""
    u = uniforms(name, int(np.prod(shape)))
    if name.endswith("running_var"):
        values = 0.5 + u
    elif name.endswith("running_mean"):
        values = 0.2 * (u - 0.5)
    elif len(shape) == 1:
        values = 0.5 + 0.5 * u if name.endswith("weight") else 0.4 * (u - 0.5)
    else:
        values = 2 * (u - 0.5) * np.sqrt(6.0 / np.prod(shape[1:]))
    return values.astype(np.float32).reshape(shape)


def made_pictures(count, size):
    """count × 3 × size × size in [−1, 1); in memory order of the channels-last pictures that the tests feed."""
    values = (2 * uniforms("pictures", count * size * size * 3) - 1).astype(np.float32)
    return values.reshape(count, size, size, 3).transpose(0, 3, 1, 2).copy()
