// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/visual_box.h"

#include "base/text.h"
#include "ui/dialogs/rendered_sheet.h"
#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/feature_popup.h"
#include "ui/widgets/rendered_view.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace sparsescope::ui {

namespace {

using Quality = PictureWish::Quality;

constexpr int mostPictures = 4;
constexpr int largestSeed = 1'000'000;

QString aboutSeconds(double seconds)
{
    if (seconds < 9.5)
        return VisualBox::tr("about %1 s").arg(number(seconds, 2));
    return VisualBox::tr("about %1").arg(QString::fromStdString(duration(seconds)));
}

ElidedLabel* quietLine(QWidget* parent)
{
    auto* line = new ElidedLabel(parent);
    line->setFont(sizedFont(parent->font(), TextSize::Small));
    line->setForegroundRole(QPalette::PlaceholderText);
    line->setMinimumHeight(line->fontMetrics().height());  // also while it is empty
    return line;
}

void say(QLabel* line, const QString& text, const QString& tip = {})
{
    line->setText(text);
    line->setToolTip(plainTip(tip.isEmpty() ? text : tip));
}

}  // namespace

VisualBox::VisualBox(Workspace& workspace, QWidget* parent) : EmptyState(parent), m_workspace(workspace)
{
    auto* content = new QWidget(this);
    m_popup = new FeaturePopup(workspace.pictures, this);
    auto* sides = new QHBoxLayout;
    sides->setSpacing(spaceAround);
    sides->addWidget(makeSide(false), 1);
    sides->addWidget(makeSide(true), 1);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, spaceInside, 0, spaceBetween);
    layout->setSpacing(spaceInside);
    layout->addLayout(makeControls(content));
    layout->addLayout(sides, 1);
    layout->addLayout(makeSettings(content));
    setContent(content);
    auto& renderings = workspace.renderings;
    connect(&renderings, &RenderingSession::changed, this, [this] { refresh(); });
    connect(&renderings, &RenderingSession::pictureChanged, this, [this](int feature) {
        if (feature == m_feature)
            refresh();
    });
    connect(&workspace.selection, &LinkedSelection::changed, this, &VisualBox::refreshControls);
    refresh();
}

QWidget* VisualBox::makeSide(bool negative)
{
    auto* box = new QWidget(this);
    Side& made = side(negative);
    made.wanted = new QCheckBox(signWords(negative), box);
    made.wanted->setFont(sizedFont(font(), TextSize::Body, true));
    made.wanted->setChecked(true);
    made.wanted->setToolTip(plainTip(negative ? tr("Make pictures that push the feature down")
                                              : tr("Make pictures that the feature fires on as much as it can")));
    made.view = new RenderedView(box);
    made.reached = plainLabel({}, box);
    made.reached->setFont(sizedFont(font(), TextSize::Small));
    made.reached->setWordWrap(true);
    made.reached->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    made.reached->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    made.reached->setFixedHeight(2 * QFontMetrics(made.reached->font()).lineSpacing());  // room for both numbers where it is narrow
    made.settings = quietLine(box);
    made.caution = quietLine(box);
    connect(made.wanted, &QCheckBox::toggled, this, &VisualBox::refreshControls);
    connect(made.view, &RenderedView::opened, this, [this, negative](int picture) { open(negative, picture); });
    connect(made.view, &RenderedView::hovered, this,
            [this, negative](int picture, const QPoint& global) { hover(negative, picture, global); });
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(made.wanted);
    layout->addWidget(made.view, 1);
    layout->addWidget(made.reached);
    layout->addWidget(made.settings);
    layout->addWidget(made.caution);
    return box;
}

