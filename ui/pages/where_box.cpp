// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/where_box.h"

#include "audit/audit_data.h"
#include "explain/overlay.h"
#include "ui/pages/lime_panel.h"
#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/map_viewer.h"

#include <QComboBox>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>

namespace sparsescope::ui {

namespace {

constexpr int readoutSide = 224;

/// A picture cut into superpixels, before LIME is run on them.
struct CutPicture {
    Image visible;
    Superpixels pieces;
};

QSlider* makeSlider(QWidget* parent, int value, const QString& name)
{
    auto* slider = new QSlider(Qt::Horizontal, parent);
    slider->setRange(0, 100);
    slider->setValue(value);
    slider->setToolTip(plainTip(name));
    slider->setAccessibleName(name);
    return slider;
}

}  // namespace

WhereBox::WhereBox(Workspace& workspace, LookSession& looks, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_looks(looks),
      m_slot(QStringLiteral("where-%1").arg(quintptr(this), 0, 16))
{
    m_kind = new QComboBox(this);
    m_kind->addItems({tr("Picture alone"), tr("Activation map"), tr("Gradient"), tr("Occlusion"), tr("LIME")});
    m_kind->setAccessibleName(tr("How it is told where it fires"));
    connect(m_kind, &QComboBox::activated, this, [this](int kind) { setKind(static_cast<Kind>(kind)); });
    m_viewer = new MapViewer(workspace.pictures, this);
    m_viewer->setReadout([this](const QPointF& place) { return readout(place); });
    m_mapControls = makeMapControls();
    m_lime = new LimePanel(this);
    connect(m_lime, &LimePanel::cutChanged, this, &WhereBox::askPieces);
    connect(m_lime, &LimePanel::shownChanged, this, &WhereBox::showPieces);
    connect(m_lime, &LimePanel::runWanted, this, &WhereBox::askLime);
    connect(m_lime, &LimePanel::stopWanted, this, &WhereBox::stop);
    m_words = mutedLabel({}, this);
    m_words->setWordWrap(true);
    m_words->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceInside);
    layout->addWidget(m_kind);
    layout->addWidget(m_viewer, 1);
    layout->addWidget(m_mapControls);
    layout->addWidget(m_lime);
    layout->addWidget(m_words);
    connect(&looks, &LookSession::changed, this, [this] {
        m_askedHead.reset();
        refresh();
    });
    connect(&workspace.session, &AuditSession::opened, this, &WhereBox::clear);
    connect(&workspace.tasks, &TaskRunner::taskChanged, this, &WhereBox::follow);
    offerKinds();
    refresh();
}

QWidget* WhereBox::makeMapControls()
{
    auto* box = new QWidget(this);
    m_strength = makeSlider(box, 100, tr("Strength of the map"));
    m_outline = makeSlider(box, 0, tr("Outline where the map reaches this share of its maximum; far left: no outline"));
    connect(m_strength, &QSlider::valueChanged, this, [this](int value) { m_viewer->setStrength(value / 100.0); });
    connect(m_outline, &QSlider::valueChanged, this, [this](int value) { m_viewer->setOutline(value / 100.0); });
    m_runControls = new QWidget(box);
    m_progress = new QProgressBar(m_runControls);
    m_progress->setTextVisible(false);
    m_progress->setMaximumHeight(spaceBetween);
    auto* stop = new QPushButton(tr("Stop"), m_runControls);
    connect(stop, &QPushButton::clicked, this, &WhereBox::stop);
    auto* running = new QHBoxLayout(m_runControls);
    running->setContentsMargins(0, 0, 0, 0);
    running->addWidget(m_progress, 1);
    running->addWidget(stop);
    auto* sliders = new QHBoxLayout;
    sliders->setSpacing(spaceBetween);
    sliders->addWidget(mutedLabel(tr("Map"), box));
    sliders->addWidget(m_strength, 1);
    sliders->addWidget(mutedLabel(tr("Outline"), box));
    sliders->addWidget(m_outline, 1);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceInside);
    layout->addLayout(sliders);
    layout->addWidget(m_runControls);
    m_runControls->hide();
    return box;
}

void WhereBox::ask(const PictureSource& source, const PictureTarget& target, const QString& words)
{
    const bool sameHead = m_askedHead && head()
                          && (m_askedHead == head() || (target.of == PictureTarget::Of::Feature && &m_askedHead->data() == &head()->data()));
    const bool same = sameHead && m_source.row == source.row && m_source.file == source.file && m_target.of == target.of
                      && m_target.index == target.index;
    m_story = words;
    if (same)
        return;
    m_source = source;
    m_target = target;
    refresh();
}

