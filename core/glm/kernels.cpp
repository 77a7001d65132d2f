// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "glm/kernels.h"

#include <cmath>
#include <type_traits>

// Highway includes this file once for each instruction set.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "glm/kernels.cpp"
#include <hwy/foreach_target.h>

#include <hwy/highway.h>

#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();

namespace sparsescope::kernels::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// 32 vector registers hold three outputs × eight vectors of rows, 16 hold three × four.
constexpr int tileVectors = HWY_TARGET <= HWY_AVX3 ? 8 : 4;
constexpr int tileOutputs = HWY_TARGET <= HWY_AVX3 ? 6 : 2;

template <typename Real>
HWY_INLINE hn::Vec<hn::ScalableTag<Real>> feature(hn::ScalableTag<Real> d, const float* x)
{
    if constexpr (std::is_same_v<Real, float>)
        return hn::LoadU(d, x);
    else
        return hn::PromoteTo(d, hn::LoadU(hn::Rebind<float, hn::ScalableTag<Real>>(), x));
}

/// One output, its own columns: eight vectors of rows in registers, the columns stream by.
template <typename Real>
HWY_INLINE void marginsOfOutput(const float* x, const int* columns, int count, const Real* weights, Real bias, Real* table)
{
    const hn::ScalableTag<Real> d;
    constexpr int lanes = static_cast<int>(hn::MaxLanes(d));
    for (int row = 0; row < blockRows; row += 8 * lanes) {
        auto a0 = hn::Set(d, bias), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0;
        for (int e = 0; e < count; ++e) {
            const auto w = hn::Set(d, weights[e]);
            const float* HWY_RESTRICT from = x + static_cast<std::ptrdiff_t>(columns[e]) * blockRows + row;
            a0 = hn::MulAdd(w, feature<Real>(d, from), a0);
            a1 = hn::MulAdd(w, feature<Real>(d, from + lanes), a1);
            a2 = hn::MulAdd(w, feature<Real>(d, from + 2 * lanes), a2);
            a3 = hn::MulAdd(w, feature<Real>(d, from + 3 * lanes), a3);
            a4 = hn::MulAdd(w, feature<Real>(d, from + 4 * lanes), a4);
            a5 = hn::MulAdd(w, feature<Real>(d, from + 5 * lanes), a5);
            a6 = hn::MulAdd(w, feature<Real>(d, from + 6 * lanes), a6);
            a7 = hn::MulAdd(w, feature<Real>(d, from + 7 * lanes), a7);
        }
        Real* to = table + row;
        hn::StoreU(a0, d, to), hn::StoreU(a1, d, to + lanes), hn::StoreU(a2, d, to + 2 * lanes);
        hn::StoreU(a3, d, to + 3 * lanes), hn::StoreU(a4, d, to + 4 * lanes), hn::StoreU(a5, d, to + 5 * lanes);
        hn::StoreU(a6, d, to + 6 * lanes), hn::StoreU(a7, d, to + 7 * lanes);
    }
}

/// `Outputs` outputs with the same columns: each number of x that is loaded serves all of them.
template <typename Real, int Outputs>
HWY_INLINE void marginsOfTile(const float* x, const int* columns, int count, const Real* weights, const Real* bias,
                              Real* table)
{
    const hn::ScalableTag<Real> d;
    constexpr int lanes = static_cast<int>(hn::MaxLanes(d));
    for (int row = 0; row < blockRows; row += tileVectors * lanes) {
        hn::Vec<hn::ScalableTag<Real>> sums[Outputs][tileVectors];
        for (int q = 0; q < Outputs; ++q)
            for (int v = 0; v < tileVectors; ++v)
                sums[q][v] = hn::Set(d, bias[q]);
        for (int e = 0; e < count; ++e) {
            const float* HWY_RESTRICT from = x + static_cast<std::ptrdiff_t>(columns[e]) * blockRows + row;
            for (int v = 0; v < tileVectors; ++v) {
                const auto value = feature<Real>(d, from + v * lanes);
                for (int q = 0; q < Outputs; ++q)
                    sums[q][v] = hn::MulAdd(hn::Set(d, weights[q * count + e]), value, sums[q][v]);
            }
        }
        for (int q = 0; q < Outputs; ++q)
            for (int v = 0; v < tileVectors; ++v)
                hn::StoreU(sums[q][v], d, table + q * blockRows + row + v * lanes);
    }
}

