// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "vis/colours.h"
#include "vis/lane_fft.h"
#include "vis/parameterisation.h"

#include <algorithm>
#include <cmath>

namespace sparsescope {

namespace {

constexpr int colours = 3;
/// Lucid's: keeps the logistic function away from its flat ends.
constexpr double calming = 4;

std::size_t wholeBlocks(int columns)
{
    return (static_cast<std::size_t>(columns) + LaneFft::block - 1) / LaneFft::block * LaneFft::block;
}

/// Real and imaginary parts, row by row.
struct ComplexTable {
    ComplexTable(std::size_t rows, std::size_t columns) : columns(columns), re(rows * columns), im(rows * columns) {}

    std::size_t at(int row, int group) const { return static_cast<std::size_t>(row) * columns + static_cast<std::size_t>(group) * colours; }

    std::size_t columns;
    std::vector<float> re;
    std::vector<float> im;
};

/// A real picture of N × N has a spectrum of N × (N/2 + 1) free numbers for each colour. They lie as [kx][ky, colour]: the
/// transform along x then runs on rows of neighbours. For the one along y two columns of pixels make one complex column.
class FourierPicture : public Parameterisation {
public:
    explicit FourierPicture(int side);

    int side() const override { return m_side; }
    std::size_t parameters() const override { return 2 * m_scale.size(); }
    void draw(std::span<const float> parameters, Canvas& canvas) override;
    void pullBack(const Canvas& canvas, Canvas& slope, std::span<float> gradient) override;
    std::vector<float> noise(Random& random, float deviation) const override;
    std::vector<float> of(const Canvas& picture) override;

private:
    /// Frequencies along y that appear once in the whole spectrum: their imaginary part after the transform along x is dropped.
    bool appearsOnce(int ky) const { return ky == 0 || 2 * ky == m_side; }
    void splitColumns();
    void joinColumns();
    void spectrumOf(const Canvas& decorrelated);

