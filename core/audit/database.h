// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace sparsescope {

/// One prepared statement. A failed bind or step is told by the next step(), so that binds read as a chain.
class Statement {
public:
    Statement(Statement&&) noexcept = default;
    Statement& operator=(Statement&&) noexcept = default;

    Statement& bind(std::int64_t value);
    Statement& bind(std::string_view text);   ///< Any bytes; they come back as they were.
    Result<bool> step();                      ///< True: there is a row.
    Status run();                             ///< step() to the end, then ready to be bound again.

    std::int64_t integer(int column) const;
    std::string text(int column) const;

private:
    friend class Database;
    Statement() = default;
    struct Close {
        void operator()(sqlite3_stmt* statement) const;
    };
    std::unique_ptr<sqlite3_stmt, Close> m_statement;
    std::string m_file;
    int m_bound = 0;
    int m_bindError = 0;
};

/// One SQLite file, opened for a document that may come from anywhere: nothing in its schema is trusted. Commits are
/// flushed to disk (rollback journal, synchronous FULL). Not thread-safe; the owner locks.
class Database {
public:
    /// An existing file, checked for damage page by page.
    static Result<Database> open(const std::filesystem::path& path);
    static Result<Database> create(const std::filesystem::path& path);

    Status execute(const std::string& sql);
    Result<Statement> prepare(std::string_view sql) const;
    Result<std::int64_t> number(const std::string& sql) const;  ///< First column of the first row.
    /// All of `work` or nothing of it.
    Status transaction(const std::function<Status()>& work);

private:
    struct Close {
        void operator()(sqlite3* database) const;
    };
    static Result<Database> connect(const std::filesystem::path& path, int flags);
    Error error(const std::string& doing) const;

    std::unique_ptr<sqlite3, Close> m_database;
    std::filesystem::path m_path;
};

}  // namespace sparsescope
