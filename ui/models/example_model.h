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
    enum Role { OverlayRole = FirstOwnRole, WrongRole, PatchRole, BadgeRole };
    /// What stands below a picture, and the whole story on hover. Both plain text.
    struct Words {
        std::function<QString(const ExampleRef&)> caption;
        std::function<QString(const ExampleRef&)> tip;
    };

    /// Other rows that an example stands for.
    struct Folded {
        std::int64_t identical = 0;     ///< Copies, as good as certain.
        std::int64_t similar = 0;       ///< Nearly the same.
    };

    explicit ExampleModel(Words words, QObject* parent = nullptr);

    /// `folded`: one for each example, or none at all.
    void setExamples(std::vector<ExampleRef> examples, int overlayOf = -1, std::vector<Folded> folded = {});
    /// `patch`: only the patch of the picture that the feature likes, in place of its map over the picture.
    void setOverlay(int feature, bool patch = false);
    const std::vector<ExampleRef>& examples() const { return m_examples; }
    int indexOfRow(std::int64_t row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    QString tipOf(std::size_t at) const;

    Words m_words;
    std::vector<ExampleRef> m_examples;
    std::vector<Folded> m_folded;
    int m_overlayOf = -1;
    bool m_patch = false;
};

}  // namespace sparsescope::ui
