// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/audit_data.h"
#include "audit/text_look.h"
#include "samples/planted_texts.h"
#include "samples/samples.h"

#include <QtTest>

#include <QTemporaryDir>

#include <algorithm>
#include <map>

using namespace sparsescope;
namespace fs = std::filesystem;

namespace {

template <typename T>
std::string problem(const Result<T>& result)
{
    return result.failed()      ? result.error().code + ": " + result.error().message + " " + result.error().details
           : result.cancelled() ? "cancelled"
                                : "";
}

bool hasWord(const std::string& text)
{
    return (" " + text + " ").find(" " + plantedWord().word + " ") != std::string::npos;
}

}  // namespace

/// The whole way of texts on the sample whose truth is known: the planted word must surface.
class PlantedTextAuditTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void theModelIsToldInFull();
    void examplesCarryTheirTexts();
    void theNetworksOwnHeadIsCompared();
    void theStrongestFeatureOfTheClassFiresOnTheWord();
    void removingTheWordCostsTheClassMost();
    void theWordDoesHarm();
    void aSecondPreparationDoesNoWork();
    void theAuditReopens();

private:
    QTemporaryDir m_folder;
    AuditSettings m_settings;
    std::shared_ptr<Audit> m_audit;
    std::shared_ptr<const AuditData> m_data;
    std::shared_ptr<const HeadAnalysis> m_head;
};

void PlantedTextAuditTest::initTestCase()
{
    Progress progress;
    const fs::path work = m_folder.path().toStdString();
    auto settings = prepareSample("planted-text", work, progress);
    QVERIFY2(settings.ok(), problem(settings).c_str());
    m_settings = *settings;
    auto audit = Audit::create(work / "Planted text.audit", m_settings, progress);
    QVERIFY2(audit.ok(), problem(audit).c_str());
    m_audit = *audit;
    const auto extracted = m_audit->extract(progress);
    QVERIFY2(extracted.ok(), problem(extracted).c_str());
    QCOMPARE(extracted->rows, std::int64_t(1840));
    QCOMPARE(extracted->truncated, std::int64_t(0));
    PathOptions path = m_settings.path;
    path.lambdaCount = 40;
    const auto fitted = m_audit->fit(path, progress);
    QVERIFY2(fitted.ok(), problem(fitted).c_str());
    const auto data = m_audit->load(progress);
    QVERIFY2(data.ok(), problem(data).c_str());
    m_data = *data;
    const auto head = m_audit->analyse(m_data, -1, progress);
    QVERIFY2(head.ok(), problem(head).c_str());
    m_head = *head;
}

void PlantedTextAuditTest::theModelIsToldInFull()
{
    const AuditInfo info = m_audit->info();
    QCOMPARE(info.model.input, ModelInfo::Input::Texts);
    QCOMPARE(info.model.architecture, "BERT, 2 layers, width 64");
    QCOMPARE(info.model.text.feature, TextFeature::Pooler);
    QCOMPARE(info.model.classNames, plantedTextClasses());
    QCOMPARE(info.classes.size(), std::size_t(4));
    QCOMPARE(info.classes[2].key, "travel");
    QCOMPARE(info.classes[2].counts[0], std::int64_t(300));
}

void PlantedTextAuditTest::examplesCarryTheirTexts()
{
    const ClassView view = classView(*m_head, 0);
    QVERIFY(!view.examples.empty());
    for (const ExampleRef& example : view.examples) {
        QVERIFY(!example.text.empty());
        QVERIFY(example.path.find(".tsv:") != std::string::npos);
    }
}

void PlantedTextAuditTest::theNetworksOwnHeadIsCompared()
{
    const PathView path = pathView(*m_data);
    QVERIFY(path.originalTestAccuracy.has_value());
    QVERIFY2(*path.originalTestAccuracy > 0.7, qPrintable(QString::number(*path.originalTestAccuracy)));
    const ClassList list = classList(*m_head);
    QVERIFY2(list.accuracy > 0.7, qPrintable(QString::number(list.accuracy)));
}