QLayout* VisualBox::makeControls(QWidget* parent)
{
    m_quality = new QComboBox(parent);
    m_quality->addItem(tr("Preview"), static_cast<int>(Quality::Preview));
    m_quality->addItem(tr("Full"), static_cast<int>(Quality::Full));
    m_quality->setAccessibleName(tr("Quality"));
    m_quality->setToolTip(plainTip(tr("Preview: something to recognise, soon. Full: 512 steps at the network's own size.")));
    m_render = new QPushButton(tr("&Render"), parent);
    m_render->setShortcut(Qt::CTRL | Qt::Key_Return);
    connect(m_render, &QPushButton::clicked, this, &VisualBox::act);
    auto* top = new QHBoxLayout;
    top->setSpacing(spaceBetween);
    top->addWidget(m_quality, 1);
    top->addWidget(m_render);
    return top;
}

QLayout* VisualBox::makeSettings(QWidget* parent)
{
    m_start = new QComboBox(parent);
    m_start->addItem(tr("from noise"));
    m_start->addItem(tr("from the selected picture"));
    m_start->setAccessibleName(tr("What it starts from"));
    m_start->setToolTip(plainTip(tr("A start from a picture of the data shows what would make that picture excite the feature more")));
    m_seed = new QSpinBox(parent);
    m_seed->setRange(0, largestSeed);
    m_seed->setPrefix(tr("seed "));
    m_seed->setAccessibleName(tr("Seed"));
    m_seed->setToolTip(plainTip(tr("The same seed gives the same picture, byte by byte")));
    m_another = new QToolButton(parent);
    m_another->setText(tr("&Another"));
    m_another->setToolTip(plainTip(tr("Render with the next seed: what comes back is the feature's, what changes is chance")));
    m_count = new QSpinBox(parent);
    m_count->setRange(1, mostPictures);
    m_count->setSuffix(tr(" at once"));
    m_count->setAccessibleName(tr("Pictures that are made together"));
    m_count->setToolTip(plainTip(tr("Several pictures that are pushed apart show several things the feature responds to")));
    m_diversity = new QDoubleSpinBox(parent);
    m_diversity->setRange(0, 100);
    m_diversity->setSingleStep(0.5);
    m_diversity->setDecimals(1);
    m_diversity->setValue(1);
    m_diversity->setPrefix(tr("diversity "));
    m_diversity->setAccessibleName(tr("Diversity"));
    m_diversity->setToolTip(plainTip(tr("How hard the pictures are turned away from each other: so many times as hard as each is pushed towards what the feature "
                                     "responds to")));
    m_words = mutedLabel({}, parent);
    m_words->setWordWrap(true);
    const auto moved = [this] {
        m_chosen = true;
        refresh();
    };
    for (auto* box : {m_quality, m_start})
        connect(box, &QComboBox::currentIndexChanged, this, moved);
    for (auto* box : {m_seed, m_count})
        connect(box, &QSpinBox::valueChanged, this, moved);
    connect(m_diversity, &QDoubleSpinBox::valueChanged, this, moved);
    connect(m_another, &QToolButton::clicked, this, [this] {
        m_seed->setValue(m_seed->value() == largestSeed ? 0 : m_seed->value() + 1);
        act();
    });
    const auto rowOf = [this](std::initializer_list<QWidget*> widgets) {
        auto* row = new QHBoxLayout;
        row->setSpacing(spaceBetween);
        for (auto* widget : widgets) {
            widget->setFont(sizedFont(font(), TextSize::Small));
            row->addWidget(widget, widget == widgets.begin()[0] ? 1 : 0);
        }
        return row;
    };
    auto* layout = new QVBoxLayout;
    layout->setSpacing(spaceInside);
    layout->addLayout(rowOf({m_start, m_count}));
    layout->addLayout(rowOf({m_seed, m_another, m_diversity}));
    layout->addWidget(m_words);
    return layout;
}

QString VisualBox::meaning()
{
    return tr("Made from nothing but the network: from noise, step by step, towards what the feature responds to most. Such pictures "
              "show what it looks for, free of what happens to be in the data.");
}

