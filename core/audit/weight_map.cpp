// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/weight_map.h"

#include "audit/class_order.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace sparsescope {

namespace {

std::vector<int> classesOf(const HeadAnalysis& head, int relativesOf)
{
    std::vector<int> classes;
    if (relativesOf < 0 || relativesOf >= head.data().classCount()) {
        classes.resize(static_cast<std::size_t>(head.data().classCount()));
        std::iota(classes.begin(), classes.end(), 0);
        return classes;
    }
    classes.push_back(relativesOf);
    for (const HeadWeight& weight : head.head().classes[static_cast<std::size_t>(relativesOf)])
        for (const HeadAnalysis::Use& use : head.uses(weight.feature))
            classes.push_back(use.klass);
    std::ranges::sort(classes);
    classes.erase(std::ranges::unique(classes).begin(), classes.end());
    return classes;
}

/// What is known of a feature among the classes of the map.
struct Usage {
    int feature = 0;
    int classes = 0;
    int strongestPlace = 0;         ///< Place of the class that weighs it most,
    double strongest = 0;           ///< and that |weight|.
};

std::vector<Usage> usagesOf(const SparseHead& head, const std::vector<int>& classes)
{
    std::vector<Usage> all(static_cast<std::size_t>(head.features));
    for (std::size_t place = 0; place < classes.size(); ++place)
        for (const HeadWeight& weight : head.classes[static_cast<std::size_t>(classes[place])]) {
            Usage& usage = all[static_cast<std::size_t>(weight.feature)];
            usage.feature = weight.feature;
            ++usage.classes;
            if (std::abs(weight.weight) > usage.strongest) {
                usage.strongest = std::abs(weight.weight);
                usage.strongestPlace = static_cast<int>(place);
            }
        }
    std::erase_if(all, [](const Usage& usage) { return usage.classes == 0; });
    return all;
}

Status orderClasses(std::vector<int>& classes, const SparseHead& head, MapOrder order, Progress& progress)
{
    if (order == MapOrder::Use)
        std::ranges::stable_sort(classes, std::greater{}, [&](int klass) { return head.nonZeros(klass); });
    if (order == MapOrder::Similarity) {
        SS_TRY(classes, bySimilarity(head, classes, progress));
    }
    return Done{};
}

void orderFeatures(std::vector<Usage>& usages, MapOrder order)
{
    if (order == MapOrder::Use)
        std::ranges::stable_sort(usages, std::greater{}, &Usage::classes);
    if (order == MapOrder::Similarity)
        std::ranges::stable_sort(usages, [](const Usage& a, const Usage& b) {
            return a.strongestPlace != b.strongestPlace ? a.strongestPlace < b.strongestPlace : a.strongest > b.strongest;
        });
}

}  // namespace

double WeightMap::weight(int row, int column) const
{
    if (row < 0 || row >= static_cast<int>(rows.size()))
        return 0;
    const std::vector<Cell>& cells = rows[static_cast<std::size_t>(row)].cells;
    const auto found = std::ranges::lower_bound(cells, column, {}, &Cell::column);
    return found != cells.end() && found->column == column ? found->weight : 0;
}

int WeightMap::rowOf(int klass) const
{
    const auto found = std::ranges::find(rows, klass, &Row::klass);
    return found == rows.end() ? -1 : static_cast<int>(found - rows.begin());
}

int WeightMap::columnOf(int feature) const
{
    const auto found = std::ranges::find(columns, feature, &Column::feature);
    return found == columns.end() ? -1 : static_cast<int>(found - columns.begin());
}

Result<WeightMap> weightMap(const HeadAnalysis& head, const MapOptions& options, Progress& progress)
{
    const AuditPieces& pieces = head.data().pieces();
    std::vector<int> classes = classesOf(head, options.relativesOf);
    SS_CHECK(orderClasses(classes, head.head(), options.order, progress));
    std::vector<Usage> usages = usagesOf(head.head(), classes);
    orderFeatures(usages, options.order);

    WeightMap map;
    std::vector<int> columnOf(static_cast<std::size_t>(head.head().features), -1);
    for (const Usage& usage : usages) {
        columnOf[static_cast<std::size_t>(usage.feature)] = static_cast<int>(map.columns.size());
        map.columns.push_back({usage.feature, pieces.names->get(usage.feature).name});
        map.largest = std::max(map.largest, usage.strongest);
    }
    for (const int klass : classes) {
        WeightMap::Row row{klass, pieces.classes[static_cast<std::size_t>(klass)].name, {}};
        for (const HeadWeight& weight : head.head().classes[static_cast<std::size_t>(klass)])
            row.cells.push_back({columnOf[static_cast<std::size_t>(weight.feature)], weight.weight});
        std::ranges::sort(row.cells, {}, &WeightMap::Cell::column);
        map.weights += static_cast<std::int64_t>(row.cells.size());
        map.rows.push_back(std::move(row));
    }
    return map;
}