template <typename Real>
void marginsOf(const float* x, const Pattern& pattern, const Real* weights, const Real* bias, Real* table)
{
    const int outputs = pattern.outputs();
    int q = 0;
    if (pattern.shared) {
        const int count = static_cast<int>(pattern.of(0).size());
        for (; q + 3 <= outputs; q += 3)
            marginsOfTile<Real, 3>(x, pattern.columns.data(), count, weights + q * count, bias + q, table + q * blockRows);
    }
    for (; q < outputs; ++q) {
        const auto columns = pattern.of(q);
        marginsOfOutput<Real>(x, columns.data(), static_cast<int>(columns.size()), weights + pattern.begin[q], bias[q],
                              table + q * blockRows);
    }
}

/// sums[i] = Σ of the lanes of the i-th vector.
template <typename Real, typename V>
HWY_INLINE void fourSums(hn::ScalableTag<Real> d, V a0, V a1, V a2, V a3, Real sums[4])
{
#if HWY_TARGET != HWY_SCALAR
    constexpr int lanes = static_cast<int>(hn::MaxLanes(d));
    if constexpr (lanes >= 4) {  // Neighbouring lanes are added until each vector has one number left in the first four.
        const auto halved = [&](V a, V b) { return hn::Add(hn::ConcatEven(d, b, a), hn::ConcatOdd(d, b, a)); };
        V all = halved(halved(a0, a1), halved(a2, a3));
        for (int width = lanes; width > 4; width /= 2)
            all = halved(all, all);
        Real numbers[lanes];
        hn::StoreU(all, d, numbers);
        for (int i = 0; i < 4; ++i)
            sums[i] = numbers[i];
        return;
    }
#endif
    sums[0] = hn::GetLane(hn::SumOfLanes(d, a0));
    sums[1] = hn::GetLane(hn::SumOfLanes(d, a1));
    sums[2] = hn::GetLane(hn::SumOfLanes(d, a2));
    sums[3] = hn::GetLane(hn::SumOfLanes(d, a3));
}

/// The dot products of four columns with one output.
template <typename Real>
HWY_INLINE void gradientOfFour(const float* const from[4], const Real* table, Real sums[4])
{
    const hn::ScalableTag<Real> d;
    constexpr int lanes = static_cast<int>(hn::MaxLanes(d));
    auto a0 = hn::Zero(d), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
    for (int row = 0; row < blockRows; row += 2 * lanes) {
        const auto t = hn::LoadU(d, table + row);
        const auto u = hn::LoadU(d, table + row + lanes);
        a0 = hn::MulAdd(t, feature<Real>(d, from[0] + row), a0);
        a1 = hn::MulAdd(t, feature<Real>(d, from[1] + row), a1);
        a2 = hn::MulAdd(t, feature<Real>(d, from[2] + row), a2);
        a3 = hn::MulAdd(t, feature<Real>(d, from[3] + row), a3);
        b0 = hn::MulAdd(u, feature<Real>(d, from[0] + row + lanes), b0);
        b1 = hn::MulAdd(u, feature<Real>(d, from[1] + row + lanes), b1);
        b2 = hn::MulAdd(u, feature<Real>(d, from[2] + row + lanes), b2);
        b3 = hn::MulAdd(u, feature<Real>(d, from[3] + row + lanes), b3);
    }
    fourSums(d, hn::Add(a0, b0), hn::Add(a1, b1), hn::Add(a2, b2), hn::Add(a3, b3), sums);
}

/// Four columns; those behind the end repeat the last.
HWY_INLINE void fourColumns(const float* x, const int* columns, int first, int count, const float* from[4])
{
    for (int i = 0; i < 4; ++i)
        from[i] = x + static_cast<std::ptrdiff_t>(columns[first + i < count ? first + i : count - 1]) * blockRows;
}

template <typename Real>
HWY_INLINE void gradientOfOutput(const float* x, const int* columns, int count, const Real* table, double* out)
{
    for (int e = 0; e < count; e += 4) {
        const float* from[4];
        fourColumns(x, columns, e, count, from);
        Real sums[4];
        gradientOfFour<Real>(from, table, sums);
        for (int i = 0; i < 4 && e + i < count; ++i)
            out[e + i] += static_cast<double>(sums[i]);
    }
}

