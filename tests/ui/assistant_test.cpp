// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/window_fixture.h"

#include "ui/dialogs/data_step.h"
#include "ui/dialogs/encoder_choices.h"
#include "ui/dialogs/model_step.h"
#include "ui/dialogs/new_audit.h"
#include "ui/dialogs/start_step.h"
#include "ui/dialogs/text_choices.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDropEvent>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QSpinBox>

using namespace sparsescope;
using namespace sparsescope::ui;

/// The way to a new audit: what is dropped, what is agreed to, and what is said where it cannot go on.
class AssistantTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { isolate(m_folder.path()); }
    void aFileThatIsNoModelIsToldInPlaceOnly();
    void consentAndCorrectionsAreForOneFile();
    void leavingTheFileBoxDoesNotReadAgain();
    void aProgramIsNotDescribedBeforeConsent();
    void tensorsThatDoNotFitAreExplained();
    void anEncoderOffersWhatBecomesTheFeatures();
    void aTableOffersItsColumns();
    void theAuditsPlaceFollowsTheDataUntilSomebodyChangesIt();
    void whyItCannotStartIsSaid();
    void aDroppedFolderOrModelStartsTheAssistant();

private:
    QString file(const QString& name, const QByteArray& bytes);
    static QString allWords(const QWidget& widget);

    QTemporaryDir m_folder;
};

QString AssistantTest::file(const QString& name, const QByteArray& bytes)
{
    QFile made(m_folder.filePath(name));
    if (!made.open(QIODevice::WriteOnly) || made.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(made.fileName()));
    return made.fileName();
}

QString AssistantTest::allWords(const QWidget& widget)
{
    QString words;
    for (const auto* label : widget.findChildren<QLabel*>())
        if (label->isVisibleTo(&widget))
            words += label->text() + '\n';
    return words;
}

void AssistantTest::aFileThatIsNoModelIsToldInPlaceOnly()
{
    TaskRunner tasks;
    int problems = 0;
    connect(&tasks, &TaskRunner::problem, this, [&] { ++problems; });
    ModelStep step(tasks);
    step.setFile(file("notes.txt", "not a model\n"));
    QTRY_VERIFY(tasks.idle());
    QVERIFY(!step.ready());
    QVERIFY2(allWords(step).contains(QLatin1String("can't be used")), qPrintable(allWords(step)));
    QVERIFY2(allWords(step).contains(QLatin1String(".safetensors")), "what to choose is said");
    QCOMPARE(problems, 0);
}

void AssistantTest::consentAndCorrectionsAreForOneFile()
{
    TaskRunner tasks;
    ModelStep step(tasks);
    auto* consent = step.findChild<QCheckBox*>();
    auto* size = step.findChildren<QSpinBox*>().front();
    auto* box = step.findChild<QLineEdit*>();
    step.setFile(file("first.pt", "x"));
    consent->setChecked(true);
    size->setValue(99);
    AuditSettings settings;
    box->setText(file("second.pt", "y"));
    emit box->editingFinished();
    QVERIFY2(!consent->isChecked(), "another file is another program");
    step.fill(settings);
    QVERIFY(!settings.modelOptions.consent);
    QVERIFY2(!settings.modelOptions.preprocessing, "corrections were for the file before");
    QTRY_VERIFY(tasks.idle());
}

void AssistantTest::leavingTheFileBoxDoesNotReadAgain()
{
    TaskRunner tasks;
    ModelStep step(tasks);
    step.setFile(file("notes.txt", "not a model\n"));
    QTRY_VERIFY(tasks.idle());
    emit step.findChild<QLineEdit*>()->editingFinished();
    QVERIFY(tasks.idle());
}

