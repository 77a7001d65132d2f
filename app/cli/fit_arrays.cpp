// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/fit_arrays.h"

#include "base/files.h"
#include "base/text.h"
#include "formats/npy.h"
#include "glm/path.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <csignal>
#include <cstring>
#include <thread>

using namespace sparsescope;

namespace {

struct Request {
    std::string features, labels, weights, lambdas, out;
    std::string family = "multinomial";
    PathOptions options;
    bool noStandardize = false;
};

/// What was read; the problem refers into it.
struct Arrays {
    Tensor features;
    std::vector<float> converted;  // Features that were not float32.
    Labels labels;
    std::vector<double> targets, weights;
    int classes = 0;

    Eigen::Map<const FeatureMatrix> matrix() const
    {
        const auto* data = converted.empty() ? reinterpret_cast<const float*>(features.bytes.data()) : converted.data();
        return {data, features.shape[0], features.shape[1]};
    }
};

Error fieldError(const std::string& option, const std::string& file, const std::string& problem)
{
    return {"E-CLI-020", fmt::format("{} {}: {}.", option, sparsescope::quoted(file), problem), {}};
}

template <typename From, typename To>
void copyAs(const Tensor& tensor, std::vector<To>& out)
{
    out.resize(tensor.bytes.size() / sizeof(From));
    for (std::size_t i = 0; i < out.size(); ++i) {
        From value;
        std::memcpy(&value, tensor.bytes.data() + i * sizeof(From), sizeof(From));
        out[i] = static_cast<To>(value);
    }
}

/// A list of n integers of any width; bool counts as 0 and 1.
Result<Labels> readLabels(const std::string& file)
{
    SS_TRY(const Tensor tensor, readNpy(file));
    if (tensor.shape.size() != 1)
        return fieldError("--labels", file, fmt::format("has the shape {}, expected one dimension", shapeText(tensor.shape)));
    Labels labels;
    switch (tensor.dtype) {
    case DType::Bool:
    case DType::U8:
        copyAs<std::uint8_t>(tensor, labels);
        break;
    case DType::I8:
        copyAs<std::int8_t>(tensor, labels);
        break;
    case DType::I16:
        copyAs<std::int16_t>(tensor, labels);
        break;
    case DType::I32:
        copyAs<std::int32_t>(tensor, labels);
        break;
    case DType::I64:
        copyAs<std::int64_t>(tensor, labels);
        break;
    default:
        return fieldError("--labels", file, fmt::format("holds {}, expected integers (0 to the number of classes − 1)",
                                                        dtypeName(tensor.dtype)));
    }
    return labels;
}

/// A list of n numbers; float64 and integers keep their precision.
Result<std::vector<double>> readNumbers(const std::string& option, const std::string& file)
{
    SS_TRY(const Tensor tensor, readNpy(file));
    if (tensor.shape.size() != 1)
        return fieldError(option, file, fmt::format("has the shape {}, expected one dimension", shapeText(tensor.shape)));
    std::vector<double> numbers;
    if (tensor.dtype == DType::F64) {
        copyAs<double>(tensor, numbers);
    } else if (tensor.dtype == DType::I64) {
        copyAs<std::int64_t>(tensor, numbers);
    } else {
        SS_TRY(const std::vector<float> floats, tensor.toFloats());
        numbers.assign(floats.begin(), floats.end());
    }
    return numbers;
}

Result<Arrays> readArrays(const Request& request)
{
    Arrays arrays;
    SS_TRY(arrays.features, readNpy(request.features));
    if (arrays.features.shape.size() != 2)
        return fieldError("--features", request.features,
                          fmt::format("has the shape {}, expected two dimensions (rows, features)",
                                      shapeText(arrays.features.shape)));
    if (arrays.features.dtype != DType::F32) {
        SS_TRY(arrays.converted, arrays.features.toFloats());
        arrays.features.bytes = {};
    }
    if (request.options.family == Family::Gaussian) {
        SS_TRY(arrays.targets, readNumbers("--labels", request.labels));
    } else {
        SS_TRY(arrays.labels, readLabels(request.labels));
        const auto largest = std::max_element(arrays.labels.begin(), arrays.labels.end());
        constexpr std::int64_t classLimit = 1'000'000;
        if (largest != arrays.labels.end() && *largest >= classLimit)
            return fieldError("--labels", request.labels, fmt::format("has a class {}, expected 0 to the number of classes "
                                                                      "− 1, at most {}", *largest, classLimit - 1));
        arrays.classes = largest == arrays.labels.end() ? 0 : static_cast<int>(std::max<std::int64_t>(0, *largest)) + 1;
    }
    if (!request.weights.empty()) {
        SS_TRY(arrays.weights, readNumbers("--weights", request.weights));
    }
    return arrays;
}

template <typename Scalar>
Status writeArray(const std::filesystem::path& path, const Shape& shape, const std::vector<Scalar>& values)
{
    static_assert(std::is_same_v<Scalar, double>);
    return writeNpy(path, DType::F64, shape, std::as_bytes(std::span(values)));
}

/// The weights (L, K, d), shaped and in double as the judges of regularization paths expect them.
Status writeWeights(const std::filesystem::path& folder, const PathResult& path)
{
    const SparseHead& first = path.points.front().head;
    const auto steps = path.points.size();
    const auto classes = static_cast<std::size_t>(first.classCount());
    const auto features = static_cast<std::size_t>(first.features);
    std::vector<double> weights(steps * classes * features, 0.0);
    std::vector<double> bias(steps * classes);
    for (std::size_t i = 0; i < steps; ++i)
        for (std::size_t k = 0; k < classes; ++k) {
            const SparseHead& head = path.points[i].head;
            bias[i * classes + k] = head.bias[k];
            for (const HeadWeight& entry : head.classes[k])
                weights[(i * classes + k) * features + static_cast<std::size_t>(entry.feature)] = entry.weight;
        }
    const auto size = [](std::size_t s) { return static_cast<std::int64_t>(s); };
    SS_CHECK(writeArray(folder / "W.npy", {size(steps), size(classes), size(features)}, weights));
    return writeArray(folder / "b.npy", {size(steps), size(classes)}, bias);
}

nlohmann::json certificateJson(const PathResult& path)
{
    nlohmann::json points = nlohmann::json::array();
    for (const PathPoint& point : path.points) {
        nlohmann::json nonZeros = nlohmann::json::array();
        for (int k = 0; k < point.head.classCount(); ++k)
            nonZeros.push_back(point.head.nonZeros(k));
        points.push_back({{"index", point.index},
                          {"lambda", point.lambda},
                          {"objective", point.certificate.objective},
                          {"relative_gap", point.certificate.relativeGap},
                          {"kkt_violation", point.certificate.kktViolation},
                          {"converged", point.certificate.converged},
                          {"non_zeros", nonZeros},
                          {"train_accuracy", point.scores.front().accuracy},
                          {"train_loss", point.scores.front().loss},
                          {"seconds", point.seconds}});
    }
    return {{"version", SPARSESCOPE_VERSION}, {"alpha", path.alpha},       {"lambda_max", path.lambdaMax},
            {"tolerance", path.tolerance},    {"complete", path.complete}, {"excluded_features", path.excludedFeatures},
            {"notes", path.notes},            {"points", points}};
}

Status writeResults(const std::filesystem::path& folder, const PathResult& path)
{
    std::vector<double> lambdas;
    std::vector<double> times;
    for (const PathPoint& point : path.points) {
        lambdas.push_back(point.lambda);
        times.push_back(point.seconds);
    }
    const auto steps = static_cast<std::int64_t>(path.points.size());
    const auto features = static_cast<std::int64_t>(path.scale.mean.size());
    SS_CHECK(createFolders(folder));
    SS_CHECK(writeWeights(folder, path));
    SS_CHECK(writeArray(folder / "mean.npy", {features}, path.scale.mean));
    SS_CHECK(writeArray(folder / "std.npy", {features}, path.scale.deviation));
    SS_CHECK(writeArray(folder / "lams.npy", {steps}, lambdas));
    SS_CHECK(writeArray(folder / "times.npy", {steps}, times));
    return writeFileAtomically(folder / "certificate.json", certificateJson(path).dump(1) + "\n");
}

std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free);

