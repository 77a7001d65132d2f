// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

#include <vector>

class QHBoxLayout;
class QLabel;

namespace sparsescope::ui {

class ElidedLabel;

/// The header line of a page: what this is, its key numbers, at most two actions.
class PageHeader : public QWidget
{
    Q_OBJECT
public:
    struct KeyNumber {
        QString name;   ///< "sparse"
        QString value;  ///< "91.2 %"
        QString tip;
    };

    explicit PageHeader(QWidget* parent = nullptr);

    void setTitle(const QString& kind, const QString& title);
    void setNumbers(const std::vector<KeyNumber>& numbers);
    void addAction(QWidget* widget);

protected:
    void changeEvent(QEvent* event) override;

private:
    QLabel* m_kind = nullptr;
    ElidedLabel* m_title = nullptr;
    QHBoxLayout* m_numbers = nullptr;
    QHBoxLayout* m_actions = nullptr;
};

}  // namespace sparsescope::ui
