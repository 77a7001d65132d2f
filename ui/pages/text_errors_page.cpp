// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/text_errors_page.h"

#include "text/tokenizer.h"
#include "ui/models/text_table_model.h"
#include "ui/pages/sentence_source.h"
#include "ui/shell/theme.h"
#include "ui/shell/words.h"
#include "ui/widgets/confusion_map.h"
#include "ui/widgets/contribution_bars.h"
#include "ui/widgets/filter_table.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/sentence_list.h"

#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>
#include <QTextBlock>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace sparsescope::ui {

namespace {

constexpr int restMs = 350;
constexpr int mostTokens = 400;     ///< That are written out.

/// Place in a QString of a byte of its UTF-8.
class Offsets {
public:
    explicit Offsets(const std::string& text) : m_text(text) {}
    int at(std::int32_t byte)
    {
        // Places come in order mostly; going on from the last keeps long texts fast.
        if (byte < m_byte) {
            m_byte = 0;
            m_units = 0;
        }
        m_units += static_cast<int>(QString::fromUtf8(m_text.data() + m_byte, byte - m_byte).size());
        m_byte = byte;
        return m_units;
    }

private:
    const std::string& m_text;
    std::int32_t m_byte = 0;
    int m_units = 0;
};

QString tokenLine(const TextPrediction& prediction, const Tokenizer& tokenizer)
{
    QStringList tokens;
    for (const Token& token : prediction.encoding.tokens)
        if (tokens.size() < mostTokens)
            tokens << shown(tokenizer.tokenText(token.id), 40);
    return tokens.join(QStringLiteral(" · ")) + (prediction.encoding.truncated ? QObject::tr(" · (the rest is not read)") : QString());
}

}  // namespace

TextErrorsPage::TextErrorsPage(Workspace& workspace, WordSession& words, QWidget* parent) : Page(workspace, parent), m_words(words)
{
    m_rest = new QTimer(this);
    m_rest->setSingleShot(true);
    m_rest->setInterval(restMs);
    connect(m_rest, &QTimer::timeout, this, &TextErrorsPage::requestMarks);
    setParts({{makeMap(), 2, 300}, {makeList(), 2, 300}, {makeText(), 4, 560}});
    setFocusProxy(m_map);
    connect(&words, &WordSession::changed, this, &TextErrorsPage::wordsChanged);
}

QWidget* TextErrorsPage::makeMap()
{
    m_map = new ConfusionMap(this);
    m_map->setAccessibleName(tr("Confusion matrix"));
    connect(m_map, &ConfusionMap::cellSelected, this, [this](int truth, int predicted) {
        auto next = focus();
        next.page = PageId::Errors;
        next.cellTruth = truth;
        next.cellPredicted = predicted;
        next.klass = truth >= 0 ? truth : next.klass;
        work().selection.go(next);
    });
    return m_map;
}

QWidget* TextErrorsPage::makeList()
{
    auto* side = new QWidget(this);
    m_listTitle = plainLabel({}, side);
    m_listTitle->setWordWrap(true);
    m_list = new SentenceList(tr("Texts of the cell"), side);
    m_source = new SentenceSource(work().tasks, work().session, m_words, *m_list);
    connect(m_list, &SentenceList::idSelected, this, &TextErrorsPage::goExample);
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(spaceBetween, 0, spaceBetween, 0);
    layout->setSpacing(spaceInside);
    layout->addWidget(m_listTitle);
    layout->addWidget(m_list, 1);
    return side;
}

ContributionBars* TextErrorsPage::makeBars(const QString& accessibleName)
{
    auto* bars = new ContributionBars([this](int feature) { return session().featureName(feature); }, this);
    bars->setAccessibleName(accessibleName);
    connect(bars, &ContributionBars::featureSelected, this, [this](int feature) { goFeature(feature, PageId::Errors); });
    connect(bars, &ContributionBars::featureOpened, this, [this](int feature) { goFeature(feature, PageId::Feature); });
    return bars;
}

