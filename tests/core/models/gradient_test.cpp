// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "made_weights.h"

#include "models/conv_network.h"
#include "models/inspection.h"
#include "models/torch_gradient.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <atomic>
#include <numeric>
#include <thread>

using namespace sparsescope;

/// Gradients of features by pictures: our own pass against LibTorch's and against differences of features.
class GradientTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void equalsLibTorch_data();
    void equalsLibTorch();
    void equalsDifferences_data();
    void equalsDifferences();
    void pixelsEqualDifferences();
    void batchesGiveTheSameBits();
    void threadsGiveTheSameBits();
    void relaxedWakesDeadFeatures();
    void relaxedKeepsTheCeiling();
    void programsHaveGradients_data();
    void programsHaveGradients();
    void programWithoutGradientIsASentence();
    void wrongSizesAreSentences();

private:
    /// With made weights; the last offsets, if given, all become `lastBias`.
    std::filesystem::path write(const std::string& name, std::optional<float> lastBias = {});
    std::unique_ptr<VisionModel> open(const std::string& name, std::optional<float> lastBias = {}, int crop = 33);

    QTemporaryDir m_folder;
};

namespace {

std::vector<float> madeSlopes(std::size_t count)
{
    std::vector<float> slopes;
    for (const double u : uniforms("slopes", count))
        slopes.push_back(static_cast<float>(2 * u - 1));
    return slopes;
}

/// The same slopes for every picture.
void slopeBySeed(const DrivenFeatures& driven, std::span<float> slope, std::size_t width)
{
    const auto slopes = madeSlopes(width);
    for (std::size_t i = 0; i < driven.features.size(); ++i)
        slope[i] = slopes[i % width];
}

FeatureSlope slopesFor(int width)
{
    return [width](const DrivenFeatures& driven, std::span<float> slope) {
        slopeBySeed(driven, slope, static_cast<std::size_t>(width));
    };
}

std::vector<float> gradientOf(const VisionModel& model, const std::vector<float>& pictures, int count, int side,
                              LastActivation last)
{
    std::vector<float> gradient(pictures.size());
    const auto status = model.gradient(pictures, count, side, slopesFor(model.info().features), last, gradient);
    if (!status)
        qFatal("%s %s", status.error().message.c_str(), status.error().details.c_str());
    return gradient;
}

/// What `slopesFor` climbs.
double climbed(const VisionModel& model, const std::vector<float>& pictures, int count)
{
    std::vector<float> features(static_cast<std::size_t>(count) * model.info().features);
    const auto status = model.features(pictures, count, features);
    if (!status)
        qFatal("%s", status.error().message.c_str());
    const auto slopes = madeSlopes(static_cast<std::size_t>(model.info().features));
    double sum = 0;
    for (std::size_t i = 0; i < features.size(); ++i)
        sum += double{features[i]} * slopes[i % slopes.size()];
    return sum;
}

double normOf(const std::vector<float>& values)
{
    return std::sqrt(std::inner_product(values.begin(), values.end(), values.begin(), 0.0));
}

double distance(std::vector<float> a, const std::vector<float>& b)
{
    std::ranges::transform(a, b, a.begin(), std::minus<>());
    return normOf(a);
}

/// How fast `climbed` grows along the gradient, over what the gradient says.
double growth(const VisionModel& model, const std::vector<float>& pictures, int count, double step)
{
    const auto gradient = gradientOf(model, pictures, count, model.info().preprocessing.crop, LastActivation::Exact);
    const double norm = normOf(gradient);
    const auto moved = [&](double by) {
        std::vector<float> result = pictures;
        for (std::size_t i = 0; i < result.size(); ++i)
            result[i] += static_cast<float>(by * gradient[i] / norm);
        return climbed(model, result, count);
    };
    return (moved(step) - moved(-step)) / (2 * step * norm);
}

std::filesystem::path program(const std::string& name)
{
    return std::filesystem::path(SPARSESCOPE_TEST_DATA) / "models" / (name + ".pt");
}

std::unique_ptr<VisionModel> openProgram(const std::string& name)
{
    ModelOptions options;
    options.consent = true;
    Progress progress;
    auto model = openVisionModel(program(name), options, progress);
    if (!model)
        qFatal("%s", model.error().message.c_str());
    return std::move(model).value();
}

}  // namespace

