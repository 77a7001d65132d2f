// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/small_bert.h"

#include "models/small_bert_training.h"

#include <nlohmann/json.hpp>

// Apart from the training, which needs LibTorch: the window asks for this without.

namespace sparsescope {

using namespace smallBert;

std::string smallBertConfig(const SmallBertTraining& options)
{
    nlohmann::ordered_json names = nlohmann::ordered_json::object();
    for (std::size_t k = 0; k < options.classNames.size(); ++k)
        names[std::to_string(k)] = options.classNames[k];
    const nlohmann::ordered_json config{{"architectures", {"BertForSequenceClassification"}},
                                        {"model_type", "bert"},
                                        {"vocab_size", options.vocabulary},
                                        {"hidden_size", hidden},
                                        {"num_hidden_layers", layers},
                                        {"num_attention_heads", heads},
                                        {"intermediate_size", intermediate},
                                        {"hidden_act", "gelu"},
                                        {"layer_norm_eps", epsilon},
                                        {"max_position_embeddings", smallBertPositions},
                                        {"type_vocab_size", 2},
                                        {"pad_token_id", 0},
                                        {"problem_type", "single_label_classification"},
                                        {"id2label", names}};
    return config.dump(2) + "\n";
}

}  // namespace sparsescope
