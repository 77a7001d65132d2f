// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/audit.h"
#include "ui/shell/selection.h"
#include "ui/shell/task_runner.h"

#include <QObject>
#include <QString>

#include <memory>
#include <vector>

namespace sparsescope::ui {

/// One head of the path with the two lists that the docks show, made together in the background.
struct HeadState {
    int index = -1;
    std::shared_ptr<const HeadAnalysis> head;
    ClassList classes;
    std::vector<FeatureRow> features;
    int draws = 0;  ///< Of the rows, on which its stability was measured; 0: not.
};

/// The audit that the window shows: which one, what is loaded of it, what is being made. All work goes through the
/// task runner; what is read here is always complete and never changes behind a reader's back.
class AuditSession : public QObject {
    Q_OBJECT
public:
    enum class Stage { Closed, Opening, Made, Extracting, Fitting, Ready };

    AuditSession(TaskRunner& tasks, LinkedSelection& selection, QObject* parent = nullptr);

    void open(const QString& folder);
    /// Creates the document, then extracts, fits and loads: each a task of its own that can be stopped.
    void create(const QString& folder, const AuditSettings& settings);
    void openSample(const std::string& id);
    void close();

    /// Goes on where an earlier run was stopped.
    void resume();
    void fit(const PathOptions& options);
    void stopWork();
    /// Stores the rule as the audit's choice and goes to its point.
    void choose(const Selection& rule);
    /// Makes an earlier path the present one, or deletes it for good.
    void usePath(const std::string& name);
    void removePath(const std::string& name);
    /// Reads an earlier path to be drawn beside the present one; empty: none.
    void compareWith(const std::string& name);
    void measureStability(const StabilityOptions& options);
    /// Asks for the settings of another fit, with these rules filled in.
    void proposeFit(const std::vector<WeightRule>& rules = {}) { emit fitProposed(rules); }
    void proposeStability() { emit stabilityProposed(); }
    void nameFeature(int feature, const std::string& name, const std::string& note);
    void nameClass(int klass, const std::string& name);
    void writeReport(const QString& file);
    /// The head that is looked at, in every format, into a folder that is empty or not there yet.
    void exportHead(const QString& folder);

    Stage stage() const { return m_stage; }
    bool isOpen() const { return m_audit != nullptr; }
    bool working() const { return m_workTask != 0; }
    const std::shared_ptr<Audit>& audit() const { return m_audit; }
    const AuditInfo& info() const { return m_info; }
    const std::shared_ptr<const AuditData>& data() const { return m_data; }
    const PathView& path() const { return m_path; }
    const HeadState& head() const { return m_head; }
    /// The present path and those that refits and imports moved aside; read in the background.
    const std::vector<KeptPath>& keptPaths() const { return m_kept; }
    /// The earlier path that is drawn beside the present one, without rows: none; and its name, which is empty while
    /// a fit still moves it aside.
    const PathView& comparison() const { return m_comparison; }
    const std::string& comparedName() const { return m_comparedName; }

    QString className(int klass) const;
    QString featureName(int feature) const;

signals:
    void stageChanged();
    void opened();  ///< Another audit than before, or none.
    void pathChanged();
    void headChanged();
    void keptPathsChanged();
    void comparisonChanged();
    void fitProposed(const std::vector<sparsescope::WeightRule>& rules);
    void stabilityProposed();
    void notice(const QString& title, const QString& message, const QString& details);
    void reportWritten(const QString& file);
    void headExported(const QString& folder);

private:
    /// What is read of an audit in the background, so that the window's thread never waits for its files.
    struct Opened {
        std::shared_ptr<Audit> audit;
        AuditInfo info;
    };
    struct Loaded {
        std::shared_ptr<const AuditData> data;
        AuditInfo info;
        PathView path;
    };
    static Result<Opened> withInfo(Result<std::shared_ptr<Audit>> audit);
    static Result<Loaded> loaded(const Audit& audit, Progress& progress);
    void openBy(const QString& title, std::function<Result<std::shared_ptr<Audit>>(Progress&)> job);
    void adopt(Opened opened);
    void enter(Stage stage);
    void extract();
    void load();
    void analyse(int index);
    void adoptLoaded(Loaded loaded);
    void changePaths(const QString& title, std::function<Status(Audit&)> change);
    void readKeptPaths();
    void nameComparison();
    void compareWithPresent(const PathOptions& options);
    void forgetPaths();
    void tellLeftOut();
    void goChosen();
    void addLivePoint(const PathRow& row);
    void focusChanged(const Focus& now, const Focus& before);
    void workFailed(const Failure& failure);
    TaskRunner::Options workOptions(const QString& title) const;

    TaskRunner& m_tasks;
    LinkedSelection& m_selection;
    Stage m_stage = Stage::Closed;
    std::shared_ptr<Audit> m_audit;
    AuditInfo m_info;
    std::shared_ptr<const AuditData> m_data;
    PathView m_path;
    HeadState m_head;
    std::vector<KeptPath> m_kept;
    PathView m_comparison;
    std::string m_comparedName;
    std::optional<std::size_t> m_keptBefore;  ///< How many paths there were before a fit moved the present one aside.
    quint64 m_workTask = 0;
    bool m_toldSkipped = false;
};

}  // namespace sparsescope::ui
