#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text encoders beside transformers: the same sentences, in turns, pinned to the same core; and every form of a file.

Needs a Python with torch and transformers (4.40 or so). Build first:
    cmake --build build/ci --target text_bench
    python3 tests/bench/text_bench.py speed --program build/ci/bin/text_bench --model MINILM_FOLDER SENTENCES
    python3 tests/bench/text_bench.py forms --program build/ci/bin/text_bench SENTENCES
SENTENCES is a file of lines. Rates are sentences a second of the best round; "busy" counts processor seconds, which
other programs disturb less. "forms" saves a BERT-base and a RoBERTa-base with random weights in each form that
transformers and torch write, and tells the largest difference of features and logits.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
# PyTorch's best allocator setting: freed activations stay in the process.
TUNED = {"MALLOC_MMAP_THRESHOLD_": "4294967296", "MALLOC_TRIM_THRESHOLD_": "8589934592", "MALLOC_TOP_PAD_": "268435456",
         "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def run(command):
    output = subprocess.run(["taskset", "-c", "1", *command], env={**os.environ, **TUNED}, check=True, text=True,
                            stdout=subprocess.PIPE).stdout
    return json.loads(output.splitlines()[-1])


def best(rounds, what):
    return max(r["sentences"] / r[what] for r in rounds)


def speed(options):
    import numpy as np
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as folder:
        out, peer = os.path.join(folder, "ours"), os.path.join(folder, "peer.npy")
        for _ in range(options.rounds):
            ours.append(run([options.program, options.model, options.sentences, out, "mean"]))
            theirs.append(run([sys.executable, os.path.join(HERE, "peers", "extract_transformers.py"), options.model,
                               options.sentences, peer]))
        difference = np.abs(np.load(os.path.join(out, "0_features.npy")) - np.load(peer)).max()
    for name, rounds in ("Sparsescope", ours), ("transformers", theirs):
        print(f"{name:13} {best(rounds, 'wall_s'):7.1f} sentences/s, busy {best(rounds, 'cpu_s'):7.1f}")
    print(f"ratio {best(ours, 'wall_s') / best(theirs, 'wall_s'):.2f}, busy {best(ours, 'cpu_s') / best(theirs, 'cpu_s'):.2f}; "
          f"{theirs[0]['tokens']:.1f} tokens a sentence; largest difference {difference:.1e}")


def saved_forms(network, tokenizer, folder):
    """Folders and files with the same network, by name of the form."""
    import torch
    forms = {
        "safetensors": lambda to: network.save_pretrained(to, safe_serialization=True),
        "safetensors, shards": lambda to: network.save_pretrained(to, safe_serialization=True, max_shard_size="100MB"),
        "torch zip": lambda to: network.save_pretrained(to, safe_serialization=False),
        "torch zip, shards": lambda to: network.save_pretrained(to, safe_serialization=False, max_shard_size="100MB"),
        "torch legacy": lambda to: (network.config.save_pretrained(to),
                                    torch.save(network.state_dict(), os.path.join(to, "pytorch_model.bin"),
                                               _use_new_zipfile_serialization=False)),
        "bare checkpoint": lambda to: torch.save({"state_dict": network.state_dict()}, os.path.join(to, "network.ckpt")),
    }
    for name, save in forms.items():
        to = os.path.join(folder, name.replace(" ", "-").replace(",", ""))
        os.makedirs(to)
        save(to)
        tokenizer.save_pretrained(to)
        yield name, os.path.join(to, "network.ckpt") if name == "bare checkpoint" else to
        shutil.rmtree(to)


def small_tokenizer(kind, texts, folder):
    """Trained on the sentences, so that nothing has to be fetched."""
    import tokenizers
    import transformers
    if kind == "bert":
        maker = tokenizers.BertWordPieceTokenizer(lowercase=True)
        maker.train_from_iterator(texts, vocab_size=3000, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
        maker.save_model(folder)
        return transformers.BertTokenizerFast(os.path.join(folder, "vocab.txt"))
    maker = tokenizers.ByteLevelBPETokenizer()
    maker.train_from_iterator(texts, vocab_size=3000, special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
    maker.save_model(folder)
    return transformers.RobertaTokenizerFast(os.path.join(folder, "vocab.json"), os.path.join(folder, "merges.txt"))


def reference(network, tokenizer, texts, kind):
    """Features that the head looks at, and its logits."""
    import numpy as np
    import torch
    features, logits = [], []
    with torch.no_grad():
        for text in texts:
            x = tokenizer(text, return_tensors="pt", truncation=True, max_length=512)
            logits.append(network(**x).logits[0].numpy())
            if kind == "bert":
                features.append(network.bert(**x)[1][0].numpy())
            else:
                first = network.roberta(**x)[0][0, 0]
                features.append(torch.tanh(network.classifier.dense(first)).numpy())
    return np.stack(features), np.stack(logits)


def forms(options):
    import numpy as np
    import torch
    import transformers
    transformers.logging.set_verbosity_error()
    texts = open(options.sentences, encoding="utf-8").read().splitlines()[:options.count]
    makers = {"bert": (transformers.BertForSequenceClassification, transformers.BertConfig, {}),
              "roberta": (transformers.RobertaForSequenceClassification, transformers.RobertaConfig,
                          {"max_position_embeddings": 514, "type_vocab_size": 1, "layer_norm_eps": 1e-5})}
    for kind, (network_class, config_class, extra) in makers.items():
        with tempfile.TemporaryDirectory() as folder:
            torch.manual_seed(1)
            vocabulary = os.path.join(folder, "vocabulary")
            os.makedirs(vocabulary)
            tokenizer = small_tokenizer(kind, texts, vocabulary)
            network = network_class(config_class(vocab_size=len(tokenizer), num_labels=6, **extra)).eval()
            features, logits = reference(network, tokenizer, texts, kind)
            lines = os.path.join(folder, "lines.txt")
            open(lines, "w", encoding="utf-8").write("\n".join(texts) + "\n")
            for form, path in saved_forms(network, tokenizer, folder):
                out = os.path.join(folder, "out")
                told = run([options.program, path, lines, out])
                found = np.load(os.path.join(out, "0_features.npy"))
                answers = np.fromfile(os.path.join(out, "logits.f32"), np.float32).reshape(len(texts), -1)
                print(f"{kind}-base, {form}: features {np.abs(found - features).max():.1e}, "
                      f"logits {np.abs(answers - logits).max():.1e} ({told['format']})", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["speed", "forms"])
    parser.add_argument("sentences")
    parser.add_argument("--program", required=True)
    parser.add_argument("--model", help="Hugging Face folder of MiniLM, for speed")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--count", type=int, default=12, help="sentences for forms")
    options = parser.parse_args()
    speed(options) if options.what == "speed" else forms(options)


if __name__ == "__main__":
    main()
