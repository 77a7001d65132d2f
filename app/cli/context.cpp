// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/context.h"

#include "audit/views_json.h"
#include "base/text.h"

#include <csignal>
#include <cstdio>
#include <thread>

#include <fmt/format.h>
#include <semaphore.h>
#include <unistd.h>

namespace sparsescope::cli {

namespace {

std::string progressText(const ProgressUpdate& update)
{
    std::string text = displayText(update.stage);
    if (update.total > 0)
        text += fmt::format(" {}/{} {}", update.done, update.total, update.unit);
    else if (update.done > 0)
        text += fmt::format(" {} {}", update.done, update.unit);
    if (update.perSecond > 0)
        text += fmt::format(", {:.3g}/s", update.perSecond);
    if (update.secondsLeft >= 0 && update.done < update.total)
        text += fmt::format(", {} left", duration(update.secondsLeft));
    return text;
}

/// One line that is rewritten, and cleared when the verb ends.
class TerminalLine {
public:
    ~TerminalLine()
    {
        if (m_shown)
            std::fputs("\r\x1b[K", stderr);
    }
    void show(const ProgressUpdate& update)
    {
        std::fputs(("\r\x1b[K" + progressText(update)).c_str(), stderr);
        std::fflush(stderr);
        m_shown = true;
    }

private:
    bool m_shown = false;
};

/// For logs: each stage once when it begins, and at each tenth of a long one.
class SparseLines {
public:
    void show(const ProgressUpdate& update)
    {
        const int tenth = update.total > 0 ? static_cast<int>(update.fraction() * 10) : 0;
        if (update.stage == m_stage && tenth <= m_tenth)
            return;
        m_stage = update.stage;
        m_tenth = tenth;
        fmt::print(stderr, "{}\n", progressText(update));
    }

private:
    std::string m_stage;
    int m_tenth = 0;
};

/// What the signal handler wakes: the one thing it may touch. Signals cannot just be blocked and waited for, because
/// libraries start threads before main() that would take them and die.
sem_t& signalled()
{
    static sem_t semaphore = [] {
        sem_t made;
        sem_init(&made, 0, 0);
        return made;
    }();
    return semaphore;
}

/// While it lives, SIGINT and SIGTERM ask for a stop; a second one ends the program at once.
class StopOnSignal {
public:
    StopOnSignal()
    {
        signalled();
        m_waiter = std::jthread([source = m_source](const std::stop_token& end) mutable {
            for (;;) {
                if (sem_wait(&signalled()) != 0)
                    continue;  // woken by a signal of no concern
                if (end.stop_requested())
                    return;
                if (!source.request_stop())
                    _exit(exitCancelled);
            }
        });
        for (const int number : {SIGINT, SIGTERM})
            std::signal(number, [](int) { sem_post(&signalled()); });
    }
    ~StopOnSignal()
    {
        for (const int number : {SIGINT, SIGTERM})
            std::signal(number, SIG_DFL);
        m_waiter.request_stop();
        sem_post(&signalled());
    }
    StopOnSignal(const StopOnSignal&) = delete;
    StopOnSignal& operator=(const StopOnSignal&) = delete;
    std::stop_token token() const { return m_source.get_token(); }

private:
    std::stop_source m_source;
    std::jthread m_waiter;
};

}  // namespace

std::unique_ptr<Progress> Context::progress(std::stop_token stop) const
{
    if (quiet)
        return std::make_unique<Progress>(nullptr, stop);
    if (::isatty(STDERR_FILENO) != 0) {
        const auto line = std::make_shared<TerminalLine>();
        return std::make_unique<Progress>([line](const ProgressUpdate& update) { line->show(update); }, stop);
    }
    const auto lines = std::make_shared<SparseLines>();
    return std::make_unique<Progress>([lines](const ProgressUpdate& update) { lines->show(update); }, stop);
}

void Context::run(const std::function<Status(Progress&)>& verb)
{
    const StopOnSignal signals;
    std::unique_ptr<Progress> shown = progress(signals.token());
    const Status status = verb(*shown);
    shown.reset();  // takes its line off the terminal before anything else is said
    exitCode = status.ok() ? exitDone : status.cancelled() ? exitCancelled : exitError;
    if (status.cancelled())
        fmt::print(stderr, "Stopped. What was finished is kept.\n");
    if (status.failed()) {
        fmt::print(stderr, "{}: {}\n", status.error().code, status.error().message);
        if (!status.error().details.empty() && !quiet)
            for (std::string_view rest = status.error().details; !rest.empty();) {
                const std::size_t end = rest.find('\n');
                fmt::print(stderr, "  {}\n", displayText(rest.substr(0, end), 300));
                rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
            }
    }
}

void Context::print(const std::function<nlohmann::json()>& jsonOf, const std::function<std::string()>& textOf) const
{
    fmt::print("{}\n", json ? jsonText(jsonOf()) : textOf());
    std::fflush(stdout);
}

}  // namespace sparsescope::cli
