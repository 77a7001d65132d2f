// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/window_fixture.h"

#include "ui/dialogs/data_step.h"
#include "ui/dialogs/model_step.h"
#include "ui/dialogs/new_audit.h"
#include "ui/dialogs/sheets.h"
#include "ui/dialogs/start_step.h"
#include "ui/pages/path_panel.h"
#include "ui/shell/screenshot_tour.h"

#include <QComboBox>
#include <QDialog>
#include <QDir>
#include <QImage>
#include <QProcess>

using namespace sparsescope;
using namespace sparsescope::ui;

// Renders every page offscreen, in light and dark, at 100 % and 150 %, into gallery/ beside the test, for a person to
// leaf through. The scale must be known before the application starts, so each scale is a process of its own.

class GalleryTest : public QObject
{
    Q_OBJECT

private slots:
    void everyPageIsRendered_data();
    void everyPageIsRendered();
};

namespace {

ModelInfo someModel()
{
    ModelInfo info;
    info.architecture = "ResNet-50";
    info.format = "torch zip checkpoint";
    info.layer = "global average pool";
    info.headName = "fc";
    info.parameters = 25557032;
    info.features = 2048;
    info.classes = 1000;
    info.sha256 = "0123456789abcdef0123456789abcdef";
    info.fileBytes = 102530333;
    info.hasActivationMaps = true;
    info.preprocessingSource = "the architecture's default";
    info.notes = {"The prefix \"module.\" was taken off every name."};
    info.ignored = {"args (argparse.Namespace)", "optimizer"};
    info.mismatches = {{TensorMismatch::Kind::Missing, "layer4.2.bn3.weight", "[2048]", ""},
                       {TensorMismatch::Kind::Misshapen, "fc.weight", "[1000, 2048]", "[10, 2048]"}};
    return info;
}

void shootAssistant(MainWindow& window, const QDir& folder, const QString& suffix)
{
    NewAudit assistant(window.workspace().tasks, &window);
    assistant.setAttribute(Qt::WA_DeleteOnClose, false);
    assistant.show();
    assistant.grab().save(folder.filePath("assistant-empty-" + suffix + ".png"));
    assistant.modelStep()->showInfo(someModel());
    assistant.grab().save(folder.filePath("assistant-model-" + suffix + ".png"));
    Dataset dataset;
    for (const auto* name : {"cat", "dog", "laundromat"})
        dataset.classes.push_back({name, name, {80, 10, 10}});
    dataset.items.resize(300);
    dataset.warnings = {"The class \"dog\" has names that differ only in case."};
    assistant.goTo(1);
    assistant.dataStep()->showDataset(dataset);
    assistant.grab().save(folder.filePath("assistant-data-" + suffix + ".png"));
    assistant.goTo(2);
    while (!window.workspace().tasks.idle())
        QTest::qWait(20);
    assistant.startStep()->showEstimate({754, 900'000'000, 42'000'000, 80'000'000'000});
    QTest::qWait(20);  // the words take two lines now
    assistant.grab().save(folder.filePath("assistant-start-" + suffix + ".png"));
}

void shootAlone(WindowFixture& fixture, const QDir& folder, bool dark)
{
    const QString suffix = dark ? "dark" : "light";
    auto& window = fixture.window();
    applyAppearance(*qApp, dark ? Appearance::Dark : Appearance::Light);
    window.workspace().session.close();
    fixture.waitCalm();
    QTest::qWait(100);
    window.grab().save(folder.filePath("start-" + suffix + ".png"));
    window.problems().add({Problem::Kind::Error, "Opening the audit",
                           "“holiday.audit” is in use by another process. Close it there and try again.", "pid 4711",
                           "E-LOCK-001"});
    QTest::qWait(50);
    window.grab().save(folder.filePath("banner-" + suffix + ".png"));
    window.problems().clear();
    shootAssistant(window, folder, suffix);
    showKeys(&window);
    QTest::qWait(50);
    for (auto* sheet : window.findChildren<QDialog*>()) {
        sheet->grab().save(folder.filePath("keys-" + suffix + ".png"));
        sheet->close();
    }
}

/// Another path and a measured stability, so that there is something to see of them.
bool prepareFitting(WindowFixture& fixture)
{
    auto& session = fixture.window().workspace().session;
    const auto rest = [&] {
        return QTest::qWaitFor([&] { return !session.working() && fixture.calm(); }, 60000);
    };
    fixture.window().openAudit(fixture.audit());
    if (!QTest::qWaitFor([&] { return session.head().head != nullptr && fixture.calm(); }, 60000))
        return false;
    auto path = session.info().settings.path;
    path.alpha = 0.6;
    session.fit(path);
    if (!rest())
        return false;
    StabilityOptions options;
    options.resamples = 12;
    options.point = session.head().index;
    session.measureStability(options);
    session.compareWith("path-1");
    return rest() && session.head().draws == 12;
}

void shootFitting(WindowFixture& fixture, const QDir& folder, bool dark)
{
    const QString suffix = dark ? "dark" : "light";
    auto& window = fixture.window();
    auto& session = window.workspace().session;
    applyAppearance(*qApp, dark ? Appearance::Dark : Appearance::Light);
    fixture.go(PageId::Class);
    fixture.waitCalm();
    QTest::qWait(300);
    window.grab().save(folder.filePath("stability-" + suffix + ".png"));
    auto* measure = window.findChild<PathPanel*>()->findChild<QComboBox*>();
    measure->setCurrentIndex(1);
    window.workspace().selection.setAxis(PathAxis::Lambda);
    fixture.go(PageId::ClassPath);
    fixture.waitCalm();
    QTest::qWait(300);
    window.grab().save(folder.filePath("class-path-lambda-" + suffix + ".png"));
    measure->setCurrentIndex(0);
    window.workspace().selection.setAxis(PathAxis::Features);
    session.proposeFit({{3, 1, WeightRule::Kind::Forbidden}, {7, -1, WeightRule::Kind::Positive}});
    session.proposeStability();
    QTest::qWait(600);
    for (auto* dialog : window.findChildren<QDialog*>()) {
        if (dialog->isVisible())
            dialog->grab().save(folder.filePath(dialog->windowTitle().toLower().replace(' ', '-') + '-' + suffix + ".png"));
        dialog->close();
    }
    QTest::qWait(20);
}

int render(const QString& target)
{
    const QDir folder(target);
    folder.mkpath(".");
    SyntheticOptions options;
    options.classes = 8;
    options.hostileNames = target.contains(QLatin1String("hostile"));
    const bool thousand = target.endsWith(QLatin1String("thousand"));
    if (thousand) {
        options.classes = 1000;
        options.features = 1024;
        options.perClass = 6;
        options.lambdas = 6;
        options.made = true;
    }
    const bool plain = !options.hostileNames && !thousand;
    WindowFixture fixture(options);
    if (!fixture.open())
        return 1;
    bool good = false, done = false;
    ScreenshotTour tour(fixture.window(), target);
    QObject::connect(&tour, &ScreenshotTour::finished, [&](bool all) {
        good = all;
        done = true;
    });
    tour.start();
    if (!QTest::qWaitFor([&] { return done; }, 120000))
        return 1;
    if (plain)
        for (const bool dark : {false, true})
            shootAlone(fixture, folder, dark);
    if (plain && !prepareFitting(fixture))
        return 1;
    if (plain)
        for (const bool dark : {false, true})
            shootFitting(fixture, folder, dark);
    return good ? 0 : 1;
}

}  // namespace

void GalleryTest::everyPageIsRendered_data()
{
    QTest::addColumn<QString>("scale");
    QTest::addColumn<QString>("name");
    QTest::newRow("as it is") << "1" << "100";
    QTest::newRow("one and a half times as large") << "1.5" << "150";
    QTest::newRow("with hostile class names") << "1" << "hostile";
    QTest::newRow("with a thousand classes") << "1" << "thousand";
}

void GalleryTest::everyPageIsRendered()
{
    QFETCH(QString, scale);
    QFETCH(QString, name);
    const auto folder = QCoreApplication::applicationDirPath() + "/gallery/" + name;
    QProcess process;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert("QT_SCALE_FACTOR", scale);
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::ForwardedChannels);
    process.start(QCoreApplication::applicationFilePath(), {"--render", folder});
    QVERIFY(process.waitForFinished(240000));
    QCOMPARE(process.exitCode(), 0);
    for (const auto* page : {"class", "class-dense", "class-path", "feature", "features", "map", "flow", "errors", "data"})
        for (const auto* theme : {"light", "dark"}) {
            const QImage image(folder + QStringLiteral("/%1-%2.png").arg(page, theme));
            QVERIFY(!image.isNull());
            QCOMPARE(image.width(), qRound(1280 * scale.toDouble()));
        }
}

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QTemporaryDir settings;
    isolate(settings.path());
    if (argc == 3 && QString::fromUtf8(argv[1]) == QLatin1String("--render"))
        return render(QString::fromUtf8(argv[2]));
    GalleryTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "gallery_test.moc"