namespace {

struct FlowSource {
    std::vector<int> features;
    int more = 0;
};

FlowSource flowFeatures(const HeadAnalysis& head, const FlowOptions& options)
{
    FlowSource source;
    if (options.klass >= 0 && options.klass < head.data().classCount()) {
        std::vector<HeadWeight> weights = head.head().classes[static_cast<std::size_t>(options.klass)];
        std::ranges::stable_sort(weights, std::greater{}, [](const HeadWeight& weight) { return std::abs(weight.weight); });
        for (const HeadWeight& weight : weights)
            source.features.push_back(weight.feature);
    } else if (options.feature >= 0 && options.feature < head.data().featureCount() && !head.uses(options.feature).empty()) {
        source.features.push_back(options.feature);
    }
    const auto shown = std::min(source.features.size(), static_cast<std::size_t>(std::max(options.mostFeatures, 1)));
    source.more = static_cast<int>(source.features.size() - shown);
    source.features.resize(shown);
    return source;
}

/// The asked class first, then by the sum of |weight| on these features.
std::vector<WeightFlow::Class> flowClasses(const HeadAnalysis& head, const std::vector<int>& features, int first)
{
    std::map<int, double> sums;
    for (const int feature : features)
        for (const HeadAnalysis::Use& use : head.uses(feature))
            sums[use.klass] += std::abs(use.weight);
    std::vector<WeightFlow::Class> classes;
    for (const auto& [klass, sum] : sums)
        classes.push_back({klass, head.data().pieces().classes[static_cast<std::size_t>(klass)].name, sum});
    std::ranges::stable_sort(classes, [first](const WeightFlow::Class& a, const WeightFlow::Class& b) {
        if (a.klass == first || b.klass == first)
            return a.klass == first && b.klass != first;
        return a.sum > b.sum;
    });
    return classes;
}

/// All bands between what is shown, and of these the widest.
void addBands(const HeadAnalysis& head, int most, WeightFlow& flow)
{
    for (std::size_t f = 0; f < flow.features.size(); ++f)
        for (std::size_t c = 0; c < flow.classes.size(); ++c) {
            const double weight = head.head().weight(flow.classes[c].klass, flow.features[f].feature);
            if (weight != 0)
                flow.bands.push_back({static_cast<int>(f), static_cast<int>(c), weight});
        }
    std::ranges::stable_sort(flow.bands, std::greater{}, [](const WeightFlow::Band& band) { return std::abs(band.weight); });
    const auto shown = std::min(flow.bands.size(), static_cast<std::size_t>(std::max(most, 1)));
    flow.moreBands = static_cast<int>(flow.bands.size() - shown);
    flow.bands.resize(shown);
    std::ranges::sort(flow.bands, [](const WeightFlow::Band& a, const WeightFlow::Band& b) {
        return a.feature != b.feature ? a.feature < b.feature : a.klass < b.klass;
    });
    for (WeightFlow::Class& klass : flow.classes)
        klass.sum = 0;
    for (const WeightFlow::Band& band : flow.bands) {
        flow.features[static_cast<std::size_t>(band.feature)].sum += std::abs(band.weight);
        flow.classes[static_cast<std::size_t>(band.klass)].sum += std::abs(band.weight);
    }
}

/// A class all of whose bands were left out has no place.
void dropIdleClasses(WeightFlow& flow)
{
    std::vector<int> place(flow.classes.size(), -1);
    std::vector<WeightFlow::Class> kept;
    for (std::size_t c = 0; c < flow.classes.size(); ++c) {
        if (flow.classes[c].sum <= 0)
            continue;
        place[c] = static_cast<int>(kept.size());
        kept.push_back(flow.classes[c]);
    }
    flow.moreClasses += static_cast<int>(flow.classes.size() - kept.size());
    flow.classes = std::move(kept);
    for (WeightFlow::Band& band : flow.bands)
        band.klass = place[static_cast<std::size_t>(band.klass)];
}

}  // namespace

WeightFlow weightFlow(const HeadAnalysis& head, const FlowOptions& options)
{
    WeightFlow flow;
    const FlowSource source = flowFeatures(head, options);
    flow.moreFeatures = source.more;
    for (const int feature : source.features) {
        const auto& strongest = head.data().strongestRows(feature);
        flow.features.push_back({feature, head.data().pieces().names->get(feature).name, 0, static_cast<int>(head.uses(feature).size()),
                                 strongest.empty() ? -1 : strongest.front()});
    }
    flow.classes = flowClasses(head, source.features, options.klass);
    const auto shown = std::min(flow.classes.size(), static_cast<std::size_t>(std::max(options.mostClasses, 1)));
    flow.moreClasses = static_cast<int>(flow.classes.size() - shown);
    flow.classes.resize(shown);
    addBands(head, options.mostBands, flow);
    dropIdleClasses(flow);
    return flow;
}

}  // namespace sparsescope
