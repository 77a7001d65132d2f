// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/path_store.h"
#include "cli_run.h"
#include "glm/blas_kernels.h"
#include "support/synthetic_audit.h"

#include <QTemporaryDir>

using namespace sparsescope;
namespace fs = std::filesystem;

namespace {

constexpr int crashed = 86;  // what the seam of base/io_seam.h ends a process with

std::vector<std::vector<double>> weightsOf(const fs::path& audit)
{
    const PathStore store(audit / "path");
    std::vector<std::vector<double>> all;
    const auto header = store.header();
    const auto summary = store.summary();
    if (!header.ok() || !header->has_value() || !summary.ok())
        return all;
    for (const StoredPoint& stored : summary->points) {
        const auto point = store.readPoint(stored.index, **header);
        if (!point.ok())
            return {};
        std::vector<double> flat = point->head.bias;
        for (const auto& klass : point->head.classes)
            for (const HeadWeight& weight : klass) {
                flat.push_back(weight.feature);
                flat.push_back(weight.weight);
            }
        all.push_back(std::move(flat));
    }
    return all;
}

}  // namespace

class CliCrashTest : public QObject {
    Q_OBJECT

private slots:
    /// The fits compared here happen in this process and in the program's: both must use the same kernels.
    void initTestCase() { chooseBlasKernels(); }

    void aFitThatDiesAtAnyWriteGoesOnToTheSamePath()
    {
        QTemporaryDir folder;
        SyntheticOptions options;
        options.classes = 3;
        options.perClass = 20;
        options.features = 16;
        options.lambdas = 3;
        options.pictures = false;
        const auto made = writeSyntheticAudit(folder.path().toStdString(), options);
        QVERIFY2(made.ok(), made.failed() ? made.error().message.c_str() : "");
        const auto straight = weightsOf(*made);
        QCOMPARE(straight.size(), std::size_t{3});

        int crashes = 0;
        const fs::path copy = fs::path(folder.path().toStdString()) / "copy.audit";
        const QString audit = QString::fromStdString(copy.string());
        for (int n = 1; n < 500; ++n) {
            fs::remove_all(copy);
            fs::copy(*made, copy, fs::copy_options::recursive);
            fs::remove_all(copy / "path");
            QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
            environment.insert("SPARSESCOPE_CRASH_AT_IO", QString::number(n));
            const CliRun run = runCli({"-q", "fit", audit}, environment);
            QVERIFY2(run.exitCode == 0 || run.exitCode == crashed, run.err);
            if (run.exitCode == 0)
                break;
            ++crashes;
            const CliRun again = runCli({"-q", "fit", audit});
            QVERIFY2(again.exitCode == 0, again.err);
            QVERIFY2(weightsOf(copy) == straight, qPrintable(QString("after a crash at write %1").arg(n)));
        }
        QVERIFY2(crashes > 10, "the fault seam is not compiled in");
    }

    void aFullDiskIsASentenceAndLosesNothing()
    {
        QTemporaryDir folder;
        SyntheticOptions options;
        options.classes = 3;
        options.perClass = 20;
        options.features = 16;
        options.lambdas = 3;
        options.pictures = false;
        options.fit = false;
        const auto made = writeSyntheticAudit(folder.path().toStdString(), options);
        QVERIFY(made.ok());
        const QString audit = QString::fromStdString(made->string());
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("SPARSESCOPE_FAIL_AT_IO", "14+:ENOSPC");
        const CliRun full = runCli({"-q", "fit", audit}, environment);
        QCOMPARE(full.exitCode, 1);
        QVERIFY2(full.err.startsWith("E-FILE-"), full.err);
        QCOMPARE(runCli({"-q", "fit", audit}).exitCode, 0);
        QCOMPARE(weightsOf(*made).size(), std::size_t{3});
    }
};

QTEST_GUILESS_MAIN(CliCrashTest)
#include "cli_crash_test.moc"
