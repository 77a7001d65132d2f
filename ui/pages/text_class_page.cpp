// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/text_class_page.h"

#include "ui/models/text_table_model.h"
#include "ui/pages/sentence_source.h"
#include "ui/pages/words_box.h"
#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/cloud_pair.h"
#include "ui/widgets/filter_table.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/sentence_list.h"

#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace sparsescope::ui {

namespace {

constexpr std::size_t mostNames = 40;   ///< Features of a class that get a proposed name.

}  // namespace

TextClassPage::TextClassPage(Workspace& workspace, WordSession& words, QWidget* parent) : Page(workspace, parent), m_words(words)
{
    header().makeEditable(tr("Rename…"), tr("Another name for the class, in this audit only (F2)"), 200);
    connect(&header(), &PageHeader::titleEdited, this, [this](const QString& name) { work().session.nameClass(m_askedClass, name.toStdString()); });
    auto* errors = new QPushButton(tr("Show errors"), &header());
    errors->setToolTip(plainTip(tr("The texts of this class that the sparse head gets wrong")));
    connect(errors, &QPushButton::clicked, this, [this] {
        auto next = focus();
        next.page = PageId::Errors;
        next.cellTruth = next.klass;
        next.cellPredicted = -1;
        work().selection.go(next);
    });
    header().addAction(errors);
    setParts({{makeLeft(), 1, 480}, {makeRight(), 1, 520}});
    setFocusProxy(m_table);
    connect(&words, &WordSession::changed, this, &TextClassPage::wordsChanged);
}

void TextClassPage::rename()
{
    if (m_askedClass >= 0)
        header().editTitle();
}

QWidget* TextClassPage::makeLeft()
{
    auto* side = new QWidget(this);
    m_features = new TextTableModel({tr("Feature"), tr("Name or words"), tr("Weight")}, side);
    m_table = new FilterTable(m_features, tr("feature"), tr("features"), side);
    m_table->view()->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    connect(m_table, &FilterTable::idSelected, this, [this](int feature) { goFeature(feature, PageId::Class); });
    connect(m_table, &FilterTable::idOpened, this, [this](int feature) { goFeature(feature, PageId::Feature); });
    m_listTitle = plainLabel({}, side);
    m_back = new QPushButton(tr("Texts of the class"), side);
    connect(m_back, &QPushButton::clicked, this, &TextClassPage::leaveWord);
    m_list = new SentenceList(tr("Texts"), side);
    m_source = new SentenceSource(work().tasks, work().session, m_words, *m_list);
    connect(m_list, &SentenceList::idSelected, this, &TextClassPage::goExample);
    connect(m_list, &SentenceList::idOpened, this, [this](qint64 row) {
        auto next = focus();
        next.example = row;
        next.page = PageId::Errors;
        work().selection.go(next);
    });
    auto* top = new QHBoxLayout;
    top->addWidget(m_listTitle, 1);
    top->addWidget(m_back);
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(spaceAround - spaceInside, 0, spaceBetween, 0);
    layout->setSpacing(spaceInside);
    layout->addWidget(m_table, 1);
    layout->addLayout(top);
    layout->addWidget(m_list, 1);
    return side;
}

QWidget* TextClassPage::makeRight()
{
    auto* clouds = new QWidget(this);
    m_sparse = new CloudPair(clouds);
    m_dense = new CloudPair(clouds);
    auto* both = new QVBoxLayout(clouds);
    both->setContentsMargins(0, 0, 0, 0);
    both->setSpacing(spaceBetween);
    for (auto* pair : {m_sparse, m_dense}) {
        both->addWidget(pair, 1);
        connect(pair, &CloudPair::wordSelected, this, &TextClassPage::showWord);
    }
    auto* side = new QWidget(this);
    m_box = new WordsBox(m_words, clouds, side);
    connect(m_box, &WordsBox::optionsChanged, this, &TextClassPage::showClouds);
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(spaceBetween, 0, spaceAround, spaceBetween);
    layout->addWidget(m_box);
    return side;
}

void TextClassPage::refresh()
{
    if (explainMissing()) {
        m_asked.reset();
        m_askedClass = -1;
        return;
    }
    if (focus().klass < 0 || focus().klass >= std::ssize(session().info().classes)) {
        state().showEmpty(tr("No class selected"), tr("Choose one in the list on the left, or search with Ctrl+K."));
        return;
    }
    if (m_asked != session().head().head || m_askedClass != focus().klass)
        return requestClass();
    m_table->showId(focus().feature);
    if (m_shownFeature != focus().feature) {
        m_word.clear();
        showTexts();
    }
    m_list->showId(focus().example);
}

void TextClassPage::wordsChanged()
{
    if (!isVisible() || m_askedClass < 0)
        return;
    showTexts();
    showClouds();
}

void TextClassPage::requestClass()
{
    if (m_askedClass != focus().klass)
        header().leaveEditing();
    m_asked = session().head().head;
    m_askedClass = focus().klass;
    m_proposed.clear();
    m_word.clear();
    const auto& klass = session().info().classes[static_cast<std::size_t>(m_askedClass)];
    header().setTitle(tr("Class"), shown(klass.name));
    header().setEditText(QString::fromStdString(klass.name), tr("As the data calls it"));
    work().tasks.run(
        this, {tr("Looking at the class"), QStringLiteral("text-class-page")},
        [head = m_asked, asked = m_askedClass](Progress&) -> Result<ClassView> { return classView(*head, asked); },
        [this](ClassView view) { showClass(std::move(view)); });
}

