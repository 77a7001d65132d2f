// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/audit_data.h"
#include "explain/corpus_job.h"
#include "explain/identity_audit.h"
#include "explain/text_prediction.h"
#include "explain/word_cloud.h"
#include "explain/word_effects.h"

#include <map>
#include <mutex>

namespace sparsescope {

/// What the words of a text are asked about.
struct WordQuestion {
    enum class Of { Feature, Logit, Probability };
    Of of = Of::Feature;
    int index = 0;                  ///< Of the feature or class.
    WordEffectOptions options;
};

/// One number for each word of a text; see WordEffects for what the others say.
struct WordAnswer {
    WordQuestion question;
    std::string text;               ///< Untrusted.
    WordEffects effects;            ///< T = 1: the asked target.
};

/// Which features the words of all texts are kept for. The passes are the same; the disk is not.
enum class CorpusChoice {
    Head,       ///< Those that the chosen head uses, and the five largest of each class in the path's densest head.
    All,
};

/// The questions about words of an audit of texts. Functions that run the network take long; any thread may call them.
class TextLook {
public:
    using OpenModel = std::function<Result<std::shared_ptr<const TextModel>>(Progress&)>;
    struct Parts {
        std::shared_ptr<const std::vector<std::string>> texts;  ///< By row of the feature table.
        OpenModel openModel;                                    ///< Called once, when a model is first needed.
        std::filesystem::path wordsFolder;                      ///< Where words of all texts are kept.
        std::map<std::string, std::string> key;                 ///< As in WordStoreSettings.
        int threads = 1;
    };
    explicit TextLook(Parts parts) : m_parts(std::move(parts)) {}

    const std::string& text(std::int64_t row) const { return (*m_parts.texts)[static_cast<std::size_t>(row)]; }
    const std::vector<std::string>& texts() const { return *m_parts.texts; }
    Result<std::shared_ptr<const TextModel>> model(Progress& progress);

    /// E-AUDIT-004 for a class or feature that is not there.
    Result<WordAnswer> words(const HeadAnalysis& head, const std::string& text, const WordQuestion& question, Progress& progress);
    Result<TextPrediction> predict(const HeadAnalysis& head, const std::string& text, Progress& progress);
    Result<IdentityReport> identity(const HeadAnalysis& head, const IdentityWords& words, const IdentityOptions& options,
                                    Progress& progress);

    /// The words of all texts: what it costs, making them (goes on with what is there; `anew` throws that away first), and
    /// what was made so far. The last reads the store once and again after it was made.
    Result<CorpusCost> corpusCost(const HeadAnalysis& head, CorpusChoice choice, CorpusJobOptions options, Progress& progress);
    Result<CorpusReport> makeCorpus(const HeadAnalysis& head, CorpusChoice choice, CorpusJobOptions options, bool anew,
                                    Progress& progress);
    Result<std::shared_ptr<const CorpusWords>> corpus(Progress& progress);

private:
    Status complete(const HeadAnalysis& head, CorpusChoice choice, CorpusJobOptions& options) const;

    Parts m_parts;
    std::mutex m_modelMutex;
    std::shared_ptr<const TextModel> m_model;
    std::mutex m_corpusMutex;
    std::shared_ptr<const CorpusWords> m_corpus;
};

/// Features of CorpusChoice::Head, ascending.
Result<std::vector<int>> corpusFeatures(const HeadAnalysis& head);

/// A class's words by the head in view and, beside it, by the densest head of the path.
struct ClassClouds {
    WordCloud sparse;
    WordCloud dense;
    int denseFeatures = 0;          ///< Non-zero weights of the class there.
    double denseMissing = 0;        ///< Share of its weights on features that the words were not made for.
    double sparseMissing = 0;
};
Result<ClassClouds> classClouds(const HeadAnalysis& head, const CorpusWords& words, int klass, const CloudOptions& options);
/// E-WORD-015 where the words were not made for this feature.
Result<WordCloud> featureCloud(const CorpusWords& words, int feature, const CloudOptions& options);

}  // namespace sparsescope
