// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "made_text.h"

#include "models/feature_model.h"
#include "models/text_weights.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace sparsescope;

/// Encoders with made weights against the numbers of transformers.
class TextNetworksTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void featuresEqualTheReference_data();
    void featuresEqualTheReference();
    void hiddenStatesEqualTheReference();
    void logitsEqualTheReference();
    void neighboursChangeNothing();
    void elementFunctionsEqualTheirDefinitions();

private:
    std::filesystem::path folder(const std::string& name);
    std::unique_ptr<TextNetwork> open(const std::string& name, TextFeature feature, const std::string& loops);

    nlohmann::json m_cases;
    QTemporaryDir m_folder;
};

void TextNetworksTest::initTestCase()
{
    prepareProcessForModels();
    m_cases = textReference();
}

std::filesystem::path TextNetworksTest::folder(const std::string& name)
{
    const auto path = std::filesystem::path(m_folder.path().toStdString()) / name;
    if (!std::filesystem::exists(path))
        writeMadeEncoder(path, m_cases.at(name));
    return path;
}

/// `loops`: "AVX-512", "AVX2", "plain" or "LibTorch"; null where this machine has none of them.
std::unique_ptr<TextNetwork> TextNetworksTest::open(const std::string& name, TextFeature feature,
                                                    const std::string& loops)
{
    Progress progress;
    const auto files = findTextFolder(folder(name));
    const auto config = readTextConfig(files->config);
    auto weights = TextWeights::open(*files);
    if (!weights || !(*weights)->compare(*config) || !(*weights)->mismatches.empty())
        qFatal("the made weights do not fit their configuration");
    if (loops == "LibTorch")
        return std::move(makeTorchTextNetwork(*config, feature, **weights, "cpu", 1, progress)).value();
    for (const CpuKernels* kernels : runnableKernels())
        if (kernels->name == loops)
            return std::move(makeCpuTextNetwork(*config, feature, **weights, progress, *kernels)).value();
    return nullptr;
}

namespace {

double largestDifference(std::span<const float> found, const nlohmann::json& expected)
{
    if (found.size() != expected.size())
        return 1e9;
    double largest = 0;
    for (std::size_t i = 0; i < found.size(); ++i)
        largest = std::max(largest, std::abs(found[i] - expected[i].get<double>()));
    return largest;
}

std::vector<TokenSpan> spansOf(const std::vector<std::vector<std::int32_t>>& texts)
{
    return {texts.begin(), texts.end()};
}

}  // namespace

void TextNetworksTest::featuresEqualTheReference_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("loops");
    for (const auto& [name, value] : m_cases.items())
        for (const char* loops : {"AVX-512", "AVX2", "plain", "LibTorch"})
            QTest::newRow((name + " " + loops).c_str()) << QString::fromStdString(name) << loops;
}

void TextNetworksTest::featuresEqualTheReference()
{
    QFETCH(const QString, name);
    QFETCH(const QString, loops);
    const auto& reference = m_cases.at(name.toStdString());
    const auto texts = madeTexts(name.toStdString(), reference);
    const std::size_t width = reference["config"]["hidden_size"].get<std::size_t>();
    for (const TextFeature feature :
         {TextFeature::Mean, TextFeature::FirstToken, TextFeature::Pooler, TextFeature::DenseTanh}) {
        if (!reference["texts"][0].contains(textFeatureName(feature)))
            continue;
        const auto network = open(name.toStdString(), feature, loops.toStdString());
        if (!network)
            QSKIP("this machine does not run these loops");
        std::vector<float> features(texts.size() * width);
        network->features(spansOf(texts), features);
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const double difference = largestDifference(std::span(features).subspan(i * width, width),
                                                        reference["texts"][i][textFeatureName(feature)]);
            QVERIFY2(difference < 1e-5, qPrintable(QString("%1, text %2: %3")
                                                       .arg(QString::fromStdString(textFeatureName(feature)))
                                                       .arg(i)
                                                       .arg(difference)));
        }
    }
}