void VisualBox::setFeature(int feature)
{
    if (feature == m_feature)
        return;
    m_popup->hide();
    m_feature = feature;
    m_chosen = false;
    const QSignalBlocker seed(m_seed), start(m_start);
    m_seed->setValue(0);
    m_start->setCurrentIndex(0);
    if (feature >= 0)
        m_workspace.renderings.lookFor(feature);
    refresh();
}

void VisualBox::showEvent(QShowEvent* event)
{
    EmptyState::showEvent(event);
    m_workspace.renderings.askCost();
    refresh();
}

PictureWish VisualBox::wish(bool negative) const
{
    PictureWish wish = plainWish(m_feature, negative, static_cast<Quality>(m_quality->currentData().toInt()));
    wish.seed = static_cast<std::uint64_t>(m_seed->value());
    wish.count = m_count->value();
    wish.diversity = wish.count > 1 ? m_diversity->value() : 0;
    if (m_start->currentIndex() == 1)
        wish.fromRow = m_workspace.selection.focus().example;
    return wish;
}

const LiveRendering* VisualBox::liveOf(bool negative) const
{
    return m_workspace.renderings.live(m_feature, negative);
}

/// What was asked for, or as long as that is not there the best that is.
const ShownRendering* VisualBox::shownOf(bool negative)
{
    auto& store = m_workspace.renderings.store();
    if (m_chosen)
        if (const auto* asked = store.picture(wish(negative)))
            return asked;
    const auto* standing = store.standing(m_feature, negative);
    return standing ? store.picture(standing->facts.wish) : nullptr;
}

void VisualBox::refresh()
{
    auto& renderings = m_workspace.renderings;
    if (const auto missing = renderings.missing(); !missing.isEmpty())
        return showEmpty(tr("No rendered pictures"), missing);
    showContent();
    if (isVisible())
        renderings.askCost();
    for (const bool negative : {false, true})
        refreshSide(negative);
    refreshControls();
}

void VisualBox::refreshSide(bool negative)
{
    Side& here = side(negative);
    if (m_feature < 0)
        return showNothing(here);
    if (const auto* live = liveOf(negative); live && !live->images.empty())
        return showLive(here, *live);
    if (const auto* shown = shownOf(negative))
        return showMade(here, *shown);
    showNothing(here);
    if (liveOf(negative)) {
        RenderedView::Content content = here.view->content();
        content.words = tr("It begins…");
        content.progress = 0;
        here.view->setContent(content);
    }
}

void VisualBox::showLive(Side& side, const LiveRendering& live)
{
    side.view->setToolTip({});
    QStringList values;
    for (const double value : live.values)
        values << number(value);
    side.view->setContent({live.images, {}, live.steps > 0 ? double(live.step) / live.steps : 0, titleOf(live.wish.negative),
                           settingsWords(live.wish), pictureFileName(live.wish, 0)});
    // Pushed down it soon is 0, which tells nothing.
    const auto at = live.wish.negative ? QString() : tr("at %1 · ").arg(values.join(QStringLiteral(", ")));
    say(side.reached, at + tr("step %1 of %2").arg(live.step).arg(live.steps),
        tr("The feature's value on the picture as it was moved and turned in this step"));
    say(side.settings, settingsWords(live.wish));
    say(side.caution, {});
}

void VisualBox::showMade(Side& side, const ShownRendering& rendering)
{
    side.view->setToolTip({});
    const FeaturePicture& facts = rendering.facts;
    const bool waits = liveOf(facts.wish.negative) != nullptr;
    side.view->setContent({rendering.images, shown(facts.sentence, 300), waits ? 0.0 : -1.0, titleOf(facts.wish.negative),
                           provenanceWords(facts), pictureFileName(facts.wish, 0)});
    if (rendering.images.empty())
        say(side.reached, {});
    else
        say(side.reached, reachedWords(facts), reachedTip(facts));
    QStringList notes{settingsWords(facts.wish)};
    for (const auto& note : facts.notes)
        notes << shown(note, 400);
    say(side.settings, notes.size() > 1 ? notes.front() + QStringLiteral(" · ") + notes[1] : notes.front(), notes.join('\n'));
    say(side.caution, cautionWords(facts));
}

