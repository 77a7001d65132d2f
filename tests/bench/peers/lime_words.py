#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One text explained by the Python package lime with a BERT encoder in transformers: the weight of each word for one
feature (mean of the last hidden states). One thread. The last line is a JSON object; opening and a warm-up are left out."""
import argparse
import json
import os
import time

os.environ["TOKENIZERS_PARALLELISM"] = "false"

import numpy as np  # noqa: E402
import torch  # noqa: E402
from lime.lime_text import LimeTextExplainer  # noqa: E402
from transformers import AutoTokenizer, BertModel, logging  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("text")
    parser.add_argument("--samples", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--feature", type=int, default=11)
    parser.add_argument("--batch", type=int, default=32)
    options = parser.parse_args()
    torch.set_num_threads(1)
    logging.set_verbosity_error()
    tokenizer = AutoTokenizer.from_pretrained(options.model)
    network = BertModel.from_pretrained(options.model, add_pooling_layer=False).eval()

    def feature(texts):
        values = []
        with torch.no_grad():
            for at in range(0, len(texts), options.batch):
                x = tokenizer(texts[at:at + options.batch], padding=True, truncation=True, max_length=256, return_tensors="pt")
                mask = x["attention_mask"][..., None].float()
                hidden = network(input_ids=x["input_ids"], attention_mask=x["attention_mask"])[0]
                values.append(((hidden * mask).sum(1) / mask.sum(1))[:, options.feature].numpy())
        return np.concatenate(values)[:, None]

    feature([options.text] * options.batch)
    start = time.perf_counter()
    explainer = LimeTextExplainer(class_names=["feature"], random_state=options.seed)
    result = explainer.explain_instance(options.text, feature, labels=(0,), num_features=1000, num_samples=options.samples)
    seconds = time.perf_counter() - start
    names = result.domain_mapper.indexed_string
    weights = dict(result.local_exp[0])
    print(json.dumps({"wall_s": seconds, "words": [names.word(i) for i in range(names.num_words())],
                      "weights": [float(weights[i]) for i in range(names.num_words())]}))


if __name__ == "__main__":
    main()
