// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/pages/page.h"

class QCheckBox;
class QLabel;
class QSlider;

namespace sparsescope::ui {

class FilterTable;
class HistogramPlot;
class OverlayViewer;
class NoteEdit;
class TextTableModel;
class ThumbnailGrid;

/// One feature: what excites it most and least, where it fires, who uses it, and how it is distributed.
class FeaturePage : public Page {
    Q_OBJECT
public:
    explicit FeaturePage(Workspace& workspace, QWidget* parent = nullptr);
    void rename() override;

protected:
    void refresh() override;

private:
    QWidget* makePictures();
    QWidget* makeSide();
    QWidget* makeViewer();
    ThumbnailGrid* makeGrid(const QString& accessibleName);
    void request();
    void show(FeatureView view);
    void showUsers();
    void showPicture(qint64 row);
    void showOverlay();
    void showName();
    void store(const std::string& name, const std::string& note);

    ThumbnailGrid* m_most = nullptr;
    ThumbnailGrid* m_least = nullptr;
    QCheckBox* m_where = nullptr;
    QSlider* m_strength = nullptr;
    OverlayViewer* m_viewer = nullptr;
    QLabel* m_viewerWords = nullptr;
    TextTableModel* m_users = nullptr;
    NoteEdit* m_note = nullptr;
    HistogramPlot* m_histogram = nullptr;
    FeatureView m_view;
    std::shared_ptr<const HeadAnalysis> m_asked;
    int m_askedFeature = -1;
};

}  // namespace sparsescope::ui