QWidget* TextErrorsPage::makeText()
{
    auto* side = new QWidget(this);
    m_verdict = plainLabel({}, side);
    m_verdict->setWordWrap(true);
    m_reset = new QPushButton(tr("As it was"), side);
    m_reset->setToolTip(plainTip(tr("Takes back what was edited")));
    connect(m_reset, &QPushButton::clicked, this, [this] {
        m_askedRow = -2;
        showText();
    });
    m_edit = new QPlainTextEdit(side);
    m_edit->setAccessibleName(tr("The text; edit it and the prediction follows"));
    m_edit->setTabChangesFocus(true);
    connect(m_edit, &QPlainTextEdit::textChanged, this, [this] {
        if (m_filling)
            return;
        m_edited = true;
        predict();
    });
    m_tokens = mutedLabel({}, side);
    m_tokens->setWordWrap(true);
    m_tokens->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_predicted = makeBars(tr("Explanation of the predicted class"));
    m_truth = makeBars(tr("Explanation of the true class"));
    m_movedTitle = plainLabel({}, side);
    m_moved = new TextTableModel({tr("Feature"), tr("Before"), tr("After"), tr("Part in the logit")}, side);
    auto* moved = new FilterTable(m_moved, tr("feature"), tr("features"), side);
    moved->view()->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    connect(moved, &FilterTable::idOpened, this, [this](int feature) { goFeature(feature, PageId::Feature); });
    auto* top = new QHBoxLayout;
    top->addWidget(m_verdict, 1);
    top->addWidget(m_reset, 0, Qt::AlignTop);
    auto* sides = new QHBoxLayout;
    sides->setSpacing(spaceAround);
    sides->addWidget(m_predicted, 1);
    sides->addWidget(m_truth, 1);
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(spaceBetween, 0, spaceAround, spaceBetween);
    layout->setSpacing(spaceBetween);
    layout->addLayout(top);
    layout->addWidget(m_edit, 2);
    layout->addWidget(m_tokens);
    layout->addLayout(sides, 3);
    layout->addWidget(m_movedTitle);
    layout->addWidget(moved, 2);
    return side;
}

void TextErrorsPage::refresh()
{
    if (explainMissing()) {
        m_asked.reset();
        return;
    }
    if (m_asked != session().head().head) {
        m_asked = session().head().head;
        m_askedTruth = m_askedPredicted = -2;
        requestConfusion();
        // What was edited stays, and is judged by the other head.
        if (m_askedRow == focus().example)
            predict();
    }
    m_map->showCell(focus().cellTruth, focus().cellPredicted);
    if (m_askedTruth != focus().cellTruth || m_askedPredicted != focus().cellPredicted)
        requestExamples();
    showText();
    m_list->showId(focus().example);
    m_predicted->showFeature(focus().feature);
    m_truth->showFeature(focus().feature);
}

void TextErrorsPage::wordsChanged()
{
    if (m_look == m_words.look())
        return;
    m_look = m_words.look();
    m_askedRow = -2;
    if (!isVisible() || !m_asked)
        return;
    m_askedTruth = -2;
    refresh();
}

void TextErrorsPage::requestConfusion()
{
    work().tasks.run(
        this, {tr("Counting errors"), QStringLiteral("text-errors-page")},
        [head = m_asked](Progress&) -> Result<ConfusionView> { return confusion(*head); },
        [this](ConfusionView view) {
            const auto split = QString::fromStdString(splitName(view.evaluated));
            const double wrong = view.rows > 0 ? double(view.errors) / double(view.rows) : 0;
            header().setTitle(tr("Errors"), tr("%1 of %2 %3 texts are not recognised").arg(count(view.errors), count(view.rows), split));
            header().setNumbers({{tr("accuracy"), percent(1 - wrong), tr("Share of %1 texts that are recognised").arg(split)}});
            m_map->setConfusion(std::move(view));
        });
}

