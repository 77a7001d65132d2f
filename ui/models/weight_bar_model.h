// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/views.h"
#include "ui/models/roles.h"

#include <QAbstractListModel>
#include <QImage>

#include <functional>

namespace sparsescope::ui {

/// The features of one class, largest weight first. IdRole gives the feature.
class WeightBarModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { WeightRole = FirstOwnRole, BestRowsRole, AlsoRole, ScaleRole, StabilityRole, SignRole, RenderedRole };
    using ClassName = std::function<QString(int)>;
    /// The picture rendered for a feature and sign, or a null one.
    using Rendered = std::function<QImage(int feature, bool negative)>;

    explicit WeightBarModel(ClassName className, QObject* parent = nullptr);

    void setBars(std::vector<WeightBar> bars);
    /// Leaves out bars that were found in a smaller share of the draws; nothing: leaves out none.
    void setLeastStability(std::optional<double> least);
    void setRendered(Rendered rendered);
    /// Another picture of the feature is there.
    void renderedChanged(int feature);
    /// Some bar has a rendered picture, so that all keep room for one.
    bool anyRendered() const { return m_anyRendered; }
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
    QImage rendered(const WeightBar& bar) const;
    bool findRendered() const;

    ClassName m_className;
    Rendered m_rendered;
    bool m_anyRendered = false;
    std::vector<WeightBar> m_all, m_bars;  ///< As given, and those that are shown.
    std::optional<double> m_least;
    QPair<double, double> m_range;
};

}  // namespace sparsescope::ui