void VisualBox::showNothing(Side& side)
{
    const bool negative = &side == &m_sides[1];
    const auto& cost = m_workspace.renderings.cost();
    const double seconds = !cost ? 0 : wish(negative).quality == Quality::Full ? cost->fullSeconds : cost->previewSeconds;
    const auto words = cost ? tr("Not rendered yet.\nRender takes %1.").arg(aboutSeconds(seconds * m_count->value())) : tr("Not rendered yet");
    side.view->setContent({{}, m_feature < 0 ? QString() : words, -1, titleOf(negative), {}, {}});
    side.view->setToolTip(plainTip(meaning()));
    for (QLabel* line : {side.reached, static_cast<QLabel*>(side.settings), static_cast<QLabel*>(side.caution)})
        say(line, {});
}

void VisualBox::refreshControls()
{
    const auto& renderings = m_workspace.renderings;
    const bool running = m_feature >= 0 && (liveOf(false) || liveOf(true));
    m_render->setText(running ? tr("&Stop") : tr("&Render"));
    m_render->setShortcut(Qt::CTRL | Qt::Key_Return);  // a new text takes it away
    m_render->setToolTip(plainTip(running ? tr("Keeps what is there by now, marked as incomplete  (Ctrl+Return)")
                                          : tr("Make the pictures whose signs are ticked  (Ctrl+Return)")));
    m_render->setEnabled(m_feature >= 0 && (running || m_sides[0].wanted->isChecked() || m_sides[1].wanted->isChecked()));
    m_another->setEnabled(m_render->isEnabled() && !running);
    m_diversity->setEnabled(m_count->value() > 1);
    const bool canStart = m_workspace.selection.focus().example >= 0;
    if (!canStart)
        m_start->setCurrentIndex(0);
    m_start->setEnabled(canStart);
    const auto& cost = renderings.cost();
    m_quality->setItemText(0, cost ? tr("Preview, %1").arg(aboutSeconds(cost->previewSeconds)) : tr("Preview"));
    m_quality->setItemText(1, cost ? tr("Full, %1").arg(aboutSeconds(cost->fullSeconds)) : tr("Full"));
    m_words->setText(QStringLiteral("▲ ") + renderings.costTrouble());
    m_words->setVisible(!renderings.costTrouble().isEmpty());
}

void VisualBox::act()
{
    auto& renderings = m_workspace.renderings;
    bool stopped = false;
    for (const bool negative : {true, false})  // what waits first, so that it does not begin
        if (const auto* live = liveOf(negative)) {
            renderings.stop(PictureWish(live->wish));
            stopped = true;
        }
    if (stopped)
        return;
    m_chosen = true;
    for (const bool negative : {false, true})
        if (side(negative).wanted->isChecked())
            renderings.render(wish(negative));
    refresh();
}

void VisualBox::open(bool negative, int picture)
{
    m_popup->hide();
    const auto* live = liveOf(negative);
    const auto* made = shownOf(negative);
    if (live && !live->images.empty()) {
        ShownRendering now{{live->wish}, live->images};
        now.facts.steps = live->step;
        now.facts.wantedSteps = live->steps;
        (new RenderedSheet(titleOf(negative), now, picture, this))->show();
    } else if (made && !made->images.empty()) {
        (new RenderedSheet(titleOf(negative), *made, picture, this))->show();
    }
}

void VisualBox::hover(bool negative, int picture, const QPoint& global)
{
    const auto& view = *side(negative).view;
    if (picture < 0 || picture >= std::ssize(view.content().images))
        return m_popup->hide();
    m_popup->showLarge(titleOf(negative), {side(negative).reached->text(), side(negative).settings->text()},
                       view.content().images[static_cast<std::size_t>(picture)], global);
}

QString VisualBox::titleOf(bool negative) const
{
    return tr("Feature %1, %2").arg(m_feature).arg(signWords(negative));
}

}  // namespace sparsescope::ui
