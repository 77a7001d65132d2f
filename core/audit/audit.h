// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/views.h"
#include "features/extract.h"
#include "glm/resampling.h"
#include "glm/selection.h"

#include <filesystem>
#include <functional>
#include <memory>

namespace sparsescope {

/// Everything a person decides when an audit is made. Kept in audit.db; with model and data it makes the rest again.
struct AuditSettings {
    std::filesystem::path model;
    std::filesystem::path data;
    ModelOptions modelOptions;
    DatasetOptions dataset;
    ExtractOptions extraction;
    PathOptions path;
    Selection selection;
    /// The person says that the network's own head has these classes in this order (it has no names to tell by).
    bool sameClassesAsModel = false;
    std::string title;                      ///< Shown in the window and report; empty: the folder's name.
};

struct AuditInfo {
    std::filesystem::path folder;
    std::string title;
    AuditSettings settings;
    ModelInfo model;
    std::vector<DatasetClass> classes;
    std::int64_t items = 0;
    std::vector<std::string> warnings;      ///< Of the data set.
    std::string createdUtc;                 ///< ISO 8601
    std::string dataFingerprint;            ///< SHA-256 over the data set as it was listed; see Dataset.
    std::string balance;                    ///< What a fit does about classes of different sizes, with counts; or empty.
    bool extracted = false;
    bool fitted = false;                    ///< At least one point.
    std::vector<SkippedItem> skipped;
};

/// The parts of an audit that never change while they are looked at; shared between threads without locks. One value
/// per (features, path) state: a new fit gives a new one.
class AuditData;

/// One head of the path with its predictions on all rows. Immutable.
class HeadAnalysis;

/// All heads of the path with each class's accuracy at each. Immutable.
class PathAnalysis;

/// The questions about words of an audit of texts; see text_look.h.
class TextLook;
/// The questions about single pictures; see picture_look.h.
class PictureLook;

/// Pictures made for its features and classes; see feature_pictures.h.
class FeaturePictures;

/// How heads of the method's original code become a path of an audit.
struct ImportOptions {
    bool grouped = false;                   ///< They were fitted with the grouped penalty. Also told by the folder's metadata.
    double tolerance = 1e-3;                ///< Largest KKT violation at which a point counts as converged.
    int threads = 1;
};

struct ImportReport {
    PathView path;
    std::vector<std::string> notes;         ///< Sentences: what was missing, what does not agree.
};

struct ExportPathOptions {
    bool features = false;                  ///< The rows too, as the original's feature caches.
    bool replace = false;                   ///< Write into a folder that holds something.
};

/// How the stability of a head is measured: the head at one λ of the path, fitted again on draws of the training rows.
struct StabilityOptions {
    int resamples = 50;
    ResampleKind kind = ResampleKind::Halves;
    std::uint64_t seed = 0;
    int point = -1;                         ///< Of the present path; −1: the chosen one.
    int threads = 1;
};

/// One line of the log of what was done: provenance for every number.
struct LogEntry {
    std::string utc;
    std::string verb;                       ///< "extract"
    std::string text;
};

/// One audit: a folder NAME.audit with audit.db, features/, path/ and pictures/. The verbs take long, report through
/// Progress and may run on any one thread at a time; the folder is locked against other processes while open for work.
class Audit {
public:
    /// Inspects the model, lists the data and writes the document. Nothing is run but what inspection needs.
    static Result<std::shared_ptr<Audit>> create(const std::filesystem::path& folder, const AuditSettings& settings,
                                                 Progress& progress);
    /// Makes an audit of the cached features in a folder of the method's original code, with its split into train and
    /// validation. It has no network and no pictures. Names: a file "0 name", "1 name", ….
    static Result<std::shared_ptr<Audit>> createFromParams(const std::filesystem::path& folder, const std::filesystem::path& original,
                                                           const DatasetOptions& options, Progress& progress);
    static Result<std::shared_ptr<Audit>> open(const std::filesystem::path& folder);
    ~Audit();

    AuditInfo info() const;
    std::vector<LogEntry> log() const;

    // The verbs, in order. Each resumes what an earlier run left, and says so in the log.
    Result<ExtractEstimate> estimate(Progress& progress);
    Result<ExtractReport> extract(Progress& progress);
    /// Points arrive through the observer as they are certified and are checkpointed one by one under path/.
    Result<PathView> fit(const PathOptions& options, Progress& progress, const PathObserver& observer = {});
    Status select(const Selection& selection);
    /// What fit() would take with these options: by the times of an earlier path, or of the first λs, measured for about
    /// two seconds.
    Result<TimeEstimate> estimateFit(const PathOptions& options, Progress& progress) const;

