// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/views.h"
#include "features/shard_store.h"
#include "models/vision_model.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

// Behind the questions of audit.h: what they are answered from. Tests build these from pieces in memory.

namespace sparsescope {

/// What the person calls a feature. The one part of an audit that changes while it is looked at, hence the lock.
class FeatureNames {
public:
    struct Entry {
        std::string name;
        std::string note;
    };

    void set(int feature, Entry entry);
    Entry get(int feature) const;

private:
    mutable std::mutex m_mutex;
    std::map<int, Entry> m_entries;
};

/// The network's own head put in the audit's classes: modelClass[k] is its class for the audit's class k. A head that
/// answers yes or no by one logit stands against `zeroLogit`: the class that has none wins where that logit is negative.
struct ClassMatch {
    static constexpr int zeroLogit = -1;
    std::vector<int> modelClass;
};

/// The audit's classes found in the model by name (or key), each once; or by order where the model has no names, the
/// counts are equal, and either the person said so, or both are ImageNet's 1,000 (keys are sorted wnids), or the keys of
/// texts are the class numbers 0, 1, … themselves. For texts a head of one logit matches two classes in the same ways,
/// and one label of a head of several the two classes LABEL and "not LABEL". Nothing else counts as the same classes.
std::optional<ClassMatch> matchClasses(const std::vector<DatasetClass>& classes, const ModelInfo& model,
                                       bool sameOrderSaid);

/// Class of each row by the network's own head, among the audit's classes.
Result<std::vector<int>> originalPredictions(const OriginalHead& head, const ClassMatch& match,
                                             FeatureMatrixRef features, int threads, Progress& progress);

/// The network's own head, with where the audit's classes are in it.
struct OwnHead {
    OriginalHead head;
    ClassMatch match;
};

struct AuditPieces {
    std::vector<DatasetClass> classes;
    std::vector<DatasetItem> items;
    FeatureTable table;
    std::vector<FeatureHealth> health;
    Standardization scale;                          ///< Of the path; empty before a fit.
    PathView path;
    std::vector<int> originalPredictions = {};      ///< n, or empty where the network's classes are others.
    std::shared_ptr<const OwnHead> ownHead = {};    ///< Null where the network's classes are others, or it was not kept.
    std::string ownHeadMissing = {};                ///< Then a sentence that says which.
    std::shared_ptr<const FeatureNames> names = std::make_shared<FeatureNames>();
    std::shared_ptr<const StabilityView> stability = {};  ///< Of one head of this path, where it was measured.
    bool hasActivationMaps = false;
    int threads = 1;
    std::shared_ptr<const std::vector<std::string>> texts = {};  ///< By item; null for pictures.
    /// Reads one point of the path with its head; called from any thread.
    std::function<Result<PathPoint>(int index)> loadPoint = {};
};

class AuditData {
public:
    static Result<std::shared_ptr<const AuditData>> make(AuditPieces pieces);

    const AuditPieces& pieces() const { return m_pieces; }
    int classCount() const { return static_cast<int>(m_pieces.classes.size()); }
    int featureCount() const { return static_cast<int>(m_pieces.table.features.cols()); }
    std::int64_t rowCount() const { return m_pieces.table.features.rows(); }

    const DatasetItem& item(std::int64_t row) const;
    int label(std::int64_t row) const { return static_cast<int>(m_pieces.table.labels[static_cast<std::size_t>(row)]); }
    Split split(std::int64_t row) const { return item(row).split; }
    /// The split that accuracies are told on: test, or validation, or train, the first that has rows.
    Split evaluated() const { return m_evaluated; }
    const std::vector<std::int64_t>& rowsOfClass(int klass) const { return m_classRows[static_cast<std::size_t>(klass)]; }
    /// The rows on which a feature is strongest; a handful for each feature, found once.
    const std::vector<std::int64_t>& strongestRows(int feature) const
    {
        return m_strongest[static_cast<std::size_t>(feature)];
    }
    ExampleRef example(std::int64_t row, int feature = -1) const;

private:
    explicit AuditData(AuditPieces pieces);
    AuditPieces m_pieces;
    Split m_evaluated = Split::Test;
    std::vector<std::vector<std::int64_t>> m_classRows;
    std::vector<std::vector<std::int64_t>> m_strongest;
};

class HeadAnalysis {
public:
    struct Use {
        int klass = 0;
        double weight = 0;
    };

    /// Predicts every row. `index` is the head's place on the path.
    static Result<std::shared_ptr<const HeadAnalysis>> make(std::shared_ptr<const AuditData> data, int index,
                                                            SparseHead head, Progress& progress);

    const AuditData& data() const { return *m_data; }
    const std::shared_ptr<const AuditData>& sharedData() const { return m_data; }
    int index() const { return m_index; }
    const SparseHead& head() const { return m_head; }
    int predicted(std::int64_t row) const { return m_predicted[static_cast<std::size_t>(row)]; }
    double confidence(std::int64_t row) const { return m_confidence[static_cast<std::size_t>(row)]; }
    /// Classes that use a feature, by |weight|.
    const std::vector<Use>& uses(int feature) const { return m_uses[static_cast<std::size_t>(feature)]; }
    ExampleRef example(std::int64_t row, int feature = -1) const;

private:
    HeadAnalysis(std::shared_ptr<const AuditData> data, int index, SparseHead head);
    std::shared_ptr<const AuditData> m_data;
    int m_index = 0;
    SparseHead m_head;
    std::vector<int> m_predicted;
    std::vector<float> m_confidence;
    std::vector<std::vector<Use>> m_uses;
};

/// All heads of the path, and which rows of each class they get right: what one class's path is answered from. Immutable.
class PathAnalysis {
public:
    /// Rows are predicted anew only for points that do not say how many they got right.
    static Result<std::shared_ptr<const PathAnalysis>> make(std::shared_ptr<const AuditData> data, Progress& progress);

    const AuditData& data() const { return *m_data; }
    const std::vector<PathPoint>& points() const { return m_points; }
    /// Recall of a class at a point; NaN where the split has none of its rows.
    double recall(int point, int klass, Split split) const;

private:
    explicit PathAnalysis(std::shared_ptr<const AuditData> data);
    Status add(PathPoint point, Progress& progress);
    std::shared_ptr<const AuditData> m_data;
    std::vector<PathPoint> m_points;
    std::vector<std::array<std::int64_t, 3>> m_rows;                ///< By class and split.
    std::vector<std::vector<std::array<std::int32_t, 3>>> m_hits;   ///< By point, class and split.
};

/// The head at `index` of the path (−1: the chosen one) with its predictions: Audit::analyse without an audit on disk.
Result<std::shared_ptr<const HeadAnalysis>> analyseHead(std::shared_ptr<const AuditData> data, int index,
                                                        Progress& progress);

/// The best five classes for one row of raw features (1 × d).
std::vector<ExampleView::Ranked> bestClasses(const HeadAnalysis& head, FeatureMatrixRef row);

/// "Accuracy stays within 1 point down to 14 features per class", from the rows' scores.
std::string pathTitle(const std::vector<PathRow>& rows);

}  // namespace sparsescope