void GradientTest::initTestCase()
{
    prepareProcessForModels();
}

std::filesystem::path GradientTest::write(const std::string& name, std::optional<float> lastBias)
{
    const auto file = name + (lastBias ? std::to_string(static_cast<int>(*lastBias)) : "") + ".safetensors";
    const auto path = std::filesystem::path(m_folder.path().toStdString()) / file;
    if (std::filesystem::exists(path))
        return path;
    const Architecture& architecture = *findArchitecture(name);
    auto tensors = madeWeights(architecture, 10);
    for (NamedTensor& tensor : tensors)
        if (lastBias && tensor.name == architecture.steps.back().norm + ".bias")
            tensor = namedTensor(tensor.name, tensor.tensor.shape,
                                 std::vector<float>(static_cast<std::size_t>(architecture.features()), *lastBias));
    if (!writeSafetensors(path, tensors))
        qFatal("cannot write weights");
    return path;
}

std::unique_ptr<VisionModel> GradientTest::open(const std::string& name, std::optional<float> lastBias, int crop)
{
    ModelOptions options;
    options.preprocessing = Preprocessing{crop, crop, {0.5, 0.5, 0.5}, {0.5, 0.5, 0.5}};
    Progress progress;
    auto model = openVisionModel(write(name, lastBias), options, progress);
    if (!model)
        qFatal("%s", model.error().message.c_str());
    return std::move(model).value();
}

void GradientTest::equalsLibTorch_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("side");
    for (const int side : {1, 7, 32, 41, 64})
        QTest::addRow("SmallCNN, %d", side) << "SmallCNN" << side;
    for (const int side : {1, 29, 32, 33, 45, 64})
        QTest::addRow("EfficientNet-Lite0, %d", side) << "EfficientNet-Lite0" << side;
    for (const int side : {1, 33, 40})
        QTest::addRow("ResNet-18, %d", side) << "ResNet-18" << side;
    for (const char* name : {"ResNet-34", "ResNet-50", "ResNet-101", "ResNet-152", "EfficientNet-Lite1",
                             "EfficientNet-Lite2", "EfficientNet-Lite3", "EfficientNet-Lite4"})
        QTest::newRow(name) << name << 36;
}

/// Of one of two pictures, relative to what is expected.
double distanceOfPicture(const std::vector<float>& found, const std::vector<float>& expected, std::size_t picture)
{
    const auto part = [&](const std::vector<float>& both) {
        const auto half = static_cast<std::ptrdiff_t>(both.size() / 2);
        const auto begin = both.begin() + static_cast<std::ptrdiff_t>(picture) * half;
        return std::vector<float>(begin, begin + half);
    };
    return distance(part(found), part(expected)) / normOf(part(expected));
}

void GradientTest::equalsLibTorch()
{
    QFETCH(QString, name);
    QFETCH(int, side);
    const auto path = write(name.toStdString());
    const auto model = open(name.toStdString());
    Progress progress;
    const auto file = understandCheckpoint(path, {}, progress);
    QVERIFY(file.ok());
    const auto convolutions = readConvolutions(file->checkpoint, file->weights, progress);
    QVERIFY(convolutions.ok());
    const Architecture& architecture = *file->weights.architecture;
    const auto reference = makeTorchGradient(makeConvNetwork(architecture, *convolutions, "cpu", ConvLoops::LibTorch),
                                             architecture.steps.back().activation, "cpu");
    const auto pictures = madePictures(2, side);
    for (const auto last : {LastActivation::Exact, LastActivation::Relaxed, LastActivation::Upward}) {
        std::vector<std::vector<float>> told;
        const auto slope = [&](const DrivenFeatures& driven, std::span<float> slopes) {
            told.emplace_back(driven.features.begin(), driven.features.end());
            told.emplace_back(driven.drive.begin(), driven.drive.end());
            slopeBySeed(driven, slopes, static_cast<std::size_t>(architecture.features()));
        };
        std::vector<float> expected(pictures.size());
        std::vector<float> found(pictures.size());
        QVERIFY(reference->run({pictures, 2, side}, slope, last, expected).ok());
        QVERIFY(model->gradient(pictures, 2, side, slope, last, found).ok());
        QCOMPARE(told.size(), std::size_t(4));
        QVERIFY(distance(told[2], told[0]) <= 1e-5 * normOf(told[0]));
        QVERIFY(distance(told[3], told[1]) <= 1e-5 * normOf(told[1]));
        const auto [near, far] = std::minmax(distanceOfPicture(found, expected, 0), distanceOfPicture(found, expected, 1));
        qInfo("relative distances %.2g and %.2g", near, far);
        // A unit right at the bend of its activation may fall to the other side; hardly in both pictures.
        QVERIFY2(near < 1e-5 && far < 0.2, qPrintable(QString("relative distances %1 and %2").arg(near).arg(far)));
    }
}

