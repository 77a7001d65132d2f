// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/kind_pages.h"

namespace sparsescope::ui {

KindPages::KindPages(Page* pictures, Page* texts, AuditSession& session, WordSession& words, QWidget* parent) : QStackedWidget(parent)
{
    addWidget(pictures);
    addWidget(texts);
    const auto follow = [this, pictures, texts, &words] {
        setCurrentWidget(words.ofTexts() ? texts : pictures);
        setFocusProxy(currentWidget());
    };
    connect(&session, &AuditSession::opened, this, follow);
    follow();
}

}  // namespace sparsescope::ui
