// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "models/cpu_kernels_body.h"

// Loops of text encoders, compiled once for each instruction set as those of cpu_kernels_body.h are.

namespace sparsescope {

namespace {

typedef int IntVector __attribute__((vector_size(vectorFloats * sizeof(int))));

/// e^x, to two units in the last place: 2^k · e^r with |r| ≤ ln 2 / 2 and the Taylor series of e^r. Below −87 it is
/// e^−87, which is zero for every use here, above 88 e^88.
inline Vector exponential(Vector x)
{
    constexpr float perLog2 = 1.44269504F;
    constexpr float log2High = 0.693359375F;  // Few bits, so that k · log2High is exact.
    constexpr float log2Low = -2.12194440e-4F;
    constexpr float toInteger = 12582912.0F;  // 1.5 · 2²³: adding and taking it off again rounds.
    x = clamped(x, same(-87.0F), same(88.0F));
    const Vector k = (x * perLog2 + toInteger) - toInteger;
    const Vector r = (x - k * log2High) - k * log2Low;
    Vector series = same(1.0F / 5040);
    series = series * r + 1.0F / 720;
    series = series * r + 1.0F / 120;
    series = series * r + 1.0F / 24;
    series = series * r + 1.0F / 6;
    series = series * r + 0.5F;
    series = series * r + 1.0F;
    series = series * r + 1.0F;
    const IntVector power = (__builtin_convertvector(k, IntVector) + 127) << 23;
    return series * reinterpret_cast<Vector>(power);
}

inline Vector absolute(Vector x)
{
    return x < 0.0F ? -x : x;
}

/// x · Φ(x). The complementary error function is formula 7.1.26 of Abramowitz and Stegun, off by at most 1.5e-7.
inline Vector gelu(Vector x)
{
    constexpr float inverseRoot2 = 0.70710678F;
    const Vector z = absolute(x) * inverseRoot2;
    const Vector t = 1.0F / (z * 0.3275911F + 1.0F);
    Vector series = same(1.061405429F);
    series = series * t - 1.453152027F;
    series = series * t + 1.421413741F;
    series = series * t - 0.284496736F;
    series = series * t + 0.254829592F;
    const Vector tail = x * 0.5F * (series * t * exponential(-z * z));  // x · (1 − Φ(|x|))
    return x < 0.0F ? tail : x - tail;
}

/// 1 − 2 / (e^2x + 1) loses digits near zero; there the series of tanh has them.
inline Vector tanhOf(Vector x)
{
    const Vector big = 1.0F - 2.0F / (exponential(x * 2.0F) + 1.0F);
    const Vector square = x * x;
    Vector series = same(-17.0F / 315);
    series = series * square + 2.0F / 15;
    series = series * square - 1.0F / 3;
    const Vector small = x + x * square * series;
    return absolute(x) < 0.1F ? small : big;
}

inline Vector geluByTanh(Vector x)
{
    constexpr float rootOf2ByPi = 0.79788456F;
    return x * 0.5F * (tanhOf((x + x * x * x * 0.044715F) * rootOf2ByPi) + 1.0F);
}

inline Vector applied(Vector x, ElementFunction function)
{
    switch (function) {
    case ElementFunction::Gelu:
        return gelu(x);
    case ElementFunction::GeluTanh:
        return geluByTanh(x);
    case ElementFunction::Relu:
        return x < 0.0F ? Vector{} : x;
    case ElementFunction::Tanh:
        return tanhOf(x);
    case ElementFunction::None:
        break;
    }
    return x;
}

template <ElementFunction Function>
void applyTo(const RowsTask& task)
{
    for (int row = 0; row < task.rows; ++row) {
        float* values = task.values + row * task.stride;
        for (int column = 0; column < task.columns; column += vectorFloats)
            storeSome(values + column, applied(loadSome(values + column, task.columns - column), Function),
                      task.columns - column);
    }
}

void apply(const RowsTask& task, ElementFunction function)
{
    switch (function) {
    case ElementFunction::Gelu:
        return applyTo<ElementFunction::Gelu>(task);
    case ElementFunction::GeluTanh:
        return applyTo<ElementFunction::GeluTanh>(task);
    case ElementFunction::Relu:
        return applyTo<ElementFunction::Relu>(task);
    case ElementFunction::Tanh:
        return applyTo<ElementFunction::Tanh>(task);
    case ElementFunction::None:
        return;
    }
}

inline float sumOf(Vector values)
{
    float sum = 0;
    for (int i = 0; i < vectorFloats; ++i)
        sum += values[i];
    return sum;
}

/// The first `count` floats, the rest as `filler`.
inline Vector loadFilled(const float* from, int count, float filler)
{
    if (count >= vectorFloats)
        return load(from);
    Vector value = same(filler);
    for (int i = 0; i < count; ++i)
        value[i] = from[i];
    return value;
}

void softmax(const RowsTask& task)
{
    constexpr float lowest = -3.4e38F;
    for (int row = 0; row < task.rows; ++row) {
        float* values = task.values + row * task.stride;
        Vector most = same(lowest);
        for (int column = 0; column < task.columns; column += vectorFloats) {
            const Vector here = loadFilled(values + column, task.columns - column, lowest);
            most = here > most ? here : most;
        }
        float largest = lowest;
        for (int i = 0; i < vectorFloats; ++i)
            largest = most[i] > largest ? most[i] : largest;
        Vector sums{};
        for (int column = 0; column < task.columns; column += vectorFloats) {
            const int count = task.columns - column;
            Vector power = exponential(loadFilled(values + column, count, lowest) - largest);
            for (int i = count; i < vectorFloats; ++i)
                power[i] = 0;
            sums += power;
            storeSome(values + column, power, count);
        }
        const float scale = 1.0F / sumOf(sums);
        for (int column = 0; column < task.columns; column += vectorFloats)
            storeSome(values + column, loadSome(values + column, task.columns - column) * scale, task.columns - column);
    }
}

/// The sum is taken first, then that of squared differences, as one pass would lose digits.
void normalize(const NormTask& task)
{
    const int columns = task.rows.columns;
    for (int row = 0; row < task.rows.rows; ++row) {
        float* values = task.rows.values + row * task.rows.stride;
        Vector sums{};
        for (int column = 0; column < columns; column += vectorFloats)
            sums += loadSome(values + column, columns - column);
        const float mean = sumOf(sums) / static_cast<float>(columns);
        Vector squares{};
        for (int column = 0; column < columns; column += vectorFloats) {
            const Vector difference = loadFilled(values + column, columns - column, mean) - mean;
            squares += difference * difference;
        }
        const float variance = sumOf(squares) / static_cast<float>(columns);
        const float scale = 1.0F / __builtin_sqrtf(variance + task.epsilon);
        for (int column = 0; column < columns; column += vectorFloats) {
            const int count = columns - column;
            const Vector centred = (loadSome(values + column, count) - mean) * scale;
            storeSome(values + column,
                      centred * loadSome(task.weight + column, count) + loadSome(task.bias + column, count), count);
        }
    }
}

}  // namespace

}  // namespace sparsescope
