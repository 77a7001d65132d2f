// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/audit_data.h"

#include "base/parallel.h"

#include <algorithm>
#include <set>
#include <unordered_map>

namespace sparsescope {

namespace {

constexpr int imageNetClasses = 1000;
constexpr Eigen::Index rowsPerBlock = 1024;

std::optional<ClassMatch> matchByName(const std::vector<DatasetClass>& classes, const std::vector<std::string>& names)
{
    std::unordered_map<std::string, int> placeOf;
    for (std::size_t k = 0; k < names.size(); ++k)
        if (!placeOf.emplace(names[k], static_cast<int>(k)).second)
            return std::nullopt;  // Two classes of one name: no way to tell which is meant.
    ClassMatch match;
    std::set<int> taken;
    for (const DatasetClass& klass : classes) {
        auto found = placeOf.find(klass.key);
        if (found == placeOf.end())
            found = placeOf.find(klass.name);
        if (found == placeOf.end() || !taken.insert(found->second).second)
            return std::nullopt;
        match.modelClass.push_back(found->second);
    }
    return match;
}

bool isWnid(const std::string& key)
{
    return key.size() == 9 && key[0] == 'n' && std::all_of(key.begin() + 1, key.end(), [](unsigned char c) {
        return c >= '0' && c <= '9';
    });
}

bool areImageNets(const std::vector<DatasetClass>& classes)
{
    return classes.size() == imageNetClasses
        && std::all_of(classes.begin(), classes.end(), [](const DatasetClass& klass) { return isWnid(klass.key); })
        && std::is_sorted(classes.begin(), classes.end(),
                          [](const DatasetClass& a, const DatasetClass& b) { return a.key < b.key; });
}

std::string inLowerCase(std::string text)
{
    std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 'a' - 'A') : c; });
    return text;
}

std::vector<std::string> inLowerCase(std::vector<std::string> names)
{
    for (std::string& name : names)
        name = inLowerCase(name);
    return names;
}

std::vector<DatasetClass> inLowerCase(std::vector<DatasetClass> classes)
{
    for (DatasetClass& klass : classes) {
        klass.key = inLowerCase(klass.key);
        klass.name = inLowerCase(klass.name);
    }
    return classes;
}

bool isCalled(const DatasetClass& klass, const std::string& name)
{
    return klass.key == name || klass.name == name;
}

/// Keys "0", "1", …: the class numbers of the table, as the network was trained on.
bool areNumbers(const std::vector<DatasetClass>& classes)
{
    for (std::size_t k = 0; k < classes.size(); ++k)
        if (classes[k].key != std::to_string(k))
            return false;
    return !classes.empty();
}

/// The class of one label, and the other one, which is all that does not have it.
std::optional<ClassMatch> matchLabel(const std::vector<DatasetClass>& classes, const std::vector<std::string>& labels)
{
    if (classes.size() != 2)
        return std::nullopt;
    for (std::size_t label = 0; label < labels.size(); ++label)
        for (const std::size_t has : {std::size_t{0}, std::size_t{1}}) {
            const DatasetClass& other = classes[1 - has];
            if (!isCalled(classes[has], labels[label]) || !isCalled(other, "not " + labels[label]))
                continue;
            ClassMatch match{{ClassMatch::zeroLogit, ClassMatch::zeroLogit}};
            match.modelClass[has] = static_cast<int>(label);
            return match;
        }
    return std::nullopt;
}

std::optional<ClassMatch> matchOneLogit(const std::vector<DatasetClass>& classes, const ModelInfo& model, bool sameOrderSaid)
{
    if (classes.size() != 2)
        return std::nullopt;
    if (!sameOrderSaid && model.classNames.size() == 1)
        return matchLabel(classes, model.classNames);
    if (!sameOrderSaid && model.classNames.size() == 2) {
        auto match = matchByName(classes, model.classNames);
        if (match)
            for (int& klass : match->modelClass)
                klass = klass == 0 ? ClassMatch::zeroLogit : 0;
        return match;
    }
    return sameOrderSaid || areNumbers(classes) ? std::optional(ClassMatch{{ClassMatch::zeroLogit, 0}}) : std::nullopt;
}

}  // namespace

