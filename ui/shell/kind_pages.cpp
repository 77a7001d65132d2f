// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/kind_pages.h"

#include <QVBoxLayout>

namespace sparsescope::ui {

KindPages::KindPages(Page* pictures, Page* texts, AuditSession& session, WordSession& words, QWidget* parent) : QWidget(parent)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(pictures);
    layout->addWidget(texts);
    const auto follow = [this, pictures, texts, &words] {
        m_page = words.ofTexts() ? texts : pictures;
        (m_page == texts ? pictures : texts)->hide();
        m_page->show();
        setFocusProxy(m_page);
    };
    connect(&session, &AuditSession::opened, this, follow);
    follow();
}

}  // namespace sparsescope::ui
