// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/audit_store.h"

#include "audit/settings_json.h"
#include "base/guard.h"
#include "base/io_seam.h"
#include "base/text.h"

#include <chrono>
#include <cerrno>
#include <cstring>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace sparsescope {

using nlohmann::json;

namespace {

constexpr int applicationId = 0x53505343;  // "SPSC", where file(1) looks

constexpr const char* schema = R"sql(
CREATE TABLE fact(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE class(id INTEGER PRIMARY KEY, key TEXT NOT NULL, name TEXT NOT NULL,
                   train INTEGER NOT NULL, validation INTEGER NOT NULL, test INTEGER NOT NULL);
CREATE TABLE item(id INTEGER PRIMARY KEY, path TEXT NOT NULL, label INTEGER NOT NULL, split INTEGER NOT NULL);
CREATE TABLE skipped(item INTEGER PRIMARY KEY, path TEXT NOT NULL, reason TEXT NOT NULL);
CREATE TABLE feature(id INTEGER PRIMARY KEY, name TEXT NOT NULL, note TEXT NOT NULL);
CREATE TABLE log(id INTEGER PRIMARY KEY, utc TEXT NOT NULL, verb TEXT NOT NULL, text TEXT NOT NULL);
)sql";

std::string dump(const json& value)
{
    // Names from a disk may hold any bytes; JSON may not.
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

Error damaged(const std::filesystem::path& file, const std::string& what)
{
    return {"E-DB-005", fmt::format("{} is damaged: {}. Restore it from a copy, or make the audit again from the same model "
                                    "and data.", quoted(file.string(), 300), what), ""};
}

Status checkKind(const Database& database, const std::filesystem::path& file)
{
    SS_TRY(const std::int64_t id, database.number("PRAGMA application_id"));
    SS_TRY(const std::int64_t version, database.number("PRAGMA user_version"));
    if (id != applicationId)
        return Error{"E-DB-006", fmt::format("{} is an SQLite file, but not an audit of Sparsescope. Choose a folder NAME.audit.",
                                             quoted(file.string(), 300)), ""};
    if (version > AuditStore::schemaVersion)
        return Error{"E-DB-007", fmt::format("{} was made by a newer version of Sparsescope (document version {}, this one "
                                             "reads up to {}). Update Sparsescope to open it.", quoted(file.string(), 300),
                                             version, AuditStore::schemaVersion), ""};
    if (version < 1)
        return damaged(file, fmt::format("its document version is {}, expected 1", version));
    return Done{};
}

/// The finished document takes its name in one step, flushed to disk.
Status moveIntoPlace(const std::filesystem::path& from, const std::filesystem::path& to)
{
    if (io::rename(from.c_str(), to.c_str()) != 0)
        return Error{"E-DB-008", fmt::format("Cannot move {} into place: {}.", quoted(to.string(), 300), std::strerror(errno)), ""};
    return Done{};
}

}  // namespace

std::vector<DatasetClass> AuditRecord::namedClasses() const
{
    std::vector<DatasetClass> named = classes;
    for (const auto& [klass, name] : classNames)
        named[static_cast<std::size_t>(klass)].name = name;
    return named;
}

std::string nowUtc()
{
    const auto now = std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now());
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(now)));
}

AuditStore::AuditStore(Database database, std::filesystem::path file)
    : m_database(std::move(database)), m_file(std::move(file))
{
}

Status AuditStore::create(const std::filesystem::path& file, const AuditRecord& record, const std::vector<DatasetItem>& items,
                          const std::vector<std::string>& texts)
{
    std::filesystem::path draft = file;
    draft += ".new";
    std::error_code ignored;
    std::filesystem::remove(draft, ignored);  // of a run that died
    {
        SS_TRY(Database database, Database::create(draft));
        AuditStore store(std::move(database), draft);
        SS_CHECK(store.write(record, items, texts));
    }
    return moveIntoPlace(draft, file);
}

