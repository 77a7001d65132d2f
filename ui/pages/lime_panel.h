// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/picture_look.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QSpinBox;
class QToolButton;

namespace sparsescope::ui {

/// How LIME of one picture is asked for, and what it said: settings behind a switch, run and stop, the strongest superpixels
/// of one sign with their weights, and how well other seeds agree.
class LimePanel : public QWidget {
    Q_OBJECT
public:
    explicit LimePanel(QWidget* parent = nullptr);

    SegmentQuestion question(const PictureTarget& target) const;
    SuperpixelOptions superpixels() const;
    /// Into how many superpixels the picture is cut; 0: not known yet.
    void setPieces(int count);
    void setRunning(bool running);
    void setProgress(const ProgressUpdate& progress);
    /// `target`: which column of the effects; `what`: "feature 812".
    void setAnswer(const SegmentEffects& effects, int target, const QString& what);
    void clearAnswer();

    /// The superpixels that are shown, strongest first; none before there is an answer.
    std::vector<int> chosen() const;
    bool negative() const;
    /// Weight of a superpixel, where there is an answer.
    std::optional<double> weightOf(int superpixel) const;
    QString stabilityWords() const;
    QString weightWords() const;

signals:
    void cutChanged();      ///< The picture is cut otherwise; what was found is not of these pieces.
    void shownChanged();    ///< Other superpixels are to be shown.
    void runWanted();
    void stopWanted();

private:
    QWidget* makeSettings();
    QWidget* makeAnswer();
    QSpinBox* makeSpin(int lowest, int highest, int value, const QString& name);
    void hidingChosen();
    void showCost();
    void showAnswer();

    QPushButton* m_run = nullptr;
    QLabel* m_cost = nullptr;
    QProgressBar* m_progress = nullptr;
    QWidget* m_settings = nullptr;
    QWidget* m_answer = nullptr;
    QSpinBox *m_size = nullptr, *m_samples = nullptr, *m_seed = nullptr, *m_others = nullptr, *m_top = nullptr;
    QComboBox *m_hiding = nullptr, *m_sign = nullptr;
    QLabel *m_weights = nullptr, *m_words = nullptr;
    std::array<std::uint8_t, 3> m_colour{128, 128, 128};
    int m_pieces = 0;
    bool m_running = false;
    std::optional<SegmentEffects> m_effects;
    Eigen::Index m_target = 0;
    QString m_what;
};

}  // namespace sparsescope::ui
