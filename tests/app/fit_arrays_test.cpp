// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "array_problem.h"
#include "cli_run.h"
#include "support/kkt_oracle.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <csignal>

using namespace sparsescope;

namespace {

constexpr double defaultTolerance = 1e-3;
/// The solver sees the standardised features rounded to float32, the oracle does not.
constexpr double rounding = 2e-4;

QStringList words(const QString& line) { return line.split(' ', Qt::SkipEmptyParts); }

PathOptions optionsOf(const QStringList& line)
{
    const auto after = [&](const char* option, const QString& otherwise) {
        const auto at = line.indexOf(QLatin1String(option));
        return at < 0 ? otherwise : line[at + 1];
    };
    PathOptions options;
    const QString family = after("--family", "multinomial");
    options.family = family == "gaussian" ? Family::Gaussian : family == "binomial" ? Family::Binomial : Family::Multinomial;
    options.alpha = after("--alpha", "0.99").toDouble();
    options.lambdaCount = after("--k", "100").toInt();
    options.lambdaRatio = after("--lambda-ratio", "0.001").toDouble();
    options.tolerance = after("--tol", QString::number(defaultTolerance)).toDouble();
    options.includeZero = line.contains("--include-zero");
    options.grouped = line.contains("--group");
    options.standardize = !line.contains("--no-standardize");
    return options;
}

QJsonObject jsonIn(const QString& file)
{
    QFile in(file);
    return in.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(in.readAll()).object() : QJsonObject();
}

/// From λ_max, evenly in the logarithm, to its share; λ = 0 may follow.
void verifyGrid(const ArrayPath& path, const KktOracle& oracle, const PathOptions& options)
{
    for (int i = 0; i < options.lambdaCount; ++i) {
        const double share = std::pow(options.lambdaRatio, i / std::max(1.0, options.lambdaCount - 1.0));
        QVERIFY(std::abs(path.lambda(i) / (oracle.lambdaMax() * share) - 1) < 1e-4);
    }
    if (options.includeZero)
        QCOMPARE(path.lambda(options.lambdaCount), 0.0);
}

void verifyPoint(const ArrayPath& path, int i, const KktOracle& oracle, const PathOptions& options)
{
    const double smallest = path.lambda(options.lambdaCount - 1);
    const double violation = oracle.violation(path.lambda(i), path.weights(i), path.bias(i), smallest);
    const double allowed = options.tolerance + rounding / std::max(options.alpha, 1e-2);
    QVERIFY2(violation < allowed, qPrintable(QString("point %1: %2").arg(i).arg(violation)));
}

void verifyCertificate(const QJsonObject& told, const ArrayPath& path, int i, const KktOracle& oracle,
                       const PathOptions& options)
{
    QCOMPARE(told["lambda"].toDouble(), path.lambda(i));
    QVERIFY(told["converged"].toBool());
    QVERIFY(told["kkt_violation"].toDouble() <= options.tolerance);
    QVERIFY(told["relative_gap"].toDouble() >= 0);
    const double objective = oracle.objective(path.lambda(i), path.weights(i), path.bias(i));
    QVERIFY(std::abs(told["objective"].toDouble() - objective) < 1e-5 * objective);
    const Eigen::MatrixXd weights = path.weights(i);
    for (Eigen::Index k = 0; k < weights.rows(); ++k)
        QCOMPARE(told["non_zeros"].toArray()[k].toInt(), (weights.row(k).array() != 0).count());
}

}  // namespace

class FitArraysTest : public QObject {
    Q_OBJECT

private slots:
    void everyPointIsOptimal_data();
    void everyPointIsOptimal();
    void givenLambdasAreTaken();
    void rulesAreKept();
    void threadsAndOtherTypesChangeNothing();
    void jsonTellsWhatWasDone();
    void aSignalLeavesAValidPrefix();
    void badInputIsASentence_data();
    void badInputIsASentence();

private:
    /// Writes the problem's files and runs the verb on them.
    CliRun fit(const ArrayProblem& problem, const QStringList& options, const QStringList& shared = {"-q"}) const
    {
        problem.write(m_folder.path());
        return runCli(shared + QStringList{"fit-arrays", "--features", at("X.npy"), "--labels", at("y.npy"), "--out", at("out")}
                      + options);
    }
    QString at(const QString& name) const { return m_folder.filePath(name); }

