// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "feature_fixtures.h"

#include <QTemporaryDir>
#include <QTest>

#include <cstdlib>

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

// Extraction in a child process that may be killed or made to fail at any moment, and what must be true after that.

namespace sparsescope::fixtures {

class KillFixture {
public:
    static constexpr int perShard = 20;
    static constexpr int batch = 4;
    static constexpr int threads = 2;
    enum Exit { finished = 0, failedInWords = 1, crashed = 86 };

    /// The undisturbed run's hash is what every other run must reach.
    explicit KillFixture(int pictures, std::chrono::microseconds perPicture)
    {
        dataset = pictureFolder(root / "pictures", pictures);
        model.bitsDependOnBatch = true;
        model.perPicture = perPicture;
        forwarded = static_cast<std::atomic<int>*>(
            ::mmap(nullptr, sizeof(std::atomic<int>), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
        model.onForward = [this](int count) { *forwarded += count; };
        options.threads = threads;
        options.batch = batch;
        run("undisturbed");
        expected = hash("undisturbed");
    }
    ~KillFixture() { ::munmap(forwarded, sizeof(std::atomic<int>)); }
    KillFixture(const KillFixture&) = delete;
    KillFixture& operator=(const KillFixture&) = delete;

    ShardStore store(const char* name = "features") const { return storeFor(root / name, model, dataset, perShard); }

    std::string hash(const char* name = "features") const
    {
        const auto table = store(name).load();
        return table ? hashOf(*table) : messageOf(table);
    }

    /// Starts a child that extracts; `variable` may set a fault for it. Forked from a process that has written nothing
    /// through the seam yet, so that the child reads its own fault plan.
    pid_t start(const char* name = "features", const char* variable = nullptr, const std::string& value = {})
    {
        *forwarded = 0;
        const pid_t child = ::fork();
        if (child != 0)
            return child;
        if (variable != nullptr)
            ::setenv(variable, value.c_str(), 1);
        Progress progress;
        const auto report = extractFeatures(model, dataset, store(name), options, progress);
        if (report.failed())
            writeText(root / "sentence.txt", report.error().message);
        ::_exit(report.ok() ? finished : failedInWords);
    }

    int wait(pid_t child)
    {
        int status = 0;
        ::waitpid(child, &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }

    int run(const char* name = "features", const char* variable = nullptr, const std::string& value = {})
    {
        return wait(start(name, variable, value));
    }

    std::string sentence() const { return readText(root / "sentence.txt"); }

    std::int64_t validShards() const
    {
        const auto valid = store().validShards();
        return valid ? std::count(valid->begin(), valid->end(), true) : -1;
    }

    int leftovers() const
    {
        int parts = 0;
        for (const auto& entry : fs::directory_iterator(root / "features"))
            parts += entry.path().extension() == ".part";
        return parts;
    }

    /// After a death, however it came: the store opens, what is valid stays, nothing is promised that is not there.
    std::string brokenPromise(std::int64_t validBefore) const
    {
        if (!fs::exists(root / "features"))
            return {};
        const std::int64_t valid = validShards();
        if (valid < 0)
            return "the store does not open: " + messageOf(store().validShards());
        if (valid < validBefore)
            return fmt::format("there were {} valid shards and {} are left", validBefore, valid);
        // Batches in flight may belong to a shard that is not whole yet.
        const std::int64_t whole = validBefore + (*forwarded - 2 * threads * batch) / perShard;
        if (valid < whole - 1)
            return fmt::format("{} finished shards, only {} of them are on disk", whole, valid);
        const bool complete = store().complete();
        if (complete && hash() != expected)
            return "complete, but not the undisturbed run's features: " + hash();
        if (!complete && store().load().ok())
            return "loaded without being complete";
        return {};
    }

    /// Undisturbed from here: it must finish with the same bits and leave nothing behind; once more must do nothing.
    std::string brokenResume()
    {
        if (const int code = run(); code != finished)
            return fmt::format("the resumed run ended with {}: {}", code, sentence());
        if (hash() != expected)
            return "the resumed run's features differ: " + hash();
        if (leftovers() != 0)
            return fmt::format("{} temporary files are left", leftovers());
        if (run() != finished || *forwarded != 0)
            return "a second resume did work";
        return {};
    }

    void startOver() { fs::remove_all(root / "features"); }

    QTemporaryDir temporary;
    fs::path root = fs::path(temporary.path().toStdString());
    FakeModel model;
    Dataset dataset;
    ExtractOptions options;
    std::atomic<int>* forwarded = nullptr; ///< Pictures through the network in the last run; shared with the child.
    std::string expected;
};

/// Kills a run `kills` times at random moments of 1 to 300 ms. Progress accumulates over the kills; whenever a run gets
/// through, its result is checked and the next starts over.
inline void killAtRandom(int kills, std::uint64_t seed)
{
    KillFixture test(240, std::chrono::milliseconds(3));
    Random random(seed);
    int died = 0;
    int finishedRuns = 0;
    while (died < kills) {
        const std::int64_t before = fs::exists(test.root / "features") ? test.validShards() : 0;
        const pid_t child = test.start();
        std::this_thread::sleep_for(std::chrono::milliseconds(1 + random.below(300)));
        ::kill(child, SIGKILL);
        const int code = test.wait(child);
        QVERIFY2(code == -SIGKILL || code == KillFixture::finished, std::to_string(code).c_str());
        died += code == -SIGKILL;
        const std::string broken = test.brokenPromise(before);
        QVERIFY2(broken.empty(), fmt::format("kill {}: {}", died, broken).c_str());
        if (test.store().complete()) {
            ++finishedRuns;
            const std::string late = test.brokenResume();
            QVERIFY2(late.empty(), late.c_str());
            test.startOver();
        }
    }
    const std::string broken = test.brokenResume();
    QVERIFY2(broken.empty(), broken.c_str());
    qInfo("%d kills, %d runs got through between them", died, finishedRuns);
}

}  // namespace sparsescope::fixtures
