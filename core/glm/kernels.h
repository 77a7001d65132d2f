// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "glm/pattern.h"
#include "glm/row_table.h"

#include <string>

/// The arithmetic of one block of rows, compiled for every instruction set and chosen at run time (Highway).
///
/// A block of the design matrix holds blockRows numbers of one column after the other, in float32; a block of a table
/// the same for its outputs. With Real = double every product and sum is in double (float32 features widen exactly).
namespace sparsescope::kernels {

/// table[q] = bias[q] + Σ_e weights[e]·x[column e] over the entries of output q.
void margins(const float* x, const Pattern& pattern, const float* weights, const float* bias, float* table);
void margins(const float* x, const Pattern& pattern, const double* weights, const double* bias, double* table);

/// out[e] += x[column e]·table[output of e], sums over the block in Real, between blocks in double.
void gradient(const float* x, const Pattern& pattern, const float* table, double* out);
void gradient(const float* x, const Pattern& pattern, const double* table, double* out);

/// The same in the order of columns: weights and sums per entry of `order`.
void margins(const float* x, const ColumnOrder& order, int outputs, const float* weights, const float* bias, float* table);
void margins(const float* x, const ColumnOrder& order, int outputs, const double* weights, const double* bias, double* table);
void gradient(const float* x, const ColumnOrder& order, const float* table, double* out);
void gradient(const float* x, const ColumnOrder& order, const double* table, double* out);

/// Margins z become residuals share·(softmax(z) − y), `means` the probabilities. Returns Σ share·(log Σ exp z − z_label).
/// `wrong` and `wrongEntropy` (blockRows each, or null): per row Σ p and Σ p·log p over all classes but the label's.
double softmax(int outputs, const float* shares, const int* labels, float* table, float* means);
double softmax(int outputs, const double* shares, const int* labels, double* table, double* means, double* wrong,
               double* wrongEntropy);
/// A direction u becomes share·p∘(u − p·u).
void softmaxCurvature(int outputs, const float* shares, const float* means, float* table);

/// One output, y ∈ {0, 1}: margins become residuals share·(p − y). Returns Σ share·(log(1 + exp z) − y·z).
double logistic(const float* shares, const float* targets, float* table, float* means);
double logistic(const double* shares, const double* targets, double* table, double* means);

/// Σ share·(shrink·(wrongEntropy + log(shrink)·wrong) + r·log r) with r = 1 − shrink·wrong, over whole blocks of rows.
double shrunkenEntropy(int blocks, const double* shares, const double* wrong, const double* wrongEntropy, double shrink);

/// out[i] = weights[i]·x[rows[i]], a column's numbers at some rows of the block.
void pick(const float* x, const int* rows, const float* weights, int count, float* out);

/// y += factor·x over n numbers.
void addScaled(int n, float factor, const float* x, float* y);

/// The instruction set in use, for reports: "AVX3_DL", "AVX2", …
std::string instructionSet();
/// Keeps to a smaller one: "avx512" (all there is), "avx2", "baseline". False for other words.
bool limitInstructionSet(const std::string& name);

}  // namespace sparsescope::kernels