/// Audits of pictures have no such table.
Status AuditStore::writeTexts(const std::vector<std::string>& texts)
{
    if (texts.empty())
        return Done{};
    SS_CHECK(m_database.execute("CREATE TABLE text(item INTEGER PRIMARY KEY, text BLOB NOT NULL)"));
    SS_TRY(Statement insert, m_database.prepare("INSERT INTO text VALUES(?,?)"));
    for (std::size_t i = 0; i < texts.size(); ++i)
        SS_CHECK(insert.bind(static_cast<std::int64_t>(i)).bind(texts[i]).run());
    return Done{};
}

Status AuditStore::write(const AuditRecord& record, const std::vector<DatasetItem>& items,
                         const std::vector<std::string>& texts)
{
    return m_database.transaction([&]() -> Status {
        SS_CHECK(m_database.execute(schema));
        SS_CHECK(m_database.execute(fmt::format("PRAGMA application_id={}; PRAGMA user_version={};", applicationId, schemaVersion)));
        SS_CHECK(setFact("settings", toJson(record.settings)));
        SS_CHECK(setFact("model", record.model));
        SS_CHECK(setFact("created", record.createdUtc));
        SS_CHECK(setFact("fingerprint", record.fingerprint));
        SS_CHECK(setFact("warnings", record.warnings));
        SS_CHECK(setFact("selection", toJson(record.settings.selection)));
        if (!record.balance.empty())
            SS_CHECK(setFact("balance", record.balance));
        SS_CHECK(writeTexts(texts));
        SS_TRY(Statement insertClass, m_database.prepare("INSERT INTO class VALUES(?,?,?,?,?,?)"));
        for (std::size_t k = 0; k < record.classes.size(); ++k) {
            const DatasetClass& klass = record.classes[k];
            SS_CHECK(insertClass.bind(static_cast<std::int64_t>(k)).bind(klass.key).bind(klass.name).bind(klass.counts[0])
                         .bind(klass.counts[1]).bind(klass.counts[2]).run());
        }
        SS_TRY(Statement insertItem, m_database.prepare("INSERT INTO item VALUES(?,?,?,?)"));
        for (std::size_t i = 0; i < items.size(); ++i)
            SS_CHECK(insertItem.bind(static_cast<std::int64_t>(i)).bind(items[i].path).bind(std::int64_t{items[i].label})
                         .bind(static_cast<std::int64_t>(items[i].split)).run());
        return Done{};
    });
}

Result<std::unique_ptr<AuditStore>> AuditStore::open(const std::filesystem::path& file)
{
    SS_TRY(Database database, Database::open(file));
    SS_CHECK(checkKind(database, file));
    return std::unique_ptr<AuditStore>(new AuditStore(std::move(database), file));
}

Result<json> AuditStore::fact(const char* key) const
{
    SS_TRY(Statement select, m_database.prepare("SELECT value FROM fact WHERE key=?"));
    SS_TRY(const bool found, select.bind(std::string_view(key)).step());
    if (!found)
        return damaged(m_file, fmt::format("it does not say its {}", key));
    const std::string text = select.text(0);
    json value = json::parse(text, nullptr, false);
    if (value.is_discarded())
        return damaged(m_file, fmt::format("its {} cannot be read", key));
    return value;
}

Status AuditStore::setFact(const char* key, const json& value)
{
    SS_TRY(Statement insert, m_database.prepare("INSERT INTO fact VALUES(?,?) ON CONFLICT(key) DO UPDATE SET value=excluded.value"));
    return insert.bind(std::string_view(key)).bind(dump(value)).run();
}