void AssistantTest::aProgramIsNotDescribedBeforeConsent()
{
    TaskRunner tasks;
    ModelStep step(tasks);
    ModelInfo info;
    info.kind = ModelInfo::Kind::TorchScript;
    info.architecture = "TorchScript program";
    info.needsConsent = true;
    step.resize(700, 500);
    step.showInfo(info);
    QVERIFY(!step.ready());
    QVERIFY2(!allWords(step).contains(QLatin1String("parameters")), qPrintable(allWords(step)));
    QVERIFY2(!allWords(step).contains(QLatin1String("Mean")), "nothing to correct yet");
    QVERIFY(step.findChild<QCheckBox*>()->isVisibleTo(&step));
}

void AssistantTest::tensorsThatDoNotFitAreExplained()
{
    TaskRunner tasks;
    ModelStep step(tasks);
    ModelInfo info;
    info.architecture = "ResNet-18";
    info.features = 512;
    info.mismatches = {{TensorMismatch::Kind::Missing, "layer4.1.bn2.weight", "[512]", ""}};
    step.showInfo(info);
    QVERIFY(!step.ready());
    QVERIFY2(allWords(step).contains(QLatin1String("Choose a complete file")), qPrintable(allWords(step)));
}

void AssistantTest::anEncoderOffersWhatBecomesTheFeatures()
{
    TaskRunner tasks;
    ModelStep step(tasks);
    step.resize(700, 500);
    ModelInfo info;
    info.input = ModelInfo::Input::Texts;
    info.architecture = "BERT, 2 layers";
    info.features = 64;
    info.text.tokenizer = "WordPiece, lower case, 400 tokens";
    info.text.positions = 128;
    info.text.maxTokens = 100;
    info.text.feature = TextFeature::Mean;
    info.text.choices = {TextFeature::Mean, TextFeature::FirstToken};
    step.showInfo(info);
    QVERIFY(step.readsTexts());
    QVERIFY2(allWords(step).contains(QLatin1String("WordPiece")), qPrintable(allWords(step)));
    QVERIFY2(!allWords(step).contains(QLatin1String("activation maps")), "pictures have no part in it");
    AuditSettings settings;
    step.fill(settings);
    QVERIFY2(!settings.modelOptions.textFeature && settings.modelOptions.maxTokens == 0, "the file's own choices are not repeated");
    auto* feature = step.findChild<EncoderChoices*>()->findChild<QComboBox*>();
    auto* tokens = step.findChild<EncoderChoices*>()->findChild<QSpinBox*>();
    QCOMPARE(feature->count(), 2);
    feature->setCurrentIndex(1);
    tokens->setValue(300);
    step.fill(settings);
    QVERIFY(settings.modelOptions.textFeature == TextFeature::FirstToken);
    QCOMPARE(settings.modelOptions.maxTokens, 128);
}

void AssistantTest::aTableOffersItsColumns()
{
    TaskRunner tasks;
    DataStep step(tasks);
    step.resize(700, 500);
    step.setTexts(true);
    QVERIFY2(allWords(step).contains(QLatin1String("Which texts?")), qPrintable(allWords(step)));
    QString table = QStringLiteral("comment,tone,source\n");
    for (int i = 0; i < 40; ++i)
        table += QStringLiteral("the text of number %1 says something,%2,%3\n").arg(i).arg(i % 2 ? "kind" : "rude").arg(i % 4 ? "mail" : "web");
    step.setFolder(file("table.csv", table.toUtf8()));
    QTRY_VERIFY(tasks.idle());
    QVERIFY2(step.ready(), qPrintable(allWords(step)));
    auto* choices = step.findChild<TextChoices*>();
    auto boxes = choices->findChildren<QComboBox*>();
    QCOMPARE(boxes[0]->currentText(), QStringLiteral("comment"));
    boxes[1]->setCurrentIndex(boxes[1]->findText(QStringLiteral("source")));
    emit boxes[1]->activated(boxes[1]->currentIndex());
    QTRY_VERIFY(tasks.idle());
    QVERIFY(step.ready());
    QCOMPARE(boxes[1]->currentText(), QStringLiteral("source"));
    boxes[3]->setCurrentIndex(1);
    AuditSettings settings;
    step.fill(settings);
    QCOMPARE(settings.dataset.text.labelColumn, std::string("source"));
    QVERIFY(settings.dataset.balance == Balance::Down);
    step.setFolder(file("other.csv", "text,label\na b,1\nc d,0\ne f,1\ng h,0\n"));
    QTRY_VERIFY(tasks.idle());
    QVERIFY2(step.ready(), qPrintable(allWords(step)));
    QCOMPARE(boxes[1]->currentText(), QStringLiteral("label"));
    AuditSettings other;
    step.fill(other);
    QVERIFY2(other.dataset.text.labelColumn.empty(), "columns of the file before are forgotten");
}

