#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Judges a regularization path that any program wrote, in double precision, against the objective of peers/glm_common.py.

    glm_judge.py SET RUN [--every N]

SET is a folder of glm_sets.py; RUN holds W.npy (L,K,d), b.npy (L,K) and lams.npy (L). Writes RUN/judged.json, for each lambda
with its index:
  objective  on the rows of SET/X_fit.npy, at the lambda of the set
  gap        (objective - dual bound) / objective: no solution is better than this one by more
  kkt        the largest violation of the optimality conditions, of weights and biases, divided by lambda alpha
  nonzeros   weights that are not exactly zero, per class
  accuracy   share of the rows
"""
import argparse
import json
import os


def softmax(Z):
    """log sum exp (n) and probabilities (n,K)."""
    import numpy as np
    top = Z.max(1, keepdims=True)
    P = np.exp(Z - top)
    total = P.sum(1, keepdims=True)
    return (top + np.log(total))[:, 0], P / total


def with_centred_bias(Z, Y):
    """Shifts the biases by damped Newton steps until the mean residual is zero, as a dual point must have it."""
    import numpy as np
    def value(Z):
        return (softmax(Z)[0] - (Z * Y).sum(1)).mean()
    now = value(Z)
    for _ in range(50):
        P = softmax(Z)[1]
        slope = P.mean(0) - Y.mean(0)
        if np.abs(slope).max() < 1e-11:
            break
        curvature = np.diag(P.mean(0)) - P.T @ P / len(Z) + 1e-12 * np.eye(len(slope))
        step, share = np.linalg.lstsq(curvature, slope, rcond=1e-10)[0], 1.0
        while value(Z - share * step) > now + 1e-15 and share > 1e-8:
            share /= 2
        if share <= 1e-8:
            break
        Z = Z - share * step
        now = value(Z)
    return Z


class Dual:
    """The dual function along shrunk residuals: Y + s R for s in [0, 1] are the probabilities of a dual point."""

    def __init__(self, X, Y, R, l1, l2):
        import numpy as np
        self.Y, self.R, self.l1, self.l2 = Y, R, l1, l2
        self.V = np.abs(R.T @ X) / len(X)

    def at(self, s):
        import numpy as np
        Q = self.Y + s * self.R
        entropy = -np.where(Q > 0, Q * np.log(np.maximum(Q, 1e-300)), 0).sum() / len(Q)
        if self.l2 > 0:
            return entropy - (np.maximum(s * self.V - self.l1, 0) ** 2).sum() / (2 * self.l2)
        return entropy if s * self.V.max() <= self.l1 else -np.inf

    def best(self):
        """Golden section over s; any s gives a bound, a better one a tighter bound."""
        feasible, golden = min(1.0, self.l1 / self.V.max()), (5 ** 0.5 - 1) / 2
        low, high = 0.9 * feasible, 1.0
        bound = max(self.at(1.0), self.at(feasible))
        s, t = high - golden * (high - low), low + golden * (high - low)
        at_s, at_t = self.at(s), self.at(t)
        for _ in range(14):
            if at_s > at_t:
                high, t, at_t = t, s, at_s
                s = high - golden * (high - low)
                at_s = self.at(s)
            else:
                low, s, at_s = s, t, at_t
                t = low + golden * (high - low)
                at_t = self.at(t)
        return max(bound, at_s, at_t)


def violation(gradient, W, l1, l2):
    import numpy as np
    slope = gradient + l2 * W
    return np.where(W != 0, np.abs(slope + l1 * np.sign(W)), np.maximum(np.abs(slope) - l1, 0)).max()


def judge_point(X, Y, W, b, strength, alpha):
    import numpy as np
    l1, l2 = strength * alpha, strength * (1 - alpha)
    used = np.flatnonzero((W != 0).any(0))
    Z = X[:, used] @ W[:, used].T + b
    norm, P = softmax(Z)
    objective = (norm - (Z * Y).sum(1)).mean() + l1 * np.abs(W).sum() + 0.5 * l2 * (W * W).sum()
    R = (P - Y) / len(X)
    kkt = max(violation(R.T @ X, W, l1, l2), np.abs(R.sum(0)).max()) / l1
    R = softmax(with_centred_bias(Z, Y))[1] - Y
    gap = (objective - Dual(X, Y, R, l1, l2).best()) / objective if np.abs(R.mean(0)).max() < 1e-9 else float("nan")
    return {"objective": objective, "gap": gap, "kkt": kkt, "nonzeros": (W != 0).sum() / len(W),
            "accuracy": (Z.argmax(1) == Y.argmax(1)).mean()}


def judge(data, run, every):
    import numpy as np
    with open(os.path.join(data, "meta.json")) as file:
        meta = json.load(file)
    X = np.load(os.path.join(data, "X_fit.npy")).astype(np.float64)
    Y = np.eye(meta["K"])[np.load(os.path.join(data, "y.npy"))]
    W, b, lambdas = (np.load(os.path.join(run, name + ".npy"), mmap_mode="r") for name in ("W", "b", "lams"))
    assert W.shape[1:] == (meta["K"], meta["d"]) and b.shape == W.shape[:2] and lambdas.shape == W.shape[:1], W.shape
    grid = np.load(os.path.join(data, "lams.npy"))[:len(lambdas)]
    assert np.allclose(grid, lambdas, rtol=1e-4, atol=0), "the run has other lambdas than the set"
    points = []
    for index in sorted({*range(0, len(W), every), *range(len(W))[-1:]}):
        point = judge_point(X, Y, W[index].astype(np.float64), b[index].astype(np.float64), float(grid[index]), meta["alpha"])
        points.append({"index": index, **{key: float(value) for key, value in point.items()}})
    return points


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", metavar="SET")
    parser.add_argument("run", metavar="RUN")
    parser.add_argument("--every", type=int, default=1, help="only every Nth lambda and the last")
    options = parser.parse_args()
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):  # read when numpy is imported
        os.environ[name] = "1"
    points = judge(options.data, options.run, options.every)
    with open(os.path.join(options.run, "judged.json"), "w") as file:
        json.dump(points, file)


if __name__ == "__main__":
    main()