/// The dot products of four columns with `Outputs` outputs.
template <typename Real, int Outputs>
HWY_INLINE void gradientOfTile(const float* const from[4], const Real* table, Real sums[Outputs][4])
{
    const hn::ScalableTag<Real> d;
    constexpr int lanes = static_cast<int>(hn::MaxLanes(d));
    hn::Vec<hn::ScalableTag<Real>> parts[Outputs][4];
    for (int q = 0; q < Outputs; ++q)
        for (int i = 0; i < 4; ++i)
            parts[q][i] = hn::Zero(d);
    for (int row = 0; row < blockRows; row += lanes) {
        const auto x0 = feature<Real>(d, from[0] + row);
        const auto x1 = feature<Real>(d, from[1] + row);
        const auto x2 = feature<Real>(d, from[2] + row);
        const auto x3 = feature<Real>(d, from[3] + row);
        for (int q = 0; q < Outputs; ++q) {
            const auto t = hn::LoadU(d, table + q * blockRows + row);
            parts[q][0] = hn::MulAdd(t, x0, parts[q][0]);
            parts[q][1] = hn::MulAdd(t, x1, parts[q][1]);
            parts[q][2] = hn::MulAdd(t, x2, parts[q][2]);
            parts[q][3] = hn::MulAdd(t, x3, parts[q][3]);
        }
    }
    for (int q = 0; q < Outputs; ++q)
        fourSums(d, parts[q][0], parts[q][1], parts[q][2], parts[q][3], sums[q]);
}

template <typename Real, int Outputs>
HWY_INLINE void addTile(const float* const from[4], int used, const Real* table, int stride, double* out)
{
    Real sums[Outputs][4];
    gradientOfTile<Real, Outputs>(from, table, sums);
    for (int q = 0; q < Outputs; ++q)
        for (int i = 0; i < used; ++i)
            out[q * stride + i] += static_cast<double>(sums[q][i]);
}

/// Outputs with the same columns. Four columns stay in the first-level cache while all outputs pass by.
template <typename Real>
HWY_INLINE void gradientOfShared(const float* x, const int* columns, int count, int outputs, const Real* table, double* out)
{
    for (int e = 0; e < count; e += 4) {
        const float* from[4];
        fourColumns(x, columns, e, count, from);
        const int used = count - e < 4 ? count - e : 4;
        int q = 0;
        for (; q + tileOutputs <= outputs; q += tileOutputs)
            addTile<Real, tileOutputs>(from, used, table + q * blockRows, count, out + q * count + e);
        for (; q + 2 <= outputs; q += 2)
            addTile<Real, 2>(from, used, table + q * blockRows, count, out + q * count + e);
        for (; q < outputs; ++q)
            addTile<Real, 1>(from, used, table + q * blockRows, count, out + q * count + e);
    }
}

template <typename Real>
void gradientOf(const float* x, const Pattern& pattern, const Real* table, double* out)
{
    if (pattern.shared) {
        gradientOfShared<Real>(x, pattern.columns.data(), static_cast<int>(pattern.of(0).size()), pattern.outputs(), table, out);
        return;
    }
    for (int q = 0; q < pattern.outputs(); ++q) {
        const auto columns = pattern.of(q);
        gradientOfOutput<Real>(x, columns.data(), static_cast<int>(columns.size()), table + q * blockRows,
                               out + pattern.begin[q]);
    }
}

/// Adds one column, weighted, to some outputs.
template <typename Real, int Outputs>
HWY_INLINE void addColumn(const float* from, const int* outputs, const Real* weights, Real* table)
{
    const hn::ScalableTag<Real> d;
    constexpr int lanes = static_cast<int>(hn::MaxLanes(d));
    Real* to[Outputs];
    hn::Vec<hn::ScalableTag<Real>> w[Outputs];
    for (int i = 0; i < Outputs; ++i) {
        to[i] = table + outputs[i] * blockRows;
        w[i] = hn::Set(d, weights[i]);
    }
    for (int row = 0; row < blockRows; row += lanes) {
        const auto value = feature<Real>(d, from + row);
        for (int i = 0; i < Outputs; ++i)
            hn::StoreU(hn::MulAdd(w[i], value, hn::LoadU(d, to[i] + row)), d, to[i] + row);
    }
}

