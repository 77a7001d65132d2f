// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/feature_list.h"
#include "ui/pages/page.h"
#include "ui/shell/word_session.h"

namespace sparsescope::ui {

class FeatureFilterBar;
class FeatureListModel;
class FeaturePopup;
class FilterTable;

/// All features: what uses them, how healthy and stable they are, what the person calls them.
class FeaturesPage : public Page {
    Q_OBJECT
public:
    FeaturesPage(Workspace& workspace, WordSession& words, QWidget* parent = nullptr);

protected:
    void refresh() override;
    void hideEvent(QHideEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void showFeatures();
    void showNumbers();
    void applyFilter();
    void proposeNames();
    void showPopup(const QPoint& position, const QPoint& global);
    QString strongestTexts(int feature) const;

    WordSession& m_words;
    FeatureListModel* m_features = nullptr;
    FeatureFilterBar* m_filterBar = nullptr;
    FilterTable* m_table = nullptr;
    FeaturePopup* m_popup = nullptr;
    FeatureFilter m_filter;
    std::shared_ptr<const HeadAnalysis> m_shown;
    int m_shownDraws = -1;
    std::vector<std::pair<int, std::string>> m_proposed;    ///< For features without a name of the person's.
    std::shared_ptr<const CorpusWords> m_proposedFrom;
    std::shared_ptr<const AuditData> m_proposedOf;
};

}  // namespace sparsescope::ui
