// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/models/example_model.h"

#include "ui/shell/words.h"

namespace sparsescope::ui {

ExampleModel::ExampleModel(Words words, QObject* parent) : QAbstractListModel(parent), m_words(std::move(words)) {}

void ExampleModel::setExamples(std::vector<ExampleRef> examples, int overlayOf, std::vector<Folded> folded)
{
    beginResetModel();
    m_examples = std::move(examples);
    m_folded = std::move(folded);
    m_folded.resize(m_examples.size());
    m_overlayOf = overlayOf;
    endResetModel();
}

void ExampleModel::setOverlay(int feature, bool patch)
{
    if (m_overlayOf == feature && m_patch == patch)
        return;
    m_overlayOf = feature;
    m_patch = patch;
    if (!m_examples.empty())
        emit dataChanged(index(0), index(rowCount() - 1), {OverlayRole, PatchRole});
}

QString ExampleModel::tipOf(std::size_t at) const
{
    const auto& folded = m_folded[at];
    QString tip = m_words.tip(m_examples[at]);
    if (folded.identical > 0)
        tip += tr("\nstands for %1 of it too").arg(counted(folded.identical, tr("copy"), tr("copies")));
    if (folded.similar > 0)
        tip += tr("\nstands for %1 that %2 nearly the same").arg(counted(folded.similar, tr("other"), tr("others")),
                                                                folded.similar == 1 ? tr("is") : tr("are"));
    return tip;
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
        return plainTip(tipOf(static_cast<std::size_t>(index.row())));
    case Qt::AccessibleTextRole:
        return tipOf(static_cast<std::size_t>(index.row()));
    case IdRole:
        return static_cast<qint64>(example.row);
    case OverlayRole:
        return m_overlayOf;
    case PatchRole:
        return m_patch;
    case BadgeRole: {
        const auto& folded = m_folded[static_cast<std::size_t>(index.row())];
        const auto more = folded.identical + folded.similar;
        return more > 0 ? QStringLiteral("+%1").arg(more) : QString();
    }
    case WrongRole:
        return example.predicted >= 0 && example.predicted != example.label;
    default:
        return {};
    }
}

}  // namespace sparsescope::ui
