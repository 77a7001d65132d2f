// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "layering_rules.h"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <string_view>

namespace sparsescope {

namespace {

using Folders = std::set<std::string>;

/// What each folder may include beside itself. The one place where the arrows are written down for the machine; the
/// CMake files say the same to the linker. features may use glm's matrix type, not its solver.
const std::map<std::string, Folders>& arrows()
{
    static const std::map<std::string, Folders> table = [] {
        std::map<std::string, Folders> below;
        below["base"] = {};
        below["formats"] = {"base"};
        below["glm"] = {"base"};
        below["data"] = {"base", "formats"};
        below["text"] = {"base", "formats"};
        below["models"] = {"base", "formats", "data", "text"};
        below["device"] = {"base", "glm", "models"};
        below["features"] = {"base", "formats", "data", "text", "models", "glm/matrix.h"};
        below["explain"] = {"base", "formats", "glm", "data", "text", "models", "features"};
        below["vis"] = {"base", "formats", "data", "models"};
        below["audit"] = below["explain"];
        below["audit"].insert({"explain", "vis"});
        below["report"] = below["audit"];
        below["report"].insert("audit");
        below["samples"] = below["report"];
        below["samples"].insert("report");
        below["app/cli"] = below["samples"];
        below["app/cli"].insert({"samples", "device"});
        below["ui"] = below["app/cli"];
        below["app/window"] = below["ui"];
        below["app/window"].insert("ui");
        return below;
    }();
    return table;
}

bool startsWith(std::string_view text, std::string_view start)
{
    return text.substr(0, start.size()) == start;
}

bool endsWith(std::string_view text, std::string_view end)
{
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool isHeader(const std::string& file)
{
    return endsWith(file, ".h");
}

bool isCode(const std::string& file)
{
    return isHeader(file) || endsWith(file, ".cpp");
}

bool isProduct(const std::string& file)
{
    return startsWith(file, "core/") || startsWith(file, "ui/") || startsWith(file, "app/");
}

/// "core/glm/path.cpp" -> "glm", "ui/pages/x.cpp" -> "ui", "app/cli/main.cpp" -> "app/cli".
std::string folderOf(const std::string& file)
{
    if (startsWith(file, "ui/"))
        return "ui";
    const auto first = file.find('/');
    const auto second = file.find('/', first + 1);
    if (second == std::string::npos)
        return {};
    return startsWith(file, "core/") ? file.substr(first + 1, second - first - 1) : file.substr(0, second);
}

struct Include {
    std::string target; ///< Between the quotes or brackets.
    bool ours = false;  ///< In quotes.
};

bool parseInclude(std::string_view line, Include& include)
{
    const auto skipBlanks = [&] { line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size())); };
    skipBlanks();
    if (!startsWith(line, "#"))
        return false;
    line.remove_prefix(1);
    skipBlanks();
    if (!startsWith(line, "include"))
        return false;
    line.remove_prefix(7);
    skipBlanks();
    if (line.empty() || (line.front() != '"' && line.front() != '<'))
        return false;
    const auto end = line.find(line.front() == '"' ? '"' : '>', 1);
    if (end == std::string_view::npos)
        return false;
    include = {std::string(line.substr(1, end - 1)), line.front() == '"'};
    return true;
}

bool isTorch(const std::string& target)
{
    for (const char* prefix : {"torch/", "ATen/", "c10/", "caffe2/"})
        if (startsWith(target, prefix))
            return true;
    return false;
}

bool isQt(const std::string& target)
{
    return startsWith(target, "Qt") || (target.size() > 1 && target[0] == 'Q' && std::isupper(target[1]))
           || target == "qcustomplot.h";
}

std::string checkArrow(const std::string& folder, const std::string& target)
{
    if (target.find("..") != std::string::npos)
        return "an include must not climb with \"..\": name the folder";
    const auto slash = target.find('/');
    if (slash == std::string::npos)
        return {};
    const std::string to = target.substr(0, slash);
    if (startsWith(target, folder + "/") || folder == "app/" + to)
        return {};
    const auto& allowed = arrows().at(folder);
    if (allowed.contains(to) || allowed.contains(target))
        return {};
    return "arrows point down only: " + folder + " must not include " + to;
}

std::string checkInclude(const std::string& file, const Include& include)
{
    const std::string folder = folderOf(file);
    if (isTorch(include.target) && (isHeader(file) || (folder != "models" && folder != "device")))
        return "LibTorch may be included in core/models/*.cpp and core/device/*.cpp only";
    if (isQt(include.target) && (startsWith(file, "core/") || folder == "app/cli"))
        return "Qt may be included in ui/ and app/window only";
    return include.ours && arrows().contains(folder) ? checkArrow(folder, include.target) : std::string();
}

/// The libraries a core folder's CMakeLists.txt links: the same arrows once more.
std::string checkLinked(const std::string& file, const std::string& line)
{
    static const std::string prefix = "sparsescope_";
    const std::string folder = folderOf(file);
    const bool comment = line.find('#') < line.find(prefix);
    for (auto at = line.find(prefix); at != std::string::npos && !comment; at = line.find(prefix, at + 1)) {
        const auto begin = at + prefix.size();
        const auto end = line.find_first_not_of("abcdefghijklmnopqrstuvwxyz", begin);
        const std::string to = line.substr(begin, end - begin);
        if (arrows().contains(to) && to != folder && !arrows().at(folder).contains(to)
            && !(folder == "features" && to == "glm"))
            return "arrows point down only: " + folder + " must not link " + to;
    }
    return {};
}

/// Names of one machine or of a package registry have no business in the project. Written in two halves, so that this
/// file passes its own test.
const std::vector<std::string>& forbiddenWords()
{
    static const std::vector<std::string> words = {"/wo"
                                                   "rk/",
                                                   "/tm"
                                                   "p/w/",
                                                   "../sha"
                                                   "red",
                                                   "pypi"
                                                   ".org",
                                                   "pythonhosted"
                                                   ".org",
                                                   "download.py"
                                                   "torch.org",
                                                   "/ro"
                                                   "ot/"};
    return words;
}

std::string checkWords(const std::string& line)
{
    for (const auto& word : forbiddenWords())
        if (line.find(word) != std::string::npos)
            return "forbidden word \"" + word + "\": a path or host of one machine";
    return {};
}

void checkLicence(const std::string& file, const std::vector<std::string>& lines, std::vector<Violation>& found)
{
    const std::string copyright = "// SPDX-FileCopyrightText: ";
    const std::string licence = "// SPDX-License-Identifier: GPL-3.0-or-later";
    if (lines.empty() || !startsWith(lines[0], copyright))
        found.push_back({file, 1, "the first line must start with \"" + copyright + "\""});
    else if (lines.size() < 2 || lines[1] != licence)
        found.push_back({file, 2, "the second line must be \"" + licence + "\""});
}

void checkPragmaOnce(const std::string& file, const std::vector<std::string>& lines, std::vector<Violation>& found)
{
    if (std::find(lines.begin(), lines.end(), "#pragma once") == lines.end())
        found.push_back({file, 1, "a header needs #pragma once"});
}

std::vector<std::string> splitLines(const std::string& text)
{
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

std::string checkLine(const std::string& file, const std::string& line)
{
    if (auto rule = checkWords(line); !rule.empty())
        return rule;
    Include include;
    if (isProduct(file) && isCode(file) && parseInclude(line, include))
        return checkInclude(file, include);
    if (startsWith(file, "core/") && endsWith(file, "/CMakeLists.txt") && arrows().contains(folderOf(file)))
        return checkLinked(file, line);
    return {};
}

}  // namespace

std::string Violation::text() const
{
    return file + ":" + std::to_string(line) + ": " + rule;
}

bool isChecked(const std::string& file)
{
    for (const char* end : {".h", ".cpp", ".md", ".sh", ".txt", ".cmake", ".json", ".py", "Containerfile", ".ci/run"})
        if (endsWith(file, end))
            return true;
    return false;
}

std::vector<Violation> checkSource(const std::string& file, const std::string& text)
{
    std::vector<Violation> found;
    const auto lines = splitLines(text);
    if (isCode(file))
        checkLicence(file, lines, found);
    if (isHeader(file))
        checkPragmaOnce(file, lines, found);
    if (startsWith(file, "core/") && isCode(file) && !arrows().contains(folderOf(file)))
        found.push_back({file, 1, "a new folder in core: write its arrows into layering_rules.cpp"});
    for (std::size_t i = 0; i < lines.size(); ++i)
        if (auto rule = checkLine(file, lines[i]); !rule.empty())
            found.push_back({file, static_cast<int>(i) + 1, rule});
    return found;
}

}  // namespace sparsescope
