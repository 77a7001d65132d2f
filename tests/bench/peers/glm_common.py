# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the scripts that run a peer share. Each solves, for every lambda of a set of glm_sets.py,

  min over W (K,d), b (K):  mean_i [log sum_k exp z_ik - z_i,y_i] + lambda (alpha sum|W| + (1 - alpha)/2 sum W^2),  z = XW' + b

and writes W.npy (L,K,d), b.npy (L,K) and lams.npy (L). The last line of stdout is one JSON object; "times" has for each
lambda the wall and the processor seconds from the start of the solver to its end, null where the tool tells only a total.
Loading and start-up are not counted.
"""
import argparse
import json
import os
import resource
import time


def cpu_seconds(who=resource.RUSAGE_SELF):
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


class Clock:
    """Wall and processor seconds since it was made; `marks` has a pair for each finished lambda."""

    def __init__(self):
        self.wall, self.cpu, self.marks = time.perf_counter(), cpu_seconds(), []

    def now(self):
        return time.perf_counter() - self.wall, cpu_seconds() - self.cpu

    def mark(self):
        self.marks.append(self.now())

    def passed(self, cap):
        """The cap is in processor seconds: other programs do not shorten a run."""
        return self.now()[1] > cap


def arguments(doc, tolerance, add=lambda parser: None):
    parser = argparse.ArgumentParser(description=doc, epilog=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    parser.add_argument("out")
    parser.add_argument("--tol", type=float, default=tolerance)
    parser.add_argument("--cap", type=float, default=float("inf"), help="stop after about so many processor seconds")
    parser.add_argument("--lambdas", type=int, help="only the first ones")
    add(parser)
    return parser.parse_args()


class Data:
    def __init__(self, options):
        import numpy as np
        load = lambda name: np.load(os.path.join(options.data, name + ".npy"))
        self.X, self.y, self.lambdas = load("X_fit"), load("y"), load("lams")[:options.lambdas]
        with open(os.path.join(options.data, "meta.json")) as file:
            meta = json.load(file)
        self.n, self.d, self.K, self.alpha = meta["n"], meta["d"], meta["K"], meta["alpha"]


def logistic_penalty(strength, alpha):
    """(lambda, alpha) of one logistic weight vector w whose optimum is that of the two classes (-w/2, +w/2)."""
    return strength * (1 + alpha) / 2, 2 * alpha / (1 + alpha)


def two_classes(w, b):
    """w (L,d), b (L) -> W (L,2,d), b (L,2)."""
    import numpy as np
    return np.stack([-w / 2, w / 2], 1), np.stack([-b / 2, b / 2], 1)


def finish(options, data, W, b, times, peak=resource.RUSAGE_SELF):
    """Without a finished lambda the arrays are empty."""
    import numpy as np
    W, b = np.asarray(W).reshape(-1, data.K, data.d), np.asarray(b).reshape(-1, data.K)
    assert len(W) == len(b) == len(times), (len(W), len(b), len(times))
    os.makedirs(options.out, exist_ok=True)
    for name, values in (("W", W), ("b", b), ("lams", data.lambdas[:len(W)])):
        np.save(os.path.join(options.out, name + ".npy"), values)
    spent = cpu_seconds(peak)
    print(json.dumps({"tol": options.tol, "spent": spent, "peak_mb": resource.getrusage(peak).ru_maxrss / 1024, "times": times}))
