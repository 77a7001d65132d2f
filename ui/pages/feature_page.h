// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/example_list.h"
#include "ui/pages/page.h"
#include "ui/shell/look_session.h"

class QTabWidget;

namespace sparsescope::ui {

class ExamplesBox;
class NameLine;
class NoteEdit;
class TextTableModel;
class ValuesBox;
class VisualBox;
class WhereBox;

/// One feature: examples that show what it is, where it fires on one of them, who uses it, and which values it takes.
class FeaturePage : public Page {
    Q_OBJECT
public:
    FeaturePage(Workspace& workspace, LookSession& looks, QWidget* parent = nullptr);
    void rename() override;

    ExamplesBox* examples() const { return m_examples; }
    WhereBox* where() const { return m_where; }
    NameLine* nameLine() const { return m_nameLine; }
    ValuesBox* values() const { return m_values; }
    /// What one picture says, and what else tells about the feature as a whole.
    QTabWidget* pictureTabs() const { return m_pictureTabs; }
    QTabWidget* factTabs() const { return m_factTabs; }

protected:
    void refresh() override;

private:
    /// What is read of a feature in the background.
    struct Read {
        FeatureView view;
        NameProposal proposal;
    };
    QWidget* makeExamples();
    QWidget* makePicture();
    QWidget* makeFacts();
    void request();
    void show(Read read);
    void showUsers();
    void showPicture();
    void showName();
    void store(const std::string& name, const std::string& note);
    void openExample(qint64 row);

    LookSession& m_looks;
    NameLine* m_nameLine = nullptr;
    ExamplesBox* m_examples = nullptr;
    QTabWidget *m_pictureTabs = nullptr, *m_factTabs = nullptr;
    WhereBox* m_where = nullptr;
    VisualBox* m_visual = nullptr;
    TextTableModel* m_users = nullptr;
    NoteEdit* m_note = nullptr;
    ValuesBox* m_values = nullptr;
    FeatureView m_view;
    NameProposal m_proposal;
    std::shared_ptr<const HeadAnalysis> m_asked;
    int m_askedFeature = -1;
};

}  // namespace sparsescope::ui
