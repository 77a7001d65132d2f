// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "made_weights.h"

#include "models/cpu_convolution_gradient.h"

#include <QtTest>

#include <algorithm>
#include <limits>

using namespace sparsescope;

/// Every instruction set's loops against a convolution written as its definition, in double.
class CpuConvolutionTest : public QObject
{
    Q_OBJECT

private slots:
    void equalsTheDefinition_data();
    void equalsTheDefinition();
    void gradientEqualsTheDefinition_data() { equalsTheDefinition_data(); }
    void gradientEqualsTheDefinition();
    void weightsComeBack();
    void nanStaysNan();
};

namespace
{

std::vector<float> madeFloats(const std::string& name, std::size_t count)
{
    std::vector<float> values;
    for (const double u : uniforms(name, count))
        values.push_back(static_cast<float>(2 * u - 1));
    return values;
}

ScaledConvolution madeConvolution(const Step& step)
{
    const std::size_t weights =
        static_cast<std::size_t>(step.outputs) * (step.inputs / step.groups) * step.kernel * step.kernel;
    const auto outputs = static_cast<std::size_t>(step.outputs);
    return {madeFloats("weight", weights), madeFloats("scale", outputs), madeFloats("bias", outputs)};
}

float activated(Activation activation, double value)
{
    if (activation == Activation::None)
        return static_cast<float>(value);
    return static_cast<float>(std::clamp(value, 0.0, activation == Activation::Relu6 ? 6.0 : 1e30));
}

/// Output channel `channel` at (y, x) of picture `n`, before addition and activation.
double definition(const Step& step, const ScaledConvolution& scaled, const std::vector<float>& input,
                  const MapShape& shape, std::array<int, 4> at)
{
    const auto [n, y, x, channel] = at;
    const int perGroup = step.inputs / step.groups;
    const int firstInput = channel / (step.outputs / step.groups) * perGroup;
    double sum = 0;
    for (int ky = 0; ky < step.kernel; ++ky)
        for (int kx = 0; kx < step.kernel; ++kx) {
            const int iy = y * step.stride - paddingOf(step, shape.height).before + ky;
            const int ix = x * step.stride - paddingOf(step, shape.width).before + kx;
            if (iy < 0 || iy >= shape.height || ix < 0 || ix >= shape.width)
                continue;
            for (int c = 0; c < perGroup; ++c)
                sum += double{scaled.weight[((channel * perGroup + c) * step.kernel + ky) * step.kernel + kx]}
                       * input[((n * shape.height + iy) * shape.width + ix) * shape.channels + firstInput + c];
        }
    return sum * scaled.scale[channel] + scaled.bias[channel];
}

double largestDifference(const Step& step, const MapShape& shape, const CpuKernels& kernels)
{
    const ScaledConvolution scaled = madeConvolution(step);
    const CpuConvolution convolution(step, scaled, kernels);
    const MapShape out = convolution.outputShape(shape);
    const auto input = madeFloats("input", std::size_t(shape.count) * shape.height * shape.width * shape.channels);
    const auto added = madeFloats("added", std::size_t(out.count) * out.height * out.width * out.channels);
    std::vector<float> output(added.size(), std::numeric_limits<float>::quiet_NaN());
    convolution.run(input.data(), shape, step.added >= 0 ? added.data() : nullptr, output.data());
    double worst = 0;
    std::size_t i = 0;
    for (int n = 0; n < out.count; ++n)
        for (int y = 0; y < out.height; ++y)
            for (int x = 0; x < out.width; ++x)
                for (int channel = 0; channel < out.channels; ++channel, ++i) {
                    const double plain = definition(step, scaled, input, shape, {n, y, x, channel});
                    const double difference =
                        activated(step.activation, plain + (step.added >= 0 ? added[i] : 0)) - output[i];
                    worst = std::isnan(difference) ? 1e9 : std::max(worst, std::abs(difference));
                }
    return worst;
}

/// Calls visit(place in the output, place in the input, weight's place, output channel) for every product.
template <typename Visit>
void visitProducts(const Step& step, const MapShape& in, const MapShape& out, Visit&& visit)
{
    const int perGroup = step.inputs / step.groups;
    std::size_t to = 0;
    for (int n = 0; n < out.count; ++n)
        for (int y = 0; y < out.height; ++y)
            for (int x = 0; x < out.width; ++x)
                for (int channel = 0; channel < out.channels; ++channel, ++to)
                    for (int tap = 0; tap < step.kernel * step.kernel; ++tap) {
                        const int iy = y * step.stride - paddingOf(step, in.height).before + tap / step.kernel;
                        const int ix = x * step.stride - paddingOf(step, in.width).before + tap % step.kernel;
                        if (iy < 0 || iy >= in.height || ix < 0 || ix >= in.width)
                            continue;
                        const int first = channel / (step.outputs / step.groups) * perGroup;
                        for (int c = 0; c < perGroup; ++c)
                            visit(to, std::size_t((n * in.height + iy) * in.width + ix) * in.channels + first + c,
                                  std::size_t(channel * perGroup + c) * step.kernel * step.kernel + tap, channel);
                    }
}

/// With slopes that came another way and an activation before the input.
double largestGradientDifference(const Step& step, const MapShape& shape, const CpuKernels& kernels)
{
    const ScaledConvolution scaled = madeConvolution(step);
    const MapShape out = CpuConvolution(step, scaled, kernels).outputShape(shape);
    const auto slope = madeFloats("slope", std::size_t(out.count) * out.height * out.width * out.channels);
    const std::size_t floats = std::size_t(shape.count) * shape.height * shape.width * shape.channels;
    const auto added = madeFloats("added", floats);
    const auto kept = madeFloats("kept", floats);
    std::vector<double> expected(added.begin(), added.end());
    visitProducts(step, shape, out, [&](std::size_t to, std::size_t from, std::size_t weight, int channel) {
        expected[from] += double{scaled.weight[weight]} * scaled.scale[channel] * slope[to];
    });
    std::vector<float> gradient(floats, std::numeric_limits<float>::quiet_NaN());
    const KeptOutputs bounds{kept.data(), -0.5F, 0.5F};
    CpuConvolutionGradient(step, scaled, kernels)
        .run({slope.data(), shape, out, added.data(), bounds, gradient.data()});
    double worst = 0;
    for (std::size_t i = 0; i < floats; ++i) {
        const double difference = (std::abs(kept[i]) < 0.5F ? expected[i] : 0) - gradient[i];
        worst = std::isnan(difference) ? 1e9 : std::max(worst, std::abs(difference));
    }
    return worst;
}

Step makeStep(std::array<int, 2> channels, std::array<int, 3> kernelStridePadding, int groups, Activation activation,
              int added)
{
    Step step;
    step.inputs = channels[0];
    step.outputs = channels[1];
    step.kernel = kernelStridePadding[0];
    step.stride = kernelStridePadding[1];
    step.padding = kernelStridePadding[2];
    step.groups = groups;
    step.activation = activation;
    step.added = added;
    return step;
}

} // namespace

