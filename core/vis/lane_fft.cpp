// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "vis/lane_fft.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>

namespace sparsescope {

namespace {

/// What the compiler makes one or two vector registers of; the table's rows need not be aligned.
typedef float Lanes __attribute__((vector_size(32)));
typedef float LooseLanes __attribute__((vector_size(32), aligned(4), may_alias));
constexpr std::size_t lanes = 8;

struct Complex {
    Lanes re;
    Lanes im;
};

/// A table of complex columns, re and im apart.
struct Table {
    float* re;
    float* im;
    std::size_t stride;

    Complex load(std::size_t row) const
    {
        return {*reinterpret_cast<const LooseLanes*>(re + row * stride), *reinterpret_cast<const LooseLanes*>(im + row * stride)};
    }
    void store(std::size_t row, const Complex& value) const
    {
        *reinterpret_cast<LooseLanes*>(re + row * stride) = value.re;
        *reinterpret_cast<LooseLanes*>(im + row * stride) = value.im;
    }
    Table at(std::size_t column) const { return {re + column, im + column, stride}; }
};

Complex operator+(const Complex& a, const Complex& b) { return {a.re + b.re, a.im + b.im}; }
Complex operator-(const Complex& a, const Complex& b) { return {a.re - b.re, a.im - b.im}; }
Complex timesMinusI(const Complex& a) { return {a.im, -a.re}; }
Complex times(const Complex& a, const float* root)
{
    return {a.re * root[0] - a.im * root[1], a.re * root[1] + a.im * root[0]};
}

/// Where one butterfly reads and writes; output j is turned by twiddle j.
struct Butterfly {
    const Table& in;
    const Table& out;
    std::size_t from, fromStep;
    std::size_t to, toStep;
    const float* twiddles;

