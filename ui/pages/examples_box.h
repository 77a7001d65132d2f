// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/example_list.h"
#include "ui/shell/look_session.h"
#include "ui/shell/workspace.h"
#include "ui/widgets/empty_state.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;

namespace sparsescope::ui {

class ThumbnailGrid;

/// Pictures that show what a feature is: those that excite it most or least, drawn at random or spread over all values; of
/// one class or split; as pictures, with the map over them, or cut to the patch it likes.
class ExamplesBox : public QWidget {
    Q_OBJECT
public:
    enum Look { Pictures, Maps, Patches };

    ExamplesBox(Workspace& workspace, LookSession& looks, QWidget* parent = nullptr);

    void setFeature(std::shared_ptr<const HeadAnalysis> head, int feature);
    void setKind(ExampleKind kind);
    void setClass(int klass);   ///< −1: of all classes.
    void setLook(Look look);
    /// Whether pictures that are nearly the same are shown once.
    void setFolded(bool folded);
    void showRow(qint64 row);
    /// The example of a row, if it is among those that are shown.
    const ExampleRef* example(qint64 row) const;
    const ExampleRef* first() const;
    ThumbnailGrid* grid() const { return m_grid; }
    QString countWords() const;

signals:
    void listed();      ///< Other examples than before are shown.
    void rowSelected(qint64 row);
    void rowOpened(qint64 row);

private:
    QWidget* makeChooser();
    void fillClasses();
    void offerLooks();
    ExampleQuestion question() const;
    void ask();
    void adopt(const ExampleListView& view);
    void applyLook();

    Workspace& m_workspace;
    LookSession& m_looks;
    QComboBox *m_kind = nullptr, *m_class = nullptr, *m_split = nullptr, *m_look = nullptr;
    QPushButton* m_others = nullptr;
    QCheckBox* m_fold = nullptr;
    QLabel* m_count = nullptr;
    EmptyState* m_state = nullptr;
    ThumbnailGrid* m_grid = nullptr;
    std::shared_ptr<const HeadAnalysis> m_head;
    int m_feature = -1;
    std::uint64_t m_seed = 0;
};

}  // namespace sparsescope::ui