void AssistantTest::theAuditsPlaceFollowsTheDataUntilSomebodyChangesIt()
{
    TaskRunner tasks;
    StartStep step(tasks);
    auto* title = step.findChildren<QLineEdit*>().front();
    AuditSettings settings;
    settings.data = "/data/holiday";
    step.estimate(settings);
    QCOMPARE(title->text(), QStringLiteral("holiday"));
    settings.data = "/data/birds";
    step.estimate(settings);
    QCOMPARE(title->text(), QStringLiteral("birds"));
    QVERIFY(step.folder().endsWith(QLatin1String("birds.audit")));
    title->setText("My birds");
    settings.data = "/data/cats";
    step.estimate(settings);
    QCOMPARE(title->text(), QStringLiteral("My birds"));
    QVERIFY(step.folder().endsWith(QLatin1String("cats.audit")));
    QTRY_VERIFY(tasks.idle());
}

void AssistantTest::whyItCannotStartIsSaid()
{
    TaskRunner tasks;
    StartStep step(tasks);
    auto* folder = step.findChildren<QLineEdit*>().at(1);
    folder->setText(m_folder.filePath("new.audit"));
    QVERIFY(step.ready());
    folder->setText(m_folder.filePath("nowhere/new.audit"));
    QVERIFY(!step.ready());
    QVERIFY2(allWords(step).contains(QLatin1String("There is no folder")), qPrintable(allWords(step)));
    QVERIFY(QDir(m_folder.path()).mkdir("taken.audit"));
    folder->setText(m_folder.filePath("taken"));
    QVERIFY(!step.ready());
    QVERIFY2(allWords(step).contains(QLatin1String("Choose another name")), qPrintable(allWords(step)));
}

void AssistantTest::aDroppedFolderOrModelStartsTheAssistant()
{
    SyntheticOptions options;
    options.made = true;
    WindowFixture fixture(options);
    const auto drop = [&](const QString& path) {
        QMimeData mime;
        mime.setUrls({QUrl::fromLocalFile(path)});
        QDragEnterEvent enter(QPoint(20, 20), Qt::CopyAction, &mime, Qt::LeftButton, {});
        QApplication::sendEvent(&fixture.window(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event(QPointF(20, 20), Qt::CopyAction, &mime, Qt::LeftButton, {});
        QApplication::sendEvent(&fixture.window(), &event);
    };
    drop(file("notes.txt", "not a model\n"));
    auto* assistant = fixture.window().findChild<NewAudit*>();
    QVERIFY(assistant);
    QVERIFY(assistant->modelStep()->findChild<QLineEdit*>()->text().endsWith(QLatin1String("notes.txt")));
    assistant->close();
    QTRY_VERIFY(!fixture.window().findChild<NewAudit*>());
    drop(m_folder.path());
    assistant = fixture.window().findChild<NewAudit*>();
    QVERIFY(assistant);
    QCOMPARE(qobject_cast<QLineEdit*>(assistant->dataStep()->focusProxy())->text(), m_folder.path());
    assistant->close();
    drop(fixture.audit());
    QVERIFY(QTest::qWaitFor([&] { return fixture.window().workspace().session.head().head != nullptr; }, 60000));
}

QTEST_MAIN(AssistantTest)
#include "assistant_test.moc"
