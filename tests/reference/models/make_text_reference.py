# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reference numbers of transformers' BERT and RoBERTa, on weights and token ids made by a formula.

Run by hand:  python3 make_text_reference.py
Needs torch and transformers. Writes text_networks.json and a small TorchScript program beside this file;
tests/core/models compares with them.
"""

import json
import pathlib

import torch
import transformers
from transformers import BertConfig, BertForSequenceClassification, RobertaConfig, RobertaForSequenceClassification

from made_weights import made_tensor, uniforms

HERE = pathlib.Path(__file__).parent
LENGTHS = [2, 23, 7, 33, 16]

CASES = {
    "bert": (BertForSequenceClassification, BertConfig(
        vocab_size=67, hidden_size=48, num_hidden_layers=3, num_attention_heads=3, intermediate_size=96,
        max_position_embeddings=40, num_labels=3)),
    "bert_relu_odd": (BertForSequenceClassification, BertConfig(
        vocab_size=31, hidden_size=30, num_hidden_layers=2, num_attention_heads=5, intermediate_size=50,
        max_position_embeddings=34, type_vocab_size=3, hidden_act="relu", layer_norm_eps=1e-3, num_labels=6,
        problem_type="multi_label_classification")),
    "bert_gelu_new": (BertForSequenceClassification, BertConfig(
        vocab_size=40, hidden_size=64, num_hidden_layers=1, num_attention_heads=1, intermediate_size=128,
        max_position_embeddings=64, hidden_act="gelu_new", num_labels=1)),
    "roberta": (RobertaForSequenceClassification, RobertaConfig(
        vocab_size=80, hidden_size=64, num_hidden_layers=2, num_attention_heads=2, intermediate_size=70,
        max_position_embeddings=44, type_vocab_size=1, layer_norm_eps=1e-5, num_labels=2)),
}


def texts(name, vocabulary):
    """Ids 3 … vocabulary − 1 (0, 1 and 2 may be padding)."""
    out = []
    for i, length in enumerate(LENGTHS):
        u = uniforms(f"{name} text {i}", length)
        out.append([3 + int(v * (vocabulary - 3)) for v in u])
    return out


def short(values):
    return [float(f"{v:.8g}") for v in values]


def case(name, network_class, config):
    network = network_class(config).eval()
    state = network.state_dict()
    for key, tensor in state.items():
        if tensor.is_floating_point():
            state[key] = torch.from_numpy(made_tensor(key, list(tensor.shape)))
    network.load_state_dict(state)
    encoder = getattr(network, network.base_model_prefix)
    rows = []
    for ids in texts(name, config.vocab_size):
        x = torch.tensor([ids])
        with torch.no_grad():
            hidden = encoder(input_ids=x)[0][0]
            row = {"tokens": len(ids), "mean": short(hidden.mean(0)), "first-token": short(hidden[0]),
                   "logits": short(network(input_ids=x).logits[0])}
            if name.startswith("bert"):
                row["pooler"] = short(network.bert(input_ids=x)[1][0])
            else:
                row["dense-tanh"] = short(torch.tanh(network.classifier.dense(hidden[0])))
            if len(ids) == 7:
                row["hidden"] = short(hidden.flatten())
        rows.append(row)
    fields = {key: value for key, value in config.to_dict().items() if key in (
        "vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size", "model_type",
        "max_position_embeddings", "type_vocab_size", "hidden_act", "layer_norm_eps", "pad_token_id", "id2label",
        "problem_type")}
    fields["architectures"] = [network_class.__name__]
    return {"config": fields, "shapes": {key: list(t.shape) for key, t in state.items() if t.is_floating_point()},
            "texts": rows}


class Logits(torch.nn.Module):
    """A network as people trace it: two tensors in, logits out."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, input_ids, attention_mask):
        return self.network(input_ids=input_ids, attention_mask=attention_mask)[0]


def program():
    """text_script.pt: traced on two texts of nine tokens; pooled features and logits of texts of other lengths."""
    config = BertConfig(vocab_size=40, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=24,
                        max_position_embeddings=32, num_labels=3, torchscript=True)
    network = BertForSequenceClassification(config).eval()
    state = network.state_dict()
    for key, tensor in state.items():
        if tensor.is_floating_point():
            state[key] = torch.from_numpy(made_tensor(key, list(tensor.shape)))
    network.load_state_dict(state)
    ids = torch.full((2, 9), 7)
    traced = torch.jit.trace(Logits(network).eval(), (ids, torch.ones_like(ids)))
    torch.jit.save(traced, str(HERE / "text_script.pt"))
    rows = []
    for ids in texts("script", config.vocab_size):
        if len(ids) > 32:
            continue
        x = torch.tensor([ids])
        with torch.no_grad():
            rows.append({"ids": ids, "pooler": short(network.bert(input_ids=x)[1][0]),
                         "logits": short(network(input_ids=x)[0][0])})
    return rows


def main():
    transformers.logging.set_verbosity_error()
    torch.manual_seed(0)
    cases = {name: case(name, *value) for name, value in CASES.items()}
    result = {"made_with": f"transformers {transformers.__version__}, torch {torch.__version__}", "cases": cases,
              "script": program()}
    (HERE / "text_networks.json").write_text(json.dumps(result, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