Q_DECLARE_METATYPE(Step)

void CpuConvolutionTest::equalsTheDefinition_data()
{
    QTest::addColumn<Step>("step");
    QTest::addColumn<int>("height");
    QTest::addColumn<int>("width");
    constexpr int same = Step::samePadding;
    using A = Activation;
    QTest::newRow("one by one") << makeStep({16, 96}, {1, 1, 0}, 1, A::Relu6, -1) << 9 << 11;
    QTest::newRow("one by one, one pixel") << makeStep({5, 3}, {1, 1, 0}, 1, A::None, -1) << 1 << 1;
    QTest::newRow("channels that fill no vector, with addition")
        << makeStep({13, 41}, {1, 1, 0}, 1, A::Relu, 0) << 7 << 5;
    QTest::newRow("one by one with a stride") << makeStep({8, 20}, {1, 2, 0}, 1, A::None, -1) << 7 << 7;
    QTest::newRow("stem, even size") << makeStep({3, 32}, {3, 2, same}, 1, A::Relu6, -1) << 12 << 14;
    QTest::newRow("stem, odd size") << makeStep({3, 32}, {3, 2, same}, 1, A::Relu6, -1) << 11 << 13;
    QTest::newRow("wide stem") << makeStep({3, 64}, {7, 2, 3}, 1, A::Relu, -1) << 21 << 17;
    QTest::newRow("three by three with addition") << makeStep({24, 40}, {3, 1, 1}, 1, A::Relu, 0) << 9 << 6;
    QTest::newRow("many channels, several runs of pixels") << makeStep({600, 33}, {1, 1, 0}, 1, A::Relu, 0) << 30 << 31;
    QTest::newRow("kernel larger than the map") << makeStep({16, 16}, {5, 1, 2}, 1, A::None, -1) << 2 << 1;
    for (const int kernel : {3, 5})
        for (const int stride : {1, 2})
            for (const int channels : {32, 48, 16, 7, 21})
                QTest::addRow("depthwise %d, stride %d, %d channels", kernel, stride, channels)
                    << makeStep({channels, channels}, {kernel, stride, same}, channels, A::Relu6, -1) << 13 << 10;
    QTest::newRow("depthwise on one pixel") << makeStep({32, 32}, {5, 1, same}, 32, A::None, -1) << 1 << 1;
    QTest::newRow("depthwise in bands of rows") << makeStep({96, 96}, {3, 2, same}, 96, A::Relu6, -1) << 40 << 112;
}