void GradientTest::equalsDifferences_data()
{
    QTest::addColumn<QString>("name");
    for (const char* name : {"SmallCNN", "EfficientNet-Lite0", "ResNet-18"})
        QTest::newRow(name) << name;
}

void GradientTest::equalsDifferences()
{
    QFETCH(QString, name);
    const auto model = open(name.toStdString());
    QVERIFY(model->hasGradients() && model->takesAnySize());
    const double ratio = growth(*model, madePictures(1, 33), 1, 0.01);
    QVERIFY2(std::abs(ratio - 1) < 0.02, qPrintable(QString("grows %1 times as fast").arg(ratio)));
}

/// Offsets so large that no activation is flat: the network is smooth.
void GradientTest::pixelsEqualDifferences()
{
    Architecture architecture = *findArchitecture("SmallCNN");
    auto tensors = madeWeights(architecture, 10);
    for (NamedTensor& tensor : tensors)
        if (tensor.tensor.shape.size() == 1 && tensor.name.ends_with(".bias") && tensor.name.starts_with("bn"))
            tensor = namedTensor(tensor.name, tensor.tensor.shape,
                                 std::vector<float>(static_cast<std::size_t>(tensor.tensor.shape[0]), 30.0F));
    const auto path = std::filesystem::path(m_folder.path().toStdString()) / "smooth.safetensors";
    QVERIFY(writeSafetensors(path, tensors).ok());
    ModelOptions options;
    options.preprocessing = Preprocessing{19, 19, {0.5, 0.5, 0.5}, {0.5, 0.5, 0.5}};
    Progress progress;
    const auto model = openVisionModel(path, options, progress);
    QVERIFY(model.ok());
    const auto pictures = madePictures(1, 19);
    const auto gradient = gradientOf(**model, pictures, 1, 19, LastActivation::Exact);
    const double scale = normOf(gradient) / std::sqrt(double(gradient.size()));
    for (const std::size_t at : {std::size_t(0), std::size_t(55), std::size_t(541), gradient.size() - 1}) {
        const auto moved = [&](float by) {
            auto result = pictures;
            result[at] += by;
            return climbed(**model, result, 1);
        };
        const double difference = (moved(0.5F) - moved(-0.5F)) / 1.0;
        QVERIFY2(std::abs(difference - gradient[at]) < 0.02 * scale,
                 qPrintable(QString("%1 is %2, not %3").arg(at).arg(gradient[at]).arg(difference)));
    }
}

void GradientTest::batchesGiveTheSameBits()
{
    for (const char* name : {"SmallCNN", "EfficientNet-Lite0", "ResNet-18"}) {
        const auto model = open(name);
        const auto pictures = madePictures(3, 40);
        const auto together = gradientOf(*model, pictures, 3, 40, LastActivation::Relaxed);
        const std::size_t floats = pictures.size() / 3;
        for (std::size_t i = 0; i < 3; ++i) {
            const std::vector<float> one(pictures.begin() + i * floats, pictures.begin() + (i + 1) * floats);
            const auto alone = gradientOf(*model, one, 1, 40, LastActivation::Relaxed);
            QVERIFY(std::equal(alone.begin(), alone.end(), together.begin() + i * floats));
        }
    }
}

void GradientTest::threadsGiveTheSameBits()
{
    const auto model = open("EfficientNet-Lite0");
    const auto pictures = madePictures(1, 64);
    std::vector<std::vector<float>> found(2);
    {
        std::vector<std::jthread> threads;
        for (auto& result : found)
            threads.emplace_back([&] { result = gradientOf(*model, pictures, 1, 64, LastActivation::Exact); });
    }
    QVERIFY(found[0] == found[1]);
    QVERIFY(found[0] == gradientOf(*model, pictures, 1, 64, LastActivation::Exact));
}