    /// Counts how often each weight is found again. Each draw is kept as soon as it is fitted; the same options go on
    /// where they were stopped. What was measured otherwise is replaced.
    Result<StabilityView> measureStability(const StabilityOptions& options, Progress& progress);
    /// What is still missing of it, by the times of the path.
    Result<TimeEstimate> estimateStability(const StabilityOptions& options) const;

    /// The present path first, then those that refits and imports moved aside, oldest first.
    Result<std::vector<KeptPath>> paths() const;
    /// The points of one of them, for comparison. Reads no features.
    Result<PathView> pathNamed(const std::string& name) const;
    /// Makes an earlier path the present one, which is kept aside in turn.
    Status usePath(const std::string& name);
    /// Deletes an earlier path for good.
    Status removePath(const std::string& name);
    /// Takes the heads that the method's original code left in `folder` (params0.pth, params1.pth, …; see params_folder.h) as
    /// the present path, each judged and certified on this audit's rows. The path there was is kept aside.
    Result<ImportReport> importPath(const std::filesystem::path& folder, const ImportOptions& options, Progress& progress);
    /// Writes the present path as the original code would: checkpoint/params{i}.pth and features/metadata_train.pth.
    Status exportPath(const std::filesystem::path& folder, const ExportPathOptions& options, Progress& progress) const;

    /// "cpu", "cuda:1": where the verbs run from now on. Features made on another kind of device are refused then.
    Status setDevice(const std::string& device);
    /// Without a note the one that is there stays.
    Status nameFeature(int feature, const std::string& name, const std::optional<std::string>& note);
    /// What the class is called from the next load() on; empty: as the data calls it. Its key never changes.
    Status nameClass(int klass, const std::string& name);

    /// Loads features, health and path summary: seconds for large audits, so call it from a task.
    Result<std::shared_ptr<const AuditData>> load(Progress& progress) const;
    /// The head at one point of the path with its predictions; `index` −1: the chosen one.
    Result<std::shared_ptr<const HeadAnalysis>> analyse(std::shared_ptr<const AuditData> data, int index,
                                                        Progress& progress) const;

    /// All heads of the path at once: a second or two for a large one.
    Result<std::shared_ptr<const PathAnalysis>> analysePath(std::shared_ptr<const AuditData> data, Progress& progress) const;

    /// The questions about words, for an audit of texts; the model is opened when one needs it. An error for pictures.
    Result<std::shared_ptr<TextLook>> textLook(const AuditData& data) const;

    /// The questions about single pictures, of the data set or any other; the model is opened when one needs it. An error for
    /// texts and for audits without a network.
    Result<std::shared_ptr<PictureLook>> pictureLook(const AuditData& data) const;
    /// The pictures made for features and classes, for an audit of pictures; the model is opened when one is made.
    Result<std::shared_ptr<const FeaturePictures>> featurePictures(std::shared_ptr<const AuditData> data) const;

    /// Where on the picture of `row` the feature fires, over what the network saw. Runs the model; cached in pictures/.
    Result<Image> activationOverlay(const AuditData& data, std::int64_t row, int feature, Progress& progress);
    /// The picture as the network saw it (crop²), or as in the file.
    Result<Image> picture(const AuditData& data, std::int64_t row, bool asTheNetworkSeesIt) const;

    struct State;   ///< Defined where the verbs are.

private:
    explicit Audit(std::shared_ptr<State> state);
    std::shared_ptr<State> m_state;
};

// The questions. Fast enough for a click at 1,000 classes × 2,048 features; run them in a task all the same where the
// row count is large.
PathView pathView(const AuditData& data);
ClassList classList(const HeadAnalysis& head);
ClassView classView(const HeadAnalysis& head, int klass);
/// The class by the network's own head: its `most` largest weights; 0: as many as the sparse head has, at least ten.
DenseClassView denseClass(const HeadAnalysis& head, int klass, int most = 0);
FeatureView featureView(const HeadAnalysis& head, int feature);
std::vector<FeatureRow> featureList(const HeadAnalysis& head);
/// The class along the path with the `mostTraces` most important features.
ClassPathView classPath(const PathAnalysis& path, int klass, int mostTraces = 100);
ConfusionView confusion(const HeadAnalysis& head);
/// Examples in one cell of the confusion matrix (evaluated split), most confident first; predicted −1: all errors of
/// the true class, true −1: all errors.
std::vector<ExampleRef> cellExamples(const HeadAnalysis& head, int truth, int predicted, int limit = 500);
Result<ExampleView> exampleView(const HeadAnalysis& head, std::int64_t row);

}  // namespace sparsescope
