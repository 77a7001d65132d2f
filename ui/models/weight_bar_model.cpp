// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/weight_bar_model.h"

#include "ui/shell/words.h"

#include <algorithm>

namespace sparsescope::ui {

WeightBarModel::WeightBarModel(ClassName className, QObject* parent)
    : QAbstractListModel(parent), m_className(std::move(className))
{
}

void WeightBarModel::setBars(std::vector<WeightBar> bars)
{
    m_all = std::move(bars);
    filter();
}

void WeightBarModel::setLeastStability(std::optional<double> least)
{
    if (least == m_least)
        return;
    m_least = least;
    filter();
}

void WeightBarModel::filter()
{
    beginResetModel();
    m_bars = m_all;
    if (m_least)
        std::erase_if(m_bars, [this](const WeightBar& bar) { return bar.stability && bar.stability->frequency < *m_least; });
    m_range = {0, 0};
    for (const auto& bar : m_bars) {
        m_range.first = std::max(m_range.first, -bar.weight);
        m_range.second = std::max(m_range.second, bar.weight);
    }
    m_anyRendered = findRendered();
    endResetModel();
}

void WeightBarModel::setRendered(Rendered rendered)
{
    m_rendered = std::move(rendered);
    filter();
}

void WeightBarModel::renderedChanged(int feature)
{
    const int row = indexOfFeature(feature);
    if (row < 0)
        return;
    const bool before = std::exchange(m_anyRendered, findRendered());
    const bool all = before != m_anyRendered;
    emit dataChanged(index(all ? 0 : row), index(all ? rowCount() - 1 : row), {RenderedRole});
}

QImage WeightBarModel::rendered(const WeightBar& bar) const
{
    return m_rendered ? m_rendered(bar.feature, bar.weight < 0) : QImage();
}

bool WeightBarModel::findRendered() const
{
    return std::any_of(m_bars.begin(), m_bars.end(), [this](const WeightBar& bar) { return !rendered(bar).isNull(); });
}

int WeightBarModel::indexOfFeature(int feature) const
{
    for (std::size_t i = 0; i < m_bars.size(); ++i)
        if (m_bars[i].feature == feature)
            return static_cast<int>(i);
    return -1;
}

int WeightBarModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_bars.size());
}

QString WeightBarModel::also(const WeightBar& bar) const
{
    if (bar.sparseWeight)
        return *bar.sparseWeight != 0 ? tr("sparse head: %1").arg(signedNumber(*bar.sparseWeight)) : tr("not in the sparse head");
    if (bar.alsoUsedBy.empty())
        return tr("only this class");
    QStringList parts;
    for (std::size_t i = 0; i < std::min<std::size_t>(3, bar.alsoUsedBy.size()); ++i)
        parts << m_className(bar.alsoUsedBy[i].klass) + ' ' + signedNumber(bar.alsoUsedBy[i].weight);
    const auto more = std::ssize(bar.alsoUsedBy) - parts.size();
    return tr("also: %1").arg(parts.join(QStringLiteral(", "))) + (more > 0 ? tr(" and %1 more").arg(more) : QString());
}

QString WeightBarModel::stability(const WeightBar& bar) const
{
    if (!bar.stability)
        return {};
    const auto found = tr("Found in %1 of the draws").arg(percent(bar.stability->frequency));
    return '\n' + (bar.stability->frequency > 0 ? tr("%1, with this sign in %2 of those").arg(found, percent(bar.stability->signAgreement))
                                                : found);
}

QVariant WeightBarModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& bar = m_bars[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return featureTitle(bar.feature, bar.featureName);
    case Qt::AccessibleTextRole:
        return QString(featureTitle(bar.feature, bar.featureName) + ' ' + signedNumber(bar.weight, 3) + ", "
                       + also(bar) + stability(bar));
    case Qt::ToolTipRole:
        return plainTip(tr("%1\nWeight %2 on the standardised feature\n%3")
                            .arg(featureTitle(bar.feature, bar.featureName), signedNumber(bar.weight, 5),
                                     also(bar) + stability(bar)));
    case IdRole:
        return bar.feature;
    case WeightRole:
        return bar.weight;
    case AlsoRole:
        return also(bar);
    case ScaleRole:
        return QVariant::fromValue(m_range);
    case StabilityRole:
        return bar.stability ? QVariant(bar.stability->frequency) : QVariant();
    case SignRole:
        return bar.stability && bar.stability->frequency > 0 ? bar.stability->signAgreement : 1.0;
    case RenderedRole:
        return QVariant::fromValue(rendered(bar));
    case BestRowsRole: {
        QList<qint64> rows;
        for (const auto& example : bar.best)
            rows << example.row;
        return QVariant::fromValue(rows);
    }
    default:
        return {};
    }
}

}  // namespace sparsescope::ui
