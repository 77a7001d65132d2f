// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/database.h"

#include "base/text.h"

#include <fmt/format.h>
#include <sqlite3.h>

namespace sparsescope {

namespace {

constexpr int longestValue = 256 << 20;
constexpr int patienceMs = 5000;

bool isDamage(int code)
{
    return (code & 0xFF) == SQLITE_CORRUPT || (code & 0xFF) == SQLITE_NOTADB;
}

/// A sentence for a failed call. Damage has its own code: the window then offers to set the file aside.
Error sqliteError(const std::string& file, const std::string& doing, int code, const std::string& text)
{
    if (isDamage(code))
        return {"E-DB-002", fmt::format("{} is damaged: {}. Restore it from a copy, or make the audit again from the same "
                                        "model and data.", quoted(file, 300), displayText(text)), ""};
    if ((code & 0xFF) == SQLITE_BUSY)
        return {"E-DB-003", fmt::format("{} is being written by another program. Wait until it has finished and try again.",
                                        quoted(file, 300)), ""};
    if ((code & 0xFF) == SQLITE_FULL)
        return {"E-DB-004", fmt::format("Cannot write {}: the disk is full. Free some space and try again.", quoted(file, 300)), ""};
    return {"E-DB-001", fmt::format("Cannot {} {}: {}.", doing, quoted(file, 300), displayText(text)), ""};
}

}  // namespace

void Statement::Close::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
void Database::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

Statement& Statement::bind(std::int64_t value)
{
    const int code = sqlite3_bind_int64(m_statement.get(), ++m_bound, value);
    m_bindError = m_bindError != SQLITE_OK ? m_bindError : code;
    return *this;
}

Statement& Statement::bind(std::string_view text)
{
    const int code = sqlite3_bind_text64(m_statement.get(), ++m_bound, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    m_bindError = m_bindError != SQLITE_OK ? m_bindError : code;
    return *this;
}

Result<bool> Statement::step()
{
    const int code = m_bindError != SQLITE_OK ? m_bindError : sqlite3_step(m_statement.get());
    if (code == SQLITE_ROW || code == SQLITE_DONE)
        return code == SQLITE_ROW;
    return sqliteError(m_file, "use", code, sqlite3_errmsg(sqlite3_db_handle(m_statement.get())));
}

Status Statement::run()
{
    for (;;) {
        SS_TRY(const bool row, step());
        if (!row)
            break;
    }
    sqlite3_reset(m_statement.get());
    m_bound = 0;
    return Done{};
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(m_statement.get(), column); }

std::string Statement::text(int column) const
{
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(m_statement.get(), column));
    const int size = sqlite3_column_bytes(m_statement.get(), column);
    return bytes == nullptr ? std::string() : std::string(bytes, static_cast<std::size_t>(size));
}

Error Database::error(const std::string& doing) const
{
    return sqliteError(m_path.string(), doing, sqlite3_extended_errcode(m_database.get()), sqlite3_errmsg(m_database.get()));
}

Result<Database> Database::connect(const std::filesystem::path& path, int flags)
{
    Database database;
    database.m_path = path;
    sqlite3* raw = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &raw, flags | SQLITE_OPEN_FULLMUTEX | SQLITE_OPEN_NOFOLLOW, nullptr);
    database.m_database.reset(raw);
    if (code != SQLITE_OK)
        return sqliteError(path.string(), "open", code, sqlite3_errstr(code));
    sqlite3_extended_result_codes(raw, 1);
    sqlite3_busy_timeout(raw, patienceMs);
    sqlite3_limit(raw, SQLITE_LIMIT_LENGTH, longestValue);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    SS_CHECK(database.execute("PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA synchronous=FULL;"));
    return database;
}

Result<Database> Database::open(const std::filesystem::path& path)
{
    SS_TRY(Database database, connect(path, SQLITE_OPEN_READWRITE));
    SS_TRY(Statement check, database.prepare("PRAGMA quick_check(1)"));
    SS_TRY(const bool row, check.step());
    if (row && check.text(0) != "ok")
        return sqliteError(path.string(), "check", SQLITE_CORRUPT, check.text(0));
    return database;
}

Result<Database> Database::create(const std::filesystem::path& path)
{
    return connect(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
}

Status Database::execute(const std::string& sql)
{
    if (sqlite3_exec(m_database.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        return error("write");
    return Done{};
}

Result<Statement> Database::prepare(std::string_view sql) const
{
    sqlite3_stmt* raw = nullptr;
    if (sqlite3_prepare_v2(m_database.get(), sql.data(), static_cast<int>(sql.size()), &raw, nullptr) != SQLITE_OK)
        return error("read");
    Statement statement;
    statement.m_statement.reset(raw);
    statement.m_file = m_path.string();
    return statement;
}

Result<std::int64_t> Database::number(const std::string& sql) const
{
    SS_TRY(Statement statement, prepare(sql));
    SS_TRY(const bool row, statement.step());
    return row ? statement.integer(0) : std::int64_t{0};
}

Status Database::transaction(const std::function<Status()>& work)
{
    SS_CHECK(execute("BEGIN IMMEDIATE"));
    Status done = work();
    if (done.ok())
        done = execute("COMMIT");
    if (!done.ok() && sqlite3_get_autocommit(m_database.get()) == 0)
        sqlite3_exec(m_database.get(), "ROLLBACK", nullptr, nullptr, nullptr);
    return done;
}

}  // namespace sparsescope