Result<AuditRecord> AuditStore::record() const
{
    const std::lock_guard lock(m_mutex);
    AuditRecord record;
    SS_TRY(const json settings, fact("settings"));
    SS_TRY(const json model, fact("model"));
    SS_TRY(const json created, fact("created"));
    SS_TRY(const json fingerprint, fact("fingerprint"));
    SS_TRY(const json warnings, fact("warnings"));
    SS_CHECK(guarded(fmt::format("Cannot read the settings in {}", quoted(m_file.string(), 300)), "E-DB-009", [&]() -> Status {
        record.settings = settingsFromJson(settings);
        record.model = model.get<ModelInfo>();
        record.createdUtc = created.get<std::string>();
        record.fingerprint = fingerprint.get<std::string>();
        record.warnings = warnings.get<std::vector<std::string>>();
        return Done{};
    }));
    SS_TRY(record.classes, classes());
    SS_TRY(record.classNames, classNames(static_cast<int>(record.classes.size())));
    SS_TRY(record.items, m_database.number("SELECT count(*) FROM item"));
    SS_TRY(const std::int64_t balanced, m_database.number("SELECT count(*) FROM fact WHERE key='balance'"));
    if (balanced > 0) {
        SS_TRY(const json balance, fact("balance"));
        record.balance = balance.is_string() ? balance.get<std::string>() : std::string();
    }
    return record;
}

Result<std::vector<DatasetClass>> AuditStore::classes() const
{
    std::vector<DatasetClass> classes;
    SS_TRY(Statement select, m_database.prepare("SELECT id,key,name,train,validation,test FROM class ORDER BY id"));
    for (;;) {
        SS_TRY(const bool row, select.step());
        if (!row)
            break;
        if (select.integer(0) != static_cast<std::int64_t>(classes.size()))
            return damaged(m_file, fmt::format("class {} is missing", classes.size()));
        classes.push_back({select.text(1), select.text(2), {select.integer(3), select.integer(4), select.integer(5)}});
    }
    if (classes.empty())
        return damaged(m_file, "it has no classes");
    return classes;
}

Result<std::map<int, std::string>> AuditStore::classNames(int classCount) const
{
    std::map<int, std::string> names;
    SS_TRY(const std::int64_t named, m_database.number("SELECT count(*) FROM fact WHERE key='class_names'"));
    if (named == 0)
        return names;
    SS_TRY(const json stored, fact("class_names"));
    SS_CHECK(guarded(fmt::format("Cannot read the class names in {}", quoted(m_file.string(), 300)), "E-DB-009", [&]() -> Status {
        names = stored.get<std::map<int, std::string>>();
        return Done{};
    }));
    if (!names.empty() && (names.begin()->first < 0 || names.rbegin()->first >= classCount))
        return damaged(m_file, fmt::format("it names class {} of {}", names.rbegin()->first, classCount));
    return names;
}

Status AuditStore::setClassNames(const std::map<int, std::string>& names)
{
    const std::lock_guard lock(m_mutex);
    return setFact("class_names", names);
}

Result<std::vector<DatasetItem>> AuditStore::items() const
{
    const std::lock_guard lock(m_mutex);
    SS_TRY(const std::int64_t classCount, m_database.number("SELECT count(*) FROM class"));
    std::vector<DatasetItem> items;
    SS_TRY(Statement select, m_database.prepare("SELECT id,path,label,split FROM item ORDER BY id"));
    for (;;) {
        SS_TRY(const bool row, select.step());
        if (!row)
            break;
        const std::int64_t label = select.integer(2);
        const std::int64_t split = select.integer(3);
        if (select.integer(0) != static_cast<std::int64_t>(items.size()))
            return damaged(m_file, fmt::format("item {} is missing", items.size()));
        if (label < 0 || label >= classCount || split < 0 || split > 2)
            return damaged(m_file, fmt::format("item {} has class {} of {} and split {}", items.size(), label, classCount, split));
        items.push_back({select.text(1), static_cast<int>(label), static_cast<Split>(split)});
    }
    return items;
}

