// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/blas_kernels.h"
#include "models/vision_model.h"
#include "ui/shell/main_window.h"
#include "ui/shell/preferences.h"
#include "ui/shell/screenshot_tour.h"

#include <QApplication>
#include <QCommandLineParser>

#include <cstdio>

using namespace sparsescope;

namespace {

void addOptions(QCommandLineParser& parser)
{
    parser.setApplicationDescription(
        QCoreApplication::translate("main", "Audits a network through a sparse last layer."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(
        "audit", QCoreApplication::translate("main", "Audit folder, model file or picture folder to open."), "[AUDIT]");
    parser.addOption({"light", QCoreApplication::translate("main", "Light colours, this time.")});
    parser.addOption({"dark", QCoreApplication::translate("main", "Dark colours, this time.")});
    parser.addOption(
        {"screenshots", QCoreApplication::translate("main", "Write every page as PNG into DIR, then quit."), "DIR"});
}

ui::Appearance wantedAppearance(const QCommandLineParser& parser)
{
    if (parser.isSet("light"))
        return ui::Appearance::Light;
    return parser.isSet("dark") ? ui::Appearance::Dark : ui::preferences::appearance();
}

}  // namespace

int main(int argc, char** argv)
{
    prepareProcessForModels();
    chooseBlasKernels();
    QApplication application(argc, argv);
    QCoreApplication::setOrganizationName("sparsescope");
    QCoreApplication::setApplicationName("sparsescope");
    QCoreApplication::setApplicationVersion(SPARSESCOPE_VERSION);
    QCommandLineParser parser;
    addOptions(parser);
    parser.process(application);
    if (parser.isSet("screenshots") && parser.positionalArguments().isEmpty()) {
        std::fputs("--screenshots needs the audit to show: sparsescope --screenshots DIR AUDIT\n", stderr);
        return 2;
    }
    ui::initResources();
    ui::applyAppearance(application, wantedAppearance(parser));
    ui::MainWindow window;
    window.show();
    if (!parser.positionalArguments().isEmpty())
        window.openAnything(parser.positionalArguments().front());
    ui::ScreenshotTour tour(window, parser.value("screenshots"));
    QObject::connect(&tour, &ui::ScreenshotTour::finished, &application,
                     [](bool good) { QCoreApplication::exit(good ? 0 : 1); });
    if (parser.isSet("screenshots"))
        tour.start();
    return application.exec();
}
