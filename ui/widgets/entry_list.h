// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/models/entry_model.h"
#include "ui/widgets/picture_list.h"

namespace sparsescope::ui {

/// Which feature enters a class's path when, each with its strongest picture and its weight under the cursor. Those
/// without a weight there are dimmed.
class EntryList : public PictureList {
    Q_OBJECT
public:
    explicit EntryList(PictureCache& pictures, QWidget* parent = nullptr);

    EntryModel& entries() { return *m_model; }

private:
    EntryModel* m_model;
};

}  // namespace sparsescope::ui
