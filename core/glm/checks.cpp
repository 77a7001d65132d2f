// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/checks.h"

#include "base/text.h"

#include <fmt/format.h>

#include <cmath>

namespace sparsescope {

namespace {

using Eigen::Index;

constexpr int lambdaLimit = 10000;
constexpr int smallClass = 8;  // glmnet's "dangerous ground"

Error error(const char* code, std::string message)
{
    return {code, std::move(message), {}};
}

/// Counts values that are not finite and names the first few places.
Status checkFinite(const FeatureRows& rows, const std::string& name)
{
    std::int64_t count = 0;
    std::string places;
    for (Index i = 0; i < rows.rows(); ++i) {
        const bool finite = rows.row(i).array().isFinite().all();
        rows.release(i, 1);
        if (finite)
            continue;
        for (Index j = 0; j < rows.cols(); ++j)
            if (!std::isfinite(rows(i, j)) && count++ < 3)
                places += fmt::format("{}row {}, column {} ({})", places.empty() ? "" : "; ", i, j, rows(i, j));
    }
    if (count == 0)
        return Done{};
    return error("E-GLM-003", fmt::format("{} hold {} value{} that {} not a finite number, first at {} (counted from 0). "
                                          "Leave out those rows or columns.", name, count, count == 1 ? "" : "s",
                                          count == 1 ? "is" : "are", places));
}

Status checkLabels(const Labels& labels, Index rows, int classes, const std::string& name)
{
    if (labels.size() != static_cast<std::size_t>(rows))
        return error("E-GLM-004", fmt::format("{} have {} rows but {} labels: there must be one label a row.", name, rows,
                                              labels.size()));
    for (std::size_t i = 0; i < labels.size(); ++i)
        if (labels[i] < 0 || labels[i] >= classes)
            return error("E-GLM-005", fmt::format("{}: the label of row {} is {}, expected 0 to {} ({} classes).", name, i,
                                                  labels[i], classes - 1, classes));
    return Done{};
}

Status checkNumbers(const std::vector<double>& numbers, Index rows, const char* code, const std::string& field, bool weights)
{
    if (numbers.size() != static_cast<std::size_t>(rows))
        return error(code, fmt::format("{} has {} numbers, expected one for each of {} rows.", field, numbers.size(), rows));
    for (std::size_t i = 0; i < numbers.size(); ++i)
        if (!std::isfinite(numbers[i]) || (weights && numbers[i] < 0))
            return error(code, fmt::format("{} of row {} is {}, expected a finite number{}.", field, i, numbers[i],
                                           weights ? ", 0 or more" : ""));
    return Done{};
}

std::vector<std::int64_t> rowsPerClass(const GlmData& data)
{
    std::vector<std::int64_t> counts(static_cast<std::size_t>(data.classes), 0);
    for (std::size_t i = 0; i < data.labels.size(); ++i)
        counts[static_cast<std::size_t>(data.labels[i])] += data.rowWeights.empty() || data.rowWeights[i] > 0 ? 1 : 0;
    return counts;
}

Status checkClasses(const GlmData& data, std::vector<std::string>& notes)
{
    const std::vector<std::int64_t> counts = rowsPerClass(data);
    std::vector<std::size_t> present;
    std::vector<std::string> small;
    std::string missing;
    for (std::size_t k = 0; k < counts.size(); ++k) {
        if (counts[k] > 0)
            present.push_back(k);
        else
            missing += (missing.empty() ? "" : ", ") + className(data, k);
        if (counts[k] > 0 && counts[k] < smallClass)
            small.push_back(fmt::format("{} ({})", className(data, k), counts[k]));
    }
    if (present.size() == 1)
        return error("E-GLM-006", fmt::format("Only {} present in the training rows; need two.", className(data, present[0])));
    if (!missing.empty())
        return error("E-GLM-007", fmt::format("No training rows (with a weight above 0) for {}: leave {} out and number the "
                                              "classes without gaps.", missing,
                                              counts.size() - present.size() == 1 ? "it" : "them"));
    if (!small.empty())
        notes.push_back(fmt::format("Fewer than {} training rows, so what is learnt of them is shaky: {}.", smallClass,
                                    fmt::join(small, ", ")));
    return Done{};
}

Status checkLambdas(const std::vector<double>& lambdas)
{
    if (lambdas.size() > lambdaLimit)
        return error("E-GLM-011", fmt::format("lambdas has {} values, at most {} are allowed.", lambdas.size(), lambdaLimit));
    for (std::size_t i = 0; i < lambdas.size(); ++i) {
        const bool last = i + 1 == lambdas.size();
        if (!std::isfinite(lambdas[i]) || lambdas[i] < 0 || (lambdas[i] == 0 && (!last || i == 0)))
            return error("E-GLM-011", fmt::format("lambdas[{}] is {}, expected a finite number above 0 (0 only as the last of "
                                                  "several).", i, lambdas[i]));
        if (i > 0 && lambdas[i] >= lambdas[i - 1])
            return error("E-GLM-011", fmt::format("lambdas[{}] is {} after {}: they must decrease.", i, lambdas[i],
                                                  lambdas[i - 1]));
    }
    return Done{};
}

Status checkRules(const GlmData& data, const PathOptions& options)
{
    const int classes = options.family == Family::Gaussian ? 1 : data.classes;
    for (std::size_t i = 0; i < options.rules.size(); ++i) {
        const WeightRule& rule = options.rules[i];
        if (rule.feature < 0 || rule.feature >= data.train.cols())
            return error("E-GLM-021", fmt::format("rules[{}] is about feature {}, expected 0 to {}.", i, rule.feature,
                                                  data.train.cols() - 1));
        if (rule.classId < -1 || rule.classId >= classes)
            return error("E-GLM-021", fmt::format("rules[{}] is about class {}, expected 0 to {}, or -1 for all.", i, rule.classId,
                                                  classes - 1));
        if (classes == 2 && rule.classId == -1 && rule.kind != WeightRule::Kind::Forbidden)
            return error("E-GLM-022", fmt::format("rules[{}] forces the sign of feature {} for both of two classes, but what speaks "
                                                  "for one speaks against the other: name the class.", i, rule.feature));
    }
    return Done{};
}

}  // namespace

std::string className(const GlmData& data, std::size_t klass)
{
    return klass < data.classNames.size() ? fmt::format("class '{}'", displayText(data.classNames[klass]))
                                          : fmt::format("class {}", klass);
}

Status checkOptions(const PathOptions& options)
{
    const auto bad = [](const char* code, const char* field, double value, const char* expected) {
        return error(code, fmt::format("{} is {}, expected {}.", field, value, expected));
    };
    if (!(options.alpha >= 0 && options.alpha <= 1))
        return bad("E-GLM-008", "alpha", options.alpha, "a number from 0 (ridge) to 1 (lasso)");
    if (options.lambdaCount < 1 || options.lambdaCount > lambdaLimit)
        return bad("E-GLM-009", "lambdaCount (k)", options.lambdaCount, "a whole number from 1 to 10000");
    if (!(options.lambdaRatio > 0 && options.lambdaRatio < 1))
        return bad("E-GLM-010", "lambdaRatio", options.lambdaRatio, "a number above 0 and below 1");
    if (!(options.tolerance > 0 && options.tolerance < 1))
        return bad("E-GLM-012", "tolerance", options.tolerance, "a number above 0 and below 1");
    if (options.maxIterations < 1)
        return bad("E-GLM-013", "maxIterations", options.maxIterations, "1 or more");
    if (options.threads < 1)
        return bad("E-GLM-014", "threads", options.threads, "1 or more");
    return checkLambdas(options.lambdas);
}

Status checkData(const GlmData& data, const PathOptions& options, std::vector<std::string>& notes)
{
    const Index n = data.train.rows();
    if (n < 1)
        return error("E-GLM-001", "The training features have no rows: there is nothing to fit.");
    if (data.train.cols() < 1)
        return error("E-GLM-002", "The training features have no columns: there is nothing to fit.");
    if (!data.rowWeights.empty()) {
        SS_CHECK(checkNumbers(data.rowWeights, n, "E-GLM-015", "rowWeights", true));
        if (Eigen::Map<const Eigen::ArrayXd>(data.rowWeights.data(), n).maxCoeff() <= 0)
            return error("E-GLM-015", "rowWeights are all 0: at least one row must count.");
    }
    SS_CHECK(checkFinite(data.train, "The training features"));
    SS_CHECK(checkRules(data, options));
    if (options.family == Family::Gaussian)
        return checkNumbers(data.targets, n, "E-GLM-016", "targets", false);
    if (data.classes < 2 && data.labels.size() == static_cast<std::size_t>(n) && data.classes == 1)
        return error("E-GLM-006", fmt::format("Only {} present; need two.", className(data, 0)));
    if (data.classes < 2 || (options.family == Family::Binomial && data.classes != 2))
        return error("E-GLM-018", fmt::format("The {} family has {} classes, expected {}.",
                                              options.family == Family::Binomial ? "binomial" : "multinomial", data.classes,
                                              options.family == Family::Binomial ? "2" : "2 or more"));
    SS_CHECK(checkLabels(data.labels, n, data.classes, "The training features"));
    return checkClasses(data, notes);
}

Status checkEvaluation(const GlmData& data, const std::vector<EvaluationSet>& evaluation, const PathOptions& options,
                       std::vector<std::string>& notes)
{
    for (const EvaluationSet& set : evaluation) {
        const std::string name = fmt::format("The features of the set {}", quoted(set.name));
        if (set.features.rows() == 0) {
            notes.push_back(fmt::format("The set {} has no rows, so it has no scores.", quoted(set.name)));
            continue;
        }
        if (set.features.cols() != data.train.cols())
            return error("E-GLM-017", fmt::format("{} have {} columns, the training features {}.", name, set.features.cols(),
                                                  data.train.cols()));
        SS_CHECK(checkFinite(set.features, name));
        if (options.family == Family::Gaussian)
            SS_CHECK(checkNumbers(set.targets, set.features.rows(), "E-GLM-016", "targets of " + quoted(set.name), false));
        else
            SS_CHECK(checkLabels(set.labels, set.features.rows(), data.classes, name));
    }
    return Done{};
}

}  // namespace sparsescope