void TextClassPage::showClass(ClassView view)
{
    m_view = std::move(view);
    const auto& row = m_view.row;
    std::vector<PageHeader::KeyNumber> numbers{
        {tr("sparse"), percent(row.accuracy), tr("Share of the class's texts that the sparse head recognises")}};
    if (row.originalAccuracy)
        numbers.push_back({tr("original"), percent(row.originalAccuracy), tr("The same for the network's own head")});
    numbers.push_back({tr("features"), QString::number(row.features), tr("Non-zero weights of the class")});
    numbers.push_back({tr("bias"), signedNumber(m_view.bias), tr("Logit of the class before any feature speaks")});
    header().setNumbers(numbers);
    showFeatures();
    showTexts();
    showClouds();
}

QString TextClassPage::nameOf(const WeightBar& bar) const
{
    if (!bar.featureName.empty())
        return shown(bar.featureName);
    const auto found = std::find_if(m_proposed.begin(), m_proposed.end(), [&](const auto& one) { return one.first == bar.feature; });
    return found != m_proposed.end() && !found->second.isEmpty() ? tr("(%1)").arg(found->second) : QString();
}

void TextClassPage::showFeatures()
{
    std::vector<QStringList> rows;
    std::vector<int> ids;
    for (const WeightBar& bar : m_view.bars) {
        rows.push_back({QString::number(bar.feature), nameOf(bar), signedNumber(bar.weight)});
        ids.push_back(bar.feature);
    }
    m_features->setRows(std::move(rows), {0, 2}, std::move(ids));
    m_table->showId(focus().feature);
}

void TextClassPage::showTexts()
{
    if (!m_words.look())
        return;
    m_shownFeature = focus().feature;
    if (!m_word.isEmpty())
        return;
    const auto bar = std::find_if(m_view.bars.begin(), m_view.bars.end(), [&](const WeightBar& one) { return one.feature == m_shownFeature; });
    m_back->setVisible(bar != m_view.bars.end());
    if (bar == m_view.bars.end()) {
        m_listTitle->setText(tr("Texts of the class, with the words that speak for or against it"));
        m_source->show(m_view.examples, WordQuestion::Of::Logit, m_askedClass, false);
    } else {
        m_listTitle->setText(tr("Strongest texts of %1").arg(session().featureName(m_shownFeature)));
        m_source->show(bar->best, WordQuestion::Of::Feature, m_shownFeature, true);
    }
    m_list->showId(focus().example);
}

void TextClassPage::showClouds()
{
    if (!m_box->refresh())
        return;
    std::vector<int> features;
    for (std::size_t i = 0; i < m_view.bars.size() && i < mostNames; ++i)
        features.push_back(m_view.bars[i].feature);
    work().tasks.run(
        this, {tr("Putting words together"), QStringLiteral("text-class-clouds")},
        [words = m_words.words(), head = m_asked, klass = m_askedClass, options = m_box->options(), features](Progress&) -> Result<Clouds> {
            Clouds result;
            result.klass = klass;
            SS_TRY(result.clouds, classClouds(*head, *words, klass, options));
            result.known = result.clouds.sparseMissing < 1;
            for (const int feature : features)
                if (const auto cloud = featureCloud(*words, feature, options))
                    result.names.emplace_back(feature, QString::fromStdString(proposedName(*cloud)));
            return result;
        },
        [this](Clouds clouds) { adoptClouds(std::move(clouds)); });
}

void TextClassPage::adoptClouds(Clouds clouds)
{
    if (clouds.klass != m_askedClass)
        return;
    if (!clouds.known && !m_view.bars.empty())
        return m_box->offerAnew(tr("They were made for the features of another head. Taking the words out again costs as much as the first time."));
    const auto note = [this](double missing) {
        return missing > 0 ? tr("%1 of the weight lies on features whose words were not made.").arg(percent(missing)) : QString();
    };
    const QString name = session().className(clouds.klass);
    m_sparse->setCloud(tr("This head: words by their mean effect on the logit, %1").arg(counted(m_view.row.features, tr("feature"), tr("features"))),
                       name, clouds.clouds.sparse, note(clouds.clouds.sparseMissing));
    m_dense->setCloud(tr("The densest head of the path: %1").arg(counted(clouds.clouds.denseFeatures, tr("feature"), tr("features"))), name,
                      clouds.clouds.dense, note(clouds.clouds.denseMissing));
    m_proposed = std::move(clouds.names);
    showFeatures();
}

void TextClassPage::showWord(const QString& word)
{
    m_sparse->showWord(word);
    m_dense->showWord(word);
    const auto& words = m_words.words();
    const auto index = words ? words->find(word.toStdString()) : std::nullopt;
    if (!index || !m_asked)
        return;
    m_word = word;
    const auto weights = logitWeights(*words, m_asked->head(), session().data()->pieces().scale, m_askedClass).weights;
    std::vector<ExampleRef> examples;
    for (const WordUse& use : words->uses(*index, weights, 100))
        examples.push_back(m_asked->example(use.text));
    m_listTitle->setText(tr("“%1” in %2").arg(shown(word.toStdString(), 40), counted(words->textsWith(*index), tr("text"), tr("texts"))));
    m_back->show();
    m_source->show(examples, WordQuestion::Of::Logit, m_askedClass, false);
}

/// Back to the texts of the class.
void TextClassPage::leaveWord()
{
    m_word.clear();
    m_sparse->showWord({});
    m_dense->showWord({});
    if (focus().feature >= 0)
        goFeature(-1, PageId::Class);
    else
        showTexts();
}

}  // namespace sparsescope::ui
