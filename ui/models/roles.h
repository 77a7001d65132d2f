// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <Qt>

namespace sparsescope::ui {

/// Roles that every model shares, so that one search box and one sort order fit all tables.
enum CommonRole {
    IdRole = Qt::UserRole,  ///< Number of the class, feature, row or task.
    SortRole,               ///< Raw value to sort by.
    SearchRole,             ///< Text that the search box looks in.
    ShareRole,              ///< 0…1 drawn as a small bar behind the text; invalid: none.
    FirstOwnRole,
};

}  // namespace sparsescope::ui