void TextNetworksTest::hiddenStatesEqualTheReference()
{
    for (const auto& [name, reference] : m_cases.items())
        for (const char* loops : {"AVX2", "plain", "LibTorch"}) {
            const auto network = open(name, TextFeature::Mean, loops);
            const auto texts = madeTexts(name, reference);
            for (std::size_t i = 0; network && i < texts.size(); ++i)
                if (reference["texts"][i].contains("hidden"))
                    QVERIFY(largestDifference(network->hiddenStates(texts[i]), reference["texts"][i]["hidden"]) < 1e-5);
        }
}

void TextNetworksTest::logitsEqualTheReference()
{
    for (const auto& [name, reference] : m_cases.items()) {
        const auto files = findTextFolder(folder(name));
        const auto weights = TextWeights::open(*files);
        const auto head = (*weights)->head();
        QVERIFY(head.ok());
        const TextFeature feature =
            (*weights)->headForm() == HeadForm::DenseOutProj ? TextFeature::DenseTanh : TextFeature::Pooler;
        for (std::size_t i = 0; i < reference["texts"].size(); ++i) {
            // The reference's own features: what is compared is the head.
            const auto features = reference["texts"][i][textFeatureName(feature)].get<std::vector<float>>();
            std::vector<float> logits = head->bias;
            for (int k = 0; k < head->classes; ++k)
                for (int j = 0; j < head->features; ++j)
                    logits[static_cast<std::size_t>(k)] +=
                        head->weight[static_cast<std::size_t>(k * head->features + j)]
                        * features[static_cast<std::size_t>(j)];
            QVERIFY(largestDifference(logits, reference["texts"][i]["logits"]) < 1e-4);
        }
    }
}

/// On our own loops to the bit, on LibTorch's up to rounding.
void TextNetworksTest::neighboursChangeNothing()
{
    const std::string name = "bert";
    const auto texts = madeTexts(name, m_cases[name]);
    const std::size_t width = 48;
    for (const char* loops : {"AVX-512", "AVX2", "plain", "LibTorch"})
        for (const TextFeature feature : {TextFeature::Mean, TextFeature::Pooler}) {
            const auto network = open(name, feature, loops);
            if (!network)
                continue;
            std::vector<float> together(texts.size() * width);
            network->features(spansOf(texts), together);
            for (std::size_t i = 0; i < texts.size(); ++i) {
                std::vector<float> alone(width);
                network->features(std::array<TokenSpan, 1>{texts[i]}, alone);
                for (std::size_t j = 0; j < width; ++j)
                    if (loops == std::string("LibTorch"))
                        QVERIFY(std::abs(alone[j] - together[i * width + j]) < 1e-5F);
                    else
                        QCOMPARE(alone[j], together[i * width + j]);
            }
        }
}

void TextNetworksTest::elementFunctionsEqualTheirDefinitions()
{
    std::vector<float> values;
    for (int i = -12'000; i <= 12'000; ++i)
        values.push_back(static_cast<float>(i) / 1'000);
    const auto largest = [&](const CpuKernels& kernels, ElementFunction function, auto definition) {
        std::vector<float> found = values;
        kernels.apply({found.data(), 1, static_cast<int>(found.size()), 0}, function);
        double worst = 0;
        for (std::size_t i = 0; i < values.size(); ++i)
            worst = std::max(worst, std::abs(found[i] - definition(static_cast<double>(values[i]))));
        return worst;
    };
    for (const CpuKernels* kernels : runnableKernels()) {
        QVERIFY(largest(*kernels, ElementFunction::Gelu,
                        [](double x) { return 0.5 * x * (1 + std::erf(x / std::sqrt(2.0))); })
                < 1e-6);
        QVERIFY(largest(*kernels, ElementFunction::GeluTanh,
                        [](double x) {
                            return 0.5 * x * (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)));
                        })
                < 2e-6);
        QVERIFY(largest(*kernels, ElementFunction::Tanh, [](double x) { return std::tanh(x); }) < 1e-6);
        QVERIFY(largest(*kernels, ElementFunction::Relu, [](double x) { return std::max(x, 0.0); }) == 0);
    }
}

QTEST_GUILESS_MAIN(TextNetworksTest)

#include "text_networks_test.moc"
