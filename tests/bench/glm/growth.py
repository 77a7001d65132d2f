# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the time of a path grows with rows, features and classes, for a fixed number of features per class."""
import math
import os

from glm import runs, synthetic

PER_CLASS = 10  # features: the path is followed until its mean reaches this
BASE = {"n": 20000, "d": 512, "K": 10}
CURVES = {"n": (5000, 10000, 20000, 50000, 100000, 200000), "d": (256, 512, 1024, 2048, 4096),
          "K": (2, 5, 10, 30, 100, 300, 1000)}
LARGEST_EXPONENT = {"n": 1.0, "K": 1.0}
FREE = 0.1  # measurement's share of an exponent


def ensure_data(folder, size):
    data = os.path.join(folder, "growth", "-".join(f"{name}{value}" for name, value in size.items()))
    if not os.path.exists(os.path.join(data, "y.npy")):
        import numpy as np
        os.makedirs(data, exist_ok=True)
        X, y = synthetic.rows_and_labels(size["n"], size["d"], size["K"], rank=64)
        np.save(os.path.join(data, "X.npy"), X)
        np.save(os.path.join(data, "y.npy"), y)
    return data


def measure(program, data, core, tolerance):
    """Processor seconds until the path has PER_CLASS features a class, and at which lambda that was."""
    result = runs.fit_arrays(program, data, os.path.join(data, "run"), core, tolerance, "--k", "60", "--lambda-ratio", "0.02")
    for index, point in enumerate(result["claims"]):
        mean = sum(point["non_zeros"]) / len(point["non_zeros"])
        if mean >= PER_CLASS:
            break
    return {"seconds": result["times"][index][1], "index": index, "per_class": mean, "peak_mb": result["peak_mb"]}


def exponent(sizes, times):
    """Slope of the straight line through the logarithms."""
    x, y = [math.log(size) for size in sizes], [math.log(time) for time in times]
    middle_x, middle_y = sum(x) / len(x), sum(y) / len(y)
    return (sum((a - middle_x) * (b - middle_y) for a, b in zip(x, y)) / sum((a - middle_x) ** 2 for a in x))


def curve(program, folder, core, tolerance, axis):
    found = [measure(program, ensure_data(folder, {**BASE, axis: value}), core, tolerance) for value in CURVES[axis]]
    fixed = ", ".join(f"{name} = {value}" for name, value in BASE.items() if name != axis)
    print(f"### {axis} grows ({fixed}), to {PER_CLASS} features per class\n")
    print(f"| {axis} | s | λ index | features per class | peak MB |\n| --- | --- | --- | --- | --- |")
    for value, point in zip(CURVES[axis], found):
        print(f"| {value} | {point['seconds']:.3g} | {point['index']} | {point['per_class']:.1f} | {point['peak_mb']:.0f} |")
    slope = exponent(CURVES[axis], [point["seconds"] for point in found])
    limit = LARGEST_EXPONENT.get(axis)
    verdict = "" if limit is None else f", goal ≤ {limit:g}: {'met' if slope <= limit + FREE else 'MISSED'}"
    print(f"\ns grow like {axis}^{slope:.2f}{verdict}\n", flush=True)


def report(program, folder, core, tolerance):
    for axis in CURVES:
        curve(program, folder, core, tolerance, axis)