    Complex read(int k) const { return in.load(from + static_cast<std::size_t>(k) * fromStep); }
    void write(int j, const Complex& value) const { out.store(to + static_cast<std::size_t>(j) * toStep, j == 0 ? value : times(value, twiddles + 2 * j)); }
};

void butterfly2(const Butterfly& b)
{
    const Complex x = b.read(0), y = b.read(1);
    b.write(0, x + y);
    b.write(1, x - y);
}

void butterfly4(const Butterfly& b)
{
    const Complex a0 = b.read(0), a1 = b.read(1), a2 = b.read(2), a3 = b.read(3);
    const Complex even = a0 + a2, odd = a1 + a3;
    const Complex evenGap = a0 - a2, oddGap = timesMinusI(a1 - a3);
    b.write(0, even + odd);
    b.write(1, evenGap + oddGap);
    b.write(2, even - odd);
    b.write(3, evenGap - oddGap);
}

/// Outputs j and radix − j share the sums and differences of inputs k and radix − k. `work` holds radix numbers.
template <int fixedRadix>
void butterflyOdd(const Butterfly& b, int anyRadix, const float* roots, Complex* work)
{
    const int radix = fixedRadix > 0 ? fixedRadix : anyRadix;
    const int half = (radix - 1) / 2;
    const Complex first = b.read(0);
    Complex total = first;
    for (int k = 1; k <= half; ++k) {
        const Complex x = b.read(k), y = b.read(radix - k);
        work[2 * (k - 1)] = x + y;
        work[2 * (k - 1) + 1] = x - y;
        total = total + work[2 * (k - 1)];
    }
    b.write(0, total);
    for (int j = 1; j <= half; ++j) {
        Complex even = first;
        Complex odd{};
        for (int k = 1, turn = j; k <= half; ++k, turn = (turn + j) % radix) {
            const Complex& sum = work[2 * (k - 1)];
            const Complex& gap = work[2 * (k - 1) + 1];
            even = {even.re + roots[2 * turn] * sum.re, even.im + roots[2 * turn] * sum.im};
            odd = {odd.re - roots[2 * turn + 1] * gap.re, odd.im - roots[2 * turn + 1] * gap.im};
        }
        b.write(j, even + timesMinusI(odd));
        b.write(radix - j, even - timesMinusI(odd));
    }
}

template <int fixedRadix>
void oddOnStack(const Butterfly& b, const float* roots)
{
    Complex work[fixedRadix];
    butterflyOdd<fixedRadix>(b, fixedRadix, roots, work);
}

void butterfly(const Butterfly& b, const LaneFft::Stage& stage, float* work)
{
    switch (stage.radix) {
    case 2:
        return butterfly2(b);
    case 4:
        return butterfly4(b);
    case 3:
        return oddOnStack<3>(b, stage.roots.data());
    case 5:
        return oddOnStack<5>(b, stage.roots.data());
    case 7:
        return oddOnStack<7>(b, stage.roots.data());
    default:
        return butterflyOdd<0>(b, stage.radix, stage.roots.data(), reinterpret_cast<Complex*>(work));
    }
}

void runStage(const LaneFft::Stage& stage, const Table& in, const Table& out, float* work)
{
    const auto radix = static_cast<std::size_t>(stage.radix);
    const auto before = static_cast<std::size_t>(stage.before);
    const auto after = static_cast<std::size_t>(stage.after);
    for (std::size_t p = 0; p < after; ++p)
        for (std::size_t q = 0; q < before; ++q)
            butterfly({in, out, q + before * p, before * after, q + before * radix * p, before, stage.twiddles.data() + 2 * radix * p}, stage, work);
}

std::vector<int> radices(int length)
{
    std::vector<int> found;
    for (; length % 4 == 0; length /= 4)
        found.push_back(4);
    for (int radix = 2; length > 1; ++radix)
        for (; length % radix == 0; length /= radix)
            found.push_back(radix);
    return found;
}

void addRoot(std::vector<float>& roots, long turn, long whole)
{
    const double angle = -2 * std::numbers::pi * static_cast<double>(turn % whole) / static_cast<double>(whole);
    roots.push_back(static_cast<float>(std::cos(angle)));
    roots.push_back(static_cast<float>(std::sin(angle)));
}

LaneFft::Stage makeStage(int radix, int before, int after)
{
    LaneFft::Stage stage{radix, before, after, {}, {}};
    for (long p = 0; p < after; ++p)
        for (long j = 0; j < radix; ++j)
            addRoot(stage.twiddles, p * j, long{radix} * after);
    for (long j = 0; j < radix; ++j)
        addRoot(stage.roots, j, radix);
    return stage;
}

}  // namespace

LaneFft::LaneFft(int length) : m_length(length), m_scratch(static_cast<std::size_t>(length) * block * 4)
{
    int before = 1;
    int largest = 0;
    for (const int radix : radices(length)) {
        m_stages.push_back(makeStage(radix, before, length / before / radix));
        before *= radix;
        largest = std::max(largest, radix);
    }
    // Room to begin at a multiple of a vector's size.
    m_odd.resize((static_cast<std::size_t>(largest) * 2 + 1) * lanes);
}

void LaneFft::run(float* re, float* im, std::size_t columns)
{
    const std::size_t table = static_cast<std::size_t>(m_length) * block;
    const Table scratch[2] = {{m_scratch.data(), m_scratch.data() + table, block},
                              {m_scratch.data() + 2 * table, m_scratch.data() + 3 * table, block}};
    void* work = m_odd.data();
    std::size_t room = m_odd.size() * sizeof(float);
    std::align(sizeof(Lanes), 0, work, room);
    for (std::size_t column = 0; column < columns; column += block) {
        const Table whole{re + column, im + column, columns};
        for (std::size_t s = 0; s < m_stages.size(); ++s) {
            // The first stage reads the table and the last one writes it; a single stage reads all it needs before it writes.
            const Table& in = s == 0 ? whole : scratch[(s - 1) % 2];
            const Table& out = s + 1 == m_stages.size() ? whole : scratch[s % 2];
            for (std::size_t lane = 0; lane < block; lane += lanes)
                runStage(m_stages[s], in.at(lane), out.at(lane), static_cast<float*>(work));
        }
    }
}

}  // namespace sparsescope
