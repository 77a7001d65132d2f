// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/pages/page.h"
#include "ui/shell/word_session.h"

#include <QWidget>

namespace sparsescope::ui {

/// One tab with a page for audits of pictures and one for audits of texts; shown is the one that fits what is open.
class KindPages : public QWidget {
    Q_OBJECT
public:
    KindPages(Page* pictures, Page* texts, AuditSession& session, WordSession& words, QWidget* parent = nullptr);

    Page* page() const { return m_page; }

private:
    Page* m_page = nullptr;
};

}  // namespace sparsescope::ui
