// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "text/json_component.h"
#include "text/tokenizer_parts.h"

namespace sparsescope {

/// Reads TemplateProcessing, BertProcessing, RobertaProcessing or ByteLevel and adds what it says to `around`.
Status readProcessor(const JsonComponent& processor, TokenTemplate& around);

}  // namespace sparsescope