void CpuConvolutionTest::equalsTheDefinition()
{
    QFETCH(Step, step);
    QFETCH(int, height);
    QFETCH(int, width);
    QVERIFY(CpuConvolution::supports(step));
    for (const CpuKernels* kernels : {plainKernels(), avx2Kernels(), avx512Kernels()}) {
        if (kernels == nullptr || kernels->vector > cpuKernels().vector)
            continue; // Not compiled, or not run by this machine.
        const double worst = largestDifference(step, {2, height, width, step.inputs}, *kernels);
        QVERIFY2(worst < 1e-5 + 1e-7 * step.inputs,
                 qPrintable(QString("%1: largest difference %2").arg(kernels->name).arg(worst)));
    }
}

void CpuConvolutionTest::gradientEqualsTheDefinition()
{
    QFETCH(Step, step);
    QFETCH(int, height);
    QFETCH(int, width);
    for (const CpuKernels* kernels : {plainKernels(), avx2Kernels(), avx512Kernels()}) {
        if (kernels == nullptr || kernels->vector > cpuKernels().vector)
            continue;
        const double worst = largestGradientDifference(step, {2, height, width, step.inputs}, *kernels);
        QVERIFY2(worst < 1e-5 + 1e-7 * step.outputs,
                 qPrintable(QString("%1: largest difference %2").arg(kernels->name).arg(worst)));
    }
}

void CpuConvolutionTest::weightsComeBack()
{
    for (const Step& step : {makeStep({13, 41}, {3, 1, 1}, 1, Activation::Relu, -1),
                             makeStep({21, 21}, {5, 2, 2}, 21, Activation::Relu, -1)}) {
        const ScaledConvolution made = madeConvolution(step);
        const ScaledConvolution back = CpuConvolution(step, made).scaled();
        QVERIFY(back.weight == made.weight && back.scale == made.scale && back.bias == made.bias);
    }
}

void CpuConvolutionTest::nanStaysNan()
{
    const Step step = makeStep({4, 4}, {1, 1, 0}, 1, Activation::Relu6, -1);
    const CpuConvolution convolution(step, madeConvolution(step));
    const std::vector<float> input(4, std::numeric_limits<float>::quiet_NaN());
    std::vector<float> output(4);
    convolution.run(input.data(), {1, 1, 1, 4}, nullptr, output.data());
    QVERIFY(std::ranges::all_of(output, [](float value) { return std::isnan(value); }));
}

QTEST_GUILESS_MAIN(CpuConvolutionTest)
#include "cpu_convolution_test.moc"