    QTemporaryDir m_folder;
};

void FitArraysTest::everyPointIsOptimal_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<int>("classes");
    const auto row = [](const char* what, const char* line, int classes) { QTest::newRow(what) << QString(line) << classes; };
    row("softmax", "", 4);
    row("softmax, grouped", "--group", 4);
    row("softmax, two classes", "--k 30", 2);
    row("softmax, weighted rows", "--weights v.npy", 4);
    row("softmax, weighted rows, grouped", "--weights v.npy --group --k 20", 4);
    row("logistic", "--family binomial", 2);
    row("logistic, grouped", "--family binomial --group", 2);
    row("logistic, weighted rows", "--family binomial --weights v.npy", 2);
    row("squared", "--family gaussian", 0);
    row("squared, grouped", "--family gaussian --group", 0);
    row("squared, weighted rows", "--family gaussian --weights v.npy", 0);
    row("lasso", "--alpha 1 --k 25", 4);
    row("half ridge", "--alpha 0.5 --k 25", 4);
    row("half ridge, grouped", "--alpha 0.5 --k 25 --group", 4);
    row("ridge alone", "--alpha 0 --k 12", 4);
    row("a short path", "--k 7 --lambda-ratio 0.1", 4);
    row("one λ", "--k 1", 4);
    row("λ = 0 last", "--k 15 --include-zero", 4);
    row("λ = 0 last, squared", "--k 15 --include-zero --family gaussian", 0);
    row("features as they are", "--no-standardize --k 25", 4);
    row("features as they are, squared", "--no-standardize --k 25 --family gaussian", 0);
    row("a tight tolerance", "--tol 1e-6 --k 25", 4);
    row("a loose tolerance", "--tol 0.05 --k 25", 4);
}

void FitArraysTest::everyPointIsOptimal()
{
    QFETCH(QString, line);
    QFETCH(int, classes);
    const ArrayProblem problem(120, 9, classes);
    QStringList arguments = words(line);
    const bool weighted = arguments.contains("v.npy");
    arguments.replaceInStrings("v.npy", at("v.npy"));
    const CliRun run = fit(problem, arguments);
    QVERIFY2(run.exitCode == 0, run.err);

    const PathOptions options = optionsOf(arguments);
    const GlmData data = problem.data(weighted);
    const ArrayPath path(at("out"));
    const int points = options.lambdaCount + (options.includeZero ? 1 : 0);
    path.verifyShapes(points, std::max(classes, 1), 9);
    path.verifyScale(options.standardize ? data : GlmData{problem.features, problem.labels, 0}, options.standardize);
    if (QTest::currentTestFailed())
        return;

    const KktOracle oracle(data, options, path.scale());
    verifyGrid(path, oracle, options);
    const QJsonObject certificate = jsonIn(at("out/certificate.json"));
    QVERIFY(certificate["complete"].toBool());
    QCOMPARE(certificate["tolerance"].toDouble(), options.tolerance);
    QCOMPARE(certificate["points"].toArray().size(), points);
    for (int i = 0; i < points; ++i) {
        verifyPoint(path, i, oracle, options);
        verifyCertificate(certificate["points"].toArray()[i].toObject(), path, i, oracle, options);
        QVERIFY(path.seconds(i) >= (i > 0 ? path.seconds(i - 1) : 0));
    }
    QCOMPARE(options.alpha > 0 ? path.weights(0).cwiseAbs().maxCoeff() : 0.0, 0.0);
    if (points > 1)
        QVERIFY(path.weights(points - 1).cwiseAbs().maxCoeff() > 0);
}