void WhereBox::clear()
{
    m_source = {};
    m_story.clear();
    m_askedHead.reset();
    refresh();
}

void WhereBox::setKind(Kind kind)
{
    m_wanted = kind;
    refresh();
}

WhereBox::Kind WhereBox::kind() const
{
    const auto* items = static_cast<QStandardItemModel*>(m_kind->model());
    return m_wanted == Activation && !items->item(Activation)->isEnabled() ? Gradient : m_wanted;
}

/// What cannot be asked is shown with the reason.
void WhereBox::offerKinds()
{
    const bool maps = head() && head()->data().pieces().hasActivationMaps;
    const bool feature = m_target.of == PictureTarget::Of::Feature;
    auto* item = static_cast<QStandardItemModel*>(m_kind->model())->item(Activation);
    item->setEnabled(maps && feature);
    const auto reason = !feature ? tr("Only features have an activation map, a class has none.")
                        : !maps  ? tr("This network has no map behind its features; the gradient is taken in its place.")
                                 : tr("The feature's own map in the network, at once");
    item->setToolTip(plainTip(reason));
    const std::array tips{tr("What the network sees"), reason, tr("Gradient × input over noisy copies: some seconds"),
                          tr("What covering each place with a grey square takes away: some hundred passes"),
                          tr("Which superpixels matter, by hiding many at a time")};
    for (int i = 0; i < std::ssize(tips); ++i)
        m_kind->setItemData(i, plainTip(tips[static_cast<std::size_t>(i)]), Qt::ToolTipRole);
    m_kind->setCurrentIndex(kind());
    m_kind->setToolTip(plainTip(m_wanted == kind() ? tips[static_cast<std::size_t>(kind())] : reason));
}

void WhereBox::refresh()
{
    m_workspace.tasks.stopSlot(m_slot);
    ended();
    offerKinds();
    m_askedHead = head();
    const bool any = m_askedHead && (m_source.row >= 0 || !m_source.file.empty());
    m_viewer->setPicture(any ? m_source.row : -1, {}, m_story);
    m_pieces = {};
    m_map = {};
    const bool asks = any && m_looks.look();
    m_mapControls->setVisible(kind() != Plain && kind() != Lime);
    m_mapControls->setEnabled(asks);
    m_lime->setVisible(kind() == Lime);
    m_lime->setEnabled(asks);
    m_kind->setEnabled(asks);
    m_lime->clearAnswer();
    note(any ? m_looks.reason() : QString());
    if (!asks)
        return;
    if (kind() == Lime)
        askPieces();
    else if (kind() != Plain)
        askMap();
    else if (m_source.row < 0)
        askPlain();
}

void WhereBox::askPlain()
{
    TaskRunner::Options options{tr("Showing a picture"), m_slot, TaskRunner::Lane::Model};
    options.quiet = true;
    m_workspace.tasks.run(
        this, options,
        [look = m_looks.look(), head = m_askedHead, source = m_source](Progress& progress) { return look->visible(*head, source, progress); },
        [this](const Image& visible) { m_viewer->setPicture(-1, toQImage(visible), m_story); }, [this](const Failure& failure) { fail(failure); });
}

void WhereBox::askMap()
{
    MapQuestion question;
    question.kind = kind() == Activation ? MapKind::Activation : kind() == Gradient ? MapKind::Gradient : MapKind::Occlusion;
    question.target = m_target;
    TaskRunner::Options options{tr("Finding where it fires"), m_slot, TaskRunner::Lane::Model, kind() != Activation};
    options.quiet = true;
    m_task = m_workspace.tasks.run(
        this, options,
        [look = m_looks.look(), head = m_askedHead, source = m_source, question](Progress& progress) {
            return look->map(*head, source, question, progress);
        },
        [this](const MapAnswer& answer) { showMap(answer); }, [this](const Failure& failure) { fail(failure); });
    m_progress->setRange(0, 0);
    m_runControls->setVisible(kind() != Activation);
}

void WhereBox::showMap(const MapAnswer& answer)
{
    ended();
    if (m_source.row < 0)
        m_viewer->setPicture(-1, toQImage(answer.visible), m_story);
    m_map = answer.map;
    m_viewer->setMap(answer.map);
    note(QString::fromStdString(answer.note));
}

