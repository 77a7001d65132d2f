// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/text_folder.h"

#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"
#include "models/feature_model.h"
#include "models/model_json.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace sparsescope {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t mostShards = 1'000;

bool isFile(const fs::path& path)
{
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

Error leavesFolder(const std::string& index, const std::string& name)
{
    return {
        "E-HF-020",
        fmt::format("{} names the shard {}, which leaves the model folder. Only files inside of it are opened, and what a "
                    "folder \"snapshots\" of the Hugging Face cache links from \"blobs\"; take the index that belongs to these "
                    "weights.",
                    sparsescope::quoted(index), sparsescope::quoted(name)),
        ""};
}

/// Whether a link stays with the model: inside its folder, or in the store of the Hugging Face cache, whose folders
/// `snapshots/REVISION` hold links into `blobs` and nothing else.
bool staysInside(const fs::path& folder, const fs::path& file)
{
    std::error_code error;
    const fs::path root = fs::canonical(folder, error);
    const fs::path target = fs::weakly_canonical(file, error);
    if (error || target.parent_path() == root)
        return !error;
    const fs::path snapshots = root.parent_path();
    return snapshots.filename() == "snapshots" && target.parent_path() == snapshots.parent_path() / "blobs";
}

Status checkShardName(const fs::path& folder, const std::string& index, const std::string& name)
{
    const bool plain = !name.empty() && name != "." && name != ".." && name.find_first_of("/\\:") == std::string::npos
                       && name.find('\0') == std::string::npos;
    if (!plain || !staysInside(folder, folder / name))
        return leavesFolder(index, name);
    if (!isFile(folder / name))
        return Error{"E-HF-021",
                     fmt::format("{} names the shard {}, which is not there. Download it too.",
                                 sparsescope::quoted(index), sparsescope::quoted(name)),
                     ""};
    return Done{};
}

/// {"weight_map": {"encoder.layer.0…": "model-00001-of-00002.safetensors", …}}
Status readIndex(const std::string& index, TextFolder& found)
{
    constexpr std::uint64_t mostBytes = 64ULL << 20;
    SS_TRY(const auto object, readModelJson(found.folder / index, mostBytes));
    const auto map = object.find("weight_map");
    if (map == object.end() || !map->is_object() || map->empty())
        return Error{"E-HF-022",
                     fmt::format("{} has no \"weight_map\" that says which file holds which tensor. Download it again.",
                                 sparsescope::quoted(index)),
                     ""};
    std::map<std::string, std::size_t> placeOf;
    for (const auto& [tensor, file] : map->items()) {
        const std::string name = file.is_string() ? file.get<std::string>() : std::string();
        if (!placeOf.contains(name)) {
            SS_CHECK(checkShardName(found.folder, index, name));
            placeOf.emplace(name, found.weights.size());
            found.weights.push_back(found.folder / name);
        }
        found.shardOf[tensor] = placeOf[name];
        if (found.weights.size() > mostShards)
            return Error{"E-HF-023",
                         fmt::format("{} names more than {} files.", sparsescope::quoted(index), mostShards), ""};
    }
    found.format = fmt::format("Hugging Face folder, {} ({} shards)", index, found.weights.size());
    return Done{};
}

Error noWeights(const fs::path& folder)
{
    const std::string name = sparsescope::quoted(folder.string(), 300);
    for (const char* file : {"tf_model.h5", "flax_model.msgpack", "rust_model.ot", "model.onnx"})
        if (isFile(folder / file))
            return {
                "E-HF-024",
                fmt::format("{} has weights as {} only, which Sparsescope does not read. Download model.safetensors or "
                            "pytorch_model.bin of the same model.",
                            name, file),
                ""};
    return {
        "E-HF-025",
        fmt::format("{} has no weights: none of model.safetensors, model.safetensors.index.json, pytorch_model.bin and "
                    "pytorch_model.bin.index.json is there. Choose the folder of a Hugging Face model.",
                    name),
        ""};
}

/// A folder of some other name for its weights is plain too if there is only one such file.
Status takeOnlyCheckpoint(TextFolder& found)
{
    constexpr std::array<std::string_view, 5> endings{".safetensors", ".bin", ".pt", ".pth", ".ckpt"};
    std::vector<fs::path> files;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(found.folder, error))
        if (std::ranges::find(endings, entry.path().extension().string()) != endings.end() && isFile(entry.path())
            && entry.path().filename() != "training_args.bin")
            files.push_back(entry.path());
    if (error)
        return Error{"E-HF-026",
                     fmt::format("The folder {} cannot be read: {}.", sparsescope::quoted(found.folder.string(), 300),
                                 error.message()),
                     ""};
    if (files.size() != 1)
        return noWeights(found.folder);
    found.weights = files;
    found.format = "Folder with the weights " + displayText(files.front().filename().string());
    return Done{};
}

Status findWeights(TextFolder& found)
{
    for (const std::string name : {"model.safetensors", "pytorch_model.bin"}) {
        if (isFile(found.folder / name)) {
            found.weights = {found.folder / name};
            found.format = "Hugging Face folder, " + name;
            return Done{};
        }
        if (isFile(found.folder / (name + ".index.json")))
            return readIndex(name + ".index.json", found);
    }
    return takeOnlyCheckpoint(found);
}

void collectWhatMatters(TextFolder& found)
{
    std::set<std::string> names;
    for (const fs::path& file : found.weights)
        names.insert(file.filename().string());
    for (const char* name : {"config.json", "model.safetensors.index.json", "pytorch_model.bin.index.json",
                             "sentence_bert_config.json", "1_Pooling/config.json"})
        if (isFile(found.folder / name))
            names.insert(name);
    for (const std::string& name : tokenizerFiles(found.folder))
        names.insert(name);
    found.matter.assign(names.begin(), names.end());
}

}  // namespace

Result<TextFolder> findTextFolder(const fs::path& path)
{
    std::error_code error;
    TextFolder found;
    if (fs::is_directory(path, error)) {
        found.folder = path;
        SS_CHECK(findWeights(found));
    } else {
        found.folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
        found.weights = {path};
        found.format = "Checkpoint";
    }
    if (isFile(found.folder / "config.json"))
        found.config = found.folder / "config.json";
    collectWhatMatters(found);
    return found;
}

std::vector<std::string> tokenizerFiles(const fs::path& folder)
{
    std::vector<std::string> names;
    for (const char* name : {"added_tokens.json", "merges.txt", "special_tokens_map.json", "tokenizer.json",
                             "tokenizer_config.json", "vocab.json", "vocab.txt"})
        if (isFile(folder / name))
            names.emplace_back(name);
    return names;
}

Result<std::string> sha256OfFiles(const fs::path& folder, const std::vector<std::string>& names, Progress& progress)
{
    Sha256 all;
    for (const std::string& name : names) {
        SS_TRY(const std::string one, sha256OfFile(folder / name, progress));
        all.add(name + '\n' + one + '\n');
    }
    return all.hexDigest();
}

Result<std::string> modelSha256(const fs::path& path, ModelInfo::Input input, Progress& progress)
{
    if (input == ModelInfo::Input::Pictures)
        return sha256OfFile(path, progress);
    SS_TRY(const TextFolder found, findTextFolder(path));
    return sha256OfFiles(found.folder, found.matter, progress);
}

}  // namespace sparsescope
