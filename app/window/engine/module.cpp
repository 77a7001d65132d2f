// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/engine/engine.h"

extern "C" __attribute__((visibility("default"))) const sparsescope::EngineTable* sparsescopeEngine()
{
    using namespace sparsescope;
    static const EngineTable table{&inspectModel, &openVisionModel,         &openTextModel, &availableDevices,
                                   &torchVersion, &prepareProcessForModels, &trainSmallCnn, &trainSmallBert};
    return &table;
}
