// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/views.h"
#include "ui/models/roles.h"

#include <QAbstractListModel>

#include <functional>

namespace sparsescope::ui {

/// Pictures with a caption each, for the thumbnail grids. IdRole gives the row of the feature table.
class ExampleModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { OverlayRole = FirstOwnRole, WrongRole };
    /// What stands below a picture, and the whole story on hover. Both plain text.
    struct Words {
        std::function<QString(const ExampleRef&)> caption;
        std::function<QString(const ExampleRef&)> tip;
    };

    explicit ExampleModel(Words words, QObject* parent = nullptr);

    void setExamples(std::vector<ExampleRef> examples, int overlayOf = -1);
    void setOverlay(int feature);
    const std::vector<ExampleRef>& examples() const { return m_examples; }
    int indexOfRow(std::int64_t row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    Words m_words;
    std::vector<ExampleRef> m_examples;
    int m_overlayOf = -1;
};

}  // namespace sparsescope::ui