void FitArraysTest::givenLambdasAreTaken()
{
    const ArrayProblem problem(120, 9, 3);
    const std::vector<double> lambdas{0.08, 0.03, 0.011, 0};
    writeNumbers(at("lambdas.npy"), lambdas);
    const CliRun run = fit(problem, {"--lambdas", at("lambdas.npy"), "--k", "50", "--tol", "1e-5"});
    QVERIFY2(run.exitCode == 0, run.err);
    const GlmData data = problem.data(false);
    const ArrayPath path(at("out"));
    path.verifyShapes(4, 3, 9);
    const PathOptions options;
    const KktOracle oracle(data, options, path.scale());
    for (int i = 0; i < 4; ++i) {
        QCOMPARE(path.lambda(i), lambdas[static_cast<std::size_t>(i)]);
        QVERIFY(oracle.violation(path.lambda(i), path.weights(i), path.bias(i), 0.011) < 1e-5 + rounding);
    }
}

void FitArraysTest::rulesAreKept()
{
    const ArrayProblem problem(120, 9, 3);
    QCOMPARE(fit(problem, {"--k", "20"}).exitCode, 0);
    const Eigen::MatrixXd free = ArrayPath(at("out")).weights(19);
    const int klass = free.col(1).minCoeff() < 0 ? (free(0, 1) < 0 ? 0 : free(1, 1) < 0 ? 1 : 2) : -1;
    QVERIFY(klass >= 0 && free.col(0).cwiseAbs().maxCoeff() > 0 && free.col(2).maxCoeff() > 0);  // the rules bite
    QCOMPARE(fit(problem, {"--k", "20", "--forbid", "0", "--positive", QString("1:%1").arg(klass), "--negative", "2"}).exitCode, 0);
    const ArrayPath path(at("out"));
    for (int i = 0; i < 20; ++i) {
        QCOMPARE(path.weights(i).col(0).cwiseAbs().maxCoeff(), 0.0);
        QVERIFY(path.weights(i)(klass, 1) >= 0);
        QVERIFY(path.weights(i).col(2).maxCoeff() <= 0);
    }
}

void FitArraysTest::threadsAndOtherTypesChangeNothing()
{
    const ArrayProblem problem(120, 9, 3);
    const QStringList options{"--k", "10", "--tol", "1e-7"};
    QCOMPARE(fit(problem, options).exitCode, 0);
    const ArrayPath one(at("out"));
    QCOMPARE(fit(problem, options + QStringList{"--threads", "2"}).exitCode, 0);
    const ArrayPath two(at("out"));
    ArrayProblem wide = problem;
    wide.doubles = true;
    QCOMPARE(fit(wide, options).exitCode, 0);
    const ArrayPath doubles(at("out"));
    for (int i = 0; i < 10; ++i) {
        QVERIFY((two.weights(i) - one.weights(i)).cwiseAbs().maxCoeff() < 1e-5);
        QCOMPARE(doubles.weights(i), one.weights(i));
    }
}

void FitArraysTest::jsonTellsWhatWasDone()
{
    const CliRun run = fit(ArrayProblem(120, 9, 3), {"--k", "10"}, {"-q", "--json"});
    QCOMPARE(run.exitCode, 0);
    const QJsonObject json = QJsonDocument::fromJson(run.out).object();
    QCOMPARE(json["points"].toInt(), 10);
    QCOMPARE(json["missed_tolerance"].toInt(-1), 0);
    QVERIFY(json["complete"].toBool());
    QCOMPARE(json["folder"].toString(), at("out"));
    QCOMPARE(json["lambda_max"].toDouble(), ArrayPath(at("out")).lambda(0));
}