void TextErrorsPage::requestExamples()
{
    m_askedTruth = focus().cellTruth;
    m_askedPredicted = focus().cellPredicted;
    work().tasks.run(
        this, {tr("Finding the texts"), QStringLiteral("text-errors-cell")},
        [head = m_asked, truth = m_askedTruth, predicted = m_askedPredicted](Progress&) -> Result<std::vector<ExampleRef>> {
            return cellExamples(*head, truth, predicted);
        },
        [this](std::vector<ExampleRef> examples) { showExamples(std::move(examples)); });
}

void TextErrorsPage::showExamples(std::vector<ExampleRef> examples)
{
    if (!m_words.look())
        return;
    const QString found = counted(std::ssize(examples), tr("text"), tr("texts"));
    if (m_askedTruth < 0)
        m_listTitle->setText(tr("All errors: %1").arg(found));
    else if (m_askedPredicted < 0)
        m_listTitle->setText(tr("%1 not recognised: %2").arg(session().className(m_askedTruth), found));
    else
        m_listTitle->setText(tr("%1 → %2: %3").arg(session().className(m_askedTruth), session().className(m_askedPredicted), found));
    m_source->show(examples, WordQuestion::Of::Logit, -1, false);
    const bool here = std::any_of(examples.begin(), examples.end(), [this](const auto& e) { return e.row == focus().example; });
    if (!here && focus().example < 0 && focus().page == PageId::Errors && !examples.empty()) {
        auto next = focus();
        next.example = examples.front().row;
        work().selection.correct(next);
    }
    m_list->showId(focus().example);
}

/// The chosen text into the box, unless it is there.
void TextErrorsPage::showText()
{
    if (m_askedRow == focus().example || !m_words.look())
        return;
    m_askedRow = focus().example;
    const bool any = m_askedRow >= 0 && m_askedRow < std::ssize(m_words.look()->texts());
    m_edit->setEnabled(any);
    m_filling = true;
    m_edit->setExtraSelections({});
    m_edit->setPlainText(any ? QString::fromStdString(m_words.look()->text(m_askedRow)) : QString());
    m_edited = false;
    m_filling = false;
    m_verdict->setText(any ? QString() : tr("No text selected. Click a cell of the matrix, then a text."));
    if (any)
        predict();
}

/// The box shows line ends and special blanks in its own way, so a text that nobody edited is taken as it is in the data.
std::string TextErrorsPage::currentText() const
{
    return m_edited ? m_edit->toPlainText().toStdString() : m_words.look()->text(m_askedRow);
}

void TextErrorsPage::predict()
{
    if (m_askedRow < 0 || !m_words.look() || !m_asked)
        return;
    const int label = m_asked->data().label(m_askedRow);
    work().tasks.run(
        this, {tr("Predicting the text"), QStringLiteral("text-errors-predict"), TaskRunner::Lane::Model},
        [look = m_words.look(), head = m_asked, row = m_askedRow, label, text = currentText()](
            Progress& progress) -> Result<Predicted> {
            Predicted result;
            SS_TRY(result.before, look->predict(*head, look->text(row), progress));
            SS_TRY(result.after, look->predict(*head, text, progress));
            SS_TRY(const auto model, look->model(progress));
            const auto& scale = head->data().pieces().scale;
            const auto sides = explainLogits(head->head(), scale, result.after.features, {result.after.predicted, label});
            result.predicted = sides[0];
            result.truth = sides[1];
            result.change = compareTexts(result.before, result.after, head->head(), scale, result.after.predicted);
            result.label = label;
            result.tokens = tokenLine(result.after, model->tokenizer());
            return result;
        },
        [this](const Predicted& predicted) { showPrediction(predicted); });
}

