// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "report/sections.h"

#include <string>

namespace sparsescope {

/// The whole file. Nothing in it runs or loads, and a content-security policy forbids both. Same document, same bytes.
std::string renderHtml(const ReportDocument& document);

// Its parts, each a run of elements.
std::string htmlStyle();
std::string htmlPathPlot(const PathView& path, const std::string& evaluated);
std::string htmlClassTable(const ReportDocument& document);
std::string htmlClasses(const ReportDocument& document);
std::string htmlSharedFeatures(const ReportDocument& document);
std::string htmlErrors(const ReportDocument& document);
std::string htmlPicture(const ReportPicture& picture, const char* cssClass);
/// A table cell or bar with the sign in colour, character and side.
std::string htmlSigned(double value);

}  // namespace sparsescope
