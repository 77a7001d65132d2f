// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <utility>
#include <variant>

namespace sparsescope {

/// What went wrong, for the person: which file or field, what was found, what was expected, what to do.
struct Error {
    std::string code;     ///< Stable, for tests and help: "E-ZIP-004".
    std::string message;  ///< One or two sentences. Untrusted text in it has been through displayText().
    std::string details;  ///< Longer technical text for a Details button or the log; may be empty.
};

/// The person asked to stop. Not an error: what was done so far is kept.
struct Cancelled {};

/// An error or a cancel on its way up; converts to any Result.
using Failure = std::variant<Error, Cancelled>;

/// The three outcomes of a function that a person waits for: a value, an error, or cancelled.
template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}
    Result(Cancelled cancelled) : m_state(std::in_place_index<2>, cancelled) {}
    Result(Failure failure) : m_state(std::in_place_index<2>)
    {
        if (auto* error = std::get_if<Error>(&failure))
            m_state.template emplace<1>(std::move(*error));
    }

    bool ok() const { return m_state.index() == 0; }
    bool failed() const { return m_state.index() == 1; }
    bool cancelled() const { return m_state.index() == 2; }
    explicit operator bool() const { return ok(); }

    /// Preconditions: ok() for the values, failed() for error(), !ok() for failure().
    T& value() & { return std::get<0>(m_state); }
    const T& value() const& { return std::get<0>(m_state); }
    T&& value() && { return std::get<0>(std::move(m_state)); }
    T* operator->() { return &std::get<0>(m_state); }
    const T* operator->() const { return &std::get<0>(m_state); }
    T& operator*() & { return std::get<0>(m_state); }
    const T& operator*() const& { return std::get<0>(m_state); }
    const Error& error() const { return std::get<1>(m_state); }
    Failure failure() const { return failed() ? Failure(std::get<1>(m_state)) : Failure(Cancelled{}); }

private:
    std::variant<T, Error, Cancelled> m_state;
};

struct Done {};

/// The outcome of a function that has no value to give: `return Done{};`
using Status = Result<Done>;

}  // namespace sparsescope

#define SPARSESCOPE_CONCAT_(a, b) a##b
#define SPARSESCOPE_CONCAT(a, b) SPARSESCOPE_CONCAT_(a, b)
#define SPARSESCOPE_TRY_(result, declaration, ...) \
    auto result = (__VA_ARGS__);                   \
    if (!result)                                   \
        return result.failure();                   \
    declaration = std::move(result).value()

/// `SS_TRY(auto bytes, readFile(path));` binds the value, or returns the failure to the caller.
#define SS_TRY(declaration, ...) \
    SPARSESCOPE_TRY_(SPARSESCOPE_CONCAT(ssResult, __COUNTER__), declaration, __VA_ARGS__)

/// `SS_CHECK(file.commit());` returns the failure to the caller, if there is one.
#define SS_CHECK(...)                                                \
    do {                                                             \
        if (auto ssStatus = (__VA_ARGS__); !ssStatus)                \
            return ssStatus.failure();                               \
    } while (false)
