# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Features like a network's last layer: low rank plus noise, cut at zero, with a sparse softmax as the truth.

Everything is integer arithmetic up to one exact scaling, and the legacy generator's stream never changes: the same bytes
on every machine (only a near tie of two classes could fall differently).
"""
import hashlib
import os
import sys

SEED = 12345
# The first digits of sha256 for n = 20000, d = 2048, K = 100, rank = 64.
EXPECTED = {(20000, 2048, 100, 64): ("3b6d710d80e8b462", "1759c0f3681af302")}


def cut_low_rank(chance, rows, d, rank):
    import numpy as np
    decay = np.maximum(1, np.round(16 * (np.arange(rank) + 1.0) ** -0.45)).astype(np.float32)
    latent = chance.randint(-8, 9, size=(rows, rank)).astype(np.float32) * decay
    loadings = (chance.randint(-4, 5, size=(rank, d)) * (chance.rand(rank, d) < 0.35)).astype(np.float32)
    A = latent @ loadings
    scale = float(np.sqrt((A[:2000].astype(np.float64) ** 2).mean()))
    A += chance.randint(-100, 101, size=A.shape).astype(np.float32) * np.float32(max(1, round(scale * 0.7 / 58.0)))
    A += np.round(-0.4 * scale * chance.rand(d)).astype(np.float32)
    return np.maximum(A, 0, out=A) * np.float32(2.0 ** -9)


def sparse_truth(chance, d, K, used=20):
    import numpy as np
    W = np.zeros((K, d))
    used = min(used, d)
    for k in range(K):
        places = chance.choice(d, used, replace=False)
        W[k, places] = np.abs(chance.randn(used)) * 0.9 * chance.choice([1, 1, 1, -1], used)
    return W


def rows_and_labels(n, d, K, rank):
    """X (n,d) float32, y (n) int64. A fifth more rows are drawn and given away: they are part of the stream."""
    import numpy as np
    chance = np.random.RandomState(SEED)
    X = cut_low_rank(chance, n + n // 5, d, rank)
    mean, deviation = X[:4000].mean(0, dtype=np.float64), np.maximum(X[:4000].std(0, dtype=np.float64), 1e-5)
    W = sparse_truth(chance, d, K)
    logits = ((X - mean) / deviation).astype(np.float32) @ W.T.astype(np.float32)
    y = (logits - np.log(-np.log(chance.rand(len(X), K)))).argmax(1).astype(np.int64)  # Gumbel noise
    return X[:n], y[:n]


def digits(values):
    import numpy as np
    return hashlib.sha256(np.ascontiguousarray(values)).hexdigest()[:16]


def fit_rows(n, d, K, rank):
    """Nine tenths of the rows, as a program sees them that keeps a tenth for validation."""
    import numpy as np
    X, y = rows_and_labels(n, d, K, rank)
    expected = EXPECTED.get((n, d, K, rank))
    found = (digits(X), digits(y))
    assert expected in (None, found), f"not the usual bytes: {found}, expected {expected}"
    order = np.random.RandomState(0).permutation(n)
    rows = np.sort(order[n // 10:])
    return X[rows], y[rows]


def write(folder, n, d, K, kept):
    """The first `kept` of n rows, for the curves of growth; labels without a row are left out of the numbering."""
    import numpy as np
    X, y = rows_and_labels(n, d, K, rank=64)
    os.makedirs(folder, exist_ok=True)
    np.save(os.path.join(folder, "X.npy"), X[:kept])
    np.save(os.path.join(folder, "y.npy"), np.unique(y[:kept], return_inverse=True)[1])


if __name__ == "__main__":  # synthetic.py FOLDER N D K KEPT
    write(sys.argv[1], *map(int, sys.argv[2:]))
