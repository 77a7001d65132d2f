// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "formats/checkpoint.h"
#include "models/feature_model.h"
#include "models/text_folder.h"
#include "models/text_layers.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace sparsescope {

inline constexpr std::string_view wordEmbeddings = "embeddings.word_embeddings.weight";

/// "encoder.layer.0.output.dense"
inline std::string layerName(int index, const std::string& part)
{
    return "encoder.layer." + std::to_string(index) + "." + part;
}

/// What stands on an encoder.
enum class HeadForm {
    None,
    Classifier,    ///< BertForSequenceClassification: `classifier` on the pooler.
    DenseOutProj,  ///< RobertaForSequenceClassification: `classifier.dense`, tanh, `classifier.out_proj`.
    ClsLayer,      ///< The sentiment model of the method: `cls_layer` on the first token.
};

/// A tensor and the file it is in.
struct TensorPlace {
    const Checkpoint* file = nullptr;
    const TensorEntry* entry = nullptr;
};

/// Which tensors of some checkpoints are which of an encoder and its head. Entries point into the checkpoints.
class TextWeights : public TextWeightSource {
public:
    /// Opens the files and finds the encoder in them, under whatever prefix. Errors for files that hold none, and for
    /// shards that are not what their index says.
    static Result<std::unique_ptr<TextWeights>> open(const TextFolder& folder);

    /// Sizes as the tensors have them, where there is no config.json. Errors where they cannot be told.
    Result<TextConfig> guessConfig() const;
    /// An error that names the field where config and tensors differ; else fills in what is missing or misshapen.
    Status compare(const TextConfig& config);
    Status checkValues(std::vector<std::string>& notes, Progress& progress) const;

    Result<EmbeddingWeights> embeddings() const override;
    Result<TextLayerWeights> layer(int index) const override;
    Result<LinearWeights> dense(TextFeature feature) const override;
    Result<OriginalHead> head() const;

    HeadForm headForm() const { return m_headForm; }
    bool hasPooler() const { return m_tensors.contains("pooler.dense.weight"); }
    int headClasses() const;
    std::int64_t parameters() const;
    std::string headName() const;
    void dropHead() { m_headForm = HeadForm::None; }

    std::vector<TensorMismatch> mismatches;
    std::vector<std::string> notes;
    std::vector<std::string> ignored;
    std::map<std::string, std::string> facts;  ///< Beside the tensors: class names, perhaps.

private:
    using Names = std::map<std::string, TensorPlace>;

    Status openFiles(const TextFolder& folder);
    Status checkShards(const TextFolder& folder) const;
    Status findEncoder(const TextFolder& folder);
    void takeTensors(const Names& names, const std::string& prefix);
    void takeHead(const Names& names, const std::string& outer);
    void noteTypes();
    std::int64_t rows(const std::string& name) const;
    int layerCount() const;
    void expect(const std::string& name, const Shape& shape);
    Result<std::vector<float>> read(const std::string& name) const;
    Result<LinearWeights> linear(const std::string& name) const;
    Result<NormWeights> norm(const std::string& name) const;

    std::vector<std::unique_ptr<Checkpoint>> m_files;
    Names m_tensors;  ///< By BERT's present names: "encoder.layer.0.output.LayerNorm.weight", "classifier.weight".
    HeadForm m_headForm = HeadForm::None;
    bool m_roberta = false;  ///< By the prefix of the names.
};

}  // namespace sparsescope
