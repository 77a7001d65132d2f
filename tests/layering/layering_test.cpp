// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "layering_rules.h"

#include <QtTest>

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace sparsescope;
namespace fs = std::filesystem;

namespace {

const std::string licence = "// SPDX-FileCopyrightText: 2026 The Sparsescope authors\n"
                            "// SPDX-License-Identifier: GPL-3.0-or-later\n";

bool isSkippedFolder(const fs::path& folder)
{
    const std::string name = folder.filename().string();
    return name.starts_with("build") || (name.starts_with(".") && name != ".ci") || name.ends_with(".audit");
}

std::vector<std::string> projectFiles()
{
    std::vector<std::string> files;
    const fs::path root = SPARSESCOPE_SOURCE_DIR;
    for (auto it = fs::recursive_directory_iterator(root); it != fs::recursive_directory_iterator(); ++it) {
        if (it->is_directory() && isSkippedFolder(it->path())) {
            it.disable_recursion_pending();
            continue;
        }
        const std::string file = it->path().lexically_relative(root).generic_string();
        if (it->is_regular_file() && isChecked(file))
            files.push_back(file);
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::string readAll(const std::string& file)
{
    std::ifstream stream(fs::path(SPARSESCOPE_SOURCE_DIR) / file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

}  // namespace

class LayeringTest : public QObject {
    Q_OBJECT

private slots:
    void theProjectKeepsItsRules();
    void aPlantedViolationIsFoundOnItsLine_data();
    void aPlantedViolationIsFoundOnItsLine();
    void whatIsAllowedPasses_data();
    void whatIsAllowedPasses();
};

void LayeringTest::theProjectKeepsItsRules()
{
    const auto files = projectFiles();
    QVERIFY2(files.size() > 50, "the sources were not found");
    QStringList broken;
    for (const auto& file : files)
        for (const auto& violation : checkSource(file, readAll(file)))
            broken << QString::fromStdString(violation.text());
    QVERIFY2(broken.isEmpty(), qPrintable("\n" + broken.join("\n")));
}

void LayeringTest::aPlantedViolationIsFoundOnItsLine_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("lines");
    QTest::addColumn<int>("line");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* name, const char* file, const char* lines, int line, const char* says) {
        QTest::newRow(name) << QString(file) << QString::fromStdString(licence) + lines << line << QString(says);
    };
    row("base includes models", "core/base/x.cpp", "\n#include \"models/vision_model.h\"\n", 4,
        "base must not include models");
    row("glm includes data", "core/glm/x.cpp", "#include \"data/dataset.h\"\n", 3, "glm must not include data");
    row("audit includes report", "core/audit/x.h", "#pragma once\n#include \"report/report.h\"\n", 4,
        "audit must not include report");
    row("features include the solver", "core/features/x.cpp", "#include \"glm/path.h\"\n", 3,
        "features must not include glm");
    row("core includes the window", "core/audit/x.cpp", "#include \"ui/shell/x.h\"\n", 3, "audit must not include ui");
    row("the command line includes the window", "app/cli/x.cpp", "#include \"ui/shell/x.h\"\n", 3,
        "app/cli must not include ui");
    row("an include climbs", "core/audit/x.cpp", "#include \"../report/report.h\"\n", 3, "must not climb");
    row("torch outside models", "core/features/x.cpp", "\n\n#  include  <torch/torch.h>\n", 5,
        "LibTorch may be included");
    row("torch in a header of models", "core/models/x.h", "#pragma once\n#include <ATen/ATen.h>\n", 4,
        "LibTorch may be included");
    row("torch in the window", "ui/x.cpp", "#include <c10/core/Device.h>\n", 3, "LibTorch may be included");
    row("Qt in core", "core/report/x.cpp", "#include <QString>\n", 3, "Qt may be included");
    row("a Qt module in core", "core/report/x.cpp", "#include <QtCore/QString>\n", 3, "Qt may be included");
    row("Qt in the command line", "app/cli/x.cpp", "#include <QCoreApplication>\n", 3, "Qt may be included");
    row("a header without pragma once", "ui/x.h", "#include <vector>\n", 1, "#pragma once");
    row("a new folder in core", "core/magic/x.cpp", "", 1, "write its arrows");
    row("a library linked upward", "core/glm/CMakeLists.txt", "sparsescope_library(glm DEPS sparsescope_audit)\n", 3,
        "glm must not link audit");
    row("a path of one machine", "packaging/x.sh",
        "cd /wo"
        "rk/main\n",
        3, "forbidden word");
    QTest::newRow("no licence") << "tests/x.cpp"
                                << "int main() {}\n"
                                << 1 << "first line";
    QTest::newRow("another licence") << "core/base/x.cpp"
                                     << "// SPDX-FileCopyrightText: 2026 A\n// SPDX-License-Identifier: MIT\n"
                                     << 2 << "second line";
}

void LayeringTest::aPlantedViolationIsFoundOnItsLine()
{
    QFETCH(QString, file);
    QFETCH(QString, lines);
    QFETCH(int, line);
    QFETCH(QString, says);
    const auto found = checkSource(file.toStdString(), lines.toStdString());
    QCOMPARE(found.size(), std::size_t(1));
    QCOMPARE(found[0].line, line);
    QVERIFY2(QString::fromStdString(found[0].text()).contains(says), found[0].text().c_str());
}

void LayeringTest::whatIsAllowedPasses_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("lines");
    QTest::newRow("torch in a source of models") << "core/models/x.cpp"
                                                 << "#include <torch/torch.h>\n";
    QTest::newRow("Qt in the window") << "ui/x.cpp"
                                      << "#include <QWidget>\n#include \"audit/audit.h\"\n";
    QTest::newRow("the matrix type in features") << "core/features/x.cpp"
                                                 << "#include \"glm/matrix.h\"\n";
    QTest::newRow("the window's main") << "app/window/main.cpp"
                                       << "#include \"ui/shell/x.h\"\n#include <QApplication>\n";
    QTest::newRow("a folder of the window's program") << "app/window/engine/x.cpp"
                                                      << "#include \"app/window/engine/x.h\"\n";
    QTest::newRow("a comment about Qt") << "core/base/x.cpp"
                                        << "// never #include <QString> here\n";
    QTest::newRow("Qt in tests") << "tests/core/base/x.cpp"
                                 << "#include <QtTest>\n";
}

void LayeringTest::whatIsAllowedPasses()
{
    QFETCH(QString, file);
    QFETCH(QString, lines);
    const auto found = checkSource(file.toStdString(), licence + lines.toStdString());
    QVERIFY2(found.empty(), found.empty() ? "" : found[0].text().c_str());
}

QTEST_GUILESS_MAIN(LayeringTest)
#include "layering_test.moc"
