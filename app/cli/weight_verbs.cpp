// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/views_json.h"
#include "audit/weight_map.h"
#include "base/text.h"
#include "cli/look.h"
#include "cli/table.h"
#include "cli/verbs.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cmath>

namespace sparsescope::cli {

namespace {

using enum Table::Align;

struct Request {
    std::string audit;
    int at = -1;
    std::string klass;
    std::string order = "data";
    bool relatives = false;
    bool csv = false;
};

/// RFC 4180, and no cell that a spreadsheet would run.
std::string csvCell(std::string text)
{
    text = displayText(text, 1000);
    if (!text.empty() && std::string_view("=+-@").find(text.front()) != std::string_view::npos)
        text.insert(0, 1, '\'');
    std::string cell;
    for (const char c : text)
        cell += c == '"' ? std::string("\"\"") : std::string(1, c);
    return text.find_first_of("\",") == std::string::npos ? text : '"' + cell + '"';
}

/// Calls `take` for each weight with its row and column of the map.
template <typename Take>
void eachWeight(const WeightMap& map, Take take)
{
    for (const WeightMap::Row& row : map.rows)
        for (const WeightMap::Cell& cell : row.cells)
            take(row, map.columns[static_cast<std::size_t>(cell.column)], cell.weight);
}

std::string csvText(const WeightMap& map)
{
    std::string text = "class,class_name,feature,feature_name,weight";
    eachWeight(map, [&](const WeightMap::Row& row, const WeightMap::Column& column, double weight) {
        text += fmt::format("\r\n{},{},{},{},{}", row.klass, csvCell(row.name), column.feature, csvCell(column.name), weight);
    });
    return text + "\r";
}

nlohmann::json jsonOf(const WeightMap& map)
{
    nlohmann::json classes = nlohmann::json::array(), features = nlohmann::json::array(), weights = nlohmann::json::array();
    for (const WeightMap::Row& row : map.rows)
        classes.push_back({{"class", row.klass}, {"class_name", row.name}, {"features", row.cells.size()}});
    for (const WeightMap::Column& column : map.columns)
        features.push_back({{"feature", column.feature}, {"feature_name", column.name}});
    eachWeight(map, [&](const WeightMap::Row& row, const WeightMap::Column& column, double weight) {
        weights.push_back({{"class", row.klass}, {"feature", column.feature}, {"weight", weight}});
    });
    return {{"classes", classes}, {"features", features}, {"weights", weights}, {"largest", map.largest}};
}

std::string tableText(const WeightMap& map)
{
    Table table({{"class", Right}, {"name"}, {"feature", Right}, {"name"}, {"weight", Right}});
    eachWeight(map, [&](const WeightMap::Row& row, const WeightMap::Column& column, double weight) {
        table.add({std::to_string(row.klass), row.name, std::to_string(column.feature), column.name, signedNumber(weight)});
    });
    return fmt::format("{}\n{} of {} on {}", table.text(), counted(map.weights, "weight", "weights"),
                       counted(std::ssize(map.rows), "class", "classes"), counted(std::ssize(map.columns), "feature", "features"));
}

Result<MapOrder> orderOf(const std::string& name)
{
    if (name == "data" || name == "similarity")
        return name == "data" ? MapOrder::Data : MapOrder::Similarity;
    if (name == "use")
        return MapOrder::Use;
    return Error{"E-CLI-014", fmt::format("There is no order {}: give data, similarity or use.", quoted(name, 60)), ""};
}

/// One class alone keeps its own row and the features it uses.
void keepRow(WeightMap& map, int klass)
{
    std::erase_if(map.rows, [klass](const WeightMap::Row& row) { return row.klass != klass; });
    WeightMap one;
    for (WeightMap::Row& row : map.rows) {
        for (WeightMap::Cell& cell : row.cells) {
            one.columns.push_back(map.columns[static_cast<std::size_t>(cell.column)]);
            cell.column = static_cast<int>(one.columns.size()) - 1;
            one.largest = std::max(one.largest, std::abs(cell.weight));
        }
        one.weights = static_cast<std::int64_t>(row.cells.size());
        one.rows.push_back(std::move(row));
    }
    map = std::move(one);
}

Status printWeights(const Request& request, const Context& context, Progress& progress)
{
    if (request.csv && context.json)
        return Error{"E-CLI-015", "Give either --json or --csv.", ""};
    SS_TRY(const Look look, lookAt(request.audit, request.at, progress));
    MapOptions options;
    SS_TRY(options.order, orderOf(request.order));
    int klass = -1;
    if (!request.klass.empty()) {
        SS_TRY(klass, findClass(look.info, request.klass));
    }
    if (request.relatives && klass < 0)
        return Error{"E-CLI-016", "--relatives needs --class: whose relatives?", ""};
    options.relativesOf = klass;
    SS_TRY(WeightMap map, weightMap(*look.head, options, progress));
    if (klass >= 0 && !request.relatives)
        keepRow(map, klass);
    context.print([&] { return jsonOf(map); }, [&] { return request.csv ? csvText(map) : tableText(map); });
    return Done{};
}

}  // namespace

void addWeightVerbs(CLI::App& app, Context& context)
{
    const auto request = std::make_shared<Request>();
    CLI::App* verb = addLookVerb(app, "weights", "List all weights that are not zero, class by class", request->audit, request->at);
    verb->add_option("--class", request->klass, "Of this class alone (number, key or name)");
    verb->add_flag("--relatives", request->relatives, "With --class: and of those that share a feature with it");
    verb->add_option("--order", request->order, "Of classes and features: data, similarity or use (data)");
    verb->add_flag("--csv", request->csv, "Print CSV");
    verb->callback([request, &context] {
        context.run([&](Progress& progress) -> Status { return printWeights(*request, context, progress); });
    });
}

}  // namespace sparsescope::cli