void WhereBox::askPieces()
{
    m_lime->clearAnswer();
    m_lime->setPieces(0);
    m_pieces = {};
    if (!m_askedHead || !m_looks.look())
        return;
    TaskRunner::Options options{tr("Cutting the picture"), m_slot, TaskRunner::Lane::Model};
    options.quiet = true;
    m_workspace.tasks.run(
        this, options,
        [look = m_looks.look(), head = m_askedHead, source = m_source, cut = m_lime->superpixels()](Progress& progress) -> Result<CutPicture> {
            CutPicture result;
            SS_TRY(result.visible, look->visible(*head, source, progress));
            SS_TRY(result.pieces, superpixels(result.visible, cut));
            return result;
        },
        [this](const CutPicture& cut) {
            if (m_source.row < 0)
                m_viewer->setPicture(-1, toQImage(cut.visible), m_story);
            m_pieces = cut.pieces;
            m_lime->setPieces(cut.pieces.count);
            showPieces();
        },
        [this](const Failure& failure) { fail(failure); });
}

void WhereBox::askLime()
{
    m_lime->clearAnswer();
    showPieces();
    m_lime->setRunning(true);
    TaskRunner::Options options{tr("LIME on a picture"), m_slot, TaskRunner::Lane::Model, true};
    options.quiet = true;
    m_task = m_workspace.tasks.run(
        this, options,
        [look = m_looks.look(), head = m_askedHead, source = m_source, question = m_lime->question(m_target)](Progress& progress) {
            return look->segments(*head, source, question, progress);
        },
        [this](const SegmentAnswer& answer) { showLime(answer); }, [this](const Failure& failure) { fail(failure); });
}

void WhereBox::showLime(const SegmentAnswer& answer)
{
    ended();
    m_pieces = answer.segments;
    m_lime->setPieces(m_pieces.count);
    m_lime->setAnswer(answer.effects, 0, targetWords());
    showPieces();
}

void WhereBox::showPieces()
{
    if (m_pieces.count <= 0)
        return m_viewer->setParts(std::nullopt);
    m_viewer->setParts(MapViewer::Parts{m_pieces, m_lime->chosen(), m_lime->negative()});
}

void WhereBox::follow(const TaskInfo& task)
{
    if (task.id != m_task || task.progress.total <= 0)
        return;
    m_progress->setRange(0, 1000);
    m_progress->setValue(static_cast<int>(1000 * task.progress.fraction()));
    m_lime->setProgress(task.progress);
}

void WhereBox::ended()
{
    m_task = 0;
    m_runControls->hide();
    m_lime->setRunning(false);
}

void WhereBox::stop()
{
    m_workspace.tasks.stop(m_task);
}

void WhereBox::fail(const Failure& failure)
{
    ended();
    const auto* error = std::get_if<Error>(&failure);
    note(error ? QString::fromStdString(error->message) : tr("Stopped before there was anything to tell."));
}

void WhereBox::note(const QString& sentence)
{
    // LIME has its own words, and needs the room.
    const auto story = kind() == Lime ? QString() : m_story;
    m_words->setText(sentence.isEmpty() ? story : story.isEmpty() ? sentence : sentence + '\n' + story);
    m_words->setVisible(!m_words->text().isEmpty());
}

QString WhereBox::words() const
{
    return m_words->text();
}

QString WhereBox::targetWords() const
{
    return m_target.of == PictureTarget::Of::Feature ? m_workspace.session.featureName(m_target.index)
                                                     : tr("the score of %1").arg(m_workspace.session.className(m_target.index));
}

QString WhereBox::readout(const QPointF& place) const
{
    if (m_viewer->parts() && m_pieces.count > 0) {
        const auto x = static_cast<std::size_t>(place.x() * m_pieces.width), y = static_cast<std::size_t>(place.y() * m_pieces.height);
        const int piece = m_pieces.labels[y * static_cast<std::size_t>(m_pieces.width) + x];
        const auto weight = m_lime->weightOf(piece);
        return weight ? tr("Superpixel %1: %2%3").arg(piece).arg(*weight < 0 ? QStringLiteral("−") : QStringLiteral("+"), number(std::abs(*weight)))
                      : tr("Superpixel %1").arg(piece);
    }
    if (!m_viewer->hasMap())
        return {};
    const auto values = enlarged(m_map, readoutSide, readoutSide);
    const double highest = *std::max_element(values.begin(), values.end());
    const auto x = static_cast<std::size_t>(place.x() * readoutSide), y = static_cast<std::size_t>(place.y() * readoutSide);
    const double value = values[y * readoutSide + x];
    return highest > 0 ? tr("%1, %2 of its highest here").arg(number(value), percent(value / highest)) : number(value);
}

}  // namespace sparsescope::ui