void TextErrorsPage::showPrediction(const Predicted& predicted)
{
    const int klass = predicted.after.predicted;
    const int label = predicted.label;
    const bool edited = predicted.after.text != predicted.before.text;
    QString verdict = tr("True: %1 · predicted: %2 (%3)")
                          .arg(session().className(label), session().className(klass), percent(predicted.after.probabilities[klass]));
    if (edited && predicted.before.predicted != klass)
        verdict += tr(" · before the edit: %1").arg(session().className(predicted.before.predicted));
    m_verdict->setText(verdict);
    m_reset->setEnabled(edited);
    m_tokens->setText(predicted.tokens);
    m_predicted->setExplanation(tr("Predicted: %1").arg(session().className(klass)), predicted.predicted);
    m_truth->setVisible(klass != label);
    m_truth->setExplanation(tr("True: %1").arg(session().className(label)), predicted.truth);
    const auto a = m_predicted->ownScale();
    const auto b = klass == label ? a : m_truth->ownScale();
    for (auto* bars : {m_predicted, m_truth})
        bars->setScale(std::min(a.first, b.first), std::max(a.second, b.second));
    m_movedTitle->setText(edited ? tr("The edit moves the logit of %1 by %2, its probability by %3 points, by these features")
                                       .arg(session().className(klass), signedNumber(predicted.change.logitChange),
                                            signedNumber(100 * predicted.change.probabilityChange, 1))
                                 : tr("Edit the text to see which features move"));
    std::vector<QStringList> rows;
    std::vector<int> ids;
    for (const MovedFeature& moved : predicted.change.moved) {
        if (!edited || std::abs(moved.part) < 1e-9)
            continue;
        rows.push_back({session().featureName(moved.feature), signedNumber(moved.before), signedNumber(moved.after), signedNumber(moved.part)});
        ids.push_back(moved.feature);
    }
    m_moved->setRows(std::move(rows), {1, 2, 3}, std::move(ids));
    m_klass = klass;
    m_rest->start();
}

void TextErrorsPage::requestMarks()
{
    if (m_askedRow < 0 || !m_words.look() || m_klass < 0)
        return;
    work().tasks.run(
        this, {tr("Marking words"), QStringLiteral("text-errors-marks"), TaskRunner::Lane::Model},
        [look = m_words.look(), head = m_asked, klass = m_klass, text = currentText()](Progress& progress) {
            WordQuestion question;
            question.of = WordQuestion::Of::Logit;
            question.index = klass;
            question.options.method = WordMethod::Removal;
            return look->words(*head, text, question, progress);
        },
        [this](const WordAnswer& answer) { showMarks(answer); });
}

void TextErrorsPage::showMarks(const WordAnswer& answer)
{
    if (!m_words.look() || m_askedRow < 0 || answer.text != currentText())
        return;
    const auto words = effectsOf(answer);
    double largest = 0;
    for (const WordEffect& word : words)
        largest = std::max(largest, std::isfinite(word.effect) ? std::abs(word.effect) : 0.0);
    QList<QTextEdit::ExtraSelection> selections;
    Offsets offsets(answer.text);
    for (const WordEffect& word : words)
        for (const Word& place : word.places) {
            const int begin = offsets.at(place.begin);
            const int end = offsets.at(place.end);
            if (!(std::abs(word.effect) >= 0.08 * largest) || largest <= 0 || end >= m_edit->document()->characterCount())
                continue;
            QTextEdit::ExtraSelection selection;
            selection.cursor = QTextCursor(m_edit->document());
            selection.cursor.setPosition(begin);
            selection.cursor.setPosition(end, QTextCursor::KeepAnchor);
            selection.format = markFormat(m_edit, word.effect / largest);
            selections << selection;
        }
    m_edit->setExtraSelections(selections);
    m_edit->setToolTip(plainTip(tr("Marked: words that speak for (solid line) or against (dashed line) %1").arg(session().className(m_klass))));
}

}  // namespace sparsescope::ui
