// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/sheets.h"

#include "ui/shell/theme.h"
#include "ui/shell/words.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <array>

namespace sparsescope::ui {

namespace {

struct Key {
    const char* keys;
    const char* what;
};

constexpr std::array keys{
    Key{"Ctrl+K", QT_TRANSLATE_NOOP("Keys", "Search classes, features and commands")},
    Key{"Ctrl+O   Ctrl+N", QT_TRANSLATE_NOOP("Keys", "Open an audit; make a new one")},
    Key{"Ctrl+Shift+O", QT_TRANSLATE_NOOP("Keys", "Explain pictures from anywhere; or drop them, or a folder, on the window")},
    Key{"Ctrl+1 … Ctrl+7", QT_TRANSLATE_NOOP("Keys", "Class, Class path, Feature, Features, Map, Errors, Data")},
    Key{"Alt+←   Alt+→", QT_TRANSLATE_NOOP("Keys", "Back and forward (also the mouse's side buttons)")},
    Key{"Esc", QT_TRANSLATE_NOOP("Keys", "Step back")},
    Key{"Ctrl+L   Ctrl+P", QT_TRANSLATE_NOOP("Keys", "Go to the class list; to the path")},
    Key{"← →   Page Up/Down   Home End", QT_TRANSLATE_NOOP("Keys", "Move the λ cursor along the path")},
    Key{"↑ ↓   Enter", QT_TRANSLATE_NOOP("Keys", "Move in a list; open")},
    Key{"Arrows   Ctrl+wheel", QT_TRANSLATE_NOOP("Keys", "Move in the confusion matrix; zoom it")},
    Key{"Ctrl+F", QT_TRANSLATE_NOOP("Keys", "Search in the list that is shown")},
    Key{"Arrows   + − 0   Ctrl+wheel   drag", QT_TRANSLATE_NOOP("Keys", "On the map: from weight to weight; zoom, show all; move")},
    Key{"Ctrl+M", QT_TRANSLATE_NOOP("Keys", "Map as a flow from features to classes; as a heat map again")},
    Key{"Ctrl+D", QT_TRANSLATE_NOOP("Keys", "The network's own head beside the class; the examples again")},
    Key{"Ctrl+Shift+D", QT_TRANSLATE_NOOP("Keys", "Light or dark")},
    Key{"F2", QT_TRANSLATE_NOOP("Keys", "Name the class or feature that is shown")},
    Key{"Ctrl+Shift+F", QT_TRANSLATE_NOOP("Keys", "Fit another path")},
    Key{"Ctrl+Shift+V   Ctrl+Return", QT_TRANSLATE_NOOP("Keys", "Render pictures of features; of the feature that is shown")},
    Key{"Ctrl+C   Enter", QT_TRANSLATE_NOOP("Keys", "On a rendered picture: copy it; enlarge it")},
    Key{"Ctrl+R   Ctrl+E", QT_TRANSLATE_NOOP("Keys", "Write the report; export the head")},
    Key{"?   F1", QT_TRANSLATE_NOOP("Keys", "This sheet")},
};

QDialog* makeSheet(QWidget* parent, const QString& title)
{
    auto* sheet = new QDialog(parent);
    sheet->setAttribute(Qt::WA_DeleteOnClose);
    sheet->setWindowTitle(title);
    auto* layout = new QVBoxLayout(sheet);
    layout->setContentsMargins(spaceAround, spaceAround, spaceAround, spaceAround);
    layout->setSpacing(spaceAround);
    return sheet;
}

void addClose(QDialog* sheet)
{
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, sheet);
    QObject::connect(buttons, &QDialogButtonBox::rejected, sheet, &QDialog::close);
    sheet->layout()->addWidget(buttons);
}

}  // namespace

void showKeys(QWidget* parent)
{
    auto* sheet = makeSheet(parent, QCoreApplication::translate("Keys", "Keys"));
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(2 * spaceAround);
    grid->setVerticalSpacing(spaceBetween);
    int row = 0;
    for (const auto& key : keys) {
        auto* name = plainLabel(QString::fromUtf8(key.keys), sheet);
        name->setFont(sizedFont(name->font(), TextSize::Body, true));
        grid->addWidget(name, row, 0);
        grid->addWidget(plainLabel(QCoreApplication::translate("Keys", key.what), sheet), row++, 1);
    }
    static_cast<QVBoxLayout*>(sheet->layout())->addLayout(grid);
    addClose(sheet);
    sheet->show();
}

void showAbout(QWidget* parent)
{
    auto* sheet = makeSheet(parent, QCoreApplication::translate("About", "About Sparsescope"));
    auto* title = plainLabel(QStringLiteral("Sparsescope ") + QLatin1String(SPARSESCOPE_VERSION), sheet);
    title->setFont(sizedFont(title->font(), TextSize::Title, true));
    auto* words =
        plainLabel(QCoreApplication::translate(
                       "About", "Puts a sparse linear layer in place of a network's last one, and lets you audit "
                                "the few features that decide about each class.\n\nThe method is that of Wong, "
                                "Santurkar and Mądry, Leveraging Sparse Linear Layers for Debuggable Deep Networks "
                                "(2021).\n\nGPL-3.0-or-later. Nothing leaves your machine."),
                   sheet);
    words->setWordWrap(true);
    words->setMinimumWidth(420);
    sheet->layout()->addWidget(title);
    sheet->layout()->addWidget(words);
    addClose(sheet);
    sheet->show();
}

}  // namespace sparsescope::ui