/// While it lives, Ctrl+C asks for a stop instead of ending the program. A signal handler may do no more than set a
/// flag, so a thread watches it.
class InterruptWatch {
public:
    InterruptWatch()
        : m_before(std::signal(SIGINT, [](int) { interrupted = true; })), m_watcher([this](const std::stop_token& end) {
              while (!end.stop_requested() && !interrupted)
                  std::this_thread::sleep_for(std::chrono::milliseconds(50));
              if (interrupted)
                  m_stop.request_stop();
          })
    {
    }
    ~InterruptWatch() { std::signal(SIGINT, m_before); }
    InterruptWatch(const InterruptWatch&) = delete;
    InterruptWatch& operator=(const InterruptWatch&) = delete;

    std::stop_token token() const { return m_stop.get_token(); }

private:
    void (*m_before)(int);
    std::stop_source m_stop;
    std::jthread m_watcher;
};

Result<PathResult> fit(const Request& request)
{
    SS_TRY(const Arrays arrays, readArrays(request));
    PathOptions options = request.options;
    options.standardize = !request.noStandardize;
    if (!request.lambdas.empty()) {
        SS_TRY(options.lambdas, readNumbers("--lambdas", request.lambdas));
        if (options.lambdas.empty())
            return fieldError("--lambdas", request.lambdas, "is empty, expected decreasing numbers above 0");
    }
    const InterruptWatch watch;
    Progress progress({}, watch.token());
    const GlmData data{arrays.matrix(), arrays.labels, arrays.classes, arrays.targets, arrays.weights};
    return fitPath(data, {}, options, progress);
}

