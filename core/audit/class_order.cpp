// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/class_order.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <list>

#include <Eigen/Core>

namespace sparsescope {

namespace {

using Leaves = std::list<int>;

/// 1 − cosine between the weights of all pairs, from the features they share.
Eigen::MatrixXf distances(const SparseHead& head, const std::vector<int>& classes)
{
    const auto n = static_cast<Eigen::Index>(classes.size());
    std::vector<std::vector<std::pair<Eigen::Index, float>>> users(static_cast<std::size_t>(head.features));
    for (Eigen::Index place = 0; place < n; ++place) {
        const auto& weights = head.classes[static_cast<std::size_t>(classes[static_cast<std::size_t>(place)])];
        double norm = 0;
        for (const HeadWeight& weight : weights)
            norm += weight.weight * weight.weight;
        for (const HeadWeight& weight : weights)
            users[static_cast<std::size_t>(weight.feature)].emplace_back(place, static_cast<float>(weight.weight / std::sqrt(norm)));
    }
    Eigen::MatrixXf far = Eigen::MatrixXf::Ones(n, n);
    for (const auto& list : users)
        for (const auto& [a, first] : list)
            for (const auto& [b, second] : list)
                far(a, b) -= first * second;
    far.diagonal().setConstant(std::numeric_limits<float>::infinity());
    return far;
}

/// The nearest neighbours' chain (Murtagh, 1983): n − 1 joins in n² steps, for linkages where no join brings others nearer.
class Tree {
public:
    explicit Tree(Eigen::MatrixXf far) : m_leaf(far), m_far(std::move(far)), m_leaves(static_cast<std::size_t>(m_far.rows()))
    {
        for (std::size_t i = 0; i < m_leaves.size(); ++i)
            m_leaves[i] = {static_cast<int>(i)};
    }

    Result<Leaves> grow(Progress& progress)
    {
        std::vector<int> chain;
        for (std::size_t left = m_leaves.size(); left > 1;) {
            if (progress.stopRequested())
                return Cancelled{};
            if (chain.empty())
                chain.push_back(firstLeft());
            const int last = chain.back();
            const int before = chain.size() > 1 ? chain[chain.size() - 2] : -1;
            const int nearest = nearestTo(last, before);
            if (nearest != before) {
                chain.push_back(nearest);
                continue;
            }
            chain.resize(chain.size() - 2);
            join(std::min(last, before), std::max(last, before));
            --left;
        }
        return std::move(m_leaves[static_cast<std::size_t>(firstLeft())]);
    }

private:
    int firstLeft() const
    {
        for (std::size_t i = 0; i < m_leaves.size(); ++i)
            if (!m_leaves[i].empty())
                return static_cast<int>(i);
        return 0;
    }

    /// Of equals the one before in the chain, so that the chain ends, then the first.
    int nearestTo(int of, int before) const
    {
        int best = before;
        for (int other = 0; other < static_cast<int>(m_leaves.size()); ++other) {
            if (other == of || m_leaves[static_cast<std::size_t>(other)].empty())
                continue;
            if (best < 0 || m_far(other, of) < m_far(best, of))
                best = other;
        }
        return best;
    }

    void join(int a, int b)
    {
        Leaves& first = m_leaves[static_cast<std::size_t>(a)];
        Leaves& second = m_leaves[static_cast<std::size_t>(b)];
        const auto sizeA = static_cast<float>(first.size());
        const auto sizeB = static_cast<float>(second.size());
        for (Eigen::Index other = 0; other < m_far.rows(); ++other) {
            if (other == a || other == b)
                continue;
            const float far = (sizeA * m_far(other, a) + sizeB * m_far(other, b)) / (sizeA + sizeB);
            m_far(other, a) = far;
            m_far(a, other) = far;
        }
        turn(first, second);
        first.splice(first.end(), second);
    }

    /// So that the most similar of the four pairs of ends meet.
    void turn(Leaves& first, Leaves& second) const
    {
        const auto far = [this](int x, int y) { return m_leaf(x, y); };
        const std::array ends{far(first.back(), second.front()), far(first.back(), second.back()), far(first.front(), second.front()),
                              far(first.front(), second.back())};
        const auto best = std::ranges::min_element(ends) - ends.begin();
        if (best >= 2)
            first.reverse();
        if (best % 2 == 1)
            second.reverse();
    }

    Eigen::MatrixXf m_leaf;     ///< Between leaves,
    Eigen::MatrixXf m_far;      ///< and between branches, which stand under their smallest leaf.
    std::vector<Leaves> m_leaves;
};

}  // namespace

Result<std::vector<int>> bySimilarity(const SparseHead& head, const std::vector<int>& classes, Progress& progress)
{
    std::vector<int> active, idle;
    for (const int klass : classes)
        (head.nonZeros(klass) > 0 ? active : idle).push_back(klass);
    std::vector<int> order;
    if (!active.empty()) {
        SS_TRY(const Leaves leaves, Tree(distances(head, active)).grow(progress));
        for (const int leaf : leaves)
            order.push_back(active[static_cast<std::size_t>(leaf)]);
    }
    order.insert(order.end(), idle.begin(), idle.end());
    return order;
}

}  // namespace sparsescope
