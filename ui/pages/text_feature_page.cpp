// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/text_feature_page.h"

#include "ui/models/feature_list_model.h"
#include "ui/models/text_table_model.h"
#include "ui/pages/sentence_source.h"
#include "ui/pages/words_box.h"
#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/cloud_pair.h"
#include "ui/widgets/filter_table.h"
#include "ui/widgets/histogram_plot.h"
#include "ui/widgets/note_edit.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/sentence_list.h"

#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

namespace sparsescope::ui {

TextFeaturePage::TextFeaturePage(Workspace& workspace, WordSession& words, QWidget* parent) : Page(workspace, parent), m_words(words)
{
    header().makeEditable(tr("Name…"), tr("Your name for the feature; it follows it everywhere (F2)"), 200);
    connect(&header(), &PageHeader::titleEdited, this, [this](const QString& name) { store(name.toStdString(), m_view.note); });
    m_propose = new QPushButton(&header());
    m_propose->setToolTip(plainTip(tr("Takes the words that raise the feature most as its name")));
    m_propose->hide();
    connect(m_propose, &QPushButton::clicked, this, [this] { store(m_proposed.toStdString(), m_view.note); });
    header().addAction(m_propose);
    setParts({{makeTexts(), 1, 500}, {makeSide(), 1, 500}});
    setFocusProxy(m_most);
    connect(&words, &WordSession::changed, this, &TextFeaturePage::wordsChanged);
}

void TextFeaturePage::rename()
{
    if (m_askedFeature >= 0)
        header().editTitle();
}

SentenceList* TextFeaturePage::makeList(const QString& accessibleName)
{
    auto* list = new SentenceList(accessibleName, this);
    connect(list, &SentenceList::idSelected, this, &TextFeaturePage::goExample);
    connect(list, &SentenceList::idOpened, this, [this](qint64 row) {
        auto next = focus();
        next.example = row;
        next.page = PageId::Errors;
        work().selection.go(next);
    });
    return list;
}

QWidget* TextFeaturePage::makeTexts()
{
    auto* side = new QWidget(this);
    m_most = makeList(tr("Most activating texts"));
    m_least = makeList(tr("Least activating texts"));
    m_mostSource = new SentenceSource(work().tasks, work().session, m_words, *m_most);
    m_leastSource = new SentenceSource(work().tasks, work().session, m_words, *m_least);
    m_mostTitle = plainLabel(tr("Most activating texts"), side);
    m_back = new QPushButton(tr("Back to the strongest"), side);
    m_back->hide();
    connect(m_back, &QPushButton::clicked, this, [this] { showWord({}); });
    auto* top = new QHBoxLayout;
    top->addWidget(m_mostTitle, 1);
    top->addWidget(m_back);
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(spaceAround - spaceInside, 0, spaceBetween, 0);
    layout->setSpacing(spaceInside);
    layout->addLayout(top);
    layout->addWidget(m_most, 3);
    layout->addWidget(plainLabel(tr("Least activating texts"), side));
    layout->addWidget(m_least, 2);
    return side;
}

QWidget* TextFeaturePage::makeSide()
{
    auto* side = new QWidget(this);
    m_cloud = new CloudPair(side);
    connect(m_cloud, &CloudPair::wordSelected, this, &TextFeaturePage::showWord);
    m_box = new WordsBox(m_words, m_cloud, side);
    connect(m_box, &WordsBox::optionsChanged, this, &TextFeaturePage::showClouds);
    m_users = new TextTableModel({tr("Class"), tr("Weight")}, side);
    auto* users = new FilterTable(m_users, tr("class"), tr("classes"), side);
    users->view()->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    connect(users, &FilterTable::idOpened, this, [this](int klass) {
        auto next = focus();
        next.klass = klass;
        next.page = PageId::Class;
        work().selection.go(next);
    });
    m_note = new NoteEdit(tr("Note on this feature"), side);
    connect(m_note, &NoteEdit::edited, this, [this](const QString& note) { store(m_view.name, note.toStdString()); });
    m_histogram = new HistogramPlot(side);
    m_histogram->setOfTexts();
    auto* left = new QVBoxLayout;
    left->setSpacing(spaceBetween);
    left->addWidget(users, 2);
    left->addWidget(m_note, 1);
    auto* lower = new QHBoxLayout;
    lower->setSpacing(spaceAround);
    lower->addLayout(left, 1);
    lower->addWidget(m_histogram, 1);
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(spaceBetween, 0, spaceAround, spaceBetween);
    layout->setSpacing(spaceBetween);
    layout->addWidget(m_box, 3);
    layout->addLayout(lower, 2);
    return side;
}

void TextFeaturePage::refresh()
{
    if (explainMissing()) {
        m_asked.reset();
        return;
    }
    if (focus().feature < 0) {
        state().showEmpty(tr("No feature selected"), tr("Open one on the Class page, or search with Ctrl+K for a number or a name."));
        return;
    }
    if (m_asked != session().head().head || m_askedFeature != focus().feature)
        return request();
    m_most->showId(focus().example);
    m_least->showId(focus().example);
}

void TextFeaturePage::wordsChanged()
{
    if (!isVisible() || m_askedFeature < 0)
        return;
    showTexts();
    showClouds();
}

void TextFeaturePage::request()
{
    m_note->finish();
    if (m_askedFeature != focus().feature)
        header().leaveEditing();
    m_asked = session().head().head;
    m_askedFeature = focus().feature;
    m_word.clear();
    work().tasks.run(
        this, {tr("Looking at the feature"), QStringLiteral("text-feature-page")},
        [head = m_asked, feature = m_askedFeature](Progress&) -> Result<FeatureView> { return featureView(*head, feature); },
        [this](FeatureView view) { show(std::move(view)); });
}

void TextFeaturePage::show(FeatureView view)
{
    m_view = std::move(view);
    const auto& health = m_view.health;
    const auto words = healthText(health);
    m_proposed.clear();
    showName();
    m_note->setText(QString::fromStdString(m_view.note));
    header().setNumbers({{tr("used by"), counted(std::ssize(m_view.classes), tr("class"), tr("classes")),
                          tr("Classes of the current head with a weight on it")},
                         {tr("mean"), number(health.mean), tr("Mean activation %1, deviation %2").arg(health.mean).arg(health.deviation)},
                         {tr("health"), words.isEmpty() ? tr("● good") : QStringLiteral("▲ ") + words,
                          tr("Dead, constant, saturated, duplicated or not finite")}});
    m_histogram->setHistogram(m_view.histogram);
    showUsers();
    showTexts();
    showClouds();
}

void TextFeaturePage::showUsers()
{
    std::vector<QStringList> rows;
    std::vector<int> ids;
    for (const auto& use : m_view.classes) {
        rows.push_back({session().className(use.klass), signedNumber(use.weight)});
        ids.push_back(use.klass);
    }
    m_users->setRows(std::move(rows), {1}, std::move(ids));
}

void TextFeaturePage::showTexts()
{
    if (!m_words.look())
        return;
    m_leastSource->show(m_view.least, WordQuestion::Of::Feature, m_view.feature, true);
    m_back->setVisible(!m_word.isEmpty());
    if (!m_word.isEmpty())
        return;
    m_mostTitle->setText(tr("Most activating texts"));
    m_mostSource->show(m_view.most, WordQuestion::Of::Feature, m_view.feature, true);
    m_most->showId(focus().example);
}

void TextFeaturePage::showClouds()
{
    if (!m_box->refresh())
        return;
    struct Shown {
        int feature;
        Result<WordCloud> cloud;
    };
    work().tasks.run(
        this, {tr("Putting words together"), QStringLiteral("text-feature-cloud")},
        [words = m_words.words(), feature = m_view.feature, options = m_box->options()](Progress&) -> Result<Shown> {
            return Shown{feature, featureCloud(*words, feature, options)};
        },
        [this](const Shown& shownCloud) {
            if (!shownCloud.cloud)
                return m_box->offerAnew(tr("They were made for the features of another head. Taking the words out again costs as much as the first time."));
            const QString name = tr("feature %1").arg(shownCloud.feature);
            m_cloud->setCloud(tr("Words by their mean effect on %1").arg(name), name, *shownCloud.cloud);
            m_cloud->showWord(m_word);
            m_proposed = QString::fromStdString(proposedName(*shownCloud.cloud));
            showName();
        });
}

void TextFeaturePage::showWord(const QString& word)
{
    m_word = word;
    m_cloud->showWord(word);
    const auto& words = m_words.words();
    const auto column = words ? words->column(m_view.feature) : std::nullopt;
    const auto index = words ? words->find(word.toStdString()) : std::nullopt;
    if (word.isEmpty() || !column || !index) {
        m_word.clear();
        return showTexts();
    }
    work().tasks.run(
        this, {tr("Finding the texts"), QStringLiteral("text-feature-uses")},
        [words, column = *column, index = *index](Progress&) -> Result<std::vector<WordUse>> {
            return words->uses(index, words->unit(column), 100);
        },
        [this, word](const std::vector<WordUse>& uses) { showUses(word, uses); });
}

void TextFeaturePage::showUses(const QString& word, const std::vector<WordUse>& uses)
{
    if (word != m_word)
        return;
    const auto index = m_words.words()->find(word.toStdString());
    const auto texts = index ? m_words.words()->textsWith(*index) : 0;
    m_mostTitle->setText(tr("“%1” in %2").arg(shown(word.toStdString(), 40), counted(texts, tr("text"), tr("texts"))));
    m_back->show();
    std::vector<ExampleRef> examples;
    for (const WordUse& use : uses)
        examples.push_back(session().head().head->example(use.text, m_view.feature));
    m_mostSource->show(examples, WordQuestion::Of::Feature, m_view.feature, true);
}

void TextFeaturePage::showName()
{
    header().setTitle(tr("Feature %1").arg(m_view.feature), m_view.name.empty() ? tr("not named yet") : shown(m_view.name),
                      m_view.name.empty());
    header().setEditText(QString::fromStdString(m_view.name), tr("Name this feature"));
    m_propose->setVisible(m_view.name.empty() && !m_proposed.isEmpty());
    m_propose->setText(plainAction(tr("Name it “%1”").arg(m_proposed)));
}

void TextFeaturePage::store(const std::string& name, const std::string& note)
{
    m_view.name = name;
    m_view.note = note;
    showName();
    work().session.nameFeature(m_view.feature, name, note);
}

}  // namespace sparsescope::ui
