// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/selection.h"

namespace sparsescope::ui {

namespace {

constexpr std::size_t longestHistory = 200;

bool differOnlyInPath(Focus a, const Focus& b)
{
    a.path = b.path;
    return a == b;
}

}  // namespace

void LinkedSelection::setAxis(PathAxis axis)
{
    if (axis == m_axis)
        return;
    m_axis = axis;
    emit axisChanged(axis);
}

void LinkedSelection::go(const Focus& focus)
{
    if (focus == m_focus)
        return;
    const bool alongPath = differOnlyInPath(m_focus, focus);
    if (!alongPath || !m_alongPath)
        m_back.push_back(m_focus);
    if (m_back.size() > longestHistory)
        m_back.erase(m_back.begin());
    m_forward.clear();
    m_alongPath = alongPath;
    moveTo(focus);
}

void LinkedSelection::correct(const Focus& focus)
{
    if (focus != m_focus)
        moveTo(focus);
}

void LinkedSelection::reset(const Focus& focus)
{
    m_back.clear();
    m_forward.clear();
    m_alongPath = false;
    moveTo(focus);
}

void LinkedSelection::back()
{
    if (m_back.empty())
        return;
    m_forward.push_back(m_focus);
    const auto focus = m_back.back();
    m_back.pop_back();
    m_alongPath = false;
    moveTo(focus);
}

void LinkedSelection::forward()
{
    if (m_forward.empty())
        return;
    m_back.push_back(m_focus);
    const auto focus = m_forward.back();
    m_forward.pop_back();
    m_alongPath = false;
    moveTo(focus);
}

void LinkedSelection::moveTo(const Focus& focus)
{
    const auto before = m_focus;
    m_focus = focus;
    emit changed(m_focus, before);
    emit historyChanged();
}

}  // namespace sparsescope::ui
