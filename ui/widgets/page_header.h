// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

#include <vector>

class QHBoxLayout;
class QLabel;
class QLineEdit;

namespace sparsescope::ui {

class ElidedLabel;

/// The header line of a page: what this is, its key numbers, at most two actions.
class PageHeader : public QWidget {
    Q_OBJECT
public:
    struct KeyNumber {
        QString name;   ///< "sparse"
        QString value;  ///< "91.2 %"
        QString tip;
    };

    explicit PageHeader(QWidget* parent = nullptr);

    /// `quiet`: the title stands for one that is not there.
    void setTitle(const QString& kind, const QString& title, bool quiet = false);
    /// From now on the title can be changed in place: by a button of this text, by a double click, by editTitle().
    void makeEditable(const QString& button, const QString& tip, int longest);
    /// What editing begins with, and what an emptied box stands for.
    void setEditText(const QString& text, const QString& placeholder);
    void editTitle();
    /// The page shows something else from now on: what is being written was for the one before.
    void leaveEditing();
    void setNumbers(const std::vector<KeyNumber>& numbers);
    void addAction(QWidget* widget);

signals:
    void titleEdited(const QString& text);

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void endEditing(bool keep);

    QLabel* m_kind = nullptr;
    ElidedLabel* m_title = nullptr;
    QLineEdit* m_edit = nullptr;
    QString m_editText;
    QHBoxLayout* m_numbers = nullptr;
    QHBoxLayout* m_actions = nullptr;
};

}  // namespace sparsescope::ui
