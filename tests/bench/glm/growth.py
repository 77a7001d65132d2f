# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the time of a path of fifty lambdas grows with rows, features and classes, where every path ends at the same number
of features per class: a coarse path finds out at which lambda that is."""
import math
import os
import sys

from glm import runs

PER_CLASS = 10  # features, the mean over the classes
BASE = {"n": 20000, "d": 512, "K": 10}
CURVES = {"n": (5000, 10000, 20000, 50000, 100000, 200000), "d": (256, 512, 1024, 2048, 4096),
          "K": (2, 5, 10, 30, 100, 300, 1000)}
LARGEST_EXPONENT = {"n": 1.0, "K": 1.0}
FREE = 0.1  # measurement's share of an exponent


def ensure_data(folder, axis, value, core):
    """More rows are more of the same problem; other widths and numbers of classes are problems of their own."""
    size = {**BASE, axis: value}
    drawn = max(CURVES["n"]) if axis == "n" else size["n"]
    data = os.path.join(folder, "growth", f"{axis}{value}")
    if not os.path.exists(os.path.join(data, "y.npy")):
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "synthetic.py")
        runs.execute([sys.executable, script, data, *map(str, (drawn, size["d"], size["K"], size["n"]))], core)
    return data


def per_class(point):
    return sum(point["non_zeros"]) / len(point["non_zeros"])


def ending(fit):
    """The share of the largest lambda at which the classes have PER_CLASS features."""
    points = fit("--k", "20", "--lambda-ratio", "0.012", tolerance=1e-2)["claims"]
    first = next((point for point in points if per_class(point) >= PER_CLASS), points[-1])
    return first["lambda"] / points[0]["lambda"]


def measure(program, data, core, tolerance):
    def fit(*path, tolerance=tolerance):
        return runs.fit_arrays(program, data, os.path.join(data, "run"), core, tolerance, *path)
    result = fit("--k", "50", "--lambda-ratio", repr(ending(fit)))
    last = result["claims"][-1]
    return {"seconds": result["times"][-1][1], "classes": len(last["non_zeros"]), "per_class": per_class(last),
            "peak_mb": result["peak_mb"]}


def exponent(sizes, times):
    """Slope of the straight line through the logarithms."""
    x, y = [math.log(size) for size in sizes], [math.log(time) for time in times]
    middle_x, middle_y = sum(x) / len(x), sum(y) / len(y)
    return sum((a - middle_x) * (b - middle_y) for a, b in zip(x, y)) / sum((a - middle_x) ** 2 for a in x)


def curve(program, folder, core, tolerance, axis):
    found = [measure(program, ensure_data(folder, axis, value, core), core, tolerance) for value in CURVES[axis]]
    sizes = [point["classes"] for point in found] if axis == "K" else CURVES[axis]
    fixed = ", ".join(f"{name} = {value}" for name, value in BASE.items() if name != axis)
    print(f"### {axis} grows ({fixed})\n\n| {axis} | s | features per class at the end | peak MB |\n| --- | --- | --- | --- |")
    for size, point in zip(sizes, found):
        print(f"| {size} | {point['seconds']:.3g} | {point['per_class']:.1f} | {point['peak_mb']:.0f} |")
    slope = exponent(sizes, [point["seconds"] for point in found])
    limit = LARGEST_EXPONENT.get(axis)
    verdict = "" if limit is None else f", goal ≤ {limit:g}: {'met' if slope <= limit + FREE else 'MISSED'}"
    print(f"\ns grow like {axis}^{slope:.2f}{verdict}\n", flush=True)


def report(program, folder, core, tolerance):
    for axis in CURVES:
        curve(program, folder, core, tolerance, axis)