void PlantedTextAuditTest::theStrongestFeatureOfTheClassFiresOnTheWord()
{
    // In the direction of its weight: of the sentences at that end nearly all carry the word.
    const ClassView view = classView(*m_head, plantedWord().klass);
    QVERIFY(!view.bars.empty());
    const FeatureView feature = featureView(*m_head, view.bars.front().feature);
    const auto& examples = view.bars.front().weight > 0 ? feature.most : feature.least;
    const auto marked = std::ranges::count_if(examples, [](const ExampleRef& example) { return hasWord(example.text); });
    QVERIFY2(marked * 10 >= std::ssize(examples) * 8,
             qPrintable(QString("%1 of %2").arg(marked).arg(examples.size())));
}

void PlantedTextAuditTest::removingTheWordCostsTheClassMost()
{
    Progress progress;
    const auto look = m_audit->textLook(*m_data);
    QVERIFY2(look.ok(), problem(look).c_str());
    int asked = 0;
    int onTop = 0;
    for (std::int64_t row = 0; row < m_data->rowCount() && asked < 20; ++row) {
        const ExampleRef example = m_head->example(row);
        if (example.split != Split::Test || example.label != plantedWord().klass || !hasWord(example.text))
            continue;
        WordQuestion question;
        question.of = WordQuestion::Of::Logit;
        question.index = plantedWord().klass;
        question.options.method = WordMethod::Removal;
        const auto answer = (*look)->words(*m_head, example.text, question, progress);
        QVERIFY2(answer.ok(), problem(answer).c_str());
        Eigen::Index best = 0;
        answer->effects.effects.col(0).maxCoeff(&best);
        const SplitText::Unit& word = answer->effects.words[static_cast<std::size_t>(best)];
        onTop += word.word == plantedWord().word;
        ++asked;
    }
    QVERIFY(asked == 20);
    QVERIFY2(onTop >= 18, qPrintable(QString::number(onTop)));
}

void PlantedTextAuditTest::theWordDoesHarm()
{
    std::map<bool, std::array<int, 2>> counts;  // Of other topics' test sentences: taken for the marked topic, and all.
    for (std::int64_t row = 0; row < m_data->rowCount(); ++row) {
        const ExampleRef example = m_head->example(row);
        if (example.split != Split::Test || example.label == plantedWord().klass)
            continue;
        counts[hasWord(example.text)][0] += example.predicted == plantedWord().klass;
        ++counts[hasWord(example.text)][1];
    }
    const double with = double(counts[true][0]) / counts[true][1];
    const double without = double(counts[false][0]) / counts[false][1];
    QVERIFY2(with > 3 * without && with > 0.3, qPrintable(QString("%1 with, %2 without").arg(with).arg(without)));
}

void PlantedTextAuditTest::aSecondPreparationDoesNoWork()
{
    Progress progress;
    const auto network = m_settings.model / "model.safetensors";
    const auto before = fs::last_write_time(network);
    const auto again = prepareSample("planted-text", m_folder.path().toStdString(), progress);
    QVERIFY2(again.ok(), problem(again).c_str());
    QVERIFY(fs::last_write_time(network) == before);
}

void PlantedTextAuditTest::theAuditReopens()
{
    Progress progress;
    const auto audit = Audit::open(m_audit->info().folder);
    QVERIFY2(audit.ok(), problem(audit).c_str());
    const auto report = (*audit)->extract(progress);
    QVERIFY2(report.ok(), problem(report).c_str());
    QCOMPARE(report->resumedRows, std::int64_t(1840));
    // A word more in the vocabulary is another model.
    const fs::path vocabulary = m_settings.model / "vocab.txt";
    const auto text = readTextFile(vocabulary, 1 << 20);
    QVERIFY(writeFileAtomically(vocabulary, *text + "zebra\n").ok());
    const auto other = Audit::open(m_audit->info().folder);
    const auto refused = (*other)->extract(progress);
    QCOMPARE(refused.error().code, std::string("E-AUDIT-011"));
    QVERIFY(writeFileAtomically(vocabulary, *text).ok());
}

QTEST_GUILESS_MAIN(PlantedTextAuditTest)

#include "planted_text_audit_test.moc"