Result<PathResult> run(const Request& request)
{
    SS_TRY(PathResult path, fit(request));
    if (path.points.empty())
        return Cancelled{};
    SS_CHECK(writeResults(request.out, path));
    return path;
}

void summarise(const PathResult& path, const std::string& out)
{
    const auto missed = std::count_if(path.points.begin(), path.points.end(),
                                      [](const PathPoint& point) { return !point.certificate.converged; });
    for (const std::string& note : path.notes)
        fmt::print(stderr, "Note: {}\n", note);
    fmt::print("{} of the λs fitted in {:.3g} s, {} missed the tolerance {}; λ_max {:.6g}; {} features left out. Written to {}.\n",
               path.points.size(), path.points.back().seconds, missed, path.tolerance, path.lambdaMax,
               path.excludedFeatures.size(), displayText(out));
}

int runFitArrays(const Request& request)
{
    constexpr int interruptedCode = 130;
    const Result<PathResult> result = run(request);
    if (result.failed()) {
        fmt::print(stderr, "{} ({})\n", result.error().message, result.error().code);
        return 1;
    }
    if (result.cancelled()) {
        fmt::print(stderr, "Stopped before the first λ was done; nothing was written.\n");
        return interruptedCode;
    }
    summarise(result.value(), request.out);
    return result->complete ? 0 : interruptedCode;
}

}  // namespace

void addFitArraysCommand(CLI::App& app, int& exitCode)
{
    const auto request = std::make_shared<Request>();
    PathOptions& options = request->options;
    CLI::App* command = app.add_subcommand("fit-arrays", "Fit a certified path on .npy features and labels");
    command->add_option("--features", request->features, "Features (rows, features), .npy")->required();
    command->add_option("--labels", request->labels, "Class numbers from 0, or targets (gaussian), .npy")->required();
    command->add_option("--out", request->out, "Folder for W, b, mean, std, lams, times (.npy) and certificate.json")->required();
    command->add_option("--family", request->family, "multinomial, binomial or gaussian")
        ->check(CLI::IsMember({"multinomial", "binomial", "gaussian"}));
    command->add_option("--alpha", options.alpha, "Share of the ℓ1 penalty, 0 to 1 (0.99)");
    command->add_option("--k", options.lambdaCount, "Number of λs (100)");
    command->add_option("--lambda-ratio", options.lambdaRatio, "Smallest λ over largest (0.001)");
    command->add_option("--lambdas", request->lambdas, "λs to use instead, decreasing, .npy");
    command->add_option("--weights", request->weights, "Row weights, .npy");
    command->add_option("--tol", options.tolerance, "Largest KKT violation relative to λα (0.001)");
    command->add_option("--threads", options.threads, "Threads (1)");
    command->add_flag("--group", options.grouped, "A feature enters and leaves all classes together");
    command->add_flag("--include-zero", options.includeZero, "λ = 0 last");
    command->add_flag("--no-standardize", request->noStandardize, "Take the features as they are");
    command->callback([request, &exitCode] {
        request->options.family = request->family == "gaussian"   ? Family::Gaussian
                                  : request->family == "binomial" ? Family::Binomial
                                                                  : Family::Multinomial;
        exitCode = runFitArrays(*request);
    });
}
