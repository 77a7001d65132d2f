// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/views.h"
#include "ui/models/roles.h"

#include <QAbstractListModel>

#include <functional>

namespace sparsescope::ui {

/// The features of one class, largest weight first. IdRole gives the feature.
class WeightBarModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { WeightRole = FirstOwnRole, BestRowsRole, AlsoRole, ScaleRole, StabilityRole, SignRole };
    using ClassName = std::function<QString(int)>;

    explicit WeightBarModel(ClassName className, QObject* parent = nullptr);

    void setBars(std::vector<WeightBar> bars);
    /// Leaves out bars that were found in a smaller share of the draws; nothing: leaves out none.
    void setLeastStability(std::optional<double> least);
    int hidden() const { return static_cast<int>(m_all.size() - m_bars.size()); }
    const std::vector<WeightBar>& bars() const { return m_bars; }
    int indexOfFeature(int feature) const;
    /// Largest negative and positive weight by magnitude: the scale that all bars share.
    QPair<double, double> range() const { return m_range; }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    QString also(const WeightBar& bar) const;
    QString stability(const WeightBar& bar) const;
    void filter();

    ClassName m_className;
    std::vector<WeightBar> m_all, m_bars;  ///< As given, and those that are shown.
    std::optional<double> m_least;
    QPair<double, double> m_range;
};

}  // namespace sparsescope::ui