template <typename Real>
void marginsByColumnOf(const float* x, const ColumnOrder& order, int outputs, const Real* weights, const Real* bias, Real* table)
{
    const hn::ScalableTag<Real> d;
    constexpr int lanes = static_cast<int>(hn::MaxLanes(d));
    for (int q = 0; q < outputs; ++q)
        for (int row = 0; row < blockRows; row += lanes)
            hn::StoreU(hn::Set(d, bias[q]), d, table + q * blockRows + row);
    const int runs = static_cast<int>(order.columns.size());
    for (int run = 0; run < runs; ++run) {
        const float* from = x + static_cast<std::ptrdiff_t>(order.columns[run]) * blockRows;
        int e = order.begin[run];
        for (; e + 4 <= order.begin[run + 1]; e += 4)
            addColumn<Real, 4>(from, order.outputs.data() + e, weights + e, table);
        for (; e < order.begin[run + 1]; ++e)
            addColumn<Real, 1>(from, order.outputs.data() + e, weights + e, table);
    }
}

/// The dot products of one column with some outputs, at most four.
template <typename Real, int Outputs>
HWY_INLINE void addDots(const float* from, const int* outputs, const Real* table, double* out)
{
    const hn::ScalableTag<Real> d;
    constexpr int lanes = static_cast<int>(hn::MaxLanes(d));
    const Real* tables[Outputs];
    hn::Vec<hn::ScalableTag<Real>> parts[4];
    for (int i = 0; i < 4; ++i)
        parts[i] = hn::Zero(d);
    for (int i = 0; i < Outputs; ++i)
        tables[i] = table + outputs[i] * blockRows;
    for (int row = 0; row < blockRows; row += lanes) {
        const auto value = feature<Real>(d, from + row);
        for (int i = 0; i < Outputs; ++i)
            parts[i] = hn::MulAdd(value, hn::LoadU(d, tables[i] + row), parts[i]);
    }
    Real sums[4];
    fourSums(d, parts[0], parts[1], parts[2], parts[3], sums);
    for (int i = 0; i < Outputs; ++i)
        out[i] += static_cast<double>(sums[i]);
}

template <typename Real>
void gradientByColumnOf(const float* x, const ColumnOrder& order, const Real* table, double* out)
{
    const int runs = static_cast<int>(order.columns.size());
    for (int run = 0; run < runs; ++run) {
        const float* from = x + static_cast<std::ptrdiff_t>(order.columns[run]) * blockRows;
        const int* outputs = order.outputs.data();
        int e = order.begin[run];
        const int end = order.begin[run + 1];
        for (; e + 4 <= end; e += 4)
            addDots<Real, 4>(from, outputs + e, table, out + e);
        if (end - e == 3)
            addDots<Real, 3>(from, outputs + e, table, out + e);
        else if (end - e == 2)
            addDots<Real, 2>(from, outputs + e, table, out + e);
        else if (end - e == 1)
            addDots<Real, 1>(from, outputs + e, table, out + e);
    }
}

