// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/rule_actions.h"

#include "ui/shell/words.h"

#include <QMenu>

namespace sparsescope::ui {

void addRuleActions(QMenu& menu, AuditSession& session, int feature, int klass)
{
    using Kind = WeightRule::Kind;
    const auto add = [&](const QString& text, int classId, Kind kind) {
        menu.addAction(plainAction(text), &session,
                       [&session, feature, classId, kind] { session.proposeFit({{feature, classId, kind}}); });
    };
    if (klass >= 0) {
        add(QObject::tr("Forbid this feature for %1…").arg(session.className(klass)), klass, Kind::Forbidden);
        add(QObject::tr("Force its weight to be + for %1…").arg(session.className(klass)), klass, Kind::Positive);
        add(QObject::tr("Force its weight to be − for %1…").arg(session.className(klass)), klass, Kind::Negative);
        menu.addSeparator();
    }
    add(QObject::tr("Forbid this feature for all classes…"), -1, Kind::Forbidden);
    if (session.info().classes.size() == 2)
        return;  // a sign for both of two classes contradicts itself
    add(QObject::tr("Force its weights to be + for all classes…"), -1, Kind::Positive);
    add(QObject::tr("Force its weights to be − for all classes…"), -1, Kind::Negative);
}

}  // namespace sparsescope::ui