std::optional<ClassMatch> matchClasses(const std::vector<DatasetClass>& classes, const ModelInfo& model, bool sameOrderSaid)
{
    const bool texts = model.input == ModelInfo::Input::Texts;
    if (model.text.head == HeadMeaning::OneLogit)
        return matchOneLogit(classes, model, sameOrderSaid);
    if (model.text.head == HeadMeaning::Labels)
        return matchLabel(classes, model.classNames);
    if (!sameOrderSaid && !model.classNames.empty()) {
        auto match = classes.empty() ? std::nullopt : matchByName(classes, model.classNames);
        // "POSITIVE" in a config.json and "positive" in a table are one.
        return match || !texts ? match : matchByName(inLowerCase(classes), inLowerCase(model.classNames));
    }
    const bool sameCount = !classes.empty() && static_cast<int>(classes.size()) == model.classes;
    if (!sameCount || !(sameOrderSaid || areImageNets(classes) || (texts && areNumbers(classes))))
        return std::nullopt;
    ClassMatch match;
    for (int k = 0; k < model.classes; ++k)
        match.modelClass.push_back(k);
    return match;
}

Result<std::vector<int>> originalPredictions(const OriginalHead& head, const ClassMatch& match, FeatureMatrixRef features,
                                             int threads, Progress& progress)
{
    const auto classes = static_cast<Eigen::Index>(match.modelClass.size());
    const bool fits = head.features == features.cols()
        && head.weight.size() == static_cast<std::size_t>(head.classes) * static_cast<std::size_t>(head.features)
        && head.bias.size() == static_cast<std::size_t>(head.classes)
        && std::all_of(match.modelClass.begin(), match.modelClass.end(), [&](int k) { return k >= ClassMatch::zeroLogit && k < head.classes; });
    if (!fits)
        return Error{"E-AUDIT-003", "The network's own head does not fit its features. Open the model again.", ""};
    FeatureMatrix weight(classes, features.cols());
    Eigen::RowVectorXf bias(classes);
    for (Eigen::Index k = 0; k < classes; ++k) {
        const Eigen::Index from = match.modelClass[static_cast<std::size_t>(k)];
        if (from == ClassMatch::zeroLogit) {
            weight.row(k).setZero();
            bias[k] = 0;
            continue;
        }
        weight.row(k) = Eigen::Map<const Eigen::RowVectorXf>(head.weight.data() + from * features.cols(), features.cols());
        bias[k] = head.bias[static_cast<std::size_t>(from)];
    }

    std::vector<int> predicted(static_cast<std::size_t>(features.rows()));
    const Eigen::Index blocks = (features.rows() + rowsPerBlock - 1) / rowsPerBlock;
    progress.beginStage("Predicting with the network's own head", features.rows(), "rows");
    parallelFor(static_cast<std::size_t>(blocks), threads, [&](std::size_t begin, std::size_t end) {
        for (std::size_t block = begin; block < end && !progress.stopRequested(); ++block) {
            const Eigen::Index first = static_cast<Eigen::Index>(block) * rowsPerBlock;
            const Eigen::Index count = std::min(rowsPerBlock, features.rows() - first);
            const FeatureMatrix scores = (features.middleRows(first, count) * weight.transpose()).rowwise() + bias;
            for (Eigen::Index i = 0; i < count; ++i) {
                Eigen::Index best = 0;
                scores.row(i).maxCoeff(&best);
                predicted[static_cast<std::size_t>(first + i)] = static_cast<int>(best);
            }
            progress.advance(count);
        }
    });
    if (progress.stopRequested())
        return Cancelled{};
    return predicted;
}

}  // namespace sparsescope