template <typename Real>
double softmaxOf(int outputs, const Real* shares, const int* labels, Real* table, Real* means, Real* wrong, Real* wrongEntropy)
{
    const hn::ScalableTag<Real> d;
    constexpr int lanes = static_cast<int>(hn::MaxLanes(d));
    double loss = 0;
    Real logs[blockRows];      // log Σ exp z
    Real ofLabels[blockRows];  // z of the label
    for (int row = 0; row < blockRows; ++row)
        ofLabels[row] = table[labels[row] * blockRows + row];
    for (int row = 0; row < blockRows; row += lanes) {
        auto top = hn::LoadU(d, table + row);
        for (int q = 1; q < outputs; ++q)
            top = hn::Max(top, hn::LoadU(d, table + q * blockRows + row));
        auto total = hn::Zero(d);
        for (int q = 0; q < outputs; ++q) {
            const auto e = hn::Exp(d, hn::Sub(hn::LoadU(d, table + q * blockRows + row), top));
            hn::StoreU(e, d, means + q * blockRows + row);
            total = hn::Add(total, e);
        }
        const auto share = hn::LoadU(d, shares + row);
        const auto scale = hn::Div(hn::Set(d, Real(1)), total);
        const auto log = hn::Add(top, hn::Log(d, total));
        hn::StoreU(log, d, logs + row);
        auto sum = hn::Zero(d);
        auto entropy = hn::Zero(d);
        for (int q = 0; q < outputs; ++q) {
            Real* z = table + q * blockRows + row;
            const auto p = hn::Mul(hn::LoadU(d, means + q * blockRows + row), scale);
            hn::StoreU(p, d, means + q * blockRows + row);
            sum = hn::Add(sum, p);
            entropy = hn::MulAdd(p, hn::Sub(hn::LoadU(d, z), log), entropy);
            hn::StoreU(hn::Mul(p, share), d, z);
        }
        if (wrong) {
            hn::StoreU(sum, d, wrong + row);
            hn::StoreU(entropy, d, wrongEntropy + row);
        }
    }
    for (int row = 0; row < blockRows; ++row) {
        const int at = labels[row] * blockRows + row;
        loss += static_cast<double>(shares[row]) * static_cast<double>(logs[row] - ofLabels[row]);
        table[at] -= shares[row];
        if (wrong) {
            wrong[row] = wrong[row] > means[at] ? wrong[row] - means[at] : Real(0);
            wrongEntropy[row] -= means[at] * (ofLabels[row] - logs[row]);
        }
    }
    return loss;
}

double shrunkenEntropyOf(int blocks, const double* shares, const double* wrong, const double* wrongEntropy, double shrink,
                         double logShrink)
{
    const hn::ScalableTag<double> d;
    constexpr int lanes = static_cast<int>(hn::MaxLanes(d));
    auto sum = hn::Zero(d);
    for (int row = 0; row < blocks * blockRows; row += lanes) {
        const auto w = hn::LoadU(d, wrong + row);
        const auto right = hn::Max(hn::NegMulAdd(hn::Set(d, shrink), w, hn::Set(d, 1.0)), hn::Set(d, 1e-300));
        const auto away = hn::MulAdd(hn::Set(d, logShrink), w, hn::LoadU(d, wrongEntropy + row));
        const auto total = hn::MulAdd(hn::Set(d, shrink), away, hn::Mul(right, hn::Log(d, right)));
        sum = hn::MulAdd(hn::LoadU(d, shares + row), total, sum);
    }
    return hn::GetLane(hn::SumOfLanes(d, sum));
}

void softmaxCurvatureOf(int outputs, const float* shares, const float* means, float* table)
{
    const hn::ScalableTag<float> d;
    constexpr int lanes = static_cast<int>(hn::MaxLanes(d));
    for (int row = 0; row < blockRows; row += lanes) {
        auto mean = hn::Zero(d);
        for (int q = 0; q < outputs; ++q)
            mean = hn::MulAdd(hn::LoadU(d, means + q * blockRows + row), hn::LoadU(d, table + q * blockRows + row), mean);
        const auto share = hn::LoadU(d, shares + row);
        for (int q = 0; q < outputs; ++q) {
            float* u = table + q * blockRows + row;
            const auto p = hn::Mul(share, hn::LoadU(d, means + q * blockRows + row));
            hn::StoreU(hn::Mul(p, hn::Sub(hn::LoadU(d, u), mean)), d, u);
        }
    }
}

template <typename Real>
double logisticOf(const Real* shares, const Real* targets, Real* table, Real* means)
{
    const hn::ScalableTag<Real> d;
    constexpr int lanes = static_cast<int>(hn::MaxLanes(d));
    const auto one = hn::Set(d, Real(1));
    double loss = 0;
    for (int row = 0; row < blockRows; row += lanes) {
        const auto z = hn::LoadU(d, table + row);
        const auto y = hn::LoadU(d, targets + row);
        const auto share = hn::LoadU(d, shares + row);
        const auto small = hn::Exp(d, hn::Neg(hn::Abs(z)));  // ≤ 1, so that nothing overflows
        const auto top = hn::IfThenElse(hn::Ge(z, hn::Zero(d)), one, small);
        const auto p = hn::Div(top, hn::Add(one, small));
        hn::StoreU(p, d, means + row);
        hn::StoreU(hn::Mul(share, hn::Sub(p, y)), d, table + row);
        const auto cost = hn::Add(hn::Sub(hn::Max(z, hn::Zero(d)), hn::Mul(y, z)), hn::Log1p(d, small));
        Real costs[blockRows];
        hn::StoreU(cost, d, costs);
        for (int i = 0; i < lanes; ++i)
            loss += static_cast<double>(shares[row + i]) * static_cast<double>(costs[i]);
    }
    return loss;
}

