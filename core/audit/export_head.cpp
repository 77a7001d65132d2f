// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/export_head.h"

#include "audit/audit_data.h"
#include "audit/views_json.h"
#include "base/text.h"
#include "formats/checkpoint.h"
#include "formats/npy.h"

#include <algorithm>
#include <functional>
#include <span>

#include <fmt/format.h>

namespace sparsescope {

namespace fs = std::filesystem;

namespace {

template <typename T>
NamedTensor tensorOf(const char* name, DType dtype, const Shape& shape, const std::vector<T>& values)
{
    const auto bytes = std::as_bytes(std::span(values));
    return {name, {dtype, shape, Bytes(bytes.begin(), bytes.end())}};
}

std::vector<double> denseWeights(const SparseHead& head)
{
    const auto width = static_cast<std::size_t>(head.features);
    std::vector<double> dense(head.classes.size() * width, 0.0);
    for (std::size_t k = 0; k < head.classes.size(); ++k)
        for (const HeadWeight& weight : head.classes[k])
            dense[k * width + static_cast<std::size_t>(weight.feature)] = weight.weight;
    return dense;
}

std::map<std::string, std::string> metadataOf(const HeadAnalysis& head, const AuditInfo& info, const char* features)
{
    return {{"format", "pt"},
            {"features", features},
            {"model_sha256", info.model.sha256},
            {"layer", info.model.layer},
            {"point", std::to_string(head.index())},
            {"made_by", std::string("Sparsescope ") + SPARSESCOPE_VERSION}};
}

/// weight and bias that torch.nn.Linear takes as they are, on the network's raw features.
Status writeTorch(const HeadAnalysis& head, const AuditInfo& info, const fs::path& folder)
{
    const DenseHead folded = foldStandardization(head.head(), head.data().pieces().scale);
    std::vector<float> weight;
    std::vector<float> bias;
    for (Eigen::Index k = 0; k < folded.weight.rows(); ++k) {
        for (Eigen::Index j = 0; j < folded.weight.cols(); ++j)
            weight.push_back(static_cast<float>(folded.weight(k, j)));
        bias.push_back(static_cast<float>(folded.bias[k]));
    }
    return writeSafetensors(folder / "head.safetensors",
                            {tensorOf("weight", DType::F32, {folded.weight.rows(), folded.weight.cols()}, weight),
                             tensorOf("bias", DType::F32, {folded.bias.size()}, bias)},
                            metadataOf(head, info, "raw"));
}

Status writeStandardized(const HeadAnalysis& head, const AuditInfo& info, const fs::path& folder)
{
    const Standardization& scale = head.data().pieces().scale;
    const std::int64_t classes = head.head().classCount();
    const std::int64_t width = head.head().features;
    return writeSafetensors(folder / "head_standardized.safetensors",
                            {tensorOf("weight", DType::F64, {classes, width}, denseWeights(head.head())),
                             tensorOf("bias", DType::F64, {classes}, head.head().bias),
                             tensorOf("mean", DType::F64, {width}, scale.mean),
                             tensorOf("std", DType::F64, {width}, scale.deviation)},
                            metadataOf(head, info, "standardized: (x - mean) / std"));
}

Status writeArray(const fs::path& file, const Shape& shape, const std::vector<double>& values)
{
    return writeNpy(file, DType::F64, shape, std::as_bytes(std::span(values)));
}

Status writeArrays(const HeadAnalysis& head, const AuditInfo&, const fs::path& folder)
{
    const Standardization& scale = head.data().pieces().scale;
    const std::int64_t classes = head.head().classCount();
    const std::int64_t width = head.head().features;
    SS_CHECK(writeArray(folder / "W.npy", {classes, width}, denseWeights(head.head())));
    SS_CHECK(writeArray(folder / "b.npy", {classes}, head.head().bias));
    SS_CHECK(writeArray(folder / "mean.npy", {width}, scale.mean));
    return writeArray(folder / "std.npy", {width}, scale.deviation);
}

Status writeCsv(const HeadAnalysis& head, const AuditInfo& info, const fs::path& folder)
{
    std::string text = "class,class_key,class_name,feature,feature_name,weight\r\n";
    for (int k = 0; k < head.head().classCount(); ++k) {
        const DatasetClass& klass = info.classes[static_cast<std::size_t>(k)];
        const std::string start = fmt::format("{},{},{},", k, csvText(klass.key), csvText(klass.name));
        text += start + fmt::format("bias,,{}\r\n", head.head().bias[static_cast<std::size_t>(k)]);
        for (const HeadWeight& weight : head.head().classes[static_cast<std::size_t>(k)])
            text += start + fmt::format("{},{},{}\r\n", weight.feature,
                                        csvText(head.data().pieces().names->get(weight.feature).name), weight.weight);
    }
    return writeFileAtomically(folder / "weights.csv", text);
}

Status writeClasses(const HeadAnalysis& head, const AuditInfo& info, const fs::path& folder)
{
    nlohmann::json classes = nlohmann::json::array();
    for (const DatasetClass& klass : info.classes)
        classes.push_back({{"key", klass.key}, {"name", klass.name}});
    const PathView path = pathView(head.data());
    const nlohmann::json provenance{{"sparsescope", SPARSESCOPE_VERSION},
                                    {"model_sha256", info.model.sha256},
                                    {"architecture", info.model.architecture},
                                    {"layer", info.model.layer},
                                    {"preprocessing", info.model.preprocessing},
                                    {"point", toJson(path)["points"][static_cast<std::size_t>(head.index())]}};
    return writeFileAtomically(folder / "classes.json", jsonText({{"classes", classes}, {"made_from", provenance}}) + "\n");
}

struct Writer {
    ExportFormat format;
    Status (*write)(const HeadAnalysis&, const AuditInfo&, const fs::path&);
};

const std::vector<Writer>& writers()
{
    static const std::vector<Writer> all{
        {{"torch", "head.safetensors: weight and bias for raw features, as torch.nn.Linear takes them"}, writeTorch},
        {{"safetensors", "head_standardized.safetensors: weight, bias, mean and std in double precision"}, writeStandardized},
        {{"npy", "W.npy, b.npy, mean.npy, std.npy: the same as arrays"}, writeArrays},
        {{"csv", "weights.csv: one line for each weight that is not zero"}, writeCsv}};
    return all;
}

Status checkFormats(const std::vector<std::string>& formats)
{
    for (const std::string& format : formats)
        if (std::none_of(writers().begin(), writers().end(), [&](const Writer& writer) { return writer.format.id == format; }))
            return Error{"E-EXPORT-001", fmt::format("There is no export format {}: there are torch, safetensors, npy and csv.",
                                                     sparsescope::quoted(format, 40)), ""};
    return Done{};
}

}  // namespace

std::vector<ExportFormat> exportFormats()
{
    std::vector<ExportFormat> formats;
    for (const Writer& writer : writers())
        formats.push_back(writer.format);
    return formats;
}

Status checkExportFolder(const fs::path& folder, bool replace)
{
    std::error_code error;
    if (!fs::exists(folder, error) || replace)
        return Done{};
    if (!fs::is_directory(folder, error) || !fs::is_empty(folder, error))
        return Error{"E-EXPORT-002", fmt::format("{} already holds something. Choose another folder, or allow replacing.",
                                                 quoted(folder.string(), 300)), ""};
    return Done{};
}

Status exportHead(const HeadAnalysis& head, const AuditInfo& info, const fs::path& folder,
                  const std::vector<std::string>& formats, bool replace)
{
    SS_CHECK(checkFormats(formats));
    SS_CHECK(checkExportFolder(folder, replace));
    SS_CHECK(createFolders(folder));
    for (const Writer& writer : writers())
        if (formats.empty() || std::find(formats.begin(), formats.end(), writer.format.id) != formats.end())
            SS_CHECK(writer.write(head, info, folder));
    return writeClasses(head, info, folder);
}

std::string csvText(std::string_view text)
{
    constexpr std::string_view formulaStarts = "=+-@\t\r";
    std::string cell(text);
    if (!cell.empty() && formulaStarts.find(cell.front()) != std::string_view::npos)
        cell.insert(cell.begin(), '\'');
    if (cell.find_first_of(",\"\r\n") == std::string::npos)
        return cell;
    std::string escaped = "\"";
    for (const char c : cell)
        escaped += c == '"' ? std::string("\"\"") : std::string(1, c);
    return escaped + "\"";
}

}  // namespace sparsescope
