// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/look_session.h"
#include "ui/shell/workspace.h"

#include <QDialog>

class QLabel;
class QProgressBar;
class QPushButton;

namespace sparsescope::ui {

class ContributionBars;
class ElidedLabel;
class EmptyState;
class FilterTable;
class TextTableModel;
class WhereBox;

/// Pictures explained on the spot, of the audit or from anywhere: what both heads say, by which features, and where those
/// fire. Several pictures or a folder are a list with the predictions; what is no picture stands there with the reason.
class PictureSheet : public QDialog {
    Q_OBJECT
public:
    PictureSheet(Workspace& workspace, LookSession& looks, QWidget* parent = nullptr);

    /// Files and folders.
    void explain(const QStringList& paths);
    void explainRow(qint64 row);

    TextTableModel* list() const { return m_list; }
    TextTableModel* strong() const { return m_strong; }
    FilterTable* features() const { return m_features; }
    ContributionBars* bars() const { return m_bars; }
    WhereBox* where() const { return m_where; }
    EmptyState* state() const { return m_state; }
    QString verdict() const;
    QString status() const;
    void select(int item);

signals:
    void newAuditWanted(const QString& folder);

private:
    /// One picture with its prediction, or why there is none.
    struct Item {
        PictureSource source;
        std::string name;                   ///< Untrusted.
        std::optional<PicturePrediction> prediction;
        std::string reason;
    };
    struct Answer {
        std::vector<Item> items;
        bool complete = true;
    };
    static Result<Answer> predicted(PictureLook& look, const HeadAnalysis& head, const QStringList& paths, qint64 row, Progress& progress);
    QWidget* makeList();
    QWidget* makePicture();
    QWidget* makeFoot();
    void run();
    void ended();
    void follow(const TaskInfo& task);
    void headChanged();
    void adopt(Answer answer);
    void showList();
    void showItem(int item);
    void showVerdict(const PicturePrediction& prediction);
    void showStrong(const Item& item);
    void target(int id);
    void ask(int id);
    QStringList rowOf(const Item& item) const;
    QString originalName(const PicturePrediction& prediction) const;

    Workspace& m_workspace;
    LookSession& m_looks;
    FilterTable* m_table = nullptr;
    TextTableModel *m_list = nullptr, *m_strong = nullptr;
    FilterTable* m_features = nullptr;
    QWidget* m_listSide = nullptr;
    EmptyState* m_state = nullptr;
    ElidedLabel* m_name = nullptr;
    QLabel *m_verdict = nullptr, *m_status = nullptr;
    WhereBox* m_where = nullptr;
    ContributionBars* m_bars = nullptr;
    QProgressBar* m_progress = nullptr;
    QPushButton *m_again = nullptr, *m_audit = nullptr;
    QStringList m_paths;
    qint64 m_row = -1;
    std::vector<Item> m_items;
    int m_shown = -1;
    int m_target = -1;      ///< Feature, or number of features + class.
    std::shared_ptr<const HeadAnalysis> m_head;
    quint64 m_task = 0;
};

/// A folder, or a file whose name says that it is a picture.
bool mayBePictures(const QString& path);

}  // namespace sparsescope::ui