void pickOf(const float* x, const int* rows, const float* weights, int count, float* out)
{
    const hn::ScalableTag<float> d;
    const hn::RebindToSigned<decltype(d)> di;
    constexpr int lanes = static_cast<int>(hn::MaxLanes(d));
    int i = 0;
    for (; i + lanes <= count; i += lanes)
        hn::StoreU(hn::Mul(hn::LoadU(d, weights + i), hn::GatherIndex(d, x, hn::LoadU(di, rows + i))), d, out + i);
    for (; i < count; ++i)
        out[i] = weights[i] * x[rows[i]];
}

void addScaledTo(int n, float factor, const float* x, float* y)
{
    const hn::ScalableTag<float> d;
    constexpr int lanes = static_cast<int>(hn::MaxLanes(d));
    const auto scale = hn::Set(d, factor);
    int i = 0;
    for (; i + lanes <= n; i += lanes)
        hn::StoreU(hn::MulAdd(scale, hn::LoadU(d, x + i), hn::LoadU(d, y + i)), d, y + i);
    for (; i < n; ++i)
        y[i] += factor * x[i];
}

void marginsFloat(const float* x, const Pattern& pattern, const float* weights, const float* bias, float* table)
{
    marginsOf<float>(x, pattern, weights, bias, table);
}
void marginsDouble(const float* x, const Pattern& pattern, const double* weights, const double* bias, double* table)
{
    marginsOf<double>(x, pattern, weights, bias, table);
}
void marginsByColumnFloat(const float* x, const ColumnOrder& order, int outputs, const float* weights, const float* bias,
                          float* table)
{
    marginsByColumnOf<float>(x, order, outputs, weights, bias, table);
}
void marginsByColumnDouble(const float* x, const ColumnOrder& order, int outputs, const double* weights, const double* bias,
                           double* table)
{
    marginsByColumnOf<double>(x, order, outputs, weights, bias, table);
}
void gradientByColumnFloat(const float* x, const ColumnOrder& order, const float* table, double* out)
{
    gradientByColumnOf<float>(x, order, table, out);
}
void gradientByColumnDouble(const float* x, const ColumnOrder& order, const double* table, double* out)
{
    gradientByColumnOf<double>(x, order, table, out);
}
void gradientFloat(const float* x, const Pattern& pattern, const float* table, double* out)
{
    gradientOf<float>(x, pattern, table, out);
}
void gradientDouble(const float* x, const Pattern& pattern, const double* table, double* out)
{
    gradientOf<double>(x, pattern, table, out);
}
double softmaxFloat(int outputs, const float* shares, const int* labels, float* table, float* means)
{
    return softmaxOf<float>(outputs, shares, labels, table, means, nullptr, nullptr);
}
double softmaxDouble(int outputs, const double* shares, const int* labels, double* table, double* means, double* wrong,
                     double* wrongEntropy)
{
    return softmaxOf<double>(outputs, shares, labels, table, means, wrong, wrongEntropy);
}
double logisticFloat(const float* shares, const float* targets, float* table, float* means)
{
    return logisticOf<float>(shares, targets, table, means);
}
double logisticDouble(const double* shares, const double* targets, double* table, double* means)
{
    return logisticOf<double>(shares, targets, table, means);
}

}  // namespace sparsescope::kernels::HWY_NAMESPACE

HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace sparsescope::kernels {

HWY_EXPORT(marginsFloat);
HWY_EXPORT(marginsDouble);
HWY_EXPORT(gradientFloat);
HWY_EXPORT(gradientDouble);
HWY_EXPORT(marginsByColumnFloat);
HWY_EXPORT(marginsByColumnDouble);
HWY_EXPORT(gradientByColumnFloat);
HWY_EXPORT(gradientByColumnDouble);
HWY_EXPORT(softmaxFloat);
HWY_EXPORT(softmaxDouble);
HWY_EXPORT(softmaxCurvatureOf);
HWY_EXPORT(logisticFloat);
HWY_EXPORT(logisticDouble);
HWY_EXPORT(pickOf);
HWY_EXPORT(addScaledTo);
HWY_EXPORT(shrunkenEntropyOf);

void margins(const float* x, const Pattern& pattern, const float* weights, const float* bias, float* table)
{
    HWY_DYNAMIC_DISPATCH(marginsFloat)(x, pattern, weights, bias, table);
}

void margins(const float* x, const Pattern& pattern, const double* weights, const double* bias, double* table)
{
    HWY_DYNAMIC_DISPATCH(marginsDouble)(x, pattern, weights, bias, table);
}

void gradient(const float* x, const Pattern& pattern, const float* table, double* out)
{
    HWY_DYNAMIC_DISPATCH(gradientFloat)(x, pattern, table, out);
}

void gradient(const float* x, const Pattern& pattern, const double* table, double* out)
{
    HWY_DYNAMIC_DISPATCH(gradientDouble)(x, pattern, table, out);
}

void margins(const float* x, const ColumnOrder& order, int outputs, const float* weights, const float* bias, float* table)
{
    HWY_DYNAMIC_DISPATCH(marginsByColumnFloat)(x, order, outputs, weights, bias, table);
}

void margins(const float* x, const ColumnOrder& order, int outputs, const double* weights, const double* bias, double* table)
{
    HWY_DYNAMIC_DISPATCH(marginsByColumnDouble)(x, order, outputs, weights, bias, table);
}

void gradient(const float* x, const ColumnOrder& order, const float* table, double* out)
{
    HWY_DYNAMIC_DISPATCH(gradientByColumnFloat)(x, order, table, out);
}

void gradient(const float* x, const ColumnOrder& order, const double* table, double* out)
{
    HWY_DYNAMIC_DISPATCH(gradientByColumnDouble)(x, order, table, out);
}

double softmax(int outputs, const float* shares, const int* labels, float* table, float* means)
{
    return HWY_DYNAMIC_DISPATCH(softmaxFloat)(outputs, shares, labels, table, means);
}

double softmax(int outputs, const double* shares, const int* labels, double* table, double* means, double* wrong,
               double* wrongEntropy)
{
    return HWY_DYNAMIC_DISPATCH(softmaxDouble)(outputs, shares, labels, table, means, wrong, wrongEntropy);
}

double shrunkenEntropy(int blocks, const double* shares, const double* wrong, const double* wrongEntropy, double shrink)
{
    const double logShrink = shrink > 0 ? std::log(shrink) : 0.0;
    return HWY_DYNAMIC_DISPATCH(shrunkenEntropyOf)(blocks, shares, wrong, wrongEntropy, shrink, logShrink);
}

void softmaxCurvature(int outputs, const float* shares, const float* means, float* table)
{
    HWY_DYNAMIC_DISPATCH(softmaxCurvatureOf)(outputs, shares, means, table);
}

double logistic(const float* shares, const float* targets, float* table, float* means)
{
    return HWY_DYNAMIC_DISPATCH(logisticFloat)(shares, targets, table, means);
}

double logistic(const double* shares, const double* targets, double* table, double* means)
{
    return HWY_DYNAMIC_DISPATCH(logisticDouble)(shares, targets, table, means);
}

void pick(const float* x, const int* rows, const float* weights, int count, float* out)
{
    HWY_DYNAMIC_DISPATCH(pickOf)(x, rows, weights, count, out);
}

void addScaled(int n, float factor, const float* x, float* y)
{
    HWY_DYNAMIC_DISPATCH(addScaledTo)(n, factor, x, y);
}

std::string instructionSet()
{
    const auto supported = hwy::SupportedTargets() & HWY_TARGETS;
    return hwy::TargetName(supported & -supported);  // The lowest bit is the best.
}

bool limitInstructionSet(const std::string& name)
{
    if (name == "avx512")
        return true;
    if (name != "avx2" && name != "baseline")
        return false;
    const std::int64_t kept = name == "avx2" ? HWY_AVX2 : HWY_STATIC_TARGET;
    // Everything better than what is kept has a lower bit.
    hwy::DisableTargets(kept - 1);
    return true;
}

}  // namespace sparsescope::kernels

#endif
