// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "models/small_bert_training.h"
#include "models/small_cnn_training.h"
#include "models/text_model.h"
#include "models/vision_model.h"

namespace sparsescope {

/// What the window asks of LibTorch. Loading that library takes half a second and more, most of it in its static
/// initialisers, so the window does without until the first question: the functions live in a module of their own.
struct EngineTable {
    decltype(&inspectModel) inspect = nullptr;
    decltype(&openVisionModel) open = nullptr;
    decltype(&openTextModel) openText = nullptr;
    decltype(&availableDevices) devices = nullptr;
    decltype(&torchVersion) version = nullptr;
    decltype(&prepareProcessForModels) prepare = nullptr;
    decltype(&trainSmallCnn) train = nullptr;
    decltype(&trainSmallBert) trainText = nullptr;
};

}  // namespace sparsescope

/// The module's only door. Both sides are built together, so that their types agree.
extern "C" const sparsescope::EngineTable* sparsescopeEngine();