/// A signal ends a long path with exit code 3, and what was done is a path like any other, only shorter.
void FitArraysTest::aSignalLeavesAValidPrefix()
{
    constexpr int asked = 10'000;
    const ArrayProblem problem(300, 40, 4);
    problem.write(m_folder.path());
    QProcess process;
    process.setReadChannel(QProcess::StandardError);
    process.start(SPARSESCOPE_CLI, {"fit-arrays", "--features", at("X.npy"), "--labels", at("y.npy"), "--out", at("cut"), "--k",
                                    QString::number(asked), "--lambda-ratio", "1e-6", "--tol", "1e-8"});
    QVERIFY(process.waitForReadyRead(60'000));  // it begins
    QTest::qWait(500);
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(5'000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 3);

    const QJsonObject certificate = jsonIn(at("cut/certificate.json"));
    const auto done = static_cast<int>(certificate["points"].toArray().size());
    QVERIFY(!certificate["complete"].toBool(true));
    QVERIFY2(done > 0 && done < asked, qPrintable(QString::number(done)));
    const ArrayPath path(at("cut"));
    path.verifyShapes(done, 4, 40);
    const GlmData data = problem.data(false);
    const PathOptions options;
    const KktOracle oracle(data, options, path.scale());
    for (int i = 0; i < done; ++i) {
        QVERIFY(std::abs(path.lambda(i) / (oracle.lambdaMax() * std::pow(1e-6, i / (asked - 1.0))) - 1) < 1e-4);
        QVERIFY(oracle.violation(path.lambda(i), path.weights(i), path.bias(i)) < rounding);
    }
}

void FitArraysTest::badInputIsASentence_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("start");
    const auto row = [](const char* what, const char* line, int exitCode, const char* start) {
        QTest::newRow(what) << QString(line) << exitCode << QString(start);
    };
    row("a family that is none", "--family poisson", 2, "");
    row("alpha above 1", "--alpha 2", 2, "");
    row("no λs", "--k 0", 2, "");
    row("no threads", "--threads 0", 2, "");
    row("a ratio of 1", "--lambda-ratio 1", 1, "E-GLM-010: ");
    row("a binomial fit of four classes", "--family binomial", 1, "E-GLM-018: ");
    row("weights that are missing", "--weights nowhere.npy", 1, "E-FILE-001: ");
    row("weights of other rows", "--weights short.npy", 1, "E-GLM-015: ");
    row("weights of two dimensions", "--weights X.npy", 1, "E-CLI-020: --weights");
    row("λs that are none", "--lambdas empty.npy", 1, "E-CLI-020: --lambdas");
    row("λs that grow", "--lambdas growing.npy", 1, "E-GLM-011: ");
    row("features of one dimension", "--features y.npy", 1, "E-CLI-020: --features");
    row("labels of other rows", "--labels short-y.npy", 1, "E-GLM-004: ");
    row("labels that are numbers", "--labels short.npy", 1, "E-CLI-020: --labels");
    row("a rule without a feature", "--forbid all", 1, "E-CLI-021: ");
    row("a rule without a class", "--positive 1:cat", 1, "E-CLI-022: ");
    row("labels of two dimensions", "--labels X.npy", 1, "E-CLI-020: --labels");
}

void FitArraysTest::badInputIsASentence()
{
    QFETCH(QString, line);
    QFETCH(int, exitCode);
    QFETCH(QString, start);
    ArrayProblem(120, 9, 4).write(m_folder.path());
    writeNumbers(at("short.npy"), {1, 2});
    writeNumbers(at("growing.npy"), {1, 2});
    writeNumbers(at("empty.npy"), {});
    writeLabels(at("short-y.npy"), {0, 1});
    QStringList arguments{"-q", "fit-arrays", "--out", at("none")};
    QStringList given = words(line);
    for (const QString& option : {QString("--features"), QString("--labels")})
        if (!given.contains(option))
            arguments << option << at(option == "--features" ? "X.npy" : "y.npy");
    for (QString& word : given)
        arguments << (word.endsWith(".npy") ? at(word) : word);
    const CliRun run = runCli(arguments);
    QCOMPARE(run.exitCode, exitCode);
    QVERIFY2(QString::fromUtf8(run.err).startsWith(start), run.err);
    QVERIFY(!QFile::exists(at("none")));
}

QTEST_GUILESS_MAIN(FitArraysTest)
#include "fit_arrays_test.moc"
