// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/example_model.h"

#include "ui/shell/words.h"

namespace sparsescope::ui {

ExampleModel::ExampleModel(Words words, QObject* parent) : QAbstractListModel(parent), m_words(std::move(words)) {}

void ExampleModel::setExamples(std::vector<ExampleRef> examples, int overlayOf)
{
    beginResetModel();
    m_examples = std::move(examples);
    m_overlayOf = overlayOf;
    endResetModel();
}

void ExampleModel::setOverlay(int feature)
{
    if (m_overlayOf == feature)
        return;
    m_overlayOf = feature;
    if (!m_examples.empty())
        emit dataChanged(index(0), index(rowCount() - 1), {OverlayRole});
}

int ExampleModel::indexOfRow(std::int64_t row) const
{
    for (std::size_t i = 0; i < m_examples.size(); ++i)
        if (m_examples[i].row == row)
            return static_cast<int>(i);
    return -1;
}

int ExampleModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_examples.size());
}

QVariant ExampleModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& example = m_examples[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return m_words.caption(example);
    case Qt::ToolTipRole:
        return plainTip(m_words.tip(example));
    case Qt::AccessibleTextRole:
        return m_words.tip(example);
    case IdRole:
        return static_cast<qint64>(example.row);
    case OverlayRole:
        return m_overlayOf;
    case WrongRole:
        return example.predicted >= 0 && example.predicted != example.label;
    default:
        return {};
    }
}

}  // namespace sparsescope::ui
