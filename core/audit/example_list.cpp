// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/example_list.h"

#include <fmt/format.h>

namespace sparsescope {

namespace {

Error notThere(const char* what, int asked, const char* several, int count)
{
    return Error{"E-AUDIT-004", fmt::format("There is no {} {}: this audit has {} 0 to {}.", what, asked, several, count - 1), ""};
}

bool isFlat(const AuditData& data, int feature)
{
    const FeatureHealth& health = data.pieces().health[static_cast<std::size_t>(feature)];
    return health.dead || health.constant;
}

Status check(const AuditData& data, const ExampleQuestion& question)
{
    const int feature = question.choice.feature;
    if (feature < 0 || feature >= data.featureCount())
        return notThere("feature", feature, "features", data.featureCount());
    if (question.klass && (*question.klass < 0 || *question.klass >= data.classCount()))
        return notThere("class", *question.klass, "classes", data.classCount());
    if (isFlat(data, feature) && question.choice.kind != ExampleKind::Random)
        return Error{"E-LOOK-001", fmt::format("Feature {} is {} on every row of this audit, so no row is more an example of it than another.",
                                               feature, data.pieces().health[static_cast<std::size_t>(feature)].dead ? "0" : "the same"), ""};
    return Done{};
}

}  // namespace

Result<ExampleListView> exampleList(const HeadAnalysis& head, const ExampleQuestion& question)
{
    const AuditData& data = head.data();
    SS_CHECK(check(data, question));
    const auto accept = [&](std::int64_t row) {
        return (!question.klass || data.label(row) == *question.klass) && (!question.split || data.split(row) == *question.split);
    };
    ExampleListView view;
    view.question = question;
    for (std::int64_t row = 0; row < data.rowCount(); ++row)
        view.rows += accept(row);
    if (view.rows == 0)
        return Error{"E-LOOK-005", fmt::format("There are no rows to choose from: the class has none in the split {}.",
                                               question.split ? splitName(*question.split) : ""), ""};
    const AuditPieces& pieces = data.pieces();
    for (const ChosenExample& chosen : chooseExamples(pieces.table.features, pieces.scale, question.choice, accept))
        view.examples.push_back({head.example(chosen.row, question.choice.feature), chosen.quantile, chosen.identical, chosen.similar});
    return view;
}

NameProposal proposedFeatureName(const AuditData& data, int feature)
{
    if (feature < 0 || feature >= data.featureCount() || isFlat(data, feature))
        return {};
    const AuditPieces& pieces = data.pieces();
    NamedRows rows;
    for (const DatasetClass& klass : pieces.classes) {
        rows.classNames.push_back(klass.name);
        rows.folders.push_back(klass.key);
    }
    rows.labels = pieces.table.labels;
    for (std::int64_t row = 0; row < data.rowCount() && !pieces.texts; ++row)
        rows.paths.push_back(&data.item(row).path);
    return proposeName(rows, extremeRows(pieces.table.features, feature, rowsForName(data.rowCount()), true));
}

}  // namespace sparsescope
