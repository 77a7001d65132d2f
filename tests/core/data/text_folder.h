// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/files.h"
#include "data/text_data.h"

#include <map>
#include <string>

#include <QtTest>

namespace sparsescope::test {

using TextFileMap = std::map<std::string, std::string>;

/// A temporary folder with files in it.
class TextFolder {
public:
    explicit TextFolder(const TextFileMap& files)
    {
        for (const auto& [name, bytes] : files)
            if (!writeFileAtomically(path(name), std::string_view(bytes)).ok())
                qFatal("cannot write %s", name.c_str());
    }
    std::filesystem::path path(const std::string& name = "") const
    {
        const std::filesystem::path root = m_folder.path().toStdString();
        return name.empty() ? root : root / name;
    }

private:
    QTemporaryDir m_folder;
};

inline Result<Dataset> openTexts(const std::filesystem::path& path, const DatasetOptions& options = {})
{
    Progress progress;
    return openTextData(path, options, progress);
}

/// The whole set in train, so that rows can be named.
inline DatasetOptions allInTrain()
{
    DatasetOptions options;
    options.validationShare = 0;
    options.testShare = 0;
    return options;
}

/// "path|class|text" for each item.
inline QStringList itemsOf(const Dataset& dataset)
{
    QStringList items;
    for (std::size_t i = 0; i < dataset.items.size(); ++i)
        items << QString::fromStdString(dataset.items[i].path + "|"
                                        + dataset.classes[static_cast<std::size_t>(dataset.items[i].label)].key + "|"
                                        + dataset.texts[i]);
    return items;
}

inline QString warningsOf(const Dataset& dataset)
{
    QString all;
    for (const std::string& warning : dataset.warnings)
        all += QString::fromStdString(warning) + "\n";
    return all;
}

}  // namespace sparsescope::test
