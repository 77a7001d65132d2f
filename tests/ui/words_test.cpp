// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/synthetic_texts.h"
#include "ui/dialogs/identity_sheet.h"
#include "ui/models/text_table_model.h"
#include "ui/pages/text_class_page.h"
#include "ui/pages/text_errors_page.h"
#include "ui/pages/text_feature_page.h"
#include "ui/pages/words_box.h"
#include "ui/widgets/cloud_pair.h"
#include "ui/widgets/sentence_list.h"
#include "ui/widgets/word_cloud.h"
#include "ui/window_fixture.h"

#include <QDir>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>

using namespace sparsescope;
using namespace sparsescope::ui;

namespace {

std::vector<CloudWord> someWords(int count)
{
    std::vector<CloudWord> words;
    for (int i = 0; i < count; ++i)
        words.push_back({i, i == 3 ? "<b>bold</b>" : i == 4 ? "\u202Eevil" : "word" + std::to_string(i * 37), 5, 3.0 / (i + 1), 1.0 / (i + 1)});
    return words;
}

/// A window over the audit of made texts; its network is the fake one.
struct TextWindow {
    QTemporaryDir folder;
    SyntheticTexts made;
    std::unique_ptr<MainWindow> window;

    bool open()
    {
        const std::filesystem::path root(folder.path().toStdString());
        auto texts = syntheticTexts(root);
        if (!texts)
            return false;
        made = *texts;
        const auto audit = writeSyntheticTexts(root, made);
        if (!audit)
            return false;
        applyAppearance(*qApp, Appearance::Light);
        window = std::make_unique<MainWindow>();
        window->words().setLook(made.look);
        window->resize(1360, 860);
        window->show();
        window->openAudit(QString::fromStdString(audit->string()));
        return QTest::qWaitFor([this] { return window->workspace().session.head().head && window->words().look() && calm(); }, 60000);
    }
    bool calm() const { return window->workspace().tasks.idle(); }
    bool wait() const { return QTest::qWaitFor([this] { return calm(); }, 60000); }
    void go(PageId page, int feature = -1, qint64 row = -1)
    {
        auto focus = window->workspace().selection.focus();
        focus.page = page;
        focus.feature = feature;
        focus.example = row;
        window->workspace().selection.go(focus);
        wait();
    }
    bool make()
    {
        window->words().make();
        return wait() && window->words().words() != nullptr;
    }
    void shoot(const QString& name) const
    {
        const QDir target(QCoreApplication::applicationDirPath() + "/gallery/texts");
        target.mkpath(".");
        for (const bool dark : {false, true}) {
            applyAppearance(*qApp, dark ? Appearance::Dark : Appearance::Light);
            QTest::qWait(50);
            window->grab().save(target.filePath(name + (dark ? "-dark.png" : "-light.png")));
        }
        applyAppearance(*qApp, Appearance::Light);
    }
};

}  // namespace

class WordsUiTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { initResources(); }

    void cloudWordsHaveRoomOfTheirOwnAndAlwaysTheSame()
    {
        WordCloudView cloud(WordCloudView::Side::Raises);
        cloud.resize(420, 260);
        cloud.setWords(someWords(40), "feature 3");
        QVERIFY(cloud.shownWords() >= 25);
        std::vector<QRect> places;
        for (int i = 0; i < cloud.shownWords(); ++i) {
            QVERIFY(cloud.rect().contains(cloud.placeOf(i)));
            for (const QRect& other : places)
                QVERIFY(!other.intersects(cloud.placeOf(i)));
            places.push_back(cloud.placeOf(i));
        }
        QVERIFY(cloud.placeOf(0).height() > cloud.placeOf(20).height());
        QVERIFY(cloud.placeOf(0).contains(cloud.rect().center()));
        cloud.setWords(someWords(40), "feature 3");
        for (int i = 0; i < cloud.shownWords(); ++i)
            QCOMPARE(cloud.placeOf(i), places[std::size_t(i)]);
        QVERIFY(cloud.accessibleName().contains("raise feature 3"));
        QVERIFY(cloud.accessibleDescription().contains("word0"));
        QVERIFY(!cloud.accessibleDescription().contains(QChar(0x202E)));
    }

    void cloudsAreUsedByKeysAndMouse()
    {
        WordCloudView cloud(WordCloudView::Side::Lowers);
        cloud.resize(420, 260);
        cloud.setWords(someWords(6), "the class cat");
        cloud.show();
        cloud.setFocus();
        QSignalSpy selected(&cloud, &WordCloudView::wordSelected);
        QTest::mouseClick(&cloud, Qt::LeftButton, {}, cloud.placeOf(2).center());
        QCOMPARE(selected.last().first().toString(), QString("word74"));
        QTest::keyClick(&cloud, Qt::Key_Home);
        QTest::keyClick(&cloud, Qt::Key_Right);
        QTest::keyClick(&cloud, Qt::Key_Return);
        QCOMPARE(selected.last().first().toString(), QString("word37"));
        QTest::keyClick(&cloud, Qt::Key_End);
        QTest::keyClick(&cloud, Qt::Key_Space);
        QCOMPARE(selected.count(), 3);
        QTest::mouseClick(&cloud, Qt::LeftButton, {}, QPoint(1, 1));
        QCOMPARE(selected.count(), 3);
        cloud.setWords({}, "the class cat");
        QTest::keyClick(&cloud, Qt::Key_Right);
        QCOMPARE(cloud.shownWords(), 0);
        QVERIFY(!cloud.grab().isNull());
    }

    void sentencesAreMarkedWhereTheWordsAreShown()
    {
        const std::string text = "a\tgood \u202Efilm";
        const Sentence sentence = sentenceOf(7, text, {{{{2, 6}}, 2.0}, {{{10, 14}}, -1.0}, {{{0, 1}}, 0.01}});
        QCOMPARE(sentence.marks.size(), std::size_t{2});
        QCOMPARE(sentence.text.mid(sentence.marks[0].begin, sentence.marks[0].length), QString("good"));
        QCOMPARE(sentence.text.mid(sentence.marks[1].begin, sentence.marks[1].length), QString("film"));
        QCOMPARE(sentence.marks[0].strength, 1.0);
        QCOMPARE(sentence.marks[1].strength, -0.5);
        QVERIFY(!sentence.text.contains(QChar(0x202E)) && !sentence.text.contains('\t'));
        QVERIFY(sentenceOf(1, std::string(9000, 'x'), {}).text.endsWith(QChar(0x2026)));
        QVERIFY(sentenceOf(1, "", {}).text.isEmpty());
        QCOMPARE(sentenceOf(1, "one\n\ttwo  three", {}).text, QString::fromUtf8("one ↵ two three"));
    }

    void pagesOfTextsShowSentencesAndClouds()
    {
        QTest::failOnWarning(ourWarnings());
        TextWindow text;
        QVERIFY(text.open());
        auto* page = text.window->findChild<TextClassPage*>();
        QVERIFY(page->isVisible());
        QVERIFY(text.wait());
        QVERIFY(page->findChild<SentenceList*>()->sentences().rowCount() > 0);
        auto* box = page->findChild<WordsBox*>();
        auto* offer = box->findChild<QPushButton*>();
        QTRY_VERIFY(text.window->words().cost().has_value());
        QVERIFY(offer->isVisible() || box->findChildren<QPushButton*>().size() > 1);
        QVERIFY(text.make());
        QTRY_VERIFY(text.calm());
        const auto clouds = page->findChildren<WordCloudView*>();
        QCOMPARE(clouds.size(), 4);
        QVERIFY(clouds[0]->accessibleDescription().startsWith("lovely"));
        QVERIFY(clouds[1]->accessibleDescription().startsWith("dreadful"));
        text.shoot("class");
        emit clouds[1]->wordSelected("dreadful");
        QVERIFY(page->findChild<SentenceList*>()->sentences().at(0).text.contains("dreadful"));
    }

    void wordsOfASampleAreToldAsSuch()
    {
        QTest::failOnWarning(ourWarnings());
        TextWindow text;
        QVERIFY(text.open());
        auto* box = text.window->findChild<TextClassPage*>()->findChild<WordsBox*>();
        const auto saying = [box](const QString& start) -> QPushButton* {
            for (auto* button : box->findChildren<QPushButton*>())
                if (button->isVisible() && button->text().startsWith(start))
                    return button;
            return nullptr;
        };
        text.window->words().make(false, 24);
        QVERIFY(text.wait() && text.window->words().sampled());
        QTRY_VERIFY(saying("From a sample of 24 of"));
        saying("From a sample of 24 of")->click();
        QVERIFY(text.wait());
        QTRY_VERIFY(text.window->words().words() && !text.window->words().sampled());
        QVERIFY(!saying("From a sample") && !saying("Told from"));
    }

    void theFeaturePageMarksWordsAndProposesAName()
    {
        QTest::failOnWarning(ourWarnings());
        TextWindow text;
        QVERIFY(text.open());
        text.go(PageId::Feature, 0);
        auto* page = text.window->findChild<TextFeaturePage*>();
        QVERIFY(page->isVisible());
        const auto lists = page->findChildren<SentenceList*>();
        QCOMPARE(lists.size(), 2);
        const Sentence& strongest = lists[0]->sentences().at(0);
        QVERIFY(strongest.text.contains("lovely"));
        // The words of the texts were not made: the network was run on the first sentences.
        QTRY_VERIFY(!lists[0]->sentences().at(0).marks.empty());
        const SentenceMark mark = lists[0]->sentences().at(0).marks.front();
        QCOMPARE(lists[0]->sentences().at(0).text.mid(mark.begin, mark.length), QString("lovely"));
        QCOMPARE(mark.strength, 1.0);
        QVERIFY(text.make());
        QTRY_VERIFY(text.calm());
        const auto clouds = page->findChildren<WordCloudView*>();
        QVERIFY(clouds[0]->accessibleDescription().startsWith("lovely"));
        QVERIFY(clouds[1]->accessibleDescription().startsWith("dreadful"));
        text.shoot("feature");
        emit clouds[1]->wordSelected("dreadful");
        QVERIFY(text.wait());
        QVERIFY(lists[0]->sentences().at(0).text.contains("dreadful"));
        QVERIFY(lists[0]->sentences().at(0).marks.front().strength < 0);
        QPushButton* propose = nullptr;
        for (auto* button : page->findChildren<QPushButton*>())
            if (button->text().contains("lovely"))
                propose = button;
        QVERIFY(propose && propose->isVisible());
        propose->click();
        QVERIFY(text.wait());
        QVERIFY(text.window->workspace().session.featureName(0).contains("lovely"));
        QVERIFY(!propose->isVisible());
    }

    void anEditIsPredictedAsOneTypes()
    {
        QTest::failOnWarning(ourWarnings());
        TextWindow text;
        QVERIFY(text.open());
        text.go(PageId::Errors, -1, 0);
        auto* page = text.window->findChild<TextErrorsPage*>();
        QVERIFY(page->isVisible());
        auto* edit = page->findChild<QPlainTextEdit*>();
        QCOMPARE(edit->toPlainText().toStdString(), text.made.look->text(0));
        QTRY_VERIFY(!edit->extraSelections().isEmpty());
        const auto verdict = [page] {
            QString all;
            for (const auto* label : page->findChildren<QLabel*>())
                all += label->text() + '\n';
            return all;
        };
        QVERIFY(verdict().contains("predicted: praise"));
        edit->setPlainText("How dreadful: a film");
        QTRY_VERIFY(verdict().contains("predicted: scorn"));
        QVERIFY(verdict().contains("before the edit: praise"));
        QTRY_VERIFY(text.calm());
        text.shoot("errors");
        edit->setPlainText("");
        QVERIFY(text.wait());
        edit->setPlainText("<b>x</b> \u202E \U0001F600 lovely");
        QVERIFY(text.wait());
        QTRY_VERIFY(edit->extraSelections().size() == 1 && edit->extraSelections().front().cursor.selectedText() == "lovely");
        for (auto* button : page->findChildren<QPushButton*>())
            if (button->text() == "As it was")
                button->click();
        QVERIFY(text.wait());
        QCOMPARE(edit->toPlainText().toStdString(), text.made.look->text(0));
        QVERIFY(verdict().contains("predicted: praise"));
    }

    void identityWordsAreComparedInTheWindow()
    {
        QTest::failOnWarning(ourWarnings());
        TextWindow text;
        QVERIFY(text.open());
        IdentitySheet sheet(text.window->workspace(), text.window->words());
        sheet.setAttribute(Qt::WA_DeleteOnClose, false);
        sheet.show();
        sheet.start();
        QVERIFY(text.wait());
        QVERIFY(sheet.groups()->rowCount() > 10);
        QCOMPARE(sheet.groups()->index(0, 0).data().toString(), QString("religion"));
        QDir(QCoreApplication::applicationDirPath()).mkpath("gallery/texts");
        sheet.grab().save(QCoreApplication::applicationDirPath() + "/gallery/texts/identity-light.png");
    }
};

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QTemporaryDir settings;
    isolate(settings.path());
    WordsUiTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "words_test.moc"
