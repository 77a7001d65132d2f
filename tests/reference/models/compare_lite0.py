# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""EfficientNet-Lite0 on real pictures: Sparsescope's pooled features and top class beside PyTorch's.

Run by hand:  python3 compare_lite0.py FEATURES_DUMP WEIGHTS PICTURE...
FEATURES_DUMP is the program tests/bench/features_dump. Needs torch, torchvision, Pillow, efficientnet-lite-pytorch.
"""

import subprocess
import sys
import tempfile

import numpy as np
import torch
import torchvision.transforms as T
from efficientnet_lite_pytorch import EfficientNet
from PIL import Image, ImageOps


def reference(weights, pictures):
    network = EfficientNet.from_name("efficientnet-lite0")
    network.load_state_dict(torch.load(weights))
    network.eval()
    prepare = T.Compose([T.Resize(256), T.CenterCrop(224), T.ToTensor(), T.Normalize([127 / 255] * 3, [128 / 255] * 3)])
    rows = []
    with torch.no_grad():
        for path in pictures:
            image = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
            rows.append(network.extract_features(prepare(image)[None]).mean([2, 3])[0].numpy())
    return np.stack(rows), network._fc.weight.detach().numpy(), network._fc.bias.detach().numpy()


def main(dump, weights, pictures):
    with tempfile.NamedTemporaryFile(suffix=".npy") as out:
        subprocess.run([dump, weights, out.name, *pictures], check=True)
        ours = np.load(out.name)
    theirs, weight, bias = reference(weights, pictures)
    worst = np.abs(ours - theirs).max(axis=1)
    top = (ours @ weight.T + bias).argmax(axis=1) == (theirs @ weight.T + bias).argmax(axis=1)
    for path, difference, same in zip(pictures, worst, top):
        print(f"{difference:9.2g}  {'same' if same else 'OTHER'} top class  {path.rsplit('/', 1)[-1]}")
    print(f"{len(pictures)} pictures: largest difference {worst.max():.2g}, top class equal in {top.sum()}")
    return 0 if worst.max() <= 1e-5 and top.all() else 1


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