    int m_side;
    int m_frequencies;
    int m_pairs;
    LaneFft m_fft;
    ComplexTable m_spectrum;            ///< [kx or x][ky, colour]
    ComplexTable m_columns;             ///< [ky or y][pair of columns, colour]
    std::vector<float> m_scale;         ///< As m_spectrum; 0 where nothing is.
};

FourierPicture::FourierPicture(int side)
    : m_side(side), m_frequencies(side / 2 + 1), m_pairs((side + 1) / 2), m_fft(side),
      m_spectrum(static_cast<std::size_t>(side), wholeBlocks(m_frequencies * colours)),
      m_columns(static_cast<std::size_t>(side), wholeBlocks(m_pairs * colours)), m_scale(m_spectrum.re.size())
{
    const double n = side;
    for (int kx = 0; kx < side; ++kx)
        for (int ky = 0; ky < m_frequencies; ++ky) {
            const double frequency = std::hypot(std::min(kx, side - kx) / n, ky / n);
            const auto scale = static_cast<float>(1 / (std::max(frequency, 1 / n) * n * calming));
            std::fill_n(m_scale.begin() + static_cast<std::ptrdiff_t>(m_spectrum.at(kx, ky)), colours, scale);
        }
}

/// From the spectra of single columns to those of pairs, F0 + i·F1, over all of ky.
void FourierPicture::joinColumns()
{
    for (int pair = 0; pair < m_pairs; ++pair) {
        const bool lonely = 2 * pair + 1 == m_side;
        for (int ky = 0; ky < m_frequencies; ++ky) {
            const std::size_t first = m_spectrum.at(2 * pair, ky);
            const std::size_t second = lonely ? first : m_spectrum.at(2 * pair + 1, ky);
            const std::size_t to = m_columns.at(ky, pair);
            const std::size_t mirror = m_columns.at((m_side - ky) % m_side, pair);
            for (std::size_t c = 0; c < colours; ++c) {
                const float keep = appearsOnce(ky) ? 0.0F : 1.0F;
                const float re0 = m_spectrum.re[first + c], im0 = keep * m_spectrum.im[first + c];
                const float re1 = lonely ? 0 : m_spectrum.re[second + c], im1 = lonely ? 0 : keep * m_spectrum.im[second + c];
                m_columns.re[to + c] = re0 - im1;
                m_columns.im[to + c] = im0 + re1;
                m_columns.re[mirror + c] = re0 + im1;
                m_columns.im[mirror + c] = re1 - im0;
            }
        }
    }
}

/// The spectra of single columns from those of pairs, times 2 where a frequency appears twice.
void FourierPicture::splitColumns()
{
    for (int pair = 0; pair < m_pairs; ++pair) {
        const bool lonely = 2 * pair + 1 == m_side;
        for (int ky = 0; ky < m_frequencies; ++ky) {
            const std::size_t from = m_columns.at(ky, pair);
            const std::size_t mirror = m_columns.at((m_side - ky) % m_side, pair);
            const std::size_t first = m_spectrum.at(2 * pair, ky);
            const std::size_t second = lonely ? first : m_spectrum.at(2 * pair + 1, ky);
            const bool once = appearsOnce(ky);
            for (std::size_t c = 0; c < colours; ++c) {
                const float re = m_columns.re[from + c], im = m_columns.im[from + c];
                const float mirrorRe = m_columns.re[mirror + c], mirrorIm = m_columns.im[mirror + c];
                m_spectrum.re[second + c] = once ? im : im + mirrorIm;
                m_spectrum.im[second + c] = once ? 0 : mirrorRe - re;
                // Last, as a column without a neighbour writes over the neighbour's.
                m_spectrum.re[first + c] = once ? re : re + mirrorRe;
                m_spectrum.im[first + c] = once ? 0 : im - mirrorIm;
            }
        }
    }
}

void FourierPicture::draw(std::span<const float> parameters, Canvas& canvas)
{
    const std::size_t count = m_scale.size();
    for (std::size_t i = 0; i < count; ++i) {
        m_spectrum.re[i] = parameters[i] * m_scale[i];
        m_spectrum.im[i] = parameters[count + i] * m_scale[i];
    }
    m_fft.run(m_spectrum.im.data(), m_spectrum.re.data(), m_spectrum.columns);
    joinColumns();
    m_fft.run(m_columns.im.data(), m_columns.re.data(), m_columns.columns);
    for (int y = 0; y < m_side; ++y)
        for (int x = 0; x < m_side; ++x) {
            const float* from = (x % 2 == 0 ? m_columns.re : m_columns.im).data() + m_columns.at(y, x / 2);
            std::copy_n(from, colours, canvas.pixel(x, y));
        }
    toColours(canvas);
}

void FourierPicture::spectrumOf(const Canvas& decorrelated)
{
    for (int y = 0; y < m_side; ++y)
        for (int x = 0; x < m_side; ++x)
            std::copy_n(decorrelated.pixel(x, y), colours, (x % 2 == 0 ? m_columns.re : m_columns.im).data() + m_columns.at(y, x / 2));
    for (int y = 0; y < m_side && m_side % 2 == 1; ++y)  // The last column has no neighbour.
        std::fill_n(m_columns.im.data() + m_columns.at(y, m_pairs - 1), colours, 0.0F);
    m_fft.run(m_columns.re.data(), m_columns.im.data(), m_columns.columns);
    splitColumns();
    m_fft.run(m_spectrum.re.data(), m_spectrum.im.data(), m_spectrum.columns);
}

void FourierPicture::pullBack(const Canvas& canvas, Canvas& slope, std::span<float> gradient)
{
    coloursBack(canvas, slope);
    spectrumOf(slope);
    const std::size_t count = m_scale.size();
    for (std::size_t i = 0; i < count; ++i) {
        gradient[i] = m_spectrum.re[i] * m_scale[i];
        gradient[count + i] = m_spectrum.im[i] * m_scale[i];
    }
}

std::vector<float> FourierPicture::noise(Random& random, float deviation) const
{
    std::vector<float> values(parameters());
    const std::size_t count = m_scale.size();
    for (std::size_t i = 0; i < count; ++i)
        for (const std::size_t part : {i, count + i}) {
            if (m_scale[i] > 0)
                values[part] = deviation * static_cast<float>(random.normal());
        }
    return values;
}

std::vector<float> FourierPicture::of(const Canvas& picture)
{
    Canvas decorrelated = picture;
    fromColours(decorrelated);
    spectrumOf(decorrelated);
    std::vector<float> values(parameters());
    const std::size_t count = m_scale.size();
    const float whole = static_cast<float>(m_side) * static_cast<float>(m_side);
    for (int kx = 0; kx < m_side; ++kx)
        for (int ky = 0; ky < m_frequencies; ++ky)
            for (std::size_t c = 0; c < colours; ++c) {
                const std::size_t i = m_spectrum.at(kx, ky) + c;
                const float divisor = whole * m_scale[i] * (appearsOnce(ky) ? 1.0F : 2.0F);
                values[i] = m_spectrum.re[i] / divisor;
                values[count + i] = m_spectrum.im[i] / divisor;
            }
    return values;
}

}  // namespace

std::unique_ptr<Parameterisation> makeFourierPicture(int side)
{
    return std::make_unique<FourierPicture>(side);
}

}  // namespace sparsescope