void GradientTest::relaxedWakesDeadFeatures()
{
    for (const char* name : {"SmallCNN", "EfficientNet-Lite0"}) {
        const auto model = open(name, -200.0F);
        const auto pictures = madePictures(1, 33);
        QCOMPARE(normOf(gradientOf(*model, pictures, 1, 33, LastActivation::Exact)), 0.0);
        QVERIFY(normOf(gradientOf(*model, pictures, 1, 33, LastActivation::Relaxed)) > 0);
        QVERIFY(normOf(gradientOf(*model, pictures, 1, 33, LastActivation::Upward)) > 0);
    }
}

void GradientTest::relaxedKeepsTheCeiling()
{
    const auto model = open("EfficientNet-Lite0", 200.0F);
    const auto pictures = madePictures(1, 33);
    for (const float direction : {1.0F, -1.0F}) {
        std::vector<float> gradient(pictures.size());
        const auto slope = [&](const DrivenFeatures& driven, std::span<float> slopes) {
            QVERIFY(driven.features[0] == 6.0F && driven.drive[0] > 6.0F);
            std::ranges::fill(slopes, direction);
        };
        QVERIFY(model->gradient(pictures, 1, 33, slope, LastActivation::Relaxed, gradient).ok());
        QCOMPARE(normOf(gradient) > 0, direction < 0);
        QVERIFY(model->gradient(pictures, 1, 33, slope, LastActivation::Upward, gradient).ok());
        QVERIFY(normOf(gradient) > 0);
    }
}

void GradientTest::programsHaveGradients_data()
{
    QTest::addColumn<QString>("name");
    for (const char* name : {"script_scripted", "script_traced", "script_mean_dict", "script_flat", "script_product",
                             "script_one_picture"})
        QTest::newRow(name) << name;
}

void GradientTest::programsHaveGradients()
{
    QFETCH(QString, name);
    const auto model = openProgram(name.toStdString());
    QVERIFY(model->hasGradients() && !model->takesAnySize());
    const int side = model->info().preprocessing.crop;
    const auto pictures = madePictures(2, side);
    const double ratio = growth(*model, pictures, 2, 0.01);
    QVERIFY2(std::abs(ratio - 1) < 0.02, qPrintable(QString("grows %1 times as fast").arg(ratio)));
    QVERIFY(gradientOf(*model, pictures, 2, side, LastActivation::Exact)
            == gradientOf(*model, pictures, 2, side, LastActivation::Relaxed));
}

void GradientTest::programWithoutGradientIsASentence()
{
    const auto model = openProgram("script_no_gradient");
    QVERIFY(!model->hasGradients());
    std::vector<float> gradient(3 * 224 * 224);
    const auto status = model->gradient(madePictures(1, 224), 1, 224, slopesFor(16), LastActivation::Exact, gradient);
    QCOMPARE(status.error().code, std::string("E-MODEL-017"));
}

void GradientTest::wrongSizesAreSentences()
{
    const auto model = open("SmallCNN");
    const auto codeFor = [](const VisionModel& asked, std::size_t input, int count, int side, std::size_t room) {
        std::vector<float> gradient(room);
        return asked
            .gradient(std::vector<float>(input), count, side, slopesFor(asked.info().features), LastActivation::Exact,
                      gradient)
            .error()
            .code;
    };
    QCOMPARE(codeFor(*model, 3 * 64, 1, 0, 3 * 64), std::string("E-MODEL-014"));
    QCOMPARE(codeFor(*model, 3 * 64, 1, 1 << 20, 3 * 64), std::string("E-MODEL-014"));
    QCOMPARE(codeFor(*model, 3 * 64, 1, 9, 3 * 64), std::string("E-MODEL-015"));
    QCOMPARE(codeFor(*model, 3 * 64, 1, 8, 3 * 63), std::string("E-MODEL-015"));
    QCOMPARE(codeFor(*model, 0, 0, 8, 0), std::string("E-MODEL-015"));
    QCOMPARE(codeFor(*openProgram("script_product"), 3 * 33 * 33, 1, 33, 3 * 33 * 33), std::string("E-MODEL-014"));
}

QTEST_GUILESS_MAIN(GradientTest)
#include "gradient_test.moc"