Result<std::vector<std::string>> AuditStore::texts(std::size_t count) const
{
    const std::lock_guard lock(m_mutex);
    std::vector<std::string> texts;
    SS_TRY(Statement select, m_database.prepare("SELECT item,text FROM text ORDER BY item"));
    for (;;) {
        SS_TRY(const bool row, select.step());
        if (!row)
            break;
        if (select.integer(0) != static_cast<std::int64_t>(texts.size()))
            return damaged(m_file, fmt::format("text {} is missing", texts.size()));
        texts.push_back(select.text(1));
    }
    if (texts.size() != count)
        return damaged(m_file, fmt::format("it has {} texts for {} items", texts.size(), count));
    return texts;
}

Status AuditStore::setSettings(const AuditSettings& settings)
{
    const std::lock_guard lock(m_mutex);
    return setFact("settings", toJson(settings));
}

Result<Selection> AuditStore::selection() const
{
    const std::lock_guard lock(m_mutex);
    SS_TRY(const json value, fact("selection"));
    return guarded(fmt::format("Cannot read the selection in {}", quoted(m_file.string(), 300)), "E-DB-009",
                   [&]() -> Result<Selection> { return selectionFromJson(value); });
}

Status AuditStore::setSelection(const Selection& selection)
{
    const std::lock_guard lock(m_mutex);
    return setFact("selection", toJson(selection));
}

Result<std::vector<SkippedItem>> AuditStore::skipped() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<SkippedItem> result;
    SS_TRY(Statement select, m_database.prepare("SELECT item,path,reason FROM skipped ORDER BY item"));
    for (;;) {
        SS_TRY(const bool row, select.step());
        if (!row)
            return result;
        result.push_back({select.integer(0), select.text(1), select.text(2)});
    }
}

Status AuditStore::setSkipped(const std::vector<SkippedItem>& skipped)
{
    const std::lock_guard lock(m_mutex);
    return m_database.transaction([&]() -> Status {
        SS_CHECK(m_database.execute("DELETE FROM skipped"));
        SS_TRY(Statement insert, m_database.prepare("INSERT OR REPLACE INTO skipped VALUES(?,?,?)"));
        for (const SkippedItem& item : skipped)
            SS_CHECK(insert.bind(item.item).bind(item.path).bind(item.reason).run());
        return Done{};
    });
}

Result<std::map<int, FeatureNames::Entry>> AuditStore::featureNames() const
{
    const std::lock_guard lock(m_mutex);
    std::map<int, FeatureNames::Entry> result;
    SS_TRY(Statement select, m_database.prepare("SELECT id,name,note FROM feature"));
    for (;;) {
        SS_TRY(const bool row, select.step());
        if (!row)
            return result;
        result[static_cast<int>(select.integer(0))] = {select.text(1), select.text(2)};
    }
}

Status AuditStore::setFeatureName(int feature, const FeatureNames::Entry& entry)
{
    const std::lock_guard lock(m_mutex);
    SS_TRY(Statement insert, m_database.prepare("INSERT INTO feature VALUES(?,?,?) "
                                                "ON CONFLICT(id) DO UPDATE SET name=excluded.name, note=excluded.note"));
    return insert.bind(std::int64_t{feature}).bind(entry.name).bind(entry.note).run();
}

Result<std::vector<LogEntry>> AuditStore::log() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<LogEntry> result;
    SS_TRY(Statement select, m_database.prepare("SELECT utc,verb,text FROM log ORDER BY id"));
    for (;;) {
        SS_TRY(const bool row, select.step());
        if (!row)
            return result;
        result.push_back({select.text(0), select.text(1), select.text(2)});
    }
}

Status AuditStore::addLog(const std::string& verb, const std::string& text)
{
    const std::lock_guard lock(m_mutex);
    SS_TRY(Statement insert, m_database.prepare("INSERT INTO log(utc,verb,text) VALUES(?,?,?)"));
    return insert.bind(nowUtc()).bind(verb).bind(text).run();
}

}  // namespace sparsescope
