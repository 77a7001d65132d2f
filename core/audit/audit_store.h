// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/audit.h"
#include "audit/audit_data.h"
#include "audit/database.h"

#include <nlohmann/json.hpp>

#include <map>
#include <mutex>

namespace sparsescope {

/// What audit.db says of an audit, but for its items: small, and read when the audit is opened.
struct AuditRecord {
    AuditSettings settings;
    ModelInfo model;
    std::string createdUtc;
    std::string fingerprint;                ///< Of the data set.
    std::vector<std::string> warnings;
    std::vector<DatasetClass> classes;      ///< As the data calls them: what the network's own classes are matched with.
    std::map<int, std::string> classNames;  ///< What the person calls them, where it is something else.
    std::int64_t items = 0;
    std::string balance = {};               ///< As in AuditInfo.

    std::vector<DatasetClass> namedClasses() const;
};

/// The document itself: what cannot be made again from model, data and settings, and what was decided. Thread-safe.
class AuditStore {
public:
    static constexpr int schemaVersion = 1;

    /// The file appears complete or not at all. `texts`: one for each item, or none.
    static Status create(const std::filesystem::path& file, const AuditRecord& record, const std::vector<DatasetItem>& items,
                         const std::vector<std::string>& texts = {});
    static Result<std::unique_ptr<AuditStore>> open(const std::filesystem::path& file);

    Result<AuditRecord> record() const;
    Result<std::vector<DatasetItem>> items() const;
    /// The texts themselves, so that an audit can be looked at where its table is gone. An error unless there are `count`.
    Result<std::vector<std::string>> texts(std::size_t count) const;

    Status setSettings(const AuditSettings& settings);
    /// The rule a head is chosen by; its place on the path follows from it and is not kept.
    Result<Selection> selection() const;
    Status setSelection(const Selection& selection);
    Result<std::vector<SkippedItem>> skipped() const;
    Status setSkipped(const std::vector<SkippedItem>& skipped);
    Result<std::map<int, FeatureNames::Entry>> featureNames() const;
    Status setFeatureName(int feature, const FeatureNames::Entry& entry);
    Status setClassNames(const std::map<int, std::string>& names);
    Result<std::vector<LogEntry>> log() const;
    Status addLog(const std::string& verb, const std::string& text);

private:
    AuditStore(Database database, std::filesystem::path file);
    Result<nlohmann::json> fact(const char* key) const;
    Status setFact(const char* key, const nlohmann::json& value);
    Result<std::vector<DatasetClass>> classes() const;
    Result<std::map<int, std::string>> classNames(int classCount) const;
    Status write(const AuditRecord& record, const std::vector<DatasetItem>& items, const std::vector<std::string>& texts);
    Status writeTexts(const std::vector<std::string>& texts);

    mutable std::mutex m_mutex;
    mutable Database m_database;
    std::filesystem::path m_file;
};

std::string nowUtc();  ///< "2026-03-01T12:34:56Z"

}  // namespace sparsescope
