// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/path.h"

#include <filesystem>
#include <optional>

namespace sparsescope {

/// What all points of a stored path have in common.
struct PathHeader {
    PathOptions options;
    std::string dataKey;            ///< Checksum of the rows it was fitted and judged on.
    int classes = 0;
    int features = 0;
    double lambdaMax = 0;
    Standardization scale;
    std::vector<int> excluded;
    bool complete = false;
    std::string createdUtc;
    std::string origin;             ///< "Imported from …"; empty: fitted here.
};

/// Everything but the weights: what the path plot needs, read without them.
struct StoredPoint {
    int index = 0;
    double lambda = 0;
    int classes = 0;
    double meanNonZeros = 0;
    Certificate certificate;
    std::vector<SplitScore> scores;
    double seconds = 0;
    std::vector<int> nonZeros = {};  ///< Of each class; empty in points written before they were kept.
};

/// The points of a stored path, from 0 up to the first that is missing or cannot be read.
struct StoredPath {
    std::vector<StoredPoint> points;
    std::string note;   ///< Where points are left out: which file is to blame, and what to do. Else empty.
};

/// The folder path/ of an audit: path.json (options, standardisation), and NNN.safetensors for each λ, each written at
/// once and carrying its own checksum. Any prefix of the points is a valid, stopped path.
class PathStore {
public:
    explicit PathStore(std::filesystem::path folder);

    /// Nothing where there is no path yet; an error where there is one that cannot be read.
    Result<std::optional<PathHeader>> header() const;
    Status writeHeader(const PathHeader& header) const;
    Status writePoint(const PathPoint& point) const;
    /// Verifies the checksum and every index.
    Result<PathPoint> readPoint(int index, const PathHeader& header) const;
    Result<StoredPath> summary() const;
    bool hasPoints() const;
    /// Renames the folder to path-1, path-2, … (one more than the last): an earlier path is never lost. Returns the new
    /// name.
    Result<std::string> setAside() const;
    /// Makes a finished folder beside this one (an earlier path, an import) this one. What was here is set aside first;
    /// its new name is returned, or nothing where nothing was here.
    Result<std::string> replaceBy(const std::filesystem::path& other) const;

private:
    std::filesystem::path pointFile(int index) const;
    bool hasPointsBehind(int index) const;
    std::filesystem::path m_folder;
};

/// The number in "path-12" behind the prefix "path-", written without leading zeros; 0 where the name is another.
int numberBehind(std::string_view prefix, std::string_view name);

/// Equal in everything that changes the numbers (threads do not).
bool sameProblem(const PathOptions& a, const PathOptions& b);

}  // namespace sparsescope
